//! What moderators read while they edit texts in Discord.

/// Stands before the moment in a kept version.
pub const WHEN: &str = "wanneer";
/// Stands before the person in a kept version.
pub const WHO: &str = "wie";
/// Stands before the kind of change in a kept version.
pub const WHAT: &str = "wat";
/// The kinds of change, as they stand in kept versions and in lists of them.
pub mod what {
    /// As it stood in the file when the bot first kept it.
    pub const FOUND: &str = "zo stond het in het bestand";
    /// See [`FOUND`].
    pub const CHANGED: &str = "gewijzigd";
    /// See [`FOUND`].
    pub const ADDED: &str = "toegevoegd";
    /// See [`FOUND`].
    pub const REMOVED: &str = "verwijderd";
    /// See [`FOUND`].
    pub const RESTORED: &str = "teruggezet";
}
