//! The parts of a drawing: boxes, ways, badges.

use std::fmt::Write as _;

use super::layout::{Layout, PADDING, Rect, Route, SIGNS, badges_width, label_lines};
use super::signs::Signs;
use super::text::{bold_width, escaped, width};
use super::{BADGE, BADGES, LINE, SMALL, caption, cluster_caption};
use crate::emit::graph::model::{Cluster, ClusterKind, Edge, EdgeKind, Element, Picture, Vertex, VertexKind};
use crate::lint::Level;

/// Writes all parts, clusters first so that they lie below what is in them.
pub(super) fn draw(picture: &Picture, signs: &Signs<'_>, layout: &Layout, svg: &mut String) {
    for (cluster, rect) in picture.clusters.iter().zip(&layout.clusters) {
        let class = if cluster.kind == ClusterKind::Host { "host" } else { "haproxy" };
        let _ = writeln!(svg, "<rect class=\"{class}\" {} rx=\"10\"/>", corners(*rect));
    }
    for (edge, route) in picture.edges.iter().zip(&layout.edges) {
        draw_way(edge, route, svg);
    }
    for (cluster, rect) in picture.clusters.iter().zip(&layout.clusters) {
        draw_cluster_title(picture, signs, cluster, *rect, svg);
    }
    for (vertex, rect) in picture.vertices.iter().zip(&layout.vertices) {
        draw_vertex(picture, signs, vertex, *rect, svg);
    }
    for (edge, route) in picture.edges.iter().zip(&layout.edges) {
        draw_label((picture, signs), edge, route.label, ground(picture, layout, route.label), svg);
    }
}

/// The title of a cluster, over the ways that lead into it.
fn draw_cluster_title(picture: &Picture, signs: &Signs<'_>, cluster: &Cluster, rect: Rect, svg: &mut String) {
    let over = if cluster.kind == ClusterKind::Host { "over" } else { "over over-process" };
    let _ = writeln!(svg, "<g class=\"{over}\">{}", tooltip(picture, &cluster.element));
    let head = cluster_caption(cluster);
    let y = rect.y + 19.0;
    let mut x = rect.x + PADDING;
    text(svg, "bold", x, y, &head);
    x += bold_width(&head, SMALL) + 10.0;
    for line in &cluster.element.lines {
        text(svg, "muted", x, y, line);
        x += width(line, SMALL) + 10.0;
    }
    badges(signs, &cluster.element, x, y - 4.0, svg);
    svg.push_str("</g>\n");
}

fn draw_vertex(picture: &Picture, signs: &Signs<'_>, vertex: &Vertex, rect: Rect, svg: &mut String) {
    let element = &vertex.element;
    let _ = writeln!(svg, "<g>{}", tooltip(picture, element));
    outline(vertex, rect, svg);
    if vertex.kind == VertexKind::Clients {
        centred(svg, "title", rect, rect.y + rect.height / 2.0 + 5.0, &element.title);
        svg.push_str("</g>\n");
        return;
    }
    let cap = if vertex.kind == VertexKind::Node { 12.0 } else { 0.0 };
    let mut y = rect.y + cap + PADDING + 9.0;
    centred(svg, "muted", rect, y, &caption(vertex));
    y += LINE + 1.0;
    centred(svg, "title", rect, y, &element.title);
    for line in &element.lines {
        y += LINE;
        centred(svg, "", rect, y, line);
    }
    badges(signs, element, rect.x + (rect.width - badges_width(element, signs)) / 2.0, y + SIGNS / 2.0 + 6.0, svg);
    svg.push_str("</g>\n");
}

