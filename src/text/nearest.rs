//! The known word that a misspelt one was meant to be.

/// The one of `known` nearest to `word`, if it is near enough to be worth suggesting.
///
/// Distance is the Damerau–Levenshtein distance with `-` and `_` taken as equal; at most a third of the longer word (at least one
/// letter) may differ. Of equally near words the first is taken.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let plain = |text: &str| text.to_ascii_lowercase().replace('_', "-");
    let wanted = plain(word);
    if wanted.len() > 64 {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        let longer = candidate.len().max(wanted.len());
        let limit = (longer / 3).max(1);
        if candidate.len().abs_diff(wanted.len()) > limit {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&wanted, &plain(candidate));
        if distance <= limit && distance < longer && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_understood() {
        assert_eq!(nearest("default-backend", ["default_backend", "backend"]), Some("default_backend"));
        assert_eq!(nearest("chek", ["cookie", "check"]), Some("check"));
        assert_eq!(nearest("xyzzy", ["check", "cookie"]), None);
    }
}
