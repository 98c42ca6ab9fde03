//! From which answer on a survey counts as good.

use std::collections::BTreeMap;

use super::set;
use crate::error::Wanted;
use crate::read::{Fields, Reader};
use crate::yaml::Yaml;

/// From which score on an answer counts as satisfied, as the number of top answers by length of the scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surveys {
    /// Number of points of the scale → how many of the top ones count as satisfied.
    pub csat_top: BTreeMap<i64, i64>,
    /// On a scale of 1 to 10, the least score that counts for the customer satisfaction score.
    pub css_from: i64,
    /// Number of points of the scale → how many of the top ones count as little effort.
    pub ces_top: BTreeMap<i64, i64>,
}

impl Default for Surveys {
    fn default() -> Self {
        // Scales of 2, 3, 5, 7 and 10 points; the top answers that count are those usual in the field.
        let csat_top = BTreeMap::from([(2, 1), (3, 1), (5, 2), (7, 2), (10, 2)]);
        let ces_top = BTreeMap::from([(2, 1), (3, 1), (5, 2), (7, 3), (10, 3)]);
        Self { csat_top, css_from: 6, ces_top }
    }
}

impl Surveys {
    pub(super) fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        if let Some(yaml) = fields.take("csat_top") {
            self.csat_top.extend(tops(reader, yaml));
        }
        set(
            &mut self.css_from,
            fields.take("css_from").and_then(|yaml| reader.whole(yaml, 1, 10, Wanted::PositiveWholeNumber)),
        );
        if let Some(yaml) = fields.take("ces_top") {
            self.ces_top.extend(tops(reader, yaml));
        }
        fields.finish(reader);
    }
}

/// Points of the scale → number of top answers, fewer than the points.
fn tops(reader: &mut Reader, yaml: &Yaml) -> BTreeMap<i64, i64> {
    let mut tops = BTreeMap::new();
    for (points, top) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
        let Some(points) = reader.whole(points, 2, 100, Wanted::PositiveWholeNumber) else { continue };
        if let Some(top) = reader.whole(top, 1, points - 1, Wanted::PositiveWholeNumber) {
            tops.insert(points, top);
        }
    }
    tops
}
