//! What Discord says at the gateway, as far as the session needs it.

use std::time::Duration;

use aandeslag::serve::gateway::{Frame, Said};

#[test]
fn what_is_no_frame_is_none() {
    for text in [
        "",
        "geen JSON",
        "[]",
        "{}",
        "null",
        "{\"op\":\"?\"}",
        "{\"op\":10}",
    ] {
        assert!(Frame::read(text).is_none(), "{text}");
    }
}

#[test]
fn an_event_keeps_its_number_whatever_is_in_it() {
    let event = r#"{"t":"NIEUW","s":7,"op":0,"d":{"a":["\ud800",{}]},"x":1}"#;
    let frame = Frame::read(event).unwrap();
    assert_eq!(frame.sequence, Some(7));
    assert!(matches!(frame.said, Said::Event));
    let interaction = r#"{"t":"INTERACTION_CREATE","s":8,"op":0,"d":{"a": "\ud800"}}"#;
    let frame = Frame::read(interaction).unwrap();
    assert!(matches!(
        frame.said,
        Said::Interaction(r#"{"a": "\ud800"}"#)
    ));
    let hello = r#"{"op":10,"d":{"heartbeat_interval":41250}}"#;
    let said = Frame::read(hello).map(|frame| frame.said);
    let expected = Duration::from_millis(41_250);
    assert!(matches!(said, Some(Said::Hello(interval)) if interval == expected));
}
