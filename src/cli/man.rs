//! `man`: prints the manual as one page, with every subcommand in it.

use std::io::{self, Write};
use std::process::ExitCode;

use clap_mangen::Man;

/// Shown below the help.
pub const EXAMPLES: &str = "Examples:
  aandeslag man > aandeslag.1 && man ./aandeslag.1
  aandeslag man | gzip > /usr/local/share/man/man1/aandeslag.1.gz";

/// Prints the manual of this program.
///
/// # Errors
///
/// When it cannot be written.
pub fn run(program: clap::Command) -> anyhow::Result<ExitCode> {
    io::stdout().write_all(&page(program)?)?;
    Ok(ExitCode::SUCCESS)
}

fn page(program: clap::Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    let name = program.get_name().to_owned();
    let subcommands: Vec<clap::Command> = program.get_subcommands().cloned().collect();
    let whole = Man::new(program);
    whole.render_title(&mut page)?;
    whole.render_name_section(&mut page)?;
    whole.render_synopsis_section(&mut page)?;
    whole.render_description_section(&mut page)?;
    whole.render_options_section(&mut page)?;
    for subcommand in subcommands {
        let called = format!("{name} {}", subcommand.get_name());
        writeln!(page, ".SH \"{}\"", called.to_uppercase())?;
        // What holds for all stands above.
        let part = Man::new(subcommand.bin_name(called).disable_help_flag(true));
        let mut text = Vec::new();
        part.render_synopsis_section(&mut text)?;
        part.render_description_section(&mut text)?;
        part.render_options_section(&mut text)?;
        part.render_extra_section(&mut text)?;
        let text = String::from_utf8_lossy(&text).replace("\n.SH EXTRA\n", "\n.PP\n");
        page.write_all(text.replace("\n.SH ", "\n.SS ").as_bytes())?;
    }
    whole.render_extra_section(&mut page)?;
    whole.render_version_section(&mut page)?;
    Ok(page)
}
