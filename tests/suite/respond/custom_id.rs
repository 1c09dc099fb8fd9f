//! The text of a button is kept by Discord for as long as its message stands, so it never changes: a
//! button of an old message still means what it meant.

use aandeslag::content::edit::Fingerprint;
use aandeslag::content::version::VersionId;
use aandeslag::library::EntryRef;
use aandeslag::respond::action::{Action, Inbox, Moderate, Posts, Ticket, Upkeep};
use aandeslag::text::limits::{MAX_CUSTOM_ID, MAX_ID, MAX_NAME, length};

/// Every action about this entry, with the text that it has always had; `c` and `e` stand for the
/// names of the entry.
fn actions(entry: &EntryRef) -> Vec<(Action, &'static str)> {
    let mut all = of_members(entry);
    let moderate = of_moderators(entry).into_iter().chain(of_drafts(entry));
    all.extend(moderate.map(|(action, text)| (Action::from(action), text)));
    let upkeep = of_upkeep(entry).into_iter();
    all.extend(upkeep.map(|(action, text)| (Action::from(action), text)));
    let posts = of_posts(entry).into_iter();
    all.extend(posts.map(|(action, text)| (Action::from(action), text)));
    let inbox = of_inbox(entry).into_iter();
    all.extend(inbox.map(|(action, text)| (Action::from(action), text)));
    all
}

const SHOWN: Fingerprint = Fingerprint((1 << 30) - 1);
const OPENING: Ticket = Ticket(64);
const DRAFT: Ticket = Ticket(0x1234_5678);
const VERSION: VersionId = VersionId(1_800_000_000_123);

fn of_members(entry: &EntryRef) -> Vec<(Action, &'static str)> {
    let collection = || entry.collection.clone();
    let entry = || entry.clone();
    let to = u64::MAX;
    vec![
        (Action::Show(entry()), "1:show:c:e"),
        (
            Action::Overview {
                collection: collection(),
                page: 399,
            },
            "1:list:c:399",
        ),
        (Action::Choose, "1:choose"),
        (
            Action::Draw {
                from: entry(),
                in_group: false,
            },
            "1:draw:c:e",
        ),
        (
            Action::Draw {
                from: entry(),
                in_group: true,
            },
            "1:drawg:c:e",
        ),
        (Action::Share(entry()), "1:share:c:e"),
        (Action::Help, "1:help"),
        (Action::Remove, "1:remove"),
        (Action::ReplyWith { to }, "1:reply:18446744073709551615"),
        (
            Action::ReplyFrom {
                to,
                collection: collection(),
                page: 399,
            },
            "1:replies:18446744073709551615:c:399",
        ),
    ]
}

fn of_drafts(entry: &EntryRef) -> Vec<(Moderate, &'static str)> {
    let (shown, opening, draft, version) = (SHOWN, OPENING, DRAFT, VERSION);
    let collection = || entry.collection.clone();
    let entry = || entry.clone();
    let page = 9;
    vec![
        (Moderate::Open(entry()), "1:o:c:e"),
        (
            Moderate::Illustrate {
                entry: entry(),
                draft,
            },
            "1:O:c:e:SNFZ4",
        ),
        (
            Moderate::Form {
                entry: entry(),
                shown,
                opening,
                page,
            },
            "1:e:c:e:_____AAABA9",
        ),
        (
            Moderate::New {
                collection: collection(),
                opening,
            },
            "1:n:c:AAABA",
        ),
        (Moderate::Reopen { draft, page }, "1:r:SNFZ49"),
        (
            Moderate::Redo {
                entry: entry(),
                draft,
                opening,
                page: 0,
            },
            "1:d:c:e:SNFZ4AAABA0",
        ),
        (Moderate::Publish(draft), "1:p:SNFZ4"),
        (Moderate::Leave(draft), "1:x:SNFZ4"),
        (Moderate::PublishFile(draft), "1:f:SNFZ4"),
        (Moderate::ReviewFile(draft), "1:h:SNFZ4"),
        (Moderate::UndoFile(collection(), version), "1:z:c:aMYXFB7"),
        (Moderate::UndoSave(version), "1:s:aMYXFB7"),
        (Moderate::Changes(version), "1:m:aMYXFB7"),
    ]
}

