//! The Outbox: what waits there, what became of it, and who sees it.

mod canary;
mod message;
mod page;
mod test_message;

use crate::support::{Page, Person, Site};

/// Sends a test message by the form; the page that follows.
async fn send(person: &Person, to: &str) -> Page {
    let page = person.open("/outbox").await;
    let page = person.click(&page, "Send a test message").await;
    person.submit(&page, "Send test message", &[("Email", to)]).await
}

/// The cells of each row of the Outbox.
fn rows(page: &Page) -> Vec<Vec<String>> {
    let document = page.document();
    let [row, cell] = ["tbody tr", "th, td"].map(|selector| scraper::Selector::parse(selector).unwrap());
    document.select(&row).map(|row| row.select(&cell).map(crate::support::page::words).collect()).collect()
}

fn count(site: &Site) -> i64 {
    site.number("(SELECT count(*) FROM messages)")
}
