use crate::command_line::verify::verify;
use crate::console::credentials::{day, generate, rotate};
use crate::console::{card_form, create, create_with};
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

const DAY: i64 = 86_400;

fn to_do(page: &Page) -> Vec<String> {
    let lines = page.all(".readiness li");
    let is_new = page.shows("First sign-in");
    assert_eq!(lines.is_empty() && !is_new, page.shows("Nothing is left to do."), "{}", page.text());
    lines
}

/// Lets all clients be used by applications, so that no first steps are shown in the place of what is to be done.
fn let_all_be_used(site: &Site) {
    site.execute("UPDATE clients SET last_used_day = 20000");
}

/// A client with somewhere to send its users back to.
async fn with_redirect_uri(person: &Person, name: &str, chosen: &[(&str, &str)]) -> String {
    let client = create_with(person, name, chosen).await;
    let page = person.open(&format!("{client}/integration")).await;
    person.submit(&page, "Save changes", &[("Redirect URIs", "https://app.example.com/callback")]).await;
    client
}

#[tokio::test]
async fn what_the_integration_card_lacks_leads_to_the_field_that_mends_it() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create_with(&ada, "Reader", &[("app_type", "single_page_app")]).await;
    let_all_be_used(&site);
    for (line, action, field) in [
        (
            "There is no redirect URI, so users cannot come back to the application.",
            "Add a redirect URI",
            "redirect_uris",
        ),
        (
            "No origin is allowed, so the application's script cannot fetch tokens.",
            "Add an allowed origin",
            "allowed_origins",
        ),
    ] {
        let page = ada.open(&client).await;
        assert!(to_do(&page).contains(&format!("{line} {action}")), "{}", page.text());
        let link = page.link(action);
        assert_eq!(link, format!("{client}/integration#{field}"));
        let card = ada.open(link.split('#').next().unwrap()).await;
        assert_eq!(card.all(&format!("#{field} legend")).len(), 1);
    }
    let page = ada.open(&format!("{client}/integration")).await;
    let filled =
        [("Redirect URIs", "https://app.example.com/callback"), ("Allowed origins", "https://app.example.com")];
    ada.submit(&page, "Save changes", &filled).await;
    assert_eq!(to_do(&ada.open(&client).await), [""; 0]);
}

#[tokio::test]
async fn a_setting_that_keeps_everybody_out_is_said_and_leads_to_the_field_that_mends_it() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let app = ("app_type", "mobile_app");
    let client = with_redirect_uri(&ada, "Phone", &[app, ("method", "password")]).await;
    let page = ada.open(&client).await;
    let said = "Sign-in with a password is not available yet, so nobody can sign in. Choose One-Time Password";
    assert_eq!(to_do(&page), [said]);
    assert_eq!(page.link("Choose One-Time Password"), format!("{client}/authentication#method"));
    let card = ada.open(&format!("{client}/authentication")).await;
    assert_eq!(card.all("#method").len(), 1);
    let chosen = [("Authentication method", "One-Time Password"), ("Two-step verification", "Required")];
    ada.submit(&card, "Save changes", &chosen).await;
    let page = ada.open(&client).await;
    let said =
        "Two-step verification is not available yet and is required here, so nobody can sign in. Do not require it";
    assert_eq!(to_do(&page), [said]);
    assert_eq!(page.link("Do not require it"), format!("{client}/authentication#two_step_policy"));
    let card = ada.open(&format!("{client}/authentication")).await;
    assert_eq!(card.all("#two_step_policy").len(), 1);
    ada.submit(&card, "Save changes", &[("Two-step verification", "Disabled")]).await;
    assert_eq!(to_do(&ada.open(&client).await), [""; 0]);
    let card = ada.open(&format!("{client}/registration")).await;
    ada.submit(&card, "Save changes", &[("Registration type", "Invitation-Only")]).await;
    let page = ada.open(&client).await;
    let said = "Invitations cannot be sent yet, so only users who have used this client before can sign in.";
    assert_eq!(to_do(&page), [format!("{said} Allow Self-Registration")]);
    assert_eq!(page.link("Allow Self-Registration"), format!("{client}/registration#registration_type"));
    assert_eq!(ada.open(&format!("{client}/registration")).await.all("#registration_type").len(), 1);
    assert!(verify(&site.database, &[]).status.success());
}

