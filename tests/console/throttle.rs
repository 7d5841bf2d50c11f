use futures_util::future::join_all;
use reqwest::Method;

use crate::support::site::PASSWORD;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

const HOUR: i64 = 3600;

/// The program believes what these tests say about where somebody comes from.
const PROXY: &[&str] = &["--trusted-proxy", "127.0.0.1"];

/// A wrong guess by a stranger from a network address.
async fn guess_from(site: &Site, address: String, email: &str) -> Page {
    let person = site.visitor();
    let fields = [("email", email), ("password", "wrong"), ("return_to", "")];
    person.send(person.request(Method::POST, "/sign-in").header("x-forwarded-for", address).form(&fields)).await
}

/// The status of a try to sign in as Ada.
async fn guess(person: &Person, email: &str, password: &str) -> u16 {
    person.post("/sign-in", &[("email", email), ("password", password), ("return_to", "")]).await.status
}

#[tokio::test]
async fn two_hundred_guesses_are_evaluated_five_times() {
    let site = Site::start_with(PROXY).await;
    site.add_operator("Ada", Role::Administrator).await;
    let spellings = ["ada@example.com", "ADA@EXAMPLE.COM", " Ada@example.com ", "aDa@Example.Com"];
    let mut statuses = Vec::new();
    for spelling in spellings {
        let guesses = (0..50).map(|n| guess_from(&site, format!("2001:db8:{n}::1"), spelling));
        statuses.extend(join_all(guesses).await.iter().map(|page| page.status));
    }
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 5, "{statuses:?}");
    // Whoever finds the hasher's line full is told so before anything is counted.
    assert!(statuses.iter().all(|status| [422, 429, 503].contains(status)));
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
    assert_eq!((page.value("Email").as_str(), page.value("Password").as_str()), ("ada@example.com", ""));
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
            .request(Method::POST, "/sign-in")
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
        let page = person.send(person.request(Method::GET, path).header("host", "evil.test")).await;
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

/// The wait in seconds that a refused try is told; zero for one that was evaluated and failed.
async fn wait_told(person: &Person, email: &str) -> i64 {
    let page = person.post("/sign-in", &[("email", email), ("password", "wrong"), ("return_to", "")]).await;
    match page.status {
        422 => 0,
        429 => page.header("retry-after").parse().unwrap(),
        status => panic!("{status}: {}", page.text()),
    }
}

#[tokio::test]
async fn the_wait_after_every_number_of_failures_is_the_one_that_the_rule_says() {
    let site = Site::start().await;
    let known = site.named_operator("Ada", Role::Viewer).await;
    let rule = [
        (4, 0),
        (5, 60),
        (6, 120),
        (7, 240),
        (8, 480),
        (9, 960),
        (10, 1_920),
        (11, 3_600),
        (12, 3_600),
        (50, 3_600),
        (98, 3_600),
        (99, 86_400),
        (100, 86_400),
        (2_000_000_000, 86_400),
    ];
    let forget = "DELETE FROM sign_in_tries";
    for (who, email) in [(&known, "ada@example.com"), (&site.visitor(), "nobody@example.com")] {
        for (failures, wait) in rule {
            site.execute(forget);
            assert_eq!(wait_told(who, email).await, 0);
            site.execute(&format!("UPDATE sign_in_tries SET failures = {failures}"));
            assert_eq!(wait_told(who, email).await, wait, "{email} after {failures}");
        }
    }
    // Two accounts are tried once each, so the counter that stands at two is the address's.
    for (failures, wait) in
        [(29, 0), (30, 60), (31, 120), (32, 240), (33, 480), (34, 900), (99, 900), (2_000_000_000, 900)]
    {
        site.execute(forget);
        for n in 0..2 {
            assert_eq!(wait_told(&site.visitor(), &format!("person{n}@example.com")).await, 0);
        }
        site.execute(&format!("UPDATE sign_in_tries SET failures = {failures} WHERE failures = 2"));
        assert_eq!(wait_told(&site.visitor(), "nobody@example.com").await, wait, "the address after {failures}");
    }
}

