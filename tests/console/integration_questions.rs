//! What the Integration card asks before a client that works loses what its users sign in by.

use crate::console::credentials::generate;
use crate::console::history::save;
use crate::console::{card_form, create_with};
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

const SAVE: &str = "Save changes";
const NO_URI: &str = "Remove every redirect URI";
const NO_PKCE: &str = "Stop requiring PKCE";
const BOTH: &str = "Remove every redirect URI and stop requiring PKCE";
const URI: (&str, &str) = ("Redirect URIs", "https://a.example/cb");
const CLIENT_USED: &str = "UPDATE clients SET last_used_day = 20000";

/// A client with a redirect URI, and its operator.
async fn connected(choices: &[(&str, &str)]) -> (Site, Person, String) {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create_with(&ada, "Shop", choices).await;
    save(&ada, &client, "integration", &[URI]).await;
    (site, ada, client)
}

/// Presses **Save changes** on the card; the answer.
async fn try_save(person: &Person, client: &str, filled: &[(&str, &str)]) -> Page {
    let page = person.open(&format!("{client}/integration")).await;
    person.press(&page, SAVE, filled).await
}

/// Fails unless a page asks this one question, and refuses to go on without its answer.
fn asks(page: &Page, label: &str, refusal: &str) {
    assert_eq!((page.status, page.error_of("confirm").as_str()), (422, refusal), "{}", page.text());
    assert_eq!(page.all(".warning").len(), 1, "{}", page.text());
    assert!(page.controls(SAVE).iter().any(|control| control.label == label && control.value == "off"), "{label}");
    assert_eq!(page.all(".error-summary li").len(), 1, "{}", page.text());
}

#[tokio::test]
async fn the_last_redirect_uri_of_a_client_that_was_used_goes_only_after_a_confirmation() {
    for used in [CLIENT_USED, "UPDATE client_secrets SET last_used_day = 20000"] {
        let (site, ada, client) = connected(&[]).await;
        generate(&ada, &client).await;
        site.file().execute(used);
        let stored = site.stored();
        let filled = [("Redirect URIs", ""), ("API audience", "orders"), ("Allowed origins", "https://a.example")];
        let page = try_save(&ada, &client, &filled).await;
        asks(&page, NO_URI, "Confirm that you want to remove every redirect URI.");
        assert!(page.shows("What this means for users The application has been used."), "{used}: {}", page.text());
        for (label, typed) in filled {
            assert_eq!(page.value(label), typed, "{used}: nothing typed is lost");
        }
        for answer in ["", "off", "yes", "ON"] {
            let card = format!("{client}/integration");
            let again = card_form(&ada, &card, &filled, &[("confirm", answer)]).await;
            asks(&again, NO_URI, "Confirm that you want to remove every redirect URI.");
        }
        assert_eq!(site.stored(), stored, "{used}");
        let page = ada.submit(&page, SAVE, &[(NO_URI, "on")]).await;
        assert!(page.shows("Shop: Integration was saved.") && page.shows("Redirect URIs None yet"), "{}", page.text());
        assert!(page.shows("API audience “orders”"), "{}", page.text());
        assert_eq!(try_save(&ada, &client, &[("API audience", "")]).await.status, 303, "there is no other to lose");
    }
}

#[tokio::test]
async fn nothing_is_asked_of_a_client_that_nobody_uses_or_that_keeps_an_address_or_draws_its_own_pages() {
    let (site, ada, client) = connected(&[]).await;
    generate(&ada, &client).await;
    let none = [("Redirect URIs", "")];
    assert_eq!(try_save(&ada, &client, &none).await.status, 303, "never used");
    save(&ada, &client, "integration", &[("Redirect URIs", "https://a.example/cb\nhttps://b.example/cb")]).await;
    site.file().execute(CLIENT_USED);
    assert_eq!(try_save(&ada, &client, &[URI]).await.status, 303, "one stays");
    assert_eq!(try_save(&ada, &client, &[("Redirect URIs", "https://c.example/cb")]).await.status, 303, "another");
    save(&ada, &client, "general", &[("Integration type", "API")]).await;
    assert_eq!(try_save(&ada, &client, &none).await.status, 303, "users do not come back to it");
}

