//! What Discord says over a session, from the frame to what the session makes of it: any text.
#![no_main]

use aandeslag::discord::Interaction;
use aandeslag::serve::gateway::{Frame, Said};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some(frame) = Frame::read(text) else {
        return;
    };
    if let Said::Interaction(json) = frame.said {
        assert!(text.contains(json), "an interaction is passed on as it came");
        let _ = Interaction::read(json.as_bytes());
    }
});
