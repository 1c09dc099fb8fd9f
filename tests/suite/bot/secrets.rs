//! No token in anything that the bot says or leaves behind. Every run in this suite is searched, see
//! `support/secrets.rs`; here are the runs in which a token comes closest to showing.

use std::fs;
use std::process::Stdio;

use aandeslag::cli::process::{LogFormat, start_log};
use axum::http::Method;
use serde_json::json;
use tempfile::TempDir;

use crate::support::bot::Setup;
use crate::support::folder::{Folder, file};
use crate::support::payload::{self, TOKEN_PREFIX};
use crate::support::secrets::{assert_none_in, program, run};
use crate::support::stand_in::{Fault, StandIn, TOKEN};

const CALLBACK: &str = "/callback";

#[tokio::test]
async fn a_token_from_a_file_works_with_whatever_was_copied_along() {
    for text in [
        format!("{TOKEN}\n"),
        format!("  {TOKEN}\r\n\r\n"),
        format!("Bot {TOKEN}\n"),
        format!("\"{TOKEN}\"\n"),
        format!(" 'Bot {TOKEN}' "),
        format!("Bot \"{TOKEN}\""),
    ] {
        let home = TempDir::new().unwrap();
        let path = home.path().join("token");
        fs::write(&path, text).unwrap();
        let stand_in = StandIn::start().await;
        let bot = Setup::new(&["gateway"])
            .at(&stand_in)
            .without("DISCORD_TOKEN")
            .env("DISCORD_TOKEN_FILE", path.to_str().unwrap())
            .env("RUST_LOG", "trace")
            .start();
        stand_in.until_sessions(1).await;
        stand_in
            .answer(&payload::command_option("fruit", "soort", "appel"))
            .await;
        bot.stop().await;
    }
}

/// A token in the wrong place is refused or passed over, and not repeated.
#[test]
fn a_token_in_the_wrong_place_is_not_repeated() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let home = TempDir::new().unwrap();
    let with_config = |text: &str| {
        fs::write(home.path().join("config.toml"), text).unwrap();
    };
    let path = |name: &str, bytes: &[u8]| {
        let path = home.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let two_lines = path("lines", format!("{TOKEN}\n{TOKEN}").as_bytes());
    let no_text = path("bytes", &[TOKEN.as_bytes(), b"\xff"].concat());
    let fails = |variables: &[(&str, &str)], command: &str| {
        let mut program = program();
        program.current_dir(home.path());
        program.args(["--responses".as_ref(), folder.path().as_os_str()]);
        if variables
            .iter()
            .any(|(name, _)| *name == "DISCORD_TOKEN_FILE")
        {
            program.env_remove("DISCORD_TOKEN");
        }
        program
            .env("RUST_LOG", "trace")
            .envs(variables.iter().copied());
        let output = run(program.arg(command));
        assert_eq!(output.status.code(), Some(1), "{variables:?}: {output:?}");
        assert!(!output.stderr.is_empty());
    };
    for command in ["gateway", "endpoint", "register"] {
        let key = ("DISCORD_PUBLIC_KEY", TOKEN);
        fails(
            &[("DISCORD_TOKEN", &format!("{TOKEN} {TOKEN}")), key],
            command,
        );
        fails(&[("DISCORD_TOKEN_FILE", TOKEN), key], command);
        fails(&[("DISCORD_TOKEN_FILE", &two_lines), key], command);
        fails(&[("DISCORD_TOKEN_FILE", &no_text), key], command);
        fails(&[("DISCORD_API_URL", TOKEN), key], command);
        fails(&[("DISCORD_API_URL", &format!("{TOKEN}://x"))], command);
    }
    for config in [
        "[discord]\ntoken = \"{}\"",
        "token = \"{}\"",
        "[discord]\ntoken = {}",
        "[discord]\nguild = \"{}\"",
        "[chat]\nlisten = \"{}\"",
        "[http]\nlisten = \"{}\" \"",
    ] {
        with_config(&config.replace("{}", TOKEN));
        fails(&[], "gateway");
    }
}

/// Addresses that hold the token, and lead nowhere.
#[tokio::test]
async fn a_token_in_the_address_is_not_repeated() {
    for address in [
        "http://{}@127.0.0.1:9",
        "http://x:{}@127.0.0.1:9/",
        "http://127.0.0.1:9/{}",
    ] {
        for level in ["info", "trace"] {
            let bot = Setup::new(&["gateway"])
                .env("DISCORD_API_URL", &address.replace("{}", TOKEN))
                .env("RUST_LOG", level)
                .start();
            bot.until_says("trying again").await;
            bot.stop().await;
        }
    }
}

