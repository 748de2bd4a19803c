//! Text: sources, spans, line tables, edits and nearest words.
//!
//! The bottom layer. It knows nothing of any language; every other layer may use it.

mod edit;
mod fnv;
mod nearest;
mod printable;
mod source;
mod span;

pub use edit::{Edit, EditError, apply};
pub use fnv::Fnv;
pub use nearest::nearest;
pub use printable::{masked, printable};
pub use source::{FileId, LineTable, Position, Source, Sources, TooLarge};
pub use span::{Location, Span};
