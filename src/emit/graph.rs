//! Pictures of a stack: hosts, what runs on them, who leads to whom, and the findings where they are.
//!
//! [`Picture`] is made once from the join and the findings and knows no format; each format is a file of its own that knows no product. As
//! JSON the picture is a contract: `schema/graph.schema.json` is made from its types, and a change that takes something away or gives it another
//! meaning is a new [`VERSION`]. The other formats are for people: what stands side by side is drawn as one line, and of a large stack the parts
//! that are alike are drawn once.

mod build;
mod dot;
mod fold;
mod json;
mod labels;
mod marks;
mod mermaid;
mod model;
#[cfg(feature = "svg")]
mod svg;

use std::io;

pub use model::{Asked, Cluster, ClusterKind, Counts, Edge, EdgeKind, Element, Note, Picture, Place, Role, Vertex, VertexKind};

use crate::lint::Finding;
use crate::topology::Topology;

/// Version of the contract.
pub const VERSION: u32 = 1;

/// So many boxes are drawn one by one; of more, those that are alike are drawn as one.
pub const FOLD_ABOVE: usize = 60;

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphFormat {
    /// Mermaid, which `GitHub` and others draw.
    Mermaid,
    /// The language of Graphviz.
    Dot,
    /// A drawing that needs nothing else.
    #[cfg(feature = "svg")]
    Svg,
    /// One JSON object; its schema is `schema/graph.schema.json`.
    Json,
}

/// The picture of `topology`, with `findings` on it if they are asked for.
#[must_use]
pub fn picture(topology: &Topology<'_>, findings: Option<&[Finding]>) -> Picture {
    build::build(topology, findings)
}

/// Writes `picture` to `out`. If it has more than `fold_above` boxes, those that are alike are drawn as one; in JSON all are written.
///
/// # Errors
/// Those of `out`.
pub fn write(format: GraphFormat, picture: Picture, fold_above: usize, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        GraphFormat::Json => json::write(&picture, out),
        GraphFormat::Mermaid => mermaid::write(&fold::for_drawing(picture, fold_above), out),
        GraphFormat::Dot => dot::write(&fold::for_drawing(picture, fold_above), out),
        #[cfg(feature = "svg")]
        GraphFormat::Svg => svg::write(&fold::for_drawing(picture, fold_above), out),
    }
}
