//! E-mail addresses as they are compared: composed characters, lower case, nothing around them.

use icu_normalizer::ComposingNormalizerBorrowed;

/// Mailboxes that belong to an office and not to a person. Source: RFC 2142 (1997), and those in common use.
const OFFICES: [&str; 44] = [
    "abuse",
    "accounting",
    "accounts",
    "admin",
    "administrator",
    "billing",
    "booking",
    "bookings",
    "contact",
    "donotreply",
    "email",
    "enquiries",
    "enquiry",
    "finance",
    "hello",
    "help",
    "helpdesk",
    "hostmaster",
    "hr",
    "info",
    "inquiries",
    "invoice",
    "invoices",
    "jobs",
    "kontakt",
    "mail",
    "marketing",
    "no-reply",
    "noc",
    "noreply",
    "office",
    "order",
    "orders",
    "postmaster",
    "procurement",
    "purchasing",
    "reception",
    "sales",
    "security",
    "service",
    "shop",
    "support",
    "team",
    "webmaster",
];

/// An address as it is compared; none for a text that is none.
pub(super) fn normal(text: &str, ignore_tags: bool) -> Option<String> {
    let text = text.trim();
    let text = text.get(..7).filter(|start| start.eq_ignore_ascii_case("mailto:")).map_or(text, |_| &text[7..]);
    let text = ComposingNormalizerBorrowed::new_nfc().normalize(text.trim()).to_lowercase();
    let (mailbox, domain) = text.rsplit_once('@')?;
    let is_domain = domain.split('.').count() > 1 && domain.split('.').all(|part| !part.is_empty());
    let strange = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '@' | '<' | '>' | ',' | ';' | '"');
    if mailbox.is_empty() || !is_domain || text.len() > 254 || mailbox.contains(strange) || domain.contains(strange) {
        return None;
    }
    if !ignore_tags {
        return Some(text);
    }
    let mut mailbox = mailbox.split('+').next().filter(|mailbox| !mailbox.is_empty())?.to_owned();
    let google = matches!(domain, "gmail.com" | "googlemail.com");
    if google {
        mailbox.retain(|c| c != '.');
    }
    Some(format!("{mailbox}@{}", if google { "gmail.com" } else { domain }))
}

/// Whether it is a mailbox that several people read.
pub(super) fn is_office(normal: &str) -> bool {
    normal.split_once('@').is_some_and(|(mailbox, _)| OFFICES.contains(&mailbox))
}

/// Whether a pattern means this address: the address itself, `@domain` or `mailbox@`.
pub(super) fn matches(address: &str, pattern: &str) -> bool {
    let pattern = ComposingNormalizerBorrowed::new_nfc().normalize(pattern.trim()).to_lowercase();
    match (pattern.strip_prefix('@'), pattern.strip_suffix('@')) {
        (Some(domain), _) => address.rsplit_once('@').is_some_and(|(_, of)| of == domain),
        (_, Some(mailbox)) => address.rsplit_once('@').is_some_and(|(of, _)| of == mailbox),
        _ => address == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_in_one_dress() {
        for (text, expected) in [
            (" Ann@Example.COM ", Some("ann@example.com")),
            ("mailto:ann@example.com", Some("ann@example.com")),
            ("a.b+shop@gmail.com", Some("a.b+shop@gmail.com")),
            // An e with an acute accent, composed and not.
            ("ren\u{e9}@example.fr", Some("ren\u{e9}@example.fr")),
            ("rene\u{301}@example.fr", Some("ren\u{e9}@example.fr")),
            ("ÜNAL@example.de", Some("ünal@example.de")),
            ("客户@例子.中国", Some("客户@例子.中国")),
            ("ann@example", None),
            ("ann@@example.com", None),
            ("ann example@example.com", None),
            ("Ann <ann@example.com>", None),
            ("@example.com", None),
            ("n/a", None),
            ("", None),
        ] {
            assert_eq!(normal(text, false).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn tags_are_left_out_only_where_a_rule_says_so() {
        assert_eq!(normal("A.B+shop@googlemail.com", true).as_deref(), Some("ab@gmail.com"));
        assert_eq!(normal("a.b+shop@example.com", true).as_deref(), Some("a.b@example.com"));
        assert_eq!(normal("+shop@example.com", true), None);
    }

    #[test]
    fn patterns_mean_an_address_a_domain_or_a_mailbox() {
        for pattern in ["ann@example.com", "@example.com", "ann@", " ANN@ "] {
            assert!(matches("ann@example.com", pattern), "{pattern}");
        }
        for pattern in ["@ample.com", "nn@", "example.com", "bob@example.com"] {
            assert!(!matches("ann@example.com", pattern), "{pattern}");
        }
        assert!(is_office("info@example.com") && !is_office("ann@info.com"));
    }

    #[test]
    fn mailboxes_of_offices_stand_in_order() {
        assert!(OFFICES.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