#[tokio::test]
async fn an_extra_that_nobody_is_offered_yet_is_said_and_leads_to_the_field_that_turns_it_off() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = with_redirect_uri(&ada, "Phone", &[("app_type", "mobile_app")]).await;
    for (chosen, turned_off, field, said, action) in [
        (
            ("Enable Passkeys", "on"),
            ("Enable Passkeys", "off"),
            "passkeys",
            "Passkeys are not available yet, so nobody is offered one.",
            "Turn off passkeys",
        ),
        (
            ("Two-step verification", "Optional"),
            ("Two-step verification", "Disabled"),
            "two_step_policy",
            "Two-step verification is not available yet, so nobody can set up the optional second step.",
            "Turn off two-step verification",
        ),
    ] {
        assert!(!needs_attention(&site, &ada, &client).await);
        let card = ada.open(&format!("{client}/authentication")).await;
        ada.submit(&card, "Save changes", &[chosen]).await;
        let page = ada.open(&client).await;
        assert_eq!(to_do(&page), [format!("{said} {action}")]);
        assert!(needs_attention(&site, &ada, &client).await);
        assert_eq!(page.link(action), format!("{client}/authentication#{field}"));
        let card = ada.open(&format!("{client}/authentication")).await;
        assert_eq!(card.all(&format!("#{field}")).len(), 1);
        ada.submit(&card, "Save changes", &[turned_off]).await;
        assert_eq!(to_do(&ada.open(&client).await), [""; 0]);
    }
}

#[tokio::test]
async fn clients_that_wait_to_be_judged_by_other_rules_are_no_problem_to_verify() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let phone = with_redirect_uri(&ada, "Phone", &[("app_type", "mobile_app")]).await;
    assert!(!needs_attention(&site, &ada, &phone).await);
    site.execute("UPDATE clients SET judge_again_at = 0");
    assert!(verify(&site.database, &[]).status.success());
    assert!(!needs_attention(&site, &ada, &phone).await);
    assert!(verify(&site.database, &[]).status.success());
}

#[tokio::test]
async fn the_clients_page_says_what_is_to_be_done_about_its_secret_and_leads_there() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = with_redirect_uri(&ada, "Shop", &[]).await;
    let_all_be_used(&site);
    let page = ada.open(&client).await;
    assert_eq!(to_do(&page), ["There is no secret, so the application cannot prove who it is. Generate a secret"]);
    assert_eq!(ada.click(&page, "Generate a secret").await.h1(), "Credentials · Shop");
    let first = generate(&ada, &client).await;
    assert_eq!(to_do(&ada.open(&client).await), [""; 0]);
    let expiry = ada.open(&format!("{client}/credentials/expiry")).await;
    let last = day(31);
    ada.submit(&expiry, "Save expiry", &[("Last day", &last)]).await;
    assert_eq!(to_do(&ada.open(&client).await), [""; 0], "more than 30 days before");
    site.pass(2 * DAY);
    ada.sign_in_again("Ada").await;
    let page = ada.open(&client).await;
    let words = format!("The secret {}… expires after {last}. Rotate the secret", &first[..10]);
    assert_eq!(to_do(&page), [words]);
    site.pass(30 * DAY);
    ada.sign_in_again("Ada").await;
    let page = ada.open(&client).await;
    assert_eq!(to_do(&page), [format!("The secret {}… has expired. Generate a secret", &first[..10])]);
    let second = generate(&ada, &client).await;
    site.pass(366 * DAY);
    ada.sign_in_again("Ada").await;
    let words = format!("The secret {}… is more than a year old. Rotate the secret", &second[..10]);
    assert_eq!(to_do(&ada.open(&client).await), [words]);
    rotate(&ada, &client, "Shop", "0").await;
    assert_eq!(to_do(&ada.open(&client).await), [""; 0]);
}

/// Whether the filter of the list has the client, once the clock's part was noted, and its page something to be done.
async fn needs_attention(site: &Site, person: &Person, client: &str) -> bool {
    site.sweep().await;
    let_all_be_used(site);
    let link = format!("href=\"{client}?list=");
    let listed = async |readiness| person.open(&format!("/clients?readiness={readiness}")).await.html.contains(&link);
    let is_listed = listed("needs_attention").await;
    assert_ne!(is_listed, listed("ready").await);
    assert_eq!(is_listed, !to_do(&person.open(client).await).is_empty(), "{client}");
    is_listed
}

#[tokio::test]
async fn the_list_can_be_filtered_by_whether_something_is_to_be_done() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    assert!(needs_attention(&site, &ada, &client).await, "no redirect URI and no secret");
    generate(&ada, &client).await;
    assert!(needs_attention(&site, &ada, &client).await, "no redirect URI");
    let page = ada.open(&format!("{client}/integration")).await;
    ada.submit(&page, "Save changes", &[("Redirect URIs", "https://app.example.com/callback")]).await;
    assert!(!needs_attention(&site, &ada, &client).await);
    let list = ada.open("/clients").await;
    assert!(list.shows("Ready"), "{}", list.text());
    card_form(&ada, &format!("{client}/general"), &[("Description", "For friends")], &[]).await;
    assert!(!needs_attention(&site, &ada, &client).await, "another card leaves it so");
    let expiry = ada.open(&format!("{client}/credentials/expiry")).await;
    ada.submit(&expiry, "Save expiry", &[("Last day", &day(7))]).await;
    assert!(needs_attention(&site, &ada, &client).await, "its secret expires soon");
    let expiry = ada.open(&format!("{client}/credentials/expiry")).await;
    ada.submit(&expiry, "Save expiry", &[("Last day", &day(40))]).await;
    assert!(!needs_attention(&site, &ada, &client).await);
    for (days, needs) in [(9, false), (3, true), (60, true)] {
        site.pass(days * DAY);
        ada.sign_in_again("Ada").await;
        assert_eq!(needs_attention(&site, &ada, &client).await, needs, "{days} days later");
    }
    generate(&ada, &client).await;
    assert!(!needs_attention(&site, &ada, &client).await);
    site.pass(366 * DAY);
    ada.sign_in_again("Ada").await;
    assert!(needs_attention(&site, &ada, &client).await, "its secret is old");
    rotate(&ada, &client, "Shop", "1").await;
    assert!(!needs_attention(&site, &ada, &client).await);
    let copy = ada.submit(&ada.open(&format!("{client}/duplicate")).await, "Create", &[]).await;
    let copy = copy.path.clone();
    assert!(needs_attention(&site, &ada, &copy).await, "a duplicate has no secret");
    assert!(verify(&site.database, &[]).status.success());
    let general = format!("{client}/general");
    card_form(&ada, &general, &[("App type", "Single-Page App")], &[("confirm", "on")]).await;
    assert!(needs_attention(&site, &ada, &client).await, "no origin");
    assert!(verify(&site.database, &[]).status.success());
}