#[tokio::test]
async fn of_two_waits_the_longer_is_told_and_a_try_that_has_to_wait_does_not_lengthen_it() {
    let site = Site::start().await;
    for n in 0..2 {
        assert_eq!(wait_told(&site.visitor(), &format!("person{n}@example.com")).await, 0);
    }
    // The address's counter has stood above the two accounts' since.
    let address = "failures = (SELECT max(failures) FROM sign_in_tries)";
    for (account_failures, address_failures, wait) in
        [(5, 40, 900), (6, 30, 120), (5, 31, 120), (5, 30, 60), (29, 30, 3_600)]
    {
        site.execute(&format!("UPDATE sign_in_tries SET failures = {address_failures} WHERE {address}"));
        site.execute(&format!("UPDATE sign_in_tries SET failures = {account_failures} WHERE NOT {address}"));
        let before = site.text("(SELECT group_concat(failures) FROM sign_in_tries)");
        for _ in 0..2 {
            let told = wait_told(&site.visitor(), "person0@example.com").await;
            assert_eq!(told, wait, "{account_failures} and {address_failures}");
        }
        assert_eq!(site.text("(SELECT group_concat(failures) FROM sign_in_tries)"), before);
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_by_five_minutes_still_makes_wait_and_by_more_does_not() {
    let site = Site::start().await;
    for _ in 0..5 {
        assert_eq!(wait_told(&site.visitor(), "nobody@example.com").await, 0);
    }
    site.pass(-300);
    assert_eq!(wait_told(&site.visitor(), "nobody@example.com").await, 60);
    site.pass(-1);
    assert_eq!(wait_told(&site.visitor(), "nobody@example.com").await, 0);
    assert_eq!(wait_told(&site.visitor(), "nobody@example.com").await, 120, "counted from the new time");
}

#[tokio::test]
async fn a_wait_is_over_to_the_second_and_a_counter_is_forgotten_to_the_second() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Viewer).await;
    for (failures, pause, evaluated) in
        [(50, HOUR - 1, 0), (50, HOUR, 1), (99, 24 * HOUR - 1, 0), (99, 24 * HOUR, 1), (99, 48 * HOUR - 1, 1)]
    {
        site.execute("DELETE FROM sign_in_tries");
        wait_told(&site.visitor(), "ada@example.com").await;
        site.execute(&format!("UPDATE sign_in_tries SET failures = {failures}"));
        site.pass(pause);
        let waits =
            [wait_told(&site.visitor(), "ada@example.com").await, wait_told(&site.visitor(), "ada@example.com").await];
        assert_eq!(waits.iter().filter(|wait| **wait == 0).count(), evaluated, "{failures} {pause}: {waits:?}");
        assert!(waits[1] >= if evaluated == 1 { HOUR } else { 1 }, "{failures} {pause}: {waits:?}");
    }
    site.pass(48 * HOUR);
    for _ in 0..5 {
        assert_eq!(wait_told(&site.visitor(), "ada@example.com").await, 0, "forgotten");
    }
    assert_eq!(wait_told(&site.visitor(), "ada@example.com").await, 60);

    // The address's counter alone, by an account of its own each time.
    for (pause, wait) in [(HOUR - 1, 900), (HOUR, 0)] {
        site.execute("DELETE FROM sign_in_tries");
        for n in 0..2 {
            wait_told(&site.visitor(), &format!("person{n}@example.com")).await;
        }
        site.execute("UPDATE sign_in_tries SET failures = 40 WHERE failures = 2");
        site.pass(pause);
        assert_eq!(wait_told(&site.visitor(), "third@example.com").await, 0, "{pause}");
        assert_eq!(wait_told(&site.visitor(), "fourth@example.com").await, wait, "{pause}");
    }
}

#[tokio::test]
async fn a_success_leaves_no_counter_of_itself() {
    let site = Site::start_with(PROXY).await;
    site.add_operator("Ada", Role::Viewer).await;
    for address in ["192.0.2.1", "2001:db8::1"] {
        let fields = [("email", "ada@example.com"), ("password", PASSWORD), ("return_to", "")];
        let ada = site.visitor();
        let request = ada.request(Method::POST, "/sign-in").header("x-forwarded-for", address).form(&fields);
        assert_eq!(ada.send(request).await.status, 303);
        assert_eq!(site.number("(SELECT count(*) FROM sign_in_tries)"), 0, "{address}");
    }
    assert_eq!(guess(&site.visitor(), "ada@example.com", "wrong").await, 422);
    assert_eq!(site.number("(SELECT count(*) FROM sign_in_tries)"), 2, "Ada and the address");
    assert_eq!(guess(&site.visitor(), "ada@example.com", PASSWORD).await, 303);
    assert_eq!(site.number("(SELECT count(*) FROM sign_in_tries)"), 1, "the address");
    assert_eq!(site.number("(SELECT failures FROM sign_in_tries)"), 1, "with the one failure");
}

