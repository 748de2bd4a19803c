//! The lines of `auth_ident_file` as PgBouncer reads them. It knows the file from 1.23 on.

use super::token::{Token, Tokens};
use crate::product::hba::{Fault, FaultKind, Ident, Mapping, Word};
use crate::syntax::hba;
use crate::text::{FileId, Location, Source};

/// Reads the `auth_ident_file` `id`.
#[must_use]
pub fn read(id: FileId, source: &Source) -> Ident<'_> {
    let tree = hba::parse(source.text(), false);
    let mut ident = Ident { id, mappings: Vec::new(), faults: Vec::new() };
    for line in &tree.lines {
        let Some(mut tokens) = Tokens::new(id, source.text(), tree.pieces_of(line)) else { continue };
        let at = tokens.location();
        match mapping(&mut tokens, at) {
            Ok(mapping) => ident.mappings.push(mapping),
            Err(fault) => ident.faults.push(fault),
        }
    }
    ident
}

fn mapping<'s>(tokens: &mut Tokens<'s>, at: Location) -> Result<Mapping<'s>, Fault> {
    if let Token::Quoted(_) = tokens.peek() {
        let fault = Fault::new(FaultKind::Line, tokens.here(), "the name of a map cannot be in quotes here");
        return Err(fault.help("write it without quotes"));
    }
    let map = word(tokens, "the name of a map")?;
    let system = word(tokens, "a user of the system")?;
    let user = word(tokens, "a user of the database")?;
    if user.is("all") && !matches!(tokens.peek(), Token::Open) {
        // The program does not look at what follows this word.
        tokens.next();
    }
    match tokens.peek() {
        Token::End => Ok(Mapping { at, map, system, user }),
        _ => Err(Fault::new(FaultKind::Line, tokens.here(), "the line is to end here")),
    }
}

fn word<'s>(tokens: &mut Tokens<'s>, what: &str) -> Result<Word<'s>, Fault> {
    let fault = |message: String| Fault::new(FaultKind::Line, tokens.here(), message);
    let word = match tokens.peek() {
        Token::Word(word) | Token::Quoted(word) => word.clone(),
        Token::Comma => return Err(fault(format!("a comma stands where {what} is to stand"))),
        Token::Open => return Err(fault("this quote is not closed".to_owned())),
        Token::End => return Err(fault(format!("the line ends where {what} is to follow"))),
    };
    tokens.next();
    Ok(word)
}
