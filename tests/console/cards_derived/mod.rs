//! Every setting of every card, as the pages offer them: the cases are derived from the labels, legends, options and
//! hints of the forms, so that the next setting is covered without anybody thinking of it.

mod across;
mod bounds;
mod conflicts;
mod errors;
mod previews;
mod rounds;
mod settings;
mod summaries;
mod tries;
mod wizard;
mod words;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::console::create;
use crate::support::controls::{Control, Kind};
use crate::support::{Page, Person};
use words::{setting, setting_words};

pub const SAVE: &str = "Save changes";
/// The question that a change of the primary identifier raises.
pub const CONFIRM: &str = "Change the primary identifier";

/// A value for a control, by its label, as [`Control::value`] has it.
type Filled = (String, String);

/// What stands on a client's pages.
#[derive(Clone, Default)]
struct Seen {
    /// The cards and their addresses; by card, the forms and their lines of HTML but for what is hidden.
    addresses: Vec<(String, String)>,
    forms: BTreeMap<String, Vec<Control>>,
    in_sight: BTreeMap<String, String>,
    /// The lines in which the cards are summed up, those of their previews, and the screens beside these.
    summaries: BTreeMap<String, Vec<String>>,
    previews: BTreeMap<String, Vec<String>>,
    screens: BTreeMap<String, Vec<String>>,
}

/// The cards of a client, as its page links to them: name and address.
fn cards(client: &Page) -> Vec<(String, String)> {
    let links = client.all("main a").into_iter().filter_map(|link| link.strip_prefix("Edit ").map(str::to_owned));
    let cards: Vec<_> = links.map(|card| (card.clone(), client.link(&format!("Edit {card}")))).collect();
    assert!(cards.len() >= 4, "{cards:?}");
    cards
}

async fn seen(person: &Person, client: &str) -> Seen {
    seen_again(person, client, &Seen::default()).await
}

/// What stands on a client's pages; a page that reads as it did before is not read again.
async fn seen_again(person: &Person, client: &str, before: &Seen) -> Seen {
    let page = person.open(client).await;
    let mut seen = before.clone();
    if seen.addresses.is_empty() {
        seen.addresses = cards(&page);
    }
    for (card, address) in &seen.addresses {
        let edit = person.open(address).await;
        let in_sight = edit.html.lines().filter(|line| !line.contains("type=\"hidden\"")).collect();
        if seen.in_sight.get(card) != Some(&in_sight) {
            seen.forms.insert(card.clone(), edit.controls(SAVE));
            seen.previews.insert(card.clone(), edit.all("#preview p"));
            seen.screens.insert(card.clone(), edit.screens().into_iter().map(|(_, screen)| screen.html).collect());
            seen.in_sight.insert(card.clone(), in_sight);
        }
    }
    seen.summaries = summaries(&page);
    seen
}

/// The lines in which a client's page sums up each card.
fn summaries(page: &Page) -> BTreeMap<String, Vec<String>> {
    let [parts, headings] = page.each([".card :is(h2, dl > div, li)", ".card h2"]);
    let mut summaries: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut headings = headings.into_iter().peekable();
    let mut card = String::new();
    for part in parts {
        if headings.peek() == Some(&part) {
            card = headings.next().unwrap();
        } else {
            summaries.entry(card.clone()).or_default().push(part);
        }
    }
    assert_eq!(headings.next(), None);
    summaries
}

/// Every value of a form by group and label; the profile fields are told apart from their order.
fn values(form: &[Control]) -> BTreeMap<(String, String), String> {
    form.iter().map(|control| ((control.group.clone(), control.label.clone()), control.value.clone())).collect()
}

/// The settings of a form by their labels in the activity, with their values in words.
fn settings_of(form: &[Control]) -> BTreeMap<String, String> {
    form.iter().map(setting).map(|label| (label.clone(), setting_words(&label, form))).collect()
}

