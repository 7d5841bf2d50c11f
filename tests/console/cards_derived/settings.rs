use std::collections::{BTreeMap, BTreeSet};

use super::tries::{beforehand, companions, tries};
use super::words::{self, channel, setting, shown_time, words};
use super::{
    Change, Filled, SAVE, Seen, all_off_default, borrowed, cards, is_list, new_client, newest, save, saved, seen,
    seen_again, settings_of, typed, values,
};
use crate::support::controls::{Control, Kind};
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

/// What users do not meet.
const NOT_PREVIEWED: &[&str] = &["App type", "Description", "Owner contacts"];

/// A value as its control shows it when the page is opened again.
fn shown(control: &Control, value: &str) -> String {
    if control.kind == Kind::Time { shown_time(value) } else { value.to_owned() }
}

fn find<'a>(form: &'a [Control], label: &str) -> &'a Control {
    form.iter().find(|control| control.label == label).unwrap_or_else(|| panic!("no “{label}”"))
}

/// A site with an operator and a client that nobody touches.
async fn site_with_a_witness() -> (Site, Person, String, Seen) {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let witness = new_client(&ada).await;
    all_off_default(&ada, &witness).await;
    let untouched = seen(&ada, &witness).await;
    (site, ada, witness, untouched)
}

#[tokio::test]
async fn every_value_that_a_card_offers_is_saved_read_back_shown_and_told_and_nothing_else_is_changed() {
    let (_site, ada, witness, untouched) = site_with_a_witness().await;
    let fresh = new_client(&ada).await;
    let default = seen(&ada, &fresh).await;
    for (card, _) in cards(&ada.open(&fresh).await) {
        for control in &default.forms[&card] {
            let client = new_client(&ada).await;
            let address = ada.open(&client).await.link(&format!("Edit {card}"));
            let before = beforehand(&control.label);
            if !before.is_empty() {
                saved(&ada, &address, &before).await;
            }
            let mut before = seen(&ada, &client).await;
            for value in tries(find(&before.forms[&card], &control.label)).good {
                let mut filled = companions(&control.label);
                filled.push((control.label.clone(), value));
                saved(&ada, &address, &filled).await;
                let after = seen_again(&ada, &client, &before).await;
                let what = format!("{card}: {}", control.label);
                is_read_back(&card, &filled, &before, &after);
                is_shown(&what, &card, &control.label, &before, &after);
                is_told(&what, &setting(control), (&before.forms[&card], &after.forms[&card]), &ada, &client).await;
                before = after;
            }
            let now = seen_again(&ada, &witness, &untouched).await;
            assert_eq!(now.in_sight, untouched.in_sight, "{card}, {}: another client", control.label);
        }
    }
}

/// Each control has the value that was saved, and every other of every card has what it had.
fn is_read_back(card: &str, filled: &[Filled], before: &Seen, after: &Seen) {
    for (name, form) in &before.forms {
        let mut expected = form.clone();
        for (label, value) in filled.iter().filter(|_| name == card) {
            let control = expected.iter_mut().find(|control| control.label == *label).unwrap();
            control.value = shown(control, value);
        }
        let found = &after.forms[name];
        if name == card {
            assert_eq!(values(found), values(&expected), "{card} {filled:?}");
        } else {
            // The labels of other cards follow the primary identifier.
            let in_order = |form: &[Control]| form.iter().map(|control| control.value.clone()).collect::<Vec<_>>();
            assert_eq!(in_order(found), in_order(&expected), "{name}, when {filled:?} was saved on {card}");
        }
    }
}

/// The client's page tells something else than before and names the value or the setting; so does the preview, or
/// a screen of it is another.
fn is_shown(what: &str, card: &str, label: &str, before: &Seen, after: &Seen) {
    let control = find(&after.forms[card], label);
    let value = words(control, &control.value);
    let item = value.split(", ").next().unwrap();
    let named = [value.trim_matches(['“', '”']), item, label, label.trim_start_matches("Enable "), channel(label)];
    let is_number = matches!(control.kind, Kind::Number | Kind::Time);
    let named = if is_number { &named[..1] } else { &named[..] };
    let changed = |lines: fn(&Seen) -> &BTreeMap<String, Vec<String>>| {
        let [old, new] = [before, after].map(|seen| lines(seen)[card].iter().cloned().collect::<BTreeSet<String>>());
        let all = if is_number { &new - &old } else { &new ^ &old };
        all.into_iter().collect::<Vec<String>>().join("\n").to_lowercase()
    };
    let summary = changed(|seen| &seen.summaries);
    let is_named = named.iter().any(|word| summary.contains(&word.to_lowercase()));
    assert!(is_named, "{what} {value}: {summary}");
    let preview = changed(|seen| &seen.previews);
    let is_told = !preview.is_empty() && (!is_number || preview.contains(&value));
    let is_drawn = !is_number && !changed(|seen| &seen.screens).is_empty();
    assert!(is_told || is_drawn || NOT_PREVIEWED.contains(&label), "{what} {value}: {preview}");
}

