//! Secrets of clients: generated, rotated, ended, given an expiry; shown once.

mod actions;
mod at_once;
mod canary;
mod clock;
mod confirmation;
mod input;

use crate::support::{Page, Person};
use next_identity_console::domain::time::{Clock, Day, SystemClock};

/// The secret that a page shows.
pub fn secret_of(page: &Page) -> String {
    assert_eq!(page.status, 200, "{}", page.text());
    let mut shown = page.all(".secret code");
    assert_eq!(shown.len(), 1, "{}", page.text());
    shown.remove(0)
}

/// Generates the first secret of a client; the secret.
pub async fn generate(person: &Person, client: &str) -> String {
    let page = person.open(&format!("{client}/credentials")).await;
    secret_of(&person.press(&page, "Generate secret", &[]).await)
}

/// Rotates the secret of a client; the new one.
pub async fn rotate(person: &Person, client: &str, name: &str, overlap: &str) -> String {
    let page = person.open(&format!("{client}/credentials/rotation")).await;
    let filled = [("Keep the old secret for", overlap), ("Client name", name)];
    secret_of(&person.press(&page, "Rotate secret", &filled).await)
}

/// A day that many days from now.
pub fn day(ahead: i64) -> String {
    Day(Day::containing(SystemClock.now()).0 + ahead).to_string()
}
