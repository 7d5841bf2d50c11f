//! What an application can ask of a sign-in: never a page, a fresh proof, a word from the user, a language.

use super::shop::{Shop, answer, told};

#[tokio::test]
async fn prompt_none_shows_no_page_without_a_session_with_a_dead_one_and_with_a_live_one() {
    let shop = Shop::open().await;
    let none = [("prompt", "none")];
    let stranger = shop.site.visitor();
    let page = shop.visit(&stranger, &none).await;
    assert_eq!((page.status, told(&page, "error").as_deref()), (303, Some("login_required")));
    assert_eq!(told(&page, "state").as_deref(), Some("af0ifjsldkj"));
    stranger.set_cookie("nic_user", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    let page = shop.visit(&stranger, &none).await;
    assert_eq!(told(&page, "error").as_deref(), Some("login_required"));
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    let page = shop.visit(&grace, &none).await;
    assert_eq!((page.status, told(&page, "error")), (303, None));
    assert!(told(&page, "code").is_some());
    shop.set("registration", &[("terms", "https://shop.example.com/terms"), ("terms_version", "1")]).await;
    let page = shop.visit(&grace, &none).await;
    assert_eq!(told(&page, "error").as_deref(), Some("interaction_required"));
    shop.site.pass(12 * 60 * 60);
    let page = shop.visit(&grace, &none).await;
    assert_eq!(told(&page, "error").as_deref(), Some("login_required"), "idle for half a day, and not kept signed in");
}

#[tokio::test]
async fn prompt_login_and_a_small_max_age_want_a_fresh_proof_and_a_large_one_does_not() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    shop.site.pass(100);
    for (parameter, value, is_asked) in
        [("prompt", "login", true), ("max_age", "0", true), ("max_age", "99", true), ("max_age", "10000", false)]
    {
        let page = shop.visit(&grace, &[(parameter, value)]).await;
        if !is_asked {
            assert!(told(&page, "code").is_some(), "{parameter} {value}");
            continue;
        }
        assert_eq!(page.h1(), "Sign in to Shop", "{parameter} {value}");
        assert_eq!(page.value("Email"), "grace@example.com", "it is suggested");
        let page = shop.prove(&grace, &page, "grace@example.com").await;
        assert!(told(&page, "code").is_some(), "{parameter} {value}: {}", page.text());
        shop.site.pass(3_700);
    }
    assert_eq!(shop.site.number("(SELECT count(*) FROM user_sessions)"), 1, "it goes on with another token");
}

#[tokio::test]
async fn consent_is_asked_for_once_and_a_hint_fills_the_field_and_sends_nothing() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let page = shop.visit(&grace, &[("login_hint", "grace@example.com"), ("prompt", "consent")]).await;
    assert_eq!(page.value("Email"), "grace@example.com");
    assert_eq!(shop.site.number("(SELECT count(*) FROM messages)"), 0);
    let page = shop.prove(&grace, &page, "grace@example.com").await;
    let page = grace.submit(&page, "Create account", &[("Given name", "Grace"), ("Family name", "Hopper")]).await;
    assert_eq!(page.h1(), "Continue to Shop", "{}", page.text());
    let page = grace.submit(&page, "Continue as Grace Hopper", &[]).await;
    assert!(told(&page, "code").is_some());
}

#[tokio::test]
async fn pages_speak_the_language_that_was_asked_for_else_the_browsers() {
    let shop = Shop::open().await;
    let german = shop.visit(&shop.site.visitor(), &[("ui_locales", "fr de-AT")]).await;
    assert_eq!(german.all("html[lang=de]").len(), 1);
    assert_eq!(german.h1(), "Bei Shop anmelden", "{}", german.text());
    let visitor = shop.site.visitor();
    let page = shop.visit(&visitor, &[]).await;
    let request =
        visitor.request(reqwest::Method::GET, &page.path).header("accept-language", "de-DE,de;q=0.9,en;q=0.8");
    let page = visitor.send(request).await;
    assert_eq!(page.h1(), "Bei Shop anmelden");
}

#[tokio::test]
async fn form_post_carries_the_answer_in_a_form_and_nothing_in_the_address() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    let evil = "\"><script>alert(1)</script>";
    let page = shop.visit(&grace, &[("response_mode", "form_post"), ("state", evil)]).await;
    assert_eq!(page.status, 200);
    assert!(!page.header("content-security-policy").contains("form-action"), "the application may send it on");
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    let form = &page.forms()[0];
    assert_eq!((form.action.as_str(), form.method.as_str()), (super::shop::CALLBACK, "post"));
    let names: Vec<&str> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["code", "state", "iss"]);
    assert_eq!(form.fields[1].1, evil);
    let page = shop.visit(&shop.site.visitor(), &[("response_mode", "form_post"), ("prompt", "none")]).await;
    assert!(page.forms()[0].fields.contains(&("error".to_owned(), "login_required".to_owned())), "errors too");
}

#[tokio::test]
async fn a_posted_request_is_decided_by_the_page_that_it_leads_to() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    let request = shop.request(&[]);
    let (path, query) = request.split_once('?').unwrap();
    let post = grace.bare(reqwest::Method::POST, path).header("sec-fetch-site", "cross-site");
    let post = post.header("content-type", "application/x-www-form-urlencoded").body(query.to_owned());
    let page = grace.send(post).await;
    let start = page.location().unwrap();
    assert!(page.status == 303 && start.starts_with("/journey?request="), "{start}");
    let page = grace.get(&start).await;
    assert_eq!(answer(&page).first().map(|(name, _)| name.as_str()), Some("code"));
    let again = grace.open(&start).await;
    assert_eq!(again.h1(), "You are signed in to Shop", "an address of ours answers once");
}

#[tokio::test]
async fn an_application_that_sends_its_user_back_again_and_again_is_stopped() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    for _ in 0..5 {
        assert_eq!(shop.visit(&grace, &[]).await.status, 303);
    }
    let page = shop.visit(&grace, &[]).await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Shop keeps sending you back"));
    shop.site.pass(31);
    assert_eq!(shop.visit(&grace, &[]).await.status, 303);
}

#[tokio::test]
async fn who_chose_to_stay_signed_in_is_for_as_long_as_the_card_says() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let page = shop.visit(&grace, &[]).await;
    let filled = [("Email", "grace@example.com"), ("Keep me signed in", "on")];
    let page = grace.submit(&page, "Continue", &filled).await;
    let page = grace.submit(&page, "Continue", &[("Code", &shop.code().await)]).await;
    let done = grace.submit(&page, "Create account", &[("Given name", "Grace"), ("Family name", "Hopper")]).await;
    assert!(done.header("set-cookie").contains("Max-Age="), "{}", done.header("set-cookie"));
    shop.site.pass(14 * 24 * 3_600 - 1);
    assert!(told(&shop.visit(&grace, &[]).await, "code").is_some());
    shop.site.pass(14 * 24 * 3_600);
    assert_eq!(shop.visit(&grace, &[]).await.h1(), "Sign in to Shop");
    assert_eq!(shop.visit(&grace, &[]).await.value("Email"), "grace@example.com");
}
