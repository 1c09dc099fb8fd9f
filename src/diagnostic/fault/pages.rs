//! The page of each fault: what it is, why it matters, and an example before and after. All stand in
//! `docs/fouten.md`, the one place for them.

/// The pages, each below a heading with its code.
const PAGES: &str = include_str!("../../../docs/fouten.md");

/// What stands above the code of a page.
const HEADING: &str = "\n## ";

/// The page of the fault with this code, in markdown.
pub fn page(code: &str) -> Option<&'static str> {
    pages().find_map(|(found, page)| (found == code).then_some(page))
}

/// All pages with their codes, in the order of their names.
pub fn pages() -> impl Iterator<Item = (&'static str, &'static str)> {
    let pages = PAGES.split(HEADING).skip(1);
    pages.filter_map(|page| {
        let (code, page) = page.split_once('\n')?;
        Some((code.trim(), page.trim()))
    })
}
