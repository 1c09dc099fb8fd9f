//! Mixed traffic with reloads and faults for as long as wanted, and a verdict at the end.
//!
//! `SOAK_SECONDS=600 cargo test --release --test suite soak -- --nocapture` is a run that counts;
//! without the variable it is a short one, for every day.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::support::bot::{Bot, FRUIT, Setup, save};
use crate::support::payload::{self, ASKER, OTHER};
use crate::support::stand_in::{Connect, Fault, StandIn};

const CALLBACK: &str = "/callback";
/// How long a run of every day takes, and one that counts at least.
const SHORT: Duration = Duration::from_secs(8);
const LONG: Duration = Duration::from_mins(5);
/// How long the bot wants a connection to last before it opens the next without a pause.
const STABLE: Duration = Duration::from_secs(31);
/// How long a connection that went wrong may linger, at most.
const LINGER: Duration = Duration::from_secs(20);
/// How long answers may stay away before they count as lost.
const PATIENCE: Duration = Duration::from_mins(1);

/// Whether an answer is right.
type Check = Box<dyn Fn(&Value) -> bool>;
/// Something that goes wrong with answers, and something that goes wrong with the connection.
type Trouble = (&'static str, fn(&StandIn));

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
        sleep(Duration::from_millis(100)).await;
        end = soak.measure().await;
    }
    soak.judge(warm, end).await;
}

struct Soak {
    stand_in: StandIn,
    bot: Bot,
    begin: Instant,
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
        let setup = setup.file("fruit.toml", &about_apples(0));
        let bot = setup.env("RUST_LOG", "error").start();
        stand_in.until_sessions(1).await;
        Self {
            stand_in,
            bot,
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
        while self.begin.elapsed() < until || self.n_rounds < n_rounds + CALLS.len() {
            let time = until.saturating_sub(self.begin.elapsed());
            let (name, trouble) = CALLS[self.n_rounds % CALLS.len()];
            *self.tally.troubles.entry(name).or_default() += 1;
            trouble(&self.stand_in);
            match self.n_rounds % 4 {
                1 => self.reload(),
                3 => self.spoil(),
                _ => {}
            }
            let is_due = self.broken.elapsed() >= STABLE || self.n_breaks < 3;
            let is_last = time < LINGER && self.n_breaks >= 3;
            if is_due && !is_last {
                self.break_connection().await;
            }
            self.n_rounds += 1;
            self.ask(traffic(&self.accepted())).await;
            self.settle().await;
        }
    }

    /// Saves another text about apples.
    fn reload(&mut self) {
        self.next_version += 1;
        let text = about_apples(self.next_version);
        save(&self.bot.responses(), "fruit.toml", &text);
        self.tally.n_reloads += 1;
    }

    /// Saves a file that cannot be used; what answers goes on.
    fn spoil(&mut self) {
        save(
            &self.bot.responses(),
            "fruit.toml",
            "title = \"Fruit\nkapot",
        );
        self.tally.n_reloads += 1;
    }

    /// The texts about apples that may answer now.
    fn accepted(&self) -> Vec<String> {
        vec![words(self.version), words(self.next_version)]
    }

