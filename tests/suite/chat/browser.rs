//! The chat page in a real browser: what a member, a moderator and a developer do on it.
//!
//! Passed over, with a word on standard error, on a machine without chromium and chromedriver.
//! With `BLESS=1` the pictures in the README are taken anew.

use std::ops::Deref;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::bless::{blessing, expect_file};
use crate::support::chat::{Chat, aandeslag};
use crate::support::folder::{Folder, entry, file, file_with_picture};
use crate::support::http::hex;
use crate::support::webdriver::key::{BACKSPACE, DOWN, ENTER, ESCAPE, TAB, UP};
use crate::support::webdriver::{Browser, View};
use crate::support::{secrets, tell};

/// The page, open in a browser and ready to be used.
struct Page {
    browser: Browser,
    chat: Chat,
}

impl Page {
    fn open(responses: &Path) -> Option<Self> {
        Self::open_as(responses, View::default())
    }

    fn open_as(responses: &Path, view: View) -> Option<Self> {
        let n_tests = include_str!("browser.rs").matches("\n#[test]").count();
        let browser = Browser::start(view, n_tests)?;
        let chat = Chat::start(responses);
        browser.open(&chat.page);
        let page = Self { browser, chat };
        page.until("all('.example').length > 0 && one('.summary', 'bestand')");
        Some(page)
    }

    /// Types a line and sends it, and waits for words in the answer.
    #[track_caller]
    fn ask(&self, line: &str, words: &str) {
        let before = self.js("messages().length");
        self.click("composer");
        self.keys(line);
        self.keys(&ESCAPE.to_string());
        self.keys(&ENTER.to_string());
        self.until(&format!("messages().length === {before} + 1"));
        self.until_said(words);
    }

    /// Waits for words in the last message.
    #[track_caller]
    fn until_said(&self, words: &str) {
        self.until(&format!("last().innerText.includes({})", json!(words)));
    }

    /// Clicks on the last button with these words.
    #[track_caller]
    fn press(&self, words: &str) {
        self.click(&format!("one('button', {})", json!(words)));
    }
}

impl Deref for Page {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let name = std::thread::current()
                .name()
                .unwrap_or("page")
                .replace("::", "-");
            let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name + ".png");
            let saved = self
                .screenshot()
                .map(|picture| std::fs::write(&file, picture));
            tell(&format!(
                "how the page looked: {} {saved:?}",
                file.display()
            ));
        } else {
            let complaints = self.complaints();
            assert!(
                complaints.is_empty(),
                "the browser complains: {complaints:#?}"
            );
        }
    }
}

fn some_texts() -> Folder {
    Folder::new(&[("alles.toml", &file(&["een", "twee", "drie"]))])
}

#[test]
fn a_command_is_found_typed_and_answered_by_keyboard_alone() {
    let folder = some_texts();
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    page.keys("/");
    page.until("suggestions()[0] === '/allesAlle teksten'");
    page.keys(&format!("al{TAB}"));
    assert_eq!(page.js("composer.value"), "/alles ");
    page.keys(&format!("een{ENTER}"));
    page.until_said("Tekst een");
    page.until_said("jij gebruikte /alles tekst: een");
    assert_eq!(page.js("composer.value"), "");
    page.keys(&UP.to_string());
    assert_eq!(page.js("composer.value"), "/alles een");
}

#[test]
fn suggestions_come_from_the_bot_and_are_chosen_by_keyboard() {
    let folder = some_texts();
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    page.keys("/alles t");
    page.until("suggestions().includes('Titel drie')");
    page.keys("wee");
    page.until("suggestions()[0] === 'Titel twee'");
    page.keys(&format!("{DOWN}"));
    page.until("document.getElementById(composer.getAttribute('aria-activedescendant')).textContent === 'Titel twee'");
    page.keys(&format!("{TAB}"));
    assert_eq!(page.js("composer.value"), "/alles tekst:Titel twee ");
    page.keys("alle");
    page.until("suggestions().length === 1");
    page.keys(&format!("{TAB}{DOWN}{ENTER}{ENTER}"));
    page.until_said("Tekst twee");
    page.until_said("Alleen jij kunt dit zien");
    let sent: Vec<Value> = page
        .requests()
        .iter()
        .filter_map(|request| serde_json::from_str(request["postData"].as_str()?).unwrap())
        .collect();
    let of_kind = |kind: u8| {
        let sent = sent
            .iter()
            .filter(move |interaction| interaction["type"] == kind);
        sent.map(|interaction| &interaction["data"]["options"])
            .next_back()
            .unwrap()
    };
    let typed = json!([{ "name": "tekst", "type": 3, "value": "twee", "focused": true }]);
    assert_eq!(*of_kind(4), typed);
    let chosen = json!([
        { "name": "tekst", "type": 3, "value": "twee" },
        { "name": "alleen_ik", "type": 5, "value": true },
    ]);
    assert_eq!(*of_kind(2), chosen);
}

