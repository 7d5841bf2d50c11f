//! The field that finds anything.

use std::collections::HashMap;

use scraper::Selector;

use super::users::{add, address};
use super::{create, create_with};
use crate::support::{Page, Person, Site};
use next_identity_console::console::cards;
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::client::CARDS;
use next_identity_console::domain::role::Role;

async fn find(person: &Person, search: &str) -> Page {
    let query = serde_urlencoded::to_string([("search", search)]).unwrap();
    person.open(&format!("/find?{query}")).await
}

/// What a page lists: words and address.
fn found(page: &Page) -> Vec<(String, String)> {
    let document = page.document();
    let links = document.select(&Selector::parse(".found a").unwrap()).collect::<Vec<_>>();
    let addresses = links.iter().map(|link| link.attr("href").unwrap().to_owned());
    page.all(".found a").into_iter().zip(addresses).collect()
}

#[tokio::test]
async fn one_field_finds_clients_cards_settings_users_and_pages_best_first() {
    let site = Site::start().await;
    let olga = site.named_operator("Olga", Role::Administrator).await;
    let shop = create(&olga, "Online Shop").await;
    create(&olga, "Bank").await;
    let museum = create(&olga, "Museum").await;
    let users = add(&site, &[("Ada", "Lovelace"), ("Grace", "Hopper")]).await;
    let id = olga.open(&shop).await.all(".facts code").remove(0);
    let client = format!("Online Shop {id} Client");
    let (ada, lovelace) = (address(users[0]), "Ada Lovelace ada.lovelace@example.com User");
    let lifetime = "Online Shop · Code lifetime Authentication Setting";
    for (search, first, href) in [
        ("shop", client.as_str(), shop.clone()),
        ("ONLINE  shop", &client, shop.clone()),
        (&id, &client, shop.clone()),
        (&id[..8], &client, shop.clone()),
        ("shop registration", "Online Shop · Registration Card", format!("{shop}/registration")),
        ("registration shop", "Online Shop · Registration Card", format!("{shop}/registration")),
        (&format!("{} registration", &id[..8]), "Online Shop · Registration Card", format!("{shop}/registration")),
        ("shop code lifetime", lifetime, format!("{shop}/authentication#codes_lifetime")),
        ("online shop lifetime", lifetime, format!("{shop}/authentication#codes_lifetime")),
        ("shop life auth", lifetime, format!("{shop}/authentication#codes_lifetime")),
        (
            "shop enable passkeys",
            "Online Shop · Passkeys Authentication Setting",
            format!("{shop}/authentication#passkeys"),
        ),
        ("shop credentials", "Online Shop · Credentials Card", format!("{shop}/credentials")),
        ("shop history", "Online Shop · History Page", format!("{shop}/history")),
        ("shop sample code", "Online Shop · Endpoints and sample code Page", format!("{shop}/developers")),
        (
            "code lifetime",
            "Museum · Code lifetime Authentication Setting",
            format!("{museum}/authentication#codes_lifetime"),
        ),
        ("outbox", "Outbox Page", "/outbox".to_owned()),
        ("create client", "Create a Client Page", "/clients/new/general-information".to_owned()),
        ("password change", "Change your password Page", "/account#password".to_owned()),
        ("lovelace", lovelace, ada.clone()),
        ("ada.lovelace@example.com", lovelace, ada.clone()),
        (&users[0].0.to_string(), lovelace, ada.clone()),
    ] {
        let page = find(&olga, search).await;
        let results = found(&page);
        assert_eq!(results.first(), Some(&(first.to_owned(), href.clone())), "{search}: {results:?}");
        let address = href.split('#').next().unwrap().to_owned();
        assert_eq!(olga.get(&address).await.status, 200, "{address}");
    }
    let page = find(&olga, "zebra crossing").await;
    assert!(found(&page).is_empty() && page.shows("Nothing matches “zebra crossing”."), "{}", page.text());
    let page = find(&olga, "shop registration").await;
    assert!(page.html.contains("<bdi>Online <mark>Shop</mark></bdi> · <mark>Registration</mark>"), "{}", page.html);
}

#[tokio::test]
async fn every_card_and_every_setting_of_a_client_is_found_by_its_label_and_stands_where_the_link_leads() {
    let site = Site::start().await;
    let ada = site.operator(Role::ApplicationManager).await;
    let shop = create(&ada, "Shop").await;
    create(&ada, "Museum").await;
    let mut settings = 0;
    for (card, page) in CARDS.iter().zip(cards::PAGES) {
        let edit = format!("{shop}/{}", card.name);
        let document = ada.open(&edit).await.document();
        let targets = card.settings.iter().map(|setting| (setting.label, Some(setting.field_name())));
        for (label, field) in targets.chain([(card.label, None)]) {
            let href = field.as_ref().map_or(edit.clone(), |field| format!("{edit}#{field}"));
            let results = found(&find(&ada, &format!("shop {label}")).await);
            assert!(results.iter().any(|(_, found)| *found == href), "{label}: {results:?}");
            if let Some(field) = field {
                let control = Selector::parse(&format!("#{field}:is(input, select, textarea, [tabindex])")).unwrap();
                assert!(document.select(&control).next().is_some(), "{field} can take the focus");
                settings += 1;
            }
        }
        assert_eq!(page.card.name, card.name);
    }
    assert!(settings > 30, "{settings}");
}

