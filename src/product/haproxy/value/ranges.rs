//! Sets of numbers written as ranges: processors, threads, status codes, samples of a log.

use crate::schema::Version;

use super::fault::{ValueFault, ValueFaultKind, char_at, char_end};

/// How many processors a set of HAProxy holds (`CPU_SETSIZE` of Linux).
const CPUS: u32 = 1024;

/// Digits read as 32 bits that wrap, as `read_uint()` and `str2uic()` do, and how many there are.
fn digits(text: &str) -> (u32, usize) {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    (text.bytes().take(len).fold(0u32, |value, digit| value.wrapping_mul(10).wrapping_add(u32::from(digit - b'0'))), len)
}

/// A set of processors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CpuSet([u64; CPUS as usize / 64]);

impl CpuSet {
    /// How many processors are in the set.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Whether no processor is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Whether processor `cpu` is in the set.
    #[must_use]
    pub fn has(&self, cpu: u32) -> bool {
        self.0.get(cpu as usize / 64).is_some_and(|word| word >> (cpu % 64) & 1 == 1)
    }

    /// This set and `other`, for several words of one line.
    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(word, other)| *word |= other);
    }
}

/// Reads one word of processors, `0-3,8` or `4-`, as `parse_cpu_set()` of `src/cpuset.c` does. It is lenient: only the first byte of the
/// word must be a digit, what is no digit later reads as 0, and a range may be written from either end. Until 2.7 a
/// comma is no more than the end of a number.
///
/// # Errors
///
/// A word that does not begin with a digit, or a number above 1023.
pub fn parse_cpu_set(text: &str, version: Version) -> Result<CpuSet, ValueFault> {
    let mut set = CpuSet([0; CPUS as usize / 64]);
    if !text.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return Err(ValueFault::new(ValueFaultKind::Character, 0, char_end(text, 0), format!("`{text}` is not a set of processors"))
            .help("write numbers and ranges with commas between, such as `0-3,8`"));
    }
    let mut start = 0;
    let separator = if version < Version::new(2, 8) { '\0' } else { ',' };
    for item in text.split(separator) {
        if start == text.len() {
            break;
        }
        let (low, _) = digits(item);
        let high = match item.split_once('-') {
            None => low,
            // A range without an end is open only at the end of the word: before a comma its end reads as 0.
            Some((_, "")) if start + item.len() == text.len() => CPUS - 1,
            Some((_, high)) => digits(high).0,
        };
        let (low, high) = (low.min(high), low.max(high));
        if high >= CPUS {
            let message = format!("there is no processor {high}: HAProxy counts from 0 to {}", CPUS - 1);
            return Err(ValueFault::new(ValueFaultKind::Range, start, start + item.len(), message));
        }
        for cpu in low..=high {
            set.0[cpu as usize / 64] |= 1 << (cpu % 64);
        }
        start += item.len() + 1;
    }
    Ok(set)
}

/// A set of up to 64 threads or thread groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskSet {
    /// One bit for each, number 1 first.
    pub members: u64,
    /// Whether `auto:` stands before it.
    pub auto: bool,
}

/// Reads `all`, `odd`, `even`, `N`, `N-M` (from either end) or `N-` with numbers from 1 to `most` (at most 64), as
/// `parse_process_number()` of `src/cfgparse.c` does; `auto:` may stand before it if `auto` is set.
///
/// # Errors
///
/// Another word, or a number out of range.
pub fn parse_task_set(text: &str, most: u32, auto: bool) -> Result<TaskSet, ValueFault> {
    let most = most.clamp(1, 64);
    let all = u64::MAX >> (64 - most);
    let (skipped, set) = match text.strip_prefix("auto:").filter(|_| auto) {
        Some(set) => (text.len() - set.len(), set),
        None => (0, text),
    };
    let taken = |members: u64| Ok(TaskSet { members: members & all, auto: skipped > 0 });
    match set {
        "all" => return taken(u64::MAX),
        "odd" => return taken(u64::MAX / 3),
        "even" => return taken((u64::MAX / 3) << 1),
        _ => {}
    }
    let help = format!("write `all`, `odd`, `even`, a number from 1 to {most}, or a range such as `1-4`");
    let mut dash = None;
    for (at, byte) in set.bytes().enumerate() {
        if byte == b'-' && dash.is_none() {
            dash = Some(at);
        } else if !byte.is_ascii_digit() {
            let message = format!("`{}` may not stand in the set `{set}`", char_at(set, at));
            return Err(ValueFault::new(ValueFaultKind::Character, skipped + at, skipped + char_end(set, at), message).help(help));
        }
    }
    let (low, _) = digits(set);
    let high = match dash.map(|at| &set[at + 1..]) {
        None => low,
        Some("") => most,
        Some(high) => digits(high).0,
    };
    let (low, high) = (low.min(high), low.max(high));
    if low < 1 || high > most {
        let message = if set.is_empty() { "a set is missing".to_owned() } else { format!("`{set}` is out of range") };
        let kind = if set.is_empty() { ValueFaultKind::Empty } else { ValueFaultKind::Range };
        return Err(ValueFault::new(kind, skipped, text.len(), message).help(help));
    }
    taken(u64::MAX >> (64 - high) & (u64::MAX << (low - 1)))
}

