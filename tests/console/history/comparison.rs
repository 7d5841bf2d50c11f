use std::collections::BTreeSet;

use super::{ada_and_grace, comparison, restoration, row, rows, save, table};
use crate::console::cards_derived::{all_off_default, new_client};
use crate::console::create;
use crate::support::Site;
use next_identity_console::domain::client::CARDS;
use next_identity_console::domain::role::Role;

/// What is told the other way round: what was added is removed.
fn turned(row: &[String; 3]) -> [String; 3] {
    let turn = |words: &String| match words.split_once(' ') {
        Some(("added", items)) => format!("removed {items}"),
        Some(("removed", items)) => format!("added {items}"),
        _ => words.clone(),
    };
    [row[0].clone(), turn(&row[2]), turn(&row[1])]
}

#[tokio::test]
async fn every_setting_of_every_card_is_compared_in_the_words_of_the_activity() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = new_client(&ada).await;
    let saved = i64::try_from(all_off_default(&ada, &client).await.len()).unwrap();
    let history = ada.open(&format!("{client}/history")).await;
    // The last entry is the creation.
    let mut told = table(&history, ".activity ol > li:not(:last-child)");
    let page = ada.open(&comparison(&client, 1, 1 + saved)).await;
    let compared = rows(&page);
    let labels = CARDS.iter().flat_map(|card| card.settings).map(|setting| setting.label);
    assert_eq!(compared.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), labels.collect::<Vec<_>>());
    assert_eq!(page.all(".difference h2"), CARDS.iter().map(|card| card.label).collect::<Vec<_>>());
    let sorted = |mut rows: Vec<[String; 3]>| {
        rows.sort();
        rows
    };
    told = sorted(told);
    assert_eq!(sorted(compared.clone()), told);
    let ids: Vec<String> = ids(&page.html);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "an id stands twice: {ids:?}");

    let back = rows(&ada.open(&comparison(&client, 1 + saved, 1)).await);
    assert_eq!(back, compared.iter().map(turned).collect::<Vec<_>>());
}

fn ids(html: &str) -> Vec<String> {
    html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn any_two_revisions_are_compared_in_either_order_and_a_card_that_is_not_so_now_can_be_restored() {
    let site = Site::start().await;
    let [ada, grace] = ada_and_grace(&site).await;
    let shop = create(&ada, "Shop").await;
    let said = ["nothing", "“one”", "“two”", "“one”"];
    for text in ["one", "two", "one"] {
        save(&grace, &shop, "general", &[("Description", text)]).await;
    }
    for (from, before) in (1..).zip(said) {
        for (to, after) in (1..).zip(said) {
            let page = ada.open(&comparison(&shop, from, to)).await;
            assert_eq!(page.status, 200);
            let is_same = before == after;
            let expected = if is_same { vec![] } else { vec![row("Description", before, after)] };
            assert_eq!(rows(&page), expected, "{from} {to}");
            let words = format!("No differences Revisions {from} and {to} have the same settings.");
            assert_eq!(page.shows(&words), is_same, "{from} {to}: {}", page.text());
            let heads = page.all(".changes thead th");
            assert!(is_same || heads == ["Setting", &format!("Revision {from}"), &format!("Revision {to}")]);
            assert_eq!(page.value("From revision"), from.to_string());
            assert_eq!(page.value("To revision"), to.to_string());
            let link = page.find_link(&format!("Restore this card: General to revision {from}"));
            let expected = (!is_same && before != said[3]).then(|| restoration(&shop, from, "general"));
            assert_eq!(link, expected, "{from} {to}");
        }
    }
}

#[tokio::test]
async fn others_are_chosen_on_the_page() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    save(&ada, &shop, "registration", &[("Allowed email domains", "a.example b.example")]).await;
    save(&ada, &shop, "registration", &[("Allowed email domains", "b.example c.example")]).await;
    let page = ada.open(&format!("{shop}/history")).await;
    let page = ada.click(&page, "Compare with now: revision 1").await;
    assert_eq!(page.title(), "Compare revisions · Shop · Next Identity Console");
    assert!(page.shows("The present settings are revision 3."));
    assert_eq!(rows(&page), [row("Allowed email domains", "nothing", "added b.example, c.example")]);
    let page = ada.submit(&page, "Compare", &[("From revision", "2")]).await;
    assert_eq!(page.path, comparison(&shop, 2, 3));
    assert_eq!(rows(&page), [row("Allowed email domains", "removed a.example", "added c.example")]);
    let page = ada.submit(&page, "Compare", &[("To revision", "4")]).await;
    assert_eq!((page.status, page.error_of("to").as_str()), (422, "Enter a number from 1 to 3."));
    assert_eq!((page.error_of("from"), rows(&page)), (String::new(), vec![]));
    assert_eq!(page.value("To revision"), "4");
}
