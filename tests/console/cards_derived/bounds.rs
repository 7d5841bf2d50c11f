//! Bounds that no hint tells, at their edge and one beyond.

use super::tries::{companions, tries};
use super::{SAVE, all_off_default, borrowed, cards, new_client, owned, saved, typed};
use crate::support::{Person, Site};
use next_identity_console::domain::role::Role;

async fn site_and_operator() -> (Site, Person) {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    (site, ada)
}

async fn card(person: &Person, name: &str) -> String {
    let client = new_client(person).await;
    person.open(&client).await.link(&format!("Edit {name}"))
}

/// Types a value into a field of a card and says whether it was saved; it is refused beside its field alone.
async fn is_accepted(person: &Person, address: &str, label: &str, value: &str) -> bool {
    let mut filled = companions(label);
    filled.extend(owned(&[(label, value)]));
    let answer = person.press(&person.open(address).await, SAVE, &borrowed(&filled)).await;
    if answer.status == 422 {
        let wrong = answer.controls(SAVE).into_iter().filter(|control| !control.message.is_empty());
        assert_eq!(wrong.map(|control| control.label).collect::<Vec<_>>(), [label]);
        assert_eq!(answer.value(label), value);
        return false;
    }
    assert_eq!(answer.status, 303, "{label} {value}: {}", answer.text());
    true
}

/// A domain of so many characters.
fn domain(number: usize, length: usize) -> String {
    let start = format!("d{number:03}");
    format!("{start}{}.example", "x".repeat(length - start.len() - ".example".len()))
}

#[tokio::test]
async fn a_list_of_domains_has_3000_characters_at_most() {
    let (_site, ada) = site_and_operator().await;
    let address = card(&ada, "Registration").await;
    for label in ["Allowed email domains", "Blocked email domains"] {
        let hundred: Vec<String> = (0..100).map(|number| domain(number, 29)).collect();
        assert_eq!(hundred.join("\n").len(), 2_999);
        let with = |added: &str| hundred.join(" ").replacen('x', added, 1);
        assert!(!is_accepted(&ada, &address, label, &with("xxx")).await, "{label}: 3,001 characters");
        assert!(is_accepted(&ada, &address, label, &with("xx")).await, "{label}: 3,000 characters");
        let spread = format!(" {}\r\n ", hundred.join(" \r\n\r\n"));
        assert!(is_accepted(&ada, &address, label, &spread).await, "{label}: what stands between them does not count");
        assert_eq!(ada.open(&address).await.value(label), hundred.join("\n"));
        assert!(is_accepted(&ada, &address, label, "").await, "{label} is emptied");
    }
}

#[tokio::test]
async fn what_is_typed_twice_counts_once() {
    let (_site, ada) = site_and_operator().await;
    for (name, label, item) in [
        ("General", "Owner contacts", "@example.com"),
        ("Registration", "Allowed email domains", ".example"),
        ("Registration", "Blocked email domains", ".example"),
    ] {
        let address = card(&ada, name).await;
        let form = ada.open(&address).await.controls(SAVE);
        let control = form.iter().find(|control| control.label == label).unwrap();
        let most = tries(control).good[0].lines().count();
        let list = |count: usize| (0..count).map(|n| format!("p{n:03}{item}")).collect::<Vec<_>>().join("\n");
        let twice = format!("{}\nP000{item}", list(most));
        assert!(is_accepted(&ada, &address, label, &twice).await, "{label}");
        assert_eq!(ada.open(&address).await.value(label), list(most));
        assert!(!is_accepted(&ada, &address, label, &list(most + 1)).await, "{label}");
    }
}

#[tokio::test]
async fn a_domain_has_253_characters_and_63_a_label_at_most() {
    let (_site, ada) = site_and_operator().await;
    let address = card(&ada, "Registration").await;
    let label = "Allowed email domains";
    let long = |last: usize| format!("{0}.{0}.{0}.{1}", "a".repeat(63), "b".repeat(last));
    assert_eq!(long(61).len(), 253);
    for (domain, allowed) in [
        (long(61), true),
        (long(62), false),
        (format!("{}.example", "a".repeat(63)), true),
        (format!("{}.example", "a".repeat(64)), false),
        ("a.b".to_owned(), true),
        ("a".to_owned(), false),
    ] {
        assert_eq!(is_accepted(&ada, &address, label, &domain).await, allowed, "{domain}");
    }
}