#[test]
fn buttons_and_menus_change_the_message_in_its_place() {
    let folder = some_texts();
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    page.ask("/alles een", "Tekst een");
    assert_eq!(page.js("last().innerText.includes('(bewerkt)')"), false);
    page.press("Volgende");
    page.until_said("Tekst twee");
    page.until_said("(bewerkt)");
    assert_eq!(
        page.js("document.activeElement.textContent.includes('Volgende')"),
        true
    );
    page.press("Overzicht");
    page.until_said("Kies een tekst");
    page.js("all('.select').at(-1).focus()");
    page.keys(&format!("{ENTER}{DOWN}{DOWN}{ENTER}"));
    page.until_said("Tekst drie");
    assert_eq!(page.js("messages().length"), 1);
}

#[test]
fn headings_go_down_from_who_speaks_to_title_to_sections() {
    let text = file(&["een"]) + "[een.sections]\n\"Deel\" = \"Tekst deel\"\n";
    let folder = Folder::new(&[("alles.toml", &text)]);
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    page.ask("/alles een", "Tekst deel");
    let headings = "[...last().querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => h.tagName)";
    assert_eq!(page.js(headings), json!(["H2", "H3", "H4"]));
}

#[test]
fn another_by_chance_is_another() {
    let text = "open_with = \"random\"\n".to_owned() + &file(&["een", "twee", "drie"]);
    let folder = Folder::new(&[("alles.toml", &text)]);
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    page.ask("/alles", "Tekst");
    let mut seen = Vec::new();
    for _ in 0..3 {
        let title = page.js("last().querySelector('.embed h3').textContent");
        assert!(!seen.contains(&title), "{title} after {seen:?}");
        page.press("Nog een");
        page.until(&format!("!last().innerText.includes({title})"));
        seen.push(title);
    }
}

#[test]
fn somebody_else_who_presses_gets_an_answer_of_their_own() {
    let folder = some_texts();
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    page.ask("/alles een", "Tekst een");
    page.press("Als ander lid");
    page.press("Volgende");
    page.until("messages().length === 2");
    page.until_said("Alleen een ander lid kan dit zien");
    page.until_said("Tekst twee");
    assert_eq!(
        page.js("messages()[0].innerText.includes('Tekst een')"),
        true
    );
    assert_eq!(
        page.js("messages()[0].innerText.includes('(bewerkt)')"),
        false
    );
}

#[test]
fn a_private_answer_is_marked_shared_and_closed() {
    let folder = some_texts();
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    page.ask("/alles een alleen_ik:true", "Alleen jij kunt dit zien");
    page.press("Deel in dit kanaal");
    page.until("messages().length === 2");
    page.until_said("Gedeeld door @jij.");
    assert_eq!(page.js("last().innerText.includes('Alleen jij')"), false);
    page.click("messages()[0].querySelector('.private button')");
    page.until("messages().length === 1");
    assert_eq!(page.js("document.activeElement === composer"), true);
}

#[test]
fn a_save_redraws_the_answer_and_leaves_the_visitor_in_peace() {
    let folder = some_texts();
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    page.js("window.same = document.body");
    page.ask("/alles een", "Tekst een");
    page.ask("/alles twee", "Tekst twee");
    page.js("one('button', 'Volgende').focus()");
    folder.write(
        "alles.toml",
        file(&["een", "twee", "drie"]).replace("Tekst twee", "Nieuw: **twee**"),
    );
    page.until_said("Nieuw: twee");
    assert_eq!(
        page.js("document.activeElement === one('button', 'Volgende')"),
        true
    );
    assert_eq!(page.js("last().innerText.includes('(bewerkt)')"), false);
    assert_eq!(
        page.js("messages()[0].innerText.includes('Tekst een')"),
        true
    );
    page.js("document.querySelector('.example').focus()");
    folder.write("alles.toml", file(&["een", "twee"]));
    page.until_said("Tekst twee");
    assert_eq!(
        page.js("document.activeElement === document.querySelector('.example')"),
        true
    );
    assert_eq!(
        page.js("window.same === document.body"),
        true,
        "without a reload"
    );
}

