//! Tokens of a line of `auth_hba_file` or `auth_ident_file`.

use crate::product::hba::Word;
use crate::syntax::hba::{Piece, PieceKind};
use crate::text::{FileId, Location, Span};

/// A token.
#[derive(Debug)]
pub(super) enum Token<'s> {
    /// A word without quotes.
    Word(Word<'s>),
    /// Text in quotes.
    Quoted(Word<'s>),
    /// A comma.
    Comma,
    /// A quote that is not closed: nothing behind it can be read.
    Open,
    /// The end of the line.
    End,
}

/// The tokens of a line, one by one.
pub(super) struct Tokens<'s> {
    all: Vec<(Token<'s>, Span)>,
    next: usize,
    file: FileId,
}

impl<'s> Tokens<'s> {
    /// The tokens that `pieces` of a line are; `None` if there are none.
    pub(super) fn new(file: FileId, text: &'s str, pieces: &[Piece]) -> Option<Self> {
        let mut tokens: Vec<(Token<'s>, Span)> = Vec::with_capacity(pieces.len() + 1);
        for piece in pieces {
            let word = |quoted| Word { text: piece.value(text), quoted, at: Location::new(file, piece.span) };
            let token = match piece.kind {
                PieceKind::Word => Token::Word(word(false)),
                PieceKind::Quoted => Token::Quoted(word(true)),
                PieceKind::Comma => Token::Comma,
                PieceKind::Open => Token::Open,
                PieceKind::Feed => continue,
            };
            tokens.push((token, piece.span));
        }
        let end = tokens.last()?.1;
        tokens.push((Token::End, end));
        Some(Self { all: tokens, next: 0, file })
    }

    /// All of the line.
    pub(super) fn location(&self) -> Location {
        let (first, last) = (self.all[0].1, self.all[self.all.len() - 1].1);
        Location::new(self.file, first.to(last))
    }

    /// The token at hand.
    pub(super) fn peek(&self) -> &Token<'s> {
        &self.all[self.next].0
    }

    /// Where the token at hand stands; of the end, where the last one does.
    pub(super) fn here(&self) -> Location {
        Location::new(self.file, self.all[self.next].1)
    }

    /// Goes on to the next token.
    pub(super) fn next(&mut self) {
        self.next = (self.next + 1).min(self.all.len() - 1);
    }

    /// Whether nothing but the end follows the token at hand.
    pub(super) fn is_last(&self) -> bool {
        self.next + 2 >= self.all.len()
    }
}
