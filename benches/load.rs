//! Asks a server the same over and over, as fast as it answers or at a set pace.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::Range;
use std::time::{Duration, Instant};

/// As many as keep two cores busy without a queue that would hide the server's own time.
const CONNECTIONS: u32 = 8;

/// What was seen.
pub(crate) struct Seen {
    pub(crate) n: usize,
    pub(crate) per_second: f64,
    latencies: Vec<Duration>,
}

impl Seen {
    pub(crate) fn new(mut latencies: Vec<Duration>, took: Duration) -> Self {
        latencies.sort_unstable();
        Self {
            n: latencies.len(),
            per_second: latencies.len() as f64 / took.as_secs_f64(),
            latencies,
        }
    }

    /// How many answers took longer.
    pub(crate) fn n_over(&self, latency: Duration) -> usize {
        self.latencies.iter().filter(|l| **l > latency).count()
    }

    /// The latency that this share of the answers stayed below, in microseconds.
    pub(crate) fn percentile(&self, share: f64) -> f64 {
        let place = (self.latencies.len() as f64 * share) as usize;
        let latency = self.latencies[place.min(self.latencies.len() - 1)];
        latency.as_secs_f64() * 1e6
    }
}

/// Asks for so long; with `per_second` at that pace in all, and latency counts from when a request
/// was due, so that a server that stalls does not hide it by being asked less.
pub(crate) fn ask(
    address: SocketAddr,
    request: &[u8],
    time: Duration,
    per_second: Option<f64>,
) -> Seen {
    let pause = per_second.map(|n| Duration::from_secs_f64(f64::from(CONNECTIONS) / n));
    let started = Instant::now();
    let asking = |place: u32| {
        let mut latencies = Vec::with_capacity(100_000);
        let mut connection = Connection::open(address);
        // Spread the requests of a paced run evenly.
        let offset = pause.unwrap_or_default() * place / CONNECTIONS;
        let mut due = started + offset;
        while due.max(Instant::now()) < started + time {
            match pause {
                Some(_) => std::thread::sleep(due.saturating_duration_since(Instant::now())),
                None => due = Instant::now(),
            }
            connection.ask(request);
            latencies.push(due.elapsed());
            due += pause.unwrap_or_default();
        }
        latencies
    };
    let latencies: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CONNECTIONS)
            .map(|place| scope.spawn(move || asking(place)))
            .collect();
        threads
            .into_iter()
            .flat_map(|t| t.join().unwrap())
            .collect()
    });
    Seen::new(latencies, started.elapsed())
}

/// A connection that stays open.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            buffer: vec![0; 64 * 1024],
        }
    }

    /// Asks, and waits for the whole answer, which must be a good one.
    pub(crate) fn ask(&mut self, request: &[u8]) {
        self.answer(request).unwrap();
    }

    /// The body of the answer.
    ///
    /// # Errors
    ///
    /// When the server closes the connection or gives another answer than a good one.
    pub(crate) fn answer(&mut self, request: &[u8]) -> io::Result<&[u8]> {
        self.stream.write_all(request)?;
        let mut filled = 0;
        loop {
            let n = self.stream.read(&mut self.buffer[filled..])?;
            if n == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            filled += n;
            if let Some(body) = body(&self.buffer[..filled])? {
                return Ok(&self.buffer[body]);
            }
        }
    }
}

/// Where the body of an answer is, when it is whole.
fn body(answer: &[u8]) -> io::Result<Option<Range<usize>>> {
    let Some(end) = answer.windows(4).position(|w| w == b"\r\n\r\n") else {
        return Ok(None);
    };
    if !answer.starts_with(b"HTTP/1.1 20") {
        return Err(io::Error::other(String::from_utf8_lossy(answer)));
    }
    let head = std::str::from_utf8(&answer[..end]).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.unwrap().parse().unwrap();
    let body = end + 4..end + 4 + length;
    Ok((answer.len() >= body.end).then_some(body))
}
