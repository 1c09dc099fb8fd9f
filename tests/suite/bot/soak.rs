//! Mixed traffic with reloads, edits in Discord, attacks and faults at once, for as long as wanted, and a
//! verdict at the end.
//!
//! `SOAK_SECONDS=600 cargo test --release --test suite soak -- --nocapture` is a run that counts;
//! without the variable it is a short one, for every day.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::support::attack::SlowBodies;
use crate::support::bot::{Bot, FRUIT, SPREUKEN, Setup, save};
use crate::support::callback::{all_text, custom_id};
use crate::support::payload::{self, ASKER, OTHER};
use crate::support::stand_in::{APPLICATION, Connect, Fault, Hosted, StandIn};

const CALLBACK: &str = "/callback";
/// How long a run of every day takes, and one that counts at least.
const SHORT: Duration = Duration::from_secs(8);
const LONG: Duration = Duration::from_mins(5);
/// How long the bot wants a connection to last before it opens the next without a pause.
const STABLE: Duration = Duration::from_secs(31);
/// How long a connection that went wrong may linger, at most.
const LINGER: Duration = Duration::from_secs(20);
/// How long the bot rests before its use is measured: what a file of 1 MiB took goes back to the system
/// some time after.
const REST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 1 } else { 10 });
/// How long answers may stay away before they count as lost.
const PATIENCE: Duration = Duration::from_mins(1);

/// Moderators at work: everybody with Manage Server in the guild of [`payload`].
const CONFIG: &str = "[moderation]\nguild = \"1200000000000000001\"\nroles = []\n\
    channel = \"1210000000000000009\"\n[http]\nlisten = \"127.0.0.1:0\"\n";
/// How large a broken file is: as large as a file may be, in a build that is meant to be fast.
const BROKEN: usize = if cfg!(debug_assertions) {
    1 << 14
} else {
    1 << 20
};
/// How many connections to the operators' pages are held by requests that never end.
const N_SLOW: usize = 200;