#[tokio::test]
async fn a_counter_is_deleted_by_the_sweep_after_it_is_forgotten() {
    let site = Site::start().await;
    assert_eq!(guess(&site.visitor(), "nobody@example.com", "wrong").await, 422);
    for (seconds, kept) in [(48 * HOUR - 1, 2), (1, 0)] {
        site.pass(seconds);
        site.sweep().await;
        assert_eq!(site.number("(SELECT count(*) FROM sign_in_tries)"), kept, "the account and the address");
    }
}

#[tokio::test]
async fn an_operator_who_is_kept_out_between_two_steps_of_the_sign_in_is_not_let_in() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Viewer).await;
    site.execute(
        "CREATE TRIGGER meanwhile AFTER INSERT ON sign_in_tries BEGIN UPDATE operators SET disabled_at = 1; END",
    );
    let person = site.visitor();
    let fields = [("email", "ada@example.com"), ("password", PASSWORD), ("return_to", "")];
    let page = person.post("/sign-in", &fields).await;
    assert_eq!((page.status, page.h1().as_str()), (403, "Not signed in"));
    assert_eq!(person.cookie("nic_session"), None);
    assert_eq!(site.number("(SELECT count(*) FROM operator_sessions)"), 0);
    assert_eq!(site.number("(SELECT count(*) FROM activity WHERE action = 'signed_in')"), 0);
}

#[tokio::test]
async fn what_is_no_address_is_no_try() {
    let site = Site::start().await;
    let before = site.stored();
    for _ in 0..40 {
        assert_eq!(guess(&site.visitor(), "no address", "wrong").await, 422);
    }
    assert_eq!(site.number("(SELECT count(*) FROM sign_in_tries)"), 0);
    assert_eq!(site.stored(), before, "and nothing of it is recorded: it may be a password in the wrong field");
}

#[tokio::test]
async fn many_networks_of_one_site_are_slowed_down_together_and_others_are_not() {
    let site = Site::start_with(PROXY).await;
    for n in 0..2 {
        assert_eq!(guess_from(&site, format!("2001:db8:7:{n}::1"), &format!("p{n}@example.com")).await.status, 422);
    }
    for (failures, wait) in [(479, ""), (480, "60"), (484, "900"), (2_000_000_000, "900")] {
        // What stands above one is the site's counter.
        site.execute(&format!("UPDATE sign_in_tries SET failures = {failures} WHERE failures > 1"));
        let before = site.number("(SELECT count(*) FROM sign_in_tries)");
        let page =
            guess_from(&site, format!("2001:db8:7:{failures}::1", failures = failures % 9999), "p9@example.com").await;
        assert_eq!((page.status, page.header("retry-after").as_str()), (if wait.is_empty() { 422 } else { 429 }, wait));
        let left = site.number("(SELECT count(*) FROM sign_in_tries)") - before;
        assert_eq!(left, if wait.is_empty() { 2 } else { 0 }, "a try that waits for its site leaves nothing");
    }
    assert_eq!(guess_from(&site, "2001:db8:8::1".to_owned(), "p10@example.com").await.status, 422);
    assert_eq!(guess_from(&site, "192.0.2.1".to_owned(), "p11@example.com").await.status, 422);
}

#[tokio::test]
async fn an_address_that_has_to_wait_uses_up_no_tries_of_its_site() {
    let site = Site::start_with(PROXY).await;
    for n in 0..40 {
        let status = guess_from(&site, "2001:db8:7::1".to_owned(), &format!("p{n}@example.com")).await.status;
        assert_eq!(status, if n < 30 { 422 } else { 429 }, "{n}");
    }
    assert_eq!(site.number("(SELECT count(*) FROM sign_in_tries)"), 32, "thirty accounts, the address and its site");
    assert_eq!(site.number("(SELECT max(failures) FROM sign_in_tries)"), 30);
}
