use crate::console::create;
use crate::support::Site;
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
    assert_eq!(thief.post("/sessions/00000000-0000-0000-0000-000000000000", &[]).await.status, 401);
    assert_eq!(site.number("(SELECT count(*) FROM operator_sessions)"), 0);
}

#[tokio::test]
async fn operators_see_their_sessions_and_end_one_elsewhere() {
    let site = Site::start().await;
    let laptop = site.operator(Role::Viewer).await;
    let phone = site.visitor();
    phone.sign_in("Viewer").await;
    let page = laptop.open("/sessions").await;
    assert_eq!(page.all(".row-item").len(), 2);
    assert_eq!(page.all(".badge"), ["This browser"]);
    let page = laptop.submit(&page, "Sign out Unnamed browser", &[]).await;
    assert!(page.shows("The session was signed out."));
    assert_eq!(phone.get("/clients").await.status, 303);
    assert_eq!(laptop.get("/clients").await.status, 200);
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let eve = site.operator(Role::Viewer).await;
    let id = site.text("(SELECT lower(hex(s.id)) FROM operator_sessions s JOIN operators o ON o.id = s.operator_id WHERE o.name = 'Administrator')");
    for path in [format!("/sessions/{id}"), "/sessions/nonsense".to_owned()] {
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
    let page = ada.submit(&page, "2. Send again", &[]).await;
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
    assert_eq!(page.form("2. Send again", &[]).fields, sent, "a number of characters is no secret");
}
