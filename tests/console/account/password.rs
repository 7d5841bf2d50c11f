use futures_util::future::join_all;

use crate::support::site::PASSWORD;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

const OTHER: &str = "ochre lantern vapour mitten";

async fn change(person: &Person, current: &str, new: &str) -> Page {
    let page = person.open("/account").await;
    person.press(&page, "Change password", &[("Current password", current), ("New password", new)]).await
}

/// What the form sends, without looking at the page before.
async fn send(person: &Person, current: &str, new: &str) -> Page {
    person.post("/account/password", &[("current_password", current), ("new_password", new)]).await
}

async fn sign_in(person: &Person, password: &str) -> u16 {
    let fields = [("email", "ada@example.com"), ("password", password), ("return_to", "")];
    person.post("/sign-in", &fields).await.status
}

fn sessions(site: &Site) -> i64 {
    site.number("(SELECT count(*) FROM operator_sessions)")
}

#[tokio::test]
async fn another_password_ends_all_other_sessions_and_is_recorded() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Viewer).await;
    let elsewhere = site.visitor();
    elsewhere.sign_in("Ada").await;
    let grace = site.named_operator("Grace", Role::Viewer).await;
    let thief = ada.with_same_cookies();
    assert!(ada.open("/account").await.shows("15 characters or more."));
    let page = change(&ada, PASSWORD, OTHER).await;
    assert_eq!((page.status, page.location().unwrap().as_str()), (303, "/account"));
    let page = ada.open("/account").await;
    assert!(page.shows("Your password was changed. You are signed out everywhere else."), "{}", page.text());
    assert_eq!(page.all(".badge"), ["This browser"]);
    for other in [&elsewhere, &thief] {
        assert_eq!(other.get("/clients").await.status, 303);
    }
    assert_eq!((grace.get("/clients").await.status, sessions(&site)), (200, 2));
    assert_eq!((sign_in(&site.visitor(), PASSWORD).await, sign_in(&site.visitor(), OTHER).await), (422, 303));
    let recorded = "(SELECT actor_name || ' ' || address FROM activity WHERE action = 'password_changed')";
    assert_eq!(site.text(recorded), "Ada 127.0.0.1");
    for secret in [PASSWORD, OTHER] {
        assert!(!site.stored().iter().any(|line| line.contains(secret)));
    }
}

#[tokio::test]
async fn a_password_that_will_not_do_is_refused_beside_its_field_and_uses_up_no_try() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Viewer).await;
    let stored = site.stored();
    let composed = "plum otter violin harb\u{6f}\u{308}ur";
    for (current, new, field, why) in [
        ("", OTHER, "current_password", "Enter your current password."),
        (PASSWORD, "", "new_password", "Enter a password."),
        (PASSWORD, "fourteen chars", "new_password", "Use at least 15 characters; a few unrelated words work well."),
        (PASSWORD, &"plum otter ".repeat(24), "new_password", "Use at most 256 characters."),
        (PASSWORD, PASSWORD, "new_password", "This is your current password. Choose another one."),
        (composed, "plum otter violin harböur", "new_password", "This is your current password. Choose another one."),
        (PASSWORD, "passwordpassword", "new_password", "This password is easy to guess."),
        (PASSWORD, "ada@example.com123", "new_password", "This password is easy to guess."),
        ("wrong", "administrator12", "new_password", "This password is easy to guess."),
    ] {
        let page = change(&ada, current, new).await;
        assert_eq!(page.status, 422, "{new}");
        assert!(page.error_of(field).starts_with(why), "{new}: {}", page.error_of(field));
        assert_eq!((page.value("Current password"), page.value("New password")), (String::new(), String::new()));
        for typed in [current, new].into_iter().filter(|typed| typed.len() > 8) {
            assert!(!page.html.contains(typed), "a password is never sent back");
        }
        assert_eq!(page.value("Name"), "Ada");
    }
    assert_eq!(site.stored(), stored);
    assert_eq!(site.number("(SELECT count(*) FROM sign_in_tries)"), 0);
    assert_eq!(change(&ada, PASSWORD, OTHER).await.status, 303);
}

