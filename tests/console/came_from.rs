//! The way back to the view of a list that somebody came from.

use reqwest::Method;
use scraper::Selector;

use crate::console::users::add;
use crate::console::{create, create_with, credentials};
use crate::support::addresses::example;
use crate::support::{Page, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::routes;

const VIEW: &str = "search=shop&status=active";

/// Where the links and the forms of a page's main part lead.
fn ways(page: &Page) -> Vec<String> {
    let document = page.document();
    let links = Selector::parse("main a[href^='/']:not([download]), main form[method=post][action]").unwrap();
    let address = |way: scraper::ElementRef<'_>| way.attr("href").or(way.attr("action")).unwrap().to_owned();
    document.select(&links).map(address).collect()
}

#[tokio::test]
async fn the_breadcrumb_leads_back_to_the_view_after_saving_too_and_each_tab_has_its_own() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    for number in 0..30 {
        create(&ada, &format!("Shop {number:02}")).await;
    }
    create_with(&ada, "Bank", &[("app_type", "mobile_app")]).await;
    let list = ada.open("/clients?sort=name&app_type=web_app&utm_source=x").await;
    let list = ada.click(&list, "Next").await;
    let other = ada.open("/clients?search=shop+27").await;
    let tab = ada.click(&list, "Shop 27").await;
    let other_tab = ada.click(&other, "Shop 27").await;
    let card = ada.click(&tab, "Edit General").await;
    let other_card = ada.click(&other_tab, "Edit Profile").await;
    assert_eq!(crumb(&card), list.path, "from a card");
    assert_eq!(ada.click(&card, "Discard").await.path, tab.path);
    let refused = ada.submit(&card, "Save changes", &[("Client name", "x")]).await;
    assert_eq!((refused.status, crumb(&refused)), (422, list.path.clone()), "from a form with an error");
    let saved = ada.submit(&refused, "Save changes", &[("Client name", "Shop 27a")]).await;
    assert_eq!((saved.path.as_str(), crumb(&saved)), (tab.path.as_str(), list.path.clone()), "after saving");
    let same = ada.submit(&other_card, "Save changes", &[]).await;
    assert_eq!(crumb(&same), "/clients?search=shop+27", "the other tab");
    let back = ada.open(&crumb(&saved)).await;
    assert_eq!(back.all(".total"), ["26–30 of 30 clients"]);
    let plain = ada.open("/clients").await;
    assert!(ways(&plain).iter().all(|way| !way.contains("list=")), "nothing is kept of the list as it is");
    let wizard = ada.open("/clients?search=bank").await;
    let wizard = ada.click(&wizard, "+ Create a Client").await;
    assert_eq!(wizard.link("Cancel"), "/clients?search=bank");
    let choices = [("Client name", "New Bank"), ("App type", "Web App"), ("Integration type", "API")];
    let step_two = ada.submit(&wizard, "Next", &choices).await;
    assert_eq!(crumb(&step_two), "/clients?search=bank");
    let created = ada.submit(&step_two, "Create", &[]).await;
    assert_eq!((created.h1().as_str(), crumb(&created).as_str()), ("New Bank Active", "/clients?search=bank"));
}

#[tokio::test]
async fn every_way_on_every_page_below_the_list_keeps_the_view() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    credentials::generate(&ada, &client).await;
    credentials::rotate(&ada, &client, "Shop", "24").await;
    let page = ada.open(&format!("{client}/general")).await;
    ada.submit(&page, "Save changes", &[("Description", "Changed")]).await;
    let key = client.trim_start_matches("/clients/");
    let kept = serde_urlencoded::to_string([("list", VIEW)]).unwrap();
    let mut pages = 0;
    for entry in routes::all().into_iter().filter(|entry| entry.method == Method::GET.as_str()) {
        let path = example(entry.pattern, key);
        if !path.starts_with("/clients/") {
            continue;
        }
        let path = format!("{path}{}{kept}", if path.contains('?') { '&' } else { '?' });
        let page = ada.open(&path).await;
        if !page.header("content-type").starts_with("text/html") {
            continue;
        }
        for way in ways(&page).into_iter().filter(|way| way.starts_with("/clients") && !way.ends_with("/try-out")) {
            let (path, query) = way.split_once('?').unwrap_or((&way, ""));
            let expected = if path == "/clients" { VIEW.to_owned() } else { kept.clone() };
            assert!(query.contains(&expected), "{} leads to {way}", page.path);
        }
        assert_eq!(page.link("Clients"), "/clients", "the menu leads to the whole list: {path}");
        pages += 1;
    }
    assert!(pages > 12, "{pages}");
}

#[tokio::test]
async fn users_and_messages_lead_back_to_their_lists_as_they_were() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    add(&site, &[("Lin", "Wei"), ("Lin", "Chen")]).await;
    let list = ada.open("/users?search=lin").await;
    let user = ada.click(&list, "Lin Wei").await;
    assert_eq!(crumb(&user), list.path);
    let disabled = ada.submit(&user, "Disable", &[]).await;
    assert_eq!(crumb(&disabled), list.path);
    let deletion = ada.click(&disabled, "Delete…").await;
    assert_eq!(deletion.link("Cancel"), user.path);
    let back = ada.submit(&deletion, "Delete this user", &[("Identifier", "lin.wei@example.com")]).await;
    assert_eq!((back.path.as_str(), back.all("tbody th a")), (list.path.as_str(), vec!["Lin Chen".to_owned()]));
    ada.post("/outbox/test-message", &[("recipient", "lin@example.com")]).await;
    let list = ada.open("/outbox?state=waiting").await;
    let message = ada.click(&list, "Open").await;
    assert_eq!((crumb(&message), message.link("Back to the Outbox")), (list.path.clone(), list.path.clone()));
    let test = ada.click(&list, "Send a test message").await;
    assert_eq!(ada.submit(&test, "Send test message", &[]).await.path, list.path);
}

/// Where the first link of the breadcrumb leads.
fn crumb(page: &Page) -> String {
    let document = page.document();
    let link = Selector::parse(".breadcrumb a").unwrap();
    document.select(&link).next().unwrap().attr("href").unwrap().to_owned()
}

#[tokio::test]
async fn nothing_in_an_address_leads_anywhere_but_to_the_list() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    for (value, expected) in [
        ("//evil.test", "/clients"),
        ("https://evil.test/", "/clients"),
        ("javascript:alert(1)", "/clients"),
        ("utm_source=x", "/clients"),
        ("status=%00", "/clients"),
        ("\"><script>alert(1)</script>", "/clients"),
        ("search=\"><script>alert(1)</script>", "/clients?search=%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E"),
        ("search=//evil.test", "/clients?search=%2F%2Fevil.test"),
        ("status=nothing", "/clients?status=nothing"),
    ] {
        let query = serde_urlencoded::to_string([("list", value)]).unwrap();
        for path in [client.clone(), format!("{client}/general"), "/clients/new/general-information".to_owned()] {
            let page = ada.get(&format!("{path}?{query}")).await;
            assert_eq!((page.status, crumb(&page).as_str()), (200, expected), "{path} {value}");
            assert!(!page.html.contains("<script>alert"), "{path} {value}");
        }
    }
}
