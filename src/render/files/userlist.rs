//! userlist.txt: who may log in to PgBouncer, by secrets that tell no password.

use std::fmt::Write;

use super::super::names::{ADMIN, CHECK};
use super::super::plan::Plan;
use super::super::secrets::Secrets;

pub(in crate::render) fn text(plan: &Plan<'_>, secrets: &Secrets) -> String {
    let mut text = String::from(";; The same secrets as in PostgreSQL: PgBouncer logs clients in there with what they prove to it.\n");
    for user in plan.users() {
        let _ = writeln!(text, "\"{user}\" \"{}\"", secrets.verifier(user));
    }
    text.push_str(";; HAProxy's check and the console.\n");
    let _ = writeln!(text, "\"{CHECK}\" \"{}\"", secrets.verifier(CHECK));
    let _ = writeln!(text, "\"{ADMIN}\" \"{}\"", secrets.verifier(ADMIN));
    text
}
