//! What was recorded: in the database, on its page, and exported.

mod alike;
mod changes;
mod days;
mod export;
mod exports_at_once;
mod page;
mod record;

use crate::support::Page;

/// The sentences of the entries that a page shows.
fn sentences(page: &Page) -> Vec<String> {
    page.all(".entries .sentence")
}
