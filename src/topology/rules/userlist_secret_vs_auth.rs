//! Clients are to log in by SCRAM, and the userlist has an MD5 secret.
//!
//! From an MD5 secret nobody can check an answer to SCRAM: PgBouncer logs `user has MD5 secret` and refuses the client, whatever the password.
//!
//! ```pgbouncer bad as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "md50123456789abcdef0123456789abcdef"
//! ^^^^^ `app` is to log in by `scram-sha-256`, and has an MD5 secret
//! ```
//! ```pgbouncer good as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = md5
//! auth_file = userlist.txt
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "md50123456789abcdef0123456789abcdef"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::userlist::SecretKind;
use crate::topology::Topology;
use crate::topology::access::Entrance;
use crate::topology::secrets::{Outcome, noun, towards_client};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP303",
    name: "userlist-secret-vs-auth",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told = FxHashSet::default();
    for (id, pooler) in topology.each_pooler() {
        let users = topology.users_of(pooler);
        for user in pooler.userlist.into_iter().flat_map(|list| &list.users) {
            // Of two lines the last counts.
            let counts = users.get(&user.name).is_some_and(|last| std::ptr::eq(last, user));
            if user.kind == SecretKind::Scram || user.kind == SecretKind::Clear || !counts || told.contains(&user.name_at) {
                continue;
            }
            let Entrance::Method(method, at, _) = topology.entrance_from_anywhere(pooler, None, &user.name) else { continue };
            let Outcome::Fails(log) = towards_client(method, user.kind) else { continue };
            told.insert(user.name_at);
            let message = format!("`{}` is to log in by `{method}`, and has an {}", user.shown(), noun(user.kind));
            let finding = report.find(user.name_at, message);
            for link in pooler.links.iter().take(1) {
                finding.path(topology.pooler_path(id, *link));
            }
            topology.led_here(id, finding);
            finding.related(at, "clients log in like this").sum(format!("PgBouncer logs: {log}"));
            finding.help("put the SCRAM secret of the user there, or let clients log in by `md5`");
        }
    }
}
