//! What files can cost in memory, in the built binary under a real limit: the most that the kernel
//! ever counted as resident, and a limit on what it may ask for.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use tempfile::TempDir;

use crate::support::process::Served;
use crate::support::secrets;

const MEBIBYTE: u64 = 1 << 20;

/// Half of the limit of the units and the Kubernetes manifest.
const LIMIT: u64 = 128 * MEBIBYTE;

/// The endpoint, killed when it asks for more than twice the limit: what it gave back still counts
/// there.
fn serve(folder: &TempDir) -> Served {
    let program = secrets::program();
    let mut limited = Command::new("prlimit");
    limited
        .arg(format!("--data={}", 2 * LIMIT))
        .arg(program.get_program())
        .args(program.get_args());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    // As in the units: the reserve of each thread would count as asked for.
    limited.env("MALLOC_ARENA_MAX", "2");
    let config = folder.path().join(".config.toml");
    fs::write(&config, "[responses]\nwatch = false\n").unwrap();
    let arguments = ["--config", config.to_str().unwrap()];
    Served::run(limited, folder.path(), "127.0.0.1:0", &arguments, &[])
}

fn load_again(served: &Served, generation: u32) {
    served.signal("HUP");
    let loaded = format!("generation={generation} ");
    while !served.log().contains(&loaded) {
        assert_eq!(served.get("/healthz").status, 200);
    }
}

fn good(file: usize, version: usize) -> String {
    let mut text = format!("title = \"Map {file}\"\ndescription = \"Map {file}\"\n");
    for n in 0.. {
        let words: Vec<String> = (0..20)
            .map(|word| format!("w{}", (n * 7 + word * 13 + file * 977 + version) % 20_000))
            .collect();
        let entry = format!(
            "\n[tekst{n}]\ntitle = \"Tekst {n}\"\nsummary = \"Kort over {n}\"\ntext = \"\"\"\n{} {}\n\"\"\"\n",
            words.join(" "),
            "Een zin over sociale media. ".repeat(8)
        );
        if text.len() + entry.len() > 1 << 20 {
            break;
        }
        text.push_str(&entry);
    }
    text
}

#[test]
fn as_many_good_texts_as_there_may_be_fit_twice() {
    let folder = TempDir::new().unwrap();
    let write = |version| {
        for file in 0..5 {
            let path = folder.path().join(format!("map{file}.toml"));
            fs::write(path, good(file, version)).unwrap();
        }
    };
    write(0);
    let served = serve(&folder);
    for version in 1..3_u32 {
        write(version as usize);
        load_again(&served, version + 1);
    }
    let log = served.log();
    assert!(log.contains("files=5") && log.contains("stale=[]"), "{log}");
    let most = served.most_memory();
    // The texts before, those now, and the versions of all that changed, one file at a time.
    assert!(most < LIMIT * 9 / 8, "{} MiB", most / MEBIBYTE);
}

#[test]
fn broken_files_cost_little_memory_and_few_lines_of_the_log() {
    let folder = TempDir::new().unwrap();
    let small = "title = \"Tips\"\ndescription = \"Een tip\"\n\n[eerste]\ntitle = \"Eerste\"\nsummary = \"Kort.\"\ntext = \"Begin.\"\n";
    fs::write(folder.path().join("tips.toml"), small).unwrap();
    let served = serve(&folder);
    let rest = served.most_memory();
    let lines = [
        "=\n",
        "(naam)\n",
        "[a]\n",
        "a=1\n",
        "[e{n}] # c\nx=1\nx=2\n",
        "a{n}=1\n",
        "\n",
        "los\n",
        "x{n} = \"a\n",
        "title: a\n",
        "[[a]]\n",
        "x{n} = [\n",
        "[t{n}]\n",
        "x{n} = \"\"\"\n",
    ];
    let texts = lines.map(|line| {
        let mut text = small.to_owned();
        for n in 0.. {
            if text.len() + line.len() + 8 > 1 << 20 {
                break;
            }
            match line.split_once("{n}") {
                Some((before, behind)) => write!(text, "{before}{n}{behind}").unwrap(),
                None => text.push_str(line),
            }
        }
        text
    });
    for version in 0..2 {
        for file in 0..100 {
            let text = &texts[(file + version) % texts.len()];
            fs::write(folder.path().join(format!("map{file:02}.toml")), text).unwrap();
        }
        load_again(&served, u32::try_from(version).unwrap() + 2);
    }
    let more = served.most_memory() - rest;
    assert!(more < 64 * MEBIBYTE, "{} MiB more", more / MEBIBYTE);
    let lines = served.log().lines().count();
    assert!(lines < 2 * 101 * 22, "{lines} lines");
}
