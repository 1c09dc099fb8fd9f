//! What the chat page's door says to those whom it does not let in.

/// To who has not the whole address.
pub const WHOLE_ADDRESS: &str = "Deze pagina opent alleen met het hele adres. \
    Dat staat in het venster waarin aandeslag is gestart.\n";
/// To what another site, or another name for this computer, led here.
pub const FROM_ELSEWHERE: &str =
    "Deze pagina is alleen voor deze computer. Open haar met het adres dat aandeslag toont.\n";
