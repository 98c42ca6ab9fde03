//! One thing that is wrong with the data, or worth a look.

use std::collections::BTreeMap;

use model::Message;

/// What was found, where, and what to do about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub check: Check,
    pub severity: Severity,
    /// What it is about: `table`, `table/source`, `table.column`, the number of an import and its table, or a law.
    pub place: String,
    /// None where it cannot be said.
    pub value: Option<Amount>,
    /// The bar of tenure.yaml that it was held against; none where none is set.
    pub bar: Option<Amount>,
    /// What the value does not say.
    pub detail: Option<Message>,
}

/// What one check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    pub check: Check,
    /// Sources, tables, columns, imports or laws that it looked at; zero where the data has nothing for it.
    pub looked_at: u64,
    /// Findings below the bar.
    pub errors: u64,
    /// Findings worth a look.
    pub warnings: u64,
}

/// What the checks have found, and how much each has looked at.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub findings: Vec<Finding>,
    looked_at: BTreeMap<Check, u64>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A bar is missed, or something that always holds does not.
    Error,
    /// Nothing says how much of it is too much.
    Warning,
}

/// A number with its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// 0 to 1.
    Share(f64),
    Count(u64),
    /// Milliseconds.
    Duration(i64),
    /// A population stability index.
    Index(f64),
}

/// What was looked for. The names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    MissingFiles,
    RowCount,
    Law,
    Freshness,
    VolumeGap,
    VolumeSpike,
    VolumeDays,
    DuplicateEmail,
    DuplicatePhone,
    DuplicateContent,
    UnknownCustomers,
    Orphans,
    NullShare,
    ColumnsGone,
    ColumnsAdded,
    ColumnKind,
    Drift,
    QuarantineShare,
    MissingRates,
}

impl Found {
    /// Notes that a check looks at this many more places.
    pub fn look(&mut self, check: Check, places: usize) {
        *self.looked_at.entry(check).or_default() += places as u64;
    }

    /// What every check came to, in their order.
    pub fn checked(&self) -> Vec<Checked> {
        let count = |check, severity| {
            let found = self.findings.iter().filter(|finding| (finding.check, finding.severity) == (check, severity));
            found.count() as u64
        };
        let checked = |check| Checked {
            check,
            looked_at: self.looked_at.get(&check).copied().unwrap_or_default(),
            errors: count(check, Severity::Error),
            warnings: count(check, Severity::Warning),
        };
        Check::ALL.into_iter().map(checked).collect()
    }
}

impl Severity {
    /// The stable word: `error` or `warning`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }

    /// An error above the bar; a warning where there is none. `None` where there is nothing, or no more than there may be.
    pub(super) fn of(value: f64, bar: Option<f64>) -> Option<Self> {
        match bar {
            Some(bar) => (value > bar).then_some(Self::Error),
            None => (value > 0.0).then_some(Self::Warning),
        }
    }
}

impl Amount {
    /// The number in its unit: a share, a count, milliseconds or an index.
    #[must_use]
    pub fn number(self) -> f64 {
        match self {
            Self::Share(number) | Self::Index(number) => number,
            Self::Count(count) => count as f64,
            Self::Duration(ms) => ms as f64,
        }
    }

    /// The name of the unit: `share`, `count`, `duration_ms` or `index`.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Share(_) => "share",
            Self::Count(_) => "count",
            Self::Duration(_) => "duration_ms",
            Self::Index(_) => "index",
        }
    }
}

impl Check {
    /// Every check, in the order findings come in.
    pub const ALL: [Self; 19] = [
        Self::MissingFiles,
        Self::RowCount,
        Self::Law,
        Self::Freshness,
        Self::VolumeGap,
        Self::VolumeSpike,
        Self::VolumeDays,
        Self::DuplicateEmail,
        Self::DuplicatePhone,
        Self::DuplicateContent,
        Self::UnknownCustomers,
        Self::Orphans,
        Self::NullShare,
        Self::ColumnsGone,
        Self::ColumnsAdded,
        Self::ColumnKind,
        Self::Drift,
        Self::QuarantineShare,
        Self::MissingRates,
    ];

