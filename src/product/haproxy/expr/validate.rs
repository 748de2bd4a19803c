//! What single fetches and converters ask of their arguments beyond the types: the checks of HAProxy's `val_args` functions.
//!
//! `validator.tsv` says the same in words. A check that depends on the machine (files, the digests of the SSL library) is not made.

use super::args::{self, Args};
use super::fault::ArgFault;
use super::{RefKind, Reference};
use crate::product::haproxy::tables;
use crate::schema::Version;

/// From this version on the variables of a parent stream can be named.
const PARENT_SCOPES: Version = Version::new(3, 1);
const SCOPES: [&str; 6] = ["proc.", "sess.", "txn.", "req.", "res.", "check."];
const PARENTS: [&str; 4] = ["psess.", "ptxn.", "preq.", "pres."];
const UNITS: [&str; 3] = ["s", "ms", "us"];
const PROTOBUF_TYPES: [&str; 14] = [
    "int32", "uint32", "sint32", "int64", "uint64", "sint64", "bool", "enum", "fixed32", "sfixed32", "float", "fixed64", "sfixed64",
    "double",
];
const TLV_TYPES: [&str; 12] = [
    "ALPN",
    "AUTHORITY",
    "CRC32C",
    "NOOP",
    "UNIQUE_ID",
    "SSL",
    "SSL_VERSION",
    "SSL_CN",
    "SSL_CIPHER",
    "SSL_SIG_ALG",
    "SSL_KEY_ALG",
    "NETNS",
];
const JWT_ALGORITHMS: [&str; 13] =
    ["none", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"];
const VAR_CONDITIONS: [&str; 8] = ["ifexists", "ifnotexists", "ifempty", "ifnotempty", "ifset", "ifnotset", "ifgt", "iflt"];
const WHEN: [&str; 7] = ["stopping", "normal", "error", "forwarded", "toapplet", "processed", "acl"];
const FIX_TAGS: [&str; 6] = ["MsgType", "CheckSum", "BodyLength", "TargetCompID", "BeginString", "SenderCompID"];

type Verdict = Result<(), ArgFault>;

/// Checks the arguments of the fetch `name`, which word `word` holds, and adds what they refer to.
pub(super) fn fetch<'w>(name: &str, args: &Args<'w>, version: Version, word: usize, found: &mut Vec<Reference<'w>>) -> Verdict {
    let mut check = Check { args, version, word, found };
    match name {
        "accept_date" | "request_date" => check.given_one_of(1, &UNITS),
        "acl" => check.acls(),
        "bc_rtt" | "bc_rttvar" | "fc_rtt" | "fc_rttvar" => check.given_one_of(1, &["us", "ms"]),
        "bin" => check.hex(),
        "bool" => check.one_of_any_case(1, &["true", "false", "0", "1"]),
        "capture.req.hdr" | "capture.res.hdr" if version >= Version::new(3, 2) => check.at_least(1, 0),
        "date" => check.given_one_of(2, &UNITS),
        "distcc_body" | "distcc_param" => check.require(1, args.text(1).len() == 4, "exactly 4 bytes"),
        "dump_all_vars" => check.given_one_of(1, &["", "sess", "txn", "req", "res", "proc", "check"]),
        "fc_pp_tlv" => check.tlv(),
        "hdr" | "req.hdr" | "req.fhdr" | "res.hdr" | "res.fhdr" | "shdr" | "hdr_ip" | "req.hdr_ip" | "res.hdr_ip" | "shdr_ip"
        | "hdr_val" | "req.hdr_val" | "res.hdr_val" | "shdr_val" => check.at_least(2, -10),
        "internal.htx_blk.data"
        | "internal.htx_blk.hdrname"
        | "internal.htx_blk.hdrval"
        | "internal.htx_blk.size"
        | "internal.htx_blk.start_line"
        | "internal.htx_blk.type" => check.block(),
        "meth" => check.http_method(),
        "payload_lv" | "req.payload_lv" | "res.payload_lv" => check.payload(),
        "query" if version >= Version::new(3, 2) => check.given_one_of(1, &["", "with_qm"]),
        "query" => check.given_one_of(1, &["with_qm"]),
        "ssl_c_i_dn" | "ssl_c_s_dn" | "ssl_f_i_dn" | "ssl_f_s_dn" | "ssl_s_i_dn" | "ssl_s_s_dn" | "ssl_c_r_dn" => {
            check.given_one_of(3, &["", "rfc2253"])
        }
        "uuid" => {
            let both = version >= Version::new(3, 0);
            let known = args.get(1).is_none_or(|arg| arg.int == 4 || both && arg.int == 7);
            check.require(1, known, if both { "4 or 7" } else { "4" })
        }
        "var" => check.variable(1),
        _ => Ok(()),
    }
}

