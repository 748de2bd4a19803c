//! HAProxy.
pub mod address;
pub mod environment;
pub mod preprocess;
pub mod tables;
pub mod value;
