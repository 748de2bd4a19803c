//! Reads the notation of arguments (see grammar/README.md) and writes it as Rust.

use std::collections::{BTreeMap, BTreeSet};

use crate::table;

/// What the notation refers to by name.
pub(crate) struct Names<'n> {
    /// Tables that can be named by `sub` and `opts`, and the statics they become.
    pub(crate) scopes: &'n BTreeMap<String, String>,
    /// Sets of words, as written in enum(...).
    pub(crate) sets: &'n BTreeMap<String, Vec<String>>,
    /// Validity points by name.
    pub(crate) points: &'n BTreeMap<String, u8>,
    /// Kinds of names met so far.
    pub(crate) kinds: &'n mut BTreeSet<String>,
}

/// `text` as a Rust expression of type `&'static [Item]`.
pub(crate) fn items(text: &str, place: &str, names: &mut Names<'_>, faults: &mut Vec<String>) -> String {
    let mut parser = Parser { rest: text.trim(), place, names, faults };
    let items = parser.sequence();
    if !parser.rest.is_empty() {
        let rest = parser.rest.to_owned();
        parser.fault(&format!("`{rest}` is left over"));
    }
    items
}

/// The constant that stands for a kind of name.
pub(crate) fn kind_const(kind: &str) -> String {
    format!("kind::{}", kind.to_uppercase().replace('-', "_"))
}

struct Parser<'t, 'n, 'm> {
    rest: &'t str,
    place: &'t str,
    names: &'m mut Names<'n>,
    faults: &'m mut Vec<String>,
}

impl<'t> Parser<'t, '_, '_> {
    fn fault(&mut self, message: &str) {
        self.faults.push(format!("{}: {message}", self.place));
    }

