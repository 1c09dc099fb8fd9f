//! Imports point one way, and what must be absent is absent.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the crate, each importing only from those before it.
const ORDER: &[&str] = &[
    "limits",
    "words",
    "fold",
    "index",
    "library",
    "search",
    "diagnostic",
    "difference",
    "snapshot",
    "disk",
    "state",
    "content",
    "respond",
    "discord",
    "drafts",
    "backoff",
    "told",
    "announcements",
    "once",
    "weekly",
    "missed",
    "recheck",
    "worker",
    "metrics",
    "kept",
    "bot",
    "signature",
    "config",
    "process",
    "supervise",
    "links",
    "rest",
    "register",
    "announce",
    "built",
    "later",
    "attachments",
    "ask",
    "http",
    "chat",
    "operations",
    "gateway",
    "endpoint",
];

/// Pure modules, and what none of them may name.
const PURE: &[&str] = &[
    "limits",
    "words",
    "fold",
    "index",
    "library",
    "search",
    "diagnostic",
    "respond",
    "discord",
];
const IMPURE: &[&str] = &[
    "tokio::",
    "axum::",
    "reqwest::",
    "std::fs",
    "std::net",
    "SystemTime",
];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The code of a module with all its files, without its tests.
fn code_of(module: &str) -> String {
    let file = src().join(format!("{module}.rs"));
    let mut code = fs::read_to_string(file).unwrap_or_default();
    for path in files_below(&src().join(module)) {
        code.push_str(&fs::read_to_string(path).unwrap());
    }
    let without_tests = code
        .split("#[cfg(test)]")
        .map(|part| match part.find("\n}\n") {
            Some(end) if part.trim_start().starts_with("mod tests") => &part[end..],
            _ => part,
        });
    let lines: String = without_tests.collect();
    lines
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(items) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = items.map(|item| item.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files_below(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect()
}

#[test]
fn every_module_has_its_place() {
    let map = fs::read_to_string(src().join("lib.rs")).unwrap();
    let declared: Vec<&str> = map
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    for module in &declared {
        assert!(ORDER.contains(module), "{module} has no place in the order");
        assert!(
            map.contains(&format!("[`{module}`]")),
            "{module} is not on the map in lib.rs"
        );
    }
    assert_eq!(declared.len(), ORDER.len());
}

#[test]
fn imports_point_one_way() {
    for (place, module) in ORDER.iter().enumerate() {
        let code = code_of(module);
        assert!(!code.is_empty(), "{module} has no code");
        for later in &ORDER[place + 1..] {
            let named = code.contains(&format!("crate::{later}::"))
                || code.contains(&format!("crate::{{{later}"))
                || code.contains(&format!("crate::{later};"));
            assert!(!named, "{module} must not know {later}");
        }
    }
}

#[test]
fn what_is_pure_names_no_sockets_files_or_clock() {
    for module in PURE {
        let code = code_of(module);
        for impure in IMPURE {
            assert!(!code.contains(impure), "{module} names {impure}");
        }
    }
}

/// Serenity says what is sent looks like; its builders reach no network.
#[test]
fn payloads_alone_are_made_with_serenity() {
    for module in ORDER.iter().filter(|module| **module != "discord") {
        assert!(!code_of(module).contains("serenity::"), "{module}");
    }
}

#[test]
fn no_code_names_the_content() {
    let responses = Path::new(env!("CARGO_MANIFEST_DIR")).join("responses");
    let sources = aandeslag::content::read(&responses).unwrap();
    let library = aandeslag::content::compile(&sources).library;
    let commands = library.collections().iter().map(|c| format!("/{}", c.name));
    let ids = library
        .collections()
        .iter()
        .flat_map(aandeslag::library::Collection::entries)
        .map(|e| e.id.clone());
    let names: Vec<String> = commands.chain(ids.filter(|id| id.len() > 6)).collect();
    for module in ORDER {
        let code = code_of(module);
        for name in &names {
            assert!(
                !code.contains(&format!("\"{name}")),
                "{module} names {name}"
            );
        }
    }
}

/// What takes long with large files is no part of answering: of `respond`, only the half that comes
/// after the work, away from those who answer members, may compile, compare and render.
#[test]
fn answering_compiles_compares_and_renders_nothing() {
    // After the work; and what is told unasked, whose report is bounded.
    const SLOW: [&str; 4] = ["conclude", "preview", "file_review", "moderation"];
    let uses = |code: &str, what: &str| code.contains(what);
    let mut seen = HashSet::new();
    for path in files_below(&src().join("respond")) {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let code = fs::read_to_string(&path).unwrap();
        let mut slow = vec!["compile(", "difference::", "diagnostic::report"];
        if SLOW.contains(&&*name) {
            seen.extend(slow.iter().filter(|what| uses(&code, what)).copied());
            continue;
        }
        slow.extend(["preview::", "file_review::", "conclude::"]);
        let code: Vec<&str> = (code.lines())
            .filter(|line| !line.trim_start().starts_with("//"))
            .filter(|line| *line != "pub use conclude::conclude;")
            .collect();
        for what in slow {
            assert!(!uses(&code.join("\n"), what), "{name}: {what}");
        }
    }
    // The names are still those of what this test is about.
    assert_eq!(seen.len(), 3, "{seen:?}");
}
