//! Products: how to recognise, load and judge the files of each program. Products do not know each other.
pub mod haproxy;