/// Checks the arguments of the converter `name`, which word `word` holds, and adds what they refer to.
pub(super) fn converter<'w>(name: &str, args: &Args<'w>, version: Version, word: usize, found: &mut Vec<Reference<'w>>) -> Verdict {
    let mut check = Check { args, version, word, found };
    match name {
        "add" | "sub" | "mul" | "div" | "mod" | "and" | "or" | "xor" => check.variable_or_number(1, i64::MIN, "a number or a variable"),
        "add_item" => {
            check.optional_variable(2)?;
            check.require(3, !args.text(2).is_empty() || !args.text(3).is_empty(), "not empty, or argument 2 must not be")
        }
        "aes_cbc_dec" | "aes_cbc_enc" | "aes_gcm_dec" | "aes_gcm_enc" => check.cipher(name),
        "be2dec" | "le2dec" => {
            check.require(2, args.get(2).is_some_and(|arg| (1..=8).contains(&arg.int)), "a number from 1 to 8")?;
            check.given_flag(3)
        }
        "be2hex" => {
            let needed = !args.text(1).is_empty() || args.get(3).is_some_and(|arg| arg.int != 0);
            check.require(2, !needed || args.get(2).is_some_and(|arg| arg.int > 0), "a number above 0")?;
            check.given_flag(3)
        }
        "bytes" if version >= Version::new(2, 9) => {
            check.variable_or_number(1, 0, "a variable or a number from 0 on")?;
            if args.get(2).is_some() { check.variable_or_number(2, 1, "a variable or a number from 1 on") } else { Ok(()) }
        }
        "concat" => check.optional_variable(2),
        "debug" if version < Version::new(3, 1) => check.ring(2),
        "field" | "word" => {
            check.require(1, args.get(1).is_some_and(|arg| arg.int != 0), "a number other than 0")?;
            check.require(2, !args.text(2).is_empty(), "not empty")
        }
        "fix_tag_value" => check.fix_tag(),
        "has_ctl" => check.control(),
        "hmac" => {
            check.require(1, !args.text(1).is_empty(), "the name of a digest")?;
            check.secret(2)
        }
        "jwt_decrypt_secret" => check.secret(1),
        "jwt_decrypt_cert" | "jwt_decrypt_jwk" => check.require(1, !args.text(1).is_empty(), "not empty"),
        "digest" => check.require(1, !args.text(1).is_empty(), "the name of a digest"),
        "http_date" => check.given_one_of(2, &UNITS),
        "json" => check.given_one_of(1, &["", "ascii", "utf8", "utf8s", "utf8p", "utf8ps"]),
        "json_query" => {
            check.require(1, !args.text(1).is_empty(), "not empty")?;
            check.given_one_of(2, &["", "int"])
        }
        "jwt_header_query" | "jwt_payload_query" => check.given_one_of(2, &["", "int"]),
        "jwt_verify" | "jwt_verify_cert" => check.jwt(name),
        "mqtt_field_value" => check.mqtt(),
        "param" => {
            let text = args.text(2);
            let code = version >= Version::new(3, 5) && is_byte_code(text);
            check.require(2, args.get(2).is_none() || text.len() == 1 || code, "exactly one byte")
        }
        "protobuf" | "ungrpc" => check.given_one_of(2, &PROTOBUF_TYPES),
        "regsub" => check.require(3, args.text(3).bytes().all(|byte| byte == b'i' || byte == b'g'), "made of the letters `i` and `g`"),
        "secure_memcmp" | "strcmp" | "unset-var" => check.variable(1),
        "set-var" => {
            check.variable(1)?;
            (2..=5).try_for_each(|number| check.given_one_of(number, &VAR_CONDITIONS))
        }
        "sha2" => check.require(1, args.get(1).is_none_or(|arg| matches!(arg.int, 224 | 256 | 384 | 512)), "224, 256, 384 or 512"),
        "url_enc" => check.given_one_of(1, &["", "query"]),
        "when" => check.when(),
        _ if name == "map" || name.starts_with("map_") => check.map(name),
        _ => Ok(()),
    }
}

