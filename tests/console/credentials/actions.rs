use super::{day, generate, rotate, secret_of};
use crate::console::{create, create_with};
use crate::support::site::PASSWORD;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::role::Role;
use next_identity_console::domain::token::Digest;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

pub async fn credentials(person: &Person, client: &str) -> Page {
    person.open(&format!("{client}/credentials")).await
}

#[tokio::test]
async fn a_secret_is_generated_and_shown_once() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::SecretRotator).await;
    let manager = site.named_operator("Grace", Role::ApplicationManager).await;
    let client = create(&manager, "Shop").await;
    let page = ada.open(&client).await;
    assert!(page.shows("Secret None yet"), "{}", page.text());
    let page = ada.click(&page, "Open Credentials").await;
    assert_eq!(page.title(), "Credentials · Shop · Next Identity Console");
    assert!(page.shows("No secret yet"));
    let shown = ada.press(&page, "Generate secret", &[]).await;
    let secret = secret_of(&shown);
    assert!(secret.starts_with("nic_s_") && secret.len() == 49, "256 bits");
    assert_eq!(shown.header("cache-control"), "no-store");
    assert_eq!(shown.html.matches(&secret).count(), 1);
    let beginning = format!("{}…", &secret[..10]);
    let page = ada.click(&shown, "I have copied it").await;
    assert!(page.shows(&format!("{beginning} Present Made just now by Ada · never used · does not expire")));
    for path in [client.clone(), format!("{client}/credentials"), "/activity".to_owned()] {
        assert!(!ada.open(&path).await.html.contains(&secret[6..]), "{path}");
    }
    assert!(ada.open(&client).await.shows(&format!("Secret {beginning}, never used")));
    let stored = site.text("(SELECT lower(hex(digest)) FROM client_secrets)");
    assert_eq!(stored, Digest::sha256(secret.as_bytes()).to_hex(), "the digest of what an application sends");
}

#[tokio::test]
async fn the_page_that_shows_a_secret_is_sent_as_it_is_so_that_its_length_says_nothing() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let ask = |path: String, fields: &[(&str, &str)]| {
        let request = ada.request(reqwest::Method::POST, &path).header("accept-encoding", "gzip, deflate, br, zstd");
        ada.send_raw(request.form(fields))
    };
    let made = ask(format!("{client}/credentials"), &[("seen", "0")]).await;
    let rotation = [("seen", "1"), ("overlap", "0"), ("name", "Shop")];
    let rotated = ask(format!("{client}/credentials/rotation"), &rotation).await;
    for (status, headers, body) in [made, rotated] {
        assert_eq!((status, headers.get("content-encoding")), (200, None));
        assert!(String::from_utf8(body).unwrap().contains("nic_s_"));
    }
}

#[tokio::test]
async fn a_reload_and_a_second_click_show_nothing_again_and_make_no_second_secret() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let page = credentials(&ada, &client).await;
    let secret = secret_of(&ada.press(&page, "Generate secret", &[]).await);
    let stored = site.stored();
    let again = ada.press(&page, "Generate secret", &[]).await;
    assert_eq!(again.status, 409);
    assert!(again.shows("Nothing was changed") && again.shows("rotate it with an overlap of 0 hours"));
    assert!(!again.html.contains(&secret));
    let page = ada.open(&format!("{client}/credentials/rotation")).await;
    let filled = [("Client name", "Shop")];
    assert_eq!(site.stored(), stored);
    secret_of(&ada.press(&page, "Rotate secret", &filled).await);
    let again = ada.press(&page, "Rotate secret", &filled).await;
    assert_eq!((again.status, site.number("(SELECT count(*) FROM client_secrets)")), (409, 2));
}

