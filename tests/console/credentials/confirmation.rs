use super::{generate, secret_of};
use crate::console::create;
use crate::support::site::PASSWORD;
use crate::support::{Person, Site};
use next_identity_console::domain::role::Role;

const TEN_MINUTES: i64 = 600;

async fn client_with_secret(site: &Site) -> (Person, String) {
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    generate(&ada, &client).await;
    (ada, client)
}

#[tokio::test]
async fn what_is_done_with_a_secret_asks_for_the_password_after_ten_minutes_and_not_before() {
    let site = Site::start().await;
    let (ada, client) = client_with_secret(&site).await;
    for what in ["rotation", "expiry"] {
        let path = format!("{client}/credentials/{what}");
        ada.sign_in_again("Ada").await;
        site.pass(TEN_MINUTES - 1);
        assert_eq!(ada.get(&path).await.status, 200, "{what}");
        site.pass(1);
        let page = ada.open(&path).await;
        assert_eq!(page.h1(), "Confirm that it is you", "{what}");
        assert_eq!(page.link("Cancel"), client);
        assert_eq!(ada.get(&format!("{client}/credentials")).await.status, 200, "to look asks for nothing");
        let page = ada.submit(&page, "Continue", &[("Password", PASSWORD)]).await;
        assert_eq!(page.path, path, "back to what was asked");
    }
}

#[tokio::test]
async fn no_form_about_a_secret_is_acted_on_after_ten_minutes_and_what_was_typed_comes_back() {
    let site = Site::start().await;
    let (ada, client) = client_with_secret(&site).await;
    let page = ada.open(&format!("{client}/credentials/rotation")).await;
    site.pass(TEN_MINUTES);
    let stored = site.stored();
    for (what, fields) in [
        ("", &[("seen", "1")][..]),
        ("/ending", &[("seen", "1"), ("name", "Shop")]),
        ("/expiry", &[("seen", "1"), ("last_day", "")]),
    ] {
        let path = format!("{client}/credentials{what}");
        let answer = ada.post(&path, fields).await;
        let (status, location) = (answer.status, answer.location().unwrap());
        assert!(status == 303 && location.starts_with("/confirmation?return_to="), "{path}: {location}");
    }
    let filled = [("Keep the old secret for", "48"), ("Client name", "Shop")];
    let asked = ada.submit(&page, "Rotate secret", &filled).await;
    assert_eq!((asked.h1().as_str(), site.stored()), ("Confirm that it is you", stored));
    let page = ada.submit(&asked, "Continue", &[("Password", PASSWORD)]).await;
    assert_eq!((page.value("Keep the old secret for"), page.value("Client name")), ("48".into(), "Shop".into()));
    secret_of(&ada.press(&page, "Rotate secret", &[]).await);
}

#[tokio::test]
async fn a_confirmation_gives_the_session_another_token_and_the_old_one_is_dead() {
    let site = Site::start().await;
    let (ada, client) = client_with_secret(&site).await;
    let thief = ada.with_same_cookies();
    site.pass(TEN_MINUTES);
    let before = ada.cookie("nic_session").unwrap();
    let page = ada.open(&format!("{client}/credentials/rotation")).await;
    let wrong = ada.press(&page, "Continue", &[("Password", "wrong")]).await;
    assert_eq!((wrong.status, wrong.shows("Wrong password.")), (422, true));
    assert_eq!(ada.cookie("nic_session").unwrap(), before);
    let empty = ada.press(&page, "Continue", &[("Password", "")]).await;
    assert_eq!((empty.status, empty.error_of("password").as_str()), (422, "Enter your password."));
    ada.press(&page, "Continue", &[("Password", PASSWORD)]).await;
    assert_ne!(ada.cookie("nic_session").unwrap(), before);
    assert_eq!(thief.get("/clients").await.status, 303, "a copy of the cookie opens nothing any more");
    assert_eq!(ada.get(&format!("{client}/credentials/rotation")).await.status, 200);
    assert_eq!(site.number("(SELECT count(*) FROM operator_sessions)"), 1);
    for words in ["Ada confirmed their password", "Ada failed to confirm their password"] {
        assert!(ada.open("/activity").await.shows(words), "{words}");
    }
}

#[tokio::test]
async fn guesses_are_throttled_as_those_of_a_sign_in() {
    let site = Site::start().await;
    let (ada, _) = client_with_secret(&site).await;
    let guess =
        async |password: &str| ada.post("/confirmation", &[("password", password), ("return_to", "/clients")]).await;
    for _ in 0..5 {
        assert_eq!(guess("wrong").await.status, 422);
    }
    let page = guess(PASSWORD).await;
    assert_eq!((page.status, page.header("retry-after").as_str()), (429, "60"));
    assert!(page.shows("Too many tries. Wait 60 seconds and try again."), "{}", page.text());
    site.pass(60);
    assert_eq!(guess(PASSWORD).await.status, 303);
}

#[tokio::test]
async fn it_leads_nowhere_but_to_our_own_pages() {
    let site = Site::start().await;
    let (ada, _) = client_with_secret(&site).await;
    for elsewhere in ["//evil.test", "https://evil.test/", "/\\evil.test", "javascript:alert(1)", ""] {
        let query = serde_urlencoded::to_string([("return_to", elsewhere)]).unwrap();
        let page = ada.open(&format!("/confirmation?{query}")).await;
        assert_eq!(page.link("Cancel"), "/clients", "{elsewhere}");
        let answer = ada.press(&page, "Continue", &[("Password", PASSWORD)]).await;
        assert_eq!(answer.location().unwrap(), "/clients", "{elsewhere}");
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_no_password_recent_for_longer() {
    for (step, recent) in [(-60, true), (-61, false), (-3600, false), (599, true), (600, false)] {
        let site = Site::start().await;
        let (ada, client) = client_with_secret(&site).await;
        site.pass(step);
        let status = ada.get(&format!("{client}/credentials/rotation")).await.status;
        assert_eq!(status, if recent { 200 } else { 303 }, "{step}");
        let page = ada.open(&format!("/confirmation?return_to={client}/credentials/rotation")).await;
        let page = ada.submit(&page, "Continue", &[("Password", PASSWORD)]).await;
        assert_eq!(page.h1(), "Rotate secret · Shop", "{step}");
    }
}
