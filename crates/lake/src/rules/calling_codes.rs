//! How national telephone numbers become international ones, by country.

/// What a country's national numbers need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbering {
    /// The country's calling code.
    pub code: &'static str,
    /// What national numbers begin with and international ones leave out.
    pub trunk: &'static str,
    /// Digits of a national number without the trunk prefix, fewest and most.
    pub digits: (usize, usize),
}

/// The numbering of a country, by its ISO 3166 code or its English name; none for a country that is not known here.
pub(super) fn of(country: &str) -> Option<Numbering> {
    let country = country.trim();
    let means = |entry: &&Entry| entry.0.iter().any(|name| country.eq_ignore_ascii_case(name));
    NUMBERINGS.iter().find(means).map(|(_, code, trunk, digits)| Numbering { code, trunk, digits: *digits })
}

/// Names, calling code, trunk prefix, digits.
type Entry = (&'static [&'static str], &'static str, &'static str, (usize, usize));

/// Source: ITU-T E.164 (2010) country codes and the operational bulletins on national numbering plans.
static NUMBERINGS: &[Entry] = &[
    (&["US", "USA", "United States"], "1", "1", (10, 10)),
    (&["CA", "CAN", "Canada"], "1", "1", (10, 10)),
    (&["GB", "GBR", "UK", "United Kingdom", "Great Britain"], "44", "0", (9, 10)),
    (&["IE", "IRL", "Ireland"], "353", "0", (7, 9)),
    (&["DE", "DEU", "Germany", "Deutschland"], "49", "0", (6, 11)),
    (&["AT", "AUT", "Austria"], "43", "0", (6, 12)),
    (&["CH", "CHE", "Switzerland"], "41", "0", (9, 9)),
    (&["FR", "FRA", "France"], "33", "0", (9, 9)),
    (&["BE", "BEL", "Belgium"], "32", "0", (8, 9)),
    (&["NL", "NLD", "Netherlands"], "31", "0", (9, 9)),
    (&["LU", "LUX", "Luxembourg"], "352", "", (6, 9)),
    (&["ES", "ESP", "Spain"], "34", "", (9, 9)),
    (&["PT", "PRT", "Portugal"], "351", "", (9, 9)),
    (&["IT", "ITA", "Italy"], "39", "", (8, 11)),
    (&["DK", "DNK", "Denmark"], "45", "", (8, 8)),
    (&["NO", "NOR", "Norway"], "47", "", (8, 8)),
    (&["SE", "SWE", "Sweden"], "46", "0", (7, 9)),
    (&["FI", "FIN", "Finland"], "358", "0", (6, 10)),
    (&["PL", "POL", "Poland"], "48", "", (9, 9)),
    (&["CZ", "CZE", "Czechia", "Czech Republic"], "420", "", (9, 9)),
    (&["GR", "GRC", "Greece"], "30", "", (10, 10)),
    (&["TR", "TUR", "Turkey", "Türkiye"], "90", "0", (10, 10)),
    (&["IL", "ISR", "Israel"], "972", "0", (8, 9)),
    (&["ZA", "ZAF", "South Africa"], "27", "0", (9, 9)),
    (&["IN", "IND", "India"], "91", "0", (10, 10)),
    (&["CN", "CHN", "China", "中国"], "86", "0", (10, 11)),
    (&["HK", "HKG", "Hong Kong", "香港"], "852", "", (8, 8)),
    (&["TW", "TWN", "Taiwan", "台湾"], "886", "0", (8, 9)),
    (&["JP", "JPN", "Japan"], "81", "0", (9, 10)),
    (&["KR", "KOR", "South Korea"], "82", "0", (8, 10)),
    (&["SG", "SGP", "Singapore"], "65", "", (8, 8)),
    (&["AU", "AUS", "Australia"], "61", "0", (9, 9)),
    (&["NZ", "NZL", "New Zealand"], "64", "0", (8, 10)),
    (&["BR", "BRA", "Brazil"], "55", "0", (10, 11)),
    (&["MX", "MEX", "Mexico"], "52", "", (10, 10)),
];
