//! Tabs, Back, reloads, cookies and long pauses: nobody is signed in wrongly, nothing is spent, and the page says what to do.

use reqwest::Method;

use super::shop::{Shop, told};
use crate::support::Page;

#[tokio::test]
async fn two_tabs_do_not_disturb_each_other_and_the_second_offers_to_continue() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let one = shop.visit(&grace, &[("state", "one")]).await;
    let two = shop.visit(&grace, &[("state", "two")]).await;
    let two = grace.submit(&two, "Continue", &[("Email", "grace@example.com")]).await;
    let one = shop.prove(&grace, &one, "grace@example.com").await;
    let done = grace.submit(&one, "Create account", &[("Given name", "Grace"), ("Family name", "Hopper")]).await;
    assert_eq!(told(&done, "state").as_deref(), Some("one"));
    let page = grace.open(&two.path).await;
    assert_eq!(page.h1(), "Continue to Shop", "{}", page.text());
    let done = grace.submit(&page, "Continue as Grace Hopper", &[]).await;
    assert_eq!(told(&done, "state").as_deref(), Some("two"));
    assert_eq!(shop.site.number("(SELECT count(*) FROM users)"), 1);
}

#[tokio::test]
async fn a_tab_whose_sign_in_has_not_begun_asks_before_it_goes_on_as_who_signed_in_in_another() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let two = shop.visit(&grace, &[]).await;
    shop.register(&grace, "grace@example.com").await;
    let page = grace.press(&two, "Continue", &[("Email", "ada@example.com")]).await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Continue to Shop"), "not as somebody else than was typed");
    let done = grace.press(&page, "Continue as Grace Hopper", &[]).await;
    assert!(told(&done, "code").is_some());
}

#[tokio::test]
async fn an_address_of_ours_never_leads_on_by_a_redirect_which_a_form_before_it_would_forbid() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let start = shop.visit(&grace, &[]).await.path;
    shop.register(&grace, "grace@example.com").await;
    let page = grace.open(&start).await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Returning to Shop"));
    assert!(told(&page, "code").is_some());
}

#[tokio::test]
async fn back_shows_the_present_step_and_an_old_form_does_nothing() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let first = shop.visit(&grace, &[]).await;
    let code = grace.submit(&first, "Continue", &[("Email", "grace@example.com")]).await;
    let again = grace.get(&first.path).await;
    assert_eq!(again.location().as_deref(), Some(code.path.as_str()), "its address leads to the journey");
    let details = grace.submit(&code, "Continue", &[("Code", &shop.code().await)]).await;
    assert_eq!(details.h1(), "Create your account");
    let old = grace.submit(&code, "Continue", &[("Code", "000000")]).await;
    assert_eq!(old.h1(), "Create your account", "the form of a step that is over");
    assert_eq!(grace.open(&code.path).await.h1(), "Create your account");
    let filled = [("Given name", "Grace"), ("Family name", "Hopper")];
    let done = grace.submit(&details, "Create account", &filled).await;
    assert_eq!(done.h1(), "Returning to Shop");
    for (method, path) in [(Method::GET, &code.path), (Method::GET, &first.path)] {
        let page = grace.send(grace.request(method, path)).await;
        let page = grace.follow(page).await;
        assert_eq!((page.status, page.h1().as_str()), (200, "You are signed in to Shop"), "{path}");
    }
    let twice = grace.submit(&details, "Create account", &filled).await;
    assert_eq!(twice.h1(), "You are signed in to Shop", "it answers once");
    assert_eq!(shop.site.number("(SELECT count(*) FROM grants)"), 1);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_begins_one_journey() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let page = shop.visit(&grace, &[]).await;
    let email = [("Email", "grace@example.com")];
    let (one, two) = tokio::join!(grace.press(&page, "Continue", &email), grace.press(&page, "Continue", &email));
    assert_eq!((one.status, two.status), (303, 303));
    assert_eq!(one.location(), two.location());
    assert_eq!(shop.site.number("(SELECT count(*) FROM messages)"), 1);
}

#[tokio::test]
async fn a_browser_without_cookies_is_told_so_and_nothing_is_sent() {
    let shop = Shop::open().await;
    let page = shop.visit(&shop.site.visitor(), &[]).await;
    let forgetful = shop.site.visitor();
    let page = forgetful.submit(&page, "Continue", &[("Email", "grace@example.com")]).await;
    assert_eq!((page.status, page.h1().as_str()), (403, "Your browser does not keep cookies"));
    assert_eq!(shop.site.number("(SELECT count(*) FROM journeys) + (SELECT count(*) FROM messages)"), 0);
    let again = forgetful.submit(&page, "Start again", &[]).await;
    assert_eq!(again.h1(), "Sign in to Shop");
}

