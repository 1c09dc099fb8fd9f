//! What moderators read when their texts are checked: how much is wrong, and which addresses lead
//! nowhere.

use crate::words::dutch::counted;

/// The severity of a problem that keeps a file from being used.
pub const ERROR: &str = "fout";
/// The severity of a problem that someone should look at.
pub const WARNING: &str = "waarschuwing";
/// Stands before what to do about a problem.
pub const HELP_LABEL: &str = "tip";

/// "3 fouten en 1 waarschuwing in 2 bestanden", or that all is well in `n_read` files.
pub fn check_summary(n_errors: usize, n_warnings: usize, n_files: usize, n_read: usize) -> String {
    let files = |n| counted(n, "bestand", "bestanden");
    if n_errors + n_warnings == 0 {
        return format!("Alles in orde in {}.", files(n_read));
    }
    format!("{} in {}", faults(n_errors, n_warnings), files(n_files))
}

/// The pictures that no text has.
pub fn unused_pictures(paths: &[String]) -> String {
    let paths = paths.join(", ");
    format!(
        "Deze afbeeldingen in de map beeld horen nu bij geen enkele tekst: {paths}. Een eerdere versie van een tekst kan zo'n afbeelding nog noemen. Zet je die niet meer terug? Dan mag ze weg."
    )
}

/// What to write instead of so many lines.
pub fn write(n_lines: usize, line: &str) -> String {
    match n_lines {
        1 => format!("schrijf: {line}"),
        n => format!("schrijf in plaats van deze {n} regels: {line}"),
    }
}

/// "4.900 fouten en 1 waarschuwing"; of what there is none, nothing is said.
pub fn faults(n_errors: usize, n_warnings: usize) -> String {
    let errors = counted(n_errors, "fout", "fouten");
    let warnings = counted(n_warnings, "waarschuwing", "waarschuwingen");
    match (n_errors, n_warnings) {
        (_, 0) => errors,
        (0, _) => warnings,
        _ => format!("{errors} en {warnings}"),
    }
}

/// What was mended in a file, or would be, above the difference.
pub fn mended(file: &str, n: usize, dry_run: bool) -> String {
    let faults = counted(n, "melding", "meldingen");
    if dry_run {
        let go = if n == 1 { "gaat" } else { "gaan" };
        format!("{file}: zo {go} er {faults} weg (er is niets veranderd)")
    } else {
        format!("{file}: {faults} hersteld")
    }
}

/// How many faults and warnings are left below a report that comes anew at each save.
pub fn left(n: usize, before: Option<usize>) -> String {
    let left = counted(n, "melding", "meldingen");
    let before = before.filter(|before| *before != n);
    let before = before.map(|before| format!(" (dat waren er {before})"));
    let before = before.unwrap_or_default();
    format!("Nog {left}{before}. Ik kijk opnieuw zodra je een bestand opslaat. Stoppen: Ctrl+C.")
}

/// That there is no fault with this code; above those that there are.
pub fn no_code(code: &str) -> String {
    format!("Er is geen melding '{code}'. Deze zijn er wel:")
}

/// An address that leads nowhere.
pub fn broken(url: &str, reason: &str) -> String {
    format!("'{url}' werkt niet ({reason}). Zoek het nieuwe adres, of haal de verwijzing weg.")
}

/// An address of which nobody can tell from here.
pub fn unsure(url: &str, reason: &str) -> String {
    format!("'{url}' gaf geen duidelijk antwoord ({reason}). Open het zelf even in je browser.")
}

/// How many were tried by now.
pub fn tried(n: usize, of: usize) -> String {
    format!("{n} van {} geprobeerd", counted(of, "adres", "adressen"))
}

/// How many were tried.
pub fn summary(n: usize, n_broken: usize) -> String {
    let tried = counted(n, "adres geprobeerd", "adressen geprobeerd");
    let broken = counted(n_broken, "werkt niet", "werken niet");
    format!("{tried}, {broken}")
}
