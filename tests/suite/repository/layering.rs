//! Imports point one way, and what must be absent is absent.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

/// Everything up to this room is pure, and so is `discord` without `rest`.
const LAST_PURE: &str = "respond";
/// What no pure file may name.
const IMPURE: &[&str] = &[
    "tokio",
    "axum",
    "reqwest",
    "rand",
    "std::fs",
    "std::net",
    "std::env",
    "std::time::SystemTime",
    "std::time::Instant",
    "std::sync::Mutex",
];

/// A file of the crate.
struct Module {
    /// Its module's path in the crate, such as `content::edit`; empty for `lib.rs`.
    path: String,
    code: TokenStream,
}

/// All files, each behind those that it may import from: the files of a room in the order of its
/// `mod.rs`, and that face behind them.
fn modules() -> Vec<Module> {
    let mut modules = Vec::new();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    collect("", &src.join("lib.rs"), &src, &mut modules);
    modules
}

fn collect(path: &str, file: &Path, folder: &Path, modules: &mut Vec<Module>) {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    for line in text.lines() {
        let Some((visibility, name)) = line.split_once("mod ") else {
            continue;
        };
        let Some(name) = name.strip_suffix(';').filter(|_| is_visibility(visibility)) else {
            continue;
        };
        let below = folder.join(name);
        let face = below.join("mod.rs");
        let alone = folder.join(format!("{name}.rs"));
        let path = join(path, name);
        collect(
            &path,
            if face.exists() { &face } else { &alone },
            &below,
            modules,
        );
    }
    modules.push(Module {
        path: path.to_owned(),
        code: text.parse().unwrap(),
    });
}

fn is_visibility(text: &str) -> bool {
    matches!(text, "" | "pub " | "pub(crate) " | "pub(super) ")
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}::{name}")
    }
}

/// A path that is named in a file, and whether the file hands it on by `pub use`.
struct Named {
    path: String,
    handed_on: bool,
}

/// Every path of more than one part in these tokens, each leaf of a `use` tree by itself.
fn paths(code: &TokenStream) -> Vec<Named> {
    let mut named = Vec::new();
    walk("", code.clone(), false, &mut named);
    named
}

fn walk(before: &str, code: TokenStream, handed_on: bool, named: &mut Vec<Named>) {
    let tokens: Vec<TokenTree> = code.into_iter().collect();
    let is_colon =
        |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    let (mut at, mut hands_on) = (0, handed_on);
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(ident) => {
                let mut path = join(before, &ident.to_string());
                if *ident == "use" {
                    hands_on = at > 0
                        && !matches!(&tokens[at - 1], TokenTree::Punct(_))
                        && is_public(&tokens[..at]);
                    at += 1;
                    continue;
                }
                at += 1;
                let mut parts = 1;
                while is_colon(at) && is_colon(at + 1) {
                    match tokens.get(at + 2) {
                        Some(TokenTree::Ident(next)) => {
                            path = join(&path, &next.to_string());
                            at += 3;
                            parts += 1;
                        }
                        Some(TokenTree::Group(group)) => {
                            walk(&path, group.stream(), hands_on, named);
                            path.clear();
                            at += 3;
                            break;
                        }
                        _ => break,
                    }
                }
                if !path.is_empty() && (parts > 1 || !before.is_empty()) {
                    named.push(Named {
                        path,
                        handed_on: hands_on,
                    });
                }
            }
            TokenTree::Group(group) => {
                walk("", group.stream(), false, named);
                at += 1;
            }
            TokenTree::Punct(p) => {
                if p.as_char() == ';' {
                    hands_on = handed_on;
                }
                at += 1;
            }
            TokenTree::Literal(_) => at += 1,
        }
    }
}

/// Whether what comes next is `pub` or `pub(crate)`.
fn is_public(before: &[TokenTree]) -> bool {
    before
        .iter()
        .rev()
        .take(2)
        .any(|token| token.to_string() == "pub")
}

/// What each file imports of the others, as indices into `modules`, with the path that says so.
fn imports(modules: &[Module]) -> Vec<Vec<(usize, String)>> {
    let places: HashMap<&str, usize> = modules
        .iter()
        .enumerate()
        .map(|(n, m)| (m.path.as_str(), n))
        .collect();
    let absolute = |module: &Module, path: &str| -> Option<String> {
        let (first, rest) = path.split_once("::")?;
        let parent = |path: &str| path.rsplit_once("::").map_or("", |(p, _)| p).to_owned();
        match first {
            "crate" => Some(rest.to_owned()),
            "self" => Some(join(&module.path, rest)),
            "super" => {
                let (mut base, mut rest) = (parent(&module.path), rest);
                while let Some(further) = rest.strip_prefix("super::") {
                    (base, rest) = (parent(&base), further);
                }
                Some(join(&base, rest))
            }
            child => {
                let child = join(&module.path, child);
                places
                    .contains_key(child.as_str())
                    .then(|| join(&child, rest))
            }
        }
    };
    let all: Vec<Vec<Named>> = modules.iter().map(|module| paths(&module.code)).collect();
    let mut handed_on: HashMap<String, String> = HashMap::new();
    for (module, named) in modules.iter().zip(&all) {
        for Named { path, .. } in named.iter().filter(|named| named.handed_on) {
            if let Some(target) = absolute(module, path) {
                let name = path.rsplit("::").next().unwrap();
                handed_on.insert(join(&module.path, name), target);
            }
        }
    }
    let file_of = |mut path: String| -> Option<(usize, String)> {
        for _ in 0..8 {
            let mut prefix = path.clone();
            let target = loop {
                if let Some(target) = handed_on.get(&prefix) {
                    break Some(format!("{target}{}", &path[prefix.len()..]));
                }
                match prefix.rsplit_once("::") {
                    Some((shorter, _)) => prefix = shorter.to_owned(),
                    None => break None,
                }
            };
            match target {
                Some(target) => path = target,
                None => break,
            }
        }
        let said = path.clone();
        loop {
            if let Some(place) = places.get(path.as_str()) {
                return Some((*place, said));
            }
            path = path.rsplit_once("::")?.0.to_owned();
        }
    };
    (modules.iter().zip(&all))
        .enumerate()
        .map(|(own, (module, named))| {
            let absolute = named
                .iter()
                .filter_map(|named| absolute(module, &named.path));
            absolute
                .filter_map(&file_of)
                .filter(|(place, _)| *place != own)
                .collect()
        })
        .collect()
}