    /// The stable id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::MissingFiles => "missing_files",
            Self::RowCount => "row_count",
            Self::Law => "law",
            Self::Freshness => "freshness",
            Self::VolumeGap => "volume_gap",
            Self::VolumeSpike => "volume_spike",
            Self::VolumeDays => "volume_days",
            Self::DuplicateEmail => "duplicate_email",
            Self::DuplicatePhone => "duplicate_phone",
            Self::DuplicateContent => "duplicate_content",
            Self::UnknownCustomers => "unknown_customers",
            Self::Orphans => "orphans",
            Self::NullShare => "null_share",
            Self::ColumnsGone => "columns_gone",
            Self::ColumnsAdded => "columns_added",
            Self::ColumnKind => "column_kind",
            Self::Drift => "drift",
            Self::QuarantineShare => "quarantine_share",
            Self::MissingRates => "missing_rates",
        }
    }

    /// What is looked at, in a few words.
    #[must_use]
    pub fn name(self) -> Message {
        Message::new(match self {
            Self::MissingFiles => "engine.check.missing_files.name",
            Self::RowCount => "engine.check.row_count.name",
            Self::Law => "engine.check.law.name",
            Self::Freshness => "engine.check.freshness.name",
            Self::VolumeGap => "engine.check.volume_gap.name",
            Self::VolumeSpike => "engine.check.volume_spike.name",
            Self::VolumeDays => "engine.check.volume_days.name",
            Self::DuplicateEmail => "engine.check.duplicate_email.name",
            Self::DuplicatePhone => "engine.check.duplicate_phone.name",
            Self::DuplicateContent => "engine.check.duplicate_content.name",
            Self::UnknownCustomers => "engine.check.unknown_customers.name",
            Self::Orphans => "engine.check.orphans.name",
            Self::NullShare => "engine.check.null_share.name",
            Self::ColumnsGone => "engine.check.columns_gone.name",
            Self::ColumnsAdded => "engine.check.columns_added.name",
            Self::ColumnKind => "engine.check.column_kind.name",
            Self::Drift => "engine.check.drift.name",
            Self::QuarantineShare => "engine.check.quarantine_share.name",
            Self::MissingRates => "engine.check.missing_rates.name",
        })
    }

    /// What was found, in a few words.
    #[must_use]
    pub fn title(self) -> Message {
        Message::new(match self {
            Self::MissingFiles => "engine.check.missing_files.title",
            Self::RowCount => "engine.check.row_count.title",
            Self::Law => "engine.check.law.title",
            Self::Freshness => "engine.check.freshness.title",
            Self::VolumeGap => "engine.check.volume_gap.title",
            Self::VolumeSpike => "engine.check.volume_spike.title",
            Self::VolumeDays => "engine.check.volume_days.title",
            Self::DuplicateEmail => "engine.check.duplicate_email.title",
            Self::DuplicatePhone => "engine.check.duplicate_phone.title",
            Self::DuplicateContent => "engine.check.duplicate_content.title",
            Self::UnknownCustomers => "engine.check.unknown_customers.title",
            Self::Orphans => "engine.check.orphans.title",
            Self::NullShare => "engine.check.null_share.title",
            Self::ColumnsGone => "engine.check.columns_gone.title",
            Self::ColumnsAdded => "engine.check.columns_added.title",
            Self::ColumnKind => "engine.check.column_kind.title",
            Self::Drift => "engine.check.drift.title",
            Self::QuarantineShare => "engine.check.quarantine_share.title",
            Self::MissingRates => "engine.check.missing_rates.title",
        })
    }

    /// What to do about it.
    #[must_use]
    pub fn help(self) -> Message {
        Message::new(match self {
            Self::MissingFiles => "engine.check.missing_files.help",
            Self::RowCount => "engine.check.row_count.help",
            Self::Law => "engine.check.law.help",
            Self::Freshness => "engine.check.freshness.help",
            Self::VolumeGap => "engine.check.volume_gap.help",
            Self::VolumeSpike => "engine.check.volume_spike.help",
            Self::VolumeDays => "engine.check.volume_days.help",
            Self::DuplicateEmail => "engine.check.duplicate_email.help",
            Self::DuplicatePhone => "engine.check.duplicate_phone.help",
            Self::DuplicateContent => "engine.check.duplicate_content.help",
            Self::UnknownCustomers => "engine.check.unknown_customers.help",
            Self::Orphans => "engine.check.orphans.help",
            Self::NullShare => "engine.check.null_share.help",
            Self::ColumnsGone => "engine.check.columns_gone.help",
            Self::ColumnsAdded => "engine.check.columns_added.help",
            Self::ColumnKind => "engine.check.column_kind.help",
            Self::Drift => "engine.check.drift.help",
            Self::QuarantineShare => "engine.check.quarantine_share.help",
            Self::MissingRates => "engine.check.missing_rates.help",
        })
    }
}