#[tokio::test]
async fn a_rotation_keeps_the_old_secret_for_its_hours_and_a_third_is_refused() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let old = generate(&ada, &client).await;
    let page = ada.click(&credentials(&ada, &client).await, "Rotate secret…").await;
    assert_eq!(page.value("Keep the old secret for"), "24");
    let page = ada.press(&page, "Rotate secret", &[("Client name", "Bank")]).await;
    assert_eq!((page.status, page.error_of("name").as_str()), (422, "Type “Shop” to rotate its secret."));
    let shown = ada.press(&page, "Rotate secret", &[("Client name", "shop")]).await;
    let new = secret_of(&shown);
    assert!(shown.shows("The old secret works for 24 more hours."));
    let page = credentials(&ada, &client).await;
    assert_eq!(page.all(".row-item code"), [format!("{}…", &new[..10]), format!("{}…", &old[..10])]);
    assert!(page.shows("Stops working in 24 hours. Until then there is no other rotation"), "{}", page.text());
    let refused = ada.open(&format!("{client}/credentials/rotation")).await;
    assert_eq!(refused.status, 409);
    assert!(refused.shows("Two secrets work already, which is the most. End the old one first."));
    site.pass(23 * HOUR);
    ada.sign_in_again("Ada").await;
    assert!(credentials(&ada, &client).await.shows("Stops working in 60 minutes."));
    site.pass(HOUR);
    ada.sign_in_again("Ada").await;
    let page = credentials(&ada, &client).await;
    assert_eq!(page.all(".row-item code"), [format!("{}…", &new[..10])]);
    assert!(page.shows("24 hours just now, rotated never used"), "{}", page.text());
    rotate(&ada, &client, "Shop", "0").await;
    assert_eq!(credentials(&ada, &client).await.all(".row-item code").len(), 1, "with 0 hours it ends at once");
    site.file().is_whole();
}

#[tokio::test]
async fn the_old_secret_is_ended_at_once_by_the_clients_name() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::SecretRotator).await;
    let client = create(&site.operator(Role::ApplicationManager).await, "Shop").await;
    generate(&ada, &client).await;
    rotate(&ada, &client, "Shop", "168").await;
    let page = ada.click(&credentials(&ada, &client).await, "End now…").await;
    let wrong = ada.press(&page, "End now", &[("Client name", "")]).await;
    assert_eq!((wrong.status, wrong.error_of("name").as_str()), (422, "Type “Shop” to end its old secret."));
    let page = ada.submit(&page, "End now", &[("Client name", "Shop")]).await;
    assert!(page.shows("Shop: the old secret was ended.") && page.shows("168 hours just now, ended by an operator"));
    assert_eq!(page.all(".row-item").len(), 1);
    let again = ada.post(&format!("{client}/credentials/ending"), &[("seen", "2"), ("name", "Shop")]).await;
    assert_eq!(again.status, 409);
}

#[tokio::test]
async fn a_secret_with_an_expiry_works_to_the_end_of_its_last_day() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    generate(&ada, &client).await;
    let page = ada.click(&credentials(&ada, &client).await, "Set expiry").await;
    assert_eq!(page.value("Last day"), "", "never by default");
    let last = day(3);
    let page = ada.submit(&page, "Save expiry", &[("Last day", &last)]).await;
    assert!(page.shows("Shop: the expiry of the secret was saved."));
    assert!(page.shows(&format!("expires after {last}, in 3 days")), "{}", page.text());
    let page = ada.click(&page, "Set expiry").await;
    assert_eq!(page.value("Last day"), last);
    ada.submit(&page, "Save expiry", &[("Last day", "")]).await;
    assert!(credentials(&ada, &client).await.shows("does not expire"));
    let page = ada.open(&format!("{client}/credentials/expiry")).await;
    ada.submit(&page, "Save expiry", &[("Last day", &last)]).await;
    site.pass(4 * DAY);
    ada.sign_in_again("Ada").await;
    let page = credentials(&ada, &client).await;
    assert!(page.shows("No secret works any more") && page.shows("expired"), "{}", page.text());
    generate(&ada, &client).await;
}

#[tokio::test]
async fn an_expiry_that_somebody_else_has_changed_meanwhile_is_not_replaced_unseen() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let grace = site.named_operator("Grace", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    generate(&ada, &client).await;
    let path = format!("{client}/credentials/expiry");
    let (soon, late) = (day(3), day(300));
    for (first, second) in [(soon.as_str(), late.as_str()), ("", soon.as_str()), (late.as_str(), "")] {
        let page = ada.open(&path).await;
        grace.submit(&grace.open(&path).await, "Save expiry", &[("Last day", first)]).await;
        let refused = ada.press(&page, "Save expiry", &[("Last day", second)]).await;
        assert_eq!(refused.status, 409, "{first} {second}");
        assert!(refused.shows("Nothing was changed The expiry has changed since your page was opened."));
        let now = ada.open(&path).await;
        assert_eq!(now.value("Last day"), first);
        assert_eq!(
            ada.press(&page, "Save expiry", &[("Last day", first)]).await.status,
            303,
            "the same is no conflict"
        );
    }
    // What was typed before the password was asked for is no newer for it.
    let page = ada.open(&path).await;
    grace.submit(&grace.open(&path).await, "Save expiry", &[("Last day", &soon)]).await;
    site.pass(11 * 60);
    let asked = ada.submit(&page, "Save expiry", &[("Last day", "")]).await;
    let page = ada.submit(&asked, "Continue", &[("Password", PASSWORD)]).await;
    assert_eq!((page.path.split('?').next().unwrap(), page.value("Last day")), (path.as_str(), String::new()));
    assert_eq!(ada.press(&page, "Save expiry", &[]).await.status, 409);
    assert_eq!(ada.open(&path).await.value("Last day"), soon);
}

