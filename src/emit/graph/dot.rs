//! A picture in the language of Graphviz.

use std::fmt::Write as _;
use std::io;

use rustc_hash::FxHashMap;

use super::model::{ClusterKind, EdgeKind, Element, Picture, Vertex, VertexKind, named};
use crate::lint::Level;

/// So many findings are named at one part.
const NAMED: usize = 3;

pub(super) fn write(picture: &Picture, out: &mut dyn io::Write) -> io::Result<()> {
    let names: FxHashMap<&str, String> =
        picture.vertices.iter().enumerate().map(|(at, vertex)| (vertex.element.id.as_str(), format!("n{at}"))).collect();
    let mut text = String::from(
        "digraph stack {\n    graph [rankdir=TB, fontname=\"sans-serif\", fontsize=11, nodesep=0.4, ranksep=0.6]\n    \
         node [shape=box, fontname=\"sans-serif\", fontsize=11, margin=\"0.15,0.08\"]\n    \
         edge [fontname=\"sans-serif\", fontsize=9]\n",
    );
    clusters(picture, &names, None, 1, &mut text);
    for edge in &picture.edges {
        let (from, to) = (&names[edge.from.as_str()], &names[edge.to.as_str()]);
        let style = match (edge.kind, edge.conditional) {
            (EdgeKind::Replication, _) => "bold",
            (_, true) => "dashed",
            (_, false) => "solid",
        };
        let label = label(picture, &edge.caption(), &edge.element);
        let _ = writeln!(text, "    {from} -> {to} [label=\"{label}\", style={style}{}]", marked(picture, &edge.element));
    }
    text.push_str("}\n");
    out.write_all(text.as_bytes())
}

/// Writes what is in the cluster `parent`, or in none.
fn clusters(picture: &Picture, names: &FxHashMap<&str, String>, parent: Option<&str>, depth: usize, text: &mut String) {
    let indent = "    ".repeat(depth);
    for vertex in picture.vertices.iter().filter(|vertex| vertex.cluster.as_deref() == parent) {
        let label = label(picture, &head(vertex), &vertex.element);
        let shape = match vertex.kind {
            VertexKind::Clients => "oval",
            VertexKind::Frontend | VertexKind::Listen => "cds",
            VertexKind::Backend => "box",
            VertexKind::Pooler => "box3d",
            VertexKind::Node => "cylinder",
            VertexKind::Unseen => "box, style=dashed",
            VertexKind::Nobody => "octagon, style=dashed",
        };
        let name = &names[vertex.element.id.as_str()];
        let _ = writeln!(text, "{indent}{name} [label=\"{label}\", shape={shape}{}]", marked(picture, &vertex.element));
    }
    for (at, cluster) in picture.clusters.iter().enumerate().filter(|(_, cluster)| cluster.parent.as_deref() == parent) {
        let word = if cluster.kind == ClusterKind::Host { "host " } else { "" };
        let label = label(picture, &format!("{word}{}", cluster.element.title), &cluster.element);
        let _ = writeln!(
            text,
            "{indent}subgraph cluster_{at} {{\n{indent}    label=\"{label}\"\n{indent}    labeljust=l\n{indent}    style=rounded"
        );
        clusters(picture, names, Some(&cluster.element.id), depth + 1, text);
        let _ = writeln!(text, "{indent}}}");
    }
}

fn head(vertex: &Vertex) -> String {
    let role = vertex.role.map_or_else(String::new, |role| format!(", {}", role.caption()));
    format!("{} {}{role}", vertex.kind.caption(), vertex.element.title)
}

/// `head`, the lines of `element` and the names of its findings.
fn label(picture: &Picture, head: &str, element: &Element) -> String {
    let head = Some(head.trim().to_owned()).filter(|head| !head.is_empty());
    let lines = head.into_iter().chain(element.lines.iter().cloned()).chain(named(picture, element, NAMED));
    lines.map(|line| escaped(&line)).collect::<Vec<_>>().join("\\n")
}

/// How an element with findings is outlined, and what is said of it under the pointer.
fn marked(picture: &Picture, element: &Element) -> String {
    let mut text = match element.level {
        Some(Level::Error) => ", color=\"#d1242f\", penwidth=2.5".to_owned(),
        Some(Level::Warning) => ", color=\"#bf8700\", penwidth=1.8".to_owned(),
        _ => String::new(),
    };
    let messages: Vec<String> = element
        .findings
        .iter()
        .take(8)
        .filter_map(|number| picture.findings.get(number - 1))
        .map(|note| escaped(&format!("{} {}: {}", note.level.as_str(), note.name, note.message)))
        .collect();
    if !messages.is_empty() {
        let _ = write!(text, ", tooltip=\"{}\"", messages.join("\\n"));
    }
    text
}

/// `text` for a string in quotes. Entities of HTML are read there too.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in crate::text::printable(text).chars() {
        match c {
            '"' => shown.push_str("\\\""),
            '\\' => shown.push_str("\\\\"),
            '&' => shown.push_str("&amp;"),
            c => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_in_a_name_means_anything() {
        assert_eq!(escaped(r#"a"b\n&lt;"#), r#"a\"b\\n&amp;lt;"#);
    }
}
