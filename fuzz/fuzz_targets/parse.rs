//! Any bytes parse, and the tokens with the blanks between them are the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pglb_lint::syntax::haproxy::parse;
use pglb_lint::text::Source;

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = Source::new("haproxy.cfg", bytes.to_vec()) else { return };
    let text = source.text();
    let tree = parse(text);
    let mut at = 0;
    for (index, line) in tree.lines.iter().enumerate() {
        assert_eq!(line.start as usize, at, "lines follow each other without a gap");
        for word in tree.words_of(line) {
            assert!(is_blank(&text[at..word.span.start as usize]));
            at = word.span.end as usize;
        }
        let end = line.comment().map_or(line.eol, |comment| comment.start) as usize;
        assert!(is_blank(&text[at..end]) || line.open_quote);
        at = tree.lines.get(index + 1).map_or(text.len(), |next| next.start as usize);
    }
    assert_eq!(at, text.len());
});

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| b" \t\x0b\x0c\r".contains(&byte))
}
