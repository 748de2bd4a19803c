//! The lines of `pg_hba.conf` and `pg_ident.conf` as PostgreSQL reads them: fields, which are lists of words, and files brought in.

mod fields;
mod options;
mod rule;

use fields::{Field, fields};

use crate::product::Include;
use crate::product::Input;
use crate::product::hba::{Fault, FaultKind, File, Ident, Mapping, Word};
use crate::schema::Version;
use crate::syntax::FaultKind as Broken;
use crate::syntax::hba::{self, Tree};
use crate::text::{FileId, Location, Span};

/// The first version whose lines go on on the next one behind a backslash.
const CONTINUES: Version = Version::new(14, 0);

/// The first version that brings in other files and takes regular expressions for databases and users.
const INCLUDES: Version = Version::new(16, 0);

/// Files are brought in through so many others at most.
const MAX_DEPTH: usize = 10;

/// What is done with each line: its fields, or none for one that brings in a file that is not known; where it stands, and the tokens of its file.
type Each<'e, 's> = dyn FnMut(Result<Option<Vec<Field<'s>>>, Fault>, Location, &Tree) + 'e;

/// Reads files of either kind.
struct Reader<'s> {
    input: Input<'s>,
    version: Version,
}

/// Reads the `pg_hba.conf` `id`, and what it brings in.
#[must_use]
pub fn read(input: Input<'_>, id: FileId, version: Version) -> File<'_> {
    let mut file = File {
        id,
        text: input.sources.get(id).text(),
        rules: Vec::new(),
        faults: Vec::new(),
        open_quotes: Vec::new(),
        is_empty: true,
        is_partial: false,
    };
    Reader { input, version }.walk(id, &mut Vec::new(), &mut |line, at, tree| match line {
        Ok(None) => (file.is_empty, file.is_partial) = (false, true),
        Ok(Some(line)) => match rule::read(&line, at, version) {
            Ok(Some(rule)) => {
                file.is_empty = false;
                file.rules.push(rule);
                let inside = |span: Span| at.span.start <= span.start && span.end <= at.span.end;
                let open = tree.faults.iter().filter(|fault| fault.kind == Broken::OpenQuote && inside(fault.span));
                file.open_quotes.extend(open.map(|fault| Location::new(at.file, fault.span)));
            }
            Ok(None) => (file.is_empty, file.is_partial) = (false, true),
            Err(fault) => file.faults.push(fault),
        },
        Err(fault) => file.faults.push(fault),
    });
    file
}

/// Reads the `pg_ident.conf` `id`, and what it brings in.
#[must_use]
pub fn read_ident(input: Input<'_>, id: FileId, version: Version) -> Ident<'_> {
    let mut file = Ident { id, mappings: Vec::new(), faults: Vec::new() };
    Reader { input, version }.walk(id, &mut Vec::new(), &mut |line, at, _| match line
        .and_then(|line| line.map_or(Ok(None), |line| mapping(line, at, version)))
    {
        Ok(mapping) => file.mappings.extend(mapping),
        Err(fault) => file.faults.push(fault),
    });
    file
}

/// The mapping of a line; none if a file that nobody knows stands in it.
fn mapping(line: Vec<Field<'_>>, at: Location, version: Version) -> Result<Option<Mapping<'_>>, Fault> {
    if line.iter().any(|field| field.words.iter().any(is_file)) {
        return Ok(None);
    }
    let names = [
        "a map, a user of the system and a user of the database",
        "a user of the system and a user of the database",
        "a user of the database",
    ];
    if let (Some(missing), Some(last)) = (names.get(line.len()), line.last()) {
        return Err(Fault::new(FaultKind::Line, last.at, format!("{missing} is missing behind this")));
    }
    if let Some(field) = line.iter().take(3).find(|field| field.words.len() != 1) {
        return Err(Fault::new(FaultKind::Line, field.at, "a list stands where one word is taken"));
    }
    let mut words = line.into_iter().flat_map(|field| field.words);
    let (Some(map), Some(system), Some(user)) = (words.next(), words.next(), words.next()) else { return Ok(None) };
    if let Some(regex) = system.text.strip_prefix('/') {
        check_regex(regex, system.at)?;
    }
    if version >= INCLUDES
        && let Some(regex) = user.text.strip_prefix('/')
    {
        check_regex(regex, user.at)?;
    }
    Ok(Some(Mapping { at, map, system, user }))
}

/// Whether `word` names a file whose words stand in its place.
fn is_file(word: &Word<'_>) -> bool {
    !word.quoted && word.text.len() > 1 && word.text.starts_with('@')
}

/// Looks for parentheses and brackets that are not closed, which is what can be told of a regular expression at a glance.
fn check_regex(regex: &str, at: Location) -> Result<(), Fault> {
    // Other flavours of expressions start like this.
    if regex.starts_with("***") || regex.starts_with("(?") {
        return Ok(());
    }
    let (mut depth, mut chars) = (0_i32, regex.chars().peekable());
    let fault = |what: &str| Err(Fault::new(FaultKind::Regex, at, format!("the regular expression has {what}")));
    if regex.starts_with(['*', '+', '?']) {
        return fault("nothing to repeat at its start");
    }
    while let Some(char) = chars.next() {
        match char {
            '\\' if chars.next().is_none() => return fault("nothing behind its last backslash"),
            '[' => {
                if chars.peek() == Some(&'^') {
                    chars.next();
                }
                // A bracket that comes first is one of the characters.
                let first = chars.next();
                if first.is_none() || !chars.by_ref().any(|char| char == ']') {
                    return fault("a bracket that is not closed");
                }
            }
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return fault("a parenthesis that is not opened");
        }
    }
    if depth > 0 { fault("a parenthesis that is not closed") } else { Ok(()) }
}

impl<'s> Reader<'s> {
    /// Calls `each` for every line of the file `id`, which those `above` bring in, and for those of the files that it brings in.
    fn walk(&self, id: FileId, above: &mut Vec<FileId>, each: &mut Each<'_, 's>) {
        let text = self.input.sources.get(id).text();
        let tree = hba::parse(text, self.version >= CONTINUES);
        for line in &tree.lines {
            let fields = fields(id, text, tree.pieces_of(line));
            let Some((first, last)) = fields.first().zip(fields.last()) else { continue };
            let at = Location::new(id, first.at.span.to(last.at.span));
            let first_word = first.words.first().map_or("", |word| word.text.as_ref());
            if fields.len() == 2 && is_include(first_word) {
                if self.version >= INCLUDES {
                    let Some(files) = self.input.includes.files(id, first.at.span.start) else {
                        each(Ok(None), at, &tree);
                        continue;
                    };
                    above.push(id);
                    for file in files {
                        if above.len() <= MAX_DEPTH && !above.contains(file) {
                            self.walk(*file, above, each);
                        } else {
                            let message = "files bring in each other without an end, or more than 10 deep";
                            each(Err(Fault::new(FaultKind::Line, at, message)), at, &tree);
                        }
                    }
                    above.pop();
                } else {
                    let message = format!("`{first_word}` is unknown to PostgreSQL {}", self.version);
                    let fault = Fault::new(FaultKind::Include, first.at, message).help("PostgreSQL 16 brings it: write the lines here");
                    each(Err(fault), at, &tree);
                }
                continue;
            }
            each(Ok(Some(fields)), at, &tree);
        }
    }
}

/// Whether a line that starts with `word` brings in another file.
fn is_include(word: &str) -> bool {
    matches!(word, "include" | "include_if_exists" | "include_dir")
}

/// The lines of a `pg_hba.conf` or `pg_ident.conf` that bring in other files.
#[must_use]
pub fn includes(text: &str) -> Vec<Include> {
    if !text.contains("include") {
        return Vec::new();
    }
    let tree = hba::parse(text, true);
    let lines = tree.lines.iter().map(|line| fields(FileId(0), text, tree.pieces_of(line)));
    let include = |line: Vec<Field<'_>>| {
        let (first, path) = (line.first()?.words.first()?, line.get(1)?.words.first()?);
        (line.len() == 2 && is_include(&first.text)).then(|| Include {
            at: first.at.span.start,
            path: path.text.clone().into_owned(),
            folder: first.text == "include_dir",
            from_working_directory: false,
        })
    };
    lines.filter_map(include).collect()
}
