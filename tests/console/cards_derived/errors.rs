//! All that is wrong in a form is said in one round: on top, in the order of the page, and beside each field.

use super::tries::tries;
use super::words::{ASKED, CHANNELS, SCOPES};
use super::{SAVE, cards, new_client};
use crate::support::controls::{Control, Kind};
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

/// Sends a form with something wrong in every control that is meant.
pub async fn all_wrong(person: &Person, page: &Page, button: &str, meant: fn(&Control) -> bool) -> Page {
    let mut form = page.form(button, &[]);
    for control in page.controls(button).into_iter().filter(meant) {
        let wrong = match control.kind {
            Kind::Choice | Kind::Menu | Kind::Switch => vec!["nothing that is offered".to_owned()],
            Kind::Time => vec!["never".to_owned(), "fortnights".to_owned()],
            Kind::Number | Kind::Line | Kind::Lines => vec![tries(&control).bad[0].clone()],
        };
        form.fields.retain(|(name, _)| !control.names.contains(name));
        form.fields.extend(control.names.into_iter().zip(wrong));
    }
    let fields: Vec<(&str, &str)> = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    if form.method == "get" {
        person.get(&format!("{}?{}", form.action, serde_urlencoded::to_string(&fields).unwrap())).await
    } else {
        person.post(&form.action, &fields).await
    }
}

/// Every control has its message, the summary has them all in order, and each of its links leads to its control.
pub fn says_all_at_once(answer: &Page, button: &str, wrong: impl Fn(&Control) -> bool) {
    assert_eq!(answer.status, 422, "{}: {}", answer.path, answer.text());
    let form = answer.controls(button);
    let document = answer.document();
    let links = scraper::Selector::parse(".error-summary li a[href^='#']").unwrap();
    let links: Vec<String> = document.select(&links).map(|link| link.attr("href").unwrap()[1..].to_owned()).collect();
    let said = answer.all(".error-summary li");
    assert_eq!(links.len(), said.len(), "{}: every message is a link", answer.path);
    let places: Vec<usize> =
        links.iter().map(|id| answer.html.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}"))).collect();
    assert!(places.is_sorted(), "{}: in the order of the page: {links:?}", answer.path);
    let mut led_to = 0;
    for control in form {
        let what = format!("{}: {}", answer.path, control.label);
        assert_eq!(!control.message.is_empty(), wrong(&control), "{what}: {}", answer.text());
        if !wrong(&control) {
            continue;
        }
        let at = links.iter().position(|link| control.ids.contains(link));
        let at = at.unwrap_or_else(|| panic!("{what}: no link in {links:?} leads to {:?}", control.ids));
        let message = control.message.to_lowercase();
        assert!(said[at].to_lowercase().contains(&message), "{what}: {} {message}", said[at]);
        let is_grouped = [ASKED, CHANNELS, SCOPES].contains(&control.group.as_str());
        assert!(control.is_invalid || is_grouped || control.kind == Kind::Choice, "{what}: {control:?}");
        led_to = led_to.max(at + 1);
    }
    assert_eq!(led_to, links.len(), "{}: {said:?}", answer.path);
    let title = answer.all(".error-summary h2").concat();
    assert!(said.len() == 1 || title.contains(&said.len().to_string()), "{title}: {said:?}");
}

#[tokio::test]
async fn every_field_of_a_card_that_is_wrong_is_said_in_one_round() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = new_client(&ada).await;
    for (_, address) in cards(&ada.open(&client).await) {
        let stored = site.stored();
        let answer = all_wrong(&ada, &ada.open(&address).await, SAVE, |_| true).await;
        says_all_at_once(&answer, SAVE, |_| true);
        assert_eq!(site.stored(), stored);
    }
}

#[tokio::test]
async fn every_field_of_the_wizard_that_is_wrong_is_said_in_one_round() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let first = ada.open("/clients/new/general-information").await;
    let answer = ada.press(&first, "Next", &[]).await;
    says_all_at_once(&answer, "Next", |_| true);
    let filled = [("Client name", "Shop"), ("App type", "Web App"), ("Integration type", "API")];
    let second = ada.submit(&first, "Next", &filled).await;
    says_all_at_once(&all_wrong(&ada, &second, "Create", |_| true).await, "Create", |_| true);
    assert!(ada.open("/clients").await.shows("No clients yet"));
}

#[tokio::test]
async fn the_name_of_a_client_has_its_bounds_in_the_wizard_too() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let page = ada.open("/clients/new/general-information").await;
    for (length, allowed) in [(0, false), (1, false), (2, true), (80, true), (81, false)] {
        let name = "ж".repeat(length);
        let filled = [("Client name", name.as_str()), ("App type", "Web App"), ("Integration type", "API")];
        let answer = ada.press(&page, "Next", &filled).await;
        assert_eq!(answer.status, if allowed { 200 } else { 422 }, "{length}");
        if allowed {
            let client = ada.submit(&answer, "Create", &[]).await;
            assert_eq!(client.h1(), format!("{name} Active"));
        } else {
            says_all_at_once(&answer, "Next", |control| control.label == "Client name");
            assert_eq!(answer.value("Client name"), name);
        }
    }
}

/// A form that lost a part on its way would otherwise empty a list or reset a number without anybody's wish.
#[tokio::test]
async fn a_card_without_a_field_that_a_browser_always_sends_is_refused() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = new_client(&ada).await;
    let stored = site.stored();
    for (_, address) in cards(&ada.open(&client).await) {
        let page = ada.open(&address).await;
        let form = page.form(SAVE, &[]);
        let always =
            page.controls(SAVE).into_iter().filter(|control| !matches!(control.kind, Kind::Choice | Kind::Switch));
        for name in always.flat_map(|control| control.names) {
            let rest = form.fields.iter().filter(|(other, _)| *other != name);
            let rest: Vec<(&str, &str)> = rest.map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(rest.len() + 1, form.fields.len(), "{name}");
            assert_eq!(ada.post(&address, &rest).await.status, 400, "{address} without {name}");
        }
    }
    assert_eq!(site.stored(), stored);
}