/// Whether an answer is right.
type Check = Box<dyn Fn(&Value) -> bool>;
/// Something to ask.
type Question = (Value, Check);
/// Something that goes wrong with answers, and something that goes wrong with the connection.
type Trouble = (&'static str, fn(&StandIn));
/// What members send who mean no good; some of it in the form for reports.
type Attack = (&'static str, fn(&Value) -> Vec<Question>);

/// Saved in the place of the file about fruit: what it repeats, up to its size.
const SPOILED: [(&str, &str); 5] = [
    ("a text without an end saved", "title = \"Fruit\nkapot\n"),
    ("a file of `=` saved", "=\n"),
    ("a file of headings twice saved", "[e1] # c\nx=1\nx=2\n"),
    ("a file of brackets saved", "(naam)\n"),
    ("a file of bytes saved that are no text", "\u{0}\u{1b}[2J\n"),
];

const ATTACKS: [Attack; 5] = [
    ("60 searches that find nothing", |_| {
        let ask = |n| payload::command_option("zoek", "vraag", &format!("qwx{n} zvk{n}"));
        let questions = (0..60).map(|n| by_member(ask(n), n));
        questions.map(|q| (q, check(|c| c["type"] == 4))).collect()
    }),
    ("60 reports", |form| {
        let report = |n| payload::filled(form, &[("report", &format!("Melding {n} @everyone"))]);
        let questions = (0..60).map(|n| by_member(report(n), n));
        let is_harmless = |c: &Value| {
            is_private(c)
                && c["data"]["allowed_mentions"]["parse"]
                    .as_array()
                    .is_none_or(Vec::is_empty)
        };
        questions.map(|q| (q, check(is_harmless))).collect()
    }),
    ("60 moderators' commands by members", |_| {
        let ask = |n| payload::moderation(["status", "herlaad"][n % 2], &[]);
        let questions = (0..60).map(|n| by_member(ask(n), n));
        let is_refused =
            |c: &Value| is_private(c) && all_text(c).contains("alleen voor de moderatoren");
        questions.map(|q| (q, check(is_refused))).collect()
    }),
    ("60 presses on what was never a button", |_| {
        let press = |n| payload::button(&"1:show:\u{202e}fruit:".repeat(n % 6 + 1), OTHER, 0);
        let questions = (0..60).map(|n| by_member(press(n), n));
        questions.map(|q| (q, check(is_private))).collect()
    }),
    ("20 questions of 6,000 characters, and deep ones", |_| {
        let ask = |n: usize| {
            let long = ["@everyone ", "\u{0}\u{7}", "*_~|`>", "\u{202e}ë"][n % 4];
            let mut question =
                payload::command_option("fruit", "soort", &long.repeat(6000 / long.len()));
            question["data"]["new"] = (0..90).fold(json!(1), |inner, _| json!([inner]));
            question
        };
        let questions = (0..20).map(|n| by_member(ask(n), n));
        let calls_nobody = |c: &Value| !c.to_string().contains("@everyone");
        questions.map(|q| (q, check(calls_nobody))).collect()
    }),
];

/// What passes while the connection is gone for longer than Discord waits comes late, whoever asks
/// again; it has to come all the same.
const OUTAGES: [&str; 3] = [
    "the connection dies unnoticed",
    "502 on the handshake, twice",
    "a silent handshake",
];

const CALLS: [Trouble; 10] = [
    ("every tenth callback 429", |s| {
        s.fail_every(10, Method::POST, CALLBACK, 100, limited(0.2, false));
    }),
    ("every tenth callback 500", |s| {
        s.fail_every(
            10,
            Method::POST,
            CALLBACK,
            100,
            Fault::Status(500, json!({})),
        );
    }),
    ("every tenth callback 502, in HTML", |s| {
        let html = json!("<html>Bad Gateway</html>");
        s.fail_every(10, Method::POST, CALLBACK, 100, Fault::Status(502, html));
    }),
    ("a 429 for all routes", |s| {
        s.fail(Method::POST, CALLBACK, 1, limited(0.3, true));
    }),
    ("ten callbacks confirmed after 1 s", |s| {
        s.fail(
            Method::POST,
            CALLBACK,
            10,
            Fault::Slow(Duration::from_secs(1)),
        );
    }),
    ("ten confirmations that break off", |s| {
        s.fail(Method::POST, CALLBACK, 10, Fault::BrokenOff);
    }),
    ("ten confirmations that are no JSON", |s| {
        s.fail(Method::POST, CALLBACK, 10, Fault::Garbage);
    }),
    ("messages that are no JSON", |s| {
        for raw in [
            "",
            "geen JSON",
            "{\"op\":0,\"t\":\"INTERACTION_CREATE\",\"s\":1,\"d\":{",
        ] {
            s.say_raw(raw);
        }
    }),
    ("events and opcodes of tomorrow", |s| {
        s.say(json!({"op": 42, "d": null}));
        s.dispatch("SOMETHING_NEW", &json!({"a": [1]}));
    }),
    ("nothing", |_| {}),
];

const CONNECTIONS: [Trouble; 11] = [
    ("the connection drops", StandIn::hang_up),
    ("op 7", |s| s.say(json!({"op": 7, "d": null}))),
    ("the connection breaks mid-frame", |s| {
        s.interact_by_half(&payload::command("hulp", json!([])));
    }),
    ("heartbeats are not acknowledged", StandIn::become_zombie),
    ("the connection dies unnoticed", StandIn::die),
    ("op 9, resumable", |s| s.say(json!({"op": 9, "d": true}))),
    ("op 9, not resumable", |s| {
        s.say(json!({"op": 9, "d": false}));
    }),
    ("close code 4000", |s| s.close(4000)),
    ("close code 4009", |s| s.close(4009)),
    ("502 on the handshake, twice", |s| {
        s.meet([Connect::Refuse(502); 2]);
        s.hang_up();
    }),
    ("a silent handshake", |s| {
        s.meet([Connect::SilentHandshake]);
        s.hang_up();
    }),
];

fn limited(seconds: f64, global: bool) -> Fault {
    Fault::Limited { seconds, global }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn soak() {
    let seconds = std::env::var("SOAK_SECONDS").ok();
    let time = seconds.map_or(SHORT, |s| Duration::from_secs(s.parse().unwrap()));
    let mut soak = Soak::start().await;
    soak.run(time / 4).await;
    let warm = soak.measure().await;
    if time >= LONG {
        soak.a_gateway_that_is_down_for_a_minute().await;
    }
    soak.run(time).await;
    let mut end = soak.measure().await;
    // Connections that are on their way out take a moment.
    let begin = Instant::now();
    while end.n_handles != warm.n_handles && begin.elapsed() < PATIENCE {
        end = soak.measure().await;
    }
    soak.judge(warm, end).await;
}

struct Soak {
    stand_in: StandIn,
    bot: Bot,
    begin: Instant,
    /// Where the operators' pages are.
    pages: SocketAddr,
    /// The form in which members report something.
    form: Value,
    /// When the connection last went wrong.
    broken: Instant,
    /// Which version of the text about apples answers, and which does so soon.
    version: usize,
    next_version: usize,
    n_rounds: usize,
    n_breaks: usize,
    tally: Tally,
}

#[derive(Default)]
struct Tally {
    n_asked: usize,
    n_answered: usize,
    n_wrong: usize,
    n_lost: usize,
    n_late: usize,
    /// Of those that are late, how many were asked while nothing could pass.
    n_out_of_reach: usize,
    n_edits: usize,
    n_reloads: usize,
    troubles: BTreeMap<&'static str, usize>,
}

/// What the bot's process has in use.
#[derive(Debug, Clone, Copy)]
struct Use {
    /// In KiB.
    memory: u32,
    n_handles: usize,
}

impl Soak {
    async fn start() -> Self {
        let stand_in = StandIn::start().await;
        stand_in.want_heartbeats(Duration::from_secs(5));
        let setup = Setup::new(&["gateway"]).at(&stand_in);
        let setup = setup.file("fruit.toml", about_apples(0)).config(CONFIG);
        let log = "error,aandeslag::serve::health=info";
        let bot = setup.env("RUST_LOG", log).start();
        bot.until_says("serving /healthz").await;
        let output = bot.output();
        let (_, address) = output.split_once("address=").unwrap();
        let pages = address.split_whitespace().next().unwrap().parse().unwrap();
        stand_in.until_sessions(1).await;
        let more = payload::button("1:more:fruit:appel", ASKER, 0);
        let more = stand_in.answer(&more).await;
        let button = custom_id(&more, "Klopt dit niet? Mis je iets?");
        let form = stand_in.answer(&payload::button(&button, ASKER, 0)).await;
        Self {
            stand_in,
            bot,
            pages,
            form,
            begin: Instant::now(),
            broken: Instant::now(),
            version: 0,
            next_version: 0,
            n_rounds: 0,
            n_breaks: 0,
            tally: Tally::default(),
        }
    }

    /// Goes on until this long after the start.
    async fn run(&mut self, until: Duration) {
        let n_rounds = self.n_rounds;
        let attackers = Attackers::start(self.pages);
        while self.begin.elapsed() < until || self.n_rounds < n_rounds + CALLS.len() {
            let time = until.saturating_sub(self.begin.elapsed());
            let (name, trouble) = CALLS[self.n_rounds % CALLS.len()];
            self.tally.count(name);
            trouble(&self.stand_in);
            match self.n_rounds % 4 {
                1 => self.reload(),
                3 => self.spoil().await,
                _ => {}
            }
            let is_due = self.broken.elapsed() >= STABLE || self.n_breaks < 3;
            let is_last = time < LINGER && self.n_breaks >= 3;
            if is_due && !is_last {
                self.break_connection().await;
            }
            self.round().await;
        }
        let (n_cut, n_refused) = attackers.finish();
        self.tally
            .add("requests to the pages that never end cut off", n_cut);
        self.tally
            .add("lines of garbage to the pages refused", n_refused);
    }

    /// Members, a moderator and those who mean no good, all at once.
    async fn round(&mut self) {
        let (name, attack) = ATTACKS[self.n_rounds % ATTACKS.len()];
        self.tally.count(name);
        let questions = traffic(&self.accepted())
            .into_iter()
            .chain(attack(&self.form))
            .collect();
        let moderator = Moderator {
            stand_in: &self.stand_in,
            file: self.bot.responses().join("spreuken.toml"),
            tally: Tally::default(),
        };
        let (asked, edited) = tokio::join!(
            ask(&self.stand_in, questions),
            moderator.edit(self.n_rounds)
        );
        self.tally += asked;
        self.tally += edited;
        self.n_rounds += 1;
        self.settle().await;
    }

    /// Saves another text about apples.
    fn reload(&mut self) {
        self.next_version += 1;
        let text = about_apples(self.next_version);
        save(&self.bot.responses(), "fruit.toml", &text);
        self.tally.n_reloads += 1;
    }

    /// Saves a file that cannot be used, and waits until the bot has read it; what answers goes on.
    async fn spoil(&mut self) {
        let (name, piece) = SPOILED[self.n_rounds / 4 % SPOILED.len()];
        self.tally.count(name);
        self.tally.n_reloads += 1;
        let text = piece.repeat(BROKEN / piece.len());
        save(&self.bot.responses(), "fruit.toml", &text);
        let address = format!("http://{}/metrics", self.pages);
        let is_read = async {
            loop {
                // Who asks here is one of hundreds, and may be the one who has to go.
                if let Ok(page) = reqwest::get(&address).await
                    && let Ok(text) = page.text().await
                    && text.contains("\naandeslag_content_stale_files 1\n")
                {
                    return;
                }
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(PATIENCE, is_read)
            .await
            .expect("a broken file is noticed");
    }

    /// The texts about apples that may answer now.
    fn accepted(&self) -> Vec<String> {
        vec![words(self.version), words(self.next_version)]
    }

    async fn break_connection(&mut self) {
        let (name, trouble) = CONNECTIONS[self.n_breaks % CONNECTIONS.len()];
        self.tally.count(name);
        self.n_breaks += 1;
        let n_sessions = self.stand_in.n_sessions();
        trouble(&self.stand_in);
        // Without a session there is nothing for Discord to keep interactions in.
        if name.contains("not resumable") || name.contains("4009") {
            self.stand_in.until_sessions(n_sessions + 1).await;
        } else {
            let mut asked = ask(&self.stand_in, traffic(&self.accepted())).await;
            if OUTAGES.contains(&name) {
                asked.n_out_of_reach = std::mem::take(&mut asked.n_late);
            }
            self.tally += asked;
            let has_resumed = |s: &StandIn| (!s.said(6).is_empty()).then_some(());
            self.stand_in.until("a resume", has_resumed).await;
        }
        self.broken = Instant::now();
    }

    async fn a_gateway_that_is_down_for_a_minute(&mut self) {
        let stand_in = &self.stand_in;
        stand_in.meet([Connect::Refuse(502); 1000]);
        stand_in.hang_up();
        sleep(Duration::from_mins(1)).await;
        let n_attempts = stand_in.handshakes().len();
        stand_in.meet_well();
        let begin = Instant::now();
        while stand_in.said(6).is_empty() && begin.elapsed() < PATIENCE * 2 {
            sleep(Duration::from_millis(100)).await;
        }
        eprintln!(
            "a gateway that was down for a minute: {n_attempts} attempts meanwhile; \
             resumed {:.1} s after its return",
            begin.elapsed().as_secs_f64()
        );
        self.tally.count("the gateway is down for a minute");
        self.broken = Instant::now();
        self.round().await;
    }

    /// Ends what is wrong, waits until the latest text answers, and forgets what was seen.
    async fn settle(&mut self) {
        self.stand_in.recover();
        while self.version != self.next_version {
            let latest = words(self.next_version);
            let asked = payload::command_option("fruit", "soort", "appel");
            let answer = self.stand_in.answer(&asked).await;
            self.tally.n_asked += 1;
            self.tally.n_answered += 1;
            if answer.to_string().contains(&latest) {
                self.version = self.next_version;
            }
        }
        self.stand_in.forget();
    }

    /// What is in use after a crowd that leaves as many connections behind each time.
    async fn measure(&mut self) -> Use {
        let slow = Fault::Slow(Duration::from_millis(300));
        self.stand_in.fail(Method::POST, CALLBACK, 1000, slow);
        for _ in 0..4 {
            self.tally += ask(&self.stand_in, traffic(&self.accepted())).await;
        }
        self.settle().await;
        let measure = || Use {
            memory: self.bot.memory().0,
            n_handles: self.bot.n_handles(),
        };
        let (begin, mut rest) = (Instant::now(), measure());
        while begin.elapsed() < REST {
            sleep(Duration::from_millis(300)).await;
            let now = measure();
            rest.memory = rest.memory.min(now.memory);
            rest.n_handles = now.n_handles;
        }
        rest
    }

    async fn judge(self, warm: Use, end: Use) {
        let Self { tally, begin, .. } = self;
        let growth = f64::from(end.memory) / f64::from(warm.memory) - 1.0;
        eprintln!("after {:.0} s:", begin.elapsed().as_secs_f64());
        for (name, n) in &tally.troubles {
            eprintln!("  {n:5} × {name}");
        }
        eprintln!("  {:5} reloads", tally.n_reloads);
        eprintln!("  {:5} edits published and undone", tally.n_edits);
        let Tally {
            n_asked,
            n_answered,
            n_wrong,
            n_lost,
            n_late,
            n_out_of_reach,
            ..
        } = tally;
        eprintln!(
            "interactions {n_asked}, answered {n_answered}, wrong {n_wrong}, lost {n_lost}, and \
             {n_late} by an answer after 3 s; {n_out_of_reach} more were asked while no connection \
             was to be had"
        );
        eprintln!(
            "memory {} KiB after the warm-up, {} KiB at the end ({:+.1} %); handles {} and {}",
            warm.memory,
            end.memory,
            growth * 100.0,
            warm.n_handles,
            end.n_handles
        );
        let (_, most) = self.bot.memory();
        eprintln!("memory {most} KiB at most");
        self.bot.stop().await;
        // In a build for tests, beside other tests, that tells about the machine.
        let n_lost = n_lost + if cfg!(debug_assertions) { 0 } else { n_late };
        // A short run has not had each trouble once when it is warm.
        let most_growth = if begin.elapsed() < LONG { 0.5 } else { 0.1 };
        let is_good = n_wrong == 0 && n_lost == 0 && growth <= most_growth;
        assert!(
            is_good && warm.n_handles == end.n_handles,
            "the verdict is bad"
        );
        eprintln!("the verdict is good");
    }
}

impl Tally {
    fn count(&mut self, name: &'static str) {
        self.add(name, 1);
    }

    fn add(&mut self, name: &'static str, n: usize) {
        *self.troubles.entry(name).or_default() += n;
    }

    /// Looks at the answer to a question, which was waited for.
    async fn look_at(&mut self, stand_in: &StandIn, question: &Value, is_right: &Check) {
        self.n_asked += 1;
        match stand_in.n_answers(question) {
            0 => {
                self.n_lost += 1;
                eprintln!("lost: {}", question["data"]);
            }
            n => {
                self.n_answered += 1;
                if !stand_in.is_in_time(question) {
                    self.n_late += 1;
                    eprintln!("late: {}", question["data"]);
                }
                let callback = stand_in.until_answered(question).await;
                if n > 1 || !is_right(&callback) {
                    self.n_wrong += 1;
                    eprintln!("wrong, {n} times: {} {callback}", question["data"]);
                }
            }
        }
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.n_asked += other.n_asked;
        self.n_answered += other.n_answered;
        self.n_wrong += other.n_wrong;
        self.n_lost += other.n_lost;
        self.n_late += other.n_late;
        self.n_out_of_reach += other.n_out_of_reach;
        self.n_edits += other.n_edits;
        self.n_reloads += other.n_reloads;
        for (name, n) in other.troubles {
            self.add(name, n);
        }
    }
}

/// Asks these at once and looks at the answers.
async fn ask(stand_in: &StandIn, questions: Vec<Question>) -> Tally {
    let (asked, checks): (Vec<Value>, Vec<Check>) = questions.into_iter().unzip();
    stand_in.interact_all(&asked);
    let _ = timeout(PATIENCE, stand_in.until_all_answered(&asked)).await;
    let mut tally = Tally::default();
    for (question, is_right) in asked.iter().zip(checks) {
        tally.look_at(stand_in, question, &is_right).await;
    }
    tally
}

/// A moderator who changes the file with sayings in Discord, and takes it back.
struct Moderator<'a> {
    stand_in: &'a StandIn,
    file: PathBuf,
    tally: Tally,
}

impl Moderator<'_> {
    /// From the command to the undoing; every fourth time with the whole file.
    async fn edit(mut self, round: usize) -> Tally {
        const OLD: &str = "Geduld is een schone zaak.";
        let new = format!("Geduld in ronde {round}.");
        let changed = SPREUKEN.replace(OLD, &new);
        let preview = if round.is_multiple_of(4) {
            let asked = payload::moderation("bestand", &[("commando", "spreuken")]);
            self.ask(asked).await;
            let file = Hosted::Content(changed.clone().into());
            let url = self.stand_in.host("spreuken.toml", file);
            let sent = payload::moderation("bestand", &[]);
            let sent = payload::with_file(sent, "spreuken.toml", changed.len(), &url);
            self.ask(sent).await
        } else {
            let asked = payload::moderation("bewerk", &[("tekst", "spreuken/geduld")]);
            let form = self.ask(asked).await;
            self.ask(payload::filled(&form, &[("text", &new)])).await
        };
        let done = self.press(&preview, "Publiceren").await;
        self.expect(&changed, &done);
        let undone = self.press(&done, "Maak ongedaan").await;
        self.expect(SPREUKEN, &undone);
        self.tally.n_edits += 1;
        self.tally
    }

    async fn press(&mut self, on: &Value, words: &str) -> Value {
        self.ask(payload::button(&custom_id(on, words), ASKER, 64))
            .await
    }

    /// The answer, also where it is announced first.
    async fn ask(&mut self, question: Value) -> Value {
        let first = self.stand_in.answer(&question).await;
        let any = check(|_| true);
        self.tally.look_at(self.stand_in, &question, &any).await;
        if first["type"] != 5 && first["type"] != 6 {
            return first;
        }
        let token = question["token"].as_str().unwrap();
        let path = format!("/webhooks/{APPLICATION}/{token}/messages/@original");
        let rest = self.stand_in.until_done(&Method::PATCH, &path, 1).await;
        json!({ "data": rest[0].body })
    }

    fn expect(&mut self, text: &str, answer: &Value) {
        let found = fs::read_to_string(&self.file).unwrap();
        if found != text {
            self.tally.n_wrong += 1;
            eprintln!("wrong file: {found}\nafter {answer}");
        }
    }
}

/// Those who hold the operators' pages with requests that never end, and with garbage.
struct Attackers {
    slow: SlowBodies,
    done: Arc<AtomicBool>,
    noisy: JoinHandle<usize>,
}

impl Attackers {
    fn start(address: SocketAddr) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let is_done = Arc::clone(&done);
        let noisy = std::thread::spawn(move || {
            let garbage = [
                "\u{16}\u{3}\u{1}\u{2}\r\n\r\n".to_owned(),
                "GET / HTTP/9.9\r\n\r\n".to_owned(),
                format!(
                    "GET /metrics HTTP/1.1\r\nhost: bot\r\nx: {}",
                    "x".repeat(1 << 20)
                ),
                "POST /metrics HTTP/1.1\r\ntransfer-encoding: gzip, chunked\r\n\r\nff".to_owned(),
            ];
            let mut n = 0;
            while !is_done.load(SeqCst) {
                let mut stream = TcpStream::connect(address).unwrap();
                // Who is refused need not listen to the end.
                let _ = stream.write_all(garbage[n % garbage.len()].as_bytes());
                let _ = stream.read_to_end(&mut Vec::new());
                n += 1;
                std::thread::sleep(Duration::from_millis(5));
            }
            n
        });
        Self {
            slow: SlowBodies::start(address, Ipv4Addr::LOCALHOST, N_SLOW, 1),
            done,
            noisy,
        }
    }

    /// How many slow requests were cut off, and how often garbage was refused.
    fn finish(self) -> (usize, usize) {
        self.done.store(true, SeqCst);
        (self.slow.finish(), self.noisy.join().unwrap())
    }
}

/// The same by one of fifty members who may nothing in particular.
fn by_member(mut question: Value, n: usize) -> Value {
    let member = &mut question["member"];
    member["permissions"] = json!("0");
    member["user"]["id"] = json!((1_310_000_000_000_000_000 + n % 50).to_string());
    question
}

fn check(check: impl Fn(&Value) -> bool + 'static) -> Check {
    Box::new(check)
}

fn about_apples(version: usize) -> String {
    FRUIT.replace("Een appel per dag.", &words(version))
}

fn words(version: usize) -> String {
    format!("Een appel van versie {version}.")
}

/// One of each kind of question, some more than once, in 40 at most.
fn traffic(apples: &[String]) -> Vec<Question> {
    let apples = apples.to_vec();
    let is_apple = || -> Check {
        let apples = apples.clone();
        Box::new(move |c| apples.iter().any(|apple| c.to_string().contains(apple)))
    };
    let private = json!([{"name": "alleen_ik", "type": 5, "value": true}]);
    let mut unreadable = payload::command("fruit", json!([]));
    unreadable["channel"] = json!("?");
    let mut of_new_kind = payload::command("fruit", json!([]));
    of_new_kind["type"] = json!(99);
    let appel = || payload::command_option("fruit", "soort", "appel");
    let mut questions = vec![
        (
            payload::command("fruit", json!([])),
            check(|c| is(c, 4, "Fruit")),
        ),
        (payload::command("fruit", private), check(is_private)),
        (
            payload::command("spreuken", json!([])),
            check(|c| c["type"] == 4),
        ),
        (
            payload::command("hulp", json!([])),
            check(|c| c["type"] == 4),
        ),
        (payload::command("weg", json!([])), check(is_private)),
        (payload::direct(appel()), is_apple()),
        (payload::choose("1:choose", "fruit/appel"), is_apple()),
        (
            payload::typing("fruit", "soort", "ap"),
            check(|c| c["data"]["choices"][0]["value"] == "appel"),
        ),
        (
            payload::typing("fruit", "soort", "appl"),
            check(|c| c["data"]["choices"][0]["value"] == "appel"),
        ),
        (
            payload::button("1:show:fruit:peer", ASKER, 0),
            check(|c| is(c, 7, "Peer")),
        ),
        (
            payload::button("1:show:fruit:peer", OTHER, 0),
            check(|c| is(c, 4, "Peer") && is_private(c)),
        ),
        (
            payload::button("van_een_ander", ASKER, 0),
            check(is_private),
        ),
        (payload::modal("van-een-ander"), check(is_private)),
        (unreadable, check(|c| is(c, 4, "Fruit"))),
        (of_new_kind, check(is_private)),
    ];
    questions.extend((0..25).map(|_| (appel(), is_apple())));
    questions
}

fn is(callback: &Value, kind: u64, title: &str) -> bool {
    let shown = callback["data"]["embeds"][0]["title"].as_str();
    callback["type"] == kind && shown.is_some_and(|shown| shown.contains(title))
}

fn is_private(callback: &Value) -> bool {
    callback["data"]["flags"].as_u64().unwrap_or_default() & 64 != 0
}
