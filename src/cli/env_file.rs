//! Files that hold an environment, as systemd's `EnvironmentFile=`, `docker run --env-file` and `env` write them.

/// Variables by name, in the order of the file.
pub(super) type Variables = Vec<(String, String)>;

/// The variables of `bytes`: a line `NAME=VALUE` each, `export` before it or not. Blank lines and those that begin with `#` or `;` say
/// nothing. Quotes around a whole value are no part of it, and within double ones a backslash takes the meaning of `"`, `\`, `$` and `` ` ``;
/// any other value is taken as it is written, without the blanks around it. No variable is expanded.
///
/// # Errors
/// The number of the first broken line, from 1, and what is wrong with it.
pub(super) fn parse(bytes: &[u8]) -> Result<Variables, (usize, String)> {
    let mut variables = Vec::new();
    for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let variable = std::str::from_utf8(line).map_err(|_| "it is not UTF-8".to_owned()).and_then(variable);
        variables.extend(variable.map_err(|fault| (number + 1, fault))?);
    }
    Ok(variables)
}

/// The variable of one line, if it has one.
fn variable(line: &str) -> Result<Option<(String, String)>, String> {
    let line = line.trim();
    if line.is_empty() || line.starts_with(['#', ';']) {
        return Ok(None);
    }
    let line = line.strip_prefix("export ").map_or(line, str::trim_start);
    let (name, text) = line.split_once('=').ok_or_else(|| format!("`{line}` is no `NAME=VALUE`"))?;
    if name.is_empty() || name.contains(char::is_whitespace) {
        return Err(format!("`{name}` is no name of a variable"));
    }
    let text = text.trim_start();
    let value = match text.chars().next() {
        Some(quote @ ('"' | '\'')) => quoted(&text[1..], quote)?,
        _ => text.to_owned(),
    };
    Ok(Some((name.to_owned(), value)))
}

/// What stands in `text` up to `quote`, which must end it.
fn quoted(text: &str, quote: char) -> Result<String, String> {
    let mut value = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            _ if c == quote && rest.as_str().is_empty() => return Ok(value),
            _ if c == quote => return Err(format!("`{}` stands behind the closing quote", rest.as_str().trim())),
            '\\' if quote == '"' => match rest.next() {
                Some(escaped @ ('"' | '\\' | '$' | '`')) => value.push(escaped),
                Some(other) => value.extend(['\\', other]),
                None => break,
            },
            _ => value.push(c),
        }
    }
    Err("the quote is not closed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Option<String> {
        parse(line.as_bytes()).unwrap().pop().map(|(_, value)| value)
    }

    #[test]
    fn all_three_ways_of_writing_are_read() {
        let text = "# systemd\n\nPGHOST=10.0.0.1\r\n; Docker\nexport PGPORT = 5432\n";
        assert_eq!(parse(text.as_bytes()), Err((5, "`PGPORT ` is no name of a variable".to_owned())));
        let variables = parse(text.replace(" = ", "=").as_bytes()).unwrap();
        let expected = [("PGHOST", "10.0.0.1"), ("PGPORT", "5432")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(variables, expected);
    }

    #[test]
    fn quotes_around_a_value_are_no_part_of_it() {
        assert_eq!(one("A=\"a b \\\" \\$c \\d\"").as_deref(), Some("a b \" $c \\d"));
        assert_eq!(one("A='a \\ b'").as_deref(), Some("a \\ b"));
        assert_eq!(one("A=a \"b\" # c").as_deref(), Some("a \"b\" # c"));
        assert_eq!(one("A=").as_deref(), Some(""));
        assert_eq!(one("A=b=c").as_deref(), Some("b=c"));
    }

    #[test]
    fn a_broken_line_is_named() {
        let fault = |text: &str| parse(text.as_bytes()).unwrap_err();
        assert_eq!(fault("A=1\nB"), (2, "`B` is no `NAME=VALUE`".to_owned()));
        assert_eq!(fault("A=\"1"), (1, "the quote is not closed".to_owned()));
        assert_eq!(fault("A='1' 2"), (1, "`2` stands behind the closing quote".to_owned()));
        assert_eq!(parse(b"A=1\n\n\xff=2").unwrap_err(), (3, "it is not UTF-8".to_owned()));
        assert_eq!(fault("=1").0, 1);
    }
}
