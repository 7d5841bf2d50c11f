//! A card's edit page while it is worked on: what has no effect is folded, what is changed is counted, what is asked is asked at
//! once, and limits are said before they are met.

use std::collections::BTreeMap;

use scraper::Selector;

use crate::console::{create, create_with};
use crate::support::controls::{Control, Kind};
use crate::support::page::words;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::client::CARDS;
use next_identity_console::domain::role::Role;

const SAVE: &str = "Save changes";
const PREVIEW: &str = "Update preview";

/// What is folded on a card while it has no effect: the card, what is said of it, a setting in it with another value, what gives
/// it an effect, and what takes that from it.
type Folded = (&'static str, &'static str, (&'static str, &'static str), Filled, Filled);
type Filled = &'static [(&'static str, &'static str)];

const JWK_SET: &str = r#"{"keys":[{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

const FOLDED: [Folded; 6] = [
    (
        "authentication",
        "Not used while the Authentication method is One-Time Password.",
        ("Minimum password length", "21"),
        &[("Authentication method", "Password")],
        &[("Authentication method", "One-Time Password")],
    ),
    (
        "authentication",
        "Second-step channels: not used while Two-step verification is Disabled.",
        ("Code by text message", "on"),
        &[("Two-step verification", "Required")],
        &[("Two-step verification", "Disabled")],
    ),
    (
        "registration",
        "Invitation lifetime: not used with Self-Registration.",
        ("Invitation lifetime", "9"),
        &[("Registration type", "Invitation-Only")],
        &[("Registration type", "Self-Registration")],
    ),
    (
        "profile",
        "Not used while Personal Details is off.",
        ("Birthdate", "Read-only"),
        &[("Personal Details", "on")],
        &[("Personal Details", "off")],
    ),
    (
        "integration",
        "Refresh token lifetime: not used while Refresh tokens is off.",
        ("Refresh token lifetime", "9"),
        &[("Refresh tokens", "on")],
        &[("Refresh tokens", "off")],
    ),
    (
        "integration",
        "JWK set: used with private_key_jwt only.",
        ("JWK set", JWK_SET),
        &[("Token endpoint authentication", "private_key_jwt")],
        &[("Token endpoint authentication", "client_secret_basic")],
    ),
];

/// What an app type decides, which stands on another card.
const FOLDED_BY_APP_TYPE: [&str; 2] = [
    "Require PKCE: always on for a Single-Page App and a Mobile App.",
    "Token endpoint authentication: only a Web App uses it.",
];

/// Everything on a page that can be folded, by what is said of it: whether it is open, and whether that is said.
fn folds(page: &Page) -> BTreeMap<String, (bool, bool)> {
    let document = page.document();
    let [fold, summary] = ["details.fold", "summary"].map(|selector| Selector::parse(selector).unwrap());
    let said = |found: scraper::ElementRef<'_>| {
        let is_said = !found.attr("class").unwrap().contains("applies");
        (words(found.select(&summary).next().unwrap()), (found.attr("open").is_some(), is_said))
    };
    document.select(&fold).map(said).collect()
}

const FOLDED_AWAY: (bool, bool) = (false, true);
const OPEN: (bool, bool) = (true, false);

#[tokio::test]
async fn a_setting_without_effect_is_folded_with_a_sentence_and_keeps_its_value() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let mut seen = Vec::new();
    for card in CARDS {
        seen.extend(folds(&ada.open(&format!("{client}/{}", card.name)).await).into_keys());
    }
    let mut known: Vec<&str> = FOLDED.iter().map(|folded| folded.1).chain(FOLDED_BY_APP_TYPE).collect();
    seen.sort();
    known.sort_unstable();
    assert_eq!(seen, known);
    for (card, sentence, (label, value), applies, not) in FOLDED {
        let address = format!("{client}/{card}");
        let page = ada.open(&address).await;
        ada.press(&page, SAVE, not).await;
        let page = ada.open(&address).await;
        assert_eq!(folds(&page)[sentence], FOLDED_AWAY, "{sentence}");
        let before = page.value(label);
        assert_ne!(before, value, "{sentence}");
        let typed = ada.press(&page, PREVIEW, &[(label, value)]).await;
        assert_eq!((folds(&typed)[sentence], typed.value(label).as_str()), (FOLDED_AWAY, value), "{sentence}");
        let shown = ada.press(&typed, PREVIEW, applies).await;
        assert_eq!((folds(&shown)[sentence], shown.value(label).as_str()), (OPEN, value), "{sentence}");
        let page = ada.submit(&ada.open(&address).await, SAVE, &[(label, value)]).await;
        assert!(page.shows("was saved"), "{sentence}: {}", page.text());
        let page = ada.open(&address).await;
        assert_eq!((folds(&page)[sentence], page.value(label).as_str()), (FOLDED_AWAY, value), "{sentence}");
    }
}