    async fn break_connection(&mut self) {
        let (name, trouble) = CONNECTIONS[self.n_breaks % CONNECTIONS.len()];
        *self.tally.troubles.entry(name).or_default() += 1;
        self.n_breaks += 1;
        let n_sessions = self.stand_in.n_sessions();
        trouble(&self.stand_in);
        // Without a session there is nothing for Discord to keep interactions in.
        if name.contains("not resumable") || name.contains("4009") {
            self.stand_in.until_sessions(n_sessions + 1).await;
        } else {
            self.ask(traffic(&self.accepted())).await;
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
        let name = "the gateway is down for a minute";
        *self.tally.troubles.entry(name).or_default() += 1;
        self.broken = Instant::now();
        self.ask(traffic(&self.accepted())).await;
        self.settle().await;
    }

    /// Asks these at once and looks at the answers.
    async fn ask(&mut self, questions: Vec<(Value, Check)>) {
        let (asked, checks): (Vec<Value>, Vec<Check>) = questions.into_iter().unzip();
        self.stand_in.interact_all(&asked);
        let _ = timeout(PATIENCE, self.stand_in.until_all_answered(&asked)).await;
        self.tally.n_asked += asked.len();
        for (question, is_right) in asked.iter().zip(checks) {
            match self.stand_in.n_answers(question) {
                0 => {
                    self.tally.n_lost += 1;
                    eprintln!("lost: {}", question["data"]);
                }
                n => {
                    self.tally.n_answered += 1;
                    if !self.stand_in.is_in_time(question) {
                        self.tally.n_late += 1;
                        eprintln!("late: {}", question["data"]);
                    }
                    let callback = self.stand_in.until_answered(question).await;
                    if n > 1 || !is_right(&callback) {
                        self.tally.n_wrong += 1;
                        eprintln!("wrong, {n} times: {} {callback}", question["data"]);
                    }
                }
            }
        }
    }

    /// Ends what is wrong, waits until the latest text answers, and forgets what was seen.
    async fn settle(&mut self) {
        self.stand_in.recover();
        while self.version != self.next_version {
            let latest = words(self.next_version);
            let asked = payload::command_with("fruit", "soort", "appel");
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
            self.ask(traffic(&self.accepted())).await;
        }
        self.settle().await;
        let measure = || Use {
            memory: self.bot.memory().0,
            n_handles: self.bot.n_handles(),
        };
        let mut last = measure();
        loop {
            sleep(Duration::from_millis(300)).await;
            let now = measure();
            if now.n_handles == last.n_handles {
                return now;
            }
            last = now;
        }
    }

    async fn judge(self, warm: Use, end: Use) {
        let Self { tally, begin, .. } = self;
        let growth = f64::from(end.memory) / f64::from(warm.memory) - 1.0;
        eprintln!("after {:.0} s:", begin.elapsed().as_secs_f64());
        for (name, n) in &tally.troubles {
            eprintln!("  {n:5} × {name}");
        }
        eprintln!("  {:5} reloads", tally.n_reloads);
        let Tally {
            n_asked,
            n_answered,
            n_wrong,
            n_lost,
            n_late,
            ..
        } = tally;
        eprintln!(
            "interactions {n_asked}, answered {n_answered}, wrong {n_wrong}, lost {n_lost}, and \
             {n_late} by an answer after 3 s"
        );
        eprintln!(
            "memory {} KiB after the warm-up, {} KiB at the end ({:+.1} %); handles {} and {}",
            warm.memory,
            end.memory,
            growth * 100.0,
            warm.n_handles,
            end.n_handles
        );
        self.bot.stop().await;
        // In a build for tests, beside other tests, that tells about the machine.
        let n_lost = n_lost + if cfg!(debug_assertions) { 0 } else { n_late };
        let is_good = n_wrong == 0 && n_lost == 0 && growth <= 0.1;
        assert!(
            is_good && warm.n_handles == end.n_handles,
            "the verdict is bad"
        );
        eprintln!("the verdict is good");
    }
}

fn about_apples(version: usize) -> String {
    FRUIT.replace("Een appel per dag.", &words(version))
}

fn words(version: usize) -> String {
    format!("Een appel van versie {version}.")
}

/// One of each kind of question, some more than once, in 40 at most.
fn traffic(apples: &[String]) -> Vec<(Value, Check)> {
    let check = |check: fn(&Value) -> bool| -> Check { Box::new(check) };
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
    let appel = || payload::command_with("fruit", "soort", "appel");
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
        (payload::menu("1:choose", "fruit/appel"), is_apple()),
        (
            payload::autocomplete("fruit", "soort", "ap"),
            check(|c| c["data"]["choices"][0]["value"] == "appel"),
        ),
        (
            payload::autocomplete("fruit", "soort", "appl"),
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
