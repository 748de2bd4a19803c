//! What is known of the very program that is to read a configuration: what `haproxy -vv` prints.

use rustc_hash::FxHashMap;

use super::features::Lacking;
use super::preprocess::Build;
use crate::schema::Version;

/// A program, as far as it is known. Of the default nothing is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// Its version in full, such as `3.2.26-1`.
    pub release: Option<String>,
    /// Features by name, and whether it has them.
    features: FxHashMap<String, bool>,
    /// `OPENSSL_VERSION_NUMBER` of the library it is built with, if that is OpenSSL.
    openssl: Option<u32>,
    /// The library it runs with, as that calls itself.
    library: Option<String>,
}

/// Why a text is not what `haproxy -vv` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileError {
    /// There is no line with the version.
    NoVersion,
    /// There is no list of features.
    NoFeatures,
}

impl std::fmt::Display for ProfileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoVersion => "no line tells the version of HAProxy; it must hold what `haproxy -vv` prints",
            Self::NoFeatures => "there is no list of features; it must hold what `haproxy -vv` prints (with two `v`)",
        })
    }
}

impl std::error::Error for ProfileError {}

impl Profile {
    /// The program of which `haproxy -vv` says `text`.
    ///
    /// # Errors
    /// [`ProfileError`] if the text says nothing of the kind.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let mut profile = Self::default();
        let mut listed = false;
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("HAProxy version ").or_else(|| line.strip_prefix("HA-Proxy version ")) {
                profile.release = rest.split_whitespace().next().map(str::to_owned);
                continue;
            }
            let Some((what, value)) = line.split_once(':').map(|(what, value)| (what.trim(), value.trim())) else { continue };
            match what {
                // The second list is of what the program found out about itself while it was built.
                "Feature list" | "Detected feature list" => {
                    listed |= what == "Feature list";
                    profile.features.extend(value.split_whitespace().filter_map(feature));
                }
                "Built with OpenSSL version" | "Built with SSL library version" => profile.openssl = openssl_number(value),
                "Running on OpenSSL version" | "Running on SSL library version" => profile.library = Some(value.to_owned()),
                _ => {}
            }
        }
        match (&profile.release, listed) {
            (None, _) => Err(ProfileError::NoVersion),
            (_, false) => Err(ProfileError::NoFeatures),
            _ => Ok(profile),
        }
    }

    /// Its version; `None` if that is not known.
    #[must_use]
    pub fn version(&self) -> Option<Version> {
        self.release.as_deref()?.parse().ok()
    }

    /// What it surely lacks.
    #[must_use]
    pub fn lacking(&self) -> Lacking {
        Lacking::of(|name| self.features.get(name) == Some(&false))
    }
}

/// `+LUA` or `-LUA`.
fn feature(word: &str) -> Option<(String, bool)> {
    let name = word.get(1..)?;
    match word.as_bytes()[0] {
        b'+' => Some((name.to_owned(), true)),
        b'-' => Some((name.to_owned(), false)),
        _ => None,
    }
}

/// The number of an OpenSSL that calls itself `OpenSSL 3.0.15 3 Sep 2024`. Of other libraries the name does not tell it.
fn openssl_number(name: &str) -> Option<u32> {
    let version = name.strip_prefix("OpenSSL ")?.split_whitespace().next()?;
    let letter = version.strip_suffix(|c: char| c.is_ascii_lowercase());
    let mut numbers = letter.unwrap_or(version).split('.').map(str::parse::<u32>);
    let (Some(Ok(major)), Some(Ok(minor)), Some(Ok(fix)), None) = (numbers.next(), numbers.next(), numbers.next(), numbers.next()) else {
        return None;
    };
    if major >= 3 {
        return Some(major << 28 | minor << 20 | fix << 4);
    }
    let patch = letter.and(version.bytes().last()).map_or(0, |letter| u32::from(letter - b'a' + 1));
    Some(major << 28 | minor << 20 | fix << 12 | patch << 4 | 0xf)
}

impl Build for Profile {
    fn feature(&self, name: &str) -> Option<bool> {
        match self.features.get(name) {
            Some(built) => Some(*built),
            // HAProxy looks for the text in a list of which only the names are known here, not the order.
            None => (!self.features.is_empty() && !name.contains([' ', '+', '-'])).then_some(false),
        }
    }

    fn openssl_version(&self) -> Option<u32> {
        self.openssl
    }

    fn library_name(&self) -> Option<&str> {
        self.library.as_deref()
    }

    fn release(&self) -> Option<&str> {
        self.release.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEBIAN: &str = "HAProxy version 3.0.11-1+deb13u4 2026/10/15 - https://haproxy.org/
Feature list : -51DEGREES +LUA -QUIC +SSL

Built with OpenSSL version : OpenSSL 3.5.7 9 Jun 2026
Running on OpenSSL version : OpenSSL 3.5.9 29 Sep 2026
";

    #[test]
    fn what_a_program_prints_is_read() {
        let profile = Profile::parse(DEBIAN).unwrap();
        assert_eq!((profile.release(), profile.version()), (Some("3.0.11-1+deb13u4"), Some(Version::release(3, 0, 11))));
        assert_eq!((profile.feature("LUA"), profile.feature("QUIC")), (Some(true), Some(false)));
        assert_eq!((profile.feature("NOPE"), profile.feature("LUA -QUIC")), (Some(false), None));
        assert_eq!((profile.openssl, profile.library_name()), (Some(0x3050_0070), Some("OpenSSL 3.5.9 29 Sep 2026")));
        let lacking = profile.lacking();
        assert!(lacking.has("QUIC") && lacking.has("51DEGREES") && !lacking.has("LUA") && !lacking.has("NS"));
    }

    #[test]
    fn of_the_default_nothing_is_known() {
        let profile = Profile::default();
        assert_eq!((profile.feature("LUA"), profile.version(), profile.lacking()), (None, None, Lacking::NOTHING));
    }

    #[test]
    fn another_text_is_refused() {
        assert_eq!(Profile::parse("nginx version: nginx/1.22.1"), Err(ProfileError::NoVersion));
        assert_eq!(Profile::parse("HAProxy version 3.0.11 2026/10/15"), Err(ProfileError::NoFeatures));
    }

    #[test]
    fn openssl_numbers_its_releases() {
        assert_eq!(openssl_number("OpenSSL 1.1.1w  11 Sep 2023"), Some(0x1010_117f));
        assert_eq!(openssl_number("OpenSSL 3.0.22 25 Aug 2026"), Some(0x3000_0160));
        assert_eq!(openssl_number("LibreSSL 3.8.2"), None);
    }
}
