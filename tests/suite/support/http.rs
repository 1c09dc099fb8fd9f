//! A client that sees every byte of HTTP, and signs as Discord does.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ed25519_dalek::{Signer, SigningKey};
use rustix::net::{AddressFamily, SocketType, bind, connect, socket};
use serde_json::Value;

use crate::support::PATIENCE;
use crate::support::payload::command_with;
use crate::support::secrets;

/// The key with which these tests sign, as Discord would.
pub(crate) fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn public_key() -> String {
    hex(key().verifying_key().as_bytes())
}

pub(crate) fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    since.as_secs().to_string()
}

pub(crate) fn sign(timestamp: &str, body: &[u8]) -> String {
    hex(&key()
        .sign(&[timestamp.as_bytes(), body].concat())
        .to_bytes())
}

/// An answer as it came over the wire; names of headers in lower case.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// A connection that stays open between requests.
pub(crate) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> std::io::Result<Self> {
        Self::over(TcpStream::connect(address)?)
    }

    /// Opens one from another of this machine's own addresses.
    pub(crate) fn open_from(from: Ipv4Addr, address: SocketAddr) -> std::io::Result<Self> {
        let socket = socket(AddressFamily::INET, SocketType::STREAM, None)?;
        bind(&socket, &SocketAddrV4::new(from, 0))?;
        connect(&socket, &address)?;
        Self::over(socket.into())
    }

    fn over(stream: TcpStream) -> std::io::Result<Self> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    pub(crate) fn give_up_sending_after(&mut self, time: Duration) {
        self.0.get_mut().set_write_timeout(Some(time)).unwrap();
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.0.get_mut().write_all(bytes)
    }

    pub(crate) fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Option<Reply> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: bot\r\n");
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("content-length: {}\r\n\r\n", body.len());
        self.send(&[head.as_bytes(), body].concat()).ok()?;
        self.reply(method)
    }

    pub(crate) fn interact(&mut self, payload: &Value) -> Option<Reply> {
        let body = payload.to_string();
        let timestamp = now();
        self.post(
            &timestamp,
            &sign(&timestamp, body.as_bytes()),
            body.as_bytes(),
        )
    }

    pub(crate) fn post(&mut self, timestamp: &str, signature: &str, body: &[u8]) -> Option<Reply> {
        let headers = [
            ("content-type", "application/json"),
            ("x-signature-timestamp", timestamp),
            ("x-signature-ed25519", signature),
        ];
        self.ask("POST", "/interactions", &headers, body)
    }

    /// Reads one answer; nothing when the connection ended instead.
    pub(crate) fn reply(&mut self, method: &str) -> Option<Reply> {
        let status = self.line()?.split(' ').nth(1)?.parse().ok()?;
        let mut headers = Vec::new();
        while let Some((name, value)) = self.line()?.split_once(": ") {
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let mut reply = Reply {
            status,
            headers,
            body: Vec::new(),
        };
        let length = reply.header("content-length")?.parse().ok()?;
        if method != "HEAD" {
            reply.body.resize(length, 0);
            self.0.read_exact(&mut reply.body).ok()?;
        }
        secrets::assert_none_in("an answer", &reply.body);
        Some(reply)
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        self.0.read_line(&mut line).ok()?;
        let line = line.strip_suffix("\r\n")?;
        Some(line.to_owned())
    }

    /// Waits until the other side ends the connection; gives back what it still said, and how long it
    /// took.
    pub(crate) fn until_closed(&mut self) -> (String, Duration) {
        let started = Instant::now();
        let mut said = Vec::new();
        // A reset is an end as well.
        if let Err(error) = self.0.read_to_end(&mut said) {
            assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "still open");
        }
        (
            String::from_utf8_lossy(&said).into_owned(),
            started.elapsed(),
        )
    }
}

/// Threads that keep asking `/alles een`, and fail when one request gets no good answer.
pub(crate) struct Load {
    pub(crate) replicas: Arc<Mutex<Vec<SocketAddr>>>,
    pub(crate) answered: Arc<AtomicUsize>,
    done: Arc<AtomicBool>,
    askers: Vec<JoinHandle<()>>,
}

impl Load {
    pub(crate) fn start(replicas: Vec<SocketAddr>, n_askers: usize) -> Self {
        let replicas = Arc::new(Mutex::new(replicas));
        let answered = Arc::new(AtomicUsize::new(0));
        let done = Arc::new(AtomicBool::new(false));
        let askers = (0..n_askers).map(|_| {
            let (replicas, answered, done) = (replicas.clone(), answered.clone(), done.clone());
            std::thread::spawn(move || keep_asking(&replicas, &answered, &done))
        });
        Self {
            askers: askers.collect(),
            replicas,
            answered,
            done,
        }
    }

    pub(crate) fn assert_unbroken(&self) {
        assert!(!self.askers.iter().any(JoinHandle::is_finished));
    }

    /// How many were answered, which is all.
    pub(crate) fn finish(self) -> usize {
        self.done.store(true, SeqCst);
        for asker in self.askers {
            asker.join().unwrap();
        }
        self.answered.load(SeqCst)
    }
}

/// Asks over the same connection for as long as that stays open, then over one to the next replica.
fn keep_asking(replicas: &Mutex<Vec<SocketAddr>>, answered: &AtomicUsize, done: &AtomicBool) {
    let question = command_with("alles", "een");
    for turn in 0.. {
        let address = {
            let replicas = replicas.lock().unwrap();
            replicas[turn % replicas.len()]
        };
        // Where nobody listens nothing was asked yet, so nothing is lost.
        let mut connection = Connection::open(address).ok();
        while let Some(open) = &mut connection {
            let reply = open.interact(&question).expect("every request is answered");
            assert_eq!(reply.status, 200);
            answered.fetch_add(1, SeqCst);
            if done.load(SeqCst) {
                return;
            }
            connection = connection.filter(|_| reply.header("connection") != Some("close"));
        }
    }
}
