//! Two people change one card: what both changed is asked about, what one changed is kept, and nobody's change is lost.

use super::tries::{beforehand, companions, other, row, tries};
use super::words::{CHANNELS, setting, setting_words, shown_time};
use super::{
    Filled, SAVE, borrowed, cards, is_list, new_client, newest, question, save, saved, seen, seen_again, typed, values,
};
use crate::support::controls::{Control, Kind};
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

const CHOOSE: &str = "Save these choices";

/// Three people at a site.
struct People {
    site: Site,
    ada: Person,
    grace: Person,
    bob: Person,
}

async fn people() -> People {
    let site = Site::start().await;
    site.add_operators(&["Ada", "Grace", "Bob"], Role::ApplicationManager).await;
    let [ada, grace, bob] = [site.visitor(), site.visitor(), site.visitor()];
    ada.sign_in("Ada").await;
    grace.sign_in("Grace").await;
    bob.sign_in("Bob").await;
    People { site, ada, grace, bob }
}

/// What fills a control with a value, and the other half of its setting.
fn change(label: &str, value: &str) -> Vec<Filled> {
    let mut filled = companions(label);
    filled.push((label.to_owned(), value.to_owned()));
    filled
}

/// A form after a change.
fn changed(form: &[Control], filled: &[Filled]) -> Vec<Control> {
    let mut form = form.to_vec();
    for (label, value) in filled {
        let control = form.iter_mut().find(|control| control.label == *label).unwrap();
        control.value = if control.kind == Kind::Time { shown_time(value) } else { value.clone() };
    }
    form
}

/// Two values for a control, neither of which it has; none when it has but two.
fn two_others(control: &Control) -> Option<[String; 2]> {
    let mut others = tries(control).good;
    if control.kind == Kind::Time {
        others.retain(|value| shown_time(value) != control.value);
        others.dedup_by_key(|value| shown_time(value));
    }
    (others.len() > 1).then(|| [others.swap_remove(0), others.swap_remove(0)])
}

/// Presses **Save changes** on a page that is stale; the page that asks.
async fn conflict(person: &Person, stale: &Page, filled: &[Filled]) -> Page {
    let filled = typed(&stale.controls(SAVE), filled);
    let page = person.press(stale, SAVE, &borrowed(&filled)).await;
    assert_eq!(page.status, 409, "{filled:?}: {}", page.text());
    page
}

/// Chooses, and confirms where that is asked.
async fn choose(person: &Person, page: &Page, choices: &[Filled]) {
    let mut answer = person.press(page, CHOOSE, &borrowed(choices)).await;
    if answer.status == 422 {
        let form = answer.controls(SAVE);
        let label = question(&form).unwrap_or_else(|| panic!("{}", answer.text()));
        answer = person.press(&answer, SAVE, &[(label, "on")]).await;
    }
    assert_eq!(answer.status, 303, "{}: {}", page.text(), answer.text());
}

#[tokio::test]
async fn what_two_people_change_differently_is_asked_about_and_either_choice_saves_exactly_it() {
    let People { site, ada, grace, .. } = people().await;
    let default = seen(&ada, &new_client(&ada).await).await;
    let mut asked = 0;
    for (card, form) in &default.forms {
        for control in form.iter().filter(|control| !is_list(control)) {
            let client = new_client(&ada).await;
            let address = ada.open(&client).await.link(&format!("Edit {card}"));
            let before = beforehand(&control.label);
            if !before.is_empty() {
                saved(&ada, &address, &before).await;
            }
            let stale = ada.open(&address).await;
            let form = stale.controls(SAVE);
            let now = form.iter().find(|now| now.label == control.label).unwrap();
            let Some([hers, mine]) = two_others(now) else { continue };
            let (hers, mine) = (change(&control.label, &hers), change(&control.label, &mine));
            saved(&grace, &address, &hers).await;
            let (stored, kept) = (site.stored(), seen(&ada, &client).await);
            let page = conflict(&ada, &stale, &mine).await;

            let (label, what) = (setting(control), format!("{card}: {hers:?} {mine:?}"));
            let [opened, theirs, typed] =
                [form.clone(), changed(&form, &hers), changed(&form, &mine)].map(|form| setting_words(&label, &form));
            assert!(page.h1().contains(card.as_str()) && page.shows("Grace"), "{what}: {}", page.text());
            let [question] = page.controls(CHOOSE).try_into().unwrap();
            assert_eq!(
                (question.label, question.options),
                (label.clone(), vec![theirs.clone(), typed.clone()]),
                "{what}"
            );
            assert_eq!(question.value, "", "{what}: nobody decides for them");
            assert!(question.hint.contains(&opened) && question.hint.contains("Grace"), "{what}: {}", question.hint);
            let again = ada.press(&page, CHOOSE, &[]).await;
            assert_eq!(again.status, 409, "{what}: a choice has to be made");
            assert!(!again.controls(CHOOSE)[0].message.is_empty(), "{what}");
            assert_eq!(site.stored(), stored, "{what}: nothing is stored before the choice");

            choose(&ada, &page, &[(label.clone(), theirs.clone())]).await;
            assert_eq!(site.stored(), stored, "{what}: theirs was stored already");
            choose(&ada, &page, &[(label.clone(), typed.clone())]).await;
            let after = seen_again(&ada, &client, &kept).await;
            assert_eq!(values(&after.forms[card]), values(&changed(&form, &mine)), "{what}");
            let (sentence, told) = newest(&ada, &client).await;
            assert!(sentence.contains("Ada"), "{what}: {sentence}");
            assert_eq!(told, [(label, theirs, typed)], "{what}");
            asked += 1;
        }
    }
    assert!(asked >= 25, "{asked}");
}

