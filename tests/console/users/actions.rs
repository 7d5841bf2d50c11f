use super::{add, address};
use crate::command_line::verify::verify;
use crate::console::create;
use crate::support::users::sign_in;
use crate::support::{Person, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};

const OF_ADA: &str = "user = x'00000000000000000000000000000001'";

/// Two users who are signed in twice each.
async fn signed_in() -> (Site, Person, String) {
    let site = Site::start().await;
    let person = site.named_operator("Olga", Role::Administrator).await;
    let shop = create(&person, "Shop").await;
    let users = add(&site, &[("Ada", "Lovelace"), ("Grace", "Hopper")]).await;
    for (number, user) in [(10, users[0]), (11, users[0]), (20, users[1]), (21, users[1])] {
        sign_in(&site.database, user, &shop, number, SystemClock.now()).await;
    }
    (site, person, address(users[0]))
}

fn counts(site: &Site) -> [i64; 2] {
    ["user_sessions", "grants"].map(|table| site.number(&format!("(SELECT count(*) FROM {table} WHERE {OF_ADA})")))
}

fn last_entry(site: &Site) -> (String, String) {
    let last = "(SELECT max(seq) FROM activity)";
    let action = site.text(&format!("(SELECT action FROM activity WHERE seq = {last})"));
    let about =
        format!("(SELECT group_concat(field || ' ' || after) FROM activity_changes WHERE activity_seq = {last})");
    (action, site.text(&about))
}

fn events(site: &Site) -> Vec<String> {
    site.file()
        .column(&format!("SELECT kind AS a FROM user_events WHERE {OF_ADA} AND kind <> 'signed_in' ORDER BY seq"))
}

const RECORDED: &str = "user \"ada.lovelace@example.com\"";

#[tokio::test]
async fn one_session_is_ended_with_what_hangs_on_it_and_the_other_goes_on() {
    let (site, person, ada) = signed_in().await;
    let page = person.open(&ada).await;
    assert_eq!(page.all(".user-sessions li").len(), 2);
    let end = page.forms().into_iter().find(|form| form.action.contains("/sessions/")).unwrap();
    let fields: [(&str, &str); 0] = [];
    let page = person.follow(person.post(&end.action, &fields).await).await;
    assert!(page.shows("Ada Lovelace: the session was ended."), "{}", page.text());
    assert_eq!(page.all(".user-sessions li").len(), 1);
    assert_eq!(site.number(&format!("(SELECT count(*) FROM grants WHERE {OF_ADA} AND offline = 0)")), 1);
    assert_eq!(site.number(&format!("(SELECT count(*) FROM grants WHERE {OF_ADA} AND offline = 1)")), 2);
    assert_eq!(last_entry(&site), ("user_session_ended".to_owned(), RECORDED.to_owned()));
    assert_eq!(events(&site), ["session_ended"]);
    assert!(page.shows("Session ended · By an operator."), "{}", page.text());
    let entries = site.number("(SELECT count(*) FROM activity)");
    assert_eq!(person.post(&end.action, &fields).await.status, 303, "it has ended already");
    assert_eq!(site.number("(SELECT count(*) FROM activity)"), entries);
    let of_grace = format!("{ada}/sessions/{}", uuid::Uuid::from_u128(20));
    assert_eq!(person.post(&of_grace, &fields).await.status, 303);
    assert_eq!(site.number("(SELECT count(*) FROM user_sessions)"), 3, "a session of another user stays");
}

#[tokio::test]
async fn all_sessions_and_grants_are_ended_at_once() {
    let (site, person, ada) = signed_in().await;
    let page = person.submit(&person.open(&ada).await, "End all", &[]).await;
    assert!(page.shows("Ada Lovelace: all sessions were ended."), "{}", page.text());
    assert!(page.shows("The user is not signed in anywhere."));
    assert_eq!(counts(&site), [0, 0]);
    assert_eq!(site.number("(SELECT count(*) FROM user_sessions)"), 2);
    assert_eq!(last_entry(&site), ("user_sessions_ended".to_owned(), RECORDED.to_owned()));
    assert_eq!(events(&site), ["session_ended"]);
}

#[tokio::test]
async fn a_user_is_disabled_and_enabled_without_a_question_and_loses_every_session() {
    let (site, person, ada) = signed_in().await;
    let page = person.submit(&person.open(&ada).await, "Disable", &[]).await;
    assert!(page.shows("Ada Lovelace was disabled and is signed out everywhere."), "{}", page.text());
    assert_eq!(page.h1(), "Ada Lovelace Disabled");
    assert_eq!(counts(&site), [0, 0]);
    assert_eq!(last_entry(&site), ("user_disabled".to_owned(), RECORDED.to_owned()));
    let list = person.open("/users").await;
    assert_eq!(list.all("tbody .badge"), ["Active", "Disabled"]);
    let again = person.post(&format!("{ada}/status"), &[("status", "disabled")]).await;
    assert_eq!(again.status, 303);
    assert_eq!(events(&site), ["disabled"], "once");
    let page = person.submit(&person.open(&ada).await, "Enable", &[]).await;
    assert_eq!(page.h1(), "Ada Lovelace Active");
    assert_eq!(events(&site), ["disabled", "enabled"]);
    assert_eq!(last_entry(&site), ("user_enabled".to_owned(), RECORDED.to_owned()));
    assert_eq!(person.post(&format!("{ada}/status"), &[("status", "x")]).await.status, 400);
    let activity = person.open("/activity?search=lovelace").await;
    assert!(activity.shows("Olga enabled the user ada.lovelace@example.com"), "{}", activity.text());
}

#[tokio::test]
async fn a_user_is_deleted_with_all_that_hangs_on_them_once_the_identifier_was_typed() {
    let (site, person, ada) = signed_in().await;
    let page = person.click(&person.open(&ada).await, "Delete…").await;
    let before = site.stored();
    for typed in ["", "Ada Lovelace", "grace.hopper@example.com"] {
        let page = person.press(&page, "Delete this user", &[("Identifier", typed)]).await;
        assert_eq!(page.status, 422);
        assert_eq!(page.error_of("identifier"), "Type ada.lovelace@example.com to delete this user.");
    }
    assert_eq!(site.stored(), before);
    let page = person.submit(&page, "Delete this user", &[("Identifier", " ADA.lovelace@example.com ")]).await;
    assert_eq!((page.path.as_str(), page.shows("The user was deleted.")), ("/users", true));
    assert_eq!(page.all("tbody th"), ["Grace Hopper"]);
    for table in ["user_identifiers", "client_users", "user_acceptances", "user_sessions", "grants", "user_events"] {
        assert_eq!(site.number(&format!("(SELECT count(*) FROM {table} WHERE {OF_ADA})")), 0, "{table}");
        assert_ne!(site.number(&format!("(SELECT count(*) FROM {table})")), 0, "{table} of the other user");
    }
    assert_eq!(site.number("(SELECT count(*) FROM user_events)"), 4, "events stay, without the user");
    assert_eq!(last_entry(&site), ("user_deleted".to_owned(), RECORDED.to_owned()));
    assert_eq!(person.get(&ada).await.status, 404);
    assert_eq!(person.post(&format!("{ada}/deletion"), &[("identifier", "x")]).await.status, 404);
    let verified = verify(&site.database, &[]);
    assert!(verified.status.success(), "{verified:?}");
}
