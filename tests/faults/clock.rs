use crate::console::{create, create_page};
use crate::support::site::PASSWORD;
use crate::support::{Person, Site};
use next_identity_console::domain::role::Role;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;
/// An hour and a year in both directions.
const STEPS: [i64; 4] = [HOUR, -HOUR, YEAR, -YEAR];

async fn is_signed_in(person: &Person) -> bool {
    person.get("/clients").await.status == 200
}

async fn guess(person: &Person, password: &str) -> u16 {
    let fields = [("email", "ada@example.com"), ("password", password), ("return_to", "")];
    person.post("/sign-in", &fields).await.status
}

#[tokio::test]
async fn no_step_of_the_clock_makes_a_session_immortal() {
    for step in STEPS {
        // Used without a pause, a session ends within a day and an hour of real time; left alone, within two hours.
        for (pause, most) in [(HOUR / 2, DAY + HOUR), (2 * HOUR, 2 * HOUR)] {
            let site = Site::start().await;
            let ada = site.named_operator("Ada", Role::Viewer).await;
            site.pass(step);
            let mut passed = 0;
            loop {
                site.pass(pause);
                passed += pause;
                if !is_signed_in(&ada).await {
                    break;
                }
                assert!(passed < most, "{step}: signed in after {passed} seconds");
            }
        }
    }
}

#[tokio::test]
async fn a_session_from_the_far_future_is_refused_and_one_from_the_near_future_is_kept() {
    for (step, kept) in
        [(-HOUR, true), (-HOUR - 1, false), (-YEAR, false), (HOUR - 1, true), (HOUR, false), (YEAR, false)]
    {
        let site = Site::start().await;
        let ada = site.named_operator("Ada", Role::Viewer).await;
        site.pass(step);
        assert_eq!(is_signed_in(&ada).await, kept, "{step}");
        assert_eq!(ada.open("/sign-in").await.h1(), if kept { "Clients" } else { "Sign in" });
        ada.sign_in_again("Ada").await;
        assert!(is_signed_in(&ada).await, "signing in works at {step}");
    }
}

#[tokio::test]
async fn no_step_of_the_clock_locks_an_account_for_long_or_opens_it_to_guesses() {
    for step in STEPS {
        let site = Site::start().await;
        site.add_operator("Ada", Role::Viewer).await;
        for _ in 0..5 {
            assert_eq!(guess(&site.visitor(), "wrong").await, 422);
        }
        assert_eq!(guess(&site.visitor(), PASSWORD).await, 429);
        site.pass(step);
        // A step may let tries through, but not more of them than a fresh account has.
        let mut evaluated = 0;
        for _ in 0..20 {
            evaluated += usize::from(guess(&site.visitor(), "wrong").await == 422);
        }
        assert!(evaluated <= 5, "{step}: {evaluated}");
        assert_eq!(guess(&site.visitor(), PASSWORD).await, 429, "{step}");
        site.pass(HOUR);
        assert_eq!(guess(&site.visitor(), PASSWORD).await, 303, "{step}");
    }
}

#[tokio::test]
async fn a_clock_that_swings_gives_a_guesser_one_try_a_swing() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Viewer).await;
    for _ in 0..5 {
        guess(&site.visitor(), "wrong").await;
    }
    for swing in 0..10 {
        site.pass(if swing % 2 == 0 { -HOUR } else { HOUR });
        assert_eq!(guess(&site.visitor(), "wrong").await, 422, "{swing}");
        assert_eq!(guess(&site.visitor(), "wrong").await, 429, "{swing}");
    }
}

#[tokio::test]
async fn a_known_browser_stays_known_whatever_the_clock_does() {
    for step in [HOUR, -HOUR, -YEAR] {
        let site = Site::start().await;
        let ada = site.named_operator("Ada", Role::Viewer).await;
        site.pass(step);
        for _ in 0..5 {
            guess(&site.visitor(), "wrong").await;
        }
        assert_eq!(guess(&site.visitor(), PASSWORD).await, 429);
        assert_eq!(guess(&ada, PASSWORD).await, 303, "{step}");
    }
}

#[tokio::test]
async fn lists_and_the_record_keep_their_order_when_the_clock_steps() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Administrator).await;
    let ada = site.visitor();
    let mut made = Vec::new();
    for step in [0].into_iter().chain(STEPS).chain([0]) {
        site.pass(step);
        ada.sign_in_again("Ada").await;
        for _ in 0..6 {
            let name = format!("Client {:02}", made.len());
            create(&ada, &name).await;
            made.push(name);
        }
    }
    let reversed: Vec<String> = made.iter().rev().cloned().collect();
    assert_eq!(names(&ada, "/clients?sort=created").await, made);
    assert_eq!(names(&ada, "/clients?sort=created&order=desc").await, reversed);
    let updated = names(&ada, "/clients?sort=updated").await;
    let mut sorted = updated.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, made, "by update, nothing is lost or shown twice");
    let mut back = names(&ada, "/clients?sort=updated&order=desc").await;
    back.reverse();
    assert_eq!(back, updated, "and it is one order, read from either end");
    let steps_back = "(SELECT count(*) FROM activity a JOIN activity b ON b.seq = a.seq + 1 WHERE b.at < a.at)";
    assert!(site.number(steps_back) >= 2, "the clock went back while something was recorded");
    let created =
        "(SELECT group_concat(after) FROM (SELECT after ->> '$' AS after FROM activity JOIN activity_changes ON activity_seq = seq
        WHERE action = 'client_created' AND field = 'general.name' ORDER BY seq))";
    assert_eq!(site.text(created), made.join(","));
}

/// The names on all pages of a list, from the first to the last.
async fn names(person: &Person, path: &str) -> Vec<String> {
    person.walk(path, "Next").await.iter().flat_map(|page| page.all("tbody th a")).collect()
}

#[tokio::test]
async fn a_card_that_is_saved_before_and_after_a_step_of_the_clock_still_conflicts() {
    for step in STEPS {
        let site = Site::start().await;
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let grace = site.named_operator("Grace", Role::Administrator).await;
        let client = create(&ada, "Shop").await;
        let path = format!("{client}/general");
        let adas = ada.open(&path).await;
        let graces = grace.open(&path).await;
        grace.submit(&graces, "Save changes", &[("Description", "Grace's")]).await;
        site.pass(step);
        ada.sign_in_again("Ada").await;
        let page = ada.press(&adas, "Save changes", &[("Description", "Ada's")]).await;
        assert_eq!(page.status, 409, "{step}");
        assert!(page.shows("Grace changed General while you were editing"), "{step}: {}", page.text());
        let page = ada.open(&path).await;
        assert_eq!(ada.press(&page, "Save changes", &[("Description", "Ada's")]).await.status, 303, "{step}");
        assert_eq!(site.text("(SELECT description FROM clients)"), "Ada's");
    }
}

#[tokio::test]
async fn a_second_click_across_a_step_of_the_clock_makes_no_second_client_and_no_false_success() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    create(&ada, "Shop").await;
    for step in [-HOUR / 2, HOUR / 2, -30] {
        site.pass(step);
        let page = create_page(&ada, "Shop", &[]).await;
        let same_minute = site.number("(SELECT count(*) FROM clients)") == 1 && page.status == 303;
        assert!(page.status == 409 || same_minute, "{step}: {}", page.status);
    }
    assert_eq!(site.number("(SELECT count(*) FROM clients)"), 1);
}