/// The first word of `cpu-map`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadMap {
    /// Thread groups (processes in 2.6).
    pub groups: TaskSet,
    /// Threads, if a `/` stands in the word.
    pub threads: Option<TaskSet>,
}

/// Reads the first word of `cpu-map`: a set, and behind a `/` another.
///
/// # Errors
///
/// As [`parse_task_set`], with numbers from 1 to 64.
pub fn parse_thread_map(text: &str) -> Result<ThreadMap, ValueFault> {
    let (groups, threads) = text.split_once('/').map_or((text, None), |(groups, threads)| (groups, Some(threads)));
    let groups_read = parse_task_set(groups, 64, true)?;
    let threads = threads.map(|set| parse_task_set(set, 64, false).map_err(|fault| fault.shifted(groups.len() + 1))).transpose()?;
    Ok(ThreadMap { groups: groups_read, threads })
}

/// What a word of `http-err-codes` or `http-fail-codes` does to the codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusChange {
    /// Only the last range of the word remains: each range of a word without a sign clears the codes first.
    Replace,
    /// The ranges are added.
    Add,
    /// The ranges are removed.
    Remove,
}

/// One word of `http-err-codes` or `http-fail-codes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusEdit {
    /// What it does.
    pub change: StatusChange,
    /// First and last code of each range.
    pub ranges: Vec<(u32, u32)>,
}

/// Reads a word of `http-err-codes` or `http-fail-codes` (3.0 and later): `+` or `-` if wanted, then codes and ranges from 100 to 599
/// with commas between, as `src/http.c` does.
///
/// # Errors
///
/// A code or range that is missing, out of range or in the wrong order.
pub fn parse_status_edit(text: &str) -> Result<StatusEdit, ValueFault> {
    const HELP: &str = "write codes and ranges from 100 to 599 with commas between, such as `400-499,-404`, without blanks";
    let change = match text.as_bytes().first() {
        Some(b'+') => StatusChange::Add,
        Some(b'-') => StatusChange::Remove,
        _ => StatusChange::Replace,
    };
    let mut at = usize::from(change != StatusChange::Replace);
    let mut ranges = Vec::new();
    loop {
        let start = at;
        let (low, len) = digits(&text[at..]);
        at += len;
        let mut high = low;
        let mut complete = len > 0;
        if complete && text[at..].starts_with('-') {
            at += 1;
            let (end, len) = digits(&text[at..]);
            (high, at, complete) = (end, at + len, len > 0);
        }
        if !complete || !(at == text.len() || text[at..].starts_with(',')) {
            let message = match char_at(text, at) {
                none if none.is_empty() => "a status code is missing at the end".to_owned(),
                found => format!("`{found}` stands where a status code or a comma should"),
            };
            return Err(ValueFault::new(ValueFaultKind::Character, at, char_end(text, at), message)
                .help("write codes and ranges from 100 to 599 with commas between, such as `400-403,405-499`"));
        }
        if high < low || low < 100 || high > 599 {
            let (kind, message) = if high < low {
                (ValueFaultKind::Order, format!("the range `{}` ends before it begins", &text[start..at]))
            } else {
                (ValueFaultKind::Range, format!("`{}` is out of range: status codes go from 100 to 599", &text[start..at]))
            };
            return Err(ValueFault::new(kind, start, at, message).help(HELP));
        }
        ranges.push((low, high));
        if at == text.len() {
            return Ok(StatusEdit { change, ranges });
        }
        at += 1;
    }
}

