use super::{ada_and_grace, comparison, save};
use crate::console::create;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

/// The revisions on a page, each with who made it, what was changed, and when.
fn told(page: &Page) -> Vec<(String, String)> {
    let [badges, sentences] = page.each([".revision .badge", ".activity li > p:not(.revision)"]);
    assert_eq!(badges.len(), sentences.len(), "{}", page.text());
    badges.into_iter().zip(sentences).collect()
}

fn numbers(page: &Page) -> Vec<i64> {
    told(page).iter().map(|(badge, _)| badge.split(' ').nth(1).unwrap().parse().unwrap()).collect()
}

/// Saves a client's Description so often that it has this many revisions.
async fn save_until(person: &Person, client: &str, from: i64, to: i64) {
    for number in from..=to {
        save(person, client, "general", &[("Description", &format!("text {number}"))]).await;
    }
}

#[tokio::test]
async fn every_revision_is_listed_newest_first_in_words_with_who_and_when() {
    let site = Site::start().await;
    let [ada, grace] = ada_and_grace(&site).await;
    let shop = create(&ada, "Shop").await;
    create(&ada, "Bank").await;
    site.pass(60);
    save(&grace, &shop, "general", &[("Description", "Sells <things>")]).await;
    site.pass(120);
    save(&ada, &shop, "authentication", &[("Code length", "8"), ("Enable Passkeys", "on")]).await;
    let vera = site.operator(Role::Viewer).await;
    let page = vera.open(&shop).await;
    let page = vera.click(&page, "History").await;
    assert_eq!(page.title(), "History · Shop · Next Identity Console");
    assert_eq!(page.all(".tabs [aria-current=page]"), ["History"]);
    let expected = [
        (
            "Revision 3 · Now",
            "Ada · Authentication: Passkeys Off → On; Code length 6 → 8 digits, just now from 127.0.0.1",
        ),
        ("Revision 2", "Grace · General: set Description to “Sells <things>”, 2 minutes ago from 127.0.0.1"),
        ("Revision 1", "Ada created the client, 3 minutes ago from 127.0.0.1"),
    ];
    assert_eq!(told(&page), expected.map(|(badge, sentence)| (badge.to_owned(), sentence.to_owned())));
    assert_eq!(page.all(".activity time[datetime][title$=UTC]").len(), 3);
    for number in [1, 2] {
        assert_eq!(page.link(&format!("Compare with now: revision {number}")), comparison(&shop, number, 3));
    }
    for number in [2, 3] {
        let link = format!("Compare with the one before: revision {number}");
        assert_eq!(page.link(&link), comparison(&shop, number - 1, number));
    }
    for number in 1..=3 {
        let file = vera.click(&page, &format!("View as file: revision {number}")).await;
        assert_eq!((file.status, file.h1()), (200, format!("Revision {number} as a file")));
    }
    assert_eq!(page.find_link("Compare with now: revision 3"), None);
    assert_eq!(page.find_link("Compare with the one before: revision 1"), None);
}

#[tokio::test]
async fn a_long_history_has_pages_that_turn_in_both_directions_without_gaps() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    save_until(&ada, &shop, 2, 60).await;
    let forward = ada.walk(&format!("{shop}/history"), "Older").await;
    assert_eq!(forward.iter().map(|page| numbers(page).len()).collect::<Vec<_>>(), [25, 25, 10]);
    let all: Vec<i64> = (1..=60).rev().collect();
    assert_eq!(forward.iter().flat_map(numbers).collect::<Vec<_>>(), all);
    for (badge, sentence) in forward.iter().flat_map(told).filter(|(badge, _)| badge != "Revision 1") {
        let number = badge.split(' ').nth(1).unwrap();
        assert!(sentence.contains(&format!("“text {number}”")), "{badge}: {sentence}");
    }
    assert!(forward[0].find_link("Newer").is_none() && forward[2].find_link("Older").is_none());
    let mut backward = ada.walk(&forward[2].path, "Newer").await;
    backward.reverse();
    assert_eq!(backward.iter().flat_map(numbers).collect::<Vec<_>>(), all);
}

#[tokio::test]
async fn who_turns_the_pages_while_others_save_sees_every_revision_once() {
    let site = Site::start().await;
    let [ada, grace] = ada_and_grace(&site).await;
    let shop = create(&ada, "Shop").await;
    save_until(&ada, &shop, 2, 60).await;
    let mut page = ada.open(&format!("{shop}/history")).await;
    let mut seen = numbers(&page);
    let mut last = 60;
    while let Some(older) = page.find_link("Older") {
        last += 1;
        save_until(&grace, &shop, last, last).await;
        page = ada.open(&older).await;
        seen.extend(numbers(&page));
    }
    assert_eq!(seen, (1..=60).rev().collect::<Vec<_>>());
    let back = ada.walk(&page.path, "Newer").await;
    assert_eq!(numbers(back.last().unwrap())[..3], [62, 61, 60], "on the way back, those made meanwhile are there");
}

#[tokio::test]
async fn a_page_before_or_after_no_revision_number_is_refused_with_a_way_back() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    let history = format!("{}/history", create(&site.named_operator("Ada", Role::Administrator).await, "Shop").await);
    for place in ["0", "-1", "9223372036854775808", "1.0", "01", "one", "%ff"] {
        for name in ["after", "before"] {
            let page = ada.get(&format!("{history}?{name}={place}")).await;
            assert_eq!((page.status, page.h1().as_str()), (400, "The request was not understood"), "{name} {place}");
            assert!(page.links().contains(&history), "{name} {place}: {:?}", page.links());
        }
    }
    for query in ["after=9223372036854775807", "before=9223372036854775807", "before=1", "after="] {
        let page = ada.get(&format!("{history}?{query}")).await;
        assert_eq!((page.status, numbers(&page)), (200, vec![1]), "{query}");
    }
}
