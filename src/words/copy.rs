//! What goes with the monthly copy of all texts.

/// Above it.
pub const TITLE: &str = "Kopie van alle teksten 🗄️";
/// Where the history of the texts is in it too.
pub const WITH_HISTORY: &str = "In dit bestand zitten alle teksten en afbeeldingen, met hun geschiedenis. Bewaar het op een computer. Dan raakt er niets kwijt, ook als de computer van de bot kapotgaat.\nIn de geschiedenis staat het nummer van wie iets veranderde. Geef het bestand dus niet aan anderen.";
/// Where the history would make it too large.
pub const WITHOUT_HISTORY: &str = "In dit bestand zitten alle teksten en afbeeldingen. Bewaar het op een computer. Dan raakt er niets kwijt, ook als de computer van de bot kapotgaat.\nDe geschiedenis is te groot voor een bericht. Vraag wie de bot draait om daar een kopie van te maken.";
/// Where the pictures would make it too large too.
pub const TEXTS_ALONE: &str = "In dit bestand zitten alle teksten. Bewaar het op een computer. Dan raakt er niets kwijt, ook als de computer van de bot kapotgaat.\nDe afbeeldingen en de geschiedenis zijn te groot voor een bericht. Vraag wie de bot draait om daar een kopie van te maken.";
/// Where even the texts are too large.
pub const TOO_LARGE: &str = "De teksten zijn samen te groot voor een bericht. Vraag wie de bot draait om een kopie te maken.";
