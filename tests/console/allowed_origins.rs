//! Whether a script's origin is allowed follows from the settings of the clients at every moment.

use crate::command_line::verify::verify;
use crate::console::{card_form, create_with};
use crate::support::{Person, Site};
use next_identity_console::domain::client::ClientKey;
use next_identity_console::domain::role::Role;
use next_identity_console::store::Store;
use next_identity_console::store::clients::origins;

const SHOP: &str = "https://shop.example";
const BANK: &str = "https://bank.example";

/// Whether any client allows an origin, and whether this one does.
async fn is_allowed(site: &Site, client: &str, origin: &'static str) -> (bool, bool) {
    let key = ClientKey::parse(client.rsplit('/').next().unwrap()).unwrap();
    let store = Store::open(&site.database).unwrap();
    let found = store.read(|conn| Ok((origins::is_allowed(conn, origin)?, origins::allows(conn, key, origin)?))).await;
    store.close();
    found.unwrap()
}

async fn allow(person: &Person, client: &str, origins: &str) {
    let page = card_form(person, &format!("{client}/integration"), &[("Allowed origins", origins)], &[]).await;
    assert_eq!(page.status, 303, "{}", page.text());
}

#[tokio::test]
async fn saving_restoring_duplicating_and_disabling_a_client_decide_which_origins_are_allowed() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create_with(&ada, "Shop", &[("app_type", "single_page_app")]).await;
    assert_eq!(is_allowed(&site, &shop, SHOP).await, (false, false));
    allow(&ada, &shop, &format!("{SHOP}\n{BANK}")).await;
    assert_eq!(is_allowed(&site, &shop, SHOP).await, (true, true));
    assert_eq!(is_allowed(&site, &shop, BANK).await, (true, true));
    assert_eq!(is_allowed(&site, &shop, "https://shop.example.evil.example").await, (false, false));
    allow(&ada, &shop, BANK).await;
    assert_eq!(is_allowed(&site, &shop, SHOP).await, (false, false));
    assert_eq!(is_allowed(&site, &shop, BANK).await, (true, true));
    let restoration = ada.open(&format!("{shop}/history/2/restoration/integration")).await;
    ada.submit(&restoration, "Restore this card", &[]).await;
    assert_eq!(is_allowed(&site, &shop, SHOP).await, (true, true));
    let copy = ada.submit(&ada.open(&format!("{shop}/duplicate")).await, "Create", &[]).await.path;
    assert_eq!(is_allowed(&site, &copy, BANK).await, (true, true));
    assert!(verify(&site.database, &[]).status.success());
    for (client, others_allow) in [(&shop, true), (&copy, false)] {
        let status = ada.open(&format!("{client}/status")).await;
        ada.submit(&status, "Disable", &[]).await;
        assert_eq!(is_allowed(&site, client, BANK).await, (others_allow, true), "{client}");
    }
    let status = ada.open(&format!("{copy}/status")).await;
    ada.submit(&status, "Enable", &[]).await;
    assert_eq!(is_allowed(&site, &copy, BANK).await, (true, true));
    assert!(verify(&site.database, &[]).status.success());
}
