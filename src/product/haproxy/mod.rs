//! HAProxy.
pub mod expr;
pub mod tables;
