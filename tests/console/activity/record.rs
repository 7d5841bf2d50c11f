use scraper::Selector;

use super::sentences;
use crate::console::refused::refuse_uri;
use crate::console::{card_form, create, credentials, forms, users};
use crate::support::site::PASSWORD;
use crate::support::users::sign_in;
use crate::support::{Person, Site};
use next_identity_console::domain::client::CARDS;
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::domain::user::UserId;
use next_identity_console::routes::{self, Audience};

#[tokio::test]
async fn the_client_page_tells_who_changed_what_and_when() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    site.pass(3600 - 60);
    let page = ada.open(&format!("{client}/authentication")).await;
    ada.submit(&page, "Save changes", &[("Authentication method", "Password")]).await;
    site.pass(180);
    let page = ada.open(&client).await;
    let sentences = sentences(&page);
    assert_eq!(sentences, ["Ada · Authentication: Method One-Time Password → Password", "Ada created the client"]);
    let time = Selector::parse(".activity time").unwrap();
    let said: Vec<String> = page.document().select(&time).map(|time| time.attr("title").unwrap().to_owned()).collect();
    assert!(said[0].starts_with("3 minutes ago, ") && said[1].starts_with("1 hour ago, "), "{said:?}");
    assert_eq!(page.all(".entries .origin"), ["from 127.0.0.1", "from 127.0.0.1"]);
    assert!(page.all(".activity tr").contains(&"Method One-Time Password Password".to_owned()));
    assert!(page.all(".activity tr").contains(&"Client name “Shop”".to_owned()));
    let exact = page.document();
    let time = exact.select(&time).next().unwrap();
    assert!(time.attr("title").unwrap().ends_with(" UTC") && time.attr("datetime").unwrap().ends_with('Z'));
}

#[tokio::test]
async fn the_client_page_says_when_it_does_not_show_all() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    for n in 0..10 {
        assert!(!ada.open(&client).await.shows("latest changes"), "{n}");
        let page = ada.open(&format!("{client}/general")).await;
        ada.submit(&page, "Save changes", &[("Description", &n.to_string())]).await;
    }
    let page = ada.open(&client).await;
    assert!(page.shows("The 10 latest changes."));
    assert_eq!(sentences(&page).len(), 10);
    let page = ada.click(&page, "All activity of Shop").await;
    assert_eq!(page.h1(), "Activity");
    assert_eq!(sentences(&page).len(), 11);
}

#[tokio::test]
async fn every_change_is_recorded_field_by_field_with_both_values() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    for (card, filled) in [
        (
            "general",
            vec![
                ("Client name", "Boutique"),
                ("Description", "d"),
                ("App type", "Mobile App"),
                ("Integration type", "API"),
            ],
        ),
        ("authentication", vec![("Authentication method", "Password"), ("Enable Passkeys", "on")]),
        ("registration", vec![("Registration type", "Invitation-Only")]),
        ("profile", vec![("Change Email", "off"), ("Personal Details", "off"), ("Security", "off")]),
    ] {
        let page = ada.open(&format!("{client}/{card}")).await;
        assert_eq!(ada.press(&page, "Save changes", &filled).await.status, 303);
        let recorded = site.text(
            "(SELECT group_concat(field || ':' || (before ->> '$') || '>' || (after ->> '$'), ' ') FROM activity_changes \
             WHERE activity_seq = (SELECT max(seq) FROM activity WHERE actor_name = 'Ada' AND client IS NOT NULL))",
        );
        let expected = match card {
            "general" => {
                "general.name:Shop>Boutique general.description:>d general.app_type:web_app>mobile_app general.integration_type:hosted_journey>api"
            }
            "authentication" => "authentication.method:one_time_password>password authentication.passkeys:0>1",
            "registration" => "registration.registration_type:self_registration>invitation_only",
            _ => "profile.change_identifier:1>0 profile.personal_details:1>0 profile.security:1>0",
        };
        assert_eq!(recorded, expected);
    }
}

#[tokio::test]
async fn the_record_cannot_be_changed_or_shortened() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create(&ada, "Shop").await;
    for sql in [
        "UPDATE activity SET actor_name = 'Eve'",
        "DELETE FROM activity",
        "UPDATE activity_changes SET after = 'x'",
        "DELETE FROM activity_changes",
        "UPDATE activity SET hash = zeroblob(32)",
        "UPDATE activity SET seq = 99",
        "UPDATE client_revisions SET settings = '{}'",
    ] {
        assert!(site.try_execute(sql).unwrap_err().contains("append-only"), "{sql}");
    }
}