/// The variable that `text` names, if it is one that `version` knows.
fn is_variable(text: &str, version: Version) -> bool {
    let scope = |scopes: &[&str]| scopes.iter().find_map(|scope| text.strip_prefix(scope));
    let name = scope(&SCOPES).or_else(|| if version >= PARENT_SCOPES { scope(&PARENTS) } else { None });
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.'))
}

/// Base64 as `base64dec()` takes it: groups of four, each of which may end with padding behind its first character.
fn is_base64(text: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len() % 4 == 0
        && text.as_bytes().chunks(4).all(|group| {
            let data = group.iter().take_while(|byte| plain(byte)).count();
            data > 0 && group[data..].iter().all(|&byte| byte == b'=')
        })
}

/// An IPv4 or IPv6 address as maps take it; the numbers of an IPv4 address may have leading zeros.
fn is_map_address(text: &str) -> bool {
    let number = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) && args::integer(part).is_some_and(|value| value <= 255)
    };
    text.split('.').count() == 4 && text.split('.').all(number) || text.parse::<core::net::Ipv6Addr>().is_ok()
}

/// `0xHH`.
fn is_byte_code(text: &str) -> bool {
    text.strip_prefix("0x").is_some_and(|digits| digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The whole of `text` as C's `strtoul()` reads it with base 0: decimal, octal behind `0`, hexadecimal behind `0x`; 0 for nothing.
fn strtoul(text: &str) -> Option<u64> {
    if text.is_empty() {
        return Some(0);
    }
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, radix) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&digits[2..], 16),
        [b'0', _, ..] => (&digits[1..], 8),
        _ => (digits, 10),
    };
    if digits.is_empty() {
        return None;
    }
    let value = digits.chars().try_fold(0u64, |value, c| {
        let digit = u64::from(c.to_digit(radix)?);
        Some(value.checked_mul(u64::from(radix)).and_then(|value| value.checked_add(digit)).unwrap_or(u64::MAX))
    })?;
    Some(if text.starts_with('-') { value.wrapping_neg() } else { value })
}

/// The arguments of one call and where to leave what they refer to.
struct Check<'c, 'w> {
    args: &'c Args<'w>,
    version: Version,
    word: usize,
    found: &'c mut Vec<Reference<'w>>,
}

impl Check<'_, '_> {
    /// A fault in argument `number`, which must be what `wanted` says, unless `holds`.
    fn require(&self, number: usize, holds: bool, wanted: &str) -> Verdict {
        if holds {
            return Ok(());
        }
        Err(match self.args.get(number) {
            Some(arg) => ArgFault::new(arg.range.clone(), format!("argument {number} must be {wanted}, not `{}`", arg.text)),
            None => {
                let end = self.args.end;
                ArgFault::new(end.saturating_sub(1)..end, format!("argument {number} is missing: it must be {wanted}"))
            }
        })
    }

    fn refer(&mut self, number: usize, kind: RefKind) {
        if let Some(arg) = self.args.get(number) {
            let (name, range) = (arg.text.clone(), arg.range.clone());
            self.found.push(Reference { kind, name, implicit: false, word: self.word, range });
        }
    }

    /// An argument that may be left out is one of `words`.
    fn given_one_of(&self, number: usize, words: &[&str]) -> Verdict {
        match self.args.get(number) {
            Some(arg) if !words.contains(&&*arg.text) => {
                let words: Vec<String> = words.iter().filter(|word| !word.is_empty()).map(|word| format!("`{word}`")).collect();
                let wanted = if words.len() == 1 { words.concat() } else { format!("one of {}", words.join(", ")) };
                self.require(number, false, &wanted)
            }
            _ => Ok(()),
        }
    }

