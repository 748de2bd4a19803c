//! Reads a connection string in the order in which libpq does, up to its first fault.

use super::{Conninfo, Fault, FaultKind, Parameter, keywords};
use crate::schema::{Known, Version};
use crate::syntax::conninfo::{Kind, Token, is_uri, parse};
use crate::text::Span;

/// The version from which blanks of a URI are left out or refused.
const MINDS_BLANKS: Version = Version::new(18, 0);

/// Reads `text` as libpq of `version` does; `place` tells where a part of it stands in the file.
pub(super) fn read(text: &str, version: Option<Version>, place: &dyn Fn(Span) -> Span) -> Conninfo {
    let mut reader = Reader { text, version, place, conninfo: Conninfo { uri: is_uri(text), ..Conninfo::default() } };
    let tokens = parse(text);
    let outcome = if reader.conninfo.uri { reader.uri(&tokens) } else { reader.pairs(&tokens) };
    if let Err((kind, span)) = outcome {
        reader.conninfo.fault = Some(Fault { kind, at: place(span) });
    }
    reader.conninfo
}

struct Reader<'t> {
    text: &'t str,
    version: Option<Version>,
    place: &'t dyn Fn(Span) -> Span,
    conninfo: Conninfo,
}

/// What stops the reading, and where in the string.
type Stop = (FaultKind, Span);

