//! The chat page's server as a process of its own, and requests to it, whole or wrong.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::process::Process;
use crate::support::{PATIENCE, secrets};

/// `aandeslag chat`, or what else serves the page.
pub(crate) struct Chat {
    process: Process,
    /// Where it serves, without `http://`.
    pub(crate) address: String,
    /// The page's whole address, which ends in a secret and a slash.
    pub(crate) page: String,
}

impl Deref for Chat {
    type Target = Process;

    fn deref(&self) -> &Process {
        &self.process
    }
}

impl DerefMut for Chat {
    fn deref_mut(&mut self) -> &mut Process {
        &mut self.process
    }
}

impl Chat {
    /// Serves these responses on a free port.
    pub(crate) fn start(responses: &Path) -> Self {
        let home = TempDir::new().unwrap();
        Self::with(home, responses, &["chat", "--listen", "127.0.0.1:0"])
    }

    pub(crate) fn with(home: TempDir, responses: &Path, arguments: &[&str]) -> Self {
        let command = aandeslag(home.path(), responses, arguments);
        Self::run(home, command)
    }

    pub(crate) fn run(home: TempDir, mut command: Command) -> Self {
        let (process, page) = Process::serving(home, &mut command);
        let address = page.split('/').nth(2).unwrap().to_owned();
        Self {
            process,
            address,
            page,
        }
    }

    pub(crate) fn port(&self) -> &str {
        self.address.rsplit_once(':').unwrap().1
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a request as it stands and reads all that comes back.
    pub(crate) fn exchange(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A refusal can come, and the connection close, before all is sent.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Answer::read(&String::from_utf8(bytes).unwrap())
    }

    /// Asks for something of the page, with these header lines beside the ordinary ones.
    pub(crate) fn request(&self, line: &str, headers: &str, body: &str) -> Answer {
        let line = line.replacen('/', self.root(), 1);
        self.request_outside(&line, headers, body)
    }

    /// The path of the page: `/`, the secret, `/`.
    pub(crate) fn root(&self) -> &str {
        self.page.split_once(&self.address).unwrap().1
    }

    /// Asks for something, which may be no part of the page.
    pub(crate) fn request_outside(&self, line: &str, headers: &str, body: &str) -> Answer {
        let length = body.len();
        self.exchange(
            format!(
                "{line} HTTP/1.1\r\nConnection: close\r\nContent-Length: {length}\r\n\
                 {headers}\r\n{body}"
            )
            .as_bytes(),
        )
    }

    pub(crate) fn own_host(&self) -> String {
        format!("Host: {}\r\n", self.address)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.request(&format!("GET {path}"), &self.own_host(), "")
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        let headers = self.own_host() + "Content-Type: application/json\r\n";
        self.request(&format!("POST {path}"), &headers, body)
    }

    /// The callback to an interaction.
    pub(crate) fn ask(&self, path: &str, interaction: &Value) -> Value {
        let answer = self.post(path, &interaction.to_string());
        assert_eq!(answer.status, 200, "{answer:?}");
        serde_json::from_str(&answer.body).unwrap()
    }

    /// The states of the files, as the page gets them.
    pub(crate) fn states(&self) -> impl Iterator<Item = Value> + use<> {
        let mut stream = self.connect();
        let request = format!(
            "GET {}events HTTP/1.1\r\n{}\r\n",
            self.root(),
            self.own_host()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let lines = BufReader::new(stream).lines().map_while(Result::ok);
        lines.filter_map(|line| Some(serde_json::from_str(line.strip_prefix("data: ")?).unwrap()))
    }
}

/// The program, in a folder of its own; without a command it would look at the token.
pub(crate) fn aandeslag(home: &Path, responses: &Path, arguments: &[&str]) -> Command {
    let mut command = secrets::program();
    command.current_dir(home);
    if arguments.is_empty() {
        command.env_remove("DISCORD_TOKEN");
    }
    command
        .args(["--responses".as_ref(), responses.as_os_str()])
        .args(arguments);
    command
}

/// An HTTP answer, its headers in lower case.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    fn read(text: &str) -> Self {
        secrets::assert_none_in("an answer", text.as_bytes());
        let (head, body) = text.split_once("\r\n\r\n").expect("an HTTP answer");
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        Self {
            status: status.parse().unwrap(),
            headers: headers
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value)
    }
}