    fn one_of_any_case(&self, number: usize, words: &[&str]) -> Verdict {
        let text = self.args.text(number);
        self.require(number, words.iter().any(|word| word.eq_ignore_ascii_case(text)), &format!("one of `{}`", words.join("`, `")))
    }

    fn at_least(&self, number: usize, least: i64) -> Verdict {
        self.require(number, self.args.get(number).is_none_or(|arg| arg.int >= least), &format!("{least} or more"))
    }

    fn given_flag(&self, number: usize) -> Verdict {
        self.require(number, self.args.get(number).is_none_or(|arg| matches!(arg.int, 0 | 1)), "0 or 1")
    }

    fn hex(&self) -> Verdict {
        let text = self.args.text(1);
        let good = !text.is_empty() && text.len() % 2 == 0 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.require(1, good, "an even number of hexadecimal digits")
    }

    fn is_variable(&self, number: usize) -> bool {
        is_variable(self.args.text(number), self.version)
    }

    /// The argument is a variable.
    fn variable(&mut self, number: usize) -> Verdict {
        self.require(number, self.is_variable(number), &self.variable_form())?;
        self.refer(number, RefKind::Var);
        Ok(())
    }

    fn variable_form(&self) -> String {
        let text = self.args.text(1);
        let parent = if self.version >= PARENT_SCOPES { ", also with `p` before `sess`, `txn`, `req` and `res`" } else { "" };
        if SCOPES.iter().any(|scope| text.starts_with(scope)) {
            return "a variable: a scope, a dot, and letters, digits, `_` and `.`".to_owned();
        }
        format!("a variable that begins with its scope (`proc`, `sess`, `txn`, `req`, `res` or `check`{parent}) and a dot")
    }

    /// The argument is empty, not given, or a variable.
    fn optional_variable(&mut self, number: usize) -> Verdict {
        if self.args.text(number).is_empty() { Ok(()) } else { self.variable(number) }
    }

    /// The argument is a variable or a number from `least` on.
    fn variable_or_number(&mut self, number: usize, least: i64, wanted: &str) -> Verdict {
        if self.is_variable(number) {
            self.refer(number, RefKind::Var);
            return Ok(());
        }
        self.require(number, args::integer(self.args.text(number)).is_some_and(|value| value >= least), wanted)
    }

    /// Every argument names an ACL, with or without an exclamation mark.
    fn acls(&mut self) -> Verdict {
        for number in 1..=self.args.list().len() {
            self.acl(number, true);
        }
        Ok(())
    }

    fn acl(&mut self, number: usize, negation: bool) {
        self.refer(number, RefKind::Acl);
        if let Some(last) = self.found.last_mut()
            && negation
            && last.name.starts_with('!')
        {
            last.name = last.name[1..].to_owned().into();
        }
    }

    fn tlv(&self) -> Verdict {
        let text = self.args.text(1);
        let name = TLV_TYPES.iter().any(|name| name.eq_ignore_ascii_case(text));
        // The lower 32 bits of the number are all that counts.
        let number = strtoul(text).is_some_and(|value| value as u32 <= 255);
        self.require(1, name || number, "the name of a TLV, or a number from 0 to 255")
    }

    fn block(&self) -> Verdict {
        let text = self.args.text(1);
        let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        self.require(1, number || matches!(text, "head" | "tail" | "first"), "`head`, `tail`, `first` or a number")
    }

    fn http_method(&self) -> Verdict {
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        self.require(1, self.args.text(1).bytes().all(token), "an HTTP method")
    }

    fn payload(&self) -> Verdict {
        let (Some(first), Some(length)) = (self.args.get(1), self.args.get(2)) else { return Ok(()) };
        self.require(1, first.int >= 0, "0 or more")?;
        self.require(2, length.int != 0, "other than 0")?;
        let text = self.args.text(3);
        if text.is_empty() {
            return Ok(());
        }
        let sum = |offset: i64| first.int.wrapping_add(length.int).wrapping_add(offset);
        self.require(3, args::integer(text).is_some_and(|offset| sum(offset) >= 0), "a number that does not lead before the first byte")
    }