#[tokio::test]
async fn without_a_clients_words_the_client_at_hand_comes_first_and_then_those_that_were_changed_last() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let mut clients = Vec::new();
    for n in 0..7 {
        clients.push(create(&ada, &format!("Client {n}")).await);
        site.pass(1);
    }
    let page = ada.open(&format!("{}/authentication", clients[1])).await;
    let link = page.link("Find… Ctrl K");
    let page = ada.open(&format!("{link}&search=code+lifetime")).await;
    let names: Vec<String> = found(&page).into_iter().map(|(words, _)| words).collect();
    let names: Vec<&str> = names.iter().map(|words| words.split(" · ").next().unwrap()).collect();
    assert_eq!(names, ["Client 1", "Client 6", "Client 5", "Client 4", "Client 3"]);
    assert!(page.shows("For another client, type its name as well."), "{}", page.text());
    assert_eq!(ada.open("/clients").await.link("Find… Ctrl K"), "/find");
    let gone = format!("/find?client={}&search=code+lifetime", uuid::Uuid::from_u128(1));
    assert_eq!(found(&ada.open(&gone).await).len(), 5);
}

#[tokio::test]
async fn at_most_ten_are_shown_the_same_name_first_and_no_kind_leaves_no_room_for_others() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create_with(&ada, "Session", &[]).await;
    for n in 0..12 {
        create(&ada, &format!("Session keeper {n}")).await;
    }
    let results = found(&find(&ada, "keeper").await);
    assert_eq!(results.len(), 10, "{results:?}");
    let results = found(&find(&ada, "session").await);
    assert!(
        results.len() == 10 && results[0].0.starts_with("Session ") && results[0].0.ends_with("Client"),
        "{results:?}"
    );
    let mut kinds: HashMap<&str, usize> = HashMap::new();
    for (words, _) in &results {
        *kinds.entry(words.rsplit(' ').next().unwrap()).or_default() += 1;
    }
    assert!(kinds["Client"] >= 4 && kinds["Setting"] >= 4, "{kinds:?}");
}

#[tokio::test]
async fn each_role_finds_only_what_it_may_open() {
    let site = Site::start().await;
    let olga = site.named_operator("Olga", Role::Administrator).await;
    let shop = create(&olga, "Shop").await;
    add(&site, &[("Ada", "Lovelace")]).await;
    for role in Role::ALL {
        let person = site.named_operator(role.label(), *role).await;
        let mut all = Vec::new();
        for search in
            ["", "shop", "lovelace", "shop registration", "code lifetime", "users", "outbox", "create", "credentials"]
        {
            all.extend(found(&find(&person, search).await));
        }
        for (words, href) in &all {
            assert_eq!(person.get(href.split('#').next().unwrap()).await.status, 200, "{}: {words}", role.label());
        }
        let sees = |wanted: &str| all.iter().any(|(words, _)| words == wanted);
        let (reads_users, edits) =
            (matches!(role, Role::ApplicationManager | Role::Administrator), sees("Create a Client Page"));
        assert_eq!(sees("Users Page"), reads_users, "{}", role.label());
        assert_eq!(sees("Ada Lovelace ada.lovelace@example.com User"), reads_users, "{}", role.label());
        assert_eq!(sees("Outbox Page"), *role == Role::Administrator);
        let card = found(&find(&person, "shop registration").await).remove(0);
        let href = if edits { format!("{shop}/registration") } else { format!("{shop}#card-registration") };
        assert_eq!(card, ("Shop · Registration Card".to_owned(), href), "{}", role.label());
    }
    assert_eq!(site.visitor().get("/find?search=shop").await.status, 303);
}

#[tokio::test]
async fn without_a_search_there_are_the_pages_and_whatever_is_typed_has_a_clear_answer() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    create(&site.named_operator("Olga", Role::Administrator).await, "Shop").await;
    for search in ["", "   ", "\u{2003}\t"] {
        let page = find(&ada, search).await;
        assert_eq!(found(&page)[0], ("Clients Page".to_owned(), "/clients".to_owned()), "{search:?}");
    }
    for search in
        ["!?", "' OR 1=1 --", "\"", "%", "_", "NEAR(", "\u{202e}poh", "🛒", &"a ".repeat(100), &"code ".repeat(40)]
    {
        assert_eq!(find(&ada, search).await.status, 200, "{search}");
    }
    let long = "x".repeat(10_000);
    for (query, words) in [
        (format!("search={long}"), "“search” has more than 200 characters"),
        ("search=a%00b".to_owned(), "“search” is not valid text"),
        ("search=%ff".to_owned(), "“search” is not valid text"),
        ("search=a&search=b".to_owned(), "“search” is given more than once"),
        ("search=shop&client=nobody".to_owned(), "“client” has an unknown value"),
    ] {
        let page = ada.get(&format!("/find?{query}")).await;
        assert!(page.status == 400 && page.shows(words), "{words}: {} {}", page.status, page.text());
        assert_eq!(page.link("Go to Find"), "/find");
    }
    let page = ada.open("/find?search=%3Cb%3Eshop").await;
    assert!(page.shows("Nothing matches “<b>shop”") && !page.html.contains("<b>shop"), "{}", page.html);
}