/// The newest entry of the activity names this setting alone, with both values in words.
async fn is_told(what: &str, setting: &str, (form, after): (&[Control], &[Control]), person: &Person, client: &str) {
    let (before, after) = (settings_of(form), settings_of(after));
    let changes: Vec<Change> = after
        .iter()
        .filter(|(label, value)| before[*label] != **value)
        .map(|(label, value)| (label.clone(), before[label].clone(), value.clone()))
        .collect();
    assert!(matches!(changes.as_slice(), [(label, ..)] if label == setting), "{what}: {changes:?}");
    let (sentence, told) = newest(person, client).await;
    assert!(sentence.contains("Ada ") && sentence.contains(setting), "{what}: {sentence}");
    if form.iter().any(|control| words::setting(control) == setting && is_list(control)) {
        // An entry of a list may be told as added or removed, and the rest of a long list by its number.
        let items = |value: &str| {
            let items = value.split(", ").filter(|item| *item != "nothing");
            items.map(str::to_owned).collect::<Vec<_>>()
        };
        let (_, old, new) = &changes[0];
        let (old, new) = (items(old), items(new));
        let added = new.iter().find(|item| !old.contains(item));
        let removed = old.iter().find(|item| !new.contains(item));
        assert!(matches!(told.as_slice(), [(label, ..)] if label == setting), "{what}: {told:?}");
        assert!(added.into_iter().chain(removed).all(|item| sentence.contains(item)), "{what}: {sentence}");
    } else {
        assert_eq!(told, changes, "{what}");
    }
}

#[tokio::test]
async fn every_value_beyond_a_bound_is_refused_beside_its_field_and_kept_there_and_nothing_is_stored() {
    let (site, ada, _, _) = site_with_a_witness().await;
    let fresh = new_client(&ada).await;
    let default = seen(&ada, &fresh).await;
    let mut refused = 0;
    for (card, _) in cards(&ada.open(&fresh).await) {
        for control in &default.forms[&card] {
            let bad = tries(control).bad;
            if bad.is_empty() {
                continue;
            }
            let client = new_client(&ada).await;
            let address = ada.open(&client).await.link(&format!("Edit {card}"));
            let before = beforehand(&control.label);
            if !before.is_empty() {
                saved(&ada, &address, &before).await;
            }
            let (page, stored) = (ada.open(&address).await, site.stored());
            for value in bad {
                let mut filled = companions(&control.label);
                filled.push((control.label.clone(), value.clone()));
                let filled = typed(&page.controls(SAVE), &filled);
                let answer = ada.press(&page, SAVE, &borrowed(&filled)).await;
                let what = format!("{card}: {} “{value}”", control.label);
                assert_eq!(answer.status, 422, "{what}");
                is_refused(&what, &control.label, &value, &answer);
                assert_eq!(site.stored(), stored, "{what}");
                refused += 1;
            }
        }
    }
    assert!(refused > 40, "{refused}");
}

fn is_refused(what: &str, label: &str, value: &str, answer: &Page) {
    let form = answer.controls(SAVE);
    for control in &form {
        assert_eq!(!control.message.is_empty(), control.label == label, "{what}: {control:?}");
        assert_eq!(control.is_invalid, control.label == label, "{what}: {control:?}");
    }
    let control = find(&form, label);
    // A text that may hold a private key is not shown again.
    let kept = if label == words::JWK_SET { "" } else { value };
    assert_eq!(control.value, kept, "{what}: what was typed is kept");
    let links = answer.all(".error-summary li a");
    assert_eq!(links.len(), 1, "{what}");
}

#[tokio::test]
async fn every_setting_of_every_card_off_its_default_at_once_is_kept_and_saving_it_again_changes_nothing() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = new_client(&ada).await;
    let default = seen(&ada, &client).await;
    let filled = all_off_default(&ada, &client).await;
    let after = seen(&ada, &client).await;
    for (card, form) in &default.forms {
        let saved: Vec<(String, String)> =
            filled[card].iter().map(|(label, value)| (label.clone(), shown(find(form, label), value))).collect();
        let found: Vec<(String, String)> = after.forms[card]
            .iter()
            .zip(form)
            .map(|(now, before)| (before.label.clone(), now.value.clone()))
            .filter(|(label, _)| saved.iter().any(|(other, _)| other == label))
            .collect();
        assert_eq!(found, saved, "{card}");
        let same: Vec<&String> =
            form.iter().zip(&after.forms[card]).filter(|(a, b)| a.value == b.value).map(|(a, _)| &a.label).collect();
        assert!(same.is_empty() || same == ["Code by text message"], "{card}: {same:?} has its default");
    }
    let stored = site.stored();
    for (card, address) in cards(&ada.open(&client).await) {
        let page = ada.submit(&ada.open(&address).await, SAVE, &[]).await;
        assert!(page.shows("nothing was changed"), "{card}: {}", page.text());
        let page = ada.open(&address).await;
        let mut again = filled[&card].clone();
        again.retain(|(label, _)| page.controls(SAVE).iter().any(|control| control.label == *label));
        assert_eq!(save(&ada, &page, &again).await.status, 303, "{card}: the same typed again");
    }
    assert_eq!(site.stored(), stored);
}
