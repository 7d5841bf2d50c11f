use futures_util::future::join_all;

use crate::support::site::PASSWORD;
use crate::support::{Person, Site};
use next_identity_console::domain::role::Role;

/// The status of a try to sign in as Ada.
async fn guess(person: &Person, email: &str, password: &str) -> u16 {
    person.post("/sign-in", &[("email", email), ("password", password), ("return_to", "")]).await.status
}

#[tokio::test]
async fn two_hundred_guesses_are_evaluated_five_times() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Administrator).await;
    let spellings = ["ada@example.com", "ADA@EXAMPLE.COM", " Ada@example.com ", "aDa@Example.Com"];
    let mut statuses = Vec::new();
    for spelling in spellings {
        let people: Vec<Person> = (0..50).map(|_| site.visitor()).collect();
        statuses.extend(join_all(people.iter().map(|person| guess(person, spelling, "a wrong guess"))).await);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 5, "{statuses:?}");
    assert!(statuses.iter().all(|status| [422, 429].contains(status)));
    assert_eq!(site.number("(SELECT count(*) FROM activity WHERE action = 'sign_in_failed')"), 5);
    assert_eq!(guess(&site.visitor(), "ada@example.com", PASSWORD).await, 429, "even the right one waits");
}

#[tokio::test]
async fn the_wait_is_said_and_ends() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Administrator).await;
    let person = site.visitor();
    for _ in 0..5 {
        assert_eq!(guess(&person, "ada@example.com", "wrong").await, 422);
    }
    let page =
        person.post("/sign-in", &[("email", "ada@example.com"), ("password", PASSWORD), ("return_to", "")]).await;
    assert_eq!((page.status, page.header("retry-after").as_str()), (429, "60"));
    assert!(page.shows("Too many tries. Wait 60 seconds and try again."), "{}", page.text());
    site.pass(59);
    assert_eq!(guess(&person, "ada@example.com", PASSWORD).await, 429);
    site.pass(1);
    assert_eq!(guess(&person, "ada@example.com", PASSWORD).await, 303);
    assert_eq!(guess(&person, "ada@example.com", "wrong").await, 422, "a success begins anew");
}

#[tokio::test]
async fn a_stranger_cannot_lock_the_owners_browser_out() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let page = ada.open("/clients").await;
    ada.submit(&page, "Sign out", &[]).await;
    for n in 0..60 {
        let status = guess(&site.visitor(), "ada@example.com", "wrong").await;
        assert_eq!(status, if n < 5 { 422 } else { 429 }, "{n}");
    }
    assert_eq!(guess(&site.visitor(), "ada@example.com", PASSWORD).await, 429);
    assert_eq!(guess(&ada, "ada@example.com", PASSWORD).await, 303, "from the browser that Ada has used before");
}

#[tokio::test]
async fn a_known_browser_is_limited_too() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    for _ in 0..5 {
        assert_eq!(guess(&ada, "ada@example.com", "wrong").await, 422);
    }
    assert_eq!(guess(&ada, "ada@example.com", PASSWORD).await, 429);
}

#[tokio::test]
async fn guessing_at_many_accounts_from_one_address_is_slowed_down() {
    let site = Site::start().await;
    let mut statuses = Vec::new();
    for n in 0..35 {
        statuses.push(guess(&site.visitor(), &format!("person{n}@example.com"), "wrong").await);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 30);
}

#[tokio::test]
async fn signing_in_rightly_from_one_address_many_times_is_not_slowed_down() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Viewer).await;
    for n in 0..35 {
        assert_eq!(guess(&site.visitor(), "ada@example.com", PASSWORD).await, 303, "{n}");
    }
}

#[tokio::test]
async fn a_forwarded_address_is_believed_from_a_trusted_proxy_alone() {
    for (arguments, recorded) in [(&[][..], "127.0.0.1"), (&["--trusted-proxy", "127.0.0.1"][..], "203.0.113.9")] {
        let site = Site::start_with(arguments).await;
        let person = site.visitor();
        let request = person
            .request(reqwest::Method::POST, "/sign-in")
            .header("x-forwarded-for", "198.51.100.1, 203.0.113.9")
            .header("x-forwarded-host", "evil.test")
            .header("forwarded", "host=evil.test")
            .form(&[("email", "ada@example.com"), ("password", "wrong"), ("return_to", "")]);
        let page = person.send(request).await;
        assert!(!page.html.contains("evil.test"));
        assert_eq!(site.text("(SELECT address FROM activity ORDER BY seq DESC LIMIT 1)"), recorded);
    }
}

#[tokio::test]
async fn a_foreign_host_header_changes_no_link() {
    let site = Site::start().await;
    let person = site.visitor();
    for path in ["/clients", "/sign-in", "/nothing"] {
        let page = person.send(person.request(reqwest::Method::GET, path).header("host", "evil.test")).await;
        assert!(!page.html.contains("evil.test") && !page.header("location").contains("evil.test"), "{path}");
    }
}

#[tokio::test]
async fn an_address_that_has_to_wait_fills_no_accounts_counter() {
    let site = Site::start().await;
    for n in 0..40 {
        guess(&site.visitor(), &format!("person{n}@example.com"), "wrong").await;
    }
    assert_eq!(site.number("(SELECT count(*) FROM sign_in_tries)"), 31, "thirty accounts and the address");
}

#[tokio::test]
async fn a_failure_counts_although_the_rest_of_the_sign_in_is_rolled_back() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Viewer).await;
    site.execute(
        "CREATE TRIGGER broken BEFORE INSERT ON activity BEGIN SELECT RAISE(ABORT, 'as the test wants it'); END",
    );
    for _ in 0..5 {
        assert_eq!(guess(&site.visitor(), "ada@example.com", "wrong").await, 500);
    }
    assert_eq!(guess(&site.visitor(), "ada@example.com", PASSWORD).await, 429);
}

#[tokio::test]
async fn a_browser_secret_that_was_planted_or_copied_is_worth_nothing_after_the_sign_in() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let eve = ada.with_same_cookies();
    ada.sign_out_and_in("Ada").await;
    for _ in 0..5 {
        guess(&site.visitor(), "ada@example.com", "wrong").await;
    }
    assert_eq!(guess(&eve, "ada@example.com", "wrong").await, 429, "Eve is a stranger again");
    assert_eq!(guess(&ada, "ada@example.com", PASSWORD).await, 303);
}
