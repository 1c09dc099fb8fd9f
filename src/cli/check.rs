//! `check`: tells every problem of the response files and of the settings, and which addresses do not
//! work; mends what can be mended in one way only, explains faults, and looks anew at each save.

use std::collections::HashSet;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use anyhow::{Context, bail, ensure};
use clap::ValueEnum;

use crate::bot::config::{Config, DEFAULT_FILE};
use crate::bot::jobs::links;
use crate::bot::remarks::SettingRemark;
use crate::cli::outcome::exit_code;
use crate::cli::process::{self, run_to_end, unreadable};
use crate::cli::progress::Progress;
use crate::content::{Compiled, Fixed, compile, fix};
use crate::diagnostic::{self, Content, ENDING, Extent, Record, Severity, Source, Sources, fault};
use crate::store::publish::replace;
use crate::store::watch::at_each_change;
use crate::text::difference;
use crate::{store, words};

/// How problems are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One array of records
    Json,
    /// Annotations on a pull request
    Github,
}

/// Shown below the help.
const EXAMPLES: &str = "Examples:
  aandeslag check                            everything in the folder with texts, and the settings
  aandeslag check responses --format github  annotations on a pull request";

/// What to check, and how to tell of it.
#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag that is typed"
)]
#[command(after_help = EXAMPLES)]
pub struct CheckArgs {
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Also try every address in the files
    #[arg(long, conflicts_with = "format")]
    links: bool,
    /// Mend what can be mended in one way only, and say what changed
    #[arg(long, conflicts_with_all = ["format", "links"])]
    fix: bool,
    /// Say what would be mended, and change nothing
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// Check anew at each save, until you stop it with Ctrl+C
    #[arg(long, conflicts_with_all = ["format", "links", "fix"])]
    watch: bool,
    /// Tell what a fault means, by its code, and check nothing
    #[arg(long, value_name = "CODE", exclusive = true)]
    explain: Option<String>,
    /// The folder to check
    directory: Option<PathBuf>,
}

/// Checks the files of the folder that the arguments name, or of the one in the settings, and the
/// settings themselves, which come from `file`.
///
/// # Errors
///
/// When there is nothing to check, the report cannot be written as JSON, no address can be tried, or a
/// file cannot be written.
pub fn run(config: &Config, file: Option<&Path>, args: &CheckArgs) -> anyhow::Result<ExitCode> {
    if let Some(code) = &args.explain {
        return Ok(explain(code));
    }
    let responses = &config.responses;
    let directory = args.directory.as_deref().unwrap_or(&responses.directory);
    let read = || {
        store::read(directory).map(|sources| Sources {
            plain_language: responses.plain_language,
            ..sources
        })
    };
    let mut sources = read().map_err(|error| unreadable(directory, error))?;
    // A folder without files is more likely the wrong one than in order.
    ensure!(
        !sources.files.is_empty(),
        "there is no response file (*.toml) in the folder {}",
        directory.display()
    );
    if args.watch {
        watch(directory, read);
    }
    if args.fix {
        mend(&mut sources, directory, args.dry_run)?;
    }
    let reading = process::reading();
    let compiled = compile(&sources);
    drop(reading);
    let file = file.unwrap_or(Path::new(DEFAULT_FILE));
    let remarks = config.remarks(&compiled.library, &sources);
    if args.format == Format::Text {
        for remark in &remarks {
            anstream::eprintln!("warning: {}: {remark}", file.display());
        }
    }
    if args.links {
        return run_to_end(check_with_links(sources, compiled));
    }
    let remarks = remarks.into_iter().map(|remark| record(file, remark));
    report(&sources, &compiled, remarks, args.format)
}

/// A remark about the settings beside those about the files; it is about the file as a whole.
fn record(file: &Path, remark: SettingRemark) -> Record {
    Record {
        file: file.display().to_string(),
        extent: Extent::START,
        severity: Severity::Warning,
        code: "setting",
        edit: None,
        message: remark.message,
        help: remark.help,
    }
}

fn report(
    sources: &Sources,
    compiled: &Compiled,
    remarks: impl Iterator<Item = Record>,
    format: Format,
) -> anyhow::Result<ExitCode> {
    let records = || {
        let of_files = diagnostic::records(sources, &compiled.diagnostics);
        of_files.into_iter().chain(remarks).collect::<Vec<_>>()
    };
    let report = match format {
        Format::Text => {
            let report = diagnostic::report(sources, &compiled.diagnostics, true);
            report + &unused_pictures(sources, compiled)
        }
        Format::Json => serde_json::to_string_pretty(&records())? + "\n",
        Format::Github => diagnostic::github(&records()),
    };
    anstream::print!("{report}");
    Ok(exit_code(compiled.has_errors()))
}