#[test]
fn imports_point_one_way() {
    let modules = modules();
    let mut wrong = Vec::new();
    let mut n_imports = 0;
    for (own, imports) in imports(&modules).into_iter().enumerate() {
        n_imports += imports.len();
        for (place, path) in imports.into_iter().filter(|(place, _)| *place > own) {
            let _ = place;
            wrong.push(format!("{} must not know {path}", modules[own].path));
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(
        wrong.is_empty(),
        "{} of {n_imports}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(n_imports > 500, "only {n_imports} imports were read");
}

#[test]
fn every_room_is_on_the_map() {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let rooms: Vec<&str> = (map.lines())
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    assert_eq!(rooms.len(), 11);
    let described: Vec<&str> = (map.lines())
        .filter_map(|line| line.strip_prefix("//! - [`")?.split_once('`'))
        .map(|(room, _)| room)
        .collect();
    assert_eq!(described, rooms);
}

fn pure() -> Vec<Module> {
    let mut modules = modules();
    let end = modules.iter().position(|m| m.path == LAST_PURE).unwrap();
    let mut place = 0;
    modules.retain(|module| {
        place += 1;
        let is_payload = module.path.starts_with("discord") && !module.path.contains("rest");
        place <= end + 1 || is_payload
    });
    assert!(modules.len() > 60);
    modules
}

#[test]
fn what_is_pure_names_no_disk_clock_network_or_chance() {
    let mut wrong = Vec::new();
    for module in pure() {
        for Named { path, .. } in paths(&module.code) {
            let is_impure =
                |impure: &&&str| path == **impure || path.starts_with(&format!("{impure}::"));
            if let Some(impure) = IMPURE.iter().find(is_impure) {
                wrong.push(format!("{} names {impure}", module.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Serenity says what is sent looks like; its builders reach no network.
#[test]
fn payloads_alone_are_made_with_serenity() {
    for module in modules().iter().filter(|m| !m.path.starts_with("discord")) {
        let names = paths(&module.code);
        assert!(
            names.iter().all(|n| !n.path.starts_with("serenity::")),
            "{}",
            module.path
        );
    }
}

#[test]
fn no_code_names_the_content() {
    let responses = Path::new(env!("CARGO_MANIFEST_DIR")).join("responses");
    let sources = aandeslag::store::read(&responses).unwrap();
    let library = aandeslag::content::compile(&sources).library;
    let commands = library.collections().iter().map(|c| format!("/{}", c.name));
    let ids = library
        .collections()
        .iter()
        .flat_map(aandeslag::library::Collection::entries)
        .map(|e| e.id.clone());
    let names: Vec<String> = commands.chain(ids.filter(|id| id.len() > 6)).collect();
    for module in modules() {
        let code = module.code.to_string();
        for name in &names {
            assert!(
                !code.contains(&format!("\"{name}")),
                "{} names {name}",
                module.path
            );
        }
    }
}

/// What takes long with large files is no part of answering: of `respond`, only the half that comes
/// after the work, away from those who answer members, may compile, compare and render.
#[test]
fn answering_compiles_compares_and_renders_nothing() {
    // After the work; and what is told unasked, whose report is bounded.
    const SLOW: [&str; 7] = [
        "outcome",
        "history",
        "preview",
        "file_review",
        "fixed",
        "news",
        "saves",
    ];
    let mut seen = HashSet::new();
    let mut wrong: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for module in modules().iter().filter(|m| m.path.starts_with("respond::")) {
        let name = module.path.rsplit("::").next().unwrap();
        let code = module.code.to_string().replace(' ', "");
        let mut slow = vec![
            "compile(",
            "difference::",
            "diagnostic::report",
            "content::fix",
        ];
        if SLOW.contains(&name) {
            seen.extend(slow.iter().filter(|what| code.contains(**what)).copied());
            continue;
        }
        slow.extend([
            "preview::",
            "file_review::",
            "fixed::",
            "history::",
            "outcome::",
        ]);
        let found: Vec<&str> = slow
            .into_iter()
            .filter(|what| code.contains(what))
            .collect();
        if !found.is_empty() {
            wrong.insert(module.path.clone(), found);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    // The names are still those of what this test is about.
    assert_eq!(seen.len(), 4, "{seen:?}");
}
