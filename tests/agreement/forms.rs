//! Lines made from the argument lists of the tables: the shortest form of a row, its variants, and spoilt ones.

use pglb_lint::product::haproxy::tables::kind;
use pglb_lint::schema::{AddrFlags, Item, Kind, Lit, Row, Scope, Slot, SlotType, Version};

/// A word of a line, with what the table says of it.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    /// Its text.
    pub(crate) text: String,
    /// The typed place it stands in, if any.
    pub(crate) slot: Option<&'static Slot>,
}

/// The words of a line.
pub(crate) type Form = Vec<Word>;

/// At most this many variants are made of one list of items, so that nested tables do not multiply.
const MOST: usize = 400;

/// What values are made for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// The version.
    pub(crate) version: Version,
    /// The mode of the section: names of proxies depend on it.
    pub(crate) mode: &'static str,
}

/// The forms of `row` behind its name `name`, the shortest first.
pub(crate) fn forms_of(row: &'static Row, name: &str, setting: Setting) -> Vec<Form> {
    let first = if row.prefix && !row.args.first().is_some_and(is_parenthesis) { format!("{name}x") } else { name.to_owned() };
    let mut forms = sequences(row.args, setting);
    for form in &mut forms {
        match form.first() {
            // What stands in parentheses is glued to the name.
            Some(word) if word.text.starts_with('(') => form[0].text.insert_str(0, name),
            _ => form.insert(0, Word { text: first.clone(), slot: None }),
        }
    }
    forms
}

fn is_parenthesis(item: &Item) -> bool {
    match item {
        Item::Paren(_) => true,
        Item::Optional(items) => items.first().is_some_and(is_parenthesis),
        _ => false,
    }
}

/// Every item in its first form, then one item at a time in its others.
fn sequences(items: &'static [Item], setting: Setting) -> Vec<Form> {
    let choices: Vec<Vec<Form>> = items.iter().map(|item| alternatives(item, setting)).collect();
    if choices.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let join = |chosen: &dyn Fn(usize) -> usize| -> Form {
        choices.iter().enumerate().flat_map(|(at, forms)| forms[chosen(at)].clone()).collect()
    };
    let mut forms = vec![join(&|_| 0)];
    for (at, others) in choices.iter().enumerate() {
        for other in 1..others.len() {
            if forms.len() >= MOST {
                return forms;
            }
            forms.push(join(&|place| if place == at { other } else { 0 }));
        }
    }
    forms
}

fn alternatives(item: &'static Item, setting: Setting) -> Vec<Form> {
    let plain = |text: &str| vec![Word { text: text.to_owned(), slot: None }];
    match item {
        Item::Word(lit) if lit.known(setting.version) => vec![plain(lit.word)],
        Item::Word(_) => Vec::new(),
        Item::Slot(slot) => good(slot, setting).into_iter().map(|text| words(&text, slot)).collect(),
        Item::Optional(items) => optional(sequences(items, setting)),
        Item::Choice(branches) => branches.iter().flat_map(|branch| sequences(branch, setting)).collect(),
        Item::AnyOf(branches) => optional(branches.iter().flat_map(|branch| sequences(branch, setting)).collect()),
        Item::Many(item, min) => {
            let one = alternatives(item, setting);
            let Some(first) = one.first() else { return Vec::new() };
            let mut forms = vec![vec![first.clone(); usize::from(*min)].concat(), vec![first.clone(); usize::from(*min) + 1].concat()];
            forms.extend(one[1..].iter().cloned());
            forms
        }
        Item::Sub(scope) => rows(scope, setting),
        Item::Options(scope) => optional(rows(scope, setting)),
        Item::Paren(items) => sequences(items, setting).into_iter().map(|form| glued(&form)).collect(),
        Item::Condition { required: true } => {
            vec![plain("if"), plain("unless")].into_iter().map(|word| [word, plain("TRUE")].concat()).collect()
        }
        Item::Condition { required: false } => {
            vec![Vec::new(), [plain("if"), plain("TRUE")].concat(), [plain("if"), plain("nosuchacl")].concat()]
        }
        Item::Rest => vec![Vec::new(), plain("word")],
        Item::Lenient => vec![Vec::new()],
    }
}

