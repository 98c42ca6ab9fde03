//! The YAML of a mapping: strict keys, and every error at its spot.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use miette::NamedSource;
use model::Message;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_saphyr::{Error, Location, Spanned};

use super::{Inner, Mapping, Sql, Way};
use crate::error::Spot;
use crate::styles::Told;
use crate::{DayOrder, DecimalSign, IngestError, Target};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    table: Spanned<String>,
    name: Option<String>,
    namespace: Option<String>,
    time_zone: Option<Spanned<String>>,
    day_order: Option<Spanned<String>>,
    decimal_sign: Option<Spanned<String>>,
    #[serde(default)]
    from: From,
    columns: Option<Entries>,
    #[serde(rename = "where")]
    filter: Option<Spanned<String>>,
    deleted: Option<Spanned<String>>,
    query: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct From {
    file: Option<String>,
    delimiter: Option<Spanned<String>>,
    encoding: Option<Spanned<String>>,
    header: Option<bool>,
    sheet: Option<String>,
    #[serde(default)]
    with: BTreeMap<String, String>,
}

/// Keys with their spots, in the order of the file.
struct Entries(Vec<(Spanned<String>, Spanned<String>)>);

/// Reads the text of a mapping called `name` unless it names itself.
pub fn parse(file: &str, name: &str, text: String) -> Result<Mapping, IngestError> {
    let source = Arc::new(NamedSource::new(file, text));
    let read: File = serde_saphyr::from_str(source.inner()).map_err(|error| located(&source, &error))?;
    let spots = Spots { source };
    let target = Target::find(&read.table.value).map_err(|error| match error {
        IngestError::UnknownTable { name, nearest } => {
            IngestError::MappingTable { spot: spots.of(&read.table), name, nearest }
        }
        other => other,
    })?;
    if let Some(deleted) = &read.deleted {
        spots.deletes(deleted, (read.columns.as_ref(), &target))?;
    }
    let way = match (read.columns, read.query) {
        (Some(columns), None) => Way::Columns {
            columns: spots.columns(columns, &target)?,
            filter: read.filter.map(|filter| spots.sql(filter)),
            deleted: read.deleted.map(|deleted| spots.sql(deleted)),
        },
        (None, Some(query)) if read.filter.is_none() => Way::Query(spots.sql(query)),
        _ => return Err(IngestError::MappingWays { spot: spots.of(&read.table) }),
    };
    let time_zone = read.time_zone.map(|zone| {
        spots.checked("time_zone", zone, |zone| jiff::tz::TimeZone::get(zone).is_ok().then(|| zone.to_owned()))
    });
    let day_order = read.day_order.map(|order| {
        spots.checked("day_order", order, |order| match order {
            "day_first" => Some(DayOrder::DayFirst),
            "month_first" => Some(DayOrder::MonthFirst),
            _ => None,
        })
    });
    let decimal_sign = read.decimal_sign.map(|sign| {
        spots.checked("decimal_sign", sign, |sign| match sign {
            "point" => Some(DecimalSign::Point),
            "comma" => Some(DecimalSign::Comma),
            _ => None,
        })
    });
    let delimiter = read.from.delimiter.map(|text| {
        spots.checked("delimiter", text, |text| match text.as_bytes() {
            [byte] => Some(*byte),
            _ if matches!(text, "tab" | "\\t") => Some(b'\t'),
            _ => None,
        })
    });
    let encoding = read.from.encoding.map(|label| {
        spots.checked("encoding", label, |label| {
            encoding_rs::Encoding::for_label(label.as_bytes()).map(|_| label.to_owned())
        })
    });
    Ok(Mapping {
        inner: Arc::new(Inner {
            table: read.table.value,
            name: read.name.unwrap_or_else(|| name.to_owned()),
            namespace: read.namespace,
            time_zone: time_zone.transpose()?,
            told: Told { day_order: day_order.transpose()?, decimal_sign: decimal_sign.transpose()? },
            file: read.from.file,
            delimiter: delimiter.transpose()?,
            encoding: encoding.transpose()?,
            header: read.from.header,
            sheet: read.from.sheet,
            with: read.from.with,
            way,
            source: spots.source,
        }),
    })
}

struct Spots {
    source: Arc<NamedSource<String>>,
}

impl Spots {
    fn of<T>(&self, spanned: &Spanned<T>) -> Spot {
        spot(&self.source, spanned.referenced)
    }

    fn sql(&self, spanned: Spanned<String>) -> Sql {
        Sql { spot: self.of(&spanned), text: spanned.value }
    }

    fn checked<T>(
        &self,
        key: &'static str,
        spanned: Spanned<String>,
        check: impl Fn(&str) -> Option<T>,
    ) -> Result<T, IngestError> {
        check(&spanned.value).ok_or_else(|| IngestError::MappingValue {
            spot: self.of(&spanned),
            key,
            value: spanned.value.clone(),
        })
    }

