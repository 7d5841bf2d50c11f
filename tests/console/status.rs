use crate::console::create;
use crate::support::Site;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn a_client_is_disabled_without_typing_its_name_and_enabled_again() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::ApplicationManager).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&client).await;
    let page = ada.click(&page, "Disable…").await;
    assert!(page.shows("nobody can sign in to it"), "{}", page.text());
    let page = ada.submit(&page, "Disable", &[]).await;
    assert_eq!(page.h1(), "Shop Disabled");
    assert!(page.shows("Shop was disabled."));
    assert!(page.shows("Ada disabled the client"));
    assert_eq!(ada.open("/clients?status=disabled").await.all("tbody th a"), ["Shop"]);
    let page = ada.click(&page, "Enable…").await;
    let page = ada.submit(&page, "Enable", &[]).await;
    assert_eq!(page.h1(), "Shop Active");
}

#[tokio::test]
async fn another_status_is_refused() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let before = site.stored();
    let path = format!("{client}/status");
    for fields in
        [&[("status", "gone")][..], &[], &[("status", "Disabled")], &[("status", "disabled"), ("name", "Shop")]]
    {
        assert_eq!(ada.post(&path, fields).await.status, 400, "{fields:?}");
    }
    assert_eq!(site.stored(), before);
}

#[tokio::test]
async fn the_status_that_a_client_has_already_changes_and_records_nothing() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let status = format!("{}/status", create(&ada, "Shop").await);
    for again in [[("status", "active")], [("status", "disabled")]] {
        assert_eq!(ada.post(&status, &again).await.status, 303);
        let before = site.stored();
        site.pass(60);
        assert_eq!(ada.post(&status, &again).await.status, 303, "{again:?}");
        assert_eq!(site.stored(), before, "{again:?}");
    }
}

#[tokio::test]
async fn a_change_of_status_counts_as_the_latest_change_of_its_client() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    site.pass(10);
    create(&ada, "Bank").await;
    let latest = "/clients?sort=updated&order=desc";
    assert_eq!(ada.open(latest).await.all("tbody th a"), ["Bank", "Shop"]);
    site.pass(10);
    ada.post(&format!("{shop}/status"), &[("status", "disabled")]).await;
    assert_eq!(ada.open(latest).await.all("tbody th a"), ["Shop", "Bank"]);
}