#[test]
fn a_redraw_moves_nothing_that_is_being_read() {
    let folder = some_texts();
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    for _ in 0..6 {
        page.ask("/alles een", "Tekst een");
    }
    page.js("messages()[3].scrollIntoView()");
    page.js("void (window.place = messages()[3].getBoundingClientRect().top)");
    folder.write(
        "alles.toml",
        file(&["een", "twee"]).replace("Tekst een", "Regel\\n\\nnog een\\n\\nen nog een"),
    );
    page.until("messages().every(message => message.innerText.includes('en nog een'))");
    let moved = page.js("messages()[3].getBoundingClientRect().top - window.place");
    assert!(moved.as_f64().unwrap().abs() < 3.0, "by {moved}");
}

/// A report as it is shown outside a terminal.
fn without_codes(report: &str) -> String {
    let line = |line: &str| match line.split_once('[') {
        Some(("fout", rest)) => format!("fout{}\n", rest.split_once(']').unwrap().1),
        _ => format!("{line}\n"),
    };
    report.lines().map(line).collect()
}

#[test]
fn a_broken_file_shows_what_check_says_until_it_is_repaired() {
    let folder = some_texts();
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    page.ask("/alles een", "Tekst een");
    let broken = file(&["een"])
        + "summery = \"x\"\n"
        + &entry("lang").replace("Tekst lang", &"x".repeat(4097));
    folder.write("alles.toml", broken);
    page.until("one('.summary', '2 fouten')");
    let check = |format: &str| {
        let arguments = ["check", "--format", format];
        let run = secrets::run(&mut aandeslag(folder.path(), folder.path(), &arguments));
        String::from_utf8(run.stdout).unwrap()
    };
    let records: Vec<Value> = serde_json::from_str(&check("json")).unwrap();
    assert_eq!(records.len(), 2);
    let text = |record: &Value, key: &str| record[key].as_str().unwrap_or_default().to_owned();
    for (place, record) in records.iter().enumerate() {
        let shown = page.js(&format!("all('.diagnostics li')[{place}].innerText"));
        let shown = shown.as_str().unwrap();
        let at = format!(
            "{}:{}:{}",
            text(record, "file"),
            record["line"],
            record["column"]
        );
        for words in ["Fout", &at, &text(record, "message"), &text(record, "help")] {
            assert!(shown.contains(words), "no '{words}' in '{shown}'");
        }
    }
    assert_eq!(
        page.js("document.querySelector('.report').textContent"),
        without_codes(&check("text"))
    );
    page.ask("/alles een", "Tekst een");
    folder.write(
        "alles.toml",
        file(&["een"]).replace("Tekst een", "Te weinig"),
    );
    page.until("one('.stale', 'Van de 3 teksten zijn er 2 ineens weg')");
    page.ask("/moderatie status", "Ja, dit klopt");
    page.ask("/alles een", "Tekst een");
    folder.write(
        "alles.toml",
        file(&["een", "twee", "drie"]).replace("Tekst een", "Weer goed"),
    );
    page.until_said("Weer goed");
    page.until("one('.summary', 'orde') && all('.diagnostics li').length === 0");
}

#[test]
fn a_new_file_is_a_new_command() {
    let folder = some_texts();
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    folder.write("erbij.toml", file(&["vers"]));
    page.until("one('.example', '/erbij')");
    page.ask("/erbij vers", "Tekst vers");
    folder.remove("erbij.toml");
    page.until("!one('.example', '/erbij')");
}

#[test]
fn no_text_becomes_more_than_text() {
    let evil = "<img src=x onerror=alert(1)><script>alert(2)</script> [a](javascript:alert(3)) \
        <javascript:alert(4)> javascript:alert(5) [b](data:text/html,<script>alert(6)</script>) \
        \\\" ' onmouseover=alert(7) x=\\\" `<b>` **<i>** ||<svg onload=alert(8)>|| \
        [c](https://a.example/\\\"onclick=alert(9)) <https://b.example/'><u>";
    let text = file(&["een"])
        .replace("Tekst een", evil)
        .replace("Titel een", "<img src=x onerror=alert(1)>")
        .replace(
            "source = \"bron\"",
            "source = \"<img src=x onerror=alert(1)>\"",
        )
        .replace("Alle teksten", "<img src=x onerror=alert(1)>");
    let text = text + &format!("[een.sections]\n\"<img src=x onerror=alert(1)>\" = \"{evil}\"\n");
    let folder = Folder::new(&[("alles.toml", &text)]);
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    page.keys("/");
    page.until("suggestions()[0].includes('<img')");
    page.keys("alles <img src=x onerror=alert(1)>");
    page.until("suggestions()[0].includes('<img')");
    page.keys(&ENTER.to_string());
    page.until_said("<script>alert(2)</script>");
    page.ask("<img src=x onerror=alert(1)>", "<img src=x");
    folder.write("alles.toml", "\"<img src=x onerror=alert(1)>\" = 1");
    page.until("one('.diagnostics li', '<img src=x')");
    let addresses = "import('./dom.js').then(({ webAddress }) =>
        ['javascript:alert(1)', 'data:text/html,x', 'x', 'https://a.example'].map(webAddress))";
    assert_eq!(
        page.js(addresses),
        json!([null, null, null, "https://a.example/"])
    );
    assert!(!page.has_alert());
    assert_eq!(
        page.js(
            "all('img, svg, iframe, script:not([src=\"chat.js\"]), u, i i').map(n => n.outerHTML)"
        ),
        json!([])
    );
    assert_eq!(
        page.js(
            "all('*').flatMap(n => [...n.attributes]).filter(a => a.name.startsWith('on')).length"
        ),
        0
    );
    let quoted = [
        "https://a.example/%22onclick=alert(9)",
        "https://b.example/'",
    ];
    let links = page.js("all('#log a').map(a => a.href)");
    assert_eq!(links, json!([quoted, quoted].concat()));
}

