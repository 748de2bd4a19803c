//! Versions of the programs: a release such as 3.0.11, or a series such as 3.0 of which any release may run.

use std::fmt;
use std::str::FromStr;

/// A release, or a series. A series stands behind all its releases, so that what one of them took up is known to it; as the bound of a
/// row or a rule ([`Version::new`]) it stands before all of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u32);

/// Stands for any release of a series where the patch level is; that of release N is N + 1, and 0 comes before them all.
const ANY: u8 = u8::MAX;

impl Version {
    /// Before every version.
    pub const MIN: Self = Self(0);
    /// After every version.
    pub const MAX: Self = Self(u32::MAX);

    const fn of(major: u8, minor: u8, patch: u8) -> Self {
        Self((major as u32) << 16 | (minor as u32) << 8 | patch as u32)
    }

    /// The bound before all releases of `major`.`minor`.
    #[must_use]
    pub const fn new(major: u8, minor: u8) -> Self {
        Self::of(major, minor, 0)
    }

    /// The series `major`.`minor`, of which any release may run.
    #[must_use]
    pub const fn series(major: u8, minor: u8) -> Self {
        Self::of(major, minor, ANY)
    }

    /// The release `major`.`minor`.`patch`.
    #[must_use]
    pub const fn release(major: u8, minor: u8, patch: u8) -> Self {
        Self::of(major, minor, if patch < ANY - 1 { patch + 1 } else { ANY - 1 })
    }

    /// Any release of a program whose releases of one kind differ in the first number only, such as PostgreSQL 17.
    #[must_use]
    pub const fn whole(major: u8) -> Self {
        Self::of(major, u8::MAX, ANY)
    }

    /// The number before the first dot.
    #[must_use]
    pub const fn major(self) -> u8 {
        (self.0 >> 16) as u8
    }

    /// The number behind the first dot.
    #[must_use]
    pub const fn minor(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// Whether `other` is this release, or one of this series.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        let whole = self.minor() == u8::MAX && self.major() == other.major();
        whole || self.0 >> 8 == other.0 >> 8 && (self.patch().is_none() || self.0 == other.0)
    }

    /// The number behind the second dot; `None` if any release is meant.
    #[must_use]
    pub const fn patch(self) -> Option<u8> {
        match self.0 as u8 {
            0 | ANY => None,
            patch => Some(patch - 1),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.minor() == u8::MAX {
            return write!(f, "{}", self.major());
        }
        write!(f, "{}.{}", self.major(), self.minor())?;
        match self.patch() {
            Some(patch) => write!(f, ".{patch}"),
            None => Ok(()),
        }
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
        f.write_str("a version looks like `3.0` or `3.0.11`")
    }
}

impl std::error::Error for ParseVersionError {}

impl FromStr for Version {
    type Err = ParseVersionError;

    /// Reads a series as `2.6`, a release as `2.6.12`; what follows is dropped, and `3.5-dev5` is of the series 3.5. A number alone
    /// stands for all its series.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut numbers = text.split(['.', '-', '+', '~']);
        let mut number = || numbers.next().and_then(|digits| digits.parse().ok()).ok_or(ParseVersionError);
        let major = number()?;
        if !text.contains('.') {
            return Ok(Self::whole(major));
        }
        let minor = number()?;
        Ok(number().map_or_else(|_| Self::series(major, minor), |patch| Self::release(major, minor, patch)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert!(Version::new(2, 10) > Version::new(2, 9));
        assert_eq!("2.6.12-1+deb12u3".parse(), Ok(Version::release(2, 6, 12)));
        assert_eq!("3.5-dev5".parse(), Ok(Version::series(3, 5)));
        assert!("three".parse::<Version>().is_err());
    }

    #[test]
    fn a_series_stands_behind_its_releases_and_a_bound_before_them() {
        let (bound, first, last, any) = (Version::new(3, 0), Version::release(3, 0, 0), Version::release(3, 0, 11), Version::series(3, 0));
        assert!(bound < first && first < last && last < any && any < Version::new(3, 1));
        assert_eq!([bound, first, last, any].map(|version| version.to_string()), ["3.0", "3.0.0", "3.0.11", "3.0"]);
        assert!(any.covers(last) && last.covers(last) && !last.covers(first) && !any.covers(Version::release(3, 1, 0)));
    }
}
