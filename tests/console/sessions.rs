use reqwest::Method;
use reqwest::header::HeaderValue;

use crate::console::create;
use crate::support::site::{PASSWORD, email};
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

const HOUR: i64 = 3600;

#[tokio::test]
async fn a_session_ends_after_an_hour_without_use() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    site.pass(HOUR - 1);
    assert_eq!(ada.get("/clients").await.status, 200);
    site.pass(HOUR - 1);
    assert_eq!(ada.get("/clients").await.status, 200, "use renews it");
    site.pass(HOUR);
    assert_eq!(ada.get("/clients").await.status, 303);
}

#[tokio::test]
async fn a_session_ends_after_a_day_however_much_it_is_used() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    for _ in 0..47 {
        site.pass(HOUR / 2);
        assert_eq!(ada.get("/clients").await.status, 200);
    }
    site.pass(HOUR / 2 - 1);
    assert_eq!(ada.get("/clients").await.status, 200);
    site.pass(1);
    assert_eq!(ada.get("/clients").await.status, 303);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    let thief = ada.with_same_cookies();
    assert_eq!(thief.get("/clients").await.status, 200);
    let page = ada.open("/clients").await;
    ada.submit(&page, "Sign out", &[]).await;
    assert_eq!(thief.get("/clients").await.status, 303);
    assert_eq!(thief.post("/account/sessions/00000000-0000-0000-0000-000000000000", &[]).await.status, 401);
    assert_eq!(site.number("(SELECT count(*) FROM operator_sessions)"), 0);
}

#[tokio::test]
async fn operators_see_their_sessions_and_end_one_elsewhere() {
    let site = Site::start().await;
    let laptop = site.operator(Role::Viewer).await;
    let phone = site.visitor();
    phone.sign_in("Viewer").await;
    let page = laptop.open("/account").await;
    assert_eq!(page.all(".row-item").len(), 2);
    assert_eq!(page.all(".badge"), ["This browser"]);
    let page = laptop.submit(&page, "End the session in Unknown browser", &[]).await;
    assert!(page.shows("The session was ended."));
    assert_eq!(phone.get("/clients").await.status, 303);
    assert_eq!(laptop.get("/clients").await.status, 200);
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let eve = site.operator(Role::Viewer).await;
    let id = site.text("(SELECT lower(hex(s.id)) FROM operator_sessions s JOIN operators o ON o.id = s.operator_id WHERE o.name = 'Administrator')");
    for path in [format!("/account/sessions/{id}"), "/account/sessions/nonsense".to_owned()] {
        assert_eq!(eve.post(&path, &[]).await.status, 404);
    }
    assert_eq!(ada.get("/clients").await.status, 200);
}

#[tokio::test]
async fn a_disabled_operator_is_out_at_the_next_request() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    site.execute("UPDATE operators SET disabled_at = 1");
    assert_eq!(ada.get("/clients").await.status, 303);
}

#[tokio::test]
async fn a_changed_role_counts_from_the_next_request() {
    let site = Site::start().await;
    let ada = site.operator(Role::ApplicationManager).await;
    let client = create(&ada, "Shop").await;
    site.execute("UPDATE operators SET role = 'viewer'");
    let before = site.stored();
    let fields = [("version", "1"), ("registration_type", "invitation_only")];
    assert_eq!(ada.post(&format!("{client}/registration"), &fields).await.status, 403);
    assert_eq!(site.stored(), before);
}

#[tokio::test]
async fn what_was_typed_survives_the_end_of_the_session() {
    let site = Site::start().await;
    let ada = site.operator(Role::ApplicationManager).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&format!("{client}/general")).await;
    site.pass(2 * HOUR);
    let page = ada.press(&page, "Save changes", &[("Description", "Typed with \"care\" & <love>")]).await;
    assert_eq!((page.status, page.h1().as_str()), (401, "You are signed out"));
    ada.sign_in("Application").await;
    let page = ada.submit(&page, "2. Save my changes", &[]).await;
    assert_eq!(page.h1(), "Shop Active");
    assert!(page.shows("Typed with \"care\" & <love>"), "{}", page.text());
}

