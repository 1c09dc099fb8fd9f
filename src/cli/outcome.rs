//! What a subcommand leaves behind: its exit code, and the faults that it met on its way.

use std::process::ExitCode;

use crate::content::snapshot::Snapshot;
use crate::diagnostic;

/// Success, or failure where something was wrong.
pub(crate) fn exit_code(has_errors: bool) -> ExitCode {
    ExitCode::from(u8::from(has_errors))
}

/// Shows what keeps files from being used, and tells whether there is such a thing.
pub(crate) fn report_errors(snapshot: &Snapshot) -> bool {
    let errors = snapshot.diagnostics.iter().filter(|d| d.is_error());
    let errors: Vec<_> = errors.cloned().collect();
    if !errors.is_empty() {
        anstream::eprint!("{}", diagnostic::report(&snapshot.sources, &errors, true));
    }
    !errors.is_empty()
}
