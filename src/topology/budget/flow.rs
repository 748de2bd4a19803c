//! The most that can flow through bounds one behind the other: exact, and with the bounds that make it so.

use std::collections::VecDeque;

/// Bounds between points. The points are numbered from 0.
#[derive(Debug, Default)]
pub(super) struct Network {
    edges: Vec<Edge>,
    leaving: Vec<Vec<usize>>,
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    to: usize,
    /// What still fits.
    left: u64,
}

/// More than any sum of bounds of 32 bits.
const ENDLESS: u64 = u64::MAX / 4;

impl Network {
    /// An edge from `from` to `to` that lets `most` through; everything if there is no bound. Gives its number.
    pub(super) fn edge(&mut self, from: usize, to: usize, most: Option<u64>) -> usize {
        let points = self.leaving.len().max(from + 1).max(to + 1);
        self.leaving.resize_with(points, Vec::new);
        let number = self.edges.len();
        self.edges.push(Edge { to, left: most.map_or(ENDLESS, |most| most.min(u64::from(u32::MAX))) });
        self.edges.push(Edge { to: from, left: 0 });
        self.leaving[from].push(number);
        self.leaving[to].push(number + 1);
        number
    }

    /// The most that gets from `source` to `sink`, and the edges that bound it; `None` if nothing does.
    pub(super) fn most(mut self, source: usize, sink: usize) -> Option<(u64, Vec<usize>)> {
        let mut total = 0;
        while let Some(way) = self.way(source, sink) {
            let fits = way.iter().map(|edge| self.edges[*edge].left).min().unwrap_or(0);
            if fits > ENDLESS / 2 {
                return None;
            }
            for edge in way {
                self.edges[edge].left -= fits;
                self.edges[edge ^ 1].left += fits;
            }
            total += fits;
        }
        let before = self.reached(source).0;
        let is_cut = |edge: &usize| before[self.edges[edge ^ 1].to] && !before[self.edges[*edge].to];
        let cut = (0..self.edges.len()).step_by(2).filter(is_cut).collect();
        Some((total, cut))
    }

    /// The points that something still gets to, and the edge that leads to each.
    fn reached(&self, source: usize) -> (Vec<bool>, Vec<usize>) {
        let points = self.leaving.len().max(source + 1);
        let mut seen = vec![false; points];
        let mut by = vec![usize::MAX; points];
        let mut queue = VecDeque::from([source]);
        seen[source] = true;
        while let Some(point) = queue.pop_front() {
            for &edge in self.leaving.get(point).into_iter().flatten() {
                let Edge { to, left } = self.edges[edge];
                if left > 0 && !seen[to] {
                    (seen[to], by[to]) = (true, edge);
                    queue.push_back(to);
                }
            }
        }
        (seen, by)
    }

    /// A shortest way on which something still fits.
    fn way(&self, source: usize, sink: usize) -> Option<Vec<usize>> {
        let (seen, by) = self.reached(source);
        if !*seen.get(sink)? {
            return None;
        }
        let mut way = Vec::new();
        let mut point = sink;
        while point != source {
            way.push(by[point]);
            point = self.edges[by[point] ^ 1].to;
        }
        Some(way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_bounds_count() {
        let mut network = Network::default();
        network.edge(0, 1, None);
        let front = network.edge(1, 2, Some(10));
        network.edge(1, 3, Some(100));
        network.edge(2, 4, Some(30));
        let server = network.edge(3, 4, Some(5));
        assert_eq!(network.most(0, 4), Some((15, vec![front, server])));
    }

    #[test]
    fn nothing_gets_through_where_there_is_nothing() {
        assert_eq!(Network::default().most(0, 1), Some((0, vec![])));
    }

    #[test]
    fn nothing_bounds_what_has_no_bound() {
        let mut network = Network::default();
        network.edge(0, 1, None);
        network.edge(1, 2, None);
        assert_eq!(network.most(0, 2), None);
    }
}
