//! Where everything stands: sizes from the text, places from the layered layout of `dugong`, in which clusters are boxes around what is in them.

use dugong::graphlib::{Graph, GraphOptions};
use dugong::{EdgeLabel, GraphLabel, NodeLabel, RankDir};
use rustc_hash::FxHashMap;

use super::signs::Signs;
use super::text::{bold_width, float, width};
use super::{BADGE, BADGES, LINE, SMALL, TITLE};
use crate::emit::graph::model::{Cluster, Edge, Element, Picture, Vertex, VertexKind};

/// A rectangle by its upper left corner.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// The way of an edge, and its label.
#[derive(Debug, Clone, Default)]
pub(super) struct Route {
    pub(super) points: Vec<(f64, f64)>,
    pub(super) label: Rect,
}

/// Where everything stands, by index.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) clusters: Vec<Rect>,
    pub(super) vertices: Vec<Rect>,
    pub(super) edges: Vec<Route>,
}

/// Between text and the outline of its box.
pub(super) const PADDING: f64 = 12.0;
/// Around a label.
const AROUND: f64 = 6.0;
/// Between the lowest box of a cluster and its outline.
const BELOW: f64 = 16.0;
/// The height of the signs of findings in a box.
pub(super) const SIGNS: f64 = 26.0;

/// Lays `picture` out.
pub(super) fn lay_out(picture: &Picture, signs: &Signs<'_>) -> Layout {
    let mut graph: Graph<NodeLabel, EdgeLabel, GraphLabel> = Graph::new(GraphOptions { directed: true, multigraph: true, compound: true });
    graph.set_graph(GraphLabel { rankdir: RankDir::TB, nodesep: 36.0, ranksep: 58.0, edgesep: 20.0, ..GraphLabel::default() });
    for (at, cluster) in picture.clusters.iter().enumerate() {
        let (width, height) = cluster_title(cluster, signs);
        graph.set_node(cluster_key(at), NodeLabel { width, height, ..NodeLabel::default() });
    }
    for (at, vertex) in picture.vertices.iter().enumerate() {
        let (width, height) = vertex_size(vertex, signs);
        graph.set_node(vertex_key(at), NodeLabel { width, height, ..NodeLabel::default() });
    }
    nest(picture, &mut graph);
    let ends = ends(picture);
    for (at, (edge, (from, to))) in picture.edges.iter().zip(&ends).enumerate() {
        let (width, height) = label_size(edge, signs);
        let label = EdgeLabel { width, height, weight: 1.0, ..EdgeLabel::default() };
        graph.set_edge_named(vertex_key(*from), vertex_key(*to), Some(at.to_string()), Some(label));
    }
    for (from, to) in beside(picture, &ends) {
        graph.set_edge_named(vertex_key(from), vertex_key(to), Some("beside"), Some(EdgeLabel::default()));
    }
    if !picture.vertices.is_empty() {
        dugong::layout_dagreish(&mut graph);
    }
    read(picture, signs, &graph, &ends)
}

fn cluster_key(at: usize) -> String {
    format!("c{at}")
}

fn vertex_key(at: usize) -> String {
    format!("v{at}")
}

fn nest(picture: &Picture, graph: &mut Graph<NodeLabel, EdgeLabel, GraphLabel>) {
    let by_id: FxHashMap<&str, usize> =
        picture.clusters.iter().enumerate().map(|(at, cluster)| (cluster.element.id.as_str(), at)).collect();
    for (at, cluster) in picture.clusters.iter().enumerate() {
        if let Some(parent) = cluster.parent.as_deref().and_then(|id| by_id.get(id)) {
            graph.set_parent(cluster_key(at), cluster_key(*parent));
        }
    }
    for (at, vertex) in picture.vertices.iter().enumerate() {
        if let Some(cluster) = vertex.cluster.as_deref().and_then(|id| by_id.get(id)) {
            graph.set_parent(vertex_key(at), cluster_key(*cluster));
        }
    }
}

/// The boxes that each edge joins.
fn ends(picture: &Picture) -> Vec<(usize, usize)> {
    let by_id: FxHashMap<&str, usize> = picture.vertices.iter().enumerate().map(|(at, vertex)| (vertex.element.id.as_str(), at)).collect();
    let at = |id: &str| by_id.get(id).copied().unwrap_or_default();
    picture.edges.iter().map(|edge| (at(&edge.from), at(&edge.to))).collect()
}