#[tokio::test]
async fn what_one_of_two_people_changed_alone_is_chosen_beforehand_and_neither_change_is_lost() {
    let People { site: _site, ada, grace, .. } = people().await;
    let default = seen(&ada, &new_client(&ada).await).await;
    for (card, form) in &default.forms {
        for (at, hers) in form.iter().enumerate() {
            let goes_with_hers = |mine: &&Control| {
                let is_its_channel = hers.label == "Two-step verification" && mine.group == CHANNELS;
                setting(mine) != setting(hers) && !is_its_channel
            };
            let mine = form.iter().skip(at + 1).chain(form).find(goes_with_hers).unwrap();
            let (Some(hers), Some(mine)) = (other(hers), other(mine)) else { continue };
            let client = new_client(&ada).await;
            let address = ada.open(&client).await.link(&format!("Edit {card}"));
            let stale = ada.open(&address).await;
            let form = stale.controls(SAVE);
            let (hers, mine) = (change(&hers.0, &hers.1), change(&mine.0, &mine.1));
            saved(&grace, &address, &hers).await;
            let page = conflict(&ada, &stale, &mine).await;

            let what = format!("{card}: {hers:?} {mine:?}");
            let both = changed(&changed(&form, &hers), &mine);
            let differs = |label: &String| setting_words(label, &both) != setting_words(label, &form);
            let mut expected: Vec<(String, String)> = both
                .iter()
                .map(setting)
                .filter(differs)
                .map(|label| (label.clone(), setting_words(&label, &both)))
                .collect();
            let questions = page.controls(CHOOSE);
            let mut chosen: Vec<(String, String)> =
                questions.into_iter().map(|question| (question.label, question.value)).collect();
            for settings in [&mut expected, &mut chosen] {
                // A list may be asked about entry by entry.
                settings
                    .retain(|(label, _)| !form.iter().any(|control| is_list(control) && setting(control) == *label));
                settings.sort();
                settings.dedup();
            }
            assert_eq!(chosen, expected, "{what}");
            choose(&ada, &page, &[]).await;
            let after = ada.open(&address).await.controls(SAVE);
            assert_eq!(values(&after), values(&both), "{what}");
            let (sentence, told) = newest(&ada, &client).await;
            assert!(sentence.contains("Ada") && told.len() == 1, "{what}: {sentence}");
        }
    }
}

/// Three controls of a card that belong to three settings.
fn three(form: &[Control]) -> [Filled; 3] {
    let mut found: Vec<&Control> = Vec::new();
    for control in form.iter().filter(|control| companions(&control.label).is_empty() && !is_list(control)) {
        let is_plain = !["Primary identifier", "Client name"].contains(&control.label.as_str());
        if is_plain && found.iter().all(|before| setting(before) != setting(control)) {
            found.push(control);
        }
    }
    [found[0], found[1], found[2]].map(|control| other(control).unwrap())
}

#[tokio::test]
async fn the_last_of_several_savers_is_named_and_nobody_else_is_blamed() {
    let people = people().await;
    let People { ada, grace, bob, .. } = &people;
    for savers in
        [["Grace", "Bob", "Grace"], ["Grace", "Grace", "Bob"], ["Bob", "Grace", "Bob"], ["Bob", "Bob", "Grace"]]
    {
        let client = new_client(ada).await;
        for (card, address) in cards(&ada.open(&client).await) {
            let stale = ada.open(&address).await;
            let form = stale.controls(SAVE);
            let [first, second, mine] = three(&form);
            let back = form.iter().find(|control| control.label == first.0).unwrap().value.clone();
            let saves = [first.clone(), second.clone(), (first.0.clone(), back)];
            for (name, filled) in savers.iter().zip(&saves) {
                let person = if *name == "Grace" { grace } else { bob };
                saved(person, &address, std::slice::from_ref(filled)).await;
            }
            let page = conflict(ada, &stale, std::slice::from_ref(&mine)).await;
            let lead = [page.h1(), page.all(".lead").concat()].join(" ");
            let other = if savers[2] == "Grace" { "Bob" } else { "Grace" };
            assert!(lead.contains(savers[2]) && !lead.contains(other), "{card} {savers:?}: {lead}");
            for question in page.controls(CHOOSE) {
                let by = if question.label == setting(form.iter().find(|found| found.label == second.0).unwrap()) {
                    savers[1]
                } else {
                    savers[2]
                };
                let wrong = if by == "Grace" { "Bob" } else { "Grace" };
                assert!(!question.hint.contains(wrong), "{card} {savers:?}: {}", question.hint);
            }
            choose(ada, &page, &[]).await;
            let after = ada.open(&address).await.controls(SAVE);
            assert_eq!(values(&after), values(&changed(&form, &[second, mine])), "{card} {savers:?}");
        }
    }
}

