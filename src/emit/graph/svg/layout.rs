//! Where everything stands: sizes from the text, places from the layered layout of `dugong`, in which clusters are boxes around what is in them.

use dugong::graphlib::{Graph, GraphOptions};
use dugong::{EdgeLabel, GraphLabel, LabelPos, NodeLabel, RankDir};
use rustc_hash::FxHashMap;

use super::text::{bold_width, width};
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
/// Between an edge and its label.
const BESIDE: f64 = 8.0;

/// Lays `picture` out.
pub(super) fn lay_out(picture: &Picture) -> Layout {
    let mut graph: Graph<NodeLabel, EdgeLabel, GraphLabel> =
        Graph::new(GraphOptions { directed: true, multigraph: true, compound: true });
    graph.set_graph(GraphLabel { rankdir: RankDir::TB, nodesep: 36.0, ranksep: 64.0, edgesep: 24.0, ..GraphLabel::default() });
    for (at, cluster) in picture.clusters.iter().enumerate() {
        let (width, height) = cluster_title(cluster);
        graph.set_node(cluster_key(at), NodeLabel { width, height, ..NodeLabel::default() });
    }
    for (at, vertex) in picture.vertices.iter().enumerate() {
        let (width, height) = vertex_size(vertex);
        graph.set_node(vertex_key(at), NodeLabel { width, height, ..NodeLabel::default() });
    }
    nest(picture, &mut graph);
    let ends = ends(picture);
    for (at, (edge, (from, to))) in picture.edges.iter().zip(&ends).enumerate() {
        let (width, height) = label_size(edge);
        let label = EdgeLabel { width, height, labelpos: LabelPos::R, labeloffset: BESIDE, weight: 1.0, ..EdgeLabel::default() };
        graph.set_edge_named(vertex_key(*from), vertex_key(*to), Some(at.to_string()), Some(label));
    }
    if !picture.vertices.is_empty() {
        dugong::layout_dagreish(&mut graph);
    }
    read(picture, &graph, &ends)
}

fn cluster_key(at: usize) -> String {
    format!("c{at}")
}

fn vertex_key(at: usize) -> String {
    format!("v{at}")
}

fn nest(picture: &Picture, graph: &mut Graph<NodeLabel, EdgeLabel, GraphLabel>) {
    let by_id: FxHashMap<&str, usize> = picture.clusters.iter().enumerate().map(|(at, cluster)| (cluster.element.id.as_str(), at)).collect();
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

fn read(picture: &Picture, graph: &Graph<NodeLabel, EdgeLabel, GraphLabel>, ends: &[(usize, usize)]) -> Layout {
    let rect = |key: &str| graph.node(key).map_or_else(Rect::default, |node| around(node.x, node.y, node.width, node.height));
    let mut layout = Layout {
        clusters: (0..picture.clusters.len()).map(|at| rect(&cluster_key(at))).collect(),
        vertices: (0..picture.vertices.len()).map(|at| rect(&vertex_key(at))).collect(),
        ..Layout::default()
    };
    for (at, (from, to)) in ends.iter().enumerate() {
        let found = graph.edge(&vertex_key(*from), &vertex_key(*to), Some(&at.to_string()));
        layout.edges.push(found.map_or_else(Route::default, |edge| Route {
            points: edge.points.iter().map(|point| (point.x, point.y)).collect(),
            label: around(edge.x, edge.y, edge.width, edge.height),
        }));
    }
    widen_for_titles(picture, &mut layout);
    settle(&mut layout);
    layout
}

fn around(x: Option<f64>, y: Option<f64>, width: f64, height: f64) -> Rect {
    Rect { x: x.unwrap_or_default() - width / 2.0, y: y.unwrap_or_default() - height / 2.0, width, height }
}

/// Makes clusters as wide as their titles.
fn widen_for_titles(picture: &Picture, layout: &mut Layout) {
    for (rect, cluster) in layout.clusters.iter_mut().zip(&picture.clusters) {
        let missing = cluster_title(cluster).0 - rect.width;
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
pub(super) fn badges_width(element: &Element) -> f64 {
    let count = element.findings.len().min(BADGES);
    let rest = if element.findings.len() > BADGES { width("+99", SMALL) } else { 0.0 };
    count as f64 * BADGE + rest
}

fn vertex_size(vertex: &Vertex) -> (f64, f64) {
    let element = &vertex.element;
    if vertex.kind == VertexKind::Clients {
        return (bold_width(&element.title, TITLE) + 2.0 * PADDING + 12.0, 32.0);
    }
    let widest = element.lines.iter().map(|line| width(line, SMALL)).fold(0.0, f64::max);
    let head = super::caption(vertex);
    let badges = if element.findings.is_empty() { 0.0 } else { badges_width(element) + 8.0 };
    let inner = widest.max(bold_width(&element.title, TITLE)).max(width(&head, SMALL)).max(badges);
    let cap = if vertex.kind == VertexKind::Node { 12.0 } else { 0.0 };
    let lines = element.lines.len() as f64;
    (inner + 2.0 * PADDING, 2.0 * PADDING + cap + LINE * (2.0 + lines) - 4.0)
}

/// The lines of the label of `edge`: what it is called, and what is said of it.
pub(super) fn label_lines(edge: &Edge) -> (Option<String>, &[String]) {
    (Some(edge.caption()).filter(|caption| !caption.is_empty()), &edge.element.lines)
}

fn label_size(edge: &Edge) -> (f64, f64) {
    let (head, lines) = label_lines(edge);
    let badges = badges_width(&edge.element);
    let first = head.as_ref().map(|head| bold_width(head, SMALL)).or_else(|| lines.first().map(|line| width(line, SMALL)));
    let first = first.unwrap_or_default() + if badges > 0.0 { badges + 6.0 } else { 0.0 };
    let widest = lines.iter().map(|line| width(line, SMALL)).fold(first, f64::max);
    let count = usize::from(head.is_some()) + lines.len();
    let count = if count == 0 && badges > 0.0 { 1 } else { count };
    (widest, count as f64 * LINE)
}

/// The size of the title of `cluster` with its badges.
pub(super) fn cluster_title(cluster: &Cluster) -> (f64, f64) {
    let head = super::cluster_caption(cluster);
    let rest: f64 = cluster.element.lines.iter().map(|line| width(line, SMALL) + 10.0).sum();
    (bold_width(&head, SMALL) + rest + badges_width(&cluster.element) + 2.0 * PADDING + 8.0, LINE)
}