/// Names the pictures that no text has. That is no fault, as an earlier version of a text may; while files
/// cannot be used, nobody knows.
fn unused_pictures(sources: &Sources, compiled: &Compiled) -> String {
    let entries = compiled.library.entries();
    let used: HashSet<&str> = entries.filter_map(|(_, e)| e.image.as_deref()).collect();
    let paths = sources.pictures.files.keys().map(String::as_str);
    let unused: Vec<&str> = paths.filter(|path| !used.contains(path)).collect();
    if unused.is_empty() || compiled.has_errors() {
        return String::new();
    }
    let unused: Vec<String> = unused.into_iter().map(words::in_one_line).collect();
    words::check::unused_pictures(&unused) + "\n"
}

/// Tells what the fault with this code means; of a code that there is not, which there are.
fn explain(code: &str) -> ExitCode {
    let Some(page) = fault::page(code) else {
        let codes: Vec<&str> = fault::pages().map(|(code, _)| code).collect();
        anstream::eprintln!("{}\n{}", words::check::no_code(code), codes.join("\n"));
        return ExitCode::from(2);
    };
    // Marks of markdown that say nothing in a terminal.
    let lines = page.lines().filter(|line| !line.starts_with("```"));
    let lines: Vec<&str> = lines.collect();
    anstream::println!("{code}\n\n{}", lines.join("\n"));
    ExitCode::SUCCESS
}

/// Checks at each save, for ever, and tells how many faults are left.
fn watch(directory: &Path, read: impl Fn() -> io::Result<Sources>) -> ! {
    let mut before = None;
    at_each_change(directory, || {
        if io::stdout().is_terminal() {
            anstream::print!("\x1b[2J\x1b[H");
        }
        match read() {
            Ok(sources) => {
                let diagnostics = compile(&sources).diagnostics;
                let (n_errors, n_warnings) = diagnostic::counts(&diagnostics);
                let left = n_errors + n_warnings;
                let report = diagnostic::report(&sources, &diagnostics, true);
                let told = words::check::left(left, before.replace(left));
                anstream::println!("{report}{told}");
            }
            Err(error) => {
                let directory = directory.display();
                anstream::eprintln!("error: cannot read the folder {directory}: {error}");
            }
        }
    })
}

/// Mends what can be mended, in the sources too; a dry run only tells what that would be.
fn mend(sources: &mut Sources, directory: &Path, dry_run: bool) -> anyhow::Result<()> {
    for Fixed {
        source,
        text,
        n_mended,
    } in &fix(sources)
    {
        let file = &mut sources.files[*source];
        if !dry_run {
            let now = store::read(directory)?;
            let is_as_read = |now: &Source| now.content == file.content;
            if !now.named(&file.name).is_some_and(is_as_read) {
                bail!(
                    "{} was changed by someone else meanwhile; try again",
                    file.path
                );
            }
            let path = directory.join(format!("{}{ENDING}", file.name));
            replace(&path, text).with_context(|| format!("cannot write {}", file.path))?;
        }
        let changes = difference::changes(file.text(), text).join("\n");
        let told = words::check::mended(&file.path, *n_mended, dry_run);
        anstream::println!("{told}\n{changes}\n");
        if !dry_run {
            file.content = Content::Text(text.as_str().into());
        }
    }
    Ok(())
}

/// Checks the files and, when those can be used, the addresses in them. That all is well is said when
/// both are.
async fn check_with_links(sources: Sources, compiled: Compiled) -> anyhow::Result<ExitCode> {
    use links::Verdict;
    use words::check::{ERROR, WARNING, broken, unsure};
    let report = diagnostic::report(&sources, &compiled.diagnostics, true);
    let is_well = compiled.diagnostics.is_empty();
    if !is_well {
        anstream::print!("{report}");
    }
    if compiled.has_errors() {
        return Ok(ExitCode::FAILURE);
    }
    let places = links::places(&sources);
    let (n, tried) = (places.len(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&tried);
    let trying = Progress::show(move || words::check::tried(counted.load(Relaxed), n));
    let found = links::check(places, &tried, std::future::pending()).await?;
    drop(trying);
    for (links::Place { file, line, url }, verdict) in &found {
        let url = url.as_str();
        let (severity, told) = match verdict {
            Verdict::Works => continue,
            Verdict::Unsure(reason) => (WARNING, unsure(url, reason)),
            Verdict::Broken(reason) => (ERROR, broken(url, reason)),
        };
        anstream::println!("{file}:{line}: {severity}: {told}");
    }
    let verdicts = || found.iter().map(|(_, verdict)| verdict);
    let n_broken = verdicts()
        .filter(|v| matches!(v, Verdict::Broken(_)))
        .count();
    if is_well && verdicts().all(|verdict| *verdict == Verdict::Works) {
        anstream::print!("{report}");
    }
    anstream::println!("{}", words::check::summary(found.len(), n_broken));
    Ok(exit_code(n_broken > 0))
}