#[tokio::test]
async fn one_whose_settings_cannot_be_read_holds_up_none_of_the_others() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let phone = with_redirect_uri(&ada, "Phone", &[("app_type", "mobile_app")]).await;
    create(&ada, "Shop").await;
    site.execute("DROP TRIGGER client_revisions_are_append_only");
    let of_shop = "(SELECT id FROM clients WHERE name = 'Shop')";
    site.execute(&format!("UPDATE client_revisions SET settings = 'x' WHERE client = {of_shop}"));
    // As an older version leaves them.
    let of_old = "SELECT id FROM client_kinds WHERE app_type = 'mobile_app' AND readiness = 'needs_attention'";
    site.execute(&format!("UPDATE clients SET kind = ({of_old}) WHERE name = 'Phone'"));
    site.execute("UPDATE clients SET judge_again_at = 0");
    assert!(!ada.open("/clients?readiness=ready").await.html.contains(&phone));
    site.sweep().await;
    assert_eq!(site.number("(SELECT count(*) FROM clients WHERE judge_again_at IS NOT NULL)"), 0);
    assert!(ada.open("/clients?readiness=ready").await.html.contains(&phone));
    assert!(!ada.open("/clients?readiness=needs_attention").await.html.contains(&phone));
}

#[tokio::test]
async fn a_client_that_keeps_no_secret_has_nothing_to_do_about_one() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = with_redirect_uri(&ada, "Phone", &[("app_type", "mobile_app")]).await;
    assert_eq!(to_do(&ada.open(&client).await), [""; 0]);
}

#[tokio::test]
async fn the_list_marks_whose_secret_expires_soon_or_has_expired_until_there_is_another() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    create(&ada, "Bank").await;
    for client in [&shop, &create(&ada, "Museum").await] {
        generate(&ada, client).await;
    }
    let expiry = ada.open(&format!("{shop}/credentials/expiry")).await;
    ada.submit(&expiry, "Save expiry", &[("Last day", &day(31))]).await;
    let kinds = " Web App · Hosted Journey";
    for (days, shown) in [(0, "Shop"), (3, "Shop Secret expires"), (60, "Shop Secret expires")] {
        site.pass(days * DAY);
        ada.sign_in_again("Ada").await;
        for list in ["/clients?sort=name", "/clients?search=shop"] {
            let rows = ada.open(list).await.all("tbody th");
            assert_eq!(rows.last().unwrap().strip_suffix(kinds), Some(shown), "{days} {list}: {rows:?}");
            assert_eq!(rows.iter().filter(|row| row.contains("Secret")).count(), usize::from(shown != "Shop"));
        }
        ada.open(&shop).await;
    }
    generate(&ada, &shop).await;
    assert!(!ada.open("/clients").await.shows("Secret expires"));
}

#[tokio::test]
async fn an_application_that_is_to_prove_itself_with_its_own_keys_is_told_that_it_cannot_yet() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = with_redirect_uri(&ada, "Portal", &[]).await;
    let page = ada.open(&format!("{client}/integration")).await;
    let key = r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    let filled = [("JWK set", key), ("Token endpoint authentication", "private_key_jwt")];
    ada.submit(&page, "Save changes", &filled).await;
    let page = ada.open(&client).await;
    let expected = "The provider does not take private_key_jwt yet, so the application cannot fetch tokens. Choose a secret instead";
    assert_eq!(to_do(&page), [expected]);
    assert_eq!(page.link("Choose a secret instead"), format!("{client}/integration#client_authentication"));
    let page = ada.open(&format!("{client}/developers")).await;
    assert!(page.shows("The provider does not take private_key_jwt yet"), "{}", page.text());
    let metadata = site.visitor().get("/.well-known/openid-configuration").await;
    assert!(!metadata.html.contains("private_key_jwt"), "{}", metadata.html);
}
