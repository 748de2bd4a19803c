//! Timers of the whole stack in one unit, each with the place it comes from. HAProxy counts in milliseconds, PgBouncer in seconds, and
//! PostgreSQL in the unit of each setting. A timer that is off is none.

use super::{Backend, BalancerId, Frontend, LinkId, PoolerId, Topology};
use crate::product::haproxy::model::{Model, Proxy};
use crate::product::pgbouncer::ini::{Held, Ini};
use crate::product::postgresql::conf::Conf;
use crate::product::repmgr::model::File;
use crate::text::{Location, Span};

/// A time after which somebody does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// How long, in milliseconds.
    pub ms: u64,
    /// What it is called in its file: "timeout server".
    pub name: &'static str,
    /// Where it is set; of a default, where it would be.
    pub at: Location,
    /// Whether somebody set it.
    pub given: bool,
}

impl Timer {
    /// It with its time: "`timeout server` 30 min".
    #[must_use]
    pub fn shown(&self) -> String {
        format!("`{}` {}", self.name, self.time())
    }

    /// How long, in the largest unit of which it is two or more without a rest: `60 s`, `60 min`, `1500 ms`.
    #[must_use]
    pub fn time(&self) -> String {
        let units = [(3_600_000, "h"), (60_000, "min"), (1000, "s")];
        let fits = |(unit, _): &(u64, &str)| self.ms.is_multiple_of(*unit) && (self.ms >= 2 * unit || *unit == 1000);
        units.into_iter().find(fits).map_or_else(|| format!("{} ms", self.ms), |(unit, name)| format!("{} {name}", self.ms / unit))
    }
}

impl Topology<'_> {
    /// How long a session over the server line `id` may carry nothing until HAProxy ends it: the shortest over the frontends that lead there.
    #[must_use]
    pub fn silence(&self, id: LinkId) -> Option<Timer> {
        let link = self.link(id);
        let balancer = self.balancer(link.balancer);
        let backend = &balancer.backends[link.backend];
        let mut fronts = balancer.frontends_of(link.backend).map(|(_, frontend)| frontend).peekable();
        if fronts.peek().is_none() {
            return silence_of(balancer.model, None, backend);
        }
        fronts.filter_map(|frontend| silence_of(balancer.model, Some(frontend), backend)).min_by_key(|timer| timer.ms)
    }

    /// As [`Topology::silence`], of all sessions that come by `port` of the HAProxy `id`.
    #[must_use]
    pub fn silence_at(&self, id: BalancerId, port: u16) -> Option<Timer> {
        let balancer = self.balancer(id);
        let hears = |frontend: &&Frontend<'_>| frontend.proxy.endpoints.iter().any(|(_, endpoint, _)| endpoint.single_port() == Some(port));
        let frontends = balancer.frontends.iter().filter(hears);
        let ways = frontends.flat_map(|frontend| {
            frontend.routes.iter().filter_map(move |route| silence_of(balancer.model, Some(frontend), &balancer.backends[route.backend]))
        });
        ways.min_by_key(|timer| timer.ms)
    }

    /// The time `name` of the PgBouncer `id`; `None` if it is off.
    #[must_use]
    pub fn pooler_timer(&self, id: PoolerId, name: &'static str) -> Option<Timer> {
        of_pooler(self.pooler(id).ini, name)
    }
}

/// How long a session may carry nothing: once data went both ways that is `timeout tunnel`, without one the shorter of the other two.
fn silence_of<'t>(model: &Model<'t>, frontend: Option<&Frontend<'t>>, backend: &Backend<'t>) -> Option<Timer> {
    let timer = |proxy: &Proxy<'t>, name: &str, title: &'static str| {
        let (line, ms) = model.timeout(proxy, name).filter(|(_, ms)| *ms > 0)?;
        Some(Timer { ms, name: title, at: line.all(), given: true })
    };
    if let Some(tunnel) = timer(backend.proxy, "tunnel", "timeout tunnel") {
        return Some(tunnel);
    }
    let client = frontend.and_then(|frontend| timer(frontend.proxy, "client", "timeout client"));
    let server = timer(backend.proxy, "server", "timeout server");
    client.into_iter().chain(server).min_by_key(|timer| timer.ms)
}

/// The time `name` of a PgBouncer; `None` if it is off.
#[must_use]
pub fn of_pooler(ini: &Ini<'_>, name: &'static str) -> Option<Timer> {
    let Some(Held::Time(seconds)) = ini.held(name) else { return None };
    // What is no sensible time is none.
    #[expect(clippy::cast_sign_loss, reason = "it is positive")]
    let ms = if seconds.is_finite() && seconds > 0.0 && seconds < 1e9 { (seconds * 1000.0).round() as u64 } else { 0 };
    let given = ini.given(name);
    let at = given.map_or_else(|| ini.anchor(), |setting| setting.value_at);
    (ms > 0).then_some(Timer { ms, name, at, given: given.is_some() })
}

/// The time `name` of a PostgreSQL server whose unit is the millisecond; `None` if it is off, or the files do not tell.
#[must_use]
pub fn of_node(conf: &Conf<'_>, name: &'static str) -> Option<Timer> {
    let entry = conf.entry(name);
    let ms = conf.decides(&[name]).then(|| conf.int(name)).flatten().and_then(|ms| u64::try_from(ms).ok()).filter(|ms| *ms > 0)?;
    let at = entry.map_or(Location::new(conf.file, Span::empty(0)), |entry| entry.value_at);
    Some(Timer { ms, name, at, given: entry.is_some() })
}

/// How long repmgrd tries to reach a primary that is gone before it promotes another node.
#[must_use]
pub fn until_promotion(file: &File<'_>) -> Timer {
    let number = |name| u64::try_from(file.number(name)).unwrap_or(0);
    let ms = number("reconnect_attempts").saturating_mul(number("reconnect_interval")).saturating_mul(1000);
    let place = file.place("reconnect_interval").or_else(|| file.place("reconnect_attempts")).or_else(|| file.place("failover"));
    let at = place.unwrap_or(Location::new(file.id, Span::empty(0)));
    Timer { ms, name: "reconnect_attempts × reconnect_interval", at, given: place.is_some() }
}
