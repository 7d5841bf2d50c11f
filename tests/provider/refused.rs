//! Who is not let in, and requests that nobody may be sent on by.

use super::shop::{CALLBACK, Shop, told};

#[tokio::test]
async fn an_address_that_is_not_registered_is_a_page_and_never_a_link() {
    let shop = Shop::open().await;
    let before = shop.site.stored();
    for bad in [
        "https://shop.example.com/Callback",
        "https://shop.example.com/callback/",
        "https://shop.example.com/callback?x=1",
        "https://shop.example.com/callback#x",
        "https://shop.example.com/%63allback",
        "https://shop.example.com/x/../callback",
        "https://shop.example.com:443/callback",
        "https://user@shop.example.com/callback",
        "https://shop.example.com@evil.example/callback",
        "http://shop.example.com/callback",
        "https://shop.example.com.evil.example/callback",
        "javascript:alert(1)",
        "//shop.example.com/callback",
        "",
    ] {
        let page = shop.visit(&shop.site.visitor(), &[("redirect_uri", bad)]).await;
        assert_eq!((page.status, page.location()), (400, None), "{bad}");
        assert_eq!(page.h1(), "Shop sent a request that cannot be answered", "{bad}");
        assert!(page.links().iter().all(|link| !link.contains("callback") && !link.contains("javascript")), "{bad}");
        assert!(page.shows("Reference"), "{bad}");
    }
    assert_eq!(shop.site.stored(), before, "nothing is written at once");
}

#[tokio::test]
async fn an_unknown_client_and_a_repeated_parameter_are_pages_and_other_errors_go_back() {
    let shop = Shop::open().await;
    let visitor = shop.site.visitor();
    let page = shop.visit(&visitor, &[("client_id", "unknown")]).await;
    assert_eq!((page.status, page.h1().as_str()), (400, "This request cannot be answered"));
    let request = shop.request(&[]);
    for name in ["client_id", "redirect_uri", "state", "scope", "nonce", "x"] {
        let twice = visitor.get(&format!("{request}&{name}=a&{name}=b")).await;
        assert_eq!((twice.status, twice.location()), (400, None), "{name}");
    }
    for (name, value, error) in [
        ("response_type", "", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "code id_token", "unsupported_response_type"),
        ("response_mode", "fragment", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("scope", "nothing", "invalid_scope"),
        ("prompt", "none login", "invalid_request"),
        ("max_age", "-1", "invalid_request"),
        ("request", "eyJ", "request_not_supported"),
        ("request_uri", "https://a.example/", "request_uri_not_supported"),
        ("claims", "[", "invalid_request"),
    ] {
        let page = shop.visit(&visitor, &[(name, value)]).await;
        assert_eq!(told(&page, "error").as_deref(), Some(error), "{name} {value}");
        assert_eq!(told(&page, "state").as_deref(), Some("af0ifjsldkj"), "{name}");
        assert_eq!(told(&page, "iss"), Some(shop.site.url.clone()), "{name}");
        assert_eq!(told(&page, "code"), None, "{name}");
    }
    let page = shop.visit(&visitor, &[("display", "popup"), ("unknown", "x"), ("claims_locales", "de")]).await;
    assert_eq!(page.h1(), "Sign in to Shop", "what is not known is ignored");
}

#[tokio::test]
async fn a_disabled_client_lets_nobody_in_at_any_step() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    let page = shop.visit(&grace, &[]).await;
    let start = page.path.clone();
    let page = grace.submit(&page, "Continue", &[("Email", "grace@example.com")]).await;
    let code = shop.code().await;
    let status = format!("{}/status", shop.page);
    shop.ada.post(&status, &[("status", "disabled")]).await;
    let refused = grace.submit(&page, "Continue", &[("Code", &code)]).await;
    assert_eq!((refused.status, refused.h1().as_str()), (403, "Shop is switched off"));
    assert_eq!(grace.open(&start).await.h1(), "Shop is switched off");
    let page = shop.visit(&shop.site.visitor(), &[]).await;
    assert_eq!((page.status, page.h1().as_str()), (400, "Shop is switched off"));
    assert_eq!(shop.site.number("(SELECT count(*) FROM users)"), 0);
}

#[tokio::test]
async fn a_client_that_asks_for_more_than_there_is_lets_nobody_in() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    for (name, value) in [("method", "password"), ("two_step_policy", "required")] {
        shop.set("authentication", &[("method", "one_time_password"), ("two_step_policy", "disabled")]).await;
        shop.set("authentication", &[(name, value)]).await;
        for user in [&grace, &shop.site.visitor()] {
            let page = shop.visit(user, &[]).await;
            assert_eq!((page.status, page.h1().as_str()), (403, "You cannot sign in to Shop yet"), "{name}");
            let page = shop.visit(user, &[("prompt", "none")]).await;
            assert_eq!(told(&page, "error").as_deref(), Some("access_denied"), "{name}");
        }
    }
}

