//! What stands around the drawing: a heading above it, and below it what the signs mean and the findings by their signs.

use std::fmt::Write as _;

use super::shapes::{badge, text};
use super::signs::Signs;
use super::text::{bold_width, width, wrap};
use super::{BADGE, LINE, SMALL};
use crate::emit::graph::model::{EdgeKind, Note, Picture};
use crate::lint::Level;

/// So many findings are written out.
const MOST: usize = 12;
/// So many ways of one finding are written out.
const PATHS: usize = 2;

/// The heading.
pub(super) fn heading(picture: &Picture) -> String {
    match picture.summary {
        None => "The stack, as its files tell".to_owned(),
        Some(counts) => {
            let named = [(counts.error, "error"), (counts.warning, "warning"), (counts.info, "info")];
            let parts: Vec<String> = named
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, word)| format!("{count} {word}{}", if *count == 1 { "" } else { "s" }))
                .collect();
            if parts.is_empty() { "The stack: no findings".to_owned() } else { format!("The stack: {}", parts.join(", ")) }
        }
    }
}

/// Writes the legend and the findings below `top`, between `left` and `right`; where it ends.
pub(super) fn below(picture: &Picture, signs: &Signs<'_>, left: f64, right: f64, top: f64, svg: &mut String) -> f64 {
    let mut y = top + 8.0;
    if legend(picture, left, y, svg) {
        y += LINE + 10.0;
    }
    for (at, notes) in signs.groups.iter().take(MOST).enumerate() {
        y = finding(at + 1, notes, left, right, y, svg);
    }
    let told: usize = signs.groups.iter().take(MOST).map(Vec::len).sum();
    let rest = picture.findings.len() - told;
    if rest > 0 {
        text(svg, "muted", left, y + 4.0, &format!("and {rest} more that `pglb-lint check` tells of"));
        y += LINE;
    }
    y
}

/// What the signs mean, of those that are there. Whether there are any.
fn legend(picture: &Picture, left: f64, y: f64, svg: &mut String) -> bool {
    let mut x = left;
    let mut any = false;
    for (level, word) in [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Info, "info")] {
        if picture.findings.iter().any(|note| note.level == level && note.drawn) {
            badge(level, "", x + BADGE / 2.0, y, svg);
            text(svg, "muted", x + BADGE + 6.0, y + 4.0, word);
            x += BADGE + 6.0 + width(word, SMALL) + 20.0;
            any = true;
        }
    }
    let lines = [
        ("edge sometimes", "taken only sometimes", picture.edges.iter().any(|edge| edge.conditional)),
        ("edge fault", "part of an error", picture.edges.iter().any(|edge| edge.element.level == Some(Level::Error))),
        ("edge replication", "replication", picture.edges.iter().any(|edge| edge.kind == EdgeKind::Replication)),
    ];
    for (class, word, is_there) in lines {
        if is_there {
            let _ = writeln!(svg, "<path class=\"{class}\" d=\"M{x:.1} {y:.1}h34\"/>");
            text(svg, "muted", x + 40.0, y + 4.0, word);
            x += 40.0 + width(word, SMALL) + 20.0;
            any = true;
        }
    }
    any
}

/// Writes the findings of one rule: the first in full, of the others their numbers.
fn finding(sign: usize, notes: &[&Note], left: f64, right: f64, top: f64, svg: &mut String) -> f64 {
    let Some(note) = notes.first() else { return top };
    let mut y = top + 4.0;
    badge(note.level, &sign.to_string(), left + BADGE / 2.0, top, svg);
    let x = left + BADGE + 6.0;
    text(svg, "bold", x, y, note.name);
    let others = if notes.len() > 1 { format!(" and {} more", notes.len() - 1) } else { String::new() };
    text(svg, "muted", x + bold_width(note.name, SMALL) + 10.0, y, &format!("{}:{}{others}", note.place.path, note.place.line));
    for line in wrap(&note.message, SMALL, right - x, 3) {
        y += LINE;
        text(svg, "", x, y, &line);
    }
    for path in note.paths.iter().take(PATHS) {
        for line in wrap(path, SMALL, right - x, 2) {
            y += LINE;
            text(svg, "muted", x, y, &line);
        }
    }
    y + LINE + 8.0
}

/// How wide the heading is.
pub(super) fn heading_width(picture: &Picture) -> f64 {
    bold_width(&heading(picture), 18.0)
}
