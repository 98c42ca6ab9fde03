//! What is written beside the numbers, and what is refused.

use jiff::civil::date;
use tempfile::TempDir;

use super::*;
use crate::Actor;
use crate::state::State;

const ANN: Actor<'static> = Actor { at_us: 7, who: "user:ann", address: None };

fn notebook() -> (TempDir, Notebook) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenure.db");
    drop(State::open(&path, || panic!("a new state needs no lock")).unwrap());
    let notebook = Access::open(&path).unwrap().notebook();
    (folder, notebook)
}

#[test]
fn annotations_are_found_by_their_days_and_the_log_names_who_wrote_them() {
    let (_folder, notebook) = notebook();
    let note = |day, text, metric| notebook.annotate(&NewAnnotation { day, text, metric }, &ANN).unwrap();
    let outage = note(date(2025, 6, 1), "outage", None);
    let price = note(date(2025, 3, 1), " price rise ", Some("nrr"));
    assert_eq!((price.text.as_str(), price.made_by.as_str(), price.made_at_us), ("price rise", "user:ann", 7));
    let texts =
        |from, to| notebook.annotations(from, to).unwrap().into_iter().map(|found| found.text).collect::<Vec<_>>();
    assert_eq!(texts(None, None), ["price rise", "outage"]);
    assert_eq!(texts(Some(date(2025, 3, 1)), Some(date(2025, 6, 1))), ["price rise"], "the end is not in it");
    assert_eq!(texts(Some(date(2025, 3, 2)), None), ["outage"]);
    notebook.remove_annotation(outage.number, &ANN).unwrap();
    let again = notebook.remove_annotation(outage.number, &ANN);
    assert!(matches!(again, Err(LakeError::UnknownAnnotation { .. })));
    let log = notebook.access.audit(None, 9).unwrap();
    let log: Vec<_> = log.iter().rev().map(|entry| (entry.who.as_str(), entry.action.as_str())).collect();
    let added = ("user:ann", "annotation.add");
    assert_eq!(log, [added, added, ("user:ann", "annotation.remove")]);
}

#[test]
fn a_view_is_a_page_of_ours_under_a_name() {
    let (_folder, notebook) = notebook();
    let save = |name, address| notebook.save_view(&NewView { name, address }, &ANN);
    let saved = save("NRR by plan", "/metrics/nrr?by=plan").unwrap();
    assert_eq!(notebook.views().unwrap(), std::slice::from_ref(&saved));
    for elsewhere in ["", "metrics", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a b", "/ä"] {
        assert!(matches!(save("x", elsewhere), Err(LakeError::ViewAddress)), "{elsewhere}");
    }
    for name in ["", "  ", "two\nlines", &"x".repeat(201)] {
        assert!(matches!(save(name, "/"), Err(LakeError::NoteText { .. })), "{name}");
    }
    notebook.remove_view(saved.number, &ANN).unwrap();
    assert!(matches!(notebook.remove_view(saved.number, &ANN), Err(LakeError::UnknownView { number: 1 })));
    assert_eq!(notebook.views().unwrap(), []);
}