#[test]
fn nothing_is_asked_of_another_origin() {
    let folder = some_texts();
    let text = file(&["een"]).replace(
        "Tekst een",
        "![x](https://a.example/x.png) https://a.example/y",
    );
    folder.write("alles.toml", text);
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    page.ask("/alles een", "a.example");
    page.press("Payload");
    let own = page.chat.page.as_str();
    let loaded = page.js("performance.getEntriesByType('resource').map(entry => entry.name)");
    let loaded: Vec<String> = serde_json::from_value(loaded).unwrap();
    assert!(loaded.len() > 10, "{loaded:?}");
    let requested = page.requests();
    let requested = requested
        .iter()
        .map(|request| request["url"].as_str().unwrap());
    for address in loaded.iter().map(String::as_str).chain(requested) {
        assert!(
            address.starts_with(own) || address.starts_with("data:"),
            "{address}"
        );
    }
    let policy = page.chat.get("/");
    let policy = policy.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("connect-src 'self'"),
        "{policy}"
    );
}

#[test]
fn the_payload_is_the_one_that_ask_prints() {
    let Some(page) = Page::open(Path::new(SHIPPED)) else {
        return;
    };
    for line in [
        "/functies bekendheid",
        "/betrokkenheid",
        "/hulp",
        "/tips geen tip alleen_ik:true",
    ] {
        page.ask(line, "");
        page.press("Payload");
        page.until("all('dialog pre').length === 1");
        let shown = page.js("document.querySelector('dialog pre').textContent");
        let arguments = ["ask", "--json", line];
        let run = secrets::run(&mut aandeslag(
            Path::new("."),
            Path::new(SHIPPED),
            &arguments,
        ));
        let printed = String::from_utf8(run.stdout).unwrap();
        assert_eq!(shown.as_str().unwrap(), printed.trim_end(), "{line}");
        page.keys(&ESCAPE.to_string());
        page.until("all('dialog').length === 0");
    }
}

/// The response files of this repository.
const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/responses");

/// What sticks out of the window or scrolls sideways, by its beginning; code may.
const STICKING_OUT: &str = "all('body *').filter((node) => {
    const style = getComputedStyle(node);
    if (!node.getClientRects().length || style.visibility === 'hidden') return false;
    const scrolls = ['auto', 'scroll'].includes(style.overflowX) && node.scrollWidth > node.clientWidth;
    return !node.closest('pre') && (scrolls || node.getBoundingClientRect().right > innerWidth + 0.5);
  }).map((node) => node.outerHTML.slice(0, 90))";

#[test]
fn a_narrow_screen_never_scrolls_sideways() {
    let long = "lang".repeat(60);
    let text = file(&["een", "twee"]).replace(
        "Tekst een",
        &format!("{long} `{long}`\\n```\\n{long}\\n```\\nhttps://a.example/{long}"),
    );
    let text = text.replace("Titel twee", &"w".repeat(90));
    let folder = Folder::new(&[("alles.toml", &text)]);
    let view = View {
        width: 320,
        height: 640,
        ..View::default()
    };
    let Some(page) = Page::open_as(folder.path(), view) else {
        return;
    };
    let fits = |what: &str| assert_eq!(page.js(STICKING_OUT), json!([]), "{what}");
    fits("the welcome");
    page.keys("/");
    page.until("suggestions().length > 2");
    fits("the commands");
    page.keys("alles ");
    page.until("suggestions().length > 2");
    fits("the choices");
    page.keys(&format!("een{ENTER}"));
    page.until_said("langlang");
    fits("an answer");
    page.ask(&long, "langlang");
    fits("a message");
    page.ask("/alles", "Kies een tekst");
    page.click("all('.select').at(-1)");
    page.until("all('.menu:not([hidden])').length === 1");
    fits("a menu");
    page.keys(&ESCAPE.to_string());
    page.press("Payload");
    page.until("all('dialog').length === 1");
    fits("the payload");
    page.keys(&ESCAPE.to_string());
    folder.write("alles.toml", format!("{long} = 1"));
    page.until("document.querySelector('#panel').dataset.level === 'error'");
    page.click("document.querySelector('#panel-button')");
    page.until("document.querySelector('#panel').getBoundingClientRect().right <= innerWidth && all('.diagnostics li').length > 0");
    page.click("document.querySelector('summary')");
    fits("the panel");
}

