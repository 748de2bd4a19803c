//! Files: sections, directives, words, comments, and what could not be read.

use super::view::{View, prefix, range};
use super::{Comment, Directive, Fault, File, Lines, MASK, Section, Word};
use crate::product::haproxy::decode::WordFaultKind;
use crate::product::haproxy::load::{LoadFaultKind, ParsedFile};
use crate::product::haproxy::model::{DirectiveRef, SectionRef};
use crate::product::haproxy::secrets::may_hold_secret;
use crate::syntax::FaultKind;

/// All files.
pub(super) fn files<'m>(view: View<'m, '_>) -> Vec<File<'m>> {
    view.model.files.iter().map(|file| export_file(view, file)).collect()
}

fn export_file<'m>(view: View<'m, '_>, file: &'m ParsedFile<'_>) -> File<'m> {
    let document = &view.model.document;
    let sections = view.model.sections().filter(|section| section.lines().file == file.id);
    let skipped = document.skipped.iter().filter(|(id, lines)| *id == file.id && !lines.is_empty());
    let faults = document.faults.iter().filter(|fault| fault.at.file == file.id);
    File {
        path: file.source.name(),
        sections: sections.map(|section| export_section(view, section)).collect(),
        comments: comments(view, file),
        skipped: skipped.map(|(_, lines)| Lines { first: lines.start + 1, last: lines.end }).collect(),
        faults: faults.map(|fault| Fault { kind: fault_kind(&fault.kind), range: range(file.source, fault.at.span) }).collect(),
    }
}

fn export_section<'m>(view: View<'m, '_>, section: SectionRef<'m, '_>) -> Section<'m> {
    Section {
        kind: section.lines().row.map(|row| row.name),
        name: section.name(),
        header: section.header().map(|header| export_directive(view, header)),
        directives: section.directives().map(|directive| export_directive(view, directive)).collect(),
    }
}

fn export_directive<'m, 's>(view: View<'m, 's>, directive: DirectiveRef<'m, 's>) -> Directive<'m> {
    let shape = directive.shape();
    let source = view.model.source(directive.line().file);
    let masked = view.masked(directive);
    let word = |(at, word): (usize, &crate::product::haproxy::decode::Word<'m>)| {
        let written = source.slice(word.span);
        let secret = masked.has(at);
        let known = (!word.opaque).then_some(word.text);
        Word {
            value: if secret { Some(MASK) } else { known },
            written: Some(written).filter(|written| !secret && known != Some(*written)),
            quoted: memchr::memchr3(b'"', b'\'', b'\\', written.as_bytes()).is_some(),
            secret,
            range: range(source, word.span),
        }
    };
    let words: Vec<Word<'m>> = directive.words().iter().enumerate().map(word).collect();
    Directive {
        prefix: prefix(directive.line().prefix),
        keyword: words.first().and_then(|word| word.value),
        row: directive.row().map(|row| row.name),
        sub: Some(directive.sub()).filter(|sub| !sub.is_empty()),
        condition: Some(shape.condition).filter(|at| *at > 0),
        sound: shape.sound,
        open_ended: directive.line().open_ended,
        words,
        range: range(source, directive.all().span),
    }
}

fn comments<'m>(view: View<'m, '_>, file: &'m ParsedFile<'_>) -> Vec<Comment<'m>> {
    let mut comments = Vec::new();
    let mut next = None;
    for (number, line) in file.tree.lines.iter().enumerate().rev() {
        let trailing = line.words < line.words_end;
        if trailing {
            next = Some(number as u32 + 1);
        }
        let Some(span) = line.comment() else { continue };
        let text = file.source.slice(span);
        let hidden = !view.options.show_secrets && may_hold_secret(text);
        let text = if hidden { "# ********" } else { text };
        comments.push(Comment { text, trailing, of_line: next, range: range(file.source, span) });
    }
    comments.reverse();
    comments
}

fn fault_kind(kind: &LoadFaultKind) -> &'static str {
    match kind {
        LoadFaultKind::Text(FaultKind::OpenQuote) => "open-quote",
        LoadFaultKind::Text(FaultKind::Nul) => "nul",
        LoadFaultKind::Text(FaultKind::TextAfterCarriageReturn) => "text-after-carriage-return",
        LoadFaultKind::Text(FaultKind::MissingLineFeed) => "missing-line-feed",
        LoadFaultKind::Word(WordFaultKind::BadHex) => "bad-hex",
        LoadFaultKind::Word(WordFaultKind::BadVariable) => "bad-variable",
        LoadFaultKind::Word(WordFaultKind::OpenBrace) => "open-brace",
        LoadFaultKind::Word(WordFaultKind::BadExpansion) => "bad-expansion",
        LoadFaultKind::Word(WordFaultKind::TooManyWords) => "too-many-words",
        LoadFaultKind::EmptyWord => "empty-word",
        LoadFaultKind::BadScope => "bad-scope",
        LoadFaultKind::BadCondition(_) => "bad-condition",
        LoadFaultKind::TooDeep => "too-deep",
        LoadFaultKind::Unpaired => "unpaired",
        LoadFaultKind::OpenBlock => "open-block",
        LoadFaultKind::ExtraArgument => "extra-argument",
        LoadFaultKind::UnknownDot => "unknown-dot",
        LoadFaultKind::Alert(_) => "alert",
        LoadFaultKind::Warning(_) => "warning",
        LoadFaultKind::BadPrefix => "bad-prefix",
    }
}
