//! Holds single words against the types of the tables.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::value::{self, NameAlphabet, ValueFault, ValueFaultKind};
use super::{address, expr};
use crate::schema::{AddrFlags, Slot, SlotType, TimeUnit, Version};
use crate::text::Span;

/// What is wrong with a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotFault {
    /// The bytes of the word that are at fault.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl From<ValueFault> for SlotFault {
    fn from(fault: ValueFault) -> Self {
        Self { span: fault.span, message: fault.message, help: fault.help }
    }
}

impl From<address::AddressFault> for SlotFault {
    fn from(fault: address::AddressFault) -> Self {
        Self { span: fault.span, message: fault.message, help: fault.help }
    }
}

/// Holds `text` against the type of `slot`, if that is a type of one word. Types whose words no version checks take anything.
pub(super) fn check(slot: &'static Slot, text: &str, version: Version) -> Result<(), SlotFault> {
    match &slot.kind {
        SlotType::Name => Ok(value::check_name(text, NameAlphabet::Full)?),
        SlotType::Int(min, max) => in_range(text, value::parse_int(text)?, *min, *max),
        SlotType::Num => Ok(value::parse_num(text).map(drop)?),
        SlotType::Atoi(min, max) => lenient(text, *min, *max),
        SlotType::Time(unit, min, max) => time(text, *unit, *min, *max, version),
        SlotType::Size(min, max) => size(text, *min, *max, version),
        SlotType::Addr(flags) => address(text, *flags, version),
        SlotType::Host => host(text),
        SlotType::Addrs(flags) => addresses(text, *flags, version),
        SlotType::Regex => regex(text),
        SlotType::Other(kind) => special(kind, text, version),
        _ => Ok(()),
    }
}

/// Whether `text` can be read as the type of `slot`, to choose between several.
pub(super) fn reads(slot: &'static Slot, text: &str, version: Version) -> bool {
    match &slot.kind {
        SlotType::Int(..) => value::parse_int(text).is_ok(),
        SlotType::Num => value::parse_num(text).is_ok(),
        SlotType::Enum(words) => words.iter().any(|lit| lit.word == text && lit.known(version)),
        // A time that is too long is one, and is refused as such.
        SlotType::Time(unit, ..) => value::parse_time(text, *unit, version).is_ok() || text.starts_with(|c: char| c.is_ascii_digit()),
        SlotType::Size(..) => value::parse_size(text, version).is_ok() || text.starts_with(|c: char| c.is_ascii_digit()),
        _ => true,
    }
}

