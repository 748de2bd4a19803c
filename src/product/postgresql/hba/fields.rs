//! Fields: lists of words. Pieces without a blank between them are one word, and a comma right behind a word makes the list go on.

use std::borrow::Cow;

use crate::product::hba::Word;
use crate::syntax::hba::{Piece, PieceKind};
use crate::text::{FileId, Location};

/// A field.
#[derive(Debug)]
pub(super) struct Field<'s> {
    /// Its words; at least one.
    pub(super) words: Vec<Word<'s>>,
    /// Where it stands, without commas at its ends.
    pub(super) at: Location,
}

/// The fields of a line that is made of `pieces`.
pub(super) fn fields<'s>(file: FileId, text: &'s str, pieces: &[Piece]) -> Vec<Field<'s>> {
    let mut fields: Vec<Field<'s>> = Vec::new();
    let mut goes_on = false;
    let mut rest = pieces;
    while let Some((first, tail)) = rest.split_first() {
        if first.kind == PieceKind::Comma {
            // The comma that a word ends with is taken below; others count as blanks.
            rest = tail;
            continue;
        }
        let len = 1 + tail.iter().take_while(|piece| piece.glued && piece.kind != PieceKind::Comma).count();
        let (own, behind) = rest.split_at(len);
        let word = word(file, text, own);
        match fields.last_mut() {
            Some(field) if goes_on => {
                field.at.span = field.at.span.to(word.at.span);
                field.words.push(word);
            }
            _ => fields.push(Field { at: word.at, words: vec![word] }),
        }
        goes_on = behind.first().is_some_and(|piece| piece.glued && piece.kind == PieceKind::Comma);
        rest = behind;
    }
    fields
}

fn word<'s>(file: FileId, text: &'s str, pieces: &[Piece]) -> Word<'s> {
    let value = match pieces {
        [piece] => piece.value(text),
        pieces => Cow::Owned(pieces.iter().map(|piece| piece.value(text)).collect()),
    };
    let (first, last) = (pieces[0], pieces[pieces.len() - 1]);
    let quoted = matches!(first.kind, PieceKind::Quoted | PieceKind::Open);
    Word { text: value, quoted, at: Location::new(file, first.span.to(last.span)) }
}
