//! Three replicas behind a real nginx with the configuration in `deploy/`; passed over, visibly,
//! where nginx is not installed.

use std::fs;
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::responses::{Folder, file};
use crate::served::{Connection, Load, Served};

/// nginx, ended at the end of the test.
struct Nginx {
    child: Child,
    address: SocketAddr,
    home: TempDir,
}

impl Nginx {
    fn start(program: &str, replicas: &[SocketAddr]) -> Self {
        let home = TempDir::new().unwrap();
        let address = free_address();
        let file = home.path().join("nginx.conf");
        fs::write(&file, configuration(home.path(), address, replicas)).unwrap();
        let child = Command::new(program)
            .args(["-p".as_ref(), home.path().as_os_str()])
            .args(["-c".as_ref(), file.as_os_str()])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let nginx = Self {
            child,
            address,
            home,
        };
        let started = Instant::now();
        while Connection::open(address).is_err() {
            assert!(
                started.elapsed() < Duration::from_secs(20),
                "{}",
                nginx.log()
            );
        }
        nginx
    }

    fn log(&self) -> String {
        fs::read_to_string(self.home.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The first process ends its workers itself when it is asked to end.
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let _ = self.child.wait();
    }
}

/// The shipped configuration with other addresses, and without the certificate.
fn configuration(home: &Path, listen: SocketAddr, replicas: &[SocketAddr]) -> String {
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/nginx.conf");
    let mut site: String = fs::read_to_string(shipped)
        .unwrap()
        .lines()
        .filter(|line| !line.contains("ssl_certificate"))
        .map(|line| line.replace("listen 443 ssl", &format!("listen {listen}")) + "\n")
        .collect();
    for (port, replica) in (8141..).zip(replicas) {
        let shipped = format!("127.0.0.1:{port}");
        assert!(site.contains(&shipped));
        site = site.replace(&shipped, &replica.to_string());
    }
    let home = home.display();
    format!(
        "daemon off;\nworker_processes 2;\npid {home}/pid;\nerror_log {home}/log info;\n\
         events {{}}\nhttp {{\naccess_log off;\n\
         client_body_temp_path {home}/body;\nproxy_temp_path {home}/proxy;\n\
         fastcgi_temp_path {home}/f;\nuwsgi_temp_path {home}/u;\nscgi_temp_path {home}/s;\n\
         {site}}}\n"
    )
}

/// An address that nobody listens on now.
fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

fn program() -> Option<&'static str> {
    let mut places = ["nginx", "/usr/sbin/nginx"].into_iter();
    places.find(|program| Command::new(program).arg("-v").output().is_ok())
}

/// Waits until so many more were answered.
fn more(load: &Load, n: usize) {
    let before = load.answered.load(SeqCst);
    while load.answered.load(SeqCst) < before + n {
        load.assert_unbroken();
    }
}

#[test]
fn replicas_come_and_go_behind_nginx_and_no_interaction_fails() {
    let Some(program) = program() else {
        // Past the test harness, which keeps to itself what a passing test prints.
        let mut terminal = std::io::stderr();
        writeln!(
            terminal,
            "PASSED OVER: nginx is not installed, so nothing was tested behind it"
        )
        .unwrap();
        return;
    };
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let mut replicas: Vec<Served> = (0..3).map(|_| Served::start(folder.path())).collect();
    let addresses: Vec<SocketAddr> = replicas.iter().map(|replica| replica.address).collect();
    let again =
        |place: usize| Served::start_with(folder.path(), &addresses[place].to_string(), &[], &[]);
    let nginx = Nginx::start(program, &addresses);
    let load = Load::start(vec![nginx.address], 4);
    more(&load, 200);

    replicas[0].kill();
    more(&load, 200);
    replicas[0] = again(0);
    more(&load, 200);
    for place in [1, 2] {
        replicas[place].terminate();
        assert!(replicas[place].wait().success());
        more(&load, 100);
        replicas[place] = again(place);
        more(&load, 100);
    }
    assert!(load.finish() > 1000, "{}", nginx.log());
    for replica in &replicas {
        let metrics = replica.get("/metrics");
        let answers = "interaction_duration_seconds_count{kind=\"command\"} ";
        let count = metrics.text().split_once(answers).unwrap().1;
        assert!(!count.starts_with("0\n"), "a replica was not asked again");
    }
    let status = |path: &str| {
        let mut connection = Connection::open(nginx.address).unwrap();
        connection.ask("GET", path, &[], b"").unwrap().status
    };
    assert_eq!(status("/metrics"), 404);
    assert_eq!(status("/interactions"), 405);
}