/// What went and what came is told apart by colour, and read without scrolling, on a phone too.
#[test]
fn a_difference_is_coloured_and_wraps() {
    let long = "heel veel woorden achter elkaar ".repeat(6);
    let block = format!("```diff\\n- weg {long}\\n+ bij {long}\\n  blijft {long}\\n```");
    let text = file(&["een"]).replace("Tekst een", &block);
    let folder = Folder::new(&[("alles.toml", &text)]);
    let view = View {
        width: 320,
        height: 640,
        ..View::default()
    };
    let Some(page) = Page::open_as(folder.path(), view) else {
        return;
    };
    page.ask("/alles een", "blijft");
    assert_eq!(
        page.js("all('del').map((line) => line.innerText.slice(0, 5))"),
        json!(["- weg"])
    );
    assert_eq!(
        page.js("all('ins').map((line) => line.innerText.slice(0, 5))"),
        json!(["+ bij"])
    );
    let colors = page.js("new Set(['del', 'ins', 'pre.diff code'].map((name) => getComputedStyle(document.querySelector(name)).color)).size");
    assert_eq!(colors, 3, "went, came and stayed");
    let block = "document.querySelector('pre.diff')";
    assert_eq!(
        page.js(&format!("{block}.scrollWidth <= {block}.clientWidth")),
        true
    );
    assert_eq!(
        page.js(&format!("{block}.innerText.trim().split('\\n').length")),
        3
    );
}

#[test]
fn the_keyboard_reaches_everything_and_shows_where_it_is() {
    let Some(page) = Page::open(Path::new(SHIPPED)) else {
        return;
    };
    page.ask("/functies bekendheid alleen_ik:true", "Alleen jij");
    page.js("document.activeElement.blur()");
    let shows_focus = "(() => {
        const node = document.activeElement;
        const shown = node === composer ? node.parentElement : node;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(shown);
        const outline = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
        return outline || (node === composer && boxShadow !== 'none');
    })()";
    let mut reached = Vec::new();
    page.js("void (window.reached = [document.body])");
    loop {
        page.keys(&TAB.to_string());
        if page.js("document.activeElement === document.body") == true {
            continue;
        }
        if page.js("window.reached.includes(document.activeElement)") == true {
            break;
        }
        page.js("window.reached.push(document.activeElement)");
        let label = page.label_of_focus();
        assert_ne!(label, "", "{}", page.js("document.activeElement.outerHTML"));
        assert_eq!(page.js(shows_focus), true, "{label}");
        reached.push(label);
    }
    for label in [
        "Naar het invoerveld",
        "Gesprek",
        "/tips",
        "Volgende",
        "Lees ook",
        "Sluiten",
        "Payload",
        "Bericht of commando",
        "Versturen",
        "Als ander lid",
    ] {
        let found = reached.iter().any(|reached| reached.contains(label));
        assert!(found, "no '{label}' in {reached:?}");
    }
}

