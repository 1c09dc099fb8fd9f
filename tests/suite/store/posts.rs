//! What is known of posts that stay: one process of several takes a step about one.

use aandeslag::library::EntryRef;
use aandeslag::respond::action::Ticket;
use aandeslag::respond::{Placed, Post, PostChange};
use aandeslag::store::posts::PostStore;
use jiff::{Timestamp, ToSpan};

fn post(entry: &str) -> Post {
    Post {
        about: EntryRef::new("alles", entry),
        channel: 7,
        puts_back: false,
    }
}

#[test]
fn one_process_of_several_takes_a_step_and_another_when_that_process_ended() {
    let state = tempfile::tempdir().unwrap();
    let (one, other) = (PostStore::open(state.path()), PostStore::open(state.path()));
    assert_eq!(one.place(Ticket(1), post("een")), Placed::NotHere);
    one.start();
    other.start();
    assert_eq!(one.place(Ticket(1), post("een")), Placed::Placed(Ticket(1)));
    assert_eq!(other.place(Ticket(2), post("een")), Placed::Already);
    let now = Timestamp::UNIX_EPOCH;
    let begin =
        |posts: &PostStore, now| posts.begin(Ticket(1), now, |_| Some(())).unwrap().is_some();
    assert!(begin(&one, now));
    assert!(!begin(&other, now) && !begin(&one, now + 59.seconds()));
    // The first never came to an end.
    assert!(begin(&other, now + 60.seconds()));
    other
        .finish(Ticket(1), |standing| {
            standing.message = Some(9);
            true
        })
        .unwrap();
    assert!(begin(&one, now + 61.seconds()), "what is finished is free");
    one.finish(Ticket(1), |standing| standing.message == Some(9))
        .unwrap();
    one.decide(Ticket(1), PostChange::Remove).unwrap();
    assert!(one.list().is_empty(), "it goes away");
    assert_eq!(one.tickets(), [Ticket(1)], "and is still to be taken away");
    // In the same place it may be put anew meanwhile.
    assert_eq!(one.place(Ticket(3), post("een")), Placed::Placed(Ticket(3)));
    other.read().unwrap();
    assert_eq!(other.list(), [(Ticket(3), post("een"))]);
    let more = (4..200).map(|n| one.place(Ticket(n), post(&n.to_string())));
    assert_eq!(more.filter(|placed| *placed == Placed::TooMany).count(), 98);
}