fn optional(forms: Vec<Form>) -> Vec<Form> {
    std::iter::once(Vec::new()).chain(forms).collect()
}

fn rows(scope: &'static Scope, setting: Setting) -> Vec<Form> {
    let known = scope.rows.iter().filter(|row| row.known(setting.version));
    known.flat_map(|row| forms_of(row, row.name, setting)).collect()
}

/// `form` in parentheses, as one word.
fn glued(form: &Form) -> Form {
    let texts: Vec<&str> = form.iter().map(|word| word.text.as_str()).collect();
    vec![Word { text: format!("({})", texts.join(",")), slot: None }]
}

fn words(text: &str, slot: &'static Slot) -> Form {
    text.split(' ').map(|word| Word { text: word.to_owned(), slot: Some(slot) }).collect()
}

/// Values that a slot takes; the first is the plainest.
fn good(slot: &'static Slot, setting: Setting) -> Vec<String> {
    let one = |text: &str| vec![text.to_owned()];
    let several = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    match &slot.kind {
        SlotType::Str => one("word"),
        SlotType::Name | SlotType::Decl(_) => one("name1"),
        SlotType::Int(min, max) | SlotType::Atoi(min, max) => vec![number(*min, *max, 1).to_string()],
        SlotType::Num => one("1"),
        SlotType::Time(_, min, max) => vec![number(*min, *max, 10).to_string(), "1s".to_owned()],
        SlotType::TimeLax(_) => one("10s"),
        SlotType::Size(min, max) => vec![number(*min, *max, 16384).to_string()],
        SlotType::Addr(flags) | SlotType::Addrs(flags) if flags.has(AddrFlags::PORT_OK) => one("127.0.0.1:8001"),
        SlotType::Addr(_) | SlotType::Addrs(_) | SlotType::Ip | SlotType::Host => one("127.0.0.1"),
        SlotType::Net => several(&["10.0.0.0/8", "10.0.0.1"]),
        SlotType::Enum(words) | SlotType::List(words) => known(words, setting),
        SlotType::Ref(kind) => vec![name(*kind, setting)],
        SlotType::Expr(_) => several(&["str(a)", "src", "path", "int(1)", "res.hdr(a)", "var(txn.a)", "src,lower", "rand"]),
        SlotType::Fmt(_) => several(&["word", "%[src]", "%[path]", "%ci", "%ST", "%[res.hdr(a)]"]),
        SlotType::Acl => several(&["src 10.0.0.0/8", "path -i /a", "always_true"]),
        SlotType::Regex => one("^a"),
        SlotType::Path(kind) => one(match *kind {
            "crt" | "client-crt" | "store-crt" | "ca" | "ca-sign" | "httpclient-ca" | "crl" | "key" | "issuer" => "cert.pem",
            "dir" | "origin" | "issuers" => "/tmp",
            "errorfile" => "error.http",
            "map" => "map",
            "list" | "case" => "list",
            _ => "empty",
        }),
        SlotType::Other(kind) => one(match *kind {
            "var" => "txn.a",
            "process-var" => "proc.a",
            "servers" => "2",
            "header" => "X-A",
            "codes" => "200-299",
            "log-target" => "127.0.0.1:514",
            "log-sample" => "1:2",
            "hex" => "ff",
            "store" => "gpc0",
            "initaddr" => "last",
            "sysuser" | "sysgroup" => "root",
            "octal" => "600",
            "status" => "200",
            "users" => "name1",
            "nets" => "10.0.0.0/8",
            "sc" => "0",
            _ => "1",
        }),
    }
}

