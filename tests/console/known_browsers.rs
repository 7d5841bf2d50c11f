//! What an account's own browsers are spared, and what nobody else is.

use crate::support::site::{PASSWORD, email};
use crate::support::{Person, Site};
use next_identity_console::domain::role::Role;

const DAY: i64 = 24 * 3600;

async fn guess(person: &Person, name: &str, password: &str) -> u16 {
    person.post("/sign-in", &[("email", &email(name)), ("password", password), ("return_to", "")]).await.status
}

/// Keeps every browser that an account does not know waiting.
async fn lock(site: &Site, name: &str) {
    for _ in 0..5 {
        assert_eq!(guess(&site.visitor(), name, "wrong").await, 422);
    }
    assert_eq!(guess(&site.visitor(), name, PASSWORD).await, 429);
}

#[tokio::test]
async fn a_browser_is_forgotten_after_a_hundred_and_eighty_days_without_a_sign_in_and_not_before() {
    for (seconds, expected) in [(180 * DAY - 1, 303), (180 * DAY, 429)] {
        let site = Site::start().await;
        let ada = site.named_operator("Ada", Role::Viewer).await;
        site.pass(seconds);
        lock(&site, "Ada").await;
        assert_eq!(guess(&ada, "Ada", PASSWORD).await, expected, "{seconds}");
    }
}

#[tokio::test]
async fn each_sign_in_makes_a_browser_known_for_as_long_again() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Viewer).await;
    for _ in 0..2 {
        site.pass(180 * DAY - 1);
        assert_eq!(guess(&ada, "Ada", PASSWORD).await, 303);
    }
    site.pass(180 * DAY - 1);
    lock(&site, "Ada").await;
    assert_eq!(guess(&ada, "Ada", PASSWORD).await, 303);
}

#[tokio::test]
async fn what_is_forgotten_is_deleted_by_the_next_sweep_and_not_before() {
    let site = Site::start().await;
    site.named_operator("Ada", Role::Viewer).await;
    for (seconds, kept) in [(180 * DAY - 1, 1), (1, 0)] {
        site.pass(seconds);
        site.sweep().await;
        assert_eq!(site.number("(SELECT count(*) FROM known_browsers)"), kept, "to the second");
    }
}

#[tokio::test]
async fn two_browsers_of_one_account_are_counted_apart() {
    let site = Site::start().await;
    let laptop = site.named_operator("Ada", Role::Viewer).await;
    let phone = site.visitor();
    phone.sign_in("Ada").await;
    for _ in 0..5 {
        assert_eq!(guess(&laptop, "Ada", "wrong").await, 422);
    }
    assert_eq!(guess(&laptop, "Ada", PASSWORD).await, 429);
    for _ in 0..4 {
        assert_eq!(guess(&phone, "Ada", "wrong").await, 422);
    }
    assert_eq!(guess(&phone, "Ada", PASSWORD).await, 303);
    assert_eq!(guess(&laptop, "Ada", PASSWORD).await, 429, "another browser's success is none of this one's");
    for _ in 0..5 {
        assert_eq!(guess(&site.visitor(), "Ada", "wrong").await, 422, "nor do their failures count for strangers");
    }
    assert_eq!(guess(&phone, "Ada", PASSWORD).await, 303, "or the other way round");
    site.pass(60);
    assert_eq!(guess(&laptop, "Ada", PASSWORD).await, 303);
}

#[tokio::test]
async fn a_browser_that_one_account_knows_is_a_stranger_to_another() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Viewer).await;
    site.add_operator("Bob", Role::Viewer).await;
    lock(&site, "Bob").await;
    assert_eq!(guess(&ada, "Bob", PASSWORD).await, 429);
    assert_eq!(guess(&ada, "Ada", PASSWORD).await, 303);
}

#[tokio::test]
async fn a_browser_that_two_people_share_is_known_to_both_and_counted_for_each() {
    let site = Site::start().await;
    let shared = site.named_operator("Ada", Role::Viewer).await;
    let before = shared.cookie("nic_browser").unwrap();
    site.add_operator("Bob", Role::Viewer).await;
    assert_eq!(guess(&shared, "Bob", PASSWORD).await, 303);
    assert_ne!(shared.cookie("nic_browser").unwrap(), before, "a new secret with each sign-in");
    for name in ["Ada", "Bob"] {
        lock(&site, name).await;
    }
    for _ in 0..5 {
        assert_eq!(guess(&shared, "Ada", "wrong").await, 422);
    }
    assert_eq!(guess(&shared, "Ada", PASSWORD).await, 429);
    assert_eq!(guess(&shared, "Bob", PASSWORD).await, 303, "Bob did not fail");
    site.pass(60);
    assert_eq!(guess(&shared, "Ada", PASSWORD).await, 303);
}

#[tokio::test]
async fn what_a_known_browser_gets_wrong_does_not_count_against_its_network() {
    let site = Site::start().await;
    let names = ["Ada", "Bob", "Cleo", "Dan", "Eve", "Fay", "Gus"];
    site.add_operators(&names, Role::Viewer).await;
    for name in names {
        let person = site.visitor();
        person.sign_in(name).await;
        for _ in 0..5 {
            assert_eq!(guess(&person, name, "wrong").await, 422);
        }
    }
    assert_eq!(guess(&site.visitor(), "nobody", "wrong").await, 422, "35 failures, none of them a stranger's");
}

#[tokio::test]
async fn a_browser_secret_that_is_none_makes_nobody_known() {
    let site = Site::start().await;
    site.named_operator("Ada", Role::Viewer).await;
    lock(&site, "Ada").await;
    for secret in ["", "x", &"A".repeat(43), &"A".repeat(5000)] {
        let eve = site.visitor();
        eve.set_cookie("nic_browser", secret);
        assert_eq!(guess(&eve, "Ada", PASSWORD).await, 429, "{secret}");
    }
}
