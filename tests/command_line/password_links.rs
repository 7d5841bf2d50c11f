//! Links with which operators choose their own password.

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use super::operators::{change, recorded};
use super::{one_line, program};
use crate::support::site::PASSWORD;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::token::SecretToken;

const OTHER: &str = "ochre lantern vapour mitten";
const DAY: i64 = 24 * 3600;

/// The address that a link leads to on the site.
fn link_in(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout.clone()).unwrap();
    let link = said.split_whitespace().find(|word| word.contains("/password-choice?token=")).unwrap();
    link.strip_prefix("http://localhost:8080").unwrap_or_else(|| panic!("{said}")).to_owned()
}

fn invite(site: &Site) -> String {
    link_in(&change(site, "add", "grace@example.com", &["--name", "Grace Hopper", "--role", "viewer"]))
}

fn another(site: &Site) -> String {
    link_in(&change(site, "set-password", "grace@example.com", &[]))
}

fn set_password(site: &Site, password: &str) -> Output {
    let mut program = program();
    program.args(["operator", "set-password", "--email", "grace@example.com", "--password-stdin", "--database"]);
    let mut child = program
        .arg(&site.database)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
    child.wait_with_output().unwrap()
}

async fn choose(person: &Person, link: &str, password: &str) -> Page {
    let page = person.open(link).await;
    assert_eq!(page.h1(), "Choose your password", "{}", page.text());
    person.press(&page, "Choose password", &[("Password", password)]).await
}

async fn sign_in(site: &Site, password: &str) -> u16 {
    let fields = [("email", "grace@example.com"), ("password", password), ("return_to", "")];
    site.visitor().post("/sign-in", &fields).await.status
}

/// Neither shows a form nor takes one.
async fn is_over(site: &Site, link: &str) {
    let stored = site.stored();
    let visitor = site.visitor();
    let token = link.split("token=").nth(1).unwrap();
    let answers =
        [visitor.open(link).await, visitor.post("/password-choice", &[("token", token), ("password", OTHER)]).await];
    for page in answers {
        assert_eq!((page.status, page.h1().as_str()), (404, "This link does not work"), "{}", page.text());
        assert!(page.shows("operator set-password") && page.find_link("Sign in").is_some());
    }
    assert_eq!((visitor.cookie("nic_session"), visitor.cookie("nic_browser")), (None, None));
    assert_eq!(site.stored(), stored);
}

#[tokio::test]
async fn somebody_who_is_added_without_a_password_chooses_it_by_a_link_that_works_once() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let link = invite(&site);
    assert_eq!(site.text("(SELECT coalesce(password_hash, 'none') FROM operators WHERE name <> 'Ada')"), "none");
    for password in ["", PASSWORD, "none"] {
        assert_eq!(sign_in(&site, password).await, 422, "nobody has this account yet");
    }
    let token = SecretToken::parse(link.split("token=").nth(1).unwrap()).unwrap();
    let kept = site.text("(SELECT lower(hex(token_hash)) FROM password_links)");
    assert_eq!(kept, token.digest().to_hex());
    holds_nowhere(&site, &token.to_text());

    let stored = site.stored();
    let grace = site.visitor();
    for _ in 0..3 {
        let page = grace.open(&link).await;
        assert!(page.shows("Grace Hopper, you sign in as grace@example.com."), "{}", page.text());
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(site.visitor().send(site.visitor().request(reqwest::Method::HEAD, &link)).await.status, 200);
    }
    assert_eq!(site.stored(), stored, "opening it spends nothing");

    for (password, why) in [
        ("", "Enter a password."),
        ("too short", "Use at least 15 characters; a few unrelated words work well."),
        ("passwordpassword", "This password is easy to guess."),
        ("grace@example.com1", "This password is easy to guess."),
    ] {
        let page = choose(&grace, &link, password).await;
        assert_eq!(page.status, 422);
        assert!(page.error_of("password").starts_with(why), "{password}: {}", page.error_of("password"));
        assert!(password.is_empty() || !page.html.contains(password));
        let page = grace.press(&page, "Choose password", &[("Password", "x")]).await;
        assert_eq!(page.status, 422, "the page that refuses has the link");
    }
    assert_eq!(site.stored(), stored, "nor does a password that is refused");

    let page = choose(&grace, &link, OTHER).await;
    assert_eq!((page.status, page.location().unwrap().as_str()), (303, "/clients"));
    assert_eq!(grace.open("/clients").await.all(".operator strong"), ["Grace Hopper"]);
    is_over(&site, &link).await;
    assert_eq!((sign_in(&site, PASSWORD).await, sign_in(&site, OTHER).await), (422, 303));
    let page = ada.open("/activity").await;
    let said = |words: &str| page.all(".entries .sentence").iter().any(|said| said == words);
    assert!(
        said("The command line added Grace Hopper as Viewer") && said("Grace Hopper chose a password"),
        "{}",
        page.text()
    );
    assert!(said("Grace Hopper signed in"));
    holds_nowhere(&site, &token.to_text());
}

/// Looks into every file beside the database.
fn holds_nowhere(site: &Site, secret: &str) {
    let folder = site.database.parent().unwrap();
    let files = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let holds = |path: &Path| std::fs::read(path).unwrap().windows(secret.len()).any(|part| part == secret.as_bytes());
    let mut count = 0;
    for file in files {
        assert!(!holds(&file), "{}", file.display());
        count += 1;
    }
    assert!(count >= 3, "the database, its log and the key file");
}

