//! Operators who are changed, kept out, let in again and removed while the program runs.

use std::process::{Output, Stdio};

use super::{one_line, program};
use crate::console::create;
use crate::support::site::PASSWORD;
use crate::support::{Person, Site};
use next_identity_console::domain::role::Role;

fn operator(site: &Site, command: &str, email: &str) -> Output {
    change(site, command, email, &[])
}

/// Runs a command on an operator, with more arguments.
pub fn change(site: &Site, command: &str, email: &str, more: &[&str]) -> Output {
    let mut program = program();
    program.args(["operator", command, "--email", email]).args(more).arg("--database").arg(&site.database);
    program.stdin(Stdio::null()).output().unwrap()
}

/// What was recorded last: the event, who did it, and what was changed.
pub fn recorded(site: &Site) -> String {
    site.text(
        "(SELECT action || ' by ' || actor_kind || (SELECT group_concat(' ' || field || ':' || coalesce(before, '') || '>' \
            || coalesce(after, ''), '') FROM activity_changes WHERE activity_seq = seq) FROM activity ORDER BY seq DESC LIMIT 1)",
    )
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
    let filled = [("Email", "grace@example.com"), ("Password", PASSWORD)];
    assert_eq!(grace.press(&page, "Sign in", &filled).await.status, 422);
    let enabled = operator(&site, "enable", "grace@example.com");
    assert_eq!(one_line(&enabled.stdout), "grace@example.com can sign in again.");
    assert!(is_out(&grace).await && is_out(&elsewhere).await, "what has ended stays ended");
    elsewhere.sign_in("Grace").await;
    let page = ada.open("/activity").await;
    let said = |words: &str| page.all(".entries .sentence").iter().filter(|said| *said == words).count();
    assert_eq!(said("The command line disabled the operator grace@example.com"), 1, "{}", page.text());
    assert_eq!(said("The command line enabled the operator grace@example.com"), 1, "{}", page.text());
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

#[tokio::test]
async fn another_name_and_another_role_count_from_the_next_request_on_and_are_recorded() {
    let site = Site::start().await;
    let grace = site.named_operator("Grace", Role::ApplicationManager).await;
    create(&grace, "Shop").await;
    let renamed = change(&site, "set-name", "Grace@example.com", &["--name", " Grace Hopper "]);
    assert_eq!(one_line(&renamed.stdout), "grace@example.com is called Grace Hopper now.");
    assert_eq!(
        recorded(&site),
        "operator_renamed by command_line operator.email:>\"grace@example.com\" operator.name:\"Grace\">\"Grace Hopper\""
    );
    assert_eq!(grace.open("/clients").await.all(".operator strong"), ["Grace Hopper"]);

    let page = grace.open("/clients/new/general-information").await;
    assert_eq!(page.status, 200);
    let demoted = change(&site, "set-role", "grace@example.com", &["--role", "viewer"]);
    assert_eq!(one_line(&demoted.stdout), "grace@example.com has the role Viewer from the next request on.");
    assert_eq!(
        recorded(&site),
        "operator_role_set by command_line operator.email:>\"grace@example.com\" \
         operator.role:\"application-manager\">\"viewer\""
    );
    assert_eq!(grace.post("/clients/new/basic-settings", &[("name", "Bank")]).await.status, 403);
    assert_eq!(grace.get("/clients").await.status, 200, "still signed in");
    assert!(change(&site, "set-role", "grace@example.com", &["--role", "administrator"]).status.success());
    assert_eq!(grace.get("/outbox").await.status, 200);

    let stored = site.stored();
    assert!(change(&site, "set-role", "grace@example.com", &["--role", "administrator"]).status.success());
    assert!(change(&site, "set-name", "grace@example.com", &["--name", "Grace Hopper"]).status.success());
    assert_eq!(site.stored(), stored, "what is so already is not recorded");
}

#[tokio::test]
async fn who_is_removed_is_out_at_once_and_the_activity_still_names_them() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let grace = site.named_operator("Grace", Role::ApplicationManager).await;
    create(&grace, "Shop").await;
    let before = site.number("(SELECT count(*) FROM activity)");
    let removed = operator(&site, "remove", "grace@example.com");
    assert_eq!(one_line(&removed.stdout), "grace@example.com is removed, and has no session any more.");
    assert!(is_out(&grace).await && !is_out(&ada).await);
    assert_eq!(site.number("(SELECT count(*) FROM operator_sessions)"), 1);
    assert_eq!(
        recorded(&site),
        "operator_removed by command_line operator.email:>\"grace@example.com\" operator.name:\"Grace\"> \
         operator.role:\"application-manager\">"
    );
    assert_eq!(site.number("(SELECT count(*) FROM activity)"), before + 1, "nothing goes with them");
    let page = ada.open("/activity").await;
    let sentences = page.all(".entries .sentence");
    assert!(sentences.iter().any(|words| words.starts_with("Grace created the client")), "{sentences:?}");
    assert!(sentences[0] == "The command line removed the operator Grace", "{sentences:?}");
    let page = grace.open("/sign-in").await;
    let page = grace.press(&page, "Sign in", &[("Email", "grace@example.com"), ("Password", PASSWORD)]).await;
    assert!(page.status == 422 && page.shows("Wrong email or password."));
    let again = operator(&site, "remove", "grace@example.com");
    assert!(one_line(&again.stderr).contains("no operator has this address"));
    site.add_operator("Grace", Role::Viewer).await;
    assert!(is_out(&grace).await, "an address that is used again is another operator");
}

