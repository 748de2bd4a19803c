//! Topology: the files of a run joined into one stack, and the rules about what lies between them.
//!
//! May use every product; products do not know it.

pub mod hostmap;
pub mod rules;

use crate::product::haproxy::model::Model;
use crate::product::{pgbouncer, postgresql, repmgr};

/// Everything that is known of the files of a run.
pub struct Stack<'s> {
    /// The HAProxy configurations, one for each process.
    pub haproxy: Vec<Model<'s>>,
    /// The files of PgBouncer.
    pub pgbouncer: pgbouncer::model::Model<'s>,
    /// The files of repmgr.
    pub repmgr: repmgr::model::Model<'s>,
    /// The files of PostgreSQL.
    pub postgresql: postgresql::model::Model<'s>,
}
