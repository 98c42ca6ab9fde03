//! Channels: the built-in rules on what they were modelled on, and rules of a workspace's own.

use super::super::*;

fn touch<'a>(source: &'a str, medium: &'a str, campaign: &'a str) -> Touch<'a> {
    let known = |text: &'a str| Some(text).filter(|text| !text.is_empty());
    Touch { source: known(source), medium: known(medium), campaign: known(campaign), referrer: None }
}

#[test]
fn the_built_in_rules_follow_those_they_are_modelled_on() {
    // Source: Google Analytics Help, "[GA4] Default channel group": each line is an instance of the definition it names.
    let channels = Channels::default();
    assert!(channels.rules.len() > 20);
    for (source, medium, campaign, channel) in [
        ("(direct)", "(none)", "", Some("direct")),
        ("direct", "", "", Some("direct")),
        ("google", "cpc", "2024 cross-network max", Some("cross_network")),
        ("amazon.de", "cpc", "", Some("paid_shopping")),
        ("google", "cpc", "Spring-Shop", Some("paid_shopping")),
        ("google", "cpc", "workshop", Some("paid_search")),
        ("Google", "CPC", "", Some("paid_search")),
        ("www.bing.com", "ppc", "", Some("paid_search")),
        ("baidu", "paidsearch", "", Some("paid_search")),
        ("m.facebook.com", "retargeting", "", Some("paid_social")),
        ("youtube", "cpv", "", Some("paid_video")),
        ("youtube", "cpc", "", Some("paid_video")),
        ("ads.example", "cpm", "", Some("display")),
        ("ads.example", "banner", "", Some("display")),
        ("ads.example", "cpc", "", Some("paid_other")),
        ("etsy", "referral", "", Some("organic_shopping")),
        ("newspaper", "print", "summer shopping", Some("organic_shopping")),
        ("l.instagram.com", "referral", "", Some("organic_social")),
        ("t.co", "referral", "", Some("organic_social")),
        ("buffer", "social-media", "", Some("organic_social")),
        ("bilibili.com", "referral", "", Some("organic_video")),
        ("blog", "video-embed", "", Some("organic_video")),
        ("duckduckgo.com", "referral", "", Some("organic_search")),
        ("mail.google.com", "referral", "", Some("referral")),
        ("anything", "organic", "", Some("organic_search")),
        ("partner.example", "referral", "", Some("referral")),
        ("newsletter", "e-mail", "", Some("email")),
        ("email", "", "", Some("email")),
        ("awin", "affiliate", "", Some("affiliates")),
        ("podcast", "audio", "", Some("audio")),
        ("sms", "", "", Some("sms")),
        ("app", "web-push", "", Some("mobile_push")),
        ("firebase", "", "", Some("mobile_push")),
        ("something", "else", "", None),
        ("", "", "", None),
    ] {
        assert_eq!(channels.channel(touch(source, medium, campaign)), channel, "{source} / {medium} / {campaign}");
    }
}

#[test]
fn the_page_that_led_here_stands_in_for_a_source() {
    let text = "channels: { own_sites: [acme.example] }";
    let channels = Settings::parse(text, "tenure.yaml").unwrap().channels;
    for (referrer, channel) in [
        ("https://www.google.com/search?q=x", Some("organic_search")),
        ("https://example.org/post", Some("referral")),
        ("https://shop.acme.example/cart", None),
        ("", None),
    ] {
        let touch = Touch { referrer: Some(referrer), ..Touch::default() };
        assert_eq!(channels.channel(touch), channel, "{referrer}");
    }
}

#[test]
fn rules_of_ones_own_come_first_in_their_order() {
    let text = "
channels:
  sites: { reviews: [g2.com, capterra] }
  rules:
    - { channel: partners, source: 'partner-*', medium: [referral, link] }
    - { channel: review_sites, site: reviews }
    - { channel: paid_search_brand, site: search, medium: cpc, campaign: '*brand*' }
    - { channel: from_docs, referrer: docs.* }
";
    let settings = Settings::parse(text, "tenure.yaml").unwrap();
    for (source, medium, campaign, channel) in [
        ("partner-acme", "referral", "", "partners"),
        ("partner-acme", "email", "", "email"),
        ("www.g2.com", "referral", "", "review_sites"),
        ("google", "cpc", "brand-2026", "paid_search_brand"),
        ("google", "cpc", "generic", "paid_search"),
    ] {
        assert_eq!(settings.channels.channel(touch(source, medium, campaign)), Some(channel));
    }
    let docs = Touch { referrer: Some("https://docs.example.org/x"), ..Touch::default() };
    assert_eq!(settings.channels.channel(docs), Some("from_docs"));

    let alone = Settings::parse("channels: { builtin: false, rules: [{ channel: x, source: a }] }", "t").unwrap();
    assert_eq!(alone.channels.rules.len(), 1);
    assert_eq!(alone.channels.channel(touch("google", "cpc", "")), None);
}
