//! `completions`: prints what lets a shell complete the command line.

use std::io::{self, Write};
use std::process::ExitCode;

use clap_complete::Shell;

/// Shown below the help.
const EXAMPLES: &str = "Examples:
  aandeslag completions bash > ~/.local/share/bash-completion/completions/aandeslag
  aandeslag completions fish > ~/.config/fish/completions/aandeslag.fish";

/// For whom.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the completions of this program.
///
/// # Errors
///
/// When it cannot be written.
pub fn run(args: &CompletionsArgs, mut program: clap::Command) -> anyhow::Result<ExitCode> {
    let name = program.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, name, &mut script);
    io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
