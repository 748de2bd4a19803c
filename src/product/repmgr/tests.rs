use super::model::Model;
use super::*;
use crate::product::{Includes, Input, Language};
use crate::schema::Origin;
use crate::text::{FileId, Source, Sources};

const NODE: &str = "node_id=1\nnode_name=n1\nconninfo='host=h user=u dbname=d'\ndata_directory='/d/'\n";

/// Gives `look` the model of `files`.
fn with<R>(version: Version, files: &[(&str, &str)], look: impl FnOnce(&Model<'_>) -> R) -> R {
    let mut sources = Sources::new();
    for (name, text) in files {
        sources.add(Source::new(*name, text.as_bytes().to_vec()).unwrap());
    }
    let languages = vec![Language::Repmgr; files.len()];
    let includes = Includes::among(&sources, &languages);
    look(&Model::new(Input { sources: &sources, languages: &languages, includes: &includes }, version))
}

#[test]
fn included_files_are_read_where_they_stand() {
    let main = format!("{NODE}priority=1\ninclude 'more.conf'\nlocation=b\n");
    with(Version::series(5, 5), &[("e/a.conf", &main), ("e/more.conf", "priority=2\nlocation=a\n")], |model| {
        assert_eq!(model.files.len(), 1);
        let file = &model.files[0];
        assert_eq!((file.priority(), file.location(), file.data_directory()), (2, "b", Some("/d")));
        assert!(file.complaints.is_empty() && file.complete);
        let priority = file.settings().into_iter().find(|setting| setting.name == "priority").map(|setting| setting.origin);
        assert!(matches!(priority, Some(Origin::File(at)) if at.file == FileId(1)));
    });
}

#[test]
fn before_5_2_nothing_is_included() {
    let main = format!("{NODE}include 'more.conf'\nalways_promote=on\n");
    with(Version::series(5, 1), &[("a.conf", &main), ("more.conf", "priority=2\n")], |model| {
        let file = &model.files[0];
        assert_eq!(file.priority(), 100);
        let kinds: Vec<ComplaintKind> = file.complaints.iter().map(|complaint| complaint.kind).collect();
        assert_eq!(kinds, [ComplaintKind::Unknown, ComplaintKind::OtherVersion]);
    });
}

#[test]
fn a_file_that_is_not_here_leaves_things_open() {
    with(Version::series(5, 5), &[("a.conf", "include 'node.conf'\nnode_rejoin_timeout=90\n")], |model| {
        assert!(!model.files[0].complete && !model.files[0].is_refused());
    });
}

#[test]
fn files_in_a_circle_are_refused() {
    with(Version::series(5, 5), &[("a.conf", "include 'b.conf'\n"), ("b.conf", "include 'a.conf'\n")], |model| {
        assert!(model.files[0].complaints.iter().any(|complaint| complaint.kind == ComplaintKind::Recursion));
    });
}

#[test]
fn secrets_are_found_where_they_are_written() {
    let text = format!("{NODE}conninfo='host=h password=\\'o''k\\' dbname=d'\nconninfo=\"password=x\"\n");
    with(Version::series(5, 5), &[("a.conf", &text)], |model| {
        let found: Vec<&str> = model.secrets().iter().map(|at| &text[at.span.range()]).collect();
        assert_eq!(found[1], "x\"");
        assert!(found[0].contains("password") || found[0].contains("o''k"), "{found:?}");
    });
}

#[test]
fn every_byte_above_ascii_is_a_letter() {
    let mut sources = Sources::new();
    let text = [NODE.as_bytes(), b"location=caf\xe9\npriority='?'\n"].concat();
    sources.add(Source::new("a.conf", text).unwrap());
    let (languages, includes) = ([Language::Repmgr], Includes::default());
    let model = Model::new(Input { sources: &sources, languages: &languages, includes: &includes }, Version::series(5, 5));
    let kinds: Vec<ComplaintKind> = model.files[0].complaints.iter().map(|complaint| complaint.kind).collect();
    assert_eq!(kinds, [ComplaintKind::BadInt]);
}
