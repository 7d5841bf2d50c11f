use crate::command_line::verify::verify;
use crate::console::credentials::generate;
use crate::console::{card_form, create};
use crate::support::Site;
use crate::support::process::one_line;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn a_duplicate_has_the_same_settings_another_name_and_client_id_and_no_secret() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    card_form(
        &ada,
        &format!("{client}/general"),
        &[("Description", "For <friends>"), ("Integration type", "API")],
        &[],
    )
    .await;
    card_form(&ada, &format!("{client}/authentication"), &[("Code length", "8")], &[]).await;
    card_form(&ada, &format!("{client}/registration"), &[("Allowed email domains", "b.example\na.example")], &[]).await;
    generate(&ada, &client).await;
    let page = ada.click(&ada.open(&client).await, "Duplicate…").await;
    assert_eq!((page.h1().as_str(), page.value("Client name").as_str()), ("Duplicate · Shop", "Shop copy"));
    let page = ada.submit(&page, "Create", &[("Client name", "Boutique")]).await;
    assert_eq!(page.h1(), "Boutique Active");
    assert!(page.shows("Boutique was created.") && page.shows("Secret None yet"), "{}", page.text());
    let document = |name: &str| {
        site.text(&format!(
            "(SELECT json_remove(settings, '$.general.name') FROM clients c JOIN client_revisions r \
             ON r.client = c.id AND r.number = c.revision WHERE name = '{name}')"
        ))
    };
    assert_eq!(document("Boutique"), document("Shop"));
    assert_eq!(site.number("(SELECT count(DISTINCT client_id) FROM clients)"), 2);
    assert_eq!(site.number("(SELECT count(*) FROM client_secrets)"), 1);
    let recorded = "(SELECT after ->> '$' FROM activity_changes WHERE field = 'duplicate_of')";
    assert_eq!(site.text(recorded), "Shop");
    site.file().is_whole();
    let verified = verify(&site.database, &[]);
    assert!(one_line(&verified.stdout).contains("Clients: 2"), "{verified:?}");
}

#[tokio::test]
async fn a_name_that_is_taken_or_none_is_refused_beside_the_field_and_a_second_click_makes_one() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::ApplicationManager).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&format!("{client}/duplicate")).await;
    let stored = site.stored();
    for (name, status, message) in [
        ("shop", 409, "A client named “Shop” already exists. Use another name."),
        ("", 422, "Enter a client name."),
        ("x", 422, "Use at least 2 characters."),
    ] {
        let refused = ada.press(&page, "Create", &[("Client name", name)]).await;
        let error = refused.error_of("name");
        assert!(refused.status == status && error.starts_with(message), "{name}: {} {error}", refused.status);
        assert_eq!(refused.value("Client name"), name);
    }
    assert_eq!(site.stored(), stored);
    for _ in 0..2 {
        assert_eq!(ada.press(&page, "Create", &[("Client name", "Boutique")]).await.status, 303);
    }
    assert_eq!(site.number("(SELECT count(*) FROM clients)"), 2);
}

#[tokio::test]
async fn the_longest_name_gets_a_suggestion_that_fits() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, &"ж".repeat(80)).await;
    let page = ada.open(&format!("{client}/duplicate")).await;
    assert_eq!(page.value("Client name").chars().count(), 80);
    assert_eq!(ada.press(&page, "Create", &[]).await.status, 303);
}
