//! A server in its own process, and what the kernel knows of it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::load::Connection;
use crate::payload::{hex, key};

/// A program, ended at the end of its measurement.
pub(crate) struct Process(Child);

impl Process {
    /// The bot over these texts; what it logs is thrown away by the kernel.
    fn bot(responses: &Path) -> Command {
        Self::program(Path::new(env!("CARGO_BIN_EXE_aandeslag")), responses)
    }

    fn program(program: &Path, responses: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(std::env::temp_dir())
            .arg("--responses")
            .arg(fs::canonicalize(responses).unwrap())
            // As the units set it.
            .env("MALLOC_ARENA_MAX", "2")
            .stderr(Stdio::null());
        command
    }

    /// The bot over the shipped texts, at the gateway of this Discord.
    pub(crate) fn gateway(api_url: &str) -> Self {
        let mut command = Self::bot(shipped());
        command
            .env("DISCORD_API_URL", api_url)
            .env("DISCORD_TOKEN", "token");
        Self(command.arg("gateway").spawn().unwrap())
    }

    /// The bot over the shipped texts, as its chat page, when that is served.
    pub(crate) fn chat() -> Self {
        let mut command = Self::bot(shipped());
        command.args(["chat", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let output = child.stdout.as_mut().unwrap();
        BufReader::new(output)
            .read_line(&mut String::new())
            .unwrap();
        Self(child)
    }

    /// The least bot on a library, at the gateway of this Discord, which answers so many bytes; nothing
    /// when it is not built.
    pub(crate) fn peer(name: &str, api_url: &str, length: usize) -> Option<Self> {
        peer(name, api_url, length).spawn().ok().map(Self)
    }

    /// Says what it takes with nothing to do.
    pub(crate) fn print_at_rest(&self, name: &str, time: Duration) {
        let before = self.cpu();
        std::thread::sleep(time);
        let cpu = self.cpu().saturating_sub(before).as_secs_f64() * 1e3 / time.as_secs_f64();
        let (now, _) = self.memory();
        println!("At rest, {name}: {now:.1} MiB, {cpu:.2} ms of CPU a second");
    }

    /// The CPU time so far of the threads it has now.
    pub(crate) fn cpu(&self) -> Duration {
        let threads = fs::read_dir(format!("/proc/{}/task", self.0.id())).unwrap();
        let nanoseconds = threads.map(|thread| {
            // A thread may end while this looks.
            let stat = fs::read_to_string(thread.unwrap().path().join("schedstat"));
            let first = stat
                .ok()
                .and_then(|stat| stat.split(' ').next()?.parse::<u64>().ok());
            first.unwrap_or(0)
        });
        Duration::from_nanos(nanoseconds.sum())
    }

    /// The memory it has in use, now and at most, in MiB.
    pub(crate) fn memory(&self) -> (f64, f64) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let value = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            let kib: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
            kib / 1024.0
        };
        (value("VmRSS:"), value("VmHWM:"))
    }

    /// Lets the most memory in use count from now on.
    pub(crate) fn forget_most_memory(&self) {
        fs::write(format!("/proc/{}/clear_refs", self.0.id()), "5").unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A minimal bot of `benches/peers`.
fn peer(name: &str, discord: &str, length: usize) -> Command {
    let peers = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers"));
    let mut command = Command::new(peers.join("target/release").join(name));
    command
        .args([discord, &length.to_string()])
        .env("MALLOC_ARENA_MAX", "2")
        .stderr(Stdio::null());
    command
}

/// A program that serves HTTP.
pub(crate) struct Server {
    pub(crate) process: Process,
    pub(crate) address: SocketAddr,
    /// From the start of the process until it answered a first request, in milliseconds.
    pub(crate) ready_in: f64,
}

impl Server {
    /// The bot as an endpoint over these texts.
    pub(crate) fn bot(responses: &Path) -> Self {
        Self::endpoint(Process::bot(responses))
    }

    /// Another program of the bot as an endpoint over these texts.
    pub(crate) fn earlier(program: &Path, responses: &Path) -> Self {
        Self::endpoint(Process::program(program, responses))
    }

    fn endpoint(mut command: Command) -> Self {
        command
            .env("DISCORD_PUBLIC_KEY", hex(key().verifying_key().as_bytes()))
            .args(["endpoint", "--listen", "127.0.0.1:0"]);
        Self::start(&mut command)
    }

    /// The bot as an endpoint over these texts, in this folder, with the settings in it, and with this
    /// Discord.
    pub(crate) fn moderated(home: &Path, responses: &Path, api_url: &str) -> Self {
        let mut command = Process::bot(responses);
        command
            .current_dir(home)
            .env("DISCORD_PUBLIC_KEY", hex(key().verifying_key().as_bytes()))
            .env("DISCORD_API_URL", api_url)
            .env("DISCORD_TOKEN", "token")
            .args(["endpoint", "--listen", "127.0.0.1:0"]);
        Self::start(&mut command)
    }

    /// The least endpoint that reads what it is asked, which answers so many bytes; nothing when it is not
    /// built.
    pub(crate) fn lean(length: usize) -> Option<Self> {
        let key = hex(key().verifying_key().as_bytes());
        let mut command = peer("lean", &key, length);
        let is_built = Path::new(command.get_program()).exists();
        is_built.then(|| Self::start(&mut command))
    }

    /// Starts a program that prints its address as `http://ADDRESS/`, and answers `GET /readyz`
    /// with 200 when it is ready.
    pub(crate) fn start(command: &mut Command) -> Self {
        let started = Instant::now();
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let address = line
            .split("http://")
            .nth(1)
            .and_then(|a| a.split('/').next());
        let address = address.unwrap().parse().unwrap();
        Connection::open(address).ask(b"GET /readyz HTTP/1.1\r\nhost: bot\r\n\r\n");
        Self {
            process: Process(child),
            address,
            ready_in: started.elapsed().as_secs_f64() * 1e3,
        }
    }
}

/// The texts that come with the bot.
pub(crate) fn shipped() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/responses"))
}
