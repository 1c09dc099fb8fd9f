//! Three replicas behind a real nginx with the configuration in `deploy/`; passed over, visibly,
//! where nginx is not installed.

use std::collections::HashMap;
use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::attack::{SlowBodies, asked_meanwhile};
use crate::support::callback::{all_text, custom_id};
use crate::support::folder::{Folder, file};
use crate::support::http::{Connection, Load};
use crate::support::payload::{
    as_moderator, at_home, command_with, filled, moderation, on, press, with_file,
};
use crate::support::process::{Process, Served};
use crate::support::secrets;
use crate::support::stand_in::{APPLICATION, Hosted, StandIn, TOKEN};
use crate::support::{PATIENCE, find_program, passed_over};

/// nginx, ended at the end of the test.
struct Nginx {
    process: Process,
    address: SocketAddr,
}

impl Nginx {
    fn start(
        program: &Path,
        replicas: &[SocketAddr],
        adapt: impl FnOnce(String) -> String,
    ) -> Self {
        let home = TempDir::new().unwrap();
        let address = free_address();
        let file = home.path().join("nginx.conf");
        let configuration = configuration(home.path(), address, replicas);
        fs::write(&file, adapt(configuration)).unwrap();
        let mut command = Command::new(program);
        command
            .args(["-p".as_ref(), home.path().as_os_str()])
            .args(["-c".as_ref(), file.as_os_str()])
            .stderr(Stdio::null());
        let process = Process::start(home, &mut command);
        let started = Instant::now();
        while Connection::open(address).is_err() {
            assert!(started.elapsed() < PATIENCE, "{}", process.log());
        }
        Self { process, address }
    }

