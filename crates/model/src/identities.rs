//! What can be imported as `identities`: statements that two outside ids are one customer.

use crate::{Column, Kind, Table};

/// One row per statement that two outside ids are one customer, for ever or for a span of time.
///
/// No table of rows is made of it: the lake makes links of the statements, which are rows of its own table `identities`.
pub static IDENTITIES: Table = Table {
    name: "identities",
    identity: &["outside_namespace", "outside_id", "with_namespace", "with_outside_id", "from"],
    time: None,
    rest: None,
    columns: &[
        column("outside_namespace", Kind::Text, false, &["namespace", "命名空间"]),
        column("outside_id", Kind::CustomerId, true, &["id", "外部标识"]),
        column("with_namespace", Kind::Text, true, &["other_namespace", "对应命名空间"]),
        column("with_outside_id", Kind::CustomerId, true, &["with_id", "other_id", "对应标识"]),
        column("from", Kind::Time, false, &["valid_from", "since", "start_date", "started_at", "开始时间"]),
        column("to", Kind::Time, false, &["valid_to", "until", "end_date", "ended_at", "结束时间"]),
    ],
};

const fn column(name: &'static str, kind: Kind, required: bool, aliases: &'static [&'static str]) -> Column {
    Column { name, kind, required, aliases }
}