#[tokio::test]
async fn a_journey_belongs_to_the_browser_in_which_it_began() {
    let shop = Shop::open().await;
    let (grace, mallory) = (shop.site.visitor(), shop.site.visitor());
    shop.visit(&mallory, &[]).await;
    let page = shop.visit(&grace, &[]).await;
    let page = grace.submit(&page, "Continue", &[("Email", "grace@example.com")]).await;
    let code = shop.code().await;
    let stolen = mallory.open(&page.path).await;
    assert_eq!((stolen.status, stolen.h1().as_str()), (403, "This sign-in began in another browser"));
    let typed = mallory.submit(&page, "Continue", &[("Code", &code)]).await;
    assert_eq!((typed.status, typed.h1().as_str()), (403, "This sign-in began in another browser"));
    let anew = mallory.submit(&stolen, "Start again", &[]).await;
    assert_eq!(anew.h1(), "Sign in to Shop");
    let page = grace.submit(&page, "Continue", &[("Code", &code)]).await;
    assert_eq!(page.h1(), "Create your account", "nothing was spent");
}

#[tokio::test]
async fn after_an_hour_what_was_proved_no_longer_counts_and_after_a_day_nothing_is_left() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let page = shop.visit(&grace, &[]).await;
    let start = page.path.clone();
    let page = shop.prove(&grace, &page, "grace@example.com").await;
    shop.site.pass(61 * 60);
    let filled = [("Given name", "Grace"), ("Family name", "Hopper")];
    let late = grace.submit(&page, "Create account", &filled).await;
    assert_eq!(late.h1(), "Check your email", "{}", late.text());
    assert!(late.shows("You were away for more than an hour"), "{}", late.text());
    let late = grace.submit(&late, "Send a new code", &[]).await;
    let page = grace.submit(&late, "Continue", &[("Code", &shop.code().await)]).await;
    assert_eq!(page.h1(), "Create your account");
    shop.site.pass(24 * 60 * 60);
    for path in [&page.path, &start] {
        let gone = grace.open(path).await;
        assert_eq!((gone.status, gone.h1().as_str()), (410, "This sign-in has expired"), "{path}");
    }
    shop.site.sweep().await;
    assert_eq!(shop.site.number("(SELECT count(*) FROM journeys) + (SELECT count(*) FROM users)"), 0);
}

#[tokio::test]
async fn who_cancels_is_sent_back_and_who_is_another_is_asked_again() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    let ask = [("prompt", "select_account")];
    let page = shop.visit(&grace, &ask).await;
    assert_eq!(page.h1(), "Continue to Shop");
    let canceled = grace.submit(&page, "Cancel", &[]).await;
    assert_eq!(told(&canceled, "error").as_deref(), Some("access_denied"));
    assert_eq!(told(&canceled, "state").as_deref(), Some("af0ifjsldkj"));
    assert_eq!(told(&canceled, "iss"), Some(shop.site.url.clone()));
    let page = shop.visit(&grace, &ask).await;
    let page = grace.submit(&page, "Use another account", &[]).await;
    assert_eq!(page.h1(), "Sign in to Shop");
    let page = shop.prove(&grace, &page, "ada@example.com").await;
    let done = grace.submit(&page, "Create account", &[("Given name", "Ada"), ("Family name", "Lovelace")]).await;
    assert!(told(&done, "code").is_some());
    assert_eq!(shop.site.number("(SELECT count(*) FROM user_sessions)"), 1, "who was signed in here is not any more");
}

#[tokio::test]
async fn nobody_else_sends_a_form_of_a_journey() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let page = shop.visit(&grace, &[]).await;
    let form = page.form("Continue", &[("Email", "grace@example.com")]);
    let before = shop.site.stored();
    for site in ["cross-site", "same-site"] {
        let request = grace.bare(Method::POST, &form.action).header("sec-fetch-site", site).form(&form.fields);
        assert_eq!(grace.send(request).await.status, 403, "{site}");
    }
    assert_eq!(shop.site.stored(), before);
}

