//! The bot as its operator runs it: the built binary, as a child process that ends with the test.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::sync::watch;

use super::process::Process;
use super::stand_in::StandIn;
use super::{PATIENCE, secrets, wait_for};

/// What the bot's folder holds: one collection that opens with its overview, one that opens with
/// an entry by chance.
pub(crate) const FRUIT: &str = r#"
title = "Fruit"
description = "Wat er in de schaal ligt"
option = "soort"
option_description = "Kies een soort"
source = "De markt"

[appel]
title = "Appel"
summary = "Rond en rood"
text = "Een appel per dag."
related = ["spreuken/geduld"]

[peer]
title = "Peer"
summary = "Zoet en zacht"
text = "Peren rijpen van binnen uit."
"#;
pub(crate) const SPREUKEN: &str = r#"
title = "Spreuken"
description = "Een spreuk voor vandaag"
open_with = "random"

[geduld]
title = "Geduld"
summary = "Over wachten"
text = "Geduld is een schone zaak."

[haast]
title = "Haast"
summary = "Over snel zijn"
text = "Haastige spoed is zelden goed."
"#;

/// How to run the bot.
pub(crate) struct Setup {
    directory: TempDir,
    command: Command,
}

/// A running bot.
pub(crate) struct Bot {
    process: Process,
    output: Output,
    readers: Vec<JoinHandle<()>>,
}

/// What a process wrote so far, on both of its streams.
#[derive(Clone)]
struct Output {
    text: Arc<Mutex<String>>,
    changes: watch::Sender<u64>,
}

impl Setup {
    /// The bot in a folder of its own, with a token that the stand-in takes.
    pub(crate) fn new(arguments: &[&str]) -> Self {
        Self::of(secrets::BINARY.as_ref(), arguments)
    }

    /// The same with another program in the place of the bot's.
    pub(crate) fn of(program: &Path, arguments: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let responses = directory.path().join("responses");
        std::fs::create_dir(&responses).unwrap();
        std::fs::write(responses.join("fruit.toml"), FRUIT).unwrap();
        std::fs::write(responses.join("spreuken.toml"), SPREUKEN).unwrap();
        let mut command = secrets::prepared(Command::new(program));
        command
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Self { directory, command }
    }

    pub(crate) fn at(self, stand_in: &StandIn) -> Self {
        self.env("DISCORD_API_URL", &stand_in.api_url())
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub(crate) fn config(self, text: &str) -> Self {
        std::fs::write(self.directory.path().join("config.toml"), text).unwrap();
        self
    }

    pub(crate) fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.directory.path().join("responses").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// A file in the state folder, as an earlier run would have left it.
    pub(crate) fn state_file(self, path: &str, text: &str) -> Self {
        let path = self.directory.path().join("state").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn without_responses(self) -> Self {
        std::fs::remove_dir_all(self.directory.path().join("responses")).unwrap();
        self
    }

    /// With a folder in which no file is.
    pub(crate) fn without_files(self) -> Self {
        let folder = self.directory.path().join("responses");
        std::fs::remove_dir_all(&folder).unwrap();
        std::fs::create_dir(&folder).unwrap();
        self
    }

    pub(crate) fn start(self) -> Bot {
        let Self {
            directory,
            mut command,
        } = self;
        let mut process = Process::start(directory, &mut command);
        let output = Output {
            text: Arc::default(),
            changes: watch::Sender::new(0),
        };
        let streams: [Box<dyn Read + Send>; 2] = [
            Box::new(process.child.stdout.take().unwrap()),
            Box::new(process.child.stderr.take().unwrap()),
        ];
        let readers = streams.map(|stream| {
            let output = output.clone();
            std::thread::spawn(move || output.read(stream))
        });
        Bot {
            process,
            output,
            readers: readers.into(),
        }
    }
}

impl Output {
    fn read(&self, stream: impl Read) {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            self.text.lock().unwrap().push_str(&(line + "\n"));
            self.changes.send_modify(|n| *n += 1);
        }
    }
}

impl Bot {
    /// The bot connected to the gateway of a stand-in.
    pub(crate) fn gateway(stand_in: &StandIn) -> Self {
        Setup::new(&["gateway"]).at(stand_in).start()
    }