#[tokio::test]
async fn a_save_while_one_chooses_brings_the_question_again_and_all_three_changes_are_kept() {
    let People { site, ada, grace, bob } = people().await;
    let client = new_client(&ada).await;
    let before = seen(&ada, &client).await;
    for (card, address) in &before.addresses {
        let stale = ada.open(address).await;
        let [hers, his, mine] = three(&before.forms[card]);
        saved(&grace, address, std::slice::from_ref(&hers)).await;
        let page = conflict(&ada, &stale, std::slice::from_ref(&mine)).await;
        saved(&bob, address, std::slice::from_ref(&his)).await;
        let stored = site.stored();
        let again = ada.press(&page, CHOOSE, &[]).await;
        assert_eq!((again.status, again.shows("Bob")), (409, true), "{card}: {}", again.text());
        assert_eq!(site.stored(), stored, "{card}");
        choose(&ada, &again, &[]).await;
        let after = ada.open(address).await.controls(SAVE);
        assert_eq!(values(&after), values(&changed(&before.forms[card], &[hers, his, mine])), "{card}");
    }
}

#[tokio::test]
async fn two_people_on_two_cards_never_meet() {
    let People { site: _site, ada, grace, .. } = people().await;
    let count = cards(&ada.open(&new_client(&ada).await).await).len();
    for (one, other) in (0..count * count).map(|pair| (pair / count, pair % count)).filter(|(a, b)| a != b) {
        let client = new_client(&ada).await;
        let cards = cards(&ada.open(&client).await);
        let (mine_at, hers_at) = (&cards[one].1, &cards[other].1);
        let (stale, her_stale) = (ada.open(mine_at).await, grace.open(hers_at).await);
        let ([mine, ..], [.., hers]) = (three(&stale.controls(SAVE)), three(&her_stale.controls(SAVE)));
        for (person, page, filled) in [(&grace, &her_stale, &hers), (&ada, &stale, &mine)] {
            let answer = save(person, page, std::slice::from_ref(filled)).await;
            assert_eq!(answer.status, 303, "{}: {}", page.path, answer.text());
        }
        for (page, filled) in [(stale, mine), (her_stale, hers)] {
            let after = ada.open(&page.path).await.controls(SAVE);
            assert_eq!(values(&after), values(&changed(&page.controls(SAVE), &[filled])), "{}", page.path);
        }
    }
}

/// Of a list, each version says what it has added and removed, and both changes together are chosen beforehand.
#[tokio::test]
async fn of_a_list_that_two_people_change_entries_of_both_are_kept_unless_one_version_is_chosen() {
    let People { site: _site, ada, grace, .. } = people().await;
    let default = seen(&ada, &new_client(&ada).await).await;
    for (card, form) in &default.forms {
        for control in form.iter().filter(|control| control.kind == Kind::Lines && is_list(control)) {
            let client = new_client(&ada).await;
            let address = cards(&ada.open(&client).await).into_iter().find(|(found, _)| found == card).unwrap().1;
            let item = |name: &str| match (row(&control.label), control.label.as_str()) {
                (Some(item), _) => item(name),
                (None, "Owner contacts") => format!("{name}@c.example"),
                (None, _) => format!("{name}.example"),
            };
            let list = |names: &[&str]| names.iter().map(|name| item(name)).collect::<Vec<_>>().join("\n");
            let [old, hers, mine] = [&["b", "d"][..], &["b", "d", "a"], &["b", "c"]].map(list);
            saved(&ada, &address, &change(&control.label, &old)).await;
            let stale = ada.open(&address).await;
            saved(&grace, &address, &change(&control.label, &hers)).await;
            let page = conflict(&ada, &stale, &change(&control.label, &mine)).await;
            let [question] = page.controls(CHOOSE).try_into().unwrap();
            let label = &control.label;
            let added = |names: &[&str]| format!("added {} to {label}", list(names).replace('\n', ", "));
            let removed = format!("removed {} from {label}", item("d"));
            let both = format!("{}; {removed}", added(&["a", "c"]));
            assert_eq!(question.options, [added(&["a"]), format!("{}; {removed}", added(&["c"])), both.clone()]);
            assert_eq!(question.value, both);
            choose(&ada, &page, &[]).await;
            assert_eq!(ada.open(&address).await.value(label), list(&["a", "b", "c"]));
            let (page, stale) = (ada.open(&address).await, ada.open(&address).await);
            assert_eq!(save(&grace, &page, &change(label, &hers)).await.status, 303);
            let page = conflict(&ada, &stale, &change(label, &mine)).await;
            choose(&ada, &page, &[(label.clone(), page.controls(CHOOSE)[0].options[0].clone())]).await;
            assert_eq!(ada.open(&address).await.value(label), list(&["a", "b", "d"]), "theirs");
        }
    }
}
