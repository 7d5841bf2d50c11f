//! Operators who are kept out, and let in again.

use std::process::Output;

use super::{one_line, program};
use crate::support::{Person, Site};
use next_identity_console::domain::role::Role;

fn operator(site: &Site, command: &str, email: &str) -> Output {
    program().args(["operator", command, "--email", email, "--database"]).arg(&site.database).output().unwrap()
}

async fn is_out(person: &Person) -> bool {
    person.get("/clients").await.location().is_some_and(|path| path.starts_with("/sign-in"))
}

/// The sessions and the known browsers of an operator.
fn visits(site: &Site, name: &str) -> (i64, i64) {
    let count = |table: &str| {
        site.number(&format!(
            "(SELECT count(*) FROM {table} WHERE operator_id = (SELECT id FROM operators WHERE name = '{name}'))"
        ))
    };
    (count("operator_sessions"), count("known_browsers"))
}

#[tokio::test]
async fn an_operator_who_is_disabled_has_no_session_and_gets_none_back_when_enabled() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let grace = site.named_operator("Grace", Role::Viewer).await;
    let elsewhere = site.visitor();
    elsewhere.sign_in("Grace").await;
    assert_eq!(visits(&site, "Grace"), (2, 2));
    for _ in 0..2 {
        let disabled = operator(&site, "disable", "grace@example.com");
        assert!(disabled.status.success(), "{disabled:?}");
        assert_eq!(one_line(&disabled.stdout), "grace@example.com is kept out, and has no session any more.");
    }
    assert!(is_out(&grace).await && is_out(&elsewhere).await && !is_out(&ada).await);
    assert_eq!((visits(&site, "Grace"), visits(&site, "Ada")), ((0, 0), (1, 1)));
    let page = grace.open("/sign-in").await;
    let filled = [("Email", "grace@example.com"), ("Password", crate::support::site::PASSWORD)];
    assert_eq!(grace.press(&page, "Sign in", &filled).await.status, 422);
    let enabled = operator(&site, "enable", "grace@example.com");
    assert_eq!(one_line(&enabled.stdout), "grace@example.com can sign in again.");
    assert!(is_out(&grace).await && is_out(&elsewhere).await, "what has ended stays ended");
    elsewhere.sign_in("Grace").await;
    let page = ada.open("/activity").await;
    let said = |words: &str| page.all(".activity li > p").iter().filter(|said| said.starts_with(words)).count();
    assert_eq!(said("The command line disabled the operator"), 1, "{}", page.text());
    assert_eq!(said("The command line enabled the operator"), 1, "{}", page.text());
}

#[tokio::test]
async fn whatever_disables_or_removes_an_operator_ends_their_sessions() {
    let site = Site::start().await;
    let grace = site.named_operator("Grace", Role::Viewer).await;
    site.execute("UPDATE operators SET disabled_at = 1 WHERE name = 'Grace'");
    site.execute("UPDATE operators SET disabled_at = NULL WHERE name = 'Grace'");
    assert!(is_out(&grace).await);
    assert_eq!(visits(&site, "Grace"), (0, 0));
    grace.sign_in("Grace").await;
    site.execute("DELETE FROM operators WHERE name = 'Grace'");
    assert!(is_out(&grace).await);
    assert_eq!(site.number("(SELECT count(*) FROM operator_sessions)"), 0);
    assert_eq!(site.number("(SELECT count(*) FROM known_browsers)"), 0);
}

#[tokio::test]
async fn the_last_administrator_who_can_sign_in_is_not_disabled() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    site.add_operator("Grace", Role::Administrator).await;
    site.add_operator("Linus", Role::ApplicationManager).await;
    let refused = |command: &str, email: &str| one_line(&operator(&site, command, email).stderr);
    assert!(operator(&site, "disable", "grace@example.com").status.success());
    assert!(refused("disable", "ada@example.com").contains("the last Administrator"));
    assert!(!is_out(&ada).await);
    assert!(operator(&site, "disable", "linus@example.com").status.success());
    assert!(operator(&site, "enable", "grace@example.com").status.success());
    assert!(operator(&site, "disable", "ada@example.com").status.success());
    for command in ["disable", "enable"] {
        assert!(refused(command, "nobody@example.com").contains("no operator has this address"));
        assert!(refused(command, "no address").contains("--email"));
    }
}