#[test]
fn markdown_is_drawn_as_discord_draws_it() {
    let cases = [
        (
            "**vet** *schuin* _schuin_",
            "<p><strong>vet</strong> <em>schuin</em> <em>schuin</em></p>",
        ),
        (
            "__onder__ ~~door~~ ***beide***",
            "<p><u>onder</u> <s>door</s> <strong><em>beide</em></strong></p>",
        ),
        (
            "snake_case_naam 2 * 3 * 4 **open",
            "<p>snake_case_naam 2 * 3 * 4 **open</p>",
        ),
        (r"\*niet\* \# \_", "<p>*niet* # _</p>"),
        (
            "`**code**` ``a ` b``",
            "<p><code>**code**</code> <code>a ` b</code></p>",
        ),
        (
            "```rust\nlet x;\n```",
            "<pre tabindex=\"0\"><code>let x;</code></pre>",
        ),
        (
            "# Een\n## Twee\n### Drie\n#niet",
            "<h3>Een</h3><h4>Twee</h4><h5>Drie</h5><p>#niet</p>",
        ),
        (
            "-# klein\n> een\n> twee\ndrie",
            "<small>klein</small><blockquote><p>een\ntwee</p></blockquote><p>drie</p>",
        ),
        (
            "- een\n  - diep\n- twee\n3. drie",
            "<ul><li>een<ul><li>diep</li></ul></li><li>twee</li></ul><ol start=\"3\"><li>drie</li></ol>",
        ),
        (
            "<@1> <@&2> <#3> </tips:4> <:hart:5>",
            "<p><span class=\"mention\">@lid 1</span> <span class=\"mention\">@rol</span> <span class=\"mention\">#kanaal</span> <span class=\"mention\">/tips</span> :hart:</p>",
        ),
        (
            "een\n\ntwee & <b>drie</b>",
            "<p>een\n\ntwee &amp; &lt;b&gt;drie&lt;/b&gt;</p>",
        ),
    ];
    let folder = some_texts();
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    let drawn = |text: &str| {
        page.js(&format!(
            "import('./markdown.js').then(({{ renderMarkdown }}) => {{
                const box = document.createElement('div');
                box.append(renderMarkdown({}, (id) => `lid ${{id}}`));
                return box.innerHTML;
            }})",
            json!(text)
        ))
    };
    for (text, html) in cases {
        assert_eq!(drawn(text), html, "{text}");
    }
    for (text, html) in [
        (
            "[site](https://a.example/b)",
            " title=\"site\n\n(https://a.example/b)\" href=\"https://a.example/b\"",
        ),
        ("[site](https://a.example/b)", ">site</a></p>"),
        (
            "[**s**](<https://a.example> \"meer\")",
            " title=\"meer\n\n(https://a.example/)\"",
        ),
        (
            "[https://b.example](https://a.example)",
            "<p>[https://b.example](https://a.example)</p>",
        ),
        (
            "[x](javascript:alert(1)) <javascript:x> javascript:x",
            "<p>[x](javascript:alert(1)) &lt;javascript:x&gt; javascript:x</p>",
        ),
        ("[x](data:text/html,x)", "<p>[x](data:text/html,x)</p>"),
        ("zie https://a.example/b.", ">https://a.example/b</a>.</p>"),
        ("<https://a.example>", ">https://a.example</a></p>"),
        ("||geheim||", "<span inert=\"\">geheim</span>"),
        ("<t:0:R>", "jaar geleden</time>"),
    ] {
        let drawn = drawn(text);
        assert!(drawn.as_str().unwrap().contains(html), "{text}: {drawn}");
    }
}

#[test]
fn no_text_makes_the_page_slow() {
    let folder = some_texts();
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    let marks = [
        "*",
        "**",
        "_",
        "__",
        "~~",
        "||",
        "`",
        "``",
        "```",
        "[",
        "](",
        "[a](",
        "[[a](",
        "**a*",
        "`a``b",
        "> ",
        ">>> ",
        "- ",
        "  - ",
        "1. ",
        "# ",
        "-# ",
        "<",
        "<@1>",
        "<https://",
        "\\``",
        "https://x))))",
        "[a](https://a.example)",
        "(",
        "a_",
        "```a```",
    ];
    let slow = page.js(&format!(
        "import('./markdown.js').then(({{ renderMarkdown }}) => {}.filter((mark) => {{
            const text = mark.repeat(100000 / mark.length);
            const start = performance.now();
            renderMarkdown(text, () => 'x');
            return performance.now() - start > 5000;
        }}))",
        json!(marks)
    ));
    assert_eq!(slow, json!([]));
}

#[test]
fn a_moderator_edits_a_text_in_a_modal() {
    let folder = some_texts();
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    page.ask("/alles een", "Tekst een");
    page.click("composer");
    page.keys("/moderatie bewerk een");
    page.until("suggestions().some((words) => words.includes('Titel een'))");
    page.keys(&format!("{DOWN}{TAB}{ENTER}"));
    page.until("document.activeElement.value === 'Titel een'");
    page.keys(&BACKSPACE.to_string().repeat("Titel een".len()));
    page.keys(&ENTER.to_string());
    page.until("one('dialog [role=alert]', 'Vul dit nog in.')");
    page.keys(&format!("Titel vers{TAB}{TAB} en vers{ENTER}Klaar"));
    page.press("Versturen");
    page.until_said("Zo zien leden het straks.");
    page.until("all('dialog').length === 0");
    page.press("Publiceren");
    page.until("messages()[0].innerText.includes('Titel vers')");
    page.until("messages()[0].innerText.includes('Tekst een en vers\\nKlaar')");
    page.until("one('.message', 'In het kanaal van de moderatoren')");
    let saved = std::fs::read_to_string(folder.path().join("alles.toml")).unwrap();
    assert!(saved.contains("Titel vers"), "{saved}");

    page.press("Als ander lid");
    page.ask("/moderatie status", "alleen voor de moderatoren");
}

