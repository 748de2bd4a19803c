//! Tests that compare the number of usable servers with a number: `nbsrv(app) lt 1`.

use super::query::Test;

/// A test of `nbsrv`.
pub struct ServerCount<'s> {
    /// The backend; empty for the proxy itself.
    pub backend: &'s str,
    /// `eq`, `lt`, `le`, `gt` or `ge`.
    pub operator: &'s str,
    /// What is compared with.
    pub value: i64,
}

impl<'s> ServerCount<'s> {
    /// Reads `test`; `None` if it is another test, or one that is not as plain.
    #[must_use]
    pub fn read(test: Test<'_, 's>) -> Option<Self> {
        if test.is_opaque() {
            return None;
        }
        let words: Vec<&'s str> = test.words().collect();
        let (fetch, operator, value) = match words.as_slice() {
            [fetch, value] => (*fetch, "eq", *value),
            [fetch, operator @ ("eq" | "lt" | "le" | "gt" | "ge"), value] => (*fetch, *operator, *value),
            _ => return None,
        };
        let backend = match fetch {
            "nbsrv" => "",
            _ => fetch.strip_prefix("nbsrv(")?.strip_suffix(')')?,
        };
        Some(Self { backend, operator, value: value.parse().ok()? })
    }
}
