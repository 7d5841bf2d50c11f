//! Two people at once, each round again: one clear outcome, whoever comes first.

use futures_util::future::join;
use reqwest::{Method, RequestBuilder};

use super::{ada_and_grace, file, restoration, revisions, save};
use crate::console::create;
use crate::support::{Page, Person, Site};

const ROUNDS: usize = 12;

/// Two administrators, and a client whose Description was “one”, “two” and “three” in its revisions 2 to 4.
async fn three_texts(site: &Site) -> (Person, Person, String) {
    let [ada, grace] = ada_and_grace(site).await;
    let shop = create(&ada, "Shop").await;
    for text in ["one", "two", "three"] {
        save(&ada, &shop, "general", &[("Description", text)]).await;
    }
    (ada, grace, shop)
}

/// Sends both at once, in every other round the second before the first.
async fn both(round: usize, one: impl Future<Output = Page>, other: impl Future<Output = Page>) -> (Page, Page) {
    if round.is_multiple_of(2) {
        join(one, other).await
    } else {
        let (other, one) = join(other, one).await;
        (one, other)
    }
}

/// A card's form, filled by label and ready to be sent.
async fn filled(person: &Person, card: &str, filled: &[(&str, &str)]) -> RequestBuilder {
    let form = person.open(card).await.form("Save changes", filled);
    person.request(Method::POST, card).form(&form.fields)
}

#[tokio::test]
async fn of_two_who_restore_one_card_to_different_revisions_one_is_asked_again() {
    let site = Site::start().await;
    let (ada, grace, shop) = three_texts(&site).await;
    let [first, second] = [2, 3].map(|revision| restoration(&shop, revision, "general"));
    for round in 0..ROUNDS {
        let before = revisions(&site, &shop);
        let seen = before.to_string();
        let form = [("seen", seen.as_str())];
        let (adas, graces) = both(round, ada.post(&first, &form), grace.post(&second, &form)).await;
        let (text, loser, winner) = match (adas.status, graces.status) {
            (303, 409) => ("one", graces, "Ada"),
            (409, 303) => ("two", adas, "Grace"),
            other => panic!("round {round}: {other:?}"),
        };
        assert!(loser.shows(&format!("{winner} changed General while you were looking at it.")), "{}", loser.text());
        assert_eq!(revisions(&site, &shop), before + 1);
        assert!(file(&ada, &shop, before + 1).await.contains(&format!("\"description\": \"{text}\"")));
        save(&ada, &shop, "general", &[("Description", &format!("round {round}"))]).await;
    }
    let entries = "(SELECT count(*) FROM activity WHERE action = 'client_restored')";
    assert_eq!(usize::try_from(site.number(entries)).unwrap(), ROUNDS);
}

#[tokio::test]
async fn of_one_who_restores_and_one_who_saves_a_card_one_is_asked_again() {
    let site = Site::start().await;
    let (ada, grace, shop) = three_texts(&site).await;
    let (restored, card) = (restoration(&shop, 2, "general"), format!("{shop}/general"));
    for round in 0..ROUNDS {
        let before = revisions(&site, &shop);
        let seen = before.to_string();
        let text = format!("round {round}");
        let typed = filled(&grace, &card, &[("Description", &text)]).await;
        let form = [("seen", seen.as_str())];
        let (adas, graces) = both(round, ada.post(&restored, &form), grace.send(typed)).await;
        let kept = match (adas.status, graces.status) {
            (303, 409) => {
                assert!(graces.h1().starts_with("Ada changed General"), "{}", graces.h1());
                "one"
            }
            (409, 303) => {
                assert!(adas.shows("Grace changed General while you were looking at it."), "{}", adas.text());
                &text
            }
            other => panic!("round {round}: {other:?}"),
        };
        assert_eq!(revisions(&site, &shop), before + 1);
        assert!(file(&ada, &shop, before + 1).await.contains(&format!("\"description\": \"{kept}\"")));
        save(&ada, &shop, "general", &[("Description", &format!("after round {round}"))]).await;
    }
}

#[tokio::test]
async fn those_who_restore_and_save_different_cards_both_succeed_and_lose_nothing() {
    let site = Site::start().await;
    let (ada, grace, shop) = three_texts(&site).await;
    let card = format!("{shop}/registration");
    for round in 0..ROUNDS {
        let before = revisions(&site, &shop);
        let (seen, source) = (before.to_string(), 2 + i64::try_from(round % 2).unwrap());
        let restored = restoration(&shop, source, "general");
        let kind = ["Invitation-Only", "Self-Registration"][round % 2];
        let typed = filled(&grace, &card, &[("Registration type", kind)]).await;
        let form = [("seen", seen.as_str())];
        let (adas, graces) = both(round, ada.post(&restored, &form), grace.send(typed)).await;
        assert_eq!((adas.status, graces.status), (303, 303), "round {round}");
        assert_eq!(revisions(&site, &shop), before + 2);
        let present = file(&ada, &shop, before + 2).await;
        let text = ["one", "two"][round % 2];
        assert!(present.contains(&format!("\"description\": \"{text}\"")), "{present}");
        assert!(present.contains(["invitation_only", "self_registration"][round % 2]), "{present}");
    }
}
