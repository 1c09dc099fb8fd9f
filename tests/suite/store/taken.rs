//! An interaction is taken once, over all processes on a state folder.

use std::fs;

use aandeslag::store::taken::{Once, Turn};

const ANSWER: &str = "{\"content\":\"Gepubliceerd.\"}";

#[test]
fn who_comes_second_gives_the_answer_of_the_first() {
    let state = tempfile::tempdir().unwrap();
    let take = |id| Once::new(state.path()).take(id, "later");
    let Turn::First(taken) = take(7).unwrap() else {
        panic!("nobody was first");
    };
    let begun = Once::new(state.path()).begun(7);
    assert_eq!(begun.as_deref(), Some("later"));
    let second = std::thread::scope(|scope| {
        let second = scope.spawn(|| take(7));
        taken.answered(ANSWER);
        second.join()
    });
    for second in [second.unwrap().unwrap(), take(7).unwrap()] {
        let Turn::Done(given) = second else {
            panic!("{second:?}");
        };
        assert_eq!(given, ANSWER);
    }
    assert!(matches!(take(8).unwrap(), Turn::First(_)));
}

#[test]
fn what_a_killed_process_took_is_not_done_again() {
    let state = tempfile::tempdir().unwrap();
    let take = || Once::new(state.path()).take(7, "later");
    let path = state.path().join("taken/7");
    assert!(matches!(take().unwrap(), Turn::First(_)));
    assert!(matches!(take().unwrap(), Turn::Unknown));
    let half_an_answer = fs::read_to_string(&path).unwrap() + "{\"callback\":";
    fs::write(&path, &half_an_answer).unwrap();
    assert!(matches!(take().unwrap(), Turn::Unknown));
    // It had not begun yet.
    fs::write(&path, &half_an_answer[..5]).unwrap();
    assert!(matches!(take().unwrap(), Turn::First(_)));
}
