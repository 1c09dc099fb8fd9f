//! `init`: fills a folder with what the program carries: the settings, the texts, their guide and the
//! schemas for editors.
//!
//! Writes over nothing. Knows no text of the content: which files there are is found when the program
//! is built.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};

use crate::bot::config::DEFAULT_FILE;
use crate::diagnostic::PICTURES;
use crate::store::write::{create_whole, make_folder, paths};

/// What is shipped: for each file its path in the folder, and its bytes.
const SHIPPED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));
/// What comes in place of the shipped texts.
const EXAMPLE: (&str, &[u8]) = ("responses/voorbeeld.toml", include_bytes!("voorbeeld.toml"));
/// The folder that the shipped settings name.
const RESPONSES: &str = "responses";

/// Shown below the help.
const EXAMPLES: &str = "Examples:
  aandeslag init ons-netwerk       all texts as they are shipped
  aandeslag init . --empty         one small example, in this folder";

/// Which folder, and what to begin with.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct InitArgs {
    /// The folder to fill; it is made where it is not there
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Begin with one small example in place of the shipped texts
    #[arg(long)]
    empty: bool,
}

/// Fills the folder, and says what to do next.
///
/// # Errors
///
/// When there are settings or texts in the folder already, or it cannot be written.
pub fn run(args: &InitArgs) -> anyhow::Result<ExitCode> {
    let directory = &args.directory;
    let (settings, responses) = (directory.join(DEFAULT_FILE), directory.join(RESPONSES));
    let settings = settings.exists().then_some(settings);
    if let Some(taken) = settings.or_else(|| paths(&responses).next()) {
        let taken = taken.display();
        bail!("{taken} is there already, so nothing is written; name another folder");
    }
    let is_text = |path: &str| {
        let path = Path::new(path);
        let is_picture = || path.starts_with(Path::new(RESPONSES).join(PICTURES));
        let is_toml = path.extension().is_some_and(|e| e == "toml");
        path.starts_with(RESPONSES) && (is_toml || is_picture())
    };
    let shipped = SHIPPED.iter().copied();
    let files: Vec<(&str, &[u8])> = if args.empty {
        let others = shipped.filter(|(path, _)| !is_text(path));
        others.chain([EXAMPLE]).collect()
    } else {
        shipped.collect()
    };
    for (path, bytes) in &files {
        let path = directory.join(path);
        let written = path.parent().map_or(Ok(()), make_folder);
        let written = written.and_then(|()| create_whole(&path, bytes));
        written.with_context(|| format!("cannot write {}", path.display()))?;
    }
    anstream::print!("{}", next_steps(directory, files.len()));
    Ok(ExitCode::SUCCESS)
}

/// What was written, and what to do now.
fn next_steps(directory: &Path, n_files: usize) -> String {
    let mut steps = vec![
        ("aandeslag", "try the bot on a page, without an account"),
        ("aandeslag check", "see whether all texts are in order"),
        (
            "aandeslag --help",
            "see what else there is, and how to connect it to Discord",
        ),
    ];
    let shown = directory.display().to_string();
    let quote = if shown.contains(char::is_whitespace) {
        "\""
    } else {
        ""
    };
    let enter = format!("cd {quote}{shown}{quote}");
    if directory != Path::new(".") {
        steps.insert(0, (&enter, ""));
    }
    let width = steps.iter().map(|(command, _)| command.len()).max();
    let line = |(command, what): &(&str, &str)| {
        let line = format!("  {command:0$}  {what}", width.unwrap_or_default());
        line.trim_end().to_owned() + "\n"
    };
    let steps: String = steps.iter().map(line).collect();
    format!(
        "Wrote {n_files} files: the settings in {DEFAULT_FILE}, the texts in {RESPONSES}, and with them \
         LEESMIJ.md, the guide in Dutch for who keeps the texts.\n\nNow:\n{steps}"
    )
}