/// Ways that are not drawn, and put `PostgreSQL` servers that nobody leads to beside those that somebody does.
fn beside(picture: &Picture, ends: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let is_node = |at: usize| picture.vertices[at].kind == VertexKind::Node;
    let Some((from, _)) = ends.iter().find(|(from, to)| is_node(*to) && !is_node(*from)) else { return Vec::new() };
    let mut led = vec![false; picture.vertices.len()];
    for (_, to) in ends {
        led[*to] = true;
    }
    (0..picture.vertices.len()).filter(|at| is_node(*at) && !led[*at]).map(|at| (*from, at)).collect()
}

fn read(picture: &Picture, signs: &Signs<'_>, graph: &Graph<NodeLabel, EdgeLabel, GraphLabel>, ends: &[(usize, usize)]) -> Layout {
    let rect = |key: &str| graph.node(key).map_or_else(Rect::default, |node| around(node.x, node.y, node.width, node.height));
    let mut layout = Layout {
        clusters: (0..picture.clusters.len()).map(|at| rect(&cluster_key(at))).collect(),
        vertices: (0..picture.vertices.len()).map(|at| rect(&vertex_key(at))).collect(),
        ..Layout::default()
    };
    for (at, (from, to)) in ends.iter().enumerate() {
        let found = graph.edge(&vertex_key(*from), &vertex_key(*to), Some(&at.to_string()));
        layout.edges.push(found.map_or_else(Route::default, |edge| {
            let label = around(edge.x, edge.y, edge.width, edge.height);
            Route { points: through(edge.points.iter().map(|point| (point.x, point.y)).collect(), label), label }
        }));
    }
    super::ports::spread(&layout.vertices, ends, &mut layout.edges);
    tighten(picture, &mut layout);
    widen_for_titles(picture, signs, &mut layout);
    settle(&mut layout);
    layout
}

/// `points` so that the way enters `label`, which stands on one of them, from above and leaves it below.
fn through(points: Vec<(f64, f64)>, label: Rect) -> Vec<(f64, f64)> {
    let (x, y) = (label.x + label.width / 2.0, label.y + label.height / 2.0);
    let upward = points.first().zip(points.last()).is_some_and(|(first, last)| first.1 > last.1);
    let mut way = Vec::with_capacity(points.len() + 1);
    for point in points {
        if label.width > 0.0 && (point.0 - x).abs() < 0.5 && (point.1 - y).abs() < 0.5 {
            let ends = [(x, label.y), (x, label.y + label.height)];
            way.extend(if upward { [ends[1], ends[0]] } else { ends });
        } else {
            way.push(point);
        }
    }
    way
}

fn around(x: Option<f64>, y: Option<f64>, width: f64, height: f64) -> Rect {
    Rect { x: x.unwrap_or_default() - width / 2.0, y: y.unwrap_or_default() - height / 2.0, width, height }
}

/// Ends clusters below their lowest box: the layout keeps a whole layer free there.
fn tighten(picture: &Picture, layout: &mut Layout) {
    let by_id: FxHashMap<&str, usize> =
        picture.clusters.iter().enumerate().map(|(at, cluster)| (cluster.element.id.as_str(), at)).collect();
    let mut lowest = vec![f64::NEG_INFINITY; picture.clusters.len()];
    for (vertex, rect) in picture.vertices.iter().zip(&layout.vertices) {
        if let Some(at) = vertex.cluster.as_deref().and_then(|id| by_id.get(id)) {
            lowest[*at] = lowest[*at].max(rect.y + rect.height);
        }
    }
    // A cluster stands behind the one that it is in.
    for at in (0..picture.clusters.len()).rev() {
        let rect = &mut layout.clusters[at];
        if lowest[at].is_finite() {
            rect.height = rect.height.min(lowest[at] + BELOW - rect.y);
        }
        let end = rect.y + rect.height;
        if let Some(parent) = picture.clusters[at].parent.as_deref().and_then(|id| by_id.get(id)) {
            lowest[*parent] = lowest[*parent].max(end);
        }
    }
}