fn number(min: i64, max: i64, wish: i64) -> i64 {
    wish.clamp(min, max.max(min))
}

fn known(words: &'static [Lit], setting: Setting) -> Vec<String> {
    words.iter().filter(|lit| lit.known(setting.version)).map(|lit| lit.word.to_owned()).collect()
}

/// What something of `kind` is called in the surroundings of every probe.
fn name(kind: Kind, setting: Setting) -> String {
    match kind {
        kind::BACKEND | kind::PROXY | kind::TABLE => format!("known_{}", setting.mode),
        kind::SERVER => "s1".to_owned(),
        kind::DEFAULTS => format!("base_{}", setting.mode),
        kind::FRONTEND => format!("front_{}", setting.mode),
        _ => "known".to_owned(),
    }
}

/// `form` with one word more, one less, and each word that is not in `base` replaced by values that a parser may stumble over.
pub(crate) fn spoilt(form: &Form, base: &[Word]) -> Vec<(&'static str, Form)> {
    let plain = |text: &str| Word { text: text.to_owned(), slot: None };
    let mut spoilt = vec![("an extra word", [form.as_slice(), &[plain("extra")]].concat())];
    if form.len() > 1 {
        spoilt.push(("a word less", form[..form.len() - 1].to_vec()));
        spoilt.push(("an empty word", [&form[..form.len() - 1], &[plain("\"\"")]].concat()));
    }
    let differs = |at: &usize| base.get(*at).is_none_or(|word| word.text != form[*at].text);
    for at in (1..form.len()).filter(differs) {
        let word = &form[at];
        let values: &[&str] = word.slot.map_or(&["nosuchword"], garbage);
        for value in values {
            let mut changed = form.clone();
            (*value).clone_into(&mut changed[at].text);
            spoilt.push(("another value", changed));
        }
    }
    spoilt
}

fn garbage(slot: &'static Slot) -> &'static [&'static str] {
    match &slot.kind {
        SlotType::Int(..) | SlotType::Atoi(..) | SlotType::Num => &["x", "-1", "0", "99999999999", "1x", "1.5", "300", "70000"],
        SlotType::Time(..) | SlotType::TimeLax(_) => &["x", "10x", "-1s", "99999d", "0", "1.5s"],
        SlotType::Size(..) => &["x", "10x", "-1", "8g", "0", "1kb"],
        SlotType::Addr(_) | SlotType::Addrs(_) => &[
            ":",
            ":80",
            "*:80",
            "1.2.3.4",
            "1.2.3.4:",
            "1.2.3.4:99999",
            "1.2.3.4:80-90",
            "1.2.3.4:+1",
            "@x",
            "unix@/x",
            "/x",
            "::1",
            "[::1]:80",
            "fd@x",
            "fd@3",
            "udp@1.2.3.4:80",
            "abns@x",
            "quic4@1.2.3.4:80",
            "1.2.3.4:80,1.2.3.4:81",
        ],
        SlotType::Net | SlotType::Ip | SlotType::Host => &["x/y", "1.2.3.4/40", "1.2.3.4:80", "::1"],
        SlotType::Name => &["a/b", "a b"],
        SlotType::Ref(_) | SlotType::Decl(_) => &["nosuch", "a/b"],
        SlotType::Enum(_) | SlotType::List(_) => &["nosuch", "ON", "a,b"],
        SlotType::Expr(_) => &["nosuch", "src,nosuch", "src(1)", "str(", "hdr(a)", "src,ipmask", "str", "res.ver", "ssl_fc"],
        SlotType::Fmt(_) => &["%[nosuch]", "%[src", "%nosuch", "%{+Q}r", "%[src,nosuch]", "%%", "%[ssl_fc]", "%HM"],
        SlotType::Acl => &["nosuch", "-m", "src,nosuch"],
        SlotType::Regex => &["(", "["],
        _ => &["nosuch", "0", "-1", "a,b", "a.b"],
    }
}
