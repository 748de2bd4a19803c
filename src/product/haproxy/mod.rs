//! HAProxy: `haproxy.cfg`, from its lines to a model and the rules over it.
//!
//! [`decode`] gives words their values, [`load`] reads lines in HAProxy's order, [`facts`] holds each directive against the tables,
//! and [`model`] is the typed view that [`rules`] and other layers read. What a single word means is decided in [`value`], [`address`],
//! [`expr`] and, for `.if`, [`preprocess`]. May use text, syntax, schema and lint; knows no other product.

pub mod address;
pub mod capacity;
pub mod check;
pub mod decode;
pub mod endpoint;
pub mod environment;
pub mod expr;
pub mod facts;
pub mod features;
pub mod files;
pub mod load;
pub mod locate;
pub mod machine;
pub mod model;
mod paren;
pub mod postgres;
pub mod preprocess;
pub mod profile;
pub mod quantity;
pub mod query;
pub mod resolve;
pub mod rules;
pub mod secrets;
pub mod sent;
mod slots;
pub mod tables;
pub mod value;

use alloc::sync::Arc;

use crate::schema::Version;
use environment::Environment;
use machine::{AnyMachine, Machine};
use profile::Profile;

/// What a configuration is read for.
#[derive(Debug, Clone)]
pub struct Target {
    /// The version of HAProxy.
    pub version: Version,
    /// The environment it is started in.
    pub environment: Environment,
    /// The program that reads it.
    pub profile: Profile,
    /// The machine that it runs on.
    pub machine: Arc<dyn Machine>,
}

impl Target {
    /// `version`, of any build, on any machine, in an environment of which nothing is known.
    #[must_use]
    pub fn new(version: Version) -> Self {
        Self { version, environment: Environment::unknown(), profile: Profile::default(), machine: Arc::new(AnyMachine) }
    }
}

/// The oldest and the newest version that the tables describe.
pub const VERSIONS: (Version, Version) = (Version::new(2, 6), Version::series(3, 4));
