//! setup.sql: roles and databases of a new server.

use std::fmt::Write;

use super::super::layout::Layout;
use super::super::names::REPMGR;
use super::super::plan::{Plan, Voter};
use super::super::secrets::Secrets;

pub(in crate::render) fn text(plan: &Plan<'_>, layout: &Layout, voter: &Voter<'_>, secrets: &Secrets) -> String {
    let sql = &layout.sql;
    let mut text = String::from("-- Roles and databases of a new server. Of passwords there is only what PostgreSQL stores of them.\n");
    let _ = writeln!(text, "\\set repmgr_verifier '{}'\n\\i {sql}/cluster.sql", secrets.verifier(REPMGR));
    if voter.is_witness {
        return text;
    }
    let _ = writeln!(text, "\\i {sql}/check.sql");
    for user in plan.users() {
        let _ = writeln!(text, "\\set role {user}\n\\set verifier '{}'\n\\i {sql}/role.sql", secrets.verifier(user));
    }
    for database in &plan.description.databases {
        let _ = writeln!(text, "\\set database {}\n\\set owner {}\n\\i {sql}/database.sql", database.name, database.owner);
        for user in &database.users {
            let _ = writeln!(text, "grant connect on database {} to {user};", database.name);
        }
    }
    text
}
