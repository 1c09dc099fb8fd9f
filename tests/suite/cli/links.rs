//! Trying the addresses in the files, against a site of our own.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use aandeslag::bot::jobs::links::{Verdict, judge, places};
use aandeslag::diagnostic::{Source, Sources};
use reqwest::StatusCode;

use crate::cli::on_a_terminal;
use crate::support::folder::{Folder, file};
use crate::support::secrets;

/// Answers each request by the number in its path, one at a time.
pub(crate) fn site() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let n = stream.read(&mut request).unwrap_or_default();
            let request = String::from_utf8_lossy(&request[..n]).into_owned();
            let mut code = request
                .split(['/', ' '])
                .find(|part| part.len() == 3 && part.parse::<u16>().is_ok())
                .unwrap_or("200");
            // Some sites know no HEAD, and say so in odd ways.
            if code == "299" {
                code = if request.starts_with("HEAD") {
                    "404"
                } else {
                    "200"
                };
            }
            let _ = write!(
                stream,
                "HTTP/1.1 {code} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
        }
    });
    address
}

#[test]
fn only_addresses_that_are_gone_are_errors_and_each_tells_where_it_stands() {
    let site = site();
    let text = file(&["een"]).replace(
        "Tekst een",
        &format!("Zie {site}/200, {site}/404. Of {site}/403 en {site}/429 en {site}/299"),
    );
    let folder = Folder::new(&[("alles.toml", &text)]);
    let check = || {
        let mut command = secrets::program();
        command.args(["check", "--links"]).arg(folder.path());
        let output = secrets::run(command.env("NO_PROXY", "*"));
        assert!(output.stderr.is_empty(), "{output:?}");
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let (code, told) = check();
    assert_eq!(code, Some(1), "{told}");
    assert!(
        told.contains(&format!("alles.toml:9: fout: '{site}/404' werkt niet (404")),
        "{told}"
    );
    assert!(
        told.contains(&format!("alles.toml:9: waarschuwing: '{site}/403'")),
        "{told}"
    );
    assert!(
        told.contains("5 adressen geprobeerd, 1 werkt niet"),
        "{told}"
    );
    assert!(!told.contains("Alles in orde"), "{told}");
    folder.write(
        "alles.toml",
        file(&["een"]).replace("Tekst een", &format!("{site}/200")),
    );
    let (code, told) = check();
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.starts_with("Alles in orde in 1 bestand.\n1 adres geprobeerd"),
        "{told}"
    );
    let unsure = format!("{site}/403 en {site}/429");
    folder.write("alles.toml", file(&["een"]).replace("Tekst een", &unsure));
    let (code, told) = check();
    assert_eq!(code, Some(0), "403 and 429 are no errors: {told}");
    let shown = on_a_terminal(&format!("check --links {}", folder.path().display()));
    if let Some(shown) = shown {
        assert!(shown.contains("van 2 adressen geprobeerd"), "{shown}");
    }
}

#[test]
fn only_what_is_gone_is_broken() {
    let is_broken = |status| matches!(judge(status), Verdict::Broken(_));
    assert!(is_broken(StatusCode::NOT_FOUND) && is_broken(StatusCode::GONE));
    for status in [
        StatusCode::UNAUTHORIZED,
        StatusCode::FORBIDDEN,
        StatusCode::METHOD_NOT_ALLOWED,
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::SERVICE_UNAVAILABLE,
    ] {
        assert!(matches!(judge(status), Verdict::Unsure(_)), "{status}");
    }
    assert_eq!(judge(StatusCode::OK), Verdict::Works);
}

#[test]
fn an_address_with_brackets_is_taken_whole() {
    let text = "# (zie https://a.nl/x_(y)) en [hier](https://b.nl/z), [ook](https://c.nl/w_(v)_(u)).\n\
                # <https://d.nl/q> (https://e.nl/) https://[::1]:8080/r] \"https://f.nl/s_(t\"\n";
    let sources = Sources {
        files: vec![Source::new("alles.toml", "alles", text.as_bytes())],
        ..Sources::default()
    };
    let found: Vec<String> = places(&sources).iter().map(|p| p.url.to_string()).collect();
    let expected = [
        "https://a.nl/x_(y)",
        "https://b.nl/z",
        "https://c.nl/w_(v)_(u)",
        "https://d.nl/q",
        "https://e.nl/",
        "https://[::1]:8080/r",
        "https://f.nl/s_(t",
    ];
    assert_eq!(found, expected);
}
