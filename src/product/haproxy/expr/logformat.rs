//! Log-format strings: text with `%name`, `%{options}name`, `%[expression]` and, from 3.0 on, `%(name:type)` before either.

use core::ops::Range;

use super::Context;
use super::fault::{ExprFault, FaultKind, other_version};
use super::sample::{self, Expr};
use super::table::{Alias, Found};
use crate::schema::Version;
use crate::text::nearest;

/// From this version on an item may have a name and a type of its own.
const NAMED_ITEMS: Version = Version::new(3, 0);

/// A log-format string.
#[derive(Debug, Clone, Default)]
pub struct LogFormat<'w> {
    /// Its aliases, with the bytes of their names.
    pub aliases: Vec<(&'static Alias, Range<usize>)>,
    /// Its expressions, with the bytes between the brackets.
    pub expressions: Vec<(Expr<'w>, Range<usize>)>,
}

impl LogFormat<'_> {
    /// The first alias that is about HTTP: until 2.9 (included) HAProxy refuses it in a proxy that is not in mode http. 3.0.0 does, too, and
    /// counts more of them.
    #[must_use]
    pub fn http_alias(&self, version: Version) -> Option<&(&'static Alias, Range<usize>)> {
        let first_of_3_0 = version >= NAMED_ITEMS && version <= Version::release(3, 0, 0);
        self.aliases.iter().find(|(alias, _)| alias.http || first_of_3_0 && alias.request)
    }
}

/// Reads the log-format string `text`, which is word number `at` of its line.
///
/// # Errors
/// The first thing that HAProxy refuses.
pub fn parse<'w>(text: &'w str, at: usize, ctx: &Context) -> Result<LogFormat<'w>, ExprFault> {
    let mut reader = Reader { text, at, ctx, item: 0, format: LogFormat::default() };
    let mut here = 0;
    while let Some(percent) = memchr::memchr(b'%', &text.as_bytes()[here..]) {
        reader.item = here + percent;
        here = reader.item()?;
    }
    Ok(reader.format)
}

struct Reader<'r, 'w> {
    text: &'w str,
    /// Number of the word.
    at: usize,
    ctx: &'r Context,
    /// The percent sign of the current item.
    item: usize,
    format: LogFormat<'w>,
}

impl Reader<'_, '_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn fault(&self, range: Range<usize>, message: impl Into<String>) -> ExprFault {
        ExprFault::new(FaultKind::Format, self.at, range, message)
    }

    fn truncated(&self) -> ExprFault {
        let fault = self.fault(self.item..self.text.len(), "the text ends within an item");
        if self.item + 1 == self.text.len() { fault.with_help(percent_help()) } else { fault }
    }

    /// Reads the item that begins at the percent sign; the byte behind it.
    fn item(&mut self) -> Result<usize, ExprFault> {
        let mut at = self.item + 1;
        if self.byte(at) == Some(b'(') && self.ctx.version >= NAMED_ITEMS {
            at = self.name(at + 1)?;
        }
        match self.byte(at) {
            None => Err(self.truncated()),
            Some(b'{') => self.options(at),
            Some(b'[') => self.expression(at + 1),
            Some(b'%') => Ok(at + 1),
            Some(byte) if byte.is_ascii_alphabetic() => self.alias(at),
            Some(byte) if byte.is_ascii_digit() || byte == b' ' || byte == b'\t' => {
                let message = "no alias or expression stands behind the percent sign";
                Err(self.fault(self.item..at + 1, message).with_help(percent_help()))
            }
            // Any other byte is taken as text.
            Some(_) => Ok(at),
        }
    }

    /// Reads `name)` or `name:type)`; the byte behind it.
    fn name(&self, start: usize) -> Result<usize, ExprFault> {
        let mut of_type = None;
        let mut at = start;
        loop {
            match self.byte(at) {
                Some(b')') => break,
                Some(b':') if of_type.is_none() => of_type = Some(at + 1),
                Some(byte) if byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' => {}
                None => return Err(self.truncated()),
                Some(_) => {
                    let length = self.text[at..].chars().next().map_or(1, char::len_utf8);
                    let message = "the name of an item holds letters, digits, `_` and `-` only";
                    return Err(self.fault(at..at + length, message));
                }
            }
            at += 1;
        }
        if let Some(of_type) = of_type {
            let name = &self.text[of_type..at];
            // Point releases of 3.0 and 3.1 took `raw` over from 3.2.
            if !matches!(name, "str" | "sint" | "bool" | "raw") {
                return Err(self.fault(of_type..at, format!("the type of an item is `str`, `sint`, `bool` or `raw`, not `{name}`")));
            }
        }
        Ok(at + 1)
    }

    /// Reads `{options}` and what they are for.
    fn options(&mut self, brace: usize) -> Result<usize, ExprFault> {
        let Some(length) = memchr::memchr(b'}', &self.text.as_bytes()[brace..]) else { return Err(self.truncated()) };
        let at = brace + length + 1;
        match self.byte(at) {
            Some(b'[') => self.expression(at + 1),
            Some(byte) if byte.is_ascii_alphanumeric() => self.alias(at),
            _ => Err(self.fault(self.item..at, "no alias or `[` stands directly behind the options")),
        }
    }

    /// Reads the alias that begins at `start`.
    fn alias(&mut self, start: usize) -> Result<usize, ExprFault> {
        let length = self.text.as_bytes()[start..].iter().position(|byte| !byte.is_ascii_alphanumeric());
        let range = start..length.map_or(self.text.len(), |length| start + length);
        let name = &self.text[range.clone()];
        let (message, help) = match Alias::lookup(name, self.ctx.version) {
            Found::Row(alias) => {
                self.format.aliases.push((alias, range.clone()));
                return Ok(range.end);
            }
            Found::Elsewhen(row) => other_version("the log-format alias", name, row.since, row.until, self.ctx.version),
            Found::Unknown => {
                let near = nearest(name, Alias::names(self.ctx.version)).filter(|near| near.len() > 2);
                let help = near.map_or_else(percent_help, |near| format!("did you mean `%{near}`? For a percent sign write `%%`"));
                (format!("there is no log-format alias `{name}`"), Some(help))
            }
        };
        Err(ExprFault::new(FaultKind::UnknownAlias, self.at, range, message).with_help(help))
    }
}

impl<'w> Reader<'_, 'w> {
    /// Reads the expression that begins at `start`, behind its bracket.
    fn expression(&mut self, start: usize) -> Result<usize, ExprFault> {
        let expr: Expr<'w> = sample::parse_inside(self.text, start, self.at, self.ctx)?;
        let end = expr.stop;
        match self.byte(end) {
            Some(b']') => {
                self.format.expressions.push((expr, start..end));
                Ok(end + 1)
            }
            None => Err(self.fault(self.item..end, "the `[` is not closed").with_help("write `]` behind the expression".to_owned())),
            Some(_) => {
                let found = self.text[end..].chars().next().unwrap_or_default();
                let range = end..end + found.len_utf8();
                Err(self.fault(range, format!("`]`, or a comma and a converter, is expected behind the expression, not `{found}`")))
            }
        }
    }
}

fn percent_help() -> String {
    "write `%%` for a percent sign".to_owned()
}
