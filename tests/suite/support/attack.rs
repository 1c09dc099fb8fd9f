//! What strangers do to keep others out, and whether those are answered meanwhile.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::support::http::Connection;
use crate::support::payload::command_with;

/// How long Discord waits for an answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Requests whose bodies never come to an end: each sends a byte a second, and is sent again when it
/// was cut off.
pub(crate) struct SlowBodies {
    done: Arc<AtomicBool>,
    senders: Vec<JoinHandle<usize>>,
}

impl SlowBodies {
    /// So many at once, of which so many bytes come at once, from this address of this machine.
    pub(crate) fn start(address: SocketAddr, from: Ipv4Addr, n: usize, n_bytes: usize) -> Self {
        const N_SENDERS: usize = 2;
        let limits = getrlimit(Resource::Nofile);
        let most = Rlimit {
            current: limits.maximum,
            ..limits
        };
        setrlimit(Resource::Nofile, most).unwrap();
        let head = "POST /interactions HTTP/1.1\r\nhost: bot\r\nx-signature-timestamp: 1\r\n\
                    x-signature-ed25519: 00\r\ncontent-length: 250000\r\n\r\n";
        let start = [head.as_bytes(), &vec![b'x'; n_bytes]].concat();
        let done = Arc::new(AtomicBool::new(false));
        let all_are_open = Arc::new(Barrier::new(N_SENDERS + 1));
        let senders = (0..N_SENDERS).map(|_| {
            let (start, done, all_are_open) = (start.clone(), done.clone(), all_are_open.clone());
            std::thread::spawn(move || {
                let open = || {
                    let mut connection = Connection::open_from(from, address).ok()?;
                    connection.send(&start).ok()?;
                    Some(connection)
                };
                let mut bodies: Vec<_> = (0..n / N_SENDERS).map(|_| open()).collect();
                all_are_open.wait();
                let mut n_cut = 0;
                while !done.load(SeqCst) {
                    std::thread::sleep(Duration::from_secs(1));
                    for body in &mut bodies {
                        let goes_on = body.as_mut().is_some_and(|body| body.send(b"x").is_ok());
                        if !goes_on {
                            n_cut += 1;
                            *body = open();
                        }
                    }
                }
                n_cut
            })
        });
        let senders = senders.collect();
        all_are_open.wait();
        Self { done, senders }
    }

    /// How many were cut off.
    pub(crate) fn finish(self) -> usize {
        self.done.store(true, SeqCst);
        let n_cut = self
            .senders
            .into_iter()
            .map(|sender| sender.join().unwrap());
        n_cut.sum()
    }
}

/// Asks over connections of their own, as often as that, fifty times a second at most; an answer after
/// Discord's patience is none.
pub(crate) fn asked_meanwhile(address: SocketAddr, n: usize) -> (usize, Duration) {
    let (mut n_answered, mut longest) = (0, Duration::ZERO);
    for _ in 0..n {
        let started = Instant::now();
        let mut connection = Connection::open(address).unwrap();
        let reply = connection.interact(&command_with("alles", "een"));
        let took = started.elapsed();
        longest = longest.max(took);
        n_answered += usize::from(reply.is_some_and(|r| r.status == 200) && took <= PATIENCE);
        std::thread::sleep(Duration::from_millis(20).saturating_sub(took));
    }
    (n_answered, longest)
}
