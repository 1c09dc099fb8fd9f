//! What moderators read about the addresses in their texts.

/// An address that leads nowhere.
pub fn broken(url: &str, reason: &str) -> String {
    format!("'{url}' werkt niet ({reason}). Zoek het nieuwe adres, of haal de verwijzing weg")
}

/// An address of which nobody can tell from here.
pub fn unsure(url: &str, reason: &str) -> String {
    format!("'{url}' gaf geen duidelijk antwoord ({reason}). Open het zelf even in je browser")
}

/// How many were tried.
pub fn summary(n: usize, n_broken: usize) -> String {
    let tried = crate::words::counted(n, "adres geprobeerd", "adressen geprobeerd");
    let broken = crate::words::counted(n_broken, "werkt niet", "werken niet");
    format!("{tried}, {broken}")
}
