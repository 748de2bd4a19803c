//! The tree of files that is rendered, with who they belong to.
