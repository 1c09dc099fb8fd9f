//! A server in its own process, and what the kernel knows of it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::payload::{hex, key};

pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From the start of the process until it said where it listens.
    pub(crate) started_in: Duration,
}

impl Server {
    /// The bot over these texts; what it logs is thrown away by the kernel.
    pub(crate) fn bot(responses: &Path) -> Self {
        let state = std::env::temp_dir();
        let mut command = Command::new(env!("CARGO_BIN_EXE_aandeslag"));
        command
            .current_dir(state)
            .env("DISCORD_PUBLIC_KEY", hex(key().verifying_key().as_bytes()))
            .arg("--responses")
            .arg(fs::canonicalize(responses).unwrap())
            .args(["endpoint", "--listen", "127.0.0.1:0"]);
        Self::start(&mut command)
    }

    /// Starts a program that prints its address as `http://ADDRESS/`.
    pub(crate) fn start(command: &mut Command) -> Self {
        let started = Instant::now();
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let started_in = started.elapsed();
        let address = line
            .split("http://")
            .nth(1)
            .and_then(|a| a.split('/').next());
        Self {
            child,
            address: address.unwrap().parse().unwrap(),
            started_in,
        }
    }

    /// Its CPU time so far, to a hundredth of a second.
    pub(crate) fn cpu(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        // The second field is the program's name in brackets, which may hold spaces.
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let ticks = |place: usize| fields[place].parse::<u64>().unwrap();
        let (user, system) = (ticks(11), ticks(12));
        Duration::from_millis((user + system) * 10)
    }

    /// The memory it has in use, now and at most, in KiB.
    pub(crate) fn memory(&self) -> (u64, u64) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let value = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().parse().unwrap()
        };
        (value("VmRSS:"), value("VmHWM:"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The CPU time of this thread.
pub(crate) fn own_cpu() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.cast_unsigned(), time.tv_nsec as u32)
}
