//! The built program as a process of its own, which ends with the test, and its endpoint.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Instant;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::http::{Connection, Reply, public_key};
use crate::support::{PATIENCE, secrets};

/// A configuration with a home guild.
pub(crate) const CONFIG: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/suite/endpoint/config.toml"
);

/// A running program in a folder of its own; at its end, what it leaves there holds no secret.
pub(crate) struct Process {
    pub(crate) child: Child,
    /// Where it runs: with its `log`, its `state`, and `config.toml` if the test wrote one.
    pub(crate) home: TempDir,
}

impl Process {
    pub(crate) fn start(home: TempDir, command: &mut Command) -> Self {
        let child = command.current_dir(home.path()).spawn();
        Self {
            child: child.unwrap_or_else(|e| panic!("{command:?}: {e}")),
            home,
        }
    }

    /// Starts it with its log in the file `log`, and waits for the address that it prints.
    pub(crate) fn serving(home: TempDir, command: &mut Command) -> (Self, String) {
        let log = File::create(home.path().join("log")).unwrap();
        Self::serving_with_log(home, command, log.into())
    }

    pub(crate) fn serving_with_log(
        home: TempDir,
        command: &mut Command,
        log: Stdio,
    ) -> (Self, String) {
        let mut process = Self::start(home, command.stdout(Stdio::piped()).stderr(log));
        let mut line = String::new();
        let mut printed: BufReader<ChildStdout> =
            BufReader::new(process.child.stdout.take().unwrap());
        printed.read_line(&mut line).unwrap();
        let mut words = line.split_whitespace();
        let address = words
            .find(|word| word.starts_with("http://"))
            .unwrap_or_else(|| panic!("no address in '{line}': {}", process.log()))
            .to_owned();
        (process, address)
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.home.path().join("log")).unwrap_or_default()
    }

    /// Sends it a signal, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args(["-s", name, &id]).status();
        assert!(kill.unwrap().success(), "the signal could not be sent");
    }

    /// Ends it at once.
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Waits until it ends by itself.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "it goes on: {}", self.log());
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    }

    /// A file of what the kernel knows of it.
    pub(crate) fn proc(&self, file: &str) -> String {
        format!("/proc/{}/{file}", self.child.id())
    }

    /// The bytes of memory that it has, as `VmRSS`, or had at most, as `VmHWM`.
    pub(crate) fn memory(&self, field: &str) -> u64 {
        let status = fs::read_to_string(self.proc("status")).unwrap();
        let mut lines = status.lines();
        let value = lines.find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
        let kibibytes = value.unwrap().trim().strip_suffix(" kB").unwrap();
        kibibytes.parse::<u64>().unwrap() * 1024
    }

    /// What it has open: files by their paths, everything else by its kind.
    pub(crate) fn open_files(&self) -> Vec<String> {
        let files = fs::read_dir(self.proc("fd")).unwrap();
        let files = files.filter_map(|file| fs::read_link(file.unwrap().path()).ok());
        files.map(|target| target.display().to_string()).collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        if !std::thread::panicking() {
            secrets::assert_none_in("the log", self.log().as_bytes());
            secrets::assert_none_in_folder(&self.home.path().join("state"));
        }
    }
}

/// The endpoint as its own process.
pub(crate) struct Served {
    process: Process,
    pub(crate) address: SocketAddr,
}

impl Deref for Served {
    type Target = Process;

    fn deref(&self) -> &Process {
        &self.process
    }
}

impl DerefMut for Served {
    fn deref_mut(&mut self) -> &mut Process {
        &mut self.process
    }
}

impl Served {
    pub(crate) fn start(responses: &Path) -> Self {
        Self::start_with(responses, "127.0.0.1:0", &[], &[])
    }

    pub(crate) fn start_with(
        responses: &Path,
        listen: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let command = secrets::program();
        Self::run(command, responses, listen, arguments, environment)
    }

    /// The endpoint with its log going elsewhere.
    pub(crate) fn logging_to(log: Stdio, responses: &Path) -> Self {
        let mut command = secrets::program();
        serve(&mut command, responses, "127.0.0.1:0");
        let home = TempDir::new().unwrap();
        Self::of(Process::serving_with_log(home, &mut command, log))
    }

    /// The endpoint as this command starts it.
    pub(crate) fn run(
        mut command: Command,
        responses: &Path,
        listen: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        serve(&mut command, responses, listen);
        command.args(arguments).envs(environment.iter().copied());
        Self::of(Process::serving(TempDir::new().unwrap(), &mut command))
    }

    fn of((process, address): (Process, String)) -> Self {
        let address = address.split('/').nth(2).unwrap().parse().unwrap();
        Self { process, address }
    }

    pub(crate) fn connect(&self) -> Connection {
        Connection::open(self.address).unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.connect().ask("GET", path, &[], b"").unwrap()
    }

    /// Sends a signed interaction and gives back the callback.
    pub(crate) fn interact(&self, payload: &Value) -> Value {
        let reply = self.connect().interact(payload).unwrap();
        assert_eq!(reply.status, 200, "{reply:?}");
        assert_eq!(reply.header("content-type"), Some("application/json"));
        serde_json::from_slice(&reply.body).unwrap()
    }

    /// Asks it to stop, as an operating system or an orchestrator does.
    pub(crate) fn terminate(&self) {
        self.signal("TERM");
    }

    /// The most bytes of memory that it had at any time.
    pub(crate) fn most_memory(&self) -> u64 {
        self.memory("VmHWM")
    }
}

fn serve(command: &mut Command, responses: &Path, listen: &str) {
    command
        .env("DISCORD_PUBLIC_KEY", public_key())
        .args(["--responses".as_ref(), responses.as_os_str()])
        .args(["endpoint", "--listen", listen]);
}
