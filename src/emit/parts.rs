//! What stands in the files of PgBouncer, repmgr and PostgreSQL, line by line: what `fmt` lays out and `export` shows.

use serde::Serialize;

use crate::product::Language;
use crate::syntax::{guc, hba, pgbouncer, userlist};
use crate::text::{Source, Span};

/// Something that stands on a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// What it is.
    pub(super) kind: PartKind,
    /// What it consists of, such as name, `=` and value; empty for a comment alone.
    pub(super) words: Vec<Span>,
    /// The comment behind it.
    pub(super) comment: Option<Span>,
    /// The line it starts on, from 0.
    pub(super) line: u32,
}

/// What can stand on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// A comment.
    Comment,
    /// The header of a section.
    Section,
    /// A line that brings in another file.
    Include,
    /// A name with a value.
    Setting,
    /// A user with a secret.
    User,
    /// A rule of an hba file, or an entry of an ident map.
    Rule,
    /// What the program cannot read.
    Fault,
}

/// What stands in `source`, in order. Empty for a haproxy.cfg, which has an export of its own.
pub(super) fn parts_of(source: &Source, language: Language) -> Vec<Part> {
    match language {
        Language::Haproxy => Vec::new(),
        Language::Pgbouncer => ini(source),
        Language::Repmgr | Language::Postgresql => settings(source),
        Language::Userlist => users(source),
        Language::Hba | Language::Ident => rules(source, true),
        Language::PgbouncerHba | Language::PgbouncerIdent => rules(source, false),
    }
}

fn line_of(source: &Source, span: Span) -> u32 {
    source.position(span.start).line - 1
}

fn ini(source: &Source) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut end = 0;
    for item in pgbouncer::parse(source.text()) {
        let part = |kind: PartKind, words: Vec<Span>| Part { kind, words, comment: None, line: line_of(source, item.span) };
        match item.kind {
            pgbouncer::Kind::Comment => {
                // Behind a header a comment may stand on the same line.
                let same_line = !source.text()[end as usize..item.span.start as usize].contains('\n');
                match parts.last_mut() {
                    Some(last) if same_line && last.kind == PartKind::Section && last.comment.is_none() => last.comment = Some(item.span),
                    _ => parts.push(Part { comment: Some(item.span), ..part(PartKind::Comment, Vec::new()) }),
                }
            }
            pgbouncer::Kind::Include { path } => {
                let word = Span::new(item.span.start, item.span.start + "%include".len() as u32);
                parts.push(part(PartKind::Include, vec![word, path]));
            }
            pgbouncer::Kind::Section { .. } => parts.push(part(PartKind::Section, vec![item.span])),
            pgbouncer::Kind::Entry { key, quoted, value } => {
                let key = if quoted { Span::new(key.start - 1, key.end + 1) } else { key };
                let equals = source.text()[key.end as usize..].find('=').map_or(key.end, |at| key.end + at as u32);
                parts.push(part(PartKind::Setting, vec![key, Span::new(equals, equals + 1), value]));
            }
            pgbouncer::Kind::ByteOrderMark | pgbouncer::Kind::Bad(_) | pgbouncer::Kind::Unread => {
                parts.push(part(PartKind::Fault, vec![item.span]));
            }
        }
        end = item.span.end;
    }
    parts
}

fn settings(source: &Source) -> Vec<Part> {
    let tree = guc::parse(source.text());
    let mut parts = Vec::new();
    for (number, line) in tree.lines.iter().enumerate() {
        let comment = tree.comment_of(line);
        let part = |kind: PartKind, words: Vec<Span>| Part { kind, words, comment, line: number as u32 };
        match tree.statement(line) {
            guc::Statement::Empty if comment.is_none() => {}
            guc::Statement::Empty => parts.push(part(PartKind::Comment, Vec::new())),
            guc::Statement::Setting(setting) => {
                let words = [Some(setting.name), setting.equals, Some(setting.value.span)].into_iter().flatten().collect();
                parts.push(part(PartKind::Setting, words));
            }
            guc::Statement::Fault(_) => parts.push(Part { comment: None, ..part(PartKind::Fault, vec![line.span]) }),
        }
    }
    parts
}

fn users(source: &Source) -> Vec<Part> {
    let tree = userlist::parse(source.text());
    let part = |kind: PartKind, words: Vec<Span>, at: Span| Part { kind, words, comment: None, line: line_of(source, at) };
    let user = |entry: &userlist::Entry| {
        let rest = Some(entry.rest).filter(|rest| !source.slice(*rest).trim().is_empty());
        part(PartKind::User, [Some(entry.name), Some(entry.secret), rest].into_iter().flatten().collect(), entry.name)
    };
    let mut parts: Vec<Part> = tree.entries.iter().map(user).collect();
    parts.extend(tree.comments.iter().map(|comment| Part { comment: Some(*comment), ..part(PartKind::Comment, Vec::new(), *comment) }));
    let unread = [tree.broken, tree.behind_nul].into_iter().flatten();
    parts.extend(unread.map(|span| part(PartKind::Fault, vec![span], span)));
    parts.sort_by_key(|part| part.words.first().copied().or(part.comment).map(|span| span.start));
    parts
}

fn rules(source: &Source, continues: bool) -> Vec<Part> {
    let tree = hba::parse(source.text(), continues);
    let mut parts = Vec::new();
    for line in &tree.lines {
        let words: Vec<Span> = tree.pieces_of(line).iter().map(|piece| piece.span).collect();
        let kind = if words.is_empty() { PartKind::Comment } else { PartKind::Rule };
        if !words.is_empty() || line.comment.is_some() {
            parts.push(Part { kind, words, comment: line.comment, line: line_of(source, line.span) });
        }
    }
    parts
}