/// Makes clusters as wide as their titles.
fn widen_for_titles(picture: &Picture, signs: &Signs<'_>, layout: &mut Layout) {
    for (rect, cluster) in layout.clusters.iter_mut().zip(&picture.clusters) {
        let missing = cluster_title(cluster, signs).0 - rect.width;
        if missing > 0.0 {
            rect.x -= missing / 2.0;
            rect.width += missing;
        }
    }
}

/// Moves everything to where no coordinate is below zero, and measures the whole.
fn settle(layout: &mut Layout) {
    let labels = layout.edges.iter().map(|route| route.label).filter(|label| label.width > 0.0);
    let points = layout.edges.iter().flat_map(|route| &route.points).map(|(x, y)| Rect { x: *x, y: *y, ..Rect::default() });
    let all: Vec<Rect> = layout.clusters.iter().chain(&layout.vertices).copied().chain(labels).chain(points).collect();
    if all.is_empty() {
        return;
    }
    let left = all.iter().map(|rect| rect.x).fold(f64::INFINITY, f64::min);
    let top = all.iter().map(|rect| rect.y).fold(f64::INFINITY, f64::min);
    layout.width = all.iter().map(|rect| rect.x + rect.width).fold(f64::NEG_INFINITY, f64::max) - left;
    layout.height = all.iter().map(|rect| rect.y + rect.height).fold(f64::NEG_INFINITY, f64::max) - top;
    let labels = layout.edges.iter_mut().map(|route| &mut route.label);
    for rect in layout.clusters.iter_mut().chain(&mut layout.vertices).chain(labels) {
        (rect.x, rect.y) = (rect.x - left, rect.y - top);
    }
    for point in layout.edges.iter_mut().flat_map(|route| &mut route.points) {
        *point = (point.0 - left, point.1 - top);
    }
}

/// How wide the badges of `element` are together.
pub(super) fn badges_width(element: &Element, signs: &Signs<'_>) -> f64 {
    let count = signs.at(element).len();
    let rest = if count > BADGES { width("+99", SMALL) } else { 0.0 };
    float(count.min(BADGES)) * BADGE + rest
}

fn vertex_size(vertex: &Vertex, signs: &Signs<'_>) -> (f64, f64) {
    let element = &vertex.element;
    if vertex.kind == VertexKind::Clients {
        return (bold_width(&element.title, TITLE) + 2.0 * PADDING + 12.0, 32.0);
    }
    let widest = element.lines.iter().map(|line| width(line, SMALL)).fold(0.0, f64::max);
    let head = super::caption(vertex);
    let badges = badges_width(element, signs);
    let row = if badges > 0.0 { SIGNS } else { 0.0 };
    let inner = widest.max(bold_width(&element.title, TITLE)).max(width(&head, SMALL)).max(badges);
    let cap = if vertex.kind == VertexKind::Node { 12.0 } else { 0.0 };
    let lines = float(element.lines.len());
    (inner + 2.0 * PADDING, 2.0 * PADDING + cap + LINE * (2.0 + lines) - 4.0 + row)
}

/// The lines of the label of `edge`: what it is called, and what is said of it.
pub(super) fn label_lines(edge: &Edge) -> (Option<String>, &[String]) {
    (Some(edge.caption()).filter(|caption| !caption.is_empty()), &edge.element.lines)
}

fn label_size(edge: &Edge, signs: &Signs<'_>) -> (f64, f64) {
    let (head, lines) = label_lines(edge);
    let badges = badges_width(&edge.element, signs);
    let first = head.as_ref().map_or(0.0, |head| bold_width(head, SMALL)).max(badges);
    let widest = lines.iter().map(|line| width(line, SMALL)).fold(first, f64::max);
    let count = usize::from(head.is_some()) + lines.len();
    if count == 0 && badges <= 0.0 {
        return (0.0, 0.0);
    }
    let row = if badges > 0.0 { SIGNS } else { 0.0 };
    (widest + 2.0 * AROUND, float(count) * LINE + row + 4.0)
}

/// The size of the title of `cluster` with its badges.
pub(super) fn cluster_title(cluster: &Cluster, signs: &Signs<'_>) -> (f64, f64) {
    let head = super::cluster_caption(cluster);
    let rest: f64 = cluster.element.lines.iter().map(|line| width(line, SMALL) + 10.0).sum();
    (bold_width(&head, SMALL) + rest + badges_width(&cluster.element, signs) + 2.0 * PADDING + 8.0, LINE)
}
