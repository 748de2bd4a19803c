//! The value of `synchronous_standby_names`.

/// The standbys that a commit waits for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standbys {
    /// How many have to answer.
    pub count: u32,
    /// Whether any of them do, rather than the first that are there.
    pub any: bool,
    /// Their names; `*` is every standby.
    pub names: Vec<String>,
}

/// Text that is no list of standbys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoStandbys;

/// A word of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Any,
    First,
    Name(String),
    Number(String),
    Open,
    Close,
    Comma,
}

/// Reads `text`: names with commas between them, or `2 (a, b)`, `FIRST 2 (a, b)`, `ANY 2 (a, b)`. `None` if it is empty.
///
/// # Errors
/// [`NoStandbys`] if the program refuses it.
pub fn parse(text: &str) -> Result<Option<Standbys>, NoStandbys> {
    if text.is_empty() {
        return Ok(None);
    }
    let tokens = tokens(text)?;
    let (count, any, list) = match tokens.as_slice() {
        [Token::Any, Token::Number(count), Token::Open, list @ .., Token::Close] => (count.as_str(), true, list),
        [Token::First, Token::Number(count), Token::Open, list @ .., Token::Close]
        | [Token::Number(count), Token::Open, list @ .., Token::Close] => (count.as_str(), false, list),
        list => ("1", false, list),
    };
    let mut names = Vec::new();
    for (index, token) in list.iter().enumerate() {
        match token {
            Token::Name(name) | Token::Number(name) if index % 2 == 0 => names.push(name.clone()),
            Token::Comma if index % 2 == 1 => {}
            _ => return Err(NoStandbys),
        }
    }
    let count: u32 = count.parse().map_err(|_| NoStandbys)?;
    if list.len() % 2 == 0 || count == 0 {
        return Err(NoStandbys);
    }
    Ok(Some(Standbys { count, any, names }))
}

fn tokens(text: &str) -> Result<Vec<Token>, NoStandbys> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start_matches(super::number::is_space);
    while let Some(first) = rest.chars().next() {
        let run = |fits: fn(char) -> bool| rest.find(|c| !fits(c)).unwrap_or(rest.len());
        let (token, len) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            '*' => (Token::Name("*".to_owned()), 1),
            '"' => quoted(rest)?,
            '0'..='9' => {
                let len = run(|c| c.is_ascii_digit());
                (Token::Number(rest[..len].to_owned()), len)
            }
            _ if first.is_ascii_alphabetic() || first == '_' || !first.is_ascii() => {
                let len = run(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$') || !c.is_ascii());
                let word = &rest[..len];
                let token = match () {
                    () if word.eq_ignore_ascii_case("any") => Token::Any,
                    () if word.eq_ignore_ascii_case("first") => Token::First,
                    () => Token::Name(word.to_owned()),
                };
                (token, len)
            }
            _ => return Err(NoStandbys),
        };
        tokens.push(token);
        rest = rest[len..].trim_start_matches(super::number::is_space);
    }
    Ok(tokens)
}

/// The name in double quotes at the start of `text`, and how many bytes it takes up.
fn quoted(text: &str) -> Result<(Token, usize), NoStandbys> {
    let mut name = String::new();
    let mut at = 1;
    loop {
        let end = at + text[at..].find('"').ok_or(NoStandbys)?;
        name.push_str(&text[at..end]);
        if text[end + 1..].starts_with('"') {
            name.push('"');
            at = end + 2;
        } else {
            return Ok((Token::Name(name), end + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_are_told_apart() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(parse("any 1 (a, \"b\"\"c\")"), Ok(Some(Standbys { count: 1, any: true, names: names(&["a", "b\"c"]) })));
        assert_eq!(parse("2(a,*)"), Ok(Some(Standbys { count: 2, any: false, names: names(&["a", "*"]) })));
        assert_eq!(parse("1, 2"), Ok(Some(Standbys { count: 1, any: false, names: names(&["1", "2"]) })));
        assert_eq!(parse(""), Ok(None));
        for text in [" ", "a b", "a.b", "first", "(a)", "ANY 0 (a)", "FIRST (a)", "a,,b", "2 (a"] {
            assert_eq!(parse(text), Err(NoStandbys), "{text}");
        }
    }
}
