//! The subcommands, as they are typed in a terminal.

mod ask;
mod check;
mod config;
mod help;
mod init;
pub(crate) mod links;

use std::process::Command;

use crate::support::secrets;

/// Runs the program on a terminal of its own; what that shows.
pub(crate) fn on_a_terminal(arguments: &str) -> Option<String> {
    let mut command = Command::new("script");
    let line = format!("{} {arguments}", secrets::BINARY);
    let mut command = secrets::prepared({
        command.args(["-qec", &line, "/dev/null"]);
        command
    });
    let Ok(output) = command.output() else {
        eprintln!("PASSED OVER: there is no script, of util-linux");
        return None;
    };
    Some(String::from_utf8(output.stdout).unwrap())
}