/// What someone does who never saw a response file: add a text, change it, and undo that.
#[test]
fn a_text_is_added_changed_and_brought_back_without_leaving_the_page() {
    let folder = some_texts();
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    let file = || std::fs::read_to_string(folder.path().join("alles.toml")).unwrap();
    let original = file();
    page.click("composer");
    page.keys("/moderatie nieuw al");
    page.until("suggestions().includes('alles')");
    page.keys(&format!("{DOWN}{TAB}{ENTER}"));
    page.until("one('dialog h2', 'Nieuwe tekst bij /alles')");
    page.keys(&format!(
        "Mijn tip{TAB}Kort en goed{TAB}Doe dit eerst.{TAB}{TAB}"
    ));
    page.until("document.activeElement.value.endsWith('Te zien:')");
    page.keys(&format!("{ENTER}Nagekeken: 23-11-2026"));
    page.press("Versturen");
    page.until_said("Zo zien leden het straks.");
    page.until_said("nagekeken op 23 november 2026");
    assert_eq!(file(), original);
    page.press("Publiceren");
    page.until("one('.message', 'Nieuwe tekst')");
    page.ask("/alles mijn-tip", "Doe dit eerst.");
    let added = file();
    assert!(added.contains("[mijn-tip]"), "{added}");

    page.click("composer");
    page.keys("/moderatie bewerk mijn");
    page.until("suggestions().some((words) => words.includes('Mijn tip'))");
    page.keys(&format!("{DOWN}{TAB}{ENTER}"));
    page.until("document.activeElement.value === 'Mijn tip'");
    page.keys(&format!("{TAB}{TAB} En dan dat."));
    page.press("Versturen");
    page.until_said("Zo zien leden het straks.");
    page.until_said("+ Doe dit eerst. En dan dat.");
    page.press("Publiceren");
    page.until("messages().some((message) => message.innerText.includes('/alles tekst: mijn-tip') && message.innerText.includes('En dan dat.'))");
    assert_ne!(file(), added);

    page.until("one('.message', 'Tekst gewijzigd')");
    page.press("Maak ongedaan");
    page.until("one('.message', 'Tekst teruggezet')");
    assert_eq!(file(), added);
    page.ask("/alles mijn-tip", "Doe dit eerst.");
    assert!(
        !page
            .js("last().innerText")
            .to_string()
            .contains("En dan dat")
    );
}

/// A whole file leaves the page, comes back changed, and the change is undone.
#[test]
fn a_whole_file_is_saved_sent_back_and_undone_on_the_page() {
    let folder = some_texts();
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    let file = || std::fs::read_to_string(folder.path().join("alles.toml")).unwrap();
    let original = file();
    page.ask("/moderatie bestand commando: alles", "Dit is alles.toml");
    let link = "last().querySelector('a[download=\"alles.toml\"]')";
    let address = page.js(&format!("{link}.getAttribute('href')"));
    let text = page.js(&format!(
        "{}.responseText",
        request("GET", address.as_str().unwrap())
    ));
    assert_eq!(text, json!(original));

    let home = tempfile::tempdir().unwrap();
    let changed = original.replace("Tekst een", "Van mijn computer");
    std::fs::write(home.path().join("alles.toml"), &changed).unwrap();
    page.click("composer");
    page.keys("/moderatie bestand bestand:");
    page.until("suggestions().some((words) => words.startsWith('Kies een bestand'))");
    page.keys(&format!("{DOWN}{TAB}"));
    page.choose_file(
        "document.querySelector('.chooser')",
        &home.path().join("alles.toml"),
    );
    page.until("composer.value === '/moderatie bestand bestand:alles.toml '");
    page.keys(&format!("{ESCAPE}{ENTER}"));
    page.until_said("Zo verandert het bestand:");
    page.until_said("+ text = \"Van mijn computer\"");
    assert_eq!(file(), original);
    page.press("Publiceren");
    page.until("one('.message', 'Bestand gewijzigd')");
    assert_eq!(file(), changed);
    page.until("document.querySelector('a[download=\"alles-vorige-versie.toml\"]')");
    page.press("Maak ongedaan");
    page.until("one('.message', 'Bestand teruggezet')");
    assert_eq!(file(), original);
    page.click("composer");
    page.keys(&format!("/moderatie bestand bestand:zomaar{ESCAPE}{ENTER}"));
    page.until("one('#composer-status', 'Kies bij bestand een bestand van deze computer.')");
}

