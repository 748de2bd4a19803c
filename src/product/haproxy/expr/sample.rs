//! Sample expressions: a fetch, its arguments and the converters behind it.
#![allow(clippy::trivially_copy_pass_by_ref, reason = "as all parsers take it; what a place decides may grow")]

use super::args::{self, Args};
use super::fault::{ArgFault, ExprFault, FaultKind, other_version};
use super::table::{AclWord, Converter, Fetch, Found, Mask, POINTS, Type};
use super::{ArgType, Context, Reference, Word, name_end, validate, word};
use crate::text::nearest;

/// A name that a Lua script may have registered begins with this.
const LUA: &str = "lua.";
/// What Lua's fetches and converters take.
static LUA_ARGS: Mask = Mask { types: &[ArgType::Str; 12], least: 0 };

/// A sample expression.
#[derive(Debug, Clone, Default)]
pub struct Expr<'w> {
    /// Its fetch; `None` if the word is not known or Lua has to define it.
    pub fetch: Option<&'static Fetch>,
    /// The type after the last converter; `None` if it is not known.
    pub out: Option<Type>,
    /// The validity points at which it can be taken, one bit each: those of the fetch.
    pub points: u32,
    /// It looks at HTTP data.
    pub http: bool,
    /// Number of converters.
    pub converters: usize,
    /// Number of the word behind the expression.
    pub end: usize,
    /// Behind the last byte that was read of the last word.
    pub stop: usize,
    /// Not everything could be judged, because a word holds a variable of the environment or a name is Lua's.
    pub open: bool,
    /// What its arguments refer to.
    pub references: Vec<Reference<'w>>,
}

/// Reads the sample expression that begins at word `at`; converters may follow in further words.
///
/// # Errors
/// The first thing that HAProxy refuses.
pub fn parse<'w>(words: &[Word<'w>], at: usize, ctx: &Context) -> Result<Expr<'w>, ExprFault> {
    let Some(text) = word(words, at) else { return Ok(unknown(at + 1)) };
    let expr = Reader { words, ctx, place: Place::Words, at, text, last: "" }.expression()?;
    check_points(&expr, at, ctx)?;
    Ok(expr)
}

/// Reads the sample expression at byte `start` of `text`, which word `at` is, up to the first byte that cannot belong to it.
pub(super) fn parse_inside<'w>(text: &'w str, start: usize, at: usize, ctx: &Context) -> Result<Expr<'w>, ExprFault> {
    let rest = &text[start..];
    let mut expr = Reader { words: &[], ctx, place: Place::Inside, at, text: rest, last: "" }
        .expression()
        .and_then(|expr| check_points(&expr, at, ctx).map(|()| expr))
        .map_err(|fault| fault.shifted(start))?;
    expr.stop += start;
    for reference in &mut expr.references {
        reference.range = reference.range.start + start..reference.range.end + start;
    }
    Ok(expr)
}

/// Reads `fetch`, which the first `name_end` bytes of word `at` stand for, and the converters in the same word.
pub(super) fn parse_acl_word<'w>(text: &'w str, at: usize, word: &AclWord, ctx: &Context) -> Result<Expr<'w>, ExprFault> {
    let mut reader = Reader { words: &[], ctx, place: Place::OneWord, at, text, last: "" };
    match Fetch::find(word.fetch, ctx.version) {
        Some(fetch) => reader.fetch(fetch, word.name, word.name.len()),
        None => Ok(unknown(at + 1)),
    }
}

/// What is known of an expression of which nothing is known.
fn unknown<'w>(end: usize) -> Expr<'w> {
    Expr { end, open: true, points: u32::MAX, ..Expr::default() }
}

/// A fault if the sample cannot be taken at any of the allowed points.
fn check_points(expr: &Expr<'_>, at: usize, ctx: &Context) -> Result<(), ExprFault> {
    match expr.fetch {
        Some(fetch) if ctx.allowed != 0 && expr.points & ctx.allowed == 0 => {
            let place = POINTS.get(ctx.allowed.trailing_zeros() as usize).copied().unwrap_or("this place");
            let message = format!("`{}` cannot be taken in {place}", fetch.name);
            let there = POINTS.get(expr.points.trailing_zeros() as usize);
            let help = there.map(|there| format!("what it looks at is there from {there} on"));
            Err(ExprFault::new(FaultKind::Unavailable, at, 0..fetch.name.len(), message).with_help(help))
        }
        _ => Ok(()),
    }
}

