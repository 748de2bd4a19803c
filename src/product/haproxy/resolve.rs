//! What HAProxy looks up once all files are read: which sections it looks at, stick tables, and names in expressions.

use super::expr::RefKind;
use super::facts::SampleReference;
use super::model::{DirectiveRef, Model, Proxy, ProxyKind, StickTable};
use crate::schema::Version;

/// From this version on all `defaults` are looked at.
const ALL_DEFAULTS: Version = Version::new(3, 4);

/// Formats that are read after the last line, and of which only the last one counts.
pub const LATE_FORMATS: [&str; 4] = ["log-format", "log-format-sd", "error-log-format", "unique-id-format"];

/// Options that choose a log format and take the place of a `log-format` above them.
pub const FORMAT_OPTIONS: [&str; 3] = ["httplog", "httpslog", "tcplog"];

/// Whether lines of `keyword` are log formats that are read after the last line.
#[must_use]
pub fn is_late_format(keyword: &str) -> bool {
    LATE_FORMATS.contains(&keyword)
}

/// The lines of a `defaults` section whose expressions are looked up for the section itself.
const RULES: [&str; 6] = ["acl", "http-request", "http-response", "http-after-response", "tcp-request", "tcp-response"];

impl<'s> Model<'s> {
    /// Whether HAProxy checks what `proxy` refers to once all files are read: not if it is disabled. Until 3.3 `defaults` are looked at
    /// only if they hold rules and a section inherits from them that is checked itself.
    #[must_use]
    pub fn is_resolved(&self, proxy: &Proxy<'s>) -> bool {
        if proxy.kind != ProxyKind::Defaults {
            return !proxy.disabled;
        }
        self.target.version >= ALL_DEFAULTS || proxy.serves && RULES[1..].iter().any(|keyword| proxy.has_line(keyword))
    }

    /// The proxies whose references are looked up.
    pub fn resolved_proxies(&self) -> impl Iterator<Item = &Proxy<'s>> {
        self.proxies.iter().filter(|proxy| self.is_resolved(proxy))
    }

    /// What the expressions of proxies name by `kind` and HAProxy looks up.
    pub fn looked_up(&self, kind: RefKind) -> impl Iterator<Item = (&Proxy<'s>, DirectiveRef<'_, 's>, &SampleReference)> {
        self.resolved_proxies().flat_map(move |proxy| {
            let samples = self.section_of(proxy).facts().samples.iter().filter(move |sample| sample.kind == kind);
            let samples = samples.map(move |sample| (proxy, self.directive(proxy, sample.directive), sample));
            samples.filter(|(proxy, directive, _)| self.counts(proxy, *directive))
        })
    }

    /// Whether the expressions of `directive` are looked up for `proxy`.
    fn counts(&self, proxy: &Proxy<'s>, directive: DirectiveRef<'_, 's>) -> bool {
        let keyword = directive.keyword();
        if !directive.shape().sound || proxy.kind == ProxyKind::Defaults && !RULES.contains(&keyword) {
            return false;
        }
        if !LATE_FORMATS.contains(&keyword) {
            return true;
        }
        let last = self.own_setting(proxy, keyword, "").is_some_and(|last| last.index == directive.index);
        let replaced = FORMAT_OPTIONS.iter().any(|option| self.own_setting(proxy, "option", option).is_some());
        last && (keyword == "unique-id-format" || !replaced && proxy.kind.listens())
    }

    /// Whether `proxy` has the stick table that is meant where none is named.
    #[must_use]
    pub fn has_own_table(&self, proxy: &Proxy<'s>) -> bool {
        self.tables.binary_search_by_key(&proxy.section, |table| table.section).is_ok()
    }

    /// The directive that defines `table`.
    #[must_use]
    pub fn table_line(&self, table: &StickTable) -> DirectiveRef<'_, 's> {
        self.any_directive(table.directive)
    }
}