    /// Whether rows of the target can be deleted by what the mapping says of them.
    fn deletes(
        &self,
        deleted: &Spanned<String>,
        (columns, target): (Option<&Entries>, &Target),
    ) -> Result<(), IngestError> {
        let refused = |why: Message| Err(IngestError::MappingDeleted { spot: self.of(deleted), why });
        let Some(columns) = columns else { return refused(Message::new("ingest.deleted.query")) };
        if !target.deletes() {
            let key =
                if target.table == &model::IDENTITIES { "ingest.deleted.identities" } else { "ingest.deleted.shape" };
            return refused(Message::new(key).with("table", target.name));
        }
        let mapped = |name: &str| columns.0.iter().any(|(column, _)| column.value == name);
        match target.table.identity.iter().find(|name| !mapped(name)) {
            Some(name) => refused(Message::new("ingest.deleted.identity").with("column", name)),
            None => Ok(()),
        }
    }

    /// Columns that the target has; any others only where it keeps a rest.
    fn columns(&self, entries: Entries, target: &Target) -> Result<Vec<(String, Sql)>, IngestError> {
        let mut columns = Vec::new();
        for (name, sql) in entries.0 {
            if target.column(&name.value).is_none() && target.table.rest.is_none() {
                let known = target.columns.iter().map(|column| column.name);
                return Err(IngestError::MappingColumn {
                    nearest: model::nearest(&name.value, known).map(str::to_owned),
                    spot: self.of(&name),
                    column: name.value,
                    table: target.name,
                });
            }
            columns.push((name.value, self.sql(sql)));
        }
        Ok(columns)
    }
}

fn located(source: &Arc<NamedSource<String>>, error: &Error) -> IngestError {
    let error = error.without_snippet();
    let spot = spot(source, error.location().unwrap_or(Location::UNKNOWN));
    match error {
        Error::SerdeUnknownField { field, expected, .. } => IngestError::MappingKey {
            spot,
            key: field.clone(),
            nearest: model::nearest(field, expected.iter().copied()).map(str::to_owned),
        },
        Error::SerdeMissingField { field, .. } => IngestError::MappingMissing { spot, key: field },
        other => IngestError::MappingYaml { spot, why: other.to_string() },
    }
}

fn spot(source: &Arc<NamedSource<String>>, location: Location) -> Spot {
    let text = source.inner();
    let span = location.span();
    let bytes = span
        .byte_offset()
        .zip(span.byte_len())
        .and_then(|(start, length)| Some((usize::try_from(start).ok()?, usize::try_from(length).ok()?)));
    let (start, length) = bytes.unwrap_or_else(|| {
        // Without bytes the place is told in characters.
        let byte = |characters: usize| text.char_indices().nth(characters).map_or(text.len(), |(offset, _)| offset);
        let (start, length) =
            (usize::try_from(span.offset()).unwrap_or(usize::MAX), usize::try_from(span.len()).unwrap_or(1));
        let end = byte(start.saturating_add(length));
        (byte(start), end - byte(start))
    });
    let start = start.min(text.len());
    let line_end = text[start..].find('\n').map_or(text.len(), |end| start + end);
    let end = if length == 0 { line_end } else { (start + length).min(text.len()) };
    let range: Range<usize> = start..end;
    Spot { source: Arc::clone(source), span: range }
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Entries;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("columns and their expressions")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failing(text: &str) -> (String, String, IngestError) {
        let error = parse("m.yaml", "m", text.to_owned()).unwrap_err();
        let spot = error.spot().unwrap().clone();
        let near = spot.source.inner()[spot.span.clone()].to_owned();
        (error.to_string(), near, error)
    }

    #[test]
    fn a_mapping_of_columns_is_read() {
        let text = "table: orders\nfrom: { file: \"invoices-*.csv\", delimiter: \";\", encoding: utf-8 }\ntime_zone: Europe/London\ncolumns:\n  order_id: InvoiceNo\n  amount: Quantity * UnitPrice\nwhere: Quantity > 0\n";
        let mapping = parse("m.yaml", "m", text.to_owned()).unwrap();
        assert_eq!(mapping.inner.delimiter, Some(b';'));
        assert_eq!(mapping.name(), "m");
        assert!(mapping.means(std::path::Path::new("data/invoices-2024.csv")));
        let Way::Columns { columns, filter, .. } = &mapping.inner.way else { unreachable!() };
        assert_eq!(columns[1].1.text, "Quantity * UnitPrice");
        assert_eq!(filter.as_ref().unwrap().text, "Quantity > 0");
    }

    #[test]
    fn errors_stand_at_their_spot_and_offer_the_nearest_name() {
        for (text, near, nearest) in [
            ("table: ordres\ncolumns: {}\n", "ordres", Some("orders")),
            ("table: orders\ncolumns:\n  ordered_on: date\n", "ordered_on", Some("ordered_at")),
            ("table: orders\ncolumns: {}\ntime_zone: Europe/Lundon\n", "Europe/Lundon", None),
            ("table: orders\n", "orders", None),
        ] {
            let (said, found, error) = failing(text);
            assert_eq!(found, near, "{said}");
            let help = error.advice().map(|advice| advice.to_string());
            if let Some(nearest) = nearest {
                assert!(help.unwrap().contains(nearest), "{said}");
            }
        }
    }

    #[test]
    fn an_unknown_key_is_named() {
        let (said, _, error) = failing("table: orders\ncolums: {}\n");
        assert!(
            matches!(&error, IngestError::MappingKey { key, nearest: Some(near), .. } if key == "colums" && near == "columns"),
            "{said}"
        );
        assert!(matches!(failing("columns: {}\n").2, IngestError::MappingMissing { key: "table", .. }));
        assert!(matches!(failing("table: [\n").2, IngestError::MappingYaml { .. }));
    }
}
