//! A client's history: its revisions listed, compared, shown as files, and restored card by card.

mod at_once;
mod comparison;
mod document;
mod file;
mod forged;
mod list;
mod restoration;

use crate::console::card_form;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

/// Two administrators.
async fn ada_and_grace(site: &Site) -> [Person; 2] {
    [site.named_operator("Ada", Role::Administrator).await, site.named_operator("Grace", Role::Administrator).await]
}

/// Saves a card, with fields filled by label.
pub async fn save(person: &Person, client: &str, card: &str, filled: &[(&str, &str)]) {
    let answer = card_form(person, &format!("{client}/{card}"), filled, &[]).await;
    assert_eq!(answer.status, 303, "{card} {filled:?}: {}", answer.text());
}

/// Changes the primary identifier and accepts what that means.
async fn save_identifier(person: &Person, client: &str, identifier: &str) {
    let (card, filled) = (format!("{client}/authentication"), [("Primary identifier", identifier)]);
    let answer = card_form(person, &card, &filled, &[("confirm", "on")]).await;
    assert_eq!(answer.status, 303, "{identifier}: {}", answer.text());
}

fn comparison(client: &str, from: i64, to: i64) -> String {
    format!("{client}/history/comparison?from={from}&to={to}")
}

fn restoration(client: &str, revision: i64, card: &str) -> String {
    format!("{client}/history/{revision}/restoration/{card}")
}

/// The file of a revision.
async fn file(person: &Person, client: &str, revision: i64) -> String {
    let page = person.get(&format!("{client}/history/{revision}/settings.json")).await;
    assert_eq!(page.status, 200, "{}", page.html);
    page.html
}

/// What differs on a page: setting, before and after.
fn rows(page: &Page) -> Vec<[String; 3]> {
    table(page, ".changes")
}

fn table(page: &Page, selector: &str) -> Vec<[String; 3]> {
    let cells = ["th", "td:nth-child(2)", "td:nth-child(3)"].map(|cell| format!("{selector} tbody {cell}"));
    let [labels, befores, afters] = page.each([&cells[0], &cells[1], &cells[2]]);
    assert_eq!((labels.len(), labels.len()), (befores.len(), afters.len()), "{}", page.path);
    labels.into_iter().zip(befores).zip(afters).map(|((label, before), after)| [label, before, after]).collect()
}

/// A row in words.
fn row(label: &str, before: &str, after: &str) -> [String; 3] {
    [label, before, after].map(str::to_owned)
}

/// The number of a client's revisions.
fn revisions(site: &Site, client: &str) -> i64 {
    let key = client.rsplit('/').next().unwrap().replace('-', "");
    site.number(&format!("(SELECT count(*) FROM client_revisions WHERE client = x'{key}')"))
}