#[tokio::test]
async fn wrong_present_passwords_are_throttled_as_sign_ins_are_and_with_them() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Viewer).await;
    for n in 0..5 {
        let page = change(&ada, "wrong", OTHER).await;
        assert_eq!((page.status, page.error_of("current_password").as_str()), (422, "Wrong password."), "{n}");
    }
    let page = change(&ada, PASSWORD, OTHER).await;
    assert_eq!((page.status, page.header("retry-after").as_str()), (429, "60"));
    assert_eq!(page.error_of("current_password"), "Too many tries. Wait 60 seconds and try again.");
    assert_eq!(site.number("(SELECT count(*) FROM activity WHERE action = 'confirmation_failed')"), 5);
    assert_eq!(sign_in(&ada, PASSWORD).await, 429, "the same counter");
    assert_eq!(sign_in(&site.visitor(), PASSWORD).await, 303, "which is this browser's own");
    site.pass(59);
    assert_eq!(change(&ada, PASSWORD, OTHER).await.status, 429);
    site.pass(1);
    assert_eq!(change(&ada, PASSWORD, OTHER).await.status, 303);
    assert_eq!(change(&ada, "wrong", PASSWORD).await.status, 422, "a success begins anew");
}

#[tokio::test]
async fn fifty_guesses_at_once_are_evaluated_five_times() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Viewer).await;
    let guesses = (0..50).map(|_| {
        let same = ada.with_same_cookies();
        async move { send(&same, "wrong", OTHER).await.status }
    });
    let statuses = join_all(guesses).await;
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 5, "{statuses:?}");
    assert!(statuses.iter().all(|status| [422, 429, 503].contains(status)), "{statuses:?}");
    assert_eq!(ada.get("/clients").await.status, 200);
}

/// One of them has changed the password and is signed in; the others were told that they are signed out.
async fn is_changed_once(site: &Site, tries: Vec<(Person, String)>) {
    let sent = tries.iter().map(|(person, new)| send(person, PASSWORD, new));
    let answers = join_all(sent).await;
    let won = answers.iter().position(|answer| answer.status == 303).unwrap();
    for (at, (answer, (person, new))) in answers.iter().zip(&tries).enumerate() {
        if at != won {
            assert_eq!((answer.status, answer.h1().as_str()), (401, "You are signed out"), "{}", answer.text());
            assert!(answer.shows("othing was changed"), "{}", answer.text());
        }
        assert_eq!(person.get("/clients").await.status, if at == won { 200 } else { 303 });
        assert_eq!(sign_in(&site.visitor(), new).await, if at == won { 303 } else { 422 });
    }
    assert_eq!(site.number("(SELECT count(*) FROM activity WHERE action = 'password_changed')"), 1);
    assert_eq!(sign_in(&site.visitor(), PASSWORD).await, 422);
}

#[tokio::test]
async fn of_a_form_that_is_sent_twice_at_once_one_counts() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Viewer).await;
    let tries = ["one", "two"].map(|end| (ada.with_same_cookies(), format!("{OTHER} {end}")));
    is_changed_once(&site, tries.into()).await;
}

#[tokio::test]
async fn of_changes_in_several_browsers_at_once_one_counts() {
    let site = Site::start().await;
    let mut tries = Vec::new();
    site.add_operator("Ada", Role::Viewer).await;
    for n in 0..4 {
        let browser = site.visitor();
        browser.sign_in("Ada").await;
        tries.push((browser, format!("{OTHER} {n}")));
    }
    is_changed_once(&site, tries).await;
}

#[tokio::test]
async fn who_is_kept_out_or_removed_while_the_form_is_open_changes_nothing() {
    let site = Site::start().await;
    for end in ["UPDATE operators SET disabled_at = 1", "DELETE FROM operators"] {
        site.execute("DELETE FROM operators");
        let ada = site.named_operator("Ada", Role::Viewer).await;
        let page = ada.open("/account").await;
        site.execute(end);
        let stored = site.stored();
        let filled = [("Current password", PASSWORD), ("New password", OTHER)];
        let page = ada.press(&page, "Change password", &filled).await;
        assert_eq!((page.status, page.h1().as_str()), (401, "You are signed out"));
        assert!(!page.html.contains(PASSWORD) && !page.html.contains(OTHER));
        assert_eq!(site.stored(), stored);
    }
}