/// The label of the question that a form asks.
pub fn question(form: &[Control]) -> Option<&str> {
    form.iter().find(|control| control.names == ["confirm"]).map(|control| control.label.as_str())
}

/// Presses **Save changes** with these values and, where something is asked, confirms it.
async fn save(person: &Person, page: &Page, filled: &[Filled]) -> Page {
    let filled = typed(&page.controls(SAVE), filled);
    let answer = person.press(page, SAVE, &borrowed(&filled)).await;
    let form = if answer.status == 422 { answer.controls(SAVE) } else { Vec::new() };
    match question(&form) {
        Some(label) => person.press(&answer, SAVE, &[(label, "on")]).await,
        None => answer,
    }
}

/// Saves what has to be accepted.
async fn saved(person: &Person, address: &str, filled: &[Filled]) {
    let answer = save(person, &person.open(address).await, filled).await;
    assert_eq!(answer.status, 303, "{address} {filled:?}: {}", answer.text());
}

/// Values as they are typed: a time has two fields.
fn typed(form: &[Control], filled: &[Filled]) -> Vec<Filled> {
    let of = |(label, value): &Filled| {
        let control = form.iter().find(|control| control.label == *label);
        control.unwrap_or_else(|| panic!("no “{label}”")).filled(value)
    };
    filled.iter().flat_map(of).collect()
}

fn borrowed(filled: &[Filled]) -> Vec<(&str, &str)> {
    filled.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect()
}

fn owned(filled: &[(&str, &str)]) -> Vec<Filled> {
    filled.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect()
}

/// A setting's label, its value before and after, in words.
type Change = (String, String, String);

/// The newest entry of a client's activity: its sentence, and its table of changes.
async fn newest(person: &Person, client: &str) -> (String, Vec<Change>) {
    const ENTRY: &str = ".entries > li:first-child";
    let key = client.rsplit('/').next().unwrap();
    let page = person.open(&format!("/activity?client={key}")).await;
    let cells = ["tbody th", "tbody td:not(:last-child)", "tbody td:last-child"].map(|cell| format!("{ENTRY} {cell}"));
    let [entry, labels, befores, afters] = page.each([ENTRY, &cells[0], &cells[1], &cells[2]]);
    let entry = entry.into_iter().next().unwrap_or_else(|| panic!("{}", page.text()));
    // Where nothing was before, there is no column for it.
    let befores = befores.into_iter().chain(std::iter::repeat("nothing".to_owned()));
    let changes = labels.into_iter().zip(befores).zip(afters);
    (entry, changes.map(|((label, before), after)| (label, before, after)).collect())
}

/// Changes every control of every card off what a new client has, in whatever order the cards accept it.
pub async fn all_off_default(person: &Person, client: &str) -> BTreeMap<String, Vec<Filled>> {
    let mut left = cards(&person.open(client).await);
    let mut filled = BTreeMap::new();
    while !left.is_empty() {
        let before = left.len();
        let mut refused = Vec::new();
        for (card, address) in left {
            let page = person.open(&address).await;
            let others: Vec<Filled> = page.controls(SAVE).iter().filter_map(tries::other).collect();
            if save(person, &page, &others).await.status == 303 {
                filled.insert(card, others);
            } else {
                refused.push((card, address));
            }
        }
        assert!(refused.len() < before, "no order of saving is accepted: {refused:?}");
        left = refused;
    }
    filled
}

/// A new client with a name of its own, which is short enough to leave room.
pub async fn new_client(person: &Person) -> String {
    static NUMBERS: AtomicU32 = AtomicU32::new(0);
    create(person, &format!("Client {}", NUMBERS.fetch_add(1, Ordering::Relaxed))).await
}

/// Whether a control is a list or an item of one, of which a change is told item by item.
fn is_list(control: &Control) -> bool {
    let is_text = control.label == words::JWK_SET;
    (control.kind == Kind::Lines && !is_text) || [words::CHANNELS, words::SCOPES].contains(&control.group.as_str())
}