    fn sequence(&mut self) -> String {
        let mut items = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.is_empty() || self.rest.starts_with([']', ')', '}', '|', ',']) {
                break;
            }
            let before = self.rest;
            let item = self.item();
            let item = self.repeated(item);
            items.push(item);
            if self.rest.len() == before.len() {
                self.fault(&format!("`{before}` makes no sense"));
                self.rest = "";
            }
        }
        format!("&[{}]", items.join(", "))
    }

    fn repeated(&mut self, item: String) -> String {
        let min = match self.rest.as_bytes().first() {
            Some(b'*') => 0,
            Some(b'+') => 1,
            _ => return item,
        };
        self.rest = &self.rest[1..];
        format!("Item::Many(&{item}, {min})")
    }

    fn item(&mut self) -> String {
        let rest = self.rest;
        match rest.as_bytes()[0] {
            b'[' => {
                self.rest = &rest[1..];
                let items = self.sequence();
                self.close(']');
                format!("Item::Optional({items})")
            }
            b'(' => self.branches("Choice", ')'),
            b'{' => self.branches("AnyOf", '}'),
            b'<' => self.slot(),
            _ => self.word(),
        }
    }

    fn close(&mut self, bracket: char) {
        self.rest = self.rest.trim_start();
        if let Some(rest) = self.rest.strip_prefix(bracket) {
            self.rest = rest;
        } else {
            self.fault(&format!("`{bracket}` is missing before `{}`", self.rest));
        }
    }

    fn branches(&mut self, item: &str, end: char) -> String {
        let mut branches = Vec::new();
        loop {
            self.rest = &self.rest[1..];
            branches.push(self.sequence());
            if !self.rest.starts_with('|') {
                break;
            }
        }
        self.close(end);
        format!("Item::{item}(&[{}])", branches.join(", "))
    }

    fn word(&mut self) -> String {
        let end = self.rest.find(|c: char| c.is_whitespace() || "[](){}|<>,".contains(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        if rest.starts_with('(') && ["sub", "opts", "paren", "enum", "list"].contains(&word) {
            return self.call(word);
        }
        match word {
            "cond" => "Item::Condition { required: false }".to_owned(),
            "cond!" => "Item::Condition { required: true }".to_owned(),
            "..." | "…" | "…rest" => "Item::Rest".to_owned(),
            "~" => "Item::Lenient".to_owned(),
            "" => {
                self.fault(&format!("`{rest}` makes no sense"));
                self.rest = "";
                "Item::Rest".to_owned()
            }
            word => {
                let lit = lit(word, self.place, self.faults);
                format!("Item::Word({lit})")
            }
        }
    }

    /// `sub(…)` and its like; the rest starts with the bracket.
    fn call(&mut self, word: &str) -> String {
        match word {
            "paren" => {
                let mut slots = Vec::new();
                loop {
                    self.rest = &self.rest[1..];
                    slots.push(self.sequence().trim_start_matches("&[").trim_end_matches(']').to_owned());
                    if !self.rest.starts_with(',') {
                        break;
                    }
                }
                self.close(')');
                format!("Item::Paren(&[{}])", slots.join(", "))
            }
            "enum" | "list" => {
                let inside = self.parentheses();
                self.slot_of(word, word, inside)
            }
            _ => {
                let scope = self.parentheses();
                let item = if word == "sub" { "Sub" } else { "Options" };
                match self.names.scopes.get(scope) {
                    Some(name) => format!("Item::{item}(&{name})"),
                    None => {
                        self.fault(&format!("there is no table `{scope}`"));
                        "Item::Rest".to_owned()
                    }
                }
            }
        }
    }

    /// The text between the bracket at the start and the one that closes it.
    fn parentheses(&mut self) -> &'t str {
        let mut depth = 0;
        for (at, c) in self.rest.char_indices() {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let inside = &self.rest[1..at];
                self.rest = &self.rest[at + 1..];
                return inside;
            }
        }
        self.fault("a bracket is not closed");
        std::mem::take(&mut self.rest)
    }

    fn slot(&mut self) -> String {
        let Some(end) = self.rest.find('>') else {
            self.fault("`>` is missing");
            self.rest = "";
            return "Item::Rest".to_owned();
        };
        let inside = &self.rest[1..end];
        self.rest = &self.rest[end + 1..];
        let (name, params) = match inside.split_once('(') {
            Some((name, params)) => (name, params.strip_suffix(')').unwrap_or(params)),
            None => (inside, ""),
        };
        let (label, name) = match name.split_once(':') {
            Some((label, name)) => (label, name),
            None => (if ["ref", "decl"].contains(&name) { params } else { name }, name),
        };
        self.slot_of(label, name, params)
    }

    fn slot_of(&mut self, label: &str, name: &str, params: &str) -> String {
        let kind = self.slot_type(name, params);
        format!("Item::Slot(Slot {{ label: {label:?}, kind: SlotType::{kind} }})")
    }

    fn slot_type(&mut self, name: &str, params: &str) -> String {
        let list: Vec<&str> = params.split(',').map(str::trim).collect();
        match name {
            "str" => "Str".to_owned(),
            "name" => "Name".to_owned(),
            "int" => format!("Int({})", self.range(&list)),
            "atoi" => format!("Atoi({})", self.range(&list)),
            "num" => "Num".to_owned(),
            "time" => {
                let unit = self.unit(list[0]);
                format!("Time({unit}, {})", self.range(list.get(1..).unwrap_or_default()))
            }
            "timelax" => format!("TimeLax({})", self.unit(list[0])),
            "size" => format!("Size({})", self.range(&list)),
            "addr" => format!("Addr({})", self.addr(params)),
            "addrs" => format!("Addrs({})", self.addr(params)),
            "net" => "Net".to_owned(),
            "ip" => "Ip".to_owned(),
            "host" => "Host".to_owned(),
            "enum" => format!("Enum({})", self.words(&list)),
            "list" => format!("List({})", self.words(&list)),
            "ref" => format!("Ref({})", self.kind(params)),
            "decl" => format!("Decl({})", self.kind(params)),
            "expr" => format!("Expr({})", self.point(params)),
            "fmt" => format!("Fmt({})", self.point(params)),
            "acl" => "Acl".to_owned(),
            "regex" => "Regex".to_owned(),
            "path" => format!("Path({params:?})"),
            other => format!("Other({other:?})"),
        }
    }

    fn range(&mut self, bounds: &[&str]) -> String {
        let mut bound = |index: usize, none: &str| match bounds.get(index) {
            None | Some(&"") => none.to_owned(),
            Some(text) => text.parse::<i64>().map_or_else(
                |_| {
                    self.faults.push(format!("{}: `{text}` is not a number", self.place));
                    none.to_owned()
                },
                |number| number.to_string(),
            ),
        };
        format!("{}, {}", bound(0, "i64::MIN"), bound(1, "i64::MAX"))
    }

    fn unit(&mut self, unit: &str) -> String {
        match unit {
            "us" | "ms" | "s" | "m" | "h" | "d" => format!("TimeUnit::{}{}", unit[..1].to_uppercase(), &unit[1..]),
            _ => {
                self.fault(&format!("`{unit}` is not a unit of time"));
                "TimeUnit::Ms".to_owned()
            }
        }
    }

    fn addr(&mut self, params: &str) -> String {
        let mut bits = 0u16;
        let names = [
            "resolve",
            "port_ok",
            "port_mand",
            "port_range",
            "port_ofs",
            "socket_fd",
            "raw_fd",
            "stream",
            "dgram",
            "xprt",
            "connect",
            "default_dgram",
        ];
        for flag in params.split('|').map(str::trim).filter(|flag| !flag.is_empty()) {
            match names.iter().position(|name| *name == flag) {
                Some(bit) => bits |= 1 << bit,
                None => self.fault(&format!("`{flag}` is not an address flag")),
            }
        }
        format!("AddrFlags({bits})")
    }

    fn words(&mut self, list: &[&str]) -> String {
        let mut lits = Vec::new();
        for word in list {
            if let Some(set) = word.strip_prefix(':') {
                match self.names.sets.get(set) {
                    Some(words) => lits.extend(words.iter().cloned()),
                    None => self.fault(&format!("there is no set of words `{set}`")),
                }
            } else {
                lits.push(lit(word, self.place, self.faults));
            }
        }
        format!("&[{}]", lits.join(", "))
    }

    fn kind(&mut self, kind: &str) -> String {
        self.names.kinds.insert(kind.to_owned());
        kind_const(kind)
    }

    fn point(&mut self, point: &str) -> String {
        match (point, self.names.points.get(point)) {
            ("rule" | "", _) => "POINT_OF_RULE".to_owned(),
            ("req", _) => "POINT_OF_REQUEST".to_owned(),
            ("gpt", _) => "POINT_OF_COUNTER".to_owned(),
            ("any", _) => "POINT_ANY".to_owned(),
            (_, Some(bit)) => bit.to_string(),
            _ => {
                self.fault(&format!("there is no validity point `{point}`"));
                "POINT_ANY".to_owned()
            }
        }
    }
}

/// A literal with the feature it needs and its versions: `word`, `word@3.0`, `word@2.6-3.2`, `word&LUA`, `word&LUA@3.0`.
pub(crate) fn lit(text: &str, place: &str, faults: &mut Vec<String>) -> String {
    let (word, range) = match text.rsplit_once('@') {
        Some((word, range)) if !word.is_empty() && range.starts_with(|c: char| c.is_ascii_digit() || c == '-') => (word, range),
        _ => (text, ""),
    };
    let (since, until) = range.split_once('-').unwrap_or((range, ""));
    let since = table::version(since, "MIN", place, faults);
    let until = table::version(until, "MAX", place, faults);
    let (word, feature) = match word.split_once('&') {
        Some((word, feature)) if !word.is_empty() && !feature.is_empty() => (word, Some(feature)),
        _ => (word, None),
    };
    format!("Lit {{ word: {word:?}, since: {since}, until: {until}, feature: {feature:?} }}")
}