#[tokio::test]
async fn a_client_that_cannot_keep_a_secret_says_why_and_offers_nothing() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    for app_type in ["mobile_app", "single_page_app"] {
        let client = create_with(&ada, app_type, &[("app_type", app_type)]).await;
        let page = credentials(&ada, &client).await;
        assert!(page.shows("cannot keep a secret") && !page.has_button("Generate secret"), "{}", page.text());
        assert!(ada.open(&client).await.shows("cannot keep one"));
        let sent = ada.post(&format!("{client}/credentials"), &[("seen", "0")]).await;
        assert_eq!(sent.status, 409);
        assert!(sent.shows("A client of this app type cannot keep a secret."));
    }
    assert_eq!(site.number("(SELECT count(*) FROM client_secrets)"), 0);
}

#[tokio::test]
async fn everybody_sees_the_secrets_and_only_some_roles_see_what_can_be_done() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let empty = create(&ada, "Bank").await;
    let one = create(&ada, "Museum").await;
    generate(&ada, &one).await;
    generate(&ada, &client).await;
    rotate(&ada, &client, "Shop", "24").await;
    for role in Role::ALL {
        let person = site.operator(*role).await;
        let page = credentials(&person, &client).await;
        let may = matches!(role, Role::SecretRotator | Role::Administrator);
        assert_eq!(page.all(".row-item").len(), 2, "{}", role.label());
        for action in ["End now…", "Set expiry"] {
            assert_eq!(page.find_link(action).is_some(), may, "{} {action}", role.label());
        }
        assert_eq!(page.find_link("Rotate secret…"), None, "a third");
        assert_eq!(credentials(&person, &one).await.find_link("Rotate secret…").is_some(), may, "{}", role.label());
        assert_eq!(credentials(&person, &empty).await.has_button("Generate secret"), may, "{}", role.label());
        let told = page.shows("You need the Secret Rotator or Administrator role to generate, rotate or end secrets.");
        assert_eq!(told, !may, "{}", page.text());
    }
}

#[tokio::test]
async fn a_client_that_becomes_public_loses_its_secrets_after_a_confirmation() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    generate(&ada, &client).await;
    rotate(&ada, &client, "Shop", "24").await;
    let stored = site.stored();
    let page = ada.open(&format!("{client}/general")).await;
    let asked = ada.press(&page, "Save changes", &[("App type", "Mobile App")]).await;
    assert_eq!(
        (asked.status, asked.error_of("confirm").as_str()),
        (422, "Confirm that the client's secrets are to end.")
    );
    assert!(asked.shows("A Mobile App cannot keep a secret. Every secret that this client has stops working at once"));
    assert_eq!(site.stored(), stored);
    let page = ada.submit(&asked, "Save changes", &[("End the client's secrets", "on")]).await;
    assert!(page.shows("Secret None: a Mobile App cannot keep one"), "{}", page.text());
    assert_eq!(site.number("(SELECT count(*) FROM client_secrets WHERE how_ended = 'client_made_public')"), 2);
    assert_eq!(site.number("(SELECT count(*) FROM activity WHERE action = 'secret_ended')"), 2);
    let page = ada.open(&format!("{client}/general")).await;
    let page = ada.submit(&page, "Save changes", &[("App type", "Web App")]).await;
    assert!(page.shows("Secret None yet"), "they do not come back");
    let page = ada.open(&format!("{client}/general")).await;
    assert_eq!(ada.press(&page, "Save changes", &[("App type", "Mobile App")]).await.status, 303, "none, no question");
    site.file().is_whole();
}