impl Reader<'_> {
    fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Takes the value for `keyword`; whether libpq knows it.
    fn store(&mut self, keyword: &str, value: String, name: Span, at: Span) -> bool {
        // An old word for `sslmode`.
        let (keyword, value) = match keyword {
            "requiressl" => ("sslmode", if value.starts_with('1') { "require" } else { "prefer" }.to_owned()),
            keyword => (keyword, value),
        };
        let row = match self.version {
            Some(version) => match keywords().look_up(keyword, version) {
                Known::Yes(row) => Some(row),
                _ => None,
            },
            // Any version: also what only older or newer ones know, but not what none knows any more.
            None => keywords().0.iter().find(|row| row.name == keyword && row.until == Version::MAX),
        };
        let Some(row) = row else { return false };
        self.conninfo.options.push(Parameter { keyword: row.name, value, name: (self.place)(name), at: (self.place)(at) });
        true
    }

    fn pairs(&mut self, tokens: &[Token]) -> Result<(), Stop> {
        let mut name = Span::default();
        for token in tokens {
            let value = self.slice(token.span);
            let value = match token.kind {
                Kind::Name => {
                    name = token.span;
                    continue;
                }
                Kind::Quoted => unescape(value.get(1..value.len() - 1).unwrap_or_default()),
                Kind::Bare => unescape(value),
                Kind::Unclosed => return Err((FaultKind::OpenQuote, token.span)),
                Kind::Lone => return Err((FaultKind::MissingEquals(value.to_owned()), token.span)),
                _ => continue,
            };
            let keyword = self.slice(name).to_owned();
            if !self.store(&keyword, value, name, token.span) {
                return Err((FaultKind::Unknown(keyword), if name.is_empty() { name.to(token.span) } else { name }));
            }
        }
        Ok(())
    }

    fn uri(&mut self, tokens: &[Token]) -> Result<(), Stop> {
        let of = |kind: Kind| tokens.iter().find(move |token| token.kind == kind);
        for (kind, keyword) in [(Kind::User, "user"), (Kind::Password, "password")] {
            self.part(of(kind), keyword)?;
        }
        self.places(tokens)?;
        self.part(of(Kind::Dbname), "dbname")?;
        let from = tokens.iter().position(|token| token.kind == Kind::Keyword).unwrap_or(tokens.len());
        self.query(&tokens[from..])
    }

    /// Takes a part of the URI that stands for `keyword`.
    fn part(&mut self, token: Option<&Token>, keyword: &str) -> Result<(), Stop> {
        let Some(token) = token.filter(|token| !token.span.is_empty()) else { return Ok(()) };
        let value = self.decode(token.span)?;
        self.store(keyword, value, token.span, token.span);
        Ok(())
    }

    /// Takes the hosts and ports; either list is one value.
    fn places(&mut self, tokens: &[Token]) -> Result<(), Stop> {
        let (mut hosts, mut ports) = (String::new(), String::new());
        let mut at: [Option<Span>; 2] = [None; 2];
        let mut first = true;
        for token in tokens {
            let text = self.slice(token.span);
            let name = match token.kind {
                Kind::OpenV6 => return Err((FaultKind::OpenBracket, token.span)),
                Kind::Junk => return Err((FaultKind::BehindBrackets(text.chars().next().unwrap_or_default()), token.span)),
                Kind::V6 if token.span.len() == 2 => return Err((FaultKind::EmptyBrackets, token.span)),
                Kind::V6 => &text[1..text.len() - 1],
                Kind::Host => text,
                Kind::Port => {
                    ports.push_str(text);
                    at[1] = Some(at[1].map_or(token.span, |span| span.to(token.span)));
                    continue;
                }
                _ => continue,
            };
            if !first {
                hosts.push(',');
                ports.push(',');
            }
            first = false;
            hosts.push_str(name);
            at[0] = Some(at[0].map_or(token.span, |span| span.to(token.span)));
        }
        let all = at[0].unwrap_or_default();
        for (keyword, list, at) in [("host", hosts, at[0]), ("port", ports, at[1])] {
            if !list.is_empty() {
                let at = at.unwrap_or(all);
                let value = self.decode_text(&list).map_err(|kind| (kind, at))?;
                self.store(keyword, value, at, at);
            }
        }
        Ok(())
    }

    fn query(&mut self, tokens: &[Token]) -> Result<(), Stop> {
        for (index, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Keyword) {
            let next = |ahead: usize, kind: Kind| tokens.get(index + ahead).filter(|token| token.kind == kind);
            let written = || self.slice(token.span).to_owned();
            let Some(value_token) = next(1, Kind::Value) else {
                return Err((FaultKind::MissingEqualsInQuery(written()), token.span));
            };
            if let Some(extra) = next(2, Kind::Extra) {
                return Err((FaultKind::ExtraEquals(written()), extra.span));
            }
            let (mut keyword, mut value) = (self.decode(token.span)?, self.decode(value_token.span)?);
            // As JDBC writes it.
            if keyword == "ssl" && value == "true" {
                (keyword, value) = ("sslmode".to_owned(), "require".to_owned());
            }
            if !self.store(&keyword, value, token.span, value_token.span) {
                return Err((FaultKind::UnknownInQuery(keyword), token.span));
            }
        }
        Ok(())
    }

    fn decode(&self, span: Span) -> Result<String, Stop> {
        self.decode_text(self.slice(span)).map_err(|kind| (kind, span))
    }

    /// `text` without percent-encoding. From 18 on blanks around it are left out, and others are refused.
    fn decode_text(&self, text: &str) -> Result<String, FaultKind> {
        let minds_blanks = self.version.is_some_and(|version| version >= MINDS_BLANKS);
        let mut rest = if minds_blanks { text.trim_start_matches(' ') } else { text }.bytes();
        let mut bytes = Vec::with_capacity(text.len());
        while let Some(byte) = rest.next() {
            if minds_blanks && byte == b' ' {
                if rest.any(|byte| byte != b' ') {
                    return Err(FaultKind::Blank(text.to_owned()));
                }
                break;
            }
            if byte != b'%' {
                bytes.push(byte);
                continue;
            }
            let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
            match digit().and_then(|high| Some((high * 16 + digit()?) as u8)) {
                None => return Err(FaultKind::BadPercent(text.to_owned())),
                Some(0) => return Err(FaultKind::PercentNul(text.to_owned())),
                Some(byte) => bytes.push(byte),
            }
        }
        Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }
}

/// `text` without backslashes; one takes the next character as it is.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            '\\' => out.extend(rest.next()),
            other => out.push(other),
        }
    }
    out
}