#[tokio::test]
async fn what_the_app_type_decides_is_folded_with_what_it_decides() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    for (app_type, expected) in [("web_app", OPEN), ("single_page_app", FOLDED_AWAY), ("mobile_app", FOLDED_AWAY)] {
        let client = create_with(&ada, app_type, &[("app_type", app_type)]).await;
        let folds = folds(&ada.open(&format!("{client}/integration")).await);
        for sentence in FOLDED_BY_APP_TYPE {
            assert_eq!(folds[sentence], expected, "{app_type}: {sentence}");
        }
    }
}

/// Nobody is told of a problem that is out of sight.
#[tokio::test]
async fn what_is_folded_opens_where_something_in_it_is_wrong() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&format!("{client}/authentication")).await;
    let refused = ada.press(&page, SAVE, &[("Minimum password length", "3")]).await;
    assert_eq!(refused.status, 422);
    assert_eq!(folds(&refused)[FOLDED[0].1], (true, true));
}

#[tokio::test]
async fn what_would_be_changed_is_counted() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&format!("{client}/authentication")).await;
    let changed = async |page: &Page, filled: &[(&str, &str)]| {
        let page = ada.press(page, PREVIEW, filled).await;
        page.all("#changed").concat()
    };
    assert_eq!(page.all("#changed").concat(), "");
    assert_eq!(changed(&page, &[("Code length", "6")]).await, "", "typed as it was");
    assert_eq!(changed(&page, &[("Code length", "8")]).await, "1 setting changed");
    let unreadable = [("Code length", "8"), ("Code lifetime", "soon"), ("Idle timeout", "15")];
    assert_eq!(changed(&page, &unreadable).await, "3 settings changed", "one of them wrongly");
    let page = ada.open(&format!("{client}/registration")).await;
    let lists = [("Allowed email domains", "B.example\n a.example"), ("Given name", "Optional")];
    assert_eq!(changed(&page, &lists).await, "2 settings changed");
    ada.submit(&page, SAVE, &[("Allowed email domains", "a.example\nb.example")]).await;
    let page = ada.open(&format!("{client}/registration")).await;
    assert_eq!(changed(&page, &[lists[0]]).await, "", "the same domains, typed otherwise");
    let refused = ada.press(&page, SAVE, &[("Blocked email domains", "no domain")]).await;
    assert_eq!((refused.status, refused.all("#changed").concat().as_str()), (422, "1 setting changed"));
}

#[tokio::test]
async fn another_primary_identifier_is_asked_about_at_once_and_the_first_save_succeeds() {
    const CONFIRM: &str = "Change the primary identifier";
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&format!("{client}/authentication")).await;
    let typed = [("Primary identifier", "Mobile"), ("Two-step verification", "Optional"), ("Code by email", "on")];
    let page = ada.press(&page, PREVIEW, &typed).await;
    assert_eq!(page.value(CONFIRM), "off");
    assert!(page.shows("Not while mobile is the primary identifier"), "{}", page.text());
    assert_eq!(page.all(".error-summary"), Vec::<String>::new(), "it was not passed over");
    assert_eq!(page.all(".preview li").len(), 1, "but has to be answered");
    let saved = ada.press(&page, SAVE, &[(CONFIRM, "on")]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
}