/// Reads the codes of `http-check expect status`: codes and ranges with commas between, as `src/tcpcheck.c` does. A number that is not
/// there reads as 0, and no code is out of range.
///
/// # Errors
///
/// A character that is no digit, or a range that ends before it begins.
pub fn parse_expected_status(text: &str) -> Result<Vec<(u32, u32)>, ValueFault> {
    let mut ranges = Vec::new();
    let mut at = 0;
    loop {
        let start = at;
        let (low, len) = digits(&text[at..]);
        at += len;
        let mut high = low;
        if text[at..].starts_with('-') {
            let (end, len) = digits(&text[at + 1..]);
            (high, at) = (end, at + 1 + len);
        }
        if low > high {
            return Err(ValueFault::new(
                ValueFaultKind::Order,
                start,
                at,
                format!("the range `{}` ends before it begins", &text[start..at]),
            ));
        }
        ranges.push((low, high));
        if at == text.len() {
            return Ok(ranges);
        }
        if !text[at..].starts_with(',') {
            let message = format!("`{}` may not stand in a list of status codes", char_at(text, at));
            return Err(ValueFault::new(ValueFaultKind::Character, at, char_end(text, at), message)
                .help("write codes and ranges with commas between, such as `200-299,301`; `rstatus` takes a regular expression"));
        }
        at += 1;
    }
}

/// Which messages a `log` line takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSample {
    /// First and last number of each range.
    pub ranges: Vec<(u32, u32)>,
    /// After how many messages counting starts again.
    pub size: u32,
}

/// Reads the word behind `sample` of a `log` line, `1,3-5:10`, as `src/log.c` does.
///
/// # Errors
///
/// No `:SIZE`, no range, a range that ends where it begins or before, ranges that overlap, or a size below the end of a range.
pub fn parse_log_sample(text: &str) -> Result<LogSample, ValueFault> {
    const HELP: &str = "write ranges, a colon and the size, such as `1,3-5:10`";
    let Some((listed, size)) = text.split_once(':') else {
        return Err(
            ValueFault::new(ValueFaultKind::MissingArgument, text.len(), text.len(), format!("the sample `{text}` has no size")).help(HELP)
        );
    };
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    let mut start = 0;
    while start < listed.len() {
        let end = listed[start..].find(',').map_or(listed.len(), |len| start + len);
        let item = &listed[start..end];
        let (low, high) = sample_range(item).map_err(|(kind, message)| ValueFault::new(kind, start, end, message).help(HELP))?;
        if ranges.iter().any(|range| (range.0..=range.1).contains(&low) || (range.0..=range.1).contains(&high)) {
            return Err(ValueFault::new(ValueFaultKind::Overlap, start, end, format!("the range `{item}` overlaps one before it")));
        }
        ranges.push((low, high));
        start = end + 1;
    }
    let colon = listed.len();
    if ranges.is_empty() {
        return Err(ValueFault::new(ValueFaultKind::Empty, 0, colon, "the sample has no range").help(HELP));
    }
    let (read, len) = digits(size);
    if read == 0 || len != size.len() {
        return Err(
            ValueFault::new(ValueFaultKind::Character, colon + 1, text.len(), format!("`{size}` is not the size of a sample")).help(HELP)
        );
    }
    let most = ranges.iter().map(|range| range.1).max().unwrap_or(0);
    if read < most {
        let message = format!("the size {read} is below {most}, the end of a range");
        return Err(ValueFault::new(ValueFaultKind::Range, colon + 1, text.len(), message).help(format!("write a size of {most} or more")));
    }
    Ok(LogSample { ranges, size: read })
}

