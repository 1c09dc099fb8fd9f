//! A real browser for tests: chromium, driven through chromedriver over the protocol
//! <https://www.w3.org/TR/webdriver2/>. One fresh browser per test, gone at the end of it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Once;

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::support::{find_program, passed_over};

/// Far longer than anything on the page should take.
const PATIENCE_MS: u64 = 15_000;

/// Words for conditions on the page.
const PRELUDE: &str = "
    const all = (css) => [...document.querySelectorAll(css)];
    const one = (css, words) => all(css).findLast((node) => node.textContent.includes(words));
    const messages = () => all('.message');
    const last = () => messages().at(-1);
    const suggestions = () => all('#suggestions li').map((node) => node.textContent);
    const composer = document.querySelector('#composer');
";

/// Keys that have no character, as the protocol names them.
pub(crate) mod key {
    pub(crate) const BACKSPACE: char = '\u{E003}';
    pub(crate) const TAB: char = '\u{E004}';
    pub(crate) const ENTER: char = '\u{E007}';
    pub(crate) const ESCAPE: char = '\u{E00C}';
    pub(crate) const UP: char = '\u{E013}';
    pub(crate) const DOWN: char = '\u{E015}';
}

/// That tests were passed over is said once.
static PASSED_OVER: Once = Once::new();

/// How the browser looks at the page.
#[derive(Clone, Copy)]
pub(crate) struct View {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) dark: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            width: 1280,
            height: 860,
            dark: false,
        }
    }
}

impl View {
    fn is_phone(self) -> bool {
        self.width < 600
    }
}

/// A headless browser has no mouse unless it is told so: 2 is "can hover", 4 is "points finely".
const MOUSE: &str = "--blink-settings=primaryHoverType=2,availableHoverTypes=2,\
    primaryPointerType=4,availablePointerTypes=4";

/// A browser with one page open.
pub(crate) struct Browser {
    runtime: Runtime,
    client: reqwest::Client,
    /// The address of the session, once there is one.
    session: String,
    driver: Child,
    /// Everything the browser writes, gone with it.
    folder: TempDir,
}

impl Browser {
    /// Starts a browser; `None` on a machine without one, where `n_tests` are then passed over.
    /// Where everything must hold, which `CI` says, a missing browser is a failure.
    pub(crate) fn start(view: View, n_tests: usize) -> Option<Self> {
        let missing: Vec<&str> = ["chromium", "chromedriver"]
            .into_iter()
            .filter(|program| find_program(program).is_none())
            .collect();
        if missing.is_empty() {
            return Some(Self::launch(view));
        }
        let missing = missing.join(" and ");
        assert!(std::env::var_os("CI").is_none(), "{missing} not found");
        PASSED_OVER.call_once(|| {
            passed_over(&format!(
                "{missing} not found, so {n_tests} tests in a browser"
            ));
        });
        None
    }

    fn launch(view: View) -> Self {
        let folder = TempDir::new().unwrap();
        // The port that it picks must be free on two addresses at once; when somebody else was just
        // there on one of them, it ends.
        let mut drivers = (0..5).map(|_| driver(folder.path()));
        let (driver, port) = drivers
            .find_map(|driver| driver)
            .expect("chromedriver prints its port");
        let mut browser = Self {
            runtime: Builder::new_current_thread().enable_all().build().unwrap(),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            session: format!("http://127.0.0.1:{port}/session"),
            driver,
            folder,
        };
        let session = browser.call("POST", "", &browser.capabilities(view));
        browser.session += "/";
        browser.session += session["sessionId"].as_str().unwrap();
        browser.look(view);
        browser
    }