/// The feature that a program needs for `text`, which is of the type of `slot`.
pub(super) fn feature(slot: &'static Slot, text: &str, version: Version) -> Option<&'static str> {
    match &slot.kind {
        SlotType::Addr(flags) => address::parse(text, *flags, version).ok()?.needs.feature,
        SlotType::Addrs(flags) => address::parse_list(text, *flags, version).ok()?.iter().find_map(|item| item.address.needs.feature),
        _ => None,
    }
}

fn in_range(text: &str, number: i64, min: i64, max: i64) -> Result<(), SlotFault> {
    if (min..=max).contains(&number) {
        return Ok(());
    }
    let range = match (min, max) {
        (i64::MIN, max) => format!("at most {max}"),
        (min, i64::MAX) => format!("at least {min}"),
        (min, max) => format!("{min} to {max}"),
    };
    Err(SlotFault {
        span: Span::new(0, text.len() as u32),
        message: format!("`{text}` is out of range"),
        help: Some(format!("it can be {range}")),
    })
}

/// A number that is read as far as its digits go. C's `int` unless the range needs more.
fn lenient(text: &str, min: i64, max: i64) -> Result<(), SlotFault> {
    if (min, max) == (i64::MIN, i64::MAX) {
        return Ok(());
    }
    let wide = max != i64::MAX && max > i64::from(i32::MAX);
    let number = if wide { value::atol(text) } else { i64::from(value::atoi(text)) };
    in_range(text, number, min, max)
}

fn time(text: &str, unit: TimeUnit, min: i64, max: i64, version: Version) -> Result<(), SlotFault> {
    let read = value::parse_time(text, unit, version)?;
    in_range(text, i64::from(read.value), min, max)
}

fn size(text: &str, min: i64, max: i64, version: Version) -> Result<(), SlotFault> {
    let size = if max == i64::MAX { value::parse_wide_size(text, version)? } else { u64::from(value::parse_size(text, version)?) };
    in_range(text, i64::try_from(size).unwrap_or(i64::MAX), min, max)
}

fn regex(text: &str) -> Result<(), SlotFault> {
    let Some(fault) = expr::regex::check(text) else { return Ok(()) };
    let at = fault.at as u32;
    Err(SlotFault { span: Span::new(at, (at + 1).min(text.len() as u32)), message: fault.message.to_owned(), help: None })
}

fn fault(text: &str, message: String, help: &str) -> SlotFault {
    SlotFault { span: Span::new(0, text.len() as u32), message, help: Some(help.to_owned()) }
}

/// The servers of a template, `N` or `LOW-HIGH`: both are read as far as their digits go, and there must be one at least.
fn servers(text: &str) -> Result<(), SlotFault> {
    let (low, high) = match text.split_once('-') {
        Some((low, high)) => (value::atoi(low), value::atoi(high)),
        None => (1, value::atoi(text)),
    };
    if low >= 0 && high >= low {
        return Ok(());
    }
    Err(fault(text, format!("`{text}` is no number of servers"), "write how many, such as `3`, or their numbers, such as `1-3`"))
}

/// Errors of OpenSSL that are passed over: `all`, or numbers and from 2.7 on names with commas between. Which numbers and names there are
/// is for the library to say.
fn ssl_errors(text: &str, version: Version) -> Result<(), SlotFault> {
    let names = version >= Version::new(2, 7);
    let is_name = |part: &str| part.strip_prefix("X509_V_ERR_").is_some_and(|name| !name.bytes().any(|byte| byte.is_ascii_lowercase()));
    for part in text.split(',').filter(|_| text != "all") {
        if value::atoi(part) <= 0 && !(names && (part.is_empty() || is_name(part))) {
            let help = if names { "write its number or its name, such as `X509_V_ERR_CERT_HAS_EXPIRED`" } else { "write its number" };
            return Err(fault(text, format!("`{part}` is no error of OpenSSL"), help));
        }
    }
    Ok(())
}

/// Networks with commas between: addresses, each with a mask if wanted.
fn networks(text: &str) -> Result<(), SlotFault> {
    // A comma at the end is taken.
    let list = text.strip_suffix(',').unwrap_or(text);
    for part in list.split(',') {
        let (address, mask) = part.split_once('/').map_or((part, None), |(address, mask)| (address, Some(mask)));
        let bits = |most: u32| mask.is_none_or(|mask| mask.parse::<u32>().is_ok_and(|bits| bits <= most));
        let dotted = mask.is_some_and(|mask| mask.parse::<Ipv4Addr>().is_ok());
        let holds = address.parse::<Ipv4Addr>().is_ok() && (bits(32) || dotted) || address.parse::<Ipv6Addr>().is_ok() && bits(128);
        if !holds {
            return Err(fault(text, format!("`{part}` is no network"), "write an address with its mask, such as `10.0.0.0/8`"));
        }
    }
    Ok(())
}

/// The threads of a `bind` line, by group or not. From 2.8 on several sets with commas between.
fn thread_set(text: &str, version: Version) -> Result<(), SlotFault> {
    let holds = if version >= Version::new(2, 8) {
        text.split(',').all(is_thread_set)
    } else {
        let (group, set) = text.split_once('/').map_or((1, text), |(group, set)| (value::atoi(group), set));
        version >= Version::new(2, 7) || group == 1 && value::parse_task_set(set, 64, false).is_ok()
    };
    if holds {
        return Ok(());
    }
    Err(fault(text, format!("`{text}` is no set of threads"), "write `all`, `odd`, `even`, a number or a range from 1 on, such as `1-4`"))
}

/// Whether `text` is a set of threads as `parse_thread_set()` of `src/thread.c` reads it: both ends of a range may be left out.
fn is_thread_set(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (group, set) = text.split_once('/').map_or((None, text), |(group, set)| (Some(group), set));
    if group.is_some_and(|group| group.is_empty() || !digits(group)) {
        return false;
    }
    if matches!(set, "all" | "odd" | "even" | "") {
        return true;
    }
    let (first, last) = set.split_once('-').unwrap_or((set, ""));
    digits(first) && digits(last) && (first.is_empty() || first.bytes().any(|digit| digit != b'0'))
}

/// Permissions in octal digits, perhaps with a sign.
fn octal(text: &str) -> Result<(), SlotFault> {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_whitespace());
    let digits = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    if !digits.is_empty() && digits.bytes().all(|byte| (b'0'..=b'7').contains(&byte)) {
        return Ok(());
    }
    Err(fault(text, format!("`{text}` is no mode in octal digits"), "write it such as `660`"))
}

fn address(text: &str, flags: AddrFlags, version: Version) -> Result<(), SlotFault> {
    let read = address::parse(text, flags, version)?;
    // The address of a server is resolved later, by the ways of its `init-addr`.
    if flags.has(AddrFlags::PORT_OFS) { Ok(()) } else { no_misspelt_ip(text, &read) }
}

/// A host that is resolved while the file is read.
fn host(text: &str) -> Result<(), SlotFault> {
    let numeric = text.contains('.') && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !numeric || address::parse_host(text).is_ok_and(|host| host.ip().is_some()) {
        return Ok(());
    }
    let help = Some("write four numbers from 0 to 255 with dots between".to_owned());
    Err(SlotFault { span: Span::new(0, text.len() as u32), message: format!("`{text}` is no IPv4 address"), help })
}

fn addresses(text: &str, flags: AddrFlags, version: Version) -> Result<(), SlotFault> {
    for item in address::parse_list(text, flags, version)? {
        let part = &text[item.span.start as usize..item.span.end as usize];
        no_misspelt_ip(part, &item.address).map_err(|fault| SlotFault {
            span: Span::new(fault.span.start + item.span.start, fault.span.end + item.span.start),
            ..fault
        })?;
    }
    Ok(())
}