#[tokio::test]
async fn a_cookie_that_is_no_token_is_no_session() {
    let site = Site::start().await;
    for value in ["", "x", "A", &"A".repeat(43), &"é".repeat(43), &"A".repeat(5000)] {
        let person = site.visitor();
        person.set_cookie("nic_session", value);
        assert_eq!(person.get("/clients").await.status, 303, "{value}");
    }
}

#[tokio::test]
async fn a_card_that_was_sent_after_the_session_ended_is_offered_again_whole() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&format!("{client}/authentication")).await;
    let filled = [("Minimum password length", "20"), ("Code length", "7")];
    let sent = page.form("Save changes", &filled).fields;
    site.execute("DELETE FROM operator_sessions");
    let page = ada.press(&page, "Save changes", &filled).await;
    assert_eq!(page.status, 401);
    assert_eq!(page.form("2. Save my changes", &[]).fields, sent, "a number of characters is no secret");
}

/// The sessions that the page lists, in its order.
fn listed(page: &Page) -> Vec<String> {
    page.all(".row-item p:first-child")
}

async fn sign_in_as(site: &Site, name: &str, user_agent: &[u8]) -> Person {
    let person = site.visitor();
    let request =
        person.request(Method::POST, "/sign-in").header("user-agent", HeaderValue::from_bytes(user_agent).unwrap());
    let fields = [("email", email(name)), ("password", PASSWORD.to_owned()), ("return_to", String::new())];
    assert_eq!(person.send(request.form(&fields)).await.status, 303);
    person
}

#[tokio::test]
async fn what_a_browser_calls_itself_is_text_and_is_kept_up_to_its_limit() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Viewer).await;
    let names: [(&str, String); 7] = [
        ("<b onclick=alert(1)>&amp;\"'</b>", "<b onclick=alert(1)>&amp;\"'</b>".to_owned()),
        ("</p><script>alert(1)</script>", "</p><script>alert(1)</script>".to_owned()),
        ("{{ 7 * 7 }}", "{{ 7 * 7 }}".to_owned()),
        (&"x".repeat(200), "x".repeat(200)),
        (&"y".repeat(201), "y".repeat(200)),
        (&"z".repeat(5000), "z".repeat(200)),
        ("Bröwser", "Unknown browser".to_owned()),
    ];
    let mut expected = vec!["Unknown browser This browser".to_owned()];
    for (name, shown) in &names {
        site.pass(1);
        sign_in_as(&site, "Ada", name.as_bytes()).await;
        expected.insert(0, shown.clone());
    }
    let page = ada.open("/account").await;
    assert_eq!(listed(&page), expected, "the latest first");
    for element in ["script:not([type=module])", ".row-item b", "[onclick]"] {
        assert_eq!(page.all(element), Vec::<String>::new(), "{element}");
    }
    let page = ada.submit(&page, &format!("End the session in {}", names[0].1), &[]).await;
    assert!(!listed(&page).contains(&names[0].1) && listed(&page).len() == expected.len() - 1);
}

#[tokio::test]
async fn the_list_holds_the_live_sessions_of_its_operator_and_no_others() {
    let site = Site::start().await;
    let ada = sign_in_as_new(&site, "Ada", "laptop").await;
    let signed_out = sign_in_as(&site, "Ada", b"signed out").await;
    site.pass(1);
    let ended = sign_in_as(&site, "Ada", b"ended").await;
    sign_in_as_new(&site, "Bob", "somebody else's").await;
    site.pass(60);
    sign_in_as(&site, "Ada", b"phone").await;
    let page = signed_out.open("/account").await;
    signed_out.press(&page, "Sign out", &[]).await;
    let page = ada.open("/account").await;
    assert_eq!(listed(&page), ["phone", "ended", "laptop This browser"]);
    let page = ada.submit(&page, "End the session in ended", &[]).await;
    assert_eq!(listed(&page), ["phone", "laptop This browser"]);
    assert_eq!(ended.get("/clients").await.status, 303);
    assert_eq!(page.all(".row-item .quiet")[1], "From 127.0.0.1 · Signed in 1 minute ago · Last used just now");
    assert_eq!(page.all(".row-item form").len(), 1, "one does not end one's own here");
    site.pass(HOUR - 1);
    assert_eq!(listed(&ada.open("/account").await), ["phone", "laptop This browser"]);
    site.pass(1);
    assert_eq!(listed(&ada.open("/account").await), ["laptop This browser"], "an hour without use");
    assert_eq!(
        site.number("(SELECT count(*) FROM operator_sessions WHERE browser = 'phone')"),
        1,
        "though it is stored"
    );
}