/// How far an expression may reach.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Converters may also stand in the words that follow.
    Words,
    /// One word is all there is.
    OneWord,
    /// Anything may follow in the same word.
    Inside,
}

struct Reader<'r, 'w> {
    words: &'r [Word<'w>],
    ctx: &'r Context,
    place: Place,
    /// Number of the current word.
    at: usize,
    text: &'w str,
    /// What was read last: the name of a fetch or converter.
    last: &'w str,
}

impl<'w> Reader<'_, 'w> {
    fn fault(&self, kind: FaultKind, range: core::ops::Range<usize>, message: impl Into<String>) -> ExprFault {
        ExprFault::new(kind, self.at, range, message)
    }

    fn expression(&mut self) -> Result<Expr<'w>, ExprFault> {
        let end = name_end(self.text, 0);
        let name = &self.text[..end];
        if name.is_empty() {
            let range = 0..self.text.chars().next().map_or(0, char::len_utf8);
            return Err(self.fault(FaultKind::MissingFetch, range, "the name of a sample fetch is expected here"));
        }
        self.last = name;
        match Fetch::lookup(name, self.ctx.version) {
            Found::Row(fetch) => self.fetch(fetch, name, end),
            Found::Elsewhen(_) | Found::Unknown if self.is_lua(name) => {
                let args = args::parse(self.text, end, &LUA_ARGS).map_err(|fault| self.argument_fault("sample fetch", name, fault))?;
                let expr = Expr { out: Some(Type::Str), points: u32::MAX, open: true, ..Expr::default() };
                self.converters(expr, args.end)
            }
            Found::Elsewhen(row) => {
                let (message, help) = other_version("the sample fetch", name, row.since, row.until, self.ctx.version);
                Err(self.fault(FaultKind::UnknownFetch, 0..end, message).with_help(help))
            }
            Found::Unknown => Err(self.unknown_fetch(name)),
        }
    }

    fn unknown_fetch(&self, name: &str) -> ExprFault {
        let version = self.ctx.version;
        let help = if let Some(acl) = AclWord::find(name, version) {
            Some(format!("only an ACL can begin with `{name}`; the sample is `{}`", acl.fetch))
        } else if Converter::find(name, version).is_some() {
            Some(format!("`{name}` is a converter: write it behind a sample and a comma"))
        } else {
            nearest(name, Fetch::names(version)).map(|near| format!("did you mean `{near}`?"))
        };
        self.fault(FaultKind::UnknownFetch, 0..name.len(), format!("there is no sample fetch `{name}`")).with_help(help)
    }

    /// Reads the arguments and converters behind `fetch`, which is written as `name` and ends at byte `end`.
    fn fetch(&mut self, fetch: &'static Fetch, name: &str, end: usize) -> Result<Expr<'w>, ExprFault> {
        self.built(fetch.feature, FaultKind::UnknownFetch, "sample fetch", name, 0)?;
        let args = args::parse(self.text, end, &fetch.args).map_err(|fault| self.argument_fault("sample fetch", name, fault))?;
        let mut expr = Expr { fetch: Some(fetch), out: Some(fetch.out), points: fetch.points, http: fetch.http, ..Expr::default() };
        if args.made {
            args.references(&fetch.args, self.at, &mut expr.references);
            validate::fetch(fetch.name, &args, self.ctx.version, self.at, &mut expr.references)
                .map_err(|fault| self.argument_fault("sample fetch", name, fault))?;
        }
        self.converters(expr, args.end)
    }

    /// A fault if the program lacks `feature`, which `name` at byte `at` needs.
    fn built(&self, feature: Option<&str>, kind: FaultKind, what: &str, name: &str, at: usize) -> Result<(), ExprFault> {
        match feature.filter(|feature| self.ctx.lacking.has(feature)) {
            Some(feature) => {
                let message = format!("there is no {what} `{name}`: this build of HAProxy has no {feature}");
                Err(self.fault(kind, at..at + name.len(), message))
            }
            None => Ok(()),
        }
    }

    fn argument_fault(&self, what: &str, name: &str, fault: ArgFault) -> ExprFault {
        self.fault(FaultKind::Argument, fault.range, format!("{what} `{name}`: {}", fault.message)).with_help(fault.help)
    }

    /// Reads the converters from byte `at` of the current word on.
    fn converters(&mut self, mut expr: Expr<'w>, mut at: usize) -> Result<Expr<'w>, ExprFault> {
        loop {
            let bytes = self.text.as_bytes();
            if at < bytes.len() && bytes[at] != b',' {
                if self.place == Place::Inside {
                    break;
                }
                let what = if expr.converters == 0 { "the sample fetch" } else { "the converter" };
                let message = format!("a comma and a converter, or nothing, is expected behind {what}");
                return Err(self.fault(FaultKind::MissingComma, at..self.text.len(), message));
            }
            while bytes.get(at) == Some(&b',') {
                at += 1;
            }
            let mut first_of_word = false;
            if at == bytes.len() {
                if self.place != Place::Words {
                    break;
                }
                let Some(text) = word(self.words, self.at + 1) else {
                    expr.open = true;
                    self.at += 1;
                    return Ok(self.done(expr, 0));
                };
                self.at += 1;
                if text.is_empty() {
                    return Ok(self.done(expr, 0));
                }
                (self.text, at, first_of_word) = (text, 0, true);
            }
            let end = name_end(self.text, at);
            let name = &self.text[at..end];
            let Some(converter) = self.converter(name, at, first_of_word)? else {
                if first_of_word && !self.is_lua(name) {
                    return Ok(self.done(expr, 0));
                }
                let args = args::parse(self.text, end, &LUA_ARGS).map_err(|fault| self.argument_fault("converter", name, fault))?;
                (expr.out, expr.open) = (Some(Type::Str), true);
                expr.converters += 1;
                at = args.end;
                continue;
            };
            self.cast(&mut expr, converter, at..end)?;
            expr.converters += 1;
            self.built(converter.feature, FaultKind::UnknownConverter, "converter", name, at)?;
            let args = args::parse(self.text, end, &converter.args).map_err(|fault| self.argument_fault("converter", name, fault))?;
            self.converter_args(converter, &args, &mut expr)?;
            at = args.end;
        }
        expr.end = self.at + 1;
        expr.stop = at;
        Ok(expr)
    }

    /// Whether `name` may be one that Lua defines.
    fn is_lua(&self, name: &str) -> bool {
        self.ctx.lua && name.starts_with(LUA)
    }

    /// The expression ended before the current word.
    fn done(&self, mut expr: Expr<'w>, stop: usize) -> Expr<'w> {
        expr.end = self.at;
        expr.stop = stop;
        expr
    }

    fn converter_args(&self, converter: &Converter, args: &Args<'w>, expr: &mut Expr<'w>) -> Result<(), ExprFault> {
        args.references(&converter.args, self.at, &mut expr.references);
        validate::converter(converter.name, args, self.ctx.version, self.at, &mut expr.references)
            .map_err(|fault| self.argument_fault("converter", converter.name, fault))
    }

    /// The converter called `name` at byte `at`; `None` if the word is not part of the expression or Lua has to define it.
    fn converter(&self, name: &str, at: usize, first_of_word: bool) -> Result<Option<&'static Converter>, ExprFault> {
        let range = at..at + name.len();
        match Converter::lookup(name, self.ctx.version) {
            Found::Row(converter) => Ok(Some(converter)),
            _ if first_of_word || self.is_lua(name) => Ok(None),
            Found::Elsewhen(row) => {
                let (message, help) = other_version("the converter", name, row.since, row.until, self.ctx.version);
                Err(self.fault(FaultKind::UnknownConverter, range, message).with_help(help))
            }
            Found::Unknown if name.is_empty() => {
                Err(self.fault(FaultKind::UnknownConverter, at - 1..at, "the name of a converter is expected behind the comma"))
            }
            Found::Unknown => {
                let help = nearest(name, Converter::names(self.ctx.version)).map(|near| format!("did you mean `{near}`?"));
                Err(self.fault(FaultKind::UnknownConverter, range, format!("there is no converter `{name}`")).with_help(help))
            }
        }
    }

    /// Makes the type of `expr` that which `converter` gives; a fault if it cannot take the type it has.
    fn cast(&self, expr: &mut Expr<'w>, converter: &Converter, range: core::ops::Range<usize>) -> Result<(), ExprFault> {
        if let Some(from) = expr.out {
            if !from.casts_to(converter.input, self.ctx.version) {
                let message = format!(
                    "the converter `{}` takes {}, and the sample is {} here",
                    converter.name,
                    args::article(converter.input.name()),
                    args::article(from.name())
                );
                return Err(self.fault(FaultKind::Cast, range, message));
            }
            if converter.out == Type::Same {
                if !from.is_kept_as(converter.input) {
                    expr.out = Some(converter.input);
                }
                return Ok(());
            }
        } else if converter.out == Type::Same {
            return Ok(());
        }
        expr.out = Some(converter.out);
        Ok(())
    }
}
