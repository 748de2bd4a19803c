//! Questions that several rules ask of a pgbouncer.ini.

use super::ini::Ini;
use crate::text::Location;

impl Ini<'_> {
    /// The queries that look up passwords, as far as they are written, with their places.
    #[must_use]
    pub fn auth_queries(&self) -> Vec<(&str, Location)> {
        let general = self.given("auth_query").map(|setting| (setting.value, setting.value_at));
        let own = self.live_databases().filter_map(|entry| entry.param("auth_query"));
        general.into_iter().chain(own.map(|param| (param.value.as_ref(), param.value_at))).collect()
    }

    /// Where the pool mode is written as `mode`.
    #[must_use]
    pub fn pool_modes(&self, mode: &str) -> Vec<Location> {
        let general = self.given("pool_mode").filter(|_| self.text("pool_mode") == mode).map(|setting| setting.value_at);
        let entries = self.live_databases().chain(self.users.iter().filter(|entry| entry.replaced_by.is_none()));
        let own = entries.filter_map(|entry| entry.param("pool_mode")).filter(|param| param.value.eq_ignore_ascii_case(mode));
        general.into_iter().chain(own.map(|param| param.value_at)).collect()
    }

    /// Whether the text decides the setting `name`: a line sets it to something that PgBouncer takes, or all files are there and none does.
    #[must_use]
    pub fn decides(&self, name: &str) -> bool {
        self.given(name).map_or(self.complete, |setting| setting.held.is_ok())
    }

    /// Where the setting `name` is written; the head of the main section if it is not.
    #[must_use]
    pub fn place_of(&self, name: &str) -> Location {
        self.given(name).map_or_else(|| self.anchor(), |setting| setting.value_at)
    }

    /// Whether clients of other machines can connect.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.list("listen_addr").any(|address| !is_loopback(address))
    }
}

/// Whether `host` is the own machine: an address of it, or a Unix socket.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    host.starts_with(['/', '@']) || host == "localhost" || host.starts_with("127.") || host == "::1"
}
