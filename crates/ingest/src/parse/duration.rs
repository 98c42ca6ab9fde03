//! Spans of time as text: hours, minutes and seconds apart by colons, or ISO 8601.

/// Milliseconds of `01:30:00`, `90:00:00.250` and `P1DT2H30M5.5S`; none for anything else. Two numbers alone could be hours
/// and minutes or minutes and seconds, so they are not read.
pub fn duration_ms(text: &str) -> Option<i64> {
    match text.strip_prefix('P') {
        Some(rest) => iso(rest),
        None => clock(text),
    }
}

fn clock(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || minutes.len() != 2 {
        return None;
    }
    let minutes: i64 = whole(minutes).filter(|minutes| *minutes < 60)?;
    let seconds = ms(seconds).filter(|ms| *ms < 60_000)?;
    whole(hours)?.checked_mul(3_600_000)?.checked_add(minutes * 60_000)?.checked_add(seconds)
}

fn iso(text: &str) -> Option<i64> {
    let (days, time) = text.split_once('T').map_or((text, None), |(days, time)| (days, Some(time)));
    let mut all = match days.strip_suffix('D') {
        Some(days) => whole(days)?.checked_mul(86_400_000)?,
        None if days.is_empty() => 0,
        None => return None,
    };
    let Some(mut rest) = time else { return (!days.is_empty()).then_some(all) };
    let mut some = false;
    for (unit, unit_ms) in [('H', 3_600_000), ('M', 60_000)] {
        if let Some((number, after)) = rest.split_once(unit) {
            all = all.checked_add(whole(number)?.checked_mul(unit_ms)?)?;
            (rest, some) = (after, true);
        }
    }
    if let Some(seconds) = rest.strip_suffix('S') {
        all = all.checked_add(ms(seconds)?)?;
        (rest, some) = ("", true);
    }
    (some && rest.is_empty()).then_some(all)
}

/// Seconds with at most nine decimals, as milliseconds.
fn ms(text: &str) -> Option<i64> {
    let (seconds, fraction) = text.split_once(['.', ',']).map_or((text, None), |(seconds, rest)| (seconds, Some(rest)));
    let mut ms = whole(seconds)?.checked_mul(1000)?;
    if let Some(fraction) = fraction {
        let digits = fraction.get(..fraction.len().min(3)).filter(|_| fraction.len() <= 9)?;
        whole(fraction)?;
        ms = ms.checked_add(whole(digits)? * 10i64.pow(3 - u32::try_from(digits.len()).ok()?))?;
    }
    Some(ms)
}

fn whole(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_in_both_forms() {
        for (text, expected) in [
            ("01:30:00", Some(5_400_000)),
            ("90:00:00.25", Some(324_000_250)),
            ("0:00:05", Some(5_000)),
            ("PT1H30M", Some(5_400_000)),
            ("P1DT2H30M5.5S", Some(95_405_500)),
            ("PT0S", Some(0)),
            ("P2D", Some(172_800_000)),
            ("12:30", None),
            ("00:61:00", None),
            ("00:00:60", None),
            ("1:2:3:4", None),
            ("P", None),
            ("PT", None),
            ("P1M", None),
            ("PT1X", None),
            ("-1:00:00", None),
            ("99999999999999:00:00", None),
        ] {
            assert_eq!(duration_ms(text), expected, "{text}");
        }
    }
}
