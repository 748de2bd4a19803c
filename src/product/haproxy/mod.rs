//! HAProxy.
pub mod tables;