fn of_moderators(entry: &EntryRef) -> Vec<(Moderate, &'static str)> {
    let (shown, opening, version) = (SHOWN, OPENING, VERSION);
    let entry = || entry.clone();
    vec![
        (Moderate::AskRemoval(entry()), "1:q:c:e"),
        (Moderate::Fix(entry().collection), "1:i:c"),
        (Moderate::FixSent(DRAFT), "1:t:SNFZ4"),
        (
            Moderate::Remove {
                entry: entry(),
                shown,
                links: false,
            },
            "1:k:c:e:_____",
        ),
        (
            Moderate::Remove {
                entry: entry(),
                shown,
                links: true,
            },
            "1:j:c:e:_____",
        ),
        (Moderate::History(entry()), "1:y:c:e"),
        (Moderate::Cancel, "1:c"),
        (Moderate::Look, "1:l"),
        (Moderate::Versions(entry()), "1:v:c:e"),
        (
            Moderate::Restore(entry(), version, Some(shown)),
            "1:w:c:e:aMYXFB7_____",
        ),
        (Moderate::Restore(entry(), version, None), "1:w:c:e:aMYXFB7"),
        (Moderate::Undo(entry(), version), "1:u:c:e:aMYXFB7"),
        (Moderate::Report(entry()), "1:b:c:e"),
        (
            Moderate::ReportForm {
                entry: entry(),
                opening,
            },
            "1:g:c:e:AAABA",
        ),
    ]
}

fn of_posts(entry: &EntryRef) -> Vec<(Posts, &'static str)> {
    let post = DRAFT;
    vec![
        (Posts::Place(entry.clone()), "1:at:p:c:e"),
        (Posts::Look, "1:at:l"),
        (Posts::Remove(post), "1:at:r:SNFZ4"),
        (Posts::Keep { post, back: true }, "1:at:k:SNFZ4"),
        (Posts::Keep { post, back: false }, "1:at:f:SNFZ4"),
    ]
}

fn of_inbox(entry: &EntryRef) -> Vec<(Inbox, &'static str)> {
    let (opening, report) = (OPENING, DRAFT);
    let (collection, entry) = (entry.collection.clone(), entry.clone());
    vec![
        (Inbox::Miss, "1:in:m"),
        (Inbox::MissForm { opening }, "1:in:f:AAABA"),
        (Inbox::Edit { entry, report }, "1:in:e:c:e:SNFZ4"),
        (Inbox::Write(report), "1:in:w:SNFZ4"),
        (Inbox::WriteIn { collection, report }, "1:in:n:c:SNFZ4"),
        (Inbox::Belongs(report), "1:in:b:SNFZ4"),
        (Inbox::BelongsTo(report), "1:in:t:SNFZ4"),
        (Inbox::Look, "1:in:l"),
        (Inbox::Handled(report), "1:in:h:SNFZ4"),
    ]
}

fn of_upkeep(entry: &EntryRef) -> Vec<(Upkeep, &'static str)> {
    let (opening, draft) = (OPENING, DRAFT);
    let collection = || entry.collection.clone();
    vec![
        (Upkeep::Open, "1:up:open"),
        (Upkeep::Status, "1:up:status"),
        (Upkeep::NotFound, "1:up:missed"),
        (Upkeep::Asked(draft), "1:up:keyword:SNFZ4"),
        (
            Upkeep::Write {
                collection: collection(),
                words: opening,
            },
            "1:up:write:c:AAABA",
        ),
        (Upkeep::Forget(draft), "1:up:forget:SNFZ4"),
        (Upkeep::Explain, "1:up:explain"),
        (Upkeep::Weekly { pause: true }, "1:up:pause"),
        (Upkeep::Weekly { pause: false }, "1:up:resume"),
    ]
}

#[test]
fn the_text_of_every_action_stays_what_it_was() {
    for (action, text) in actions(&EntryRef::new("c", "e")) {
        assert_eq!(action.encode(), text, "{action:?}");
        assert_eq!(Action::decode(text), Some(action), "{text}");
    }
}

#[test]
fn every_action_fits_with_the_longest_names() {
    let longest = EntryRef::new("é".repeat(MAX_NAME), "ï".repeat(MAX_ID));
    for (action, _) in actions(&longest) {
        let text = action.encode();
        assert!(length(&text) <= MAX_CUSTOM_ID, "{text}");
        assert_eq!(Action::decode(&text), Some(action));
    }
}

#[test]
fn foreign_texts_mean_nothing() {
    for text in [
        "",
        "1",
        "2:help",
        "1:list:tips:x",
        "1:list:tips:-1",
        "1:show:tips",
        "1:show:tips:a:b",
        "1:help:x",
        "1:up",
        "1:up:keyword",
        "1:up:keyword:AAAA",
        "1:up:open:x",
        "tags_page_2",
        "1:e:a:b:AAAA",
        "1:e:a:b:AAAAABBBBB",
        "1:e:a:b:AAAAABBBBB1x",
        "1:p:",
        "1:p:AAAA!",
        "1:p:AAAAAA",
        "1:w:a:b:",
        "1:w:a:b:AAAAAAAAAAA",
        "1:w:a:b:AAAAAAAAAAAAA",
        "1:r:AAAAAx",
        "1:r:AAAAA",
        "1:e:a:b:ééééé",
        "1:p:99999999999999999999",
        "1:r:AAAAA255",
        "1:r:AAAAA10",
    ] {
        assert_eq!(Action::decode(text), None, "{text}");
    }
}
