//! Three replicas behind a real nginx with the configuration in `deploy/`; passed over, visibly,
//! where nginx is not installed.

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::abuse::{SlowBodies, asked_meanwhile};
use crate::responses::{Folder, file};
use crate::served::{Connection, Load, Served};

/// nginx, ended at the end of the test.
struct Nginx {
    child: Child,
    address: SocketAddr,
    home: TempDir,
}

impl Nginx {
    fn start(program: &str, replicas: &[SocketAddr], adapt: impl FnOnce(String) -> String) -> Self {
        let home = TempDir::new().unwrap();
        let address = free_address();
        let file = home.path().join("nginx.conf");
        let configuration = configuration(home.path(), address, replicas);
        fs::write(&file, adapt(configuration)).unwrap();
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
        "daemon off;\nworker_processes 2;\nworker_rlimit_nofile 16384;\npid {home}/pid;\nerror_log {home}/log info;\n\
         events {{ worker_connections 8192; }}\nhttp {{\naccess_log off;\n\
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
    let found = places.find(|program| Command::new(program).arg("-v").output().is_ok());
    if found.is_none() {
        // Past the test harness, which keeps to itself what a passing test prints.
        let mut terminal = std::io::stderr();
        writeln!(
            terminal,
            "PASSED OVER: nginx is not installed, so nothing was tested behind it"
        )
        .unwrap();
    }
    found
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
        return;
    };
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let mut replicas: Vec<Served> = (0..3).map(|_| Served::start(folder.path())).collect();
    let addresses: Vec<SocketAddr> = replicas.iter().map(|replica| replica.address).collect();
    let again =
        |place: usize| Served::start_with(folder.path(), &addresses[place].to_string(), &[], &[]);
    // All that is asked here comes from one address.
    let without_limits = |configuration: String| {
        let lines = configuration.lines();
        let lines = lines.filter(|line| !line.trim_start().starts_with("limit_"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let nginx = Nginx::start(program, &addresses, without_limits);
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

/// What one address does in excess costs the others nothing, and reaches no replica.
#[test]
fn what_one_address_sends_in_excess_ends_at_nginx() {
    const N_ASKED: usize = 100;
    let Some(program) = program() else {
        return;
    };
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let served = Served::start(folder.path());
    let nginx = Nginx::start(program, &[served.address; 3], |configuration| configuration);
    let stranger = Ipv4Addr::new(127, 0, 0, 2);
    for n_slow in [600, 3000] {
        let slow = SlowBodies::start(nginx.address, stranger, n_slow, 1000);
        let (n_answered, longest) = asked_meanwhile(nginx.address, N_ASKED);
        slow.finish();
        eprintln!(
            "{n_slow} slow bodies at nginx: {n_answered} of {N_ASKED} answered, after {longest:?} at most"
        );
        assert_eq!(n_answered, N_ASKED);
    }
    // Of the slow bodies a replica saw nothing, so it refused nothing.
    let metrics = served.get("/metrics");
    assert!(!metrics.text().contains("code=\"4"), "{}", metrics.text());
    // Of a flood from one address most is refused, and of what Discord asks meanwhile nothing.
    let address = nginx.address;
    let mut connection = Connection::open_from(stranger, address).unwrap();
    let mut statuses = HashMap::<u16, usize>::new();
    let flood = std::thread::spawn(move || {
        for _ in 0..5000 {
            // After a thousand requests nginx ends a connection.
            match connection.ask("GET", "/interactions", &[], b"") {
                Some(reply) => *statuses.entry(reply.status).or_default() += 1,
                None => connection = Connection::open_from(stranger, address).unwrap(),
            }
        }
        statuses
    });
    let (n_answered, _) = asked_meanwhile(nginx.address, N_ASKED);
    assert_eq!(n_answered, N_ASKED);
    let statuses = flood.join().unwrap();
    assert!(statuses[&405] >= 500, "{statuses:?}");
    assert!(statuses[&429] > 0, "{statuses:?}");
}
