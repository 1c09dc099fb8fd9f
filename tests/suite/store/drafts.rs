//! Drafts outlive the version of the bot that wrote them.

use std::fs;

use aandeslag::content::edit::Fingerprint;
use aandeslag::respond::action::Ticket;
use aandeslag::respond::{Body, Draft};
use aandeslag::store::drafts::Drafts;
use serde_json::json;

#[test]
fn a_draft_of_an_earlier_version_is_read() {
    let form = json!({
        "title": "Eén", "summary": "", "text": "Tekst", "keywords": "", "extras": "",
    });
    let entry = read(&json!({
        "ticket": 5, "by": 7, "collection": "tips", "entry": "een", "shown": null,
        "previewed": true, "published": false, "form": form,
    }));
    let Body::Entry { form, .. } = &entry.body else {
        panic!("{entry:?}");
    };
    assert_eq!((entry.reviewed, form.title.as_str()), (true, "Eén"));
    let file = read(&json!({
        "ticket": 5, "by": 7, "name": "tips", "shown": 12, "reviewed": true,
        "published": true, "text": "title = 'Tips'",
    }));
    let name = "tips".to_owned();
    let text = "title = 'Tips'".to_owned();
    assert_eq!(file.body, Body::File { name, text });
    assert_eq!((file.shown, file.published), (Some(Fingerprint(12)), true));
}

/// The draft in a file that says this, also after it is written anew.
fn read(json: &serde_json::Value) -> Draft {
    let state = tempfile::tempdir().unwrap();
    let folder = state.path().join("drafts");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("5.json"), json.to_string()).unwrap();
    let load = || {
        let drafts = Drafts::new(state.path());
        drafts.load(Ticket(5));
        (drafts.recall(Ticket(5)).unwrap(), drafts)
    };
    let (draft, drafts) = load();
    drafts.keep(draft.clone());
    assert_eq!(load().0, draft);
    draft
}
