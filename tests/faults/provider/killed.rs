//! The program is killed while codes are redeemed and tokens refreshed: no answer that is lost signs anybody out, and none is
//! half done.

use std::time::Duration;

use futures_util::future::join_all;

use super::{Prepared, code, redeem, refresh, userinfo};
use crate::support::granted::{App, error, member};
use crate::support::process::Running;
use crate::support::random::Random;
use crate::support::{Page, Person};

/// Users who are at it at the same time; each second one with an application that cannot prove who it is.
const USERS: usize = 6;

/// How often the program is killed.
fn kills() -> usize {
    std::env::var("KILLS").ok().map_or(8, |kills| kills.parse().unwrap())
}

fn app_of(prepared: &Prepared, user: usize) -> &App {
    if user.is_multiple_of(2) { &prepared.shop } else { &prepared.page_app }
}

/// Kills the program within so many milliseconds.
async fn kill_within(running: &Running, random: &mut Random, most: usize) {
    tokio::time::sleep(Duration::from_millis(random.below(most).try_into().unwrap())).await;
    running.signal("KILL");
}

/// Ends what is left of a program, and starts it anew.
fn again(prepared: &Prepared, running: Running) -> Running {
    let said = running.kill();
    assert!(!said.contains("panicked"), "{said}");
    prepared.database.is_whole();
    let half = "(SELECT count(*) FROM grants WHERE (exchanged_at IS NULL) <> (generation = 0))";
    assert_eq!(prepared.database.number(half), 0, "a grant is half exchanged");
    Running::start(prepared.path())
}

#[tokio::test]
async fn a_code_whose_exchange_was_killed_works_or_is_refused_and_leaves_no_half_grant() {
    let prepared = Prepared::new(USERS).await;
    let mut random = Random::seeded("kill -9 in an exchange");
    let mut running = Running::start(prepared.path());
    let (mut answered, mut works, mut is_spent) = (0, 0, 0_usize);
    for _ in 0..kills() {
        let url = running.url();
        let browsers: Vec<Person> = (0..USERS).map(|user| prepared.browser(user, &url)).collect();
        let mut codes = Vec::new();
        for (user, browser) in browsers.iter().enumerate() {
            codes.push(code(browser, app_of(&prepared, user)).await);
        }
        let redeemed = (0..USERS).map(|user| {
            let (browser, code, app) = (&browsers[user], &codes[user], app_of(&prepared, user));
            async move { redeem(browser, app, code).await.ok() }
        });
        let (answers, ()) = tokio::join!(join_all(redeemed), kill_within(&running, &mut random, 40));
        running = again(&prepared, running);
        let program = Person::new(&running.url());
        for (user, answer) in answers.into_iter().enumerate() {
            let app = app_of(&prepared, user);
            if let Some(answer) = answer {
                answered += 1;
                let after = refresh(&program, app, &member(&answer, "refresh_token")).await.unwrap();
                assert_eq!(after.status, 200, "what was acknowledged is there: {}", after.html);
                continue;
            }
            let second = redeem(&program, app, &codes[user]).await.unwrap();
            if second.status == 200 {
                works += 1;
                let after = refresh(&program, app, &member(&second, "refresh_token")).await.unwrap();
                assert_eq!(after.status, 200, "{}", after.html);
            } else {
                is_spent += 1;
                assert_eq!(error(&second), (400, "invalid_grant".to_owned()));
            }
        }
    }
    println!("{answered} were answered; of the others {works} codes worked and {is_spent} were spent");
    assert!(answered + works + is_spent == kills() * USERS && works + is_spent > 0, "nothing was killed");
    let ended = "(SELECT count(*) FROM user_events WHERE kind = 'token_reused')";
    assert_eq!(
        prepared.database.number(ended),
        i64::try_from(is_spent).unwrap(),
        "a spent code is one that was used, whose grant ended"
    );
}

#[tokio::test]
async fn a_refresh_that_was_killed_leaves_the_old_token_or_the_new_one_and_its_answer_can_be_asked_for_again() {
    let prepared = Prepared::new(USERS).await;
    let mut random = Random::seeded("kill -9 in a refresh");
    let mut running = Running::start(prepared.path());
    let mut held = Vec::new();
    for user in 0..USERS {
        let (browser, app) = (prepared.browser(user, &running.url()), app_of(&prepared, user));
        let answer = redeem(&browser, app, &code(&browser, app).await).await.unwrap();
        held.push(member(&answer, "refresh_token"));
    }
    let mut rotations = 0;
    for _ in 0..kills() {
        let url = running.url();
        let work = held.iter_mut().enumerate().map(|(user, held)| {
            let (program, app) = (Person::new(&url), app_of(&prepared, user));
            async move {
                let mut count = 0;
                while let Ok(answer) = refresh(&program, app, held).await {
                    *held = member(&answer, "refresh_token");
                    count += 1;
                }
                count
            }
        });
        let (counts, ()) = tokio::join!(join_all(work), kill_within(&running, &mut random, 120));
        rotations += counts.iter().sum::<usize>();
        running = again(&prepared, running);
        let program = Person::new(&running.url());
        for (user, held) in held.iter_mut().enumerate() {
            let app = app_of(&prepared, user);
            let ask = async |token: &str| -> Page { refresh(&program, app, token).await.unwrap() };
            let (first, second) = (ask(held).await, ask(held).await);
            let next = member(&first, "refresh_token");
            assert_eq!(member(&second, "refresh_token"), next, "the lost answer, and no other branch");
            assert_eq!(userinfo(&program, &member(&second, "access_token")).await.status, 200);
            *held = next;
        }
    }
    println!("{rotations} rotations");
    assert!(rotations > kills(), "too little happened");
    let grants = i64::try_from(USERS).unwrap();
    assert_eq!(prepared.database.number("(SELECT count(*) FROM grants)"), grants, "nobody was signed out");
}
