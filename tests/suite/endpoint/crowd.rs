//! Which connection makes way for a newcomer, and how long each may take.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::advance;

use aandeslag::serve::http::crowd::{
    Crowd, IDLE, MAX_CONNECTIONS, MAX_UNPROVEN, Place, RECEIVE, network,
};
use futures_util::FutureExt;

const A: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const B: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

fn is_gone(place: &Place) -> bool {
    place.taken().now_or_never().is_some()
}

#[tokio::test(start_paused = true)]
async fn each_standing_has_its_own_patience() {
    let crowd = Arc::new(Crowd::default());
    let place = crowd.place(A).await;
    let almost = Duration::from_millis(1);
    for (begin, patience) in [
        (Place::receive as fn(&Place), RECEIVE),
        (Place::rest, IDLE),
        (Place::receive, RECEIVE),
    ] {
        begin(&place);
        advance(patience.saturating_sub(almost)).await;
        assert!(!place.is_too_slow());
        advance(almost).await;
        assert!(place.is_too_slow());
    }
    place.prove();
    advance(2 * IDLE).await;
    assert!(!place.is_too_slow());
}

#[tokio::test(start_paused = true)]
async fn the_oldest_stranger_makes_way_then_the_oldest_that_rests_and_none_that_is_answered() {
    let crowd = Arc::new(Crowd::default());
    let answered = crowd.place(A).await;
    answered.receive();
    answered.prove();
    let resting = crowd.place(A).await;
    resting.receive();
    resting.prove();
    resting.rest();
    let mut strangers = Vec::new();
    for _ in 2..MAX_CONNECTIONS {
        strangers.push(crowd.place(A).await);
    }
    for n in 0..strangers.len() {
        assert!(!is_gone(&strangers[n]));
        let newcomer = crowd.place(A).await;
        assert!(is_gone(&strangers[n]));
        newcomer.receive();
        newcomer.prove();
        strangers.push(newcomer);
    }
    assert!(!is_gone(&resting));
    let last = crowd.place(A).await;
    assert!(is_gone(&resting) && !is_gone(&answered));
    last.prove();
    // Now all are being answered, and whoever comes waits for the first to be done.
    assert!(crowd.place(A).now_or_never().is_none());
    answered.rest();
    crowd.place(A).await;
    assert!(is_gone(&answered));
}

#[tokio::test(start_paused = true)]
async fn requests_that_prove_nothing_are_bounded_however_many_connections_there_are() {
    let crowd = Arc::new(Crowd::default());
    let silent = crowd.place(A).await;
    let mut unproven = Vec::new();
    for _ in 0..MAX_UNPROVEN + 3 {
        let place = crowd.place(A).await;
        place.receive();
        place.receive();
        unproven.push(place);
    }
    let gone = unproven.iter().filter(|place| is_gone(place)).count();
    assert_eq!(gone, 3);
    assert!(unproven[..3].iter().all(is_gone) && !is_gone(&silent));
}

#[tokio::test(start_paused = true)]
async fn whoever_takes_the_most_places_makes_way_first() {
    let crowd = Arc::new(Crowd::default());
    let first = crowd.place(A).await;
    let mut many = Vec::new();
    for _ in 1..MAX_CONNECTIONS {
        many.push(crowd.place(B).await);
    }
    let _newcomer = crowd.place(A).await;
    assert!(!is_gone(&first) && is_gone(&many[0]));
}

#[test]
fn addresses_of_one_network_are_one() {
    let of = |text: &str| text.parse().map(network);
    assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1:2:3"));
    assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
    assert_eq!(of("::ffff:192.0.2.1"), Ok(A));
    assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
}
