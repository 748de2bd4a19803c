//! What repmgr says of a file.

use crate::text::Location;

/// An error or a warning of repmgr.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// What it is about.
    pub kind: ComplaintKind,
    /// Where.
    pub at: Location,
    /// The line that it is about, by its place in [`super::model::File::assignments`].
    pub assignment: Option<usize>,
    /// What repmgr prints. May hold secrets: for comparisons, not for reports.
    pub upstream: String,
}

/// What repmgr complains about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComplaintKind {
    /// The scanner stops at this token.
    Syntax,
    /// No setting is called so. A warning.
    Unknown,
    /// The setting belongs to an older or a newer version. A warning.
    OtherVersion,
    /// The value is no number, or too large for one.
    BadInt,
    /// The number is too small.
    Minimum,
    /// The value is none of the words for true and false.
    BadBool,
    /// The value is none of the words that the setting may be.
    BadWord,
    /// The value is too long.
    TooLong,
    /// The value is no delay.
    BadDelay,
    /// The value is no pair of folders.
    BadMapping,
    /// libpq refuses the connection string.
    BadConninfo,
    /// A required setting is missing.
    Missing,
    /// Only one of `barman_host` and `barman_server` is set.
    BarmanPair,
    /// The critical threshold is not above that for warnings.
    Threshold,
    /// `standby_reconnect_timeout` is below `node_rejoin_timeout`.
    RejoinTimeout,
    /// A file brings itself in, or files are nested too deeply.
    Recursion,
    /// An empty path for `include_dir`.
    EmptyFolder,
}

impl ComplaintKind {
    /// Whether it is only a warning.
    #[must_use]
    pub const fn is_warning(self) -> bool {
        matches!(self, Self::Unknown | Self::OtherVersion)
    }
}