/// What an env file leaves around a value, and what is in it when nothing was filled in.
#[tokio::test]
async fn what_no_token_has_is_refused_without_showing_it() {
    for name in ["DISCORD_TOKEN", "DISCORD_TOKEN_FILE"] {
        for text in [
            format!("\"{TOKEN}"),
            format!("{TOKEN}\"x"),
            format!("${{{TOKEN}}}"),
            format!("<{TOKEN}>"),
        ] {
            let home = TempDir::new().unwrap();
            let path = home.path().join("token");
            fs::write(&path, &text).unwrap();
            let value = match name {
                "DISCORD_TOKEN" => &text,
                _ => path.to_str().unwrap(),
            };
            let stand_in = StandIn::start().await;
            let setup = Setup::new(&["gateway"]).at(&stand_in);
            let setup = setup.without("DISCORD_TOKEN").env(name, value);
            let (status, output) = setup.start().end().await;
            assert_eq!(status.code(), Some(1), "{name}");
            assert!(output.contains("characters that no token has"), "{output}");
        }
    }
    let key = crate::support::http::public_key();
    for (key, is_one) in [(format!("\"{key}\""), true), (format!("\"{key}"), false)] {
        let setup = Setup::new(&["endpoint", "--listen", "127.0.0.1:0"]);
        let setup = setup.without("DISCORD_TOKEN");
        let bot = setup.env("DISCORD_PUBLIC_KEY", &key).start();
        if is_one {
            bot.until_says("serving Discord's interactions").await;
            bot.stop().await;
        } else {
            let (status, output) = bot.end().await;
            assert_eq!(status.code(), Some(1));
            assert!(
                output.contains("DISCORD_PUBLIC_KEY is not the key"),
                "{output}"
            );
        }
    }
}

#[tokio::test]
async fn a_refusal_that_quotes_the_request_is_not_repeated() {
    let quote = json!({"code": 50_035, "message": format!("no: Bot {TOKEN}, {TOKEN_PREFIX}-1"),
                       "errors": {"0": {"_errors": [{"message": TOKEN}]}}});
    for status in [400, 401, 403, 500] {
        let stand_in = StandIn::start().await;
        let fault = Fault::Status(status, quote.clone());
        stand_in.fail(Method::GET, "/applications/@me", 3, fault);
        let register = Setup::new(&["register"])
            .at(&stand_in)
            .env("RUST_LOG", "trace");
        register.start().end().await;
    }
    let stand_in = StandIn::start().await;
    let bot = Setup::new(&["gateway"])
        .at(&stand_in)
        .env("RUST_LOG", "trace")
        .start();
    stand_in.until_sessions(1).await;
    // In place of what Discord answers 400 to, the bot sends another answer; so that comes last.
    for status in [401, 403, 404, 400] {
        let asked = payload::command_option("fruit", "soort", "appel");
        let token = asked["token"].as_str().unwrap();
        let body = json!({"code": status, "message": format!("POST …/{token}/callback")});
        stand_in.fail(Method::POST, CALLBACK, 1, Fault::Status(status, body));
        stand_in.interact(&asked);
        bot.until_says(&format!("Discord answered {status}")).await;
    }
    bot.stop().await;
}

/// What a child of these tests does, told by its environment.
const TASK: &str = "AANDESLAG_TEST_PANIC";

/// Not a test but what the child runs: it panics with secrets in hand.
#[test]
fn child() {
    if std::env::var_os(TASK).is_none() {
        return;
    }
    start_log(LogFormat::Text);
    let thread = std::thread::spawn(|| panic!("{TOKEN} {TOKEN_PREFIX}"));
    assert!(thread.join().is_err());
    let refusal = || -> Result<(), String> { Err(TOKEN.into()) };
    let caught = std::panic::catch_unwind(|| refusal().unwrap());
    assert!(caught.is_err());
}

#[test]
fn a_panic_tells_its_place_alone() {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "bot::secrets::child", "--nocapture"])
        .env(TASK, "1")
        .env("RUST_LOG", "trace")
        .env("RUST_BACKTRACE", "full")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let log = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        log.matches("panicked at tests/suite/bot/secrets.rs")
            .count(),
        2,
        "{log}"
    );
    assert_none_in("the log", &output.stderr);
    assert_none_in("the output", &output.stdout);
}

/// The search itself finds what it should.
#[test]
fn the_search_finds_a_token() {
    for text in [TOKEN.to_owned(), format!("x{TOKEN_PREFIX}-17/callback")] {
        let found = std::panic::catch_unwind(|| assert_none_in("it", text.as_bytes()));
        assert!(found.is_err(), "{text}");
    }
}
