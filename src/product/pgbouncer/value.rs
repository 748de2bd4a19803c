//! The values of settings and parameters, as PgBouncer takes or refuses them.

use super::ini::{Held, Refusal};
use super::number;
use crate::schema::{Setting, Version};

/// What PgBouncer makes of `value` for the setting `row` of the main section.
pub(super) fn held<'s>(row: &'static Setting, value: &'s str, version: Version) -> Result<Held<'s>, Refusal> {
    match row.kind {
        "int" | "bool" => number::long(value).map(|long| Held::Int(long as i32, long)).ok_or(Refusal::Int),
        "uint" => number::unsigned(value).map(Held::Uint).ok_or(Refusal::Int),
        "time" => number::seconds(value).map(Held::Time).ok_or(Refusal::Time),
        "enum" => word(row, value, version).map(Held::Word),
        _ if row.has("not-reserved") && value == "pgbouncer" => Err(Refusal::Reserved),
        _ => Ok(Held::Text(value)),
    }
}

/// Why PgBouncer refuses `value` for the parameter `row` of an entry.
pub(super) fn refusal(row: &'static Setting, value: &str, version: Version) -> Option<Refusal> {
    match row.kind {
        "port" => (number::leading(value) == 0).then_some(Refusal::Port),
        "enum" => word(row, value, version).err(),
        _ => None,
    }
}

fn word(row: &'static Setting, value: &str, version: Version) -> Result<&'static str, Refusal> {
    let choice = row.values.iter().find(|choice| choice.name.eq_ignore_ascii_case(value));
    match choice {
        Some(choice) if choice.known(version) => Ok(choice.name),
        Some(_) => Err(Refusal::WordOfOtherVersion),
        None => Err(Refusal::Word),
    }
}