#[tokio::test]
async fn who_looks_ahead_is_given_no_code_and_writes_nothing() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    let before = shop.site.stored();
    let request = shop.request(&[]);
    let ahead = |path: &str| grace.bare(Method::GET, path).header("sec-purpose", "prefetch;prerender");
    let head = grace.send(grace.bare(Method::HEAD, &request)).await;
    let prefetch = grace.send(ahead(&request)).await;
    for answer in [head, prefetch] {
        let location = answer.location().unwrap();
        assert!(answer.status == 303 && location.starts_with("/journey?request="), "{location}");
        let page = grace.send(ahead(&location)).await;
        assert_eq!((page.status, page.h1().as_str()), (200, "Continue to Shop"), "a button, and no code");
        assert_eq!(shop.site.stored(), before);
    }
    let page = grace.send(ahead(&request)).await;
    let page = grace.send(ahead(&page.location().unwrap())).await;
    assert_eq!(grace.submit(&page, "Continue as Grace Hopper", &[]).await.h1(), "Returning to Shop");
}

#[tokio::test]
async fn an_address_that_is_removed_or_a_scope_that_is_taken_away_counts_for_what_was_asked_before() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    let start = shop.visit(&shop.site.visitor(), &[]).await.path;
    let scopes = shop.visit(&shop.site.visitor(), &[("scope", "openid email offline_access")]).await.path;
    let mut fields = shop.ada.open(&format!("{}/integration", shop.page)).await;
    fields = shop.ada.press(&fields, "Save changes", &[("Refresh tokens", "off")]).await;
    assert_eq!(fields.status, 303, "{}", fields.text());
    assert!(told(&grace.get(&scopes).await, "code").is_some());
    assert_eq!(shop.site.number("(SELECT count(*) FROM grants WHERE scopes = 'openid email')"), 1);
    shop.set("integration", &[("redirect_uris_1", "https://elsewhere.example.com/callback")]).await;
    for user in [&grace, &shop.site.visitor()] {
        let page = user.get(&start).await;
        assert_eq!((page.status, page.h1().as_str()), (410, "This sign-in has expired"));
        let canceled = user.post(&start, &[("step", "cancel")]).await;
        assert!(canceled.location().is_none_or(|to| to.starts_with("/journey")), "{:?}", canceled.location());
        assert!(!canceled.html.contains("shop.example.com"), "{}", canceled.html);
    }
}

#[tokio::test]
async fn two_visits_of_one_address_at_the_same_time_are_given_one_code() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    let start = shop.visit(&shop.site.visitor(), &[]).await.path;
    let answers = futures_util::future::join_all((0..8).map(|_| grace.get(&start))).await;
    let is_told = |page: &&Page| page.html.contains("code=") || page.location().is_some_and(|to| to.contains("code="));
    let codes = answers.iter().filter(is_told).count();
    assert_eq!(codes, 1);
}

#[tokio::test]
async fn who_cancels_before_anything_has_begun_leaves_nothing() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let page = shop.visit(&grace, &[]).await;
    let before = shop.site.stored();
    let canceled = grace.post(&page.path, &[("step", "cancel")]).await;
    assert_eq!(told(&canceled, "error").as_deref(), Some("access_denied"));
    assert_eq!(shop.site.stored(), before);
}

#[tokio::test]
async fn what_one_account_was_asked_is_not_written_to_another() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    shop.set("registration", &[("terms", "https://shop.example.com/terms"), ("terms_version", "1")]).await;
    let page = shop.visit(&grace, &[("prompt", "consent")]).await;
    let page = grace.submit(&page, "Continue", &[("I accept the terms of use", "on")]).await;
    assert_eq!(page.h1(), "Continue to Shop");
    shop.site.pass(1);
    let other = shop.visit(&grace, &[("prompt", "login")]).await;
    let other = grace.submit(&other, "Continue", &[("Email", "ada@example.com")]).await;
    let other = grace.submit(&other, "Continue", &[("Code", &shop.code().await)]).await;
    let filled = [("Given name", "Ada"), ("Family name", "Lovelace"), ("I accept the terms of use", "on")];
    grace.submit(&other, "Create account", &filled).await;
    shop.set("registration", &[("terms_version", "2")]).await;
    let page = grace.submit(&page, "Continue as Grace Hopper", &[]).await;
    assert_eq!(page.h1(), "Complete your account", "Ada has accepted no second version: {}", page.text());
}
