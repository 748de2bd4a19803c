//! Versions of the programs: major and minor number.

use std::fmt;
use std::str::FromStr;

/// A release series such as 2.6 or 3.4. Patch levels are read and dropped: a series keeps its language.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u16);

impl Version {
    /// Before every version.
    pub const MIN: Self = Self(0);
    /// After every version.
    pub const MAX: Self = Self(u16::MAX);

    /// Version `major`.`minor`.
    #[must_use]
    pub const fn new(major: u8, minor: u8) -> Self {
        Self((major as u16) << 8 | minor as u16)
    }

    /// The number before the dot.
    #[must_use]
    pub const fn major(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// The number behind the dot.
    #[must_use]
    pub const fn minor(self) -> u8 {
        (self.0 & 0xff) as u8
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major(), self.minor())
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Text that is no version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseVersionError;

impl fmt::Display for ParseVersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a version looks like `3.0`")
    }
}

impl std::error::Error for ParseVersionError {}

impl FromStr for Version {
    type Err = ParseVersionError;

    /// Reads `2.6`, and the first two numbers of `2.6.12` or `3.5-dev5`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut numbers = text.split(['.', '-', '+', '~']);
        let mut number = || numbers.next().and_then(|digits| digits.parse().ok()).ok_or(ParseVersionError);
        Ok(Self::new(number()?, number()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert!(Version::new(2, 10) > Version::new(2, 9));
        assert_eq!("2.6.12-1+deb12u3".parse(), Ok(Version::new(2, 6)));
        assert_eq!("3.5-dev5".parse(), Ok(Version::new(3, 5)));
        assert!("three".parse::<Version>().is_err());
    }
}
