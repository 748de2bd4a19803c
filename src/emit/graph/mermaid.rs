//! A picture as a flowchart of Mermaid.

use std::fmt::Write as _;
use std::io;

use rustc_hash::FxHashMap;

use super::model::{Cluster, EdgeKind, Element, Picture, Vertex, VertexKind};
use crate::lint::Level;

/// So many findings are named at one part.
const NAMED: usize = 3;

pub(super) fn write(picture: &Picture, out: &mut dyn io::Write) -> io::Result<()> {
    let names: FxHashMap<&str, String> =
        picture.vertices.iter().enumerate().map(|(at, vertex)| (vertex.element.id.as_str(), format!("n{at}"))).collect();
    let mut text = String::from("flowchart TB\n");
    clusters(picture, &names, None, 1, &mut text);
    for (at, edge) in picture.edges.iter().enumerate() {
        let label = label(picture, &edge.caption(), &edge.element);
        let arrow = match (edge.kind, edge.conditional) {
            (EdgeKind::Replication, _) => "==>",
            (_, true) => "-.->",
            (_, false) => "-->",
        };
        let (from, to) = (&names[edge.from.as_str()], &names[edge.to.as_str()]);
        let label = if label.is_empty() { String::new() } else { format!("|\"{label}\"|") };
        let _ = writeln!(text, "    {from} {arrow}{label} {to}");
        if let Some(style) = edge.element.level.and_then(stroke) {
            let _ = writeln!(text, "    linkStyle {at} {style}");
        }
    }
    for level in [Level::Error, Level::Warning] {
        let marked: Vec<&str> = picture
            .vertices
            .iter()
            .filter(|vertex| vertex.element.level == Some(level))
            .map(|vertex| names[vertex.element.id.as_str()].as_str())
            .collect();
        if let (false, Some(style)) = (marked.is_empty(), stroke(level)) {
            let _ = writeln!(text, "    classDef {level} {style}\n    class {} {level}", marked.join(","), level = level.as_str());
        }
    }
    out.write_all(text.as_bytes())
}

/// How parts with a finding of `level` are outlined.
fn stroke(level: Level) -> Option<&'static str> {
    match level {
        Level::Error => Some("stroke:#d1242f,stroke-width:3px"),
        Level::Warning => Some("stroke:#bf8700,stroke-width:2px"),
        Level::Info => None,
    }
}

/// Writes what is in the cluster `parent`, or in none.
fn clusters(picture: &Picture, names: &FxHashMap<&str, String>, parent: Option<&str>, depth: usize, text: &mut String) {
    let indent = "    ".repeat(depth);
    for vertex in picture.vertices.iter().filter(|vertex| vertex.cluster.as_deref() == parent) {
        let label = label(picture, &vertex_head(vertex), &vertex.element);
        let (open, close) = match vertex.kind {
            VertexKind::Clients => ("([", "])"),
            VertexKind::Frontend | VertexKind::Listen => ("[/", "/]"),
            VertexKind::Backend => ("[", "]"),
            VertexKind::Pooler => ("[[", "]]"),
            VertexKind::Node => ("[(", ")]"),
            VertexKind::Unseen | VertexKind::Nobody => ("{{", "}}"),
        };
        let _ = writeln!(text, "{indent}{}{open}\"{label}\"{close}", names[vertex.element.id.as_str()]);
    }
    for (at, cluster) in picture.clusters.iter().enumerate().filter(|(_, cluster)| cluster.parent.as_deref() == parent) {
        let _ = writeln!(text, "{indent}subgraph c{at} [\"{}\"]", label(picture, &cluster_head(cluster), &cluster.element));
        clusters(picture, names, Some(&cluster.element.id), depth + 1, text);
        let _ = writeln!(text, "{indent}end");
    }
}

fn vertex_head(vertex: &Vertex) -> String {
    let role = vertex.role.map_or_else(String::new, |role| format!(", {}", role.caption()));
    format!("{} {}{role}", vertex.kind.caption(), vertex.element.title)
}

fn cluster_head(cluster: &Cluster) -> String {
    let word = if cluster.kind == super::ClusterKind::Host { "host " } else { "" };
    format!("{word}{}", cluster.element.title)
}

/// `head`, the lines of `element` and the names of its findings.
fn label(picture: &Picture, head: &str, element: &Element) -> String {
    let mut lines: Vec<String> = Vec::new();
    if !head.trim().is_empty() {
        lines.push(head.trim().to_owned());
    }
    lines.extend(element.lines.iter().cloned());
    lines.extend(super::model::named(picture, element, NAMED));
    let escaped: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    escaped.join("<br/>")
}

/// `text` for a label in quotes: whatever could mean something there is written by its number.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z'
            | 'A'..='Z'
            | '0'..='9'
            | ' '
            | '.'
            | ','
            | ':'
            | '/'
            | '-'
            | '='
            | '('
            | ')'
            | '?'
            | '·'
            | '…'
            | '→'
            | '✖'
            | '▲'
            | 'ⓘ' => {
                shown.push(c);
            }
            c if c.is_alphanumeric() => shown.push(c),
            c => {
                let _ = write!(shown, "#{};", u32::from(c));
            }
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_in_a_name_means_anything() {
        assert_eq!(escaped(r#"a"b]|<x>#1;`*_&\"#), "a#34;b#93;#124;#60;x#62;#35;1#59;#96;#42;#95;#38;#92;");
        assert_eq!(escaped("größe pg-1.example:5432"), "größe pg-1.example:5432");
    }
}