#[tokio::test]
async fn the_last_administrator_is_neither_given_another_role_nor_removed() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    site.add_operator("Grace", Role::Administrator).await;
    site.add_operator("Linus", Role::ApplicationManager).await;
    let invited = ["--name", "Mary", "--role", "administrator"];
    assert!(change(&site, "add", "mary@example.com", &invited).status.success());
    let is_last = |command: &str, more: &[&str]| {
        let stored = site.stored();
        let said = one_line(&change(&site, command, "ada@example.com", more).stderr);
        assert!(said.contains("the last Administrator") && said.contains("add or enable another one"), "{said}");
        assert_eq!(site.stored(), stored);
    };
    assert!(operator(&site, "disable", "grace@example.com").status.success());
    for role in ["viewer", "application-manager", "secret-rotator"] {
        is_last("set-role", &["--role", role]);
    }
    is_last("remove", &[]);
    is_last("disable", &[]);
    assert_eq!(ada.get("/outbox").await.status, 200);
    for (command, email) in [("remove", "linus@example.com"), ("remove", "grace@example.com")] {
        assert!(operator(&site, command, email).status.success(), "{email}");
    }
    is_last("remove", &[]);
    assert!(operator(&site, "remove", "mary@example.com").status.success(), "who has no password yet is not the last");
}

#[tokio::test]
async fn of_the_last_two_administrators_one_stays_whatever_two_shells_do_at_once() {
    let site = Site::start().await;
    site.add_operators(&["Ada", "Grace"], Role::Administrator).await;
    for (command, more) in [("set-role", &["--role", "viewer"][..]), ("disable", &[]), ("remove", &[])] {
        let shell = |email: &str| {
            let mut program = program();
            program.args(["operator", command, "--email", email]).args(more).arg("--database").arg(&site.database);
            program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let both = ["ada@example.com", "grace@example.com"].map(shell);
        let both = both.map(|child| child.wait_with_output().unwrap());
        let refused: Vec<_> = both.iter().filter(|output| !output.status.success()).collect();
        assert_eq!(refused.len(), 1, "{command}: {both:?}");
        assert!(one_line(&refused[0].stderr).contains("the last Administrator"), "{command}: {both:?}");
        let left = "(SELECT count(*) FROM operators WHERE role = 'administrator' AND disabled_at IS NULL)";
        assert_eq!(site.number(left), 1, "{command}");
        site.execute("UPDATE operators SET role = 'administrator', disabled_at = NULL");
    }
}

#[tokio::test]
async fn the_list_has_everybody_with_role_and_state_and_changes_nothing() {
    let site = Site::start().await;
    site.add_operator("Grace", Role::Viewer).await;
    site.add_operator("Ada", Role::Administrator).await;
    for (email, name) in [("mary@example.com", "Mary"), ("katherine.johnson@example.com", "Katherine")] {
        assert!(change(&site, "add", email, &["--name", name, "--role", "secret-rotator"]).status.success());
    }
    assert!(operator(&site, "disable", "grace@example.com").status.success());
    site.execute("UPDATE password_links SET created_at = created_at - 86400000 WHERE operator_id = (SELECT id FROM operators WHERE name = 'Mary')");
    let stored = site.stored();
    let listed = program().args(["operator", "list", "--database"]).arg(&site.database).output().unwrap();
    assert!(listed.status.success(), "{listed:?}");
    assert_eq!(
        String::from_utf8(listed.stdout).unwrap(),
        "ada@example.com                administrator        active    Ada\n\
         grace@example.com              viewer               disabled  Grace\n\
         katherine.johnson@example.com  secret-rotator       invited   Katherine\n\
         mary@example.com               secret-rotator       expired   Mary\n"
    );
    assert_eq!(site.stored(), stored);
}

#[tokio::test]
async fn what_is_wrong_with_an_argument_is_said_in_one_line_and_nothing_is_done() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Administrator).await;
    let stored = site.stored();
    let long = "x".repeat(81);
    for (command, email, more, why) in [
        ("set-name", "ada@example.com", &["--name", " "][..], "--name: "),
        ("set-name", "ada@example.com", &["--name", &long], "--name: Use at most 80 characters"),
        ("set-name", "ada@example.com", &["--name", "A\u{200b}da"], "--name: Remove the invisible character U+200B"),
        ("set-role", "ada@example.com", &["--role", "owner"], "--role is “owner”; it is one of viewer, "),
        (
            "set-role",
            "nobody@example.com",
            &["--role", "viewer"],
            "no operator has this address; operator list has them all",
        ),
        ("set-name", "nobody@example.com", &["--name", "Nobody"], "no operator has this address"),
        ("set-password", "nobody@example.com", &[], "no operator has this address"),
        ("set-password", "ada@example.com", &["--base-url", "console.example.com"], "--base-url (or NIC_BASE_URL)"),
        (
            "add",
            "bob@example.com",
            &["--name", "Bob", "--role", "viewer", "--base-url", "x:/"],
            "--base-url (or NIC_BASE_URL)",
        ),
        ("set-password", "ada@example.com", &["--password-stdin"], "the password: Enter a password."),
        ("remove", "no address", &[], "--email: Enter an email address"),
    ] {
        let output = change(&site, command, email, more);
        let said = one_line(&output.stderr);
        assert!(!output.status.success() && said.contains(why), "{command} {more:?}: {said}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(site.stored(), stored);
}
