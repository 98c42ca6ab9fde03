//! The name somebody may have meant.

/// The known name closest to what was written, or an empty text when nothing is known.
pub fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> String {
    known
        .map(|name| (strsim::jaro_winkler(written, name), name))
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, name)| name.to_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_name_is_always_nearest() {
        assert_eq!(nearest("revenu", ["nps", "revenue"].into_iter()), "revenue");
        assert_ne!(nearest("zzqq", ["nps", "revenue"].into_iter()), "");
    }
}