#[tokio::test]
async fn what_takes_several_lines_says_how_many_it_has_of_how_many() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let mut counted = 0;
    for card in CARDS {
        let page = ada.open(&format!("{client}/{}", card.name)).await;
        let lists: Vec<Control> =
            page.controls(SAVE).into_iter().filter(|control| control.kind == Kind::Lines).collect();
        let said = page.all(".counter");
        assert_eq!(said.len(), lists.len(), "{}: {said:?}", card.name);
        assert!(said.iter().all(|said| said.starts_with("0 of ")), "{said:?}");
        counted += said.len();
    }
    assert_eq!(counted, 7);
    let page = ada.open(&format!("{client}/general")).await;
    let page = ada.press(&page, PREVIEW, &[("Owner contacts", "a@shop.example\n\nb@shop.example")]).await;
    assert_eq!(page.all(".counter"), ["2 of 10 addresses"]);
    let page = ada.open(&format!("{client}/integration")).await;
    let filled = [("Redirect URIs", "https://shop.example/in"), ("JWK set", "{\"keys\": 1}")];
    let page = ada.press(&page, PREVIEW, &filled).await;
    let expected = ["1 of 50 addresses", "0 of 50 addresses", "0 of 50 origins", "11 of 16,384 bytes"];
    assert_eq!(page.all(".counter"), expected);
}

/// The numbers in a text.
fn numbers(text: &str) -> Vec<String> {
    let digits = text.replace(',', "");
    digits.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).map(str::to_owned).collect()
}

/// Presses **Save changes** with a text in one control, and reads the limits that are said beside it.
async fn limits(person: &Person, page: &Page, control: &Control, text: &str) -> Vec<String> {
    let mut form = page.form(SAVE, &[]);
    form.fields.retain(|(name, _)| *name != control.names[0]);
    form.fields.push((control.names[0].clone(), text.to_owned()));
    let fields: Vec<(&str, &str)> = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = person.post(&form.action, &fields).await;
    let controls = answer.controls(SAVE);
    let message = controls.into_iter().find(|found| found.label == control.label).unwrap().message;
    // What was typed is told after the limit: “; this has 9,021.”
    let limit = message.split_once("; th").map_or(message.as_str(), |(limit, _)| limit);
    if limit.contains(" most ") { numbers(limit) } else { Vec::new() }
}

#[tokio::test]
async fn a_limit_stands_in_the_hint_before_it_stands_in_an_error() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let lines = |line: fn(usize) -> String| (0..200).map(line).collect::<Vec<_>>().join("\n");
    let texts = [
        format!("https://shop.example/{}", "x".repeat(9_000)),
        lines(|n| format!("a{n}.example")),
        lines(|n| format!("{}{n}.example", "a".repeat(40))),
        lines(|n| format!("a{n}@shop.example")),
    ];
    for card in CARDS {
        let page = ada.open(&format!("{client}/{}", card.name)).await;
        // Of one that is as long as that, the forms that have no room for it say so as a whole.
        let whole = (card.name == "integration").then(|| "x".repeat(17_000));
        let texts: Vec<&String> = texts.iter().chain(&whole).collect();
        let typed = page.controls(SAVE).into_iter().filter(|control| [Kind::Line, Kind::Lines].contains(&control.kind));
        for control in typed {
            let mut found = Vec::new();
            for text in &texts {
                found.extend(limits(&ada, &page, &control, text).await);
            }
            assert!(!found.is_empty(), "{}", control.label);
            let said = numbers(&control.hint);
            assert!(found.iter().all(|limit| said.contains(limit)), "{}: {found:?} {}", control.label, control.hint);
        }
    }
}

#[tokio::test]
async fn a_long_page_has_a_way_to_each_of_its_parts() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let expected = [
        ("general", vec![]),
        ("authentication", vec!["Sign-in", "Codes", "Passwords", "Second step", "Sessions"]),
        ("registration", vec!["Who may register", "Sign-up fields", "Documents that users accept", "Email domains"]),
        ("profile", vec![]),
        ("integration", vec!["Addresses", "Grants", "Tokens", "Security"]),
    ];
    for (card, parts) in expected {
        let page = ada.open(&format!("{client}/{card}")).await;
        assert_eq!(page.all("[aria-label='On this page'] a"), parts, "{card}");
        for part in parts {
            let href = page.link(part);
            assert!(page.all(&format!("#card {href}")).concat().starts_with(part), "{card}: {href}");
        }
    }
}