    /// Where its response files are.
    pub(crate) fn responses(&self) -> PathBuf {
        self.process.home.path().join("responses")
    }

    /// All it wrote so far.
    pub(crate) fn output(&self) -> String {
        self.output.text.lock().unwrap().clone()
    }

    /// Waits until it wrote something.
    pub(crate) async fn until_says(&self, text: &str) {
        let find = || self.output().contains(text).then_some(());
        let changes = self.output.changes.subscribe();
        wait_for(&format!("{text:?} in the log"), changes, find, || {
            self.output()
        })
        .await;
    }

    /// Changes with everything it writes.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.output.changes.subscribe()
    }

    /// How many interactions it says it could not answer in time.
    pub(crate) fn n_dropped(&self) -> usize {
        let output = self.output();
        let (lines, what) = (output.lines(), " interactions could not be answered");
        let counts = lines.filter_map(|line| line.split_once(what)?.0.rsplit(' ').next());
        counts.map(|n| n.parse::<usize>().unwrap()).sum()
    }

    /// The memory it has in use, now and at most, in KiB.
    pub(crate) fn memory(&self) -> (u32, u32) {
        let kibibytes = |field| u32::try_from(self.process.memory(field) / 1024).unwrap();
        (kibibytes("VmRSS"), kibibytes("VmHWM"))
    }

    /// How many files and sockets it has open.
    pub(crate) fn n_handles(&self) -> usize {
        self.process.open_files().len()
    }

    /// The processor time it took so far.
    pub(crate) fn cpu_seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(self.process.proc("stat")).unwrap();
        // After the program's name come, from the third field on, numbers; 14 and 15 are the time
        // in user and kernel mode, in hundredths of a second.
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap()
            .split_whitespace()
            .collect();
        let ticks: f64 = fields[11..13]
            .iter()
            .map(|f| f.parse::<f64>().unwrap())
            .sum();
        ticks / 100.0
    }

    /// Checks that none of its open connections leads off this machine.
    pub(crate) fn assert_on_loopback(&self) {
        let table = std::fs::read_to_string(self.process.proc("net/tcp")).unwrap();
        let sockets = self.process.open_files();
        for line in table.lines().skip(1) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let is_ours = sockets.contains(&format!("socket:[{}]", fields[9]));
            // 127.x.y.z, with the bytes the other way round; all zeros while listening.
            let is_near = |address: &str| {
                let ip = address.split(':').next().unwrap();
                ip.ends_with("7F") || ip == "00000000"
            };
            assert!(!is_ours || is_near(fields[2]), "connected to {}", fields[2]);
        }
    }

    /// Sends it a signal, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        self.process.signal(name);
    }

    /// Waits until it ends by itself; gives its exit status and all it wrote.
    pub(crate) async fn end(mut self) -> (ExitStatus, String) {
        let begin = Instant::now();
        let status = loop {
            if let Some(status) = self.process.child.try_wait().unwrap() {
                break status;
            }
            assert!(begin.elapsed() < PATIENCE, "the bot goes on");
            tokio::time::sleep(Duration::from_millis(2)).await;
        };
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        (status, self.output())
    }

    /// Ends it as a supervisor does; it must do so well and within 5 s.
    pub(crate) async fn stop(self) -> String {
        self.stop_with("TERM").await
    }

    pub(crate) async fn stop_with(self, signal: &str) -> String {
        let begin = Instant::now();
        self.signal(signal);
        let (status, output) = self.end().await;
        assert_eq!(status.code(), Some(0), "{output}");
        assert!(
            begin.elapsed().as_secs_f32() < 5.0,
            "took {:?}\n{output}",
            begin.elapsed()
        );
        output
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the bot wrote:\n{}", self.output());
            return;
        }
        secrets::assert_none_in("what the bot wrote", self.output().as_bytes());
    }
}

/// Writes a file as an editor does.
pub(crate) fn save(directory: &Path, name: &str, text: &str) {
    std::fs::write(directory.join(name), text).unwrap();
}
