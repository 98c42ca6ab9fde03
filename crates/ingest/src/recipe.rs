//! How rows of a file were read, for those among them that broke a rule.

use model::{MappingText, Recipe};

use crate::mapping::Way;
use crate::parse::Reading;
use crate::source::{Format, Header};
use crate::{Mapping, Target};

/// A header whose names are longer than this together is not kept: rows so wide are corrected in their file.
const MOST_HEADER_BYTES: usize = 256 << 10;

/// What an import reads rows as.
pub struct Of<'a> {
    pub target: &'a Target,
    pub mapping: Option<&'a Mapping>,
    pub namespace: &'a str,
    pub source: &'a str,
    pub reading: &'a Reading,
}

impl Of<'_> {
    /// How rows of this header are read. `below` says that they mean nothing without the others: the rows of a query's
    /// files under the query's header, and the lines of an order.
    pub fn rows(&self, header: &Header, below: bool) -> Recipe {
        let styles = &self.reading.styles;
        let layout = &header.layout;
        let way = self.mapping.map(|mapping| &mapping.inner.way);
        // What a query gives has the columns of the table already.
        let mapped = below || !matches!(way, Some(Way::Query(_)));
        let mapping = self.mapping.filter(|_| mapped);
        let wide = header.names.iter().map(String::len).sum::<usize>() > MOST_HEADER_BYTES;
        Recipe {
            target: self.target.name.to_owned(),
            source: self.source.to_owned(),
            namespace: self.namespace.to_owned(),
            mapping: mapping.map(|mapping| MappingText {
                file: mapping.inner.source.name().to_owned(),
                text: mapping.inner.source.inner().clone(),
            }),
            header: if wide || below { Vec::new() } else { header.names.clone() },
            delimiter: layout.delimiter.map(char::from).filter(|_| layout.format == Format::Separated),
            time_zone: self.reading.zone.iana_name().unwrap_or("UTC").to_owned(),
            day_order: styles.told.day_order,
            day_orders: styles.day_orders.iter().map(|(column, order)| ((*column).to_owned(), *order)).collect(),
            decimal_sign: styles.told.decimal_sign,
            decimal_signs: styles.decimal_signs.clone(),
            currency: self.reading.currency.fill.map(|currency| currency.as_str().to_owned()),
        }
    }
}
