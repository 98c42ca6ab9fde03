//! Which marketing channel a source, medium, campaign and referrer belong to: ordered rules, kept as data.
//!
//! The workspace's own rules come first, then those of `channels.yaml` beside this file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use super::pattern::Pattern;
use super::set;
use crate::error::{Named, Problem, Wanted};
use crate::read::{Fields, Reader};
use crate::source::Source;
use crate::yaml::Yaml;

/// The rules by which visits and customers are given a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channels {
    /// In their order; the first that matches gives the channel.
    pub rules: Vec<ChannelRule>,
    /// Lists of sites by name.
    pub sites: BTreeMap<String, Vec<String>>,
    /// The company's own sites, which refer nobody.
    pub own_sites: Vec<String>,
}

/// One rule: everything that it states must match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelRule {
    pub channel: String,
    source: Vec<Pattern>,
    medium: Vec<Pattern>,
    campaign: Vec<Pattern>,
    referrer: Vec<Pattern>,
    /// The list of sites that the source, or the referrer where there is no source, must be on.
    site: Option<String>,
}

/// What is known of where somebody came from. Empty texts are as good as none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Touch<'a> {
    pub source: Option<&'a str>,
    pub medium: Option<&'a str>,
    pub campaign: Option<&'a str>,
    /// The address of the page that led here.
    pub referrer: Option<&'a str>,
}

/// What a source or medium that is not there is matched as.
const NONE: &str = "(none)";
/// The medium of somebody of whom only the page that led here is known.
const REFERRAL: &str = "referral";

static BUILTIN: LazyLock<Channels> = LazyLock::new(|| {
    let text = include_str!("channels.yaml").to_owned();
    let mut reader = Reader::new(Arc::new(Source { name: "channels.yaml".to_owned(), text }));
    let mut channels = Channels { rules: Vec::new(), sites: BTreeMap::new(), own_sites: Vec::new() };
    if let Some(root) = reader.root()
        && let Some(fields) = reader.map(&root)
    {
        channels.read(&mut reader, fields);
    }
    channels
});

impl Default for Channels {
    fn default() -> Self {
        BUILTIN.clone()
    }
}

impl Channels {
    /// The channel of a touch; `None` when nothing is known of it or no rule matches.
    ///
    /// # Example
    /// ```
    /// use catalog::{Channels, Touch};
    ///
    /// let newsletter = Touch { source: Some("spring"), medium: Some("email"), ..Touch::default() };
    /// assert_eq!(Channels::default().channel(newsletter), Some("email"));
    /// ```
    #[must_use]
    pub fn channel(&self, touch: Touch<'_>) -> Option<&str> {
        let known = |text: Option<&str>| text.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty());
        let referrer = known(touch.referrer).map(|address| host(&address).to_owned());
        let referrer = referrer.filter(|host| !self.own_sites.iter().any(|site| is_on(host, site)));
        let mut said = Said {
            source: known(touch.source),
            medium: known(touch.medium),
            campaign: known(touch.campaign),
            referrer,
        };
        if said.source.is_none() && said.medium.is_none() && said.campaign.is_none() {
            // Only the page that led here is known, or nothing at all.
            said.source = Some(said.referrer.clone()?);
            said.medium = Some(REFERRAL.to_owned());
        }
        self.rules.iter().find(|rule| rule.matches(&said, &self.sites)).map(|rule| rule.channel.as_str())
    }

    /// Reads `channels`: rules and sites go before those that are there.
    pub(super) fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        let builtin = fields.take("builtin").and_then(|yaml| reader.boolean(yaml));
        if builtin == Some(false) {
            self.rules.clear();
        }
        set(&mut self.own_sites, fields.take("own_sites").map(|yaml| reader.texts(yaml)));
        for (name, sites) in fields.take("sites").and_then(|yaml| reader.map(yaml)).map_or(&[][..], |map| map.entries())
        {
            if let Some(name) = reader.named(name) {
                let sites = reader.texts(sites).iter().map(|site| site.to_lowercase()).collect::<BTreeSet<_>>();
                self.sites.insert(name, sites.into_iter().collect());
            }
        }
        if let Some(list) = fields.take("rules").and_then(|yaml| reader.list(yaml)) {
            let mut rules: Vec<_> =
                list.iter().filter_map(|yaml| ChannelRule::read(reader, yaml, &self.sites)).collect();
            rules.append(&mut self.rules);
            self.rules = rules;
        }
        fields.finish(reader);
    }
}

/// A touch in small letters.
struct Said {
    source: Option<String>,
    medium: Option<String>,
    campaign: Option<String>,
    referrer: Option<String>,
}

impl ChannelRule {
    fn read(reader: &mut Reader, yaml: &Yaml, sites: &BTreeMap<String, Vec<String>>) -> Option<Self> {
        let mut fields = reader.map(yaml)?;
        let channel = reader.needed_text(&mut fields, "channel");
        let [source, medium, campaign, referrer] = ["source", "medium", "campaign", "referrer"]
            .map(|key| fields.take(key).map(|yaml| patterns(reader, yaml)).unwrap_or_default());
        let mut site = None;
        if let Some(yaml) = fields.take("site") {
            site = reader.text(yaml).map(str::to_owned);
            if let Some(name) = site.as_ref().filter(|name| !sites.contains_key(*name)) {
                let known = sites.keys().cloned().collect();
                reader.report(Problem::UnknownName { what: Named::Sites, name: name.clone(), known }, yaml.span);
            }
        }
        fields.finish(reader);
        Some(Self { channel: channel?, source, medium, campaign, referrer, site })
    }

    fn matches(&self, said: &Said, sites: &BTreeMap<String, Vec<String>>) -> bool {
        let fits = |patterns: &[Pattern], text: &Option<String>| {
            let text = text.as_deref().unwrap_or(NONE);
            patterns.is_empty() || patterns.iter().any(|pattern| pattern.matches(text))
        };
        let site = said.source.as_ref().or(said.referrer.as_ref());
        fits(&self.source, &said.source)
            && fits(&self.medium, &said.medium)
            && fits(&self.campaign, &said.campaign)
            && fits(&self.referrer, &said.referrer)
            && self.site.as_ref().is_none_or(|list| {
                let listed = sites.get(list).map_or(&[][..], Vec::as_slice);
                site.is_some_and(|site| listed.iter().any(|listed| is_on(host(site), listed)))
            })
    }
}

fn patterns(reader: &mut Reader, yaml: &Yaml) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    for text in reader.texts(yaml) {
        match Pattern::read(&text) {
            Some(pattern) => patterns.push(pattern),
            None => drop(reader.wanted::<()>(yaml, &text, Wanted::Pattern)),
        }
    }
    patterns
}

/// The host of an address; of a text without a scheme what stands before the first slash.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.rsplit_once('@').map_or(host, |(_, host)| host).split(':').next().unwrap_or(host)
}

/// Whether a host or source is of a site: `google` is `google`, `google.com` and `www.google.co.uk`.
fn is_on(host: &str, site: &str) -> bool {
    let host: Vec<&str> = host.split('.').collect();
    let site: Vec<&str> = site.split('.').collect();
    host.windows(site.len()).any(|labels| labels == site)
}