#[tokio::test]
async fn blanks_around_a_text_do_not_count() {
    let (_site, ada) = site_and_operator().await;
    let address = card(&ada, "General").await;
    for (label, most) in [("Client name", 80), ("Description", 150)] {
        let text = "ж".repeat(most);
        assert!(is_accepted(&ada, &address, label, &format!("  {text}\u{a0} ")).await, "{label}");
        assert_eq!(ada.open(&address).await.value(label), text);
    }
    let address = card(&ada, "Registration").await;
    for (label, text) in
        [("Terms of use", format!("https://example.com/{}", "a".repeat(480))), ("Version of the terms", "ж".repeat(20))]
    {
        assert!(is_accepted(&ada, &address, label, &format!(" {text} ")).await, "{label}");
        assert_eq!(ada.open(&address).await.value(label), text);
    }
}

#[tokio::test]
async fn a_session_ends_at_the_latest_after_the_idle_time_or_later() {
    let (_site, ada) = site_and_operator().await;
    let address = card(&ada, "Authentication").await;
    let (idle, absolute) = ("Idle timeout", "Maximum session length");
    saved(&ada, &address, &owned(&[(idle, "2 hours"), (absolute, "120 minutes")])).await;
    for (label, number, unit) in [(absolute, "119", "minutes"), (idle, "121", "minutes"), (absolute, "1", "hours")] {
        let filled = [(label, number), (&format!("{label}: unit"), unit)];
        let answer = ada.press(&ada.open(&address).await, SAVE, &filled).await;
        assert_eq!(answer.status, 422, "{label} {number} {unit}");
        let wrong = answer.controls(SAVE).into_iter().filter(|control| !control.message.is_empty());
        assert_eq!(wrong.map(|control| control.label).collect::<Vec<_>>(), [absolute]);
    }
}

#[tokio::test]
async fn the_fullest_cards_of_all_can_be_saved_and_fought_over() {
    let (site, ada) = site_and_operator().await;
    let grace = site.named_operator("Grace", Role::Administrator).await;
    let client = new_client(&ada).await;
    all_off_default(&ada, &client).await;
    let list =
        |prefix: &str| (0..100).map(|number| format!("{prefix}{}", domain(number, 28))).collect::<Vec<_>>().join(" ");
    let link = format!("https://example.com/{}", "a".repeat(480));
    let (allowed, blocked, version) = (list("a"), list("b"), "ж".repeat(20));
    let full = owned(&[
        ("Terms of use", &link),
        ("Privacy notice", &link),
        ("Version of the terms", &version),
        ("Version of the privacy notice", &version),
        ("Allowed email domains", &allowed),
        ("Blocked email domains", &blocked),
    ]);
    let address = cards(&ada.open(&client).await).into_iter().find(|(card, _)| card == "Registration").unwrap().1;
    saved(&ada, &address, &full).await;
    let stale = ada.open(&address).await;
    saved(&grace, &address, &owned(&[("Invitation lifetime", "3")])).await;
    let longest = blocked.replace("xx", "yy");
    let page = ada.press(&stale, SAVE, &[("Blocked email domains", &longest)]).await;
    assert_eq!(page.status, 409, "{}", page.text());
    assert_eq!(ada.press(&page, "Save these choices", &[]).await.status, 303);
    let page = ada.open(&address).await;
    assert_eq!(page.value("Blocked email domains"), longest.replace(' ', "\n"));
    assert_eq!(page.value("Allowed email domains"), allowed.replace(' ', "\n"));
    assert_eq!(page.value("Invitation lifetime"), "3");
}

/// A browser ends the lines of a text area with two characters, which are not the operator's.
#[tokio::test]
async fn a_list_that_was_accepted_is_accepted_again_as_a_browser_sends_it() {
    let (_site, ada) = site_and_operator().await;
    let address = card(&ada, "Registration").await;
    let domains: Vec<String> = (0..100).map(|number| format!("d{number:03}{}.example", "x".repeat(17))).collect();
    let filled = owned(&[("Allowed email domains", &domains.join(" "))]);
    saved(&ada, &address, &filled).await;
    let page = ada.open(&address).await;
    let form = page.controls(SAVE);
    let filled = typed(&form, &owned(&[("Allowed email domains", &domains.join("\r\n"))]));
    let answer = ada.press(&page, SAVE, &borrowed(&filled)).await;
    assert_eq!(answer.status, 303, "{}", answer.all(".error-summary").concat());
}