/// A request that the page makes, and waits for.
fn request(method: &str, address: &str) -> String {
    format!(
        "(() => {{ const asked = new XMLHttpRequest(); asked.open({}, {}, false); asked.send(); return asked; }})()",
        json!(method),
        json!(address)
    )
}

#[test]
fn a_bot_that_stopped_is_said_to_be_gone_and_no_text_is_lost() {
    let folder = some_texts();
    let Some(mut page) = Page::open(folder.path()) else {
        return;
    };
    page.keys("/moderatie bewerk een");
    page.until("suggestions().some((words) => words.includes('Titel een'))");
    page.keys(&format!("{DOWN}{TAB}{ENTER}"));
    page.until("document.activeElement.value === 'Titel een'");
    page.keys(" bijna af");
    page.chat.kill();
    page.until("!document.querySelector('.lost').hidden");
    page.press("Versturen");
    page.until("one('dialog [role=alert]', 'Er is geen verbinding. Draait aandeslag nog? Je tekst staat er nog.')");
    assert_eq!(
        page.js("document.querySelector('dialog input').value"),
        "Titel een bijna af"
    );
    page.keys(&ESCAPE.to_string());
    page.ask(
        "/alles een",
        "De app reageerde niet. Er is geen verbinding.",
    );
    // The browser's own log tells of the requests that failed.
    assert!(!page.complaints().is_empty());
}

/// The pictures in the README: what stands on them stands on the page.
#[test]
fn the_page_is_light_or_dark_as_the_visitor_prefers() {
    let view = View {
        width: 1000,
        height: 750,
        dark: false,
    };
    let Some(page) = Page::open_as(Path::new(SHIPPED), view) else {
        return;
    };
    let brightness = || {
        let color =
            page.js("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)");
        let parts: Vec<u32> = serde_json::from_value(color).unwrap();
        parts.iter().sum::<u32>() / 3
    };
    page.ask("/tips een-doel", "Nog een");
    take_picture(&page, "chat-light");
    assert!(brightness() > 200);
    page.look(View { dark: true, ..view });
    page.keys("/tips foto");
    page.until("suggestions().length > 3");
    page.keys(&format!("{DOWN}{DOWN}{DOWN}"));
    take_picture(&page, "chat-dark");
    assert!(brightness() < 60);
    page.press("◐");
    assert!(brightness() > 200, "the button wins");
}

/// Compares what stands on the page with what stands on a picture of it; with `BLESS=1` takes the picture
/// anew. Beside it is a file with the words on it, below a hash of the picture that they are of.
fn take_picture(page: &Page, name: &str) {
    let images = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/images");
    let file = images.join(name).with_extension("png");
    if blessing() {
        let picture = page.screenshot().unwrap();
        assert!(picture.len() < 150_000, "{name} is {} bytes", picture.len());
        std::fs::write(&file, picture).unwrap();
    }
    let picture = std::fs::read(&file).unwrap_or_default();
    let shown = page.js("document.body.innerText");
    let words = without_times(shown.as_str().unwrap());
    let taken = format!("{}\n{words}\n", hex(&Sha256::digest(&picture)));
    expect_file(&images.join(name).with_extension("txt"), &taken);
}

/// The lines of a text, with `0` for each digit of a time of day.
fn without_times(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let word = |word: &str| {
        let is_time = word.contains(':') && word.chars().all(|c| c == ':' || c.is_ascii_digit());
        if is_time {
            word.replace(|c: char| c.is_ascii_digit(), "0")
        } else {
            word.to_owned()
        }
    };
    let line = |line: &str| line.split(' ').map(word).collect::<Vec<_>>().join(" ");
    lines.map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_picture_is_shown_with_words_for_who_does_not_see_it() {
    let small = include_bytes!("../../check/bad-image/beeld/profiel.png");
    let wide = include_bytes!("../../check/large-image/beeld/past.png");
    let folder = Folder::new(&[(
        "alles.toml",
        &(file_with_picture("kop.png") + &entry("thee")),
    )]);
    folder.write("beeld/kop.png", small);
    let Some(page) = Page::open(folder.path()) else {
        return;
    };
    page.ask("/alles tekst:koffie", "Tekst koffie");
    page.until("last().querySelector('img').naturalWidth === 40");
    assert_eq!(
        page.js("last().querySelector('img').alt"),
        "Een kop koffie."
    );
    page.press("Volgende");
    page.until_said("Tekst thee");
    assert_eq!(page.js("last().querySelectorAll('img').length"), 0);
    page.press("Vorige");
    page.until("last().querySelector('img')?.naturalWidth === 40");
    folder.write("beeld/kop.png", wide);
    page.until("last().querySelector('img')?.naturalWidth === 2000");
}
