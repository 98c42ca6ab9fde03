use super::{CUSTOMER_ALIASES, required};
use crate::{Kind, Table};

/// One row per customer and experiment: the first time they saw a variant of it.
pub static EXPOSURES: Table = Table {
    name: "exposures",
    identity: &["experiment", "customer_id"],
    time: Some("exposed_at"),
    rest: None,
    columns: &[
        required(
            "experiment",
            Kind::Text,
            &[
                "experiment_id",
                "experiment_key",
                "experiment_name",
                "test",
                "feature_flag",
                "flag_key",
                "实验",
                "实验名称",
                "实验编号",
            ],
        ),
        required("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        required(
            "variant",
            Kind::Text,
            &[
                "variation",
                "variant_id",
                "variant_name",
                "variation_id",
                "variation_name",
                "arm",
                "treatment",
                "group",
                "组别",
                "分组",
                "实验组",
                "变体",
            ],
        ),
        required(
            "exposed_at",
            Kind::Time,
            &[
                "first_exposed_at",
                "first_exposure",
                "exposure_time",
                "assigned_at",
                "timestamp",
                "ts",
                "time",
                "date",
                "created_at",
                "曝光时间",
                "分组时间",
                "进入时间",
                "时间",
            ],
        ),
    ],
};