    fn capabilities(&self, view: View) -> Value {
        let profile = format!("--user-data-dir={}/profile", self.folder.path().display());
        let mut arguments = vec![
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            &profile,
        ];
        if !view.is_phone() {
            arguments.push(MOUSE);
        }
        json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "timeouts": { "script": PATIENCE_MS * 2 },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "goog:chromeOptions": { "binary": find_program("chromium"), "args": arguments },
        } } })
    }

    /// Sends a command to the browser; what it refuses fails the test.
    #[track_caller]
    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        match self.try_call(method, path, body) {
            Ok(value) => value,
            Err(error) => panic!("{method} {path}: {error}"),
        }
    }

    fn try_call(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let request = self
            .client
            .request(method.parse().unwrap(), self.session.clone() + path);
        let request = match method {
            "POST" => request.body(body.to_string()),
            _ => request,
        };
        let answer = self
            .runtime
            .block_on(async { request.send().await?.text().await });
        let answer = answer.map_err(|error| error.to_string())?;
        let mut answer: Value = serde_json::from_str(&answer).map_err(|_| answer)?;
        let value = answer["value"].take();
        if value["error"].is_string() {
            return Err(format!("{value:#}"));
        }
        Ok(value)
    }

    /// A command of chromium's own protocol, for what the other has none for.
    fn devtools(&self, command: &str, parameters: Value) {
        self.call(
            "POST",
            "/goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        );
    }

    /// Changes the size of the page and the colours the visitor prefers.
    pub(crate) fn look(
        &self,
        View {
            width,
            height,
            dark,
        }: View,
    ) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size);
        let scheme = if dark { "dark" } else { "light" };
        let scheme = json!({ "name": "prefers-color-scheme", "value": scheme });
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [scheme] }),
        );
    }

    pub(crate) fn open(&self, address: &str) {
        self.call("POST", "/url", &json!({ "url": address }));
    }

    /// Types, key by key, into whatever has the focus.
    pub(crate) fn keys(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key })))
            .collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.call("POST", "/actions", &json!({ "actions": [keyboard] }));
    }

    /// Clicks on the element that an expression finds, where a visitor would.
    #[track_caller]
    pub(crate) fn click(&self, element: &str) {
        let found = self.js(element);
        let id = found.as_object().and_then(|found| found.values().next());
        let id = id
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("{element}: {found}"));
        self.call("POST", &format!("/element/{id}/click"), &json!({}));
    }

    /// Chooses a file in the input that an expression finds, as a visitor does in the dialog.
    #[track_caller]
    pub(crate) fn choose_file(&self, input: &str, file: &Path) {
        let found = self.js(input);
        let id = found.as_object().and_then(|found| found.values().next());
        let id = id
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("{input}: {found}"));
        let path = file.to_str().unwrap();
        self.call(
            "POST",
            &format!("/element/{id}/value"),
            &json!({ "text": path }),
        );
    }

    /// The value of an expression in the page.
    #[track_caller]
    pub(crate) fn js(&self, expression: &str) -> Value {
        let script = format!("{PRELUDE}\nreturn ({expression});");
        self.call(
            "POST",
            "/execute/sync",
            &json!({ "script": script, "args": [] }),
        )
    }

    /// Waits until a condition holds in the page.
    #[track_caller]
    pub(crate) fn until(&self, condition: &str) {
        let script = format!(
            "{PRELUDE}
            const done = arguments[0];
            const end = performance.now() + {PATIENCE_MS};
            const holds = () => {{ try {{ return ({condition}); }} catch {{ return false; }} }};
            (function look() {{
              if (holds()) done(true);
              else if (performance.now() > end) done(false);
              else setTimeout(look, 10);
            }})();"
        );
        let held = self.call(
            "POST",
            "/execute/async",
            &json!({ "script": script, "args": [] }),
        );
        assert!(
            held == true,
            "never: {condition}\nthe page says:\n{}",
            self.said()
        );
    }

    fn said(&self) -> String {
        let said = self.try_call(
            "POST",
            "/execute/sync",
            &json!({ "script": "return document.body.innerText", "args": [] }),
        );
        said.ok()
            .and_then(|said| Some(said.as_str()?.to_owned()))
            .unwrap_or_default()
    }

    /// The page as a PNG picture; an error when the browser is not able to.
    pub(crate) fn screenshot(&self) -> Result<Vec<u8>, String> {
        let picture = self.try_call("GET", "/screenshot", &Value::Null)?;
        let picture = BASE64_STANDARD.decode(picture.as_str().unwrap_or_default());
        picture.map_err(|error| error.to_string())
    }

    /// What the browser's log holds since it was last asked: errors, refused requests.
    pub(crate) fn complaints(&self) -> Vec<Value> {
        let log = self.call("POST", "/se/log", &json!({ "type": "browser" }));
        log.as_array().unwrap().clone()
    }

    /// Every request since this was last asked, also those in vain, as the browser describes it.
    pub(crate) fn requests(&self) -> Vec<Value> {
        let log = self.call("POST", "/se/log", &json!({ "type": "performance" }));
        let events = log.as_array().unwrap().iter().map(|entry| {
            let event: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
            event["message"].clone()
        });
        events
            .filter(|event| event["method"] == "Network.requestWillBeSent")
            .map(|event| event["params"]["request"].clone())
            // The browser's own start page.
            .filter(|request| !request["url"].as_str().unwrap().starts_with("chrome:"))
            .collect()
    }

    /// What a screen reader calls the element that has the focus.
    pub(crate) fn label_of_focus(&self) -> String {
        let focused = self.call("GET", "/element/active", &Value::Null);
        let id = focused
            .as_object()
            .unwrap()
            .values()
            .next()
            .unwrap()
            .as_str()
            .unwrap();
        let label = self.call("GET", &format!("/element/{id}/computedlabel"), &Value::Null);
        label.as_str().unwrap().to_owned()
    }

    /// Whether the page has put a dialog of the browser on the screen.
    pub(crate) fn has_alert(&self) -> bool {
        self.try_call("GET", "/alert/text", &Value::Null).is_ok()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.try_call("DELETE", "", &Value::Null);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A driver that listens, and its port; nothing when it ended instead.
fn driver(folder: &Path) -> Option<(Child, String)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .env("TMPDIR", folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines.map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("successfully on port ")?;
        Some(port.trim_end_matches('.').to_owned())
    });
    if port.is_none() {
        driver.wait().unwrap();
    }
    Some((driver, port?))
}