#[tokio::test]
async fn of_twenty_who_use_a_link_at_once_one_chooses_the_password() {
    let site = Site::start().await;
    let link = invite(&site);
    let token = link.split("token=").nth(1).unwrap().to_owned();
    let tries = (0..20).map(|n| {
        let (visitor, token) = (site.visitor(), token.clone());
        async move {
            let password = format!("ochre lantern vapour mitten {n}");
            let page = visitor.post("/password-choice", &[("token", &token), ("password", &password)]).await;
            (page.status, password, visitor.cookie("nic_session").is_some())
        }
    });
    let all = futures_util::future::join_all(tries).await;
    let (won, lost): (Vec<_>, Vec<_>) = all.into_iter().partition(|(status, ..)| *status == 303);
    assert_eq!((won.len(), lost.len()), (1, 19));
    assert!(lost.iter().all(|(status, _, signed_in)| *status == 404 && !signed_in), "{lost:?}");
    assert_eq!(site.number("(SELECT count(*) FROM operator_sessions)"), 1);
    assert_eq!(site.number("(SELECT count(*) FROM activity WHERE action = 'password_chosen')"), 1);
    assert_eq!(sign_in(&site, &won[0].1).await, 303);
    assert_eq!(sign_in(&site, &lost[0].1).await, 422);
}

#[tokio::test]
async fn a_link_is_over_after_a_day_and_is_swept() {
    let site = Site::start().await;
    let link = invite(&site);
    site.pass(DAY - 60);
    site.sweep().await;
    assert_eq!(site.visitor().open(&link).await.h1(), "Choose your password");
    site.pass(120);
    is_over(&site, &link).await;
    site.sweep().await;
    assert_eq!(site.number("(SELECT count(*) FROM password_links)"), 0);
    site.pass(-DAY);
    is_over(&site, &link).await;
    assert_eq!(site.number("(SELECT count(*) FROM operators)"), 1);
}

#[tokio::test]
async fn a_link_that_was_made_in_what_is_now_the_future_does_not_work() {
    let site = Site::start().await;
    let link = invite(&site);
    site.pass(-2 * 3600);
    is_over(&site, &link).await;
    site.pass(2 * 3600);
    assert_eq!(site.visitor().open(&link).await.status, 200);
}

#[tokio::test]
async fn a_link_is_over_once_its_operator_is_removed_or_kept_out_or_has_another() {
    let site = Site::start().await;
    let over = invite(&site);
    let link = another(&site);
    is_over(&site, &over).await;
    assert!(change(&site, "disable", "grace@example.com", &[]).status.success());
    is_over(&site, &link).await;
    let made_meanwhile = another(&site);
    is_over(&site, &made_meanwhile).await;
    assert!(change(&site, "enable", "grace@example.com", &[]).status.success());
    is_over(&site, &link).await;
    assert!(set_password(&site, OTHER).status.success());
    is_over(&site, &made_meanwhile).await;
    let last = another(&site);
    let grace = site.visitor();
    let page = grace.open(&last).await;
    assert!(change(&site, "remove", "grace@example.com", &[]).status.success());
    is_over(&site, &last).await;
    let page = grace.press(&page, "Choose password", &[("Password", OTHER)]).await;
    assert_eq!((page.status, page.h1().as_str()), (404, "This link does not work"));
    invite(&site);
    is_over(&site, &last).await;
}

#[tokio::test]
async fn the_former_password_and_its_sessions_end_when_another_is_chosen_and_not_before() {
    let site = Site::start().await;
    let grace = site.named_operator("Grace", Role::Viewer).await;
    let link = another(&site);
    assert_eq!(recorded(&site), "password_link_made by command_line operator.email:>\"grace@example.com\"");
    assert_eq!((grace.get("/clients").await.status, sign_in(&site, PASSWORD).await), (200, 303));
    for _ in 0..5 {
        sign_in(&site, "wrong").await;
    }
    assert_eq!(sign_in(&site, PASSWORD).await, 429);
    let elsewhere = site.visitor();
    assert_eq!(choose(&elsewhere, &link, OTHER).await.status, 303);
    assert_eq!((grace.get("/clients").await.status, elsewhere.get("/clients").await.status), (303, 200));
    assert_eq!((sign_in(&site, OTHER).await, sign_in(&site, PASSWORD).await), (303, 422), "and nobody has to wait");
}

#[tokio::test]
async fn a_password_from_standard_input_ends_every_session() {
    let site = Site::start().await;
    let grace = site.named_operator("Grace", Role::Viewer).await;
    let refused = set_password(&site, "grace@example.com1");
    assert!(one_line(&refused.stderr).contains("the password: This password is easy to guess."));
    assert_eq!(grace.get("/clients").await.status, 200);
    let set = set_password(&site, OTHER);
    assert_eq!(one_line(&set.stdout), "grace@example.com has another password, and no session any more.");
    assert_eq!(recorded(&site), "password_set by command_line operator.email:>\"grace@example.com\"");
    assert_eq!(grace.get("/clients").await.status, 303);
    assert_eq!((sign_in(&site, PASSWORD).await, sign_in(&site, OTHER).await), (422, 303));
}

#[tokio::test]
async fn the_link_leads_to_the_console_where_it_is_said_to_be() {
    let site = Site::start().await;
    let more = ["--name", "Grace", "--role", "viewer", "--base-url", "https://id.example.com/"];
    let added = change(&site, "add", "grace@example.com", &more);
    let said = String::from_utf8(added.stdout).unwrap();
    assert!(said.contains("\n  https://id.example.com/password-choice?token="), "{said}");
    assert!(said.contains("With this link, Grace chooses a password. It works once, until 20"), "{said}");
}
