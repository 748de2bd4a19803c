//! Makes a picture fit to be drawn: parallel ways become one line, and of a large stack the parts that are alike become one.
//!
//! Boxes are alike if they are of one kind and say the same but for numbers, and so do the ways to and from them and the boxes at their other
//! ends, some steps far. If that still leaves too many, less is compared.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::model::{Cluster, Edge, EdgeKind, Element, Picture, Vertex};

/// How much of two parts is compared, from the closest look on.
const LOOKS: [Look; 3] = [
    Look { steps: 3, words: true, place: true },
    Look { steps: 1, words: false, place: true },
    Look { steps: 0, words: false, place: false },
];

/// How much of two parts is compared.
#[derive(Debug, Clone, Copy)]
struct Look {
    /// So many steps away boxes count.
    steps: usize,
    /// Whether what is said of a part counts, and the findings on it.
    words: bool,
    /// Whether the cluster counts that a box is in.
    place: bool,
}

/// So many edges are drawn for each box that may be.
const EDGES: usize = 4;

/// `picture` with at most about `most` boxes.
pub(super) fn for_drawing(picture: Picture, most: usize) -> Picture {
    let picture = bundled(picture);
    if fits(&picture, most) {
        return picture;
    }
    let mut folded = picture.clone();
    for look in LOOKS {
        folded = fold(&picture, look);
        if fits(&folded, most) {
            break;
        }
    }
    folded
}

fn fits(picture: &Picture, most: usize) -> bool {
    picture.vertices.len() <= most && picture.edges.len() <= most.saturating_mul(EDGES)
}

/// Makes one of the edges between the same boxes, server lines left alone.
fn bundled(mut picture: Picture) -> Picture {
    let mut seen: FxHashMap<(String, String, EdgeKind), usize> = FxHashMap::default();
    let mut groups: Vec<Vec<Edge>> = Vec::new();
    for edge in std::mem::take(&mut picture.edges) {
        if edge.kind == EdgeKind::Server {
            groups.push(vec![edge]);
            continue;
        }
        let index = *seen.entry((edge.from.clone(), edge.to.clone(), edge.kind)).or_insert(groups.len());
        if index == groups.len() {
            groups.push(Vec::new());
        }
        groups[index].push(edge);
    }
    picture.edges = groups.into_iter().filter_map(|edges| merged_edges(edges, false)).collect();
    picture
}

/// One edge of several; if `alike`, what differs between them is left out, otherwise all of it is kept.
fn merged_edges(edges: Vec<Edge>, alike: bool) -> Option<Edge> {
    let mut edges = edges.into_iter();
    let mut first = edges.next()?;
    let rest: Vec<Edge> = edges.collect();
    if rest.is_empty() {
        return Some(first);
    }
    first.conditional = rest.iter().fold(first.conditional, |all, edge| all && edge.conditional);
    if !alike {
        for line in rest.iter().flat_map(|edge| &edge.element.lines) {
            if !first.element.lines.contains(line) {
                first.element.lines.push(line.clone());
            }
        }
        limit(&mut first.element.lines, 4);
    }
    let others: Vec<&Element> = rest.iter().map(|edge| &edge.element).collect();
    merge(&mut first.element, &others, alike);
    Some(first)
}

/// Leaves `most` of `lines`, and says how many more there are.
fn limit(lines: &mut Vec<String>, most: usize) {
    if lines.len() > most {
        let rest = lines.len() - most + 1;
        lines.truncate(most - 1);
        lines.push(format!("and {rest} more"));
    }
}

/// Makes `first` stand for `others` too.
fn merge(first: &mut Element, others: &[&Element], alike: bool) {
    let mut titles: Vec<&str> = vec![first.title.as_str()];
    titles.extend(others.iter().map(|other| other.title.as_str()).filter(|title| !title.is_empty()));
    let count = titles.len();
    titles.dedup();
    let title = match titles.as_slice() {
        [only] if count > 1 && !only.is_empty() => format!("{only} ({count})"),
        [only] => (*only).to_owned(),
        [one, two] => format!("{one}, {two}"),
        [one, two, three] => format!("{one}, {two}, {three}"),
        [one, .., last] => format!("{one} … {last} ({count})"),
        [] => String::new(),
    };
    if alike {
        first.lines.retain(|line| others.iter().all(|other| other.lines.contains(line)));
    }
    for other in others {
        first.findings.extend(&other.findings);
        first.level = first.level.max(other.level);
    }
    first.findings.sort_unstable();
    first.findings.dedup();
    first.title = title;
}