    fn log(&self) -> String {
        self.process.log()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The first process ends its workers itself when it is asked to end.
        self.process.signal("TERM");
        let _ = self.process.child.wait();
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

/// The program, or nothing where it is not installed, which is told.
fn program() -> Option<PathBuf> {
    let found = find_program("nginx");
    if found.is_none() {
        passed_over("nginx is not installed, so nothing was tested behind it");
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
    let nginx = Nginx::start(&program, &addresses, without_limits);
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
    let nginx = Nginx::start(&program, &[served.address; 3], |configuration| {
        configuration
    });
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

/// Where the moderation channel is.
const CHANNEL: &str = "/channels/700/messages";

/// Replicas that share their texts and their state, with a stand-in for the rest of Discord.
struct Replicas {
    folder: Folder,
    state: TempDir,
    stand_in: StandIn,
    all: Vec<Served>,
}

impl Replicas {
    /// With nginx before them; nothing where there is none.
    async fn behind_nginx() -> Option<(Self, Nginx)> {
        let program = program()?;
        let replicas = Self::start().await;
        let as_shipped = |configuration| configuration;
        let nginx = Nginx::start(&program, &replicas.addresses(), as_shipped);
        Some((replicas, nginx))
    }

    async fn start() -> Self {
        let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
        let state = TempDir::new().unwrap();
        let stand_in = StandIn::start().await;
        let config = state.path().join("config.toml");
        let settings = format!(
            "[responses]\nstate = \"{}\"\n[moderation]\nguild = \"500\"\nroles = [\"600\"]\n\
             channel = \"700\"\nreports = true\n",
            state.path().join("state").display()
        );
        fs::write(&config, settings).unwrap();
        let api_url = stand_in.api_url();
        let start = |_| {
            Served::start_with(
                folder.path(),
                "127.0.0.1:0",
                &["--config", config.to_str().unwrap()],
                &[
                    ("DISCORD_API_URL", api_url.as_str()),
                    ("DISCORD_TOKEN", TOKEN),
                ],
            )
        };
        let all = (0..3).map(start).collect();
        Self {
            folder,
            state,
            stand_in,
            all,
        }
    }

    fn addresses(&self) -> Vec<SocketAddr> {
        self.all.iter().map(|replica| replica.address).collect()
    }

    /// How many interactions they were asked, all together.
    fn n_asked(&self) -> u64 {
        let count = |replica: &Served| -> u64 {
            let metrics = replica.get("/metrics");
            let counts = metrics.text().lines().filter_map(|line| {
                let (_, kind) = line.split_once("interaction_duration_seconds_count{")?;
                kind.rsplit(' ').next()?.parse::<u64>().ok()
            });
            counts.sum()
        };
        self.all.iter().map(count).sum()
    }

    /// How often the text of the file was changed, as the history has it.
    fn n_versions(&self, entry: &str) -> usize {
        let folder = self.state.path().join("state/history/alles").join(entry);
        fs::read_dir(folder).map_or(0, Iterator::count)
    }

    fn preview(&self, text: &str) -> Value {
        let replica = &self.all[0];
        let edit = as_moderator(moderation("bewerk", &[("tekst", "alles/een")]));
        let modal = replica.interact(&edit);
        replica.interact(&as_moderator(filled(&modal, &[("text", text)])))
    }

    /// A member's report, filled in.
    fn report(&self, words: &str) -> Value {
        let more = self.all[0].interact(&at_home(press("1:more:alles:een")));
        let asked = at_home(press(&custom_id(&more, "Klopt dit niet? Mis je iets?")));
        let modal = self.all[0].interact(&asked);
        let mut report = at_home(filled(&modal, &[("report", words)]));
        report["application_id"] = json!(APPLICATION);
        report["token"] = json!(format!("token-{}", report["id"].as_str().unwrap()));
        report
    }
}

impl Drop for Replicas {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            secrets::assert_none_in_folder(self.state.path());
        }
    }
}

fn original(payload: &Value) -> String {
    format!("/{}/messages/@original", payload["token"].as_str().unwrap())
}

fn through(nginx: &Nginx, payload: &Value) -> Value {
    let mut connection = Connection::open(nginx.address).unwrap();
    let reply = connection.interact(payload).unwrap();
    assert_eq!(reply.status, 200, "{}", nginx.log());
    serde_json::from_slice(&reply.body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_its_time_is_asked_once_and_answered_later_behind_nginx() {
    let Some((replicas, nginx)) = Replicas::behind_nginx().await else {
        return;
    };
    let stand_in = &replicas.stand_in;
    let publish = on(&replicas.preview("Nieuw"), "Publiceren");
    let before = replicas.n_asked();

    // A disk on which nobody can save for as long as this is locked.
    let lock = File::create(replicas.folder.path().join(".lock")).unwrap();
    lock.lock().unwrap();
    assert_eq!(through(&nginx, &publish), json!({ "type": 6 }));
    lock.unlock().unwrap();
    let sent = stand_in
        .until_done(&Method::PATCH, &original(&publish), 1)
        .await;
    assert!(all_text(&json!({ "data": sent[0].body })).contains("Gepubliceerd"));
    // As it was found, and as it is now.
    assert_eq!(replicas.n_versions("een"), 2);

    let text = file(&["een", "twee", "drie"]);
    let slow = Hosted::Slow(Duration::from_millis(1100), text.clone().into());
    let url = stand_in.host("alles.toml", slow);
    let file = with_file(moderation("bestand", &[]), "alles.toml", text.len(), &url);
    let file = as_moderator(file);
    assert_eq!(through(&nginx, &file)["type"], 5);
    stand_in
        .until_done(&Method::PATCH, &original(&file), 1)
        .await;
    assert_eq!(replicas.n_asked(), before + 2, "{}", nginx.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_replicas_took_that_hang_is_done_once_behind_nginx() {
    let Some((replicas, nginx)) = Replicas::behind_nginx().await else {
        return;
    };
    let stand_in = &replicas.stand_in;
    let report = replicas.report("Dit klopt niet.");
    let publish = on(&replicas.preview("Nieuw"), "Publiceren");
    let remove = as_moderator(moderation("verwijder", &[("tekst", "alles/twee")]));
    let remove = on(&replicas.all[0].interact(&remove), "Ja, verwijder");
    let told = || stand_in.requests(&Method::POST, CHANNEL).len();
    for (place, payload) in [report, publish, remove].iter().enumerate() {
        replicas.all[0].signal("STOP");
        replicas.all[1].signal("STOP");
        let answer = through(&nginx, payload);
        assert!(matches!(answer["type"].as_u64(), Some(4 | 7)), "{answer:#}");
        stand_in.until_done(&Method::POST, CHANNEL, place + 1).await;
        replicas.all[0].signal("CONT");
        replicas.all[1].signal("CONT");
        // They find in their sockets what nginx asked, and here it comes once more.
        for replica in &replicas.all {
            let again = replica.interact(payload);
            let is_refused = all_text(&again).contains("alleen voor de moderatoren");
            assert!(is_refused || again == answer, "{again:#}");
        }
    }
    // As they were found, and as they are now.
    assert_eq!(
        (replicas.n_versions("een"), replicas.n_versions("twee")),
        (2, 2)
    );
    assert_eq!(told(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_at_work_on_one_press_give_one_answer() {
    let replicas = Replicas::start().await;
    let stand_in = &replicas.stand_in;
    let publish = on(&replicas.preview("Nieuw"), "Publiceren");
    let lock = File::create(replicas.folder.path().join(".lock")).unwrap();
    lock.lock().unwrap();
    for replica in &replicas.all {
        assert_eq!(replica.interact(&publish), json!({ "type": 6 }));
    }
    lock.unlock().unwrap();
    let sent = stand_in
        .until_done(&Method::PATCH, &original(&publish), 3)
        .await;
    assert!(all_text(&json!({ "data": sent[0].body })).contains("Gepubliceerd"));
    assert!(sent.iter().all(|other| other.body == sent[0].body));
    stand_in.until_done(&Method::POST, CHANNEL, 1).await;
    assert_eq!(stand_in.requests(&Method::POST, CHANNEL).len(), 1);
    assert_eq!(replicas.n_versions("een"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announced_answer_comes_also_when_its_replica_stops() {
    let replicas = Replicas::start().await;
    let publish = on(&replicas.preview("Nieuw"), "Publiceren");
    let lock = File::create(replicas.folder.path().join(".lock")).unwrap();
    lock.lock().unwrap();
    let replica = &replicas.all[0];
    assert_eq!(replica.interact(&publish), json!({ "type": 6 }));
    replica.signal("TERM");
    // It takes no more requests by now, and all that it was asked is answered.
    while std::net::TcpStream::connect(replica.address).is_ok() {
        tokio::task::yield_now().await;
    }
    lock.unlock().unwrap();
    let sent = replicas
        .stand_in
        .until_done(&Method::PATCH, &original(&publish), 1)
        .await;
    assert!(all_text(&json!({ "data": sent[0].body })).contains("Gepubliceerd"));
    assert_eq!(replicas.n_versions("een"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_answers_write_nothing() {
    let replicas = Replicas::start().await;
    let taken = replicas.state.path().join("state/taken");
    let replica = &replicas.all[0];
    replica.interact(&at_home(command_with("alles", "een")));
    let more = replica.interact(&at_home(press("1:more:alles:een")));
    replica.interact(&press(&custom_id(&more, "Klopt dit niet? Mis je iets?")));
    replica.interact(&as_moderator(moderation("status", &[])));
    replica.interact(&as_moderator(moderation(
        "geschiedenis",
        &[("tekst", "alles/een")],
    )));
    assert!(!taken.exists());
    replica.interact(&replicas.report("Dit klopt niet."));
    assert_eq!(fs::read_dir(taken).unwrap().count(), 1);
}