async fn sign_in_as_new(site: &Site, name: &str, user_agent: &str) -> Person {
    site.add_operator(name, Role::Viewer).await;
    sign_in_as(site, name, user_agent.as_bytes()).await
}

#[tokio::test]
async fn a_session_that_is_older_than_a_day_is_neither_listed_nor_kept() {
    let site = Site::start().await;
    let old = sign_in_as_new(&site, "Ada", "old").await;
    for _ in 0..47 {
        site.pass(HOUR / 2);
        assert_eq!(old.get("/clients").await.status, 200);
    }
    let new = sign_in_as(&site, "Ada", b"new").await;
    site.pass(HOUR / 2 - 1);
    assert_eq!(listed(&old.open("/account").await), ["new", "old This browser"]);
    let stored = || site.text("(SELECT group_concat(browser) FROM operator_sessions)");
    site.sweep().await;
    assert_eq!(stored(), "old,new");
    site.pass(1);
    assert_eq!(listed(&new.open("/account").await), ["new This browser"]);
    site.sweep().await;
    assert_eq!(stored(), "new");
}

#[tokio::test]
async fn use_is_noted_once_a_minute_and_reading_writes_nothing_else() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    let seen = || site.number("(SELECT last_seen_at FROM operator_sessions)");
    let (first, stored) = (seen(), site.stored());
    for (pause, noted) in [(59, 0), (1, 60_000), (59, 60_000), (1, 120_000)] {
        site.pass(pause);
        for path in ["/clients", "/account", "/activity"] {
            assert_eq!(ada.get(path).await.status, 200);
        }
        assert_eq!(seen() - first, noted);
    }
    assert_eq!(site.stored(), stored);
}

#[tokio::test]
async fn a_session_that_has_ended_cannot_be_ended_again_nor_come_back_to_life() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    let phone = site.visitor();
    phone.sign_in("Viewer").await;
    let page = ada.open("/account").await;
    let form = page.form("End the session in Unknown browser", &[]);
    assert_eq!(ada.post(&form.action, &[]).await.status, 303);
    let before = site.stored();
    let again = ada.post(&form.action, &[]).await;
    assert_eq!((again.status, again.h1().as_str()), (404, "Page not found"));
    site.pass(120);
    assert_eq!(phone.get("/clients").await.status, 303);
    assert_eq!(site.stored(), before);
    let notice = ada.open("/account").await;
    assert!(notice.shows("The session was ended.") && !ada.open("/account").await.shows("was ended."), "said once");
}

#[tokio::test]
async fn the_fields_of_a_form_are_kept_for_after_the_sign_in_unless_they_are_too_many_and_no_secret() {
    let site = Site::start().await;
    let visitor = site.visitor();
    let path = "/clients/new/basic-settings";
    for (count, kept) in [(256, 256), (257, 0)] {
        let fields: Vec<(String, String)> = (0..count).map(|n| (format!("field{n}"), format!("<{n}> \"é\""))).collect();
        let page = visitor.send(visitor.request(Method::POST, path).form(&fields)).await;
        assert_eq!((page.status, page.h1().as_str()), (401, "You are signed out"));
        let form = page.form("2. Save my changes", &[]);
        assert_eq!((form.action.as_str(), form.method.as_str()), (path, "post"));
        assert_eq!(form.fields, fields[..kept], "{count}");
        assert_eq!(page.link("1. Sign in in a new tab"), "/sign-in?return_to=%2Fclients");
    }
    let secrets = ["password", "secret", "token", "new_password", "client_secret", "access_token"];
    let fields =
        secrets.map(|name| (name, "canary")).into_iter().chain([("password_length", "20"), ("secretary", "Bea")]);
    let page = visitor.post(path, &fields.collect::<Vec<_>>()).await;
    let kept =
        [("password_length", "20"), ("secretary", "Bea")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(page.form("2. Save my changes", &[]).fields, kept);
    assert!(!page.html.contains("canary"));
}