/// Refuses a host of digits and dots that is no address: no resolver knows such a name.
fn no_misspelt_ip(text: &str, address: &address::Address<'_>) -> Result<(), SlotFault> {
    if !address.is_misspelt_ip() {
        return Ok(());
    }
    let span = address.host_span;
    let host = &text[span.start as usize..span.end as usize];
    let help = Some("write four numbers from 0 to 255 with dots between".to_owned());
    Err(SlotFault { span, message: format!("`{host}` is no IPv4 address"), help })
}

/// Types that have a name of their own in the tables; those that are not here are not checked.
fn special(kind: &str, text: &str, version: Version) -> Result<(), SlotFault> {
    let checked: Result<(), ValueFault> = match kind {
        "nzint" => return in_range(text, value::parse_int(text)?, 1, i64::MAX),
        "nzatoi" if value::atoi(text) == 0 => Err(ValueFault {
            kind: ValueFaultKind::Range,
            span: Span::new(0, text.len() as u32),
            message: format!("`{text}` is read as 0, which this place does not take"),
            help: Some("write a number above 0".into()),
        }),
        "acme-challenge" => return acme_challenge(text, version),
        "log-target" => return no_misspelt_ip(text, &address::parse_log_target(text, version)?),
        "name-header" => return name_header(text, version),
        "balance-factor" => return balance_factor(text),
        "procvar" => return proc_variable(text, version),
        "nodename" => Ok(value::check_name(text, NameAlphabet::Plain)?),
        "servers" => return servers(text),
        "dhbits" if (0..1024).contains(&value::atoi(text)) => {
            return Err(fault(text, format!("{} bits are too few", value::atoi(text)), "write 2048 or more; less than 1024 is refused"));
        }
        "sslerr" => return ssl_errors(text, version),
        "nets" => return networks(text),
        "threadset" => return thread_set(text, version),
        "octal" => return octal(text),
        "process-var" if !text.starts_with("proc.") => {
            return Err(fault(
                text,
                format!("`{text}` is no variable of the process"),
                "in `global` only variables whose names begin with `proc.` can be set",
            ));
        }
        "log-sample" => value::parse_log_sample(text).map(drop),
        "store" => value::parse_store(text, version).map(drop),
        "hex" => value::parse_hex(text).map(drop),
        "codes" => value::parse_expected_status(text).map(drop),
        "status-edit" => value::parse_status_edit(text).map(drop),
        "tgset" => value::parse_thread_map(text).map(drop),
        "cpuset" => value::parse_cpu_set(text, version).map(drop),
        "initaddr" => value::parse_init_addr(text).map(drop),
        "guid" => value::check_name(text, NameAlphabet::Full),
        _ => Ok(()),
    };
    Ok(checked?)
}

/// How a certificate authority is shown that a domain is ours. 3.3 brought the third way.
fn acme_challenge(text: &str, version: Version) -> Result<(), SlotFault> {
    let ways = ["http-01", "dns-01", "dns-persist-01"];
    let known = if version < Version::new(3, 3) { &ways[..2] } else { &ways[..] };
    // The first release of 3.2 wants capitals.
    let exact = version < Version::release(3, 2, 1);
    if known.iter().any(|way| if exact { way.to_ascii_uppercase() == text } else { way.eq_ignore_ascii_case(text) }) {
        return Ok(());
    }
    Err(fault(text, format!("`{text}` is no challenge of ACME"), &format!("it can be `{}`", known.join("` or `"))))
}

/// How much more than the average a server may get, in percent: 0, or above 100.
fn balance_factor(text: &str) -> Result<(), SlotFault> {
    let factor = value::atoi(text);
    if factor == 0 || factor > 100 {
        return Ok(());
    }
    let message = format!("`{text}` is out of range");
    Err(SlotFault { span: Span::new(0, text.len() as u32), message, help: Some("it can be 0, or 101 and more".to_owned()) })
}

/// The header that tells a server its name: from 3.3 on none that the protocol itself needs.
fn name_header(text: &str, version: Version) -> Result<(), SlotFault> {
    let needed = ["host", "content-length", "transfer-encoding", "connection"].iter().any(|header| text.eq_ignore_ascii_case(header));
    if version < Version::new(3, 3) || !needed {
        return Ok(());
    }
    let message = format!("`{text}` is a header that HTTP itself needs");
    Err(SlotFault { span: Span::new(0, text.len() as u32), message, help: Some("use a header of your own, such as `X-Server`".to_owned()) })
}

/// A variable of the whole process, the only kind there is while the configuration is read.
fn proc_variable(text: &str, version: Version) -> Result<(), SlotFault> {
    let variable = value::parse_variable(text, version)?;
    if variable.scope == value::Scope::Process {
        return Ok(());
    }
    let message = format!("`{text}` is not a variable of the process");
    Err(SlotFault { span: Span::new(0, text.len() as u32), message, help: Some("begin its name with `proc.`".to_owned()) })
}
