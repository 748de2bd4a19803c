//! Versions in conditions: of HAProxy and of OpenSSL.

use std::cmp::Ordering;

use crate::product::haproxy::value::strtol;
use crate::schema::Version;

/// How a version that a condition names stands to the target version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Against {
    /// It is newer.
    Newer,
    /// It is older or the same.
    OlderOrSame,
    /// The patch level decides, which is not known.
    Patch,
    /// It is not a version; HAProxy then takes it for an old one.
    NotAVersion,
}

/// Compares a version that a condition names to `target`, a release or a series of which any may run unless `release` is known, as `compare_current_version()` of
/// `src/haproxy.c` does. Development versions do not count as releases of a series.
pub(super) fn compare(text: &str, target: Version, release: Option<&str>) -> Against {
    let Some(asked) = split(text) else { return Against::NotAVersion };
    if let Some(runs) = release.and_then(split) {
        return if asked <= runs { Against::OlderOrSame } else { Against::Newer };
    }
    let running = [u32::from(target.major()), u32::from(target.minor())];
    match asked[..2].cmp(&running[..]) {
        Ordering::Less => Against::OlderOrSame,
        Ordering::Greater => Against::Newer,
        Ordering::Equal if target.patch().is_some_and(|patch| asked[2..] > [u32::from(patch), 0, RELEASE, 0, 0][..]) => Against::Newer,
        Ordering::Equal if target.patch().is_some() => Against::OlderOrSame,
        // The first release of a series is X.Y.0; what is not newer than it is not newer than any.
        Ordering::Equal if asked[2..] <= [0, 0, RELEASE, 0, 0][..] => Against::OlderOrSame,
        Ordering::Equal => Against::Patch,
    }
}

/// The rank of a release among the tags: dev 1, rc and pre 2, none 3.
const RELEASE: u32 = 3;

/// The parts of a version, `A.B.C.D-tagN-commit`, as `split_version()` reads them: four numbers, the rank of the tag, its number, and the
/// number of commits.
fn split(text: &str) -> Option<[u32; 7]> {
    let mut parts = [0, 0, 0, 0, RELEASE, 0, 0];
    if text.is_empty() {
        return None;
    }
    let mut rest = text;
    for (at, part) in parts.iter_mut().take(4).enumerate() {
        let number = strtol(rest, 10);
        *part = number.value.cast_unsigned() as u32;
        rest = &rest[number.len..];
        match rest.as_bytes().first() {
            None => return Some(parts),
            Some(b'-') => break,
            Some(b'.') if at < 3 => rest = &rest[1..],
            Some(_) => return None,
        }
    }
    rest = rest.strip_prefix('-')?;
    for (tag, rank) in [("dev", 1), ("rc", 2), ("pre", 2)] {
        let Some(behind) = rest.strip_prefix(tag) else { continue };
        let number = strtol(behind, 10);
        (parts[4], parts[5]) = (rank, number.value.cast_unsigned() as u32);
        match behind.as_bytes().get(number.len) {
            None => return Some(parts),
            Some(b'-') => rest = &behind[number.len + 1..],
            Some(_) => return None,
        }
        break;
    }
    let commit = match rest.rsplit_once('-') {
        Some((_, "")) => return None,
        Some((_, commit)) => commit,
        None => rest,
    };
    let number = strtol(commit, 10);
    parts[6] = if number.len == commit.len() { number.value.cast_unsigned() as u32 } else { 0 };
    Some(parts)
}

/// The number of a version of OpenSSL, as `openssl_version_parser()` of `src/ssl_utils.c` makes it; `None` for what is no version.
pub(super) fn openssl(text: &str) -> Option<u32> {
    let mut rest = text;
    let mut number = |most: u32, dot: bool| {
        let read = strtol(rest, 10);
        rest = &rest[read.len..];
        if dot {
            rest = rest.strip_prefix('.')?;
        }
        Some(read.value.cast_unsigned() as u32).filter(|value| *value <= most)
    };
    let (major, minor, fix) = (number(0xf, true)?, number(0xff, true)?, number(0xff, false)?);
    let (patch, status) = match rest.as_bytes() {
        [] => (0, 0xf),
        [b'-', tag @ ..] => match tag.strip_prefix(b"beta") {
            Some(_) => (0, Some(strtol(&rest[5..], 10).value.cast_unsigned() as u32).filter(|beta| *beta <= 14)?),
            None => (0, 0),
        },
        letters => {
            let sum = letters.iter().fold(1i64, |sum, letter| sum + (i64::from(letter.cast_signed()) & !0x20) - i64::from(b'A'));
            (sum.cast_unsigned() as u32 & 0xff, 0xf)
        }
    };
    let version = major << 28 | minor << 20 | fix << 12 | patch << 4 | status;
    (version != 0).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    const V30: Version = Version::new(3, 0);

    #[test]
    fn a_series_is_older_than_the_next_one() {
        assert_eq!(compare("2.8.99", V30, None), Against::OlderOrSame);
        assert_eq!(compare("3.0", V30, None), Against::OlderOrSame);
        assert_eq!(compare("3", V30, None), Against::OlderOrSame);
        assert_eq!(compare("3.1-dev0", V30, None), Against::Newer);
    }

    #[test]
    fn within_a_series_the_patch_level_decides() {
        assert_eq!(compare("3.0.0", V30, None), Against::OlderOrSame);
        assert_eq!(compare("3.0-dev5", V30, None), Against::OlderOrSame);
        assert_eq!(compare("3.0.1", V30, None), Against::Patch);
        assert_eq!(compare("3.0-7", V30, None), Against::Patch);
    }

    #[test]
    fn a_release_that_is_known_decides() {
        let compare = |text| compare(text, V30, Some("3.0.11-1+deb13u4"));
        assert_eq!((compare("3.0.11"), compare("3.0.11-1")), (Against::OlderOrSame, Against::Newer));
        assert_eq!((compare("3.0.12"), compare("3.0.2")), (Against::Newer, Against::OlderOrSame));
    }

    #[test]
    fn what_is_no_version_counts_as_old() {
        assert_eq!(compare("", V30, None), Against::NotAVersion);
        assert_eq!(compare("3,0", V30, None), Against::NotAVersion);
        assert_eq!(compare("9.9.9.9.9", V30, None), Against::NotAVersion);
        assert_eq!(compare("x", V30, None), Against::NotAVersion);
    }

    #[test]
    fn openssl_numbers_its_versions() {
        assert_eq!(openssl("3.0.15"), Some(0x3000_f00f));
        assert_eq!(openssl("1.1.1w"), Some(0x1010_117f));
        assert_eq!(openssl("1.0.2-beta3"), Some(0x1000_2003));
        assert_eq!(openssl("3.0"), None);
        assert_eq!(openssl(""), None);
    }
}