/// A number that equal parts share.
fn hashed(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// `values` in order, none twice.
fn set(mut values: Vec<u64>) -> Vec<u64> {
    values.sort_unstable();
    values.dedup();
    values
}

/// What is said of `element`, numbers left out.
fn words(element: &Element, picture: &Picture, look: Look) -> u64 {
    if !look.words {
        return 0;
    }
    let plain = |line: &String| -> String { line.chars().filter(|c| !c.is_ascii_digit()).collect() };
    let lines: Vec<String> = element.lines.iter().map(plain).collect();
    let rules = set(element.findings.iter().map(|number| hashed(picture.findings[number - 1].name)).collect());
    hashed((lines, rules, element.level))
}

/// Makes one of all boxes that are alike, and of the clusters and edges that then say the same.
fn fold(picture: &Picture, look: Look) -> Picture {
    let index: FxHashMap<&str, usize> = picture.vertices.iter().enumerate().map(|(at, vertex)| (vertex.element.id.as_str(), at)).collect();
    let ends: Vec<(usize, usize)> = picture.edges.iter().map(|edge| (index[edge.from.as_str()], index[edge.to.as_str()])).collect();
    let edge_colours: Vec<u64> =
        picture.edges.iter().map(|edge| hashed((edge.kind, edge.conditional && look.words, words(&edge.element, picture, look)))).collect();
    let colours = colours(picture, look, &ends, &edge_colours);
    let clusters = cluster_colours(picture, look, &colours);
    let by_id: FxHashMap<&str, usize> =
        picture.clusters.iter().enumerate().map(|(at, cluster)| (cluster.element.id.as_str(), at)).collect();
    let cluster_of = |id: &Option<String>| id.as_deref().map(|id| clusters[by_id[id]]);
    let classes: Vec<u64> =
        picture.vertices.iter().zip(&colours).map(|(vertex, colour)| hashed((*colour, cluster_of(&vertex.cluster)))).collect();

    // The first of a class stands for it.
    let first_cluster = firsts(&clusters);
    let first = firsts(&classes);
    let cluster_id = |id: &Option<String>| id.as_deref().map(|id| picture.clusters[first_cluster[&clusters[by_id[id]]]].element.id.clone());
    let vertex_id = |at: usize| picture.vertices[first[&classes[at]]].element.id.clone();

    let folded_clusters = grouped(&clusters).into_iter().map(|members| {
        let mut cluster: Cluster = picture.clusters[members[0]].clone();
        cluster.parent = cluster_id(&cluster.parent);
        let others: Vec<&Element> = members[1..].iter().map(|at| &picture.clusters[*at].element).collect();
        if !others.is_empty() {
            merge(&mut cluster.element, &others, true);
        }
        cluster
    });
    let folded_vertices = grouped(&classes).into_iter().map(|members| {
        let mut vertex: Vertex = picture.vertices[members[0]].clone();
        vertex.cluster = cluster_id(&vertex.cluster);
        if members[1..].iter().any(|at| picture.vertices[*at].role != vertex.role) {
            vertex.role = None;
        }
        let others: Vec<&Element> = members[1..].iter().map(|at| &picture.vertices[*at].element).collect();
        if !others.is_empty() {
            merge(&mut vertex.element, &others, true);
        }
        vertex
    });
    let edge_classes: Vec<u64> =
        ends.iter().zip(&edge_colours).map(|((from, to), colour)| hashed((classes[*from], classes[*to], *colour))).collect();
    let folded_edges = grouped(&edge_classes).into_iter().filter_map(|members| {
        let edges = members.iter().map(|at| picture.edges[*at].clone()).collect();
        let mut edge = merged_edges(edges, true)?;
        (edge.from, edge.to) = (vertex_id(ends[members[0]].0), vertex_id(ends[members[0]].1));
        // A box cannot lead to itself in a drawing.
        (edge.from != edge.to).then_some(edge)
    });
    Picture {
        version: picture.version,
        summary: picture.summary,
        clusters: folded_clusters.collect(),
        vertices: folded_vertices.collect(),
        edges: folded_edges.collect(),
        findings: picture.findings.clone(),
    }
}

/// A number for each box that those alike share.
fn colours(picture: &Picture, look: Look, ends: &[(usize, usize)], edges: &[u64]) -> Vec<u64> {
    let own = |vertex: &Vertex| hashed((vertex.kind, vertex.role, words(&vertex.element, picture, look)));
    let mut colours: Vec<u64> = picture.vertices.iter().map(own).collect();
    for _ in 0..look.steps {
        let mut around: Vec<Vec<u64>> = vec![Vec::new(); colours.len()];
        for ((from, to), edge) in ends.iter().zip(edges) {
            around[*from].push(hashed((0, edge, colours[*to])));
            around[*to].push(hashed((1, edge, colours[*from])));
        }
        colours = colours.iter().zip(around).map(|(colour, around)| hashed((colour, set(around)))).collect();
    }
    colours
}

/// A number for each cluster that those with the same boxes share.
fn cluster_colours(picture: &Picture, look: Look, colours: &[u64]) -> Vec<u64> {
    let by_id: FxHashMap<&str, usize> =
        picture.clusters.iter().enumerate().map(|(at, cluster)| (cluster.element.id.as_str(), at)).collect();
    let mut members: Vec<Vec<u64>> = vec![Vec::new(); picture.clusters.len()];
    if look.place {
        for (vertex, colour) in picture.vertices.iter().zip(colours) {
            if let Some(id) = vertex.cluster.as_deref() {
                members[by_id[id]].push(*colour);
            }
        }
    }
    // A cluster stands behind the one that it is in.
    for at in (0..picture.clusters.len()).rev() {
        let cluster = &picture.clusters[at];
        let own = hashed((cluster.kind, words(&cluster.element, picture, look), set(std::mem::take(&mut members[at]))));
        members[at] = vec![own];
        if let Some(parent) = cluster.parent.as_deref().filter(|_| look.place) {
            members[by_id[parent]].push(own);
        }
    }
    members.into_iter().map(|own| own[0]).collect()
}

/// Where the first of each class stands.
fn firsts(classes: &[u64]) -> FxHashMap<u64, usize> {
    let mut firsts = FxHashMap::default();
    for (at, class) in classes.iter().enumerate() {
        firsts.entry(*class).or_insert(at);
    }
    firsts
}

/// The members of each class, in the order of the first ones.
fn grouped(classes: &[u64]) -> Vec<Vec<usize>> {
    let mut at: FxHashMap<u64, usize> = FxHashMap::default();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, class) in classes.iter().enumerate() {
        let group = *at.entry(*class).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(index);
    }
    groups
}