#[tokio::test]
async fn pkce_is_switched_off_only_after_a_confirmation_whether_or_not_the_client_was_used() {
    let (site, ada, client) = connected(&[]).await;
    let stored = site.stored();
    let page = try_save(&ada, &client, &[("Require PKCE", "off"), ("API audience", "orders")]).await;
    asks(&page, NO_PKCE, "Confirm that you want to stop requiring PKCE.");
    assert!(page.shows("What this means for security Without PKCE, somebody who steals an authorization code"));
    assert_eq!((page.value("Require PKCE").as_str(), page.value("API audience").as_str()), ("off", "orders"));
    assert_eq!(site.stored(), stored);
    let page = ada.submit(&page, SAVE, &[(NO_PKCE, "on")]).await;
    assert!(page.shows("Require PKCE Off"), "{}", page.text());
    assert_eq!(try_save(&ada, &client, &[("API audience", "")]).await.status, 303, "it is off already");
    assert_eq!(try_save(&ada, &client, &[("Require PKCE", "on")]).await.status, 303);
}

#[tokio::test]
async fn an_app_type_that_makes_do_without_pkce_is_asked_about_too() {
    let (site, ada, client) = connected(&[("app_type", "single_page_app")]).await;
    assert_eq!(try_save(&ada, &client, &[("Require PKCE", "off")]).await.status, 303, "it is required all the same");
    let stored = site.stored();
    let page = ada.open(&format!("{client}/general")).await;
    let page = ada.press(&page, SAVE, &[("App type", "Web App")]).await;
    asks(&page, NO_PKCE, "Confirm that you want to stop requiring PKCE.");
    assert!(page.shows("The Integration card does not require PKCE of a Web App. Without PKCE,"), "{}", page.text());
    assert_eq!(site.stored(), stored);
    let page = ada.submit(&page, SAVE, &[(NO_PKCE, "on")]).await;
    assert!(page.shows("Require PKCE Off"), "{}", page.text());
}

#[tokio::test]
async fn both_at_once_are_one_question_that_names_both() {
    let (site, ada, client) = connected(&[]).await;
    site.file().execute(CLIENT_USED);
    let stored = site.stored();
    let filled = [("Redirect URIs", ""), ("Require PKCE", "off")];
    let page = try_save(&ada, &client, &filled).await;
    asks(&page, BOTH, "Confirm that you want to remove every redirect URI and to stop requiring PKCE.");
    assert!(page.shows("until one is added. Without PKCE, somebody"), "{}", page.text());
    assert_eq!(site.stored(), stored);
    let page = ada.submit(&page, SAVE, &[(BOTH, "on")]).await;
    assert!(page.shows("Redirect URIs None yet") && page.shows("Require PKCE Off"), "{}", page.text());
}

#[tokio::test]
async fn a_restoration_asks_the_same() {
    let (site, ada, client) = connected(&[]).await;
    site.file().execute(CLIENT_USED);
    let stored = site.stored();
    let page = ada.open(&format!("{client}/history/1/restoration/integration")).await;
    assert!(page.shows("What this means for users"), "{}", page.text());
    let refused = ada.press(&page, "Restore this card", &[]).await;
    assert_eq!((refused.status, site.stored()), (422, stored));
    assert_eq!(refused.error_of("confirm"), "Confirm that you want to remove every redirect URI.");
    let page = ada.submit(&refused, "Restore this card", &[(NO_URI, "on")]).await;
    assert!(page.shows("Redirect URIs None yet"), "{}", page.text());
}

#[tokio::test]
async fn a_conflict_that_ends_without_an_address_asks_the_same() {
    let (site, ada, client) = connected(&[]).await;
    let grace = site.named_operator("Grace", Role::Administrator).await;
    site.file().execute(CLIENT_USED);
    let opened = ada.open(&format!("{client}/integration")).await;
    save(&grace, &client, "integration", &[("API audience", "hers")]).await;
    let conflict = ada.press(&opened, SAVE, &[("Redirect URIs", ""), ("API audience", "mine")]).await;
    assert_eq!(conflict.status, 409, "{}", conflict.text());
    let stored = site.stored();
    let page = ada.press(&conflict, "Save these choices", &[("API audience", "“mine”")]).await;
    asks(&page, NO_URI, "Confirm that you want to remove every redirect URI.");
    assert_eq!((page.value("API audience").as_str(), site.stored()), ("mine", stored));
    let page = ada.submit(&page, SAVE, &[(NO_URI, "on")]).await;
    assert!(page.shows("Redirect URIs None yet") && page.shows("API audience “mine”"), "{}", page.text());
}
