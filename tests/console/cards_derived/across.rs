//! Rules across cards hold whoever saves first: two operators have both cards open, and each change alone is right.

use std::time::Duration;

use futures_util::future::join;

use super::{CONFIRM, Filled, SAVE, borrowed, cards, new_client, owned, saved, seen, seen_again};
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

/// A card, what is saved on it, and the control beside which it is refused after the other was saved.
struct Half {
    card: &'static str,
    filled: &'static [(&'static str, &'static str)],
    refused_at: &'static [&'static str],
}

/// Two changes that contradict each other, and what is saved before.
struct Contradiction {
    before: &'static [(&'static str, &'static [(&'static str, &'static str)])],
    halves: [Half; 2],
}

const CONTRADICTIONS: &[Contradiction] = &[
    Contradiction {
        before: &[],
        halves: [
            Half {
                card: "Authentication",
                filled: &[("Primary identifier", "Mobile")],
                refused_at: &["Primary identifier"],
            },
            Half {
                card: "Registration",
                filled: &[("Allowed email domains", "a.example")],
                refused_at: &["Allowed email domains"],
            },
        ],
    },
    Contradiction {
        before: &[],
        halves: [
            Half {
                card: "Authentication",
                filled: &[("Primary identifier", "Mobile")],
                refused_at: &["Primary identifier"],
            },
            Half {
                card: "Registration",
                filled: &[("Blocked email domains", "b.example")],
                refused_at: &["Blocked email domains"],
            },
        ],
    },
    Contradiction {
        before: &[("Registration", &[("Mobile number", "Required")])],
        halves: [
            Half {
                card: "Authentication",
                filled: &[
                    ("Two-step verification", "Required"),
                    ("Authenticator app", "off"),
                    ("Code by text message", "on"),
                ],
                refused_at: &["Authenticator app", "Code by email", "Code by text message"],
            },
            Half { card: "Registration", filled: &[("Mobile number", "Optional")], refused_at: PROFILE_FIELDS },
        ],
    },
    Contradiction {
        before: &[],
        halves: [
            Half {
                card: "Authentication",
                filled: &[("Two-step verification", "Optional")],
                refused_at: &["Two-step verification"],
            },
            Half { card: "Profile", filled: &[("Security", "off")], refused_at: &["Security"] },
        ],
    },
];

/// The group of Registration's fields has one message.
const PROFILE_FIELDS: &[&str] =
    &["Given name", "Family name", "Mobile number", "Display name", "Birthdate", "Address", "Locale"];

/// Presses **Save changes** with every question answered.
async fn press(person: &Person, page: &Page, half: &Half) -> Page {
    person.press(page, SAVE, &borrowed(&answered(page, half))).await
}

fn answered(page: &Page, half: &Half) -> Vec<Filled> {
    let mut filled = owned(half.filled);
    if page.controls(SAVE).iter().any(|control| control.label == CONFIRM) {
        filled.push((CONFIRM.to_owned(), "on".to_owned()));
    }
    filled
}

/// The card's page with everything that it asks before a change in sight.
async fn opened(person: &Person, client: &str, half: &Half) -> Page {
    let page = person.open(&person.open(client).await.link(&format!("Edit {}", half.card))).await;
    person.press(&page, "Update preview", &borrowed(&owned(half.filled))).await
}

fn is_refused(half: &Half, other: &Half, client: &Page, answer: &Page) {
    let what = format!("{} after {}", half.card, other.card);
    assert_eq!(answer.status, 422, "{what}: {}", answer.text());
    let found: Vec<String> = answer
        .controls(SAVE)
        .into_iter()
        .filter(|control| !control.message.is_empty())
        .map(|control| control.label)
        .collect();
    let sorted = |mut labels: Vec<String>| {
        labels.sort();
        labels
    };
    assert_eq!(
        sorted(found),
        sorted(half.refused_at.iter().map(|label| (*label).to_owned()).collect()),
        "{what}: {}",
        answer.text()
    );
    let other_card = cards(client).into_iter().find(|(card, _)| card == other.card).unwrap().1;
    assert_eq!(answer.link(&format!("Open {}", other.card)), other_card, "{what}");
    for (label, value) in half.filled {
        assert_eq!(answer.value(label), *value, "{what}: what was typed is kept");
    }
}

#[tokio::test]
async fn of_two_saves_that_contradict_each_other_the_second_is_refused_beside_its_field_with_a_link() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let grace = site.named_operator("Grace", Role::ApplicationManager).await;
    for contradiction in CONTRADICTIONS {
        for (first, second) in [(0, 1), (1, 0)] {
            let [first, second] = [first, second].map(|at: usize| &contradiction.halves[at]);
            let client = client_with(&ada, contradiction).await;
            let (adas, graces) = (opened(&ada, &client, first).await, opened(&grace, &client, second).await);
            assert_eq!(press(&ada, &adas, first).await.status, 303, "{}", first.card);
            let (before, stored) = (seen(&ada, &client).await, site.stored());
            let answer = press(&grace, &graces, second).await;
            is_refused(second, first, &ada.open(&client).await, &answer);
            assert_eq!(seen_again(&ada, &client, &before).await.in_sight, before.in_sight);
            assert_eq!(site.stored(), stored);
        }
    }
}

#[tokio::test]
async fn of_two_saves_at_once_that_contradict_each_other_one_is_refused_in_the_write() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let grace = site.named_operator("Grace", Role::ApplicationManager).await;
    for contradiction in CONTRADICTIONS {
        let client = client_with(&ada, contradiction).await;
        let [mine, hers] = &contradiction.halves;
        let (adas, graces) = (opened(&ada, &client, mine).await, opened(&grace, &client, hers).await);
        let lock = site.lock();
        let mut both = std::pin::pin!(join(press(&ada, &adas, mine), press(&grace, &graces, hers)));
        // Both have been read and checked against what is stored, and wait to be written.
        assert!(tokio::time::timeout(Duration::from_millis(400), &mut both).await.is_err(), "nothing can be written");
        drop(lock);
        let (answer, other) = both.await;
        let page = ada.open(&client).await;
        if answer.status == 303 {
            is_refused(hers, mine, &page, &other);
        } else {
            assert_eq!(other.status, 303, "{}", other.text());
            is_refused(mine, hers, &page, &answer);
        }
    }
}

async fn client_with(person: &Person, contradiction: &Contradiction) -> String {
    let client = new_client(person).await;
    for (card, filled) in contradiction.before {
        saved(person, &person.open(&client).await.link(&format!("Edit {card}")), &owned(filled)).await;
    }
    client
}
