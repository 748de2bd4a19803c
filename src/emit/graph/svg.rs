//! A picture as a drawing in SVG that needs nothing else: no scripts, fonts or images, and colours for light and for dark surroundings.

mod layout;
mod notes;
mod ports;
mod shapes;
mod signs;
mod style;
mod text;

use std::fmt::Write as _;
use std::io;

use self::text::escaped;
use super::model::{Cluster, ClusterKind, Picture, Vertex};

/// The font sizes: of text, and of what a box is called.
const SMALL: f64 = 12.0;
const TITLE: f64 = 14.0;
/// From one line of text to the next.
const LINE: f64 = 16.0;
/// The width of the sign of a finding.
const BADGE: f64 = 24.0;
/// So many signs are drawn at one part.
const BADGES: usize = 5;
/// Around the drawing.
const MARGIN: f64 = 20.0;
/// A drawing is at least so wide, for the text below it.
const LEAST: f64 = 620.0;

pub(super) fn write(picture: &Picture, out: &mut dyn io::Write) -> io::Result<()> {
    let signs = signs::Signs::new(picture);
    let layout = layout::lay_out(picture, &signs);
    let inner = layout.width.max(LEAST).max(notes::heading_width(picture));
    let width = inner + 2.0 * MARGIN;
    let mut body = String::new();
    shapes::text(&mut body, "head", MARGIN, MARGIN + 16.0, &notes::heading(picture));
    let (x, y) = (MARGIN + (inner - layout.width) / 2.0, MARGIN + 40.0);
    let _ = writeln!(body, "<g transform=\"translate({x:.1} {y:.1})\">");
    shapes::draw(picture, &signs, &layout, &mut body);
    body.push_str("</g>\n");
    let bottom = notes::below(picture, &signs, MARGIN, MARGIN + inner, y + layout.height + MARGIN, &mut body);
    let height = bottom + MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
         aria-labelledby=\"heading\">\n<title id=\"heading\">{}</title>\n<style>{}</style>\n",
        escaped(&notes::heading(picture)),
        style::STYLE,
    );
    svg.push_str("<defs>\n");
    for (id, size) in [("tip", 8), ("tip-error", 6), ("tip-replication", 5)] {
        let _ = writeln!(
            svg,
            "<marker id=\"{id}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"{size}\" markerHeight=\"{size}\" orient=\"auto\">\
             <path class=\"{id}\" d=\"M0 0L10 5L0 10z\"/></marker>"
        );
    }
    svg.push_str("</defs>\n");
    let _ = writeln!(svg, "<rect class=\"bg\" width=\"{width:.0}\" height=\"{height:.0}\"/>");
    svg.push_str(&body);
    svg.push_str("</svg>\n");
    out.write_all(svg.as_bytes())
}

/// What stands above the name of a box.
fn caption(vertex: &Vertex) -> String {
    match vertex.role {
        Some(role) => format!("{}, {}", vertex.kind.caption(), role.caption()),
        None => vertex.kind.caption().to_owned(),
    }
}

/// The name of a cluster.
fn cluster_caption(cluster: &Cluster) -> String {
    let word = if cluster.kind == ClusterKind::Host { "host " } else { "" };
    format!("{word}{}", cluster.element.title)
}
