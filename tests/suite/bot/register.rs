//! How soon the commands are registered after that failed.

use std::time::Duration;

use aandeslag::bot::jobs::register::{BACKOFF, MISSING_ACCESS, pause_after};
use aandeslag::discord::Snowflake;
use aandeslag::discord::rest::{Error, Scope};

fn refused(code: u64) -> Error {
    Error::Refused {
        route: "GET /applications/{id}/guilds/{id}/commands",
        status: 403,
        code: Some(code),
        detail: "Missing Access".into(),
        items: Vec::new(),
    }
}

#[test]
fn where_the_bot_is_not_yet_it_looks_about_each_minute_and_does_not_wait_longer_afterwards() {
    let scope = Scope {
        application: Snowflake(1),
        guild: Some(Snowflake(2)),
    };
    let mut backoff = BACKOFF;
    for _ in 0..100 {
        let pause = pause_after(&refused(MISSING_ACCESS), scope, &mut backoff);
        assert!((30..=60).contains(&pause.as_secs()), "{pause:?}");
    }
    assert!(pause_after(&refused(50013), scope, &mut backoff) <= Duration::from_secs(2));
    for _ in 0..100 {
        pause_after(&refused(50013), scope, &mut backoff);
    }
    assert!(pause_after(&refused(50013), scope, &mut backoff) >= Duration::from_mins(5));
}