fn sample_range(item: &str) -> Result<(u32, u32), (ValueFaultKind, String)> {
    let (low, len) = digits(item);
    if low == 0 || !(len == item.len() || item[len..].starts_with('-')) {
        return Err((ValueFaultKind::Character, format!("`{item}` is not a range of a sample: numbers start at 1")));
    }
    if len == item.len() {
        return Ok((low, low));
    }
    let (high, last) = digits(&item[len + 1..]);
    if len + 1 + last != item.len() || last == 0 {
        return Err((ValueFaultKind::Character, format!("`{item}` is not a range of a sample")));
    }
    if high <= low {
        return Err((ValueFaultKind::Order, format!("the range `{item}` does not end above its first number")));
    }
    Ok((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    const V30: Version = Version::new(3, 0);

    #[test]
    fn processors_are_numbers_and_ranges() {
        let set = parse_cpu_set("0-2,8", V30).unwrap();
        assert_eq!((set.len(), set.has(2), set.has(3), set.has(8)), (4, true, false, true));
        assert_eq!(parse_cpu_set("3-0", V30).unwrap().len(), 4);
        assert_eq!(parse_cpu_set("1020-", V30).unwrap().len(), 4);
        assert_eq!(parse_cpu_set("3-,5", V30).unwrap().len(), 5);
        assert_eq!(parse_cpu_set("0,5", Version::new(2, 6)).unwrap().len(), 1);
        assert_eq!(parse_cpu_set("0,5-3", Version::new(2, 6)).unwrap().len(), 4);
        assert!(parse_cpu_set("x", V30).is_err());
        assert_eq!(parse_cpu_set("0,1024", V30).unwrap_err().span.range(), 2..6);
    }

    #[test]
    fn threads_have_words_of_their_own() {
        assert_eq!(parse_task_set("odd", 4, false).unwrap().members, 0b0101);
        assert_eq!(parse_task_set("3-2", 4, false).unwrap().members, 0b0110);
        assert_eq!(parse_task_set("2-", 4, false).unwrap().members, 0b1110);
        assert_eq!(parse_task_set("5", 4, false).unwrap_err().kind, ValueFaultKind::Range);
        assert_eq!(parse_task_set("1x", 4, false).unwrap_err().span.range(), 1..2);
        let map = parse_thread_map("auto:1/1-64").unwrap();
        assert!(map.groups.auto);
        assert_eq!(map.threads.unwrap().members, u64::MAX);
        assert_eq!(parse_thread_map("1/65").unwrap_err().span.range(), 2..4);
    }

    #[test]
    fn status_codes_are_replaced_added_or_removed() {
        assert_eq!(
            parse_status_edit("+500,502-504").unwrap(),
            StatusEdit { change: StatusChange::Add, ranges: vec![(500, 500), (502, 504)] }
        );
        assert_eq!(parse_status_edit("600").unwrap_err().kind, ValueFaultKind::Range);
        assert_eq!(parse_status_edit("499-400").unwrap_err().kind, ValueFaultKind::Order);
        assert_eq!(parse_status_edit("400,").unwrap_err().span.range(), 4..4);
        assert_eq!(parse_status_edit("4xx").unwrap_err().span.range(), 1..2);
        assert!(parse_status_edit("").is_err());
    }

    #[test]
    fn a_check_expects_any_number() {
        assert_eq!(parse_expected_status("200-299,301"), Ok(vec![(200, 299), (301, 301)]));
        assert_eq!(parse_expected_status(",7"), Ok(vec![(0, 0), (7, 7)]));
        assert_eq!(parse_expected_status("2xx").unwrap_err().span.range(), 1..2);
        assert!(parse_expected_status("300-200").is_err());
    }

    #[test]
    fn a_sample_of_a_log_has_ranges_and_a_size() {
        assert_eq!(parse_log_sample("1,3-5:10"), Ok(LogSample { ranges: vec![(1, 1), (3, 5)], size: 10 }));
        assert_eq!(parse_log_sample("1").unwrap_err().kind, ValueFaultKind::MissingArgument);
        assert_eq!(parse_log_sample("1-3,2:5").unwrap_err().kind, ValueFaultKind::Overlap);
        assert_eq!(parse_log_sample("2-2:5").unwrap_err().kind, ValueFaultKind::Order);
        assert_eq!(parse_log_sample("1-8:5").unwrap_err().kind, ValueFaultKind::Range);
        assert_eq!(parse_log_sample("0:5").unwrap_err().span.range(), 0..1);
        assert!(parse_log_sample(":5").is_err());
    }
}