/// The outline of a box: each kind has a shape of its own, so that colours are not all that tells them apart.
fn outline(vertex: &Vertex, rect: Rect, svg: &mut String) {
    let fault = if vertex.element.level == Some(Level::Error) { " fault" } else { "" };
    let (class, round) = match vertex.kind {
        VertexKind::Clients => ("clients", rect.height / 2.0),
        VertexKind::Frontend => ("frontend", 4.0),
        VertexKind::Listen => ("listen", 4.0),
        VertexKind::Backend => ("backend", 4.0),
        VertexKind::Pooler => ("pooler", 16.0),
        VertexKind::Node => return cylinder(rect, fault, svg),
        VertexKind::Unseen => ("unseen", 4.0),
        VertexKind::Nobody => ("nobody", 4.0),
    };
    let _ = writeln!(svg, "<rect class=\"box {class}{fault}\" {} rx=\"{round}\"/>", corners(rect));
    match vertex.kind {
        VertexKind::Frontend | VertexKind::Listen => {
            let bar = Rect { height: 5.0, ..rect };
            let _ = writeln!(svg, "<rect class=\"{class}\" style=\"fill: var(--front-line)\" {} rx=\"2\"/>", corners(bar));
        }
        VertexKind::Pooler => {
            let inner = Rect { x: rect.x + 4.0, y: rect.y + 4.0, width: rect.width - 8.0, height: rect.height - 8.0 };
            let _ = writeln!(svg, "<rect class=\"pooler inner\" {} rx=\"12\"/>", corners(inner));
        }
        _ => {}
    }
}

fn cylinder(rect: Rect, fault: &str, svg: &mut String) {
    let (x, y, w, h) = (rect.x, rect.y, rect.width, rect.height);
    let (rx, ry) = (w / 2.0, 9.0);
    let (top, bottom, right) = (y + ry, y + h - ry, x + w);
    let _ = writeln!(
        svg,
        "<path class=\"box node{fault}\" d=\"M{x:.1} {top:.1}A{rx:.1} {ry} 0 0 1 {right:.1} {top:.1}V{bottom:.1}A{rx:.1} {ry} 0 0 1 {x:.1} {bottom:.1}Z\"/>\
         <path class=\"node inner{fault}\" d=\"M{x:.1} {top:.1}A{rx:.1} {ry} 0 0 0 {right:.1} {top:.1}\"/>"
    );
}

fn draw_way(edge: &Edge, route: &Route, svg: &mut String) {
    let Some((start, rest)) = route.points.split_first() else { return };
    let mut path = format!("M{:.1} {:.1}", start.0, start.1);
    let mut from = *start;
    for to in rest {
        let middle = f64::midpoint(from.1, to.1);
        let _ = write!(path, "C{:.1} {middle:.1} {:.1} {middle:.1} {:.1} {:.1}", from.0, to.0, to.0, to.1);
        from = *to;
    }
    let is_fault = edge.element.level == Some(Level::Error);
    let sometimes = if edge.conditional { " sometimes" } else { "" };
    let kind = if edge.kind == EdgeKind::Replication { " replication" } else { "" };
    let fault = if is_fault { " fault" } else { "" };
    let tip = match edge.kind {
        _ if is_fault => "tip-error",
        EdgeKind::Replication => "tip-replication",
        _ => "tip",
    };
    let _ = writeln!(svg, "<path class=\"edge{kind}{sometimes}{fault}\" d=\"{path}\" marker-end=\"url(#{tip})\"/>");
}

/// The colour below `label`: that of the smallest cluster around it.
fn ground(picture: &Picture, layout: &Layout, label: Rect) -> &'static str {
    let (x, y) = (label.x + label.width / 2.0, label.y + label.height / 2.0);
    let around = |rect: &Rect| rect.x <= x && x <= rect.x + rect.width && rect.y <= y && y <= rect.y + rect.height;
    let innermost = picture.clusters.iter().zip(&layout.clusters).rfind(|(_, rect)| around(rect));
    match innermost.map(|(cluster, _)| cluster.kind) {
        Some(ClusterKind::Host) => "on-host",
        Some(ClusterKind::Haproxy) => "on-process",
        None => "bg",
    }
}

