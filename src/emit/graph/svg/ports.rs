//! Where ways leave and enter boxes: below and above, spread over the width in the order in which they come, and straight until they are past
//! the boxes beside.

use super::layout::{Rect, Route};
use super::text::float;

/// The end of a way at a box.
struct Port {
    edge: usize,
    /// Whether it is the first point of the way.
    start: bool,
    /// Where the way comes from or goes to.
    towards: f64,
}

/// Moves the ends of `routes`, which join the boxes `ends`.
pub(super) fn spread(vertices: &[Rect], ends: &[(usize, usize)], routes: &mut [Route]) {
    let mut above: Vec<Vec<Port>> = vertices.iter().map(|_| Vec::new()).collect();
    let mut below: Vec<Vec<Port>> = vertices.iter().map(|_| Vec::new()).collect();
    for (edge, ((from, to), route)) in ends.iter().zip(routes.iter()).enumerate() {
        let [first, second, .., before, last] = route.points.as_slice() else { continue };
        let down = first.1 < last.1;
        let (leaves, enters) = if down { (&mut below, &mut above) } else { (&mut above, &mut below) };
        leaves[*from].push(Port { edge, start: true, towards: second.0 });
        enters[*to].push(Port { edge, start: false, towards: before.0 });
    }
    let reach = reach(vertices);
    for (at, rect) in vertices.iter().enumerate() {
        let (top, bottom) = reach[at];
        attach(*rect, &mut above[at], (rect.y, top), routes);
        attach(*rect, &mut below[at], (rect.y + rect.height, bottom), routes);
    }
}

/// Where the layer of each box begins and ends: the boxes of a layer have their middles on one line.
fn reach(vertices: &[Rect]) -> Vec<(f64, f64)> {
    let middle = |rect: &Rect| (rect.y + rect.height / 2.0).round() as i64;
    let mut layers: rustc_hash::FxHashMap<i64, (f64, f64)> = rustc_hash::FxHashMap::default();
    for rect in vertices {
        let layer = layers.entry(middle(rect)).or_insert((f64::INFINITY, f64::NEG_INFINITY));
        *layer = (layer.0.min(rect.y), layer.1.max(rect.y + rect.height));
    }
    vertices.iter().map(|rect| layers[&middle(rect)]).collect()
}

/// Spreads `ports` over one side of `rect`, which is at the first of `heights`; the second is where its layer ends.
fn attach(rect: Rect, ports: &mut [Port], heights: (f64, f64), routes: &mut [Route]) {
    ports.sort_by(|one, other| one.towards.total_cmp(&other.towards));
    let count = float(ports.len());
    for (at, port) in ports.iter().enumerate() {
        let x = rect.x + rect.width * (float(at) + 1.0) / (count + 1.0);
        let points = &mut routes[port.edge].points;
        let far = (heights.0 - heights.1).abs() > 1.0;
        if port.start {
            points[0] = (x, heights.0);
            if far {
                points.insert(1, (x, heights.1));
            }
        } else if let Some(last) = points.last_mut() {
            *last = (x, heights.0);
            if far {
                points.insert(points.len() - 1, (x, heights.1));
            }
        }
    }
}
