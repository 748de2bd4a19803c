//! Access rules: `pgbouncer_hba.conf`, `pg_hba.conf` and `pg_ident.conf`.

use std::fmt::Write;

use super::super::layout::Layout;
use super::super::names::{ADMIN, CHECK, IDENT_MAP, REPMGR, SUPERUSER};
use super::super::plan::{Plan, Voter};
use super::{alone, network};

/// Lines of columns as wide as they have to be.
struct Columns(Vec<[String; 5]>);

impl Columns {
    /// Adds a line, unless it is there already.
    fn line(&mut self, words: [&str; 5]) {
        let words = words.map(str::to_owned);
        if !self.0.contains(&words) {
            self.0.push(words);
        }
    }

    fn write(&self, text: &mut String) {
        let width = |column: usize| self.0.iter().map(|line| line[column].len()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..4).map(width).collect();
        for line in &self.0 {
            let mut row = String::new();
            for (word, width) in line.iter().zip(&widths) {
                let _ = write!(row, "{word:width$}  ");
            }
            let _ = writeln!(text, "{row}{}", line[4]);
        }
    }
}

/// Who may come to PgBouncer.
pub(in crate::render) fn pgbouncer(plan: &Plan<'_>) -> String {
    let balancer = alone(plan.description.balancer.address);
    let mut text = String::from(
        "# HAProxy asks for the role. Its check can send a password, and no proof of one as SCRAM wants it; clients, who have its address too,\n\
         # do not know that password, and the user may do nothing but ask.\n",
    );
    if !plan.description.balancer.address.is_loopback() {
        text.push_str("# pglb-lint: allow(hba-password-clear) nothing else opens with this password\n");
    }
    let mut rules = Columns(Vec::new());
    rules.line(["host", CHECK, CHECK, &balancer, "password"]);
    rules.write(&mut text);
    text.push_str("# Clients come through HAProxy, and everybody has its address here.\n");
    let connection = if plan.description.tls.is_some() { "hostssl" } else { "host" };
    let mut rules = Columns(Vec::new());
    for database in &plan.description.databases {
        for user in database.logins() {
            rules.line([connection, &database.name, user, &balancer, "scram-sha-256"]);
        }
    }
    rules.write(&mut text);
    text.push_str("# The console, from the host itself.\n");
    let mut rules = Columns(Vec::new());
    rules.line(["local", "pgbouncer", ADMIN, "", "scram-sha-256"]);
    rules.write(&mut text);
    text
}

/// Who may come to PostgreSQL.
pub(in crate::render) fn postgresql(plan: &Plan<'_>, voter: &Voter<'_>) -> String {
    let map = format!("peer map={IDENT_MAP}");
    let mut text = String::from("# From the host itself: the superuser, and PgBouncer.\n");
    let mut rules = Columns(Vec::new());
    rules.line(["local", "all", SUPERUSER, "", &map]);
    if !voter.is_witness {
        rules.line(["local", "postgres", CHECK, "", &map]);
        for database in &plan.description.databases {
            for user in database.logins() {
                rules.line(["local", &database.name, user, "", "scram-sha-256"]);
            }
        }
    }
    rules.write(&mut text);
    text.push_str("# From every host of the cluster: repmgr, and the streams of standbys.\n");
    if voter.is_witness {
        text.push_str("# pglb-lint: allow(hba-repmgr) a witness replicates nothing\n");
    }
    let connection = if plan.description.tls.is_some() { "hostssl" } else { "host" };
    let mut rules = Columns(Vec::new());
    for other in &plan.voters {
        let from = network(other.address);
        rules.line([connection, REPMGR, REPMGR, &from, "scram-sha-256"]);
        if !other.is_witness && !voter.is_witness {
            rules.line([connection, "replication", REPMGR, &from, "scram-sha-256"]);
        }
    }
    rules.write(&mut text);
    text
}

/// Which user of the system may be which user of PostgreSQL without a password.
pub(in crate::render) fn ident(layout: &Layout, voter: &Voter<'_>) -> String {
    let mut text = format!("# PostgreSQL, PgBouncer and the scripts run as {}.\n", layout.os_user);
    for user in [SUPERUSER, CHECK] {
        if user == SUPERUSER || !voter.is_witness {
            let _ = writeln!(text, "{IDENT_MAP}  {}  {user}", layout.os_user);
        }
    }
    text
}