fn draw_label((picture, signs): (&Picture, &Signs<'_>), edge: &Edge, rect: Rect, ground: &str, svg: &mut String) {
    let (head, lines) = label_lines(edge);
    if rect.width <= 0.0 {
        return;
    }
    let _ = writeln!(svg, "<g>{}", tooltip(picture, &edge.element));
    let _ = writeln!(svg, "<rect class=\"{ground}\" {} rx=\"4\"/>", corners(rect));
    let mut y = rect.y + 13.0;
    for (class, line) in head.iter().map(|head| ("bold", head)).chain(lines.iter().map(|line| ("", line))) {
        centred(svg, class, rect, y, line);
        y += LINE;
    }
    badges(signs, &edge.element, rect.x + (rect.width - badges_width(&edge.element, signs)) / 2.0, y + 1.0, svg);
    svg.push_str("</g>\n");
}

/// The signs of the findings on `element` from `x` on.
fn badges(signs: &Signs<'_>, element: &Element, x: f64, y: f64, svg: &mut String) {
    let found = signs.at(element);
    let mut x = x + BADGE / 2.0;
    for (sign, level) in found.iter().take(BADGES) {
        badge(*level, &sign.to_string(), x, y, svg);
        x += BADGE;
    }
    if found.len() > BADGES {
        text(svg, "muted", x - BADGE / 2.0 + 2.0, y + 4.0, &format!("+{}", found.len() - BADGES));
    }
}

/// A sign with a number in it: eight corners for an error, three for a warning, a circle for an info.
pub(super) fn badge(level: Level, number: &str, x: f64, y: f64, svg: &mut String) {
    let (class, shape, down) = match level {
        Level::Error => {
            let (r, s) = (9.0, 3.8);
            let corners = [(-s, -r), (s, -r), (r, -s), (r, s), (s, r), (-s, r), (-r, s), (-r, -s)];
            ("error", polygon(&corners, x, y), 3.6)
        }
        Level::Warning => ("warning", polygon(&[(0.0, -11.0), (11.5, 8.5), (-11.5, 8.5)], x, y), 6.0),
        Level::Info => ("info", format!("<circle class=\"info\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"8.5\"/>"), 3.6),
    };
    // A triangle has less room for two digits.
    let small = if level == Level::Warning && number.len() > 1 { " small" } else { "" };
    let shape = shape.replace("<polygon ", &format!("<polygon class=\"{class}\" "));
    let _ = writeln!(svg, "{shape}<text class=\"badge{small}\" x=\"{x:.1}\" y=\"{:.1}\">{number}</text>", y + down);
}

fn polygon(corners: &[(f64, f64)], x: f64, y: f64) -> String {
    let points: Vec<String> = corners.iter().map(|(dx, dy)| format!("{:.1},{:.1}", x + dx, y + dy)).collect();
    format!("<polygon points=\"{}\"/>", points.join(" "))
}

/// What is said of `element` under the pointer.
fn tooltip(picture: &Picture, element: &Element) -> String {
    const MOST: usize = 8;
    let places = element.places.iter().take(3).map(|place| format!("{}:{}", place.path, place.line));
    let notes = element.findings.iter().take(MOST).filter_map(|number| picture.findings.get(number - 1));
    let notes = notes.map(|note| format!("{} {}: {}", note.level.as_str(), note.name, note.message));
    let lines: Vec<String> = places.chain(notes).map(|line| escaped(&line)).collect();
    if lines.is_empty() { String::new() } else { format!("<title>{}</title>", lines.join("\n")) }
}

fn corners(rect: Rect) -> String {
    format!("x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"", rect.x, rect.y, rect.width, rect.height)
}

pub(super) fn text(svg: &mut String, class: &str, x: f64, y: f64, line: &str) {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    let _ = writeln!(svg, "<text{class} x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escaped(line));
}

fn centred(svg: &mut String, class: &str, rect: Rect, y: f64, line: &str) {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    let x = rect.x + rect.width / 2.0;
    let _ = writeln!(svg, "<text{class} x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{}</text>", escaped(line));
}