    fn cipher(&mut self, name: &str) -> Verdict {
        self.require(1, self.args.get(1).is_some_and(|arg| matches!(arg.int, 128 | 192 | 256)), "128, 192 or 256")?;
        for number in 2..=self.args.list().len() {
            // What is encrypted leaves its tag in a variable.
            if name == "aes_gcm_enc" && number == 4 { self.variable(4)? } else { self.secret(number)? }
        }
        Ok(())
    }

    /// The argument is empty, a variable or base64.
    fn secret(&mut self, number: usize) -> Verdict {
        if self.is_variable(number) {
            self.refer(number, RefKind::Var);
            return Ok(());
        }
        self.require(number, is_base64(self.args.text(number)), "base64 or a variable")
    }

    fn ring(&mut self, number: usize) -> Verdict {
        if !matches!(self.args.text(number), "stdout" | "stderr" | "buf0") {
            self.refer(number, RefKind::Ring);
        }
        Ok(())
    }

    fn fix_tag(&self) -> Verdict {
        let text = self.args.text(1);
        let number = text.bytes().all(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte != b'0');
        let name = FIX_TAGS.iter().any(|name| name.eq_ignore_ascii_case(text));
        self.require(1, number || name, "the number of a FIX tag, or one of the six names that are known")
    }

    fn control(&self) -> Verdict {
        let text = self.args.text(1);
        let number = strtoul(text).is_some_and(|value| value <= 0x1_FFFF_FFFF);
        self.require(1, number || matches!(text, "" | "any" | "http"), "`any`, `http` or a set of bits up to 0x1FFFFFFFF")
    }

    fn jwt(&mut self, name: &str) -> Verdict {
        let algorithm = self.args.text(1);
        let variable = self.is_variable(1);
        if variable {
            self.refer(1, RefKind::Var);
        } else {
            let known = JWT_ALGORITHMS.contains(&algorithm) && (self.version >= Version::new(2, 8) || !algorithm.starts_with("PS"));
            self.require(1, known, "a JWT algorithm such as `RS256`, or a variable")?;
        }
        if self.is_variable(2) {
            self.refer(2, RefKind::Var);
        } else if name == "jwt_verify_cert" {
            self.require(1, !algorithm.starts_with("HS"), "an algorithm that uses certificates")?;
        } else if self.version >= Version::new(3, 3) && !variable && !algorithm.starts_with("HS") {
            self.refer(2, RefKind::KeyFile);
        }
        Ok(())
    }

    fn mqtt(&self) -> Verdict {
        let (packet, field) = (self.args.text(1), self.args.text(2));
        let of = |set: &str| tables::WORDS.iter().filter(|entry| entry.first == set).map(|entry| entry.name).collect::<Vec<_>>();
        let types = of("mqtt-type");
        let number = packet.parse::<usize>().ok().filter(|_| packet.bytes().all(|byte| byte.is_ascii_digit()));
        let known = match number {
            Some(number) => types.get(number.wrapping_sub(1)),
            None => types.iter().find(|name| name.eq_ignore_ascii_case(packet)),
        };
        if types.is_empty() {
            return Ok(());
        }
        let Some(known) = known else { return self.require(1, false, "an MQTT packet type") };
        let fields = of(&format!("mqtt-{known}"));
        let there = fields.is_empty() || fields.iter().any(|name| name.eq_ignore_ascii_case(field));
        self.require(2, there, &format!("a field of an MQTT {known} packet"))
    }

    fn when(&mut self) -> Verdict {
        let text = self.args.text(1);
        let word = text.strip_prefix('!').unwrap_or(text);
        self.require(1, WHEN.contains(&word), &format!("one of `{}`, with or without `!`", WHEN.join("`, `")))?;
        if word == "acl" {
            self.require(2, !self.args.text(2).is_empty(), "the name of an ACL")?;
            self.acl(2, false);
        }
        Ok(())
    }

    fn map(&mut self, name: &str) -> Verdict {
        self.refer(1, RefKind::MapFile);
        let output = name.ends_with("_ip") && name != "map_ip";
        self.require(2, !output || self.args.get(2).is_none_or(|arg| is_map_address(&arg.text)), "an IPv4 or IPv6 address")
    }
}