#[tokio::test]
async fn a_change_that_is_not_recorded_is_not_made() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let before = site.stored();
    site.execute("CREATE TRIGGER broken BEFORE INSERT ON activity_changes BEGIN SELECT RAISE(ABORT, 'as the test wants it'); END");
    let page = ada.open(&format!("{client}/registration")).await;
    let page = ada.press(&page, "Save changes", &[("Registration type", "Invitation-Only")]).await;
    assert_eq!(page.status, 500);
    assert_eq!(site.stored(), before);
}

fn only_user(site: &Site) -> UserId {
    UserId(uuid::Uuid::parse_str(&site.text("(SELECT lower(hex(id)) FROM users)")).unwrap())
}

/// Does to a user what can be done, and says each time what that is to have recorded.
async fn users_are_changed(site: &Site, ada: &Person, client: &str, one_more: &mut impl FnMut(&'static str, &str)) {
    for (number, (route, button, action)) in (1..).zip([
        ("/users/{id}/sessions/{session}", "End", "user_session_ended"),
        ("/users/{id}/sessions", "End all", "user_sessions_ended"),
        ("/users/{id}/status", "Disable", "user_disabled"),
        ("/users/{id}/status", "Enable", "user_enabled"),
        ("/users/{id}/deletion", "Delete this user", "user_deleted"),
    ]) {
        let user = if number == 1 { users::add(site, &[("A", "A")]).await[0] } else { only_user(site) };
        let address = users::address(user);
        if number <= 2 {
            sign_in(&site.database, user, client, number, SystemClock.now()).await;
        }
        let is_deletion = route.ends_with("deletion");
        let path = if is_deletion { format!("{address}/deletion") } else { address };
        let filled: &[(&str, &str)] = if is_deletion { &[("Identifier", "a.a@example.com")] } else { &[] };
        let page = ada.open(&path).await;
        let form = page
            .forms()
            .into_iter()
            .find(|form| route != "/users/{id}/sessions/{session}" || form.action.contains("/sessions/"));
        let answer = match form.filter(|_| number == 1) {
            Some(form) => ada.post(&form.action, &[]).await,
            None => ada.press(&page, button, filled).await,
        };
        assert_eq!(answer.status, 303, "{route}: {}", answer.text());
        one_more(route, action);
    }
}

#[tokio::test]
async fn every_change_by_every_route_leaves_exactly_one_entry() {
    let site = Site::start().await;
    let link = site.set_up_link.clone().unwrap();
    let ada = site.visitor();
    let page = ada.open(&link).await;
    let filled = [("Name", "Ada"), ("Email", "ada@example.com"), ("Password", PASSWORD)];
    assert_eq!(ada.press(&page, "Create administrator", &filled).await.status, 303);
    assert_eq!(site.text("(SELECT group_concat(action) FROM activity)"), "set_up,signed_in", "it signs in as well");
    let (grace, link) = (site.visitor(), site.invite("Grace", Role::Viewer).await);
    let page = grace.press(&grace.open(&link).await, "Choose password", &[("Password", PASSWORD)]).await;
    assert_eq!(page.status, 303);
    let latest = "(SELECT group_concat(action) FROM (SELECT action FROM activity ORDER BY seq LIMIT 3 OFFSET 2))";
    assert_eq!(site.text(latest), "operator_added,password_chosen,signed_in", "it signs in as well");
    // The colors are a cookie alone, and whoever tries a sign-in changes nothing by it.
    let mut walked = vec!["/theme", "/set-up", "/password-choice", "/clients/{id}/try-out"];
    let mut entries = 5;
    let mut one_more = |route: &'static str, action: &str| {
        walked.push(route);
        entries += 1;
        let latest = site.text("(SELECT action FROM activity ORDER BY seq DESC LIMIT 1)");
        assert_eq!((site.number("(SELECT count(*) FROM activity)"), latest.as_str()), (entries, action), "{route}");
    };
    let other = site.visitor();
    other.sign_in("Ada").await;
    one_more("/sign-in", "signed_in");
    assert_eq!(site.visitor().post("/sign-in", &[("email", "ada@example.com"), ("password", "x")]).await.status, 422);
    one_more("/sign-in", "sign_in_failed");
    let page = ada.open("/account").await;
    let form = page.form("End the session in Unknown browser", &[]);
    assert_eq!(ada.post(&form.action, &[]).await.status, 303);
    one_more("/account/sessions/{id}", "session_ended");
    let day = credentials::day(100);
    let client = create(&ada, "Shop").await;
    one_more("/clients/new/basic-settings", "client_created");
    for entry in routes::all().into_iter().filter(|entry| entry.method.as_str() == "POST") {
        let Some(card) = CARDS.iter().find(|card| entry.pattern == format!("/clients/{{id}}/{}", card.name)) else {
            continue;
        };
        let (saved, typed) = forms::typed_into("post", entry.pattern).unwrap();
        let address = format!("{client}/{}", card.name);
        let stale = ada.open(&address).await;
        assert_eq!(card_form(&ada, &address, saved, &[]).await.status, 303, "{address}");
        one_more(entry.pattern, "client_changed");
        let page = ada.press(&stale, "Save changes", typed).await;
        assert_eq!(page.status, 409, "{address}");
        assert_eq!(ada.press(&page, "Save these choices", &[]).await.status, 303, "{address}");
        one_more(entry.pattern, "client_changed");
    }
    let page = ada.open(&format!("{client}/status")).await;
    assert_eq!(ada.press(&page, "Disable", &[]).await.status, 303);
    one_more("/clients/{id}/status", "client_changed");
    let page = ada.open(&format!("{client}/history/1/restoration/general")).await;
    assert_eq!(ada.press(&page, "Restore this card", &[]).await.status, 303);
    one_more("/clients/{id}/history/{revision}/restoration/{card}", "client_restored");
    let page = ada.open(&format!("{client}/duplicate")).await;
    assert_eq!(ada.press(&page, "Create", &[]).await.status, 303);
    one_more("/clients/{id}/duplicate", "client_created");
    for (form, button, filled, action) in [
        ("", "Generate secret", vec![], "secret_generated"),
        ("/rotation", "Rotate secret", vec![("Client name", "Shop")], "secret_rotated"),
        ("/ending", "End now", vec![("Client name", "Shop")], "secret_ended"),
        ("/expiry", "Save expiry", vec![("Last day", day.as_str())], "secret_expiry_set"),
    ] {
        let path = format!("{client}/credentials{form}");
        let page = ada.press(&ada.open(&path).await, button, &filled).await;
        assert!(page.status == 200 || page.status == 303, "{path}: {}", page.text());
        let route = routes::all().into_iter().find(|e| e.pattern == format!("/clients/{{id}}/credentials{form}"));
        one_more(route.unwrap().pattern, action);
    }
    refuse_uri(&site, &client, "https://app.example.com/other").await;
    let page = ada.open(&format!("{client}/activity")).await;
    assert_eq!(ada.press(&page, "Add this redirect URI", &[]).await.status, 303);
    one_more("/clients/{id}/redirect-uris", "client_changed");
    users_are_changed(&site, &ada, &client, &mut one_more).await;
    let page = ada.open("/outbox/test-message").await;
    assert_eq!(ada.press(&page, "Send test message", &[]).await.status, 303);
    one_more("/outbox/test-message", "test_message_sent");
    for (password, action) in [("wrong", "confirmation_failed"), (PASSWORD, "password_confirmed")] {
        let page = ada.open("/confirmation").await;
        ada.press(&page, "Continue", &[("Password", password)]).await;
        one_more("/confirmation", action);
    }
    let page = ada.open("/account").await;
    assert_eq!(ada.press(&page, "Save name", &[("Name", "Ada Lovelace")]).await.status, 303);
    one_more("/account", "name_changed");
    other.sign_in("Ada").await;
    one_more("/sign-in", "signed_in");
    assert_eq!(ada.press(&ada.open("/account").await, "End all others", &[]).await.status, 303);
    one_more("/account/sessions", "sessions_ended");
    for (password, action) in [("wrong", "confirmation_failed"), (PASSWORD, "password_changed")] {
        let filled = [("Current password", password), ("New password", "ochre lantern vapour mitten")];
        ada.press(&ada.open("/account").await, "Change password", &filled).await;
        one_more("/account/password", action);
    }
    let page = ada.open("/clients").await;
    ada.submit(&page, "Sign out", &[]).await;
    one_more("/sign-out", "signed_out");
    let of_operators = |entry: &routes::Entry| entry.audience == Audience::Operators && entry.method.as_str() == "POST";
    for entry in routes::all().into_iter().filter(of_operators) {
        assert!(walked.contains(&entry.pattern), "{} is not in this test: say what it records", entry.pattern);
    }
}
