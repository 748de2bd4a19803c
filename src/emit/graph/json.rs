//! A picture as JSON.

use std::io;

use super::Picture;

pub(super) fn write(picture: &Picture, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, picture)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::Picture;

    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/graph.schema.json");

    /// `PGLB_BLESS=1 cargo test --lib graph` writes the schema anew.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test may renew the file")]
    fn the_shipped_schema_is_up_to_date() {
        let mut schema = serde_json::to_value(schemars::schema_for!(Picture)).unwrap();
        schema["title"] = "pglb-lint graph".into();
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("PGLB_BLESS").is_some() {
            std::fs::write(FILE, text).unwrap();
            return;
        }
        let shipped = std::fs::read_to_string(FILE).unwrap();
        assert!(text == shipped, "schema/graph.schema.json is out of date; write it anew with: PGLB_BLESS=1 cargo test --lib graph");
    }
}