#[tokio::test]
async fn who_was_not_invited_sees_what_a_member_sees_and_no_code_is_sent() {
    let shop = Shop::open().await;
    shop.register(&shop.site.visitor(), "grace@example.com").await;
    shop.set("registration", &[("registration_type", "invitation_only")]).await;
    let pages = ["grace@example.com", "stranger@example.com"].map(|email| {
        let shop = &shop;
        async move {
            let visitor = shop.site.visitor();
            let page = shop.visit(&visitor, &[]).await;
            assert!(!page.shows("No account yet?"));
            let page = visitor.submit(&page, "Continue", &[("Email", email)]).await;
            (visitor, page)
        }
    });
    let [member, stranger] = pages;
    let ((member, known), (visitor, unknown)) = (member.await, stranger.await);
    let plain = |text: String| text.replace("g•••", "•••").replace("s•••", "•••");
    assert_eq!(plain(known.text()), plain(unknown.text()));
    assert_eq!(shop.site.number("(SELECT count(*) FROM messages)"), 2, "that of the registration, and the member's");
    let code = shop.code().await;
    for typed in ["000000", code.as_str()] {
        let page = visitor.submit(&unknown, "Continue", &[("Code", typed)]).await;
        assert!(page.error_of("code").starts_with("Wrong code."), "{}", page.text());
    }
    let page = member.submit(&known, "Continue", &[("Code", &code)]).await;
    assert!(told(&page, "code").is_some());
    let reason = shop.site.text("(SELECT reason FROM user_events WHERE kind = 'code_not_sent')");
    assert_eq!(reason, "nobody of this address was invited");
}

#[tokio::test]
async fn a_user_of_another_client_is_nobody_to_one_that_only_invites() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    let choices = [("registration_type", "invitation_only")];
    let (page, client_id) = Shop::add(&shop.site, &shop.ada, "Club", &choices).await;
    let club = Shop { page, client_id, site: shop.site, ada: shop.ada };
    let page = club.visit(&grace, &[]).await;
    assert_eq!((page.status, page.h1().as_str()), (403, "You cannot sign in to Club"));
    assert!(page.shows("Club is for people who were invited."), "{}", page.text());
    let page = grace.submit(&page, "Use another account", &[]).await;
    assert_eq!(page.h1(), "Sign in to Club");
}

#[tokio::test]
async fn an_email_domain_that_may_not_register_is_refused_after_the_proof_and_a_known_user_is_not() {
    let shop = Shop::open().await;
    shop.register(&shop.site.visitor(), "grace@blocked.example").await;
    shop.set("registration", &[("domains_blocked", "blocked.example")]).await;
    let ada = shop.site.visitor();
    let page = shop.visit(&ada, &[]).await;
    let page = shop.prove(&ada, &page, "ada@blocked.example").await;
    assert_eq!((page.status, page.h1().as_str()), (403, "You cannot sign in to Shop"));
    assert!(page.shows("does not accept email addresses of this domain"), "{}", page.text());
    let reason = shop.site.text("(SELECT reason FROM user_events WHERE kind = 'refused')");
    assert_eq!(reason, "Users with this email domain cannot register.");
    let grace = shop.site.visitor();
    let page = shop.visit(&grace, &[]).await;
    assert!(told(&shop.prove(&grace, &page, "grace@blocked.example").await, "code").is_some());
    assert_eq!(shop.site.number("(SELECT count(*) FROM users)"), 1);
}

#[tokio::test]
async fn a_disabled_user_is_told_so_after_the_proof_and_their_session_is_worth_nothing() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    shop.site.execute("UPDATE users SET disabled_at = 1");
    let page = shop.visit(&grace, &[]).await;
    assert_eq!(page.h1(), "Sign in to Shop", "the session does not count");
    let page = shop.prove(&grace, &page, "grace@example.com").await;
    assert_eq!((page.status, page.h1().as_str()), (403, "You cannot sign in to Shop"));
    assert!(page.shows("This account is disabled."), "{}", page.text());
    assert!(page.links().iter().all(|link| !link.contains(CALLBACK)));
}

#[tokio::test]
async fn why_somebody_was_not_let_in_is_a_sentence_on_their_page_in_the_console() {
    let shop = Shop::open().await;
    shop.register(&shop.site.visitor(), "grace@example.com").await;
    let user = shop.ada.open("/users").await.link("Grace Hopper");
    let (page, client_id) = Shop::add(&shop.site, &shop.ada, "Club", &[]).await;
    let club = Shop { page, client_id, site: shop.site, ada: shop.ada };
    // She proves who she is while something changes.
    let (grace, again) = (club.site.visitor(), club.site.visitor());
    let (page, other) = (club.visit(&grace, &[]).await, club.visit(&again, &[]).await);
    let page = grace.submit(&page, "Continue", &[("Email", "grace@example.com")]).await;
    let code = club.code().await;
    club.set("registration", &[("registration_type", "invitation_only")]).await;
    let page = grace.submit(&page, "Continue", &[("Code", &code)]).await;
    assert_eq!((page.status, page.h1().as_str()), (403, "You cannot sign in to Club"));
    club.ada.post(&format!("{user}/status"), &[("status", "disabled")]).await;
    club.set("registration", &[("registration_type", "self_registration")]).await;
    let page = club.prove(&again, &other, "grace@example.com").await;
    assert_eq!((page.status, page.h1().as_str()), (403, "You cannot sign in to Club"));
    let page = club.ada.open(&user).await;
    for told in [
        "Refused · Club, revision 3 · The client is invitation-only, and the user was not invited.",
        "Refused · Club, revision 4 · The user is disabled.",
    ] {
        assert!(page.shows(told), "{told}: {}", page.text());
    }
}
