use crate::support::Site;
use crate::support::site::PASSWORD;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use next_identity_console::domain::role::Role;
use next_identity_console::domain::token::Digest;
use reqwest::header::SET_COOKIE;

#[tokio::test]
async fn an_operator_signs_in_and_out() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    let page = ada.open("/").await;
    assert_eq!(page.path, "/clients");
    let page = ada.submit(&page, "Sign out", &[]).await;
    assert_eq!(page.h1(), "Sign in");
    assert!(page.shows("You have signed out."));
    assert!(!ada.open("/sign-in").await.shows("You have signed out."), "said once");
    assert_eq!(ada.open("/clients").await.h1(), "Sign in");
}

#[tokio::test]
async fn after_sign_in_the_operator_lands_where_they_were_going() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Viewer).await;
    let ada = site.visitor();
    let page = ada.open("/clients?sort=updated&order=desc").await;
    assert_eq!(page.h1(), "Sign in");
    let page = ada.submit(&page, "Sign in", &[("Email", "ADA@example.com"), ("Password", PASSWORD)]).await;
    assert_eq!(page.path, "/clients?sort=updated&order=desc");
    assert_eq!(ada.get("/sign-in?return_to=%2Fsessions").await.location().unwrap(), "/sessions");
}

#[tokio::test]
async fn after_sign_in_nobody_is_led_elsewhere() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Viewer).await;
    for bad in
        ["//evil.test", "/\\evil.test", "/\t/evil.test", "https://evil.test/", "@evil.test", "javascript:alert(1)"]
    {
        let fields = [("email", "ada@example.com"), ("password", PASSWORD), ("return_to", bad)];
        let page = site.visitor().post("/sign-in", &fields).await;
        assert_eq!(page.location().unwrap(), "/clients", "{bad:?}");
    }
}

#[tokio::test]
async fn unknown_wrong_and_disabled_are_refused_alike() {
    let site = Site::start().await;
    for name in ["Ada", "Bob"] {
        site.add_operator(name, Role::Viewer).await;
    }
    site.execute("UPDATE operators SET disabled_at = 1 WHERE name = 'Bob'");
    let mut answers = Vec::new();
    for (email, password) in [
        ("nobody@example.com", PASSWORD),
        ("ada@example.com", "not the password"),
        ("bob@example.com", PASSWORD),
        ("no address", PASSWORD),
    ] {
        let person = site.visitor();
        let page = person.open("/sign-in").await;
        let page = person.press(&page, "Sign in", &[("Email", email), ("Password", password)]).await;
        assert_eq!(page.value("Email"), email, "what was typed is kept");
        assert!(!page.html.contains(password));
        answers.push((page.status, page.html.replace(email, "")));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert!(answers[0].0 == 422 && answers[0].1.contains("The email or the password is not right."));
    let recorded = "(SELECT group_concat(actor_kind || ' ' || ifnull(after, 'unknown'), ', ') FROM activity \
        LEFT JOIN activity_changes ON activity_seq = seq WHERE action = 'sign_in_failed')";
    assert_eq!(site.text(recorded), "anonymous unknown, anonymous ada@example.com, anonymous bob@example.com");
}

#[tokio::test]
async fn an_empty_form_is_answered_beside_its_fields() {
    let site = Site::start().await;
    let person = site.visitor();
    let page = person.open("/sign-in").await;
    let page = person.press(&page, "Sign in", &[]).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.error_of("email"), "Enter your email.");
    assert_eq!(page.error_of("password"), "Enter your password.");
    assert_eq!(page.all(".error-summary a"), ["Enter your email.", "Enter your password."]);
}

#[tokio::test]
async fn the_session_cookie_is_opaque_and_bound_as_tightly_as_the_address_allows() {
    for (arguments, name, secure) in
        [(&[][..], "nic_session", false), (&["--base-url", "https://id.example.com"][..], "__Host-nic_session", true)]
    {
        let site = Site::start_with(arguments).await;
        site.add_operator("Ada", Role::Viewer).await;
        let fields = [("email", "ada@example.com"), ("password", PASSWORD), ("return_to", "")];
        let page = site.visitor().post("/sign-in", &fields).await;
        let cookies: Vec<&str> = page.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
        let cookie = cookies.iter().find(|cookie| cookie.starts_with(&format!("{name}="))).unwrap();
        assert!(cookies.iter().all(|cookie| cookie.contains("HttpOnly") && cookie.contains("; Secure") == secure));
        for attribute in ["; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert_eq!(cookie.contains("; Secure"), secure, "{cookie}");
        assert!(!cookie.contains("Domain"));
        let token = cookie.split(['=', ';']).nth(1).unwrap();
        assert_eq!(token.len(), 43, "256 bits");
        let secret = URL_SAFE_NO_PAD.decode(token).unwrap();
        let log = std::fs::read(site.database.with_extension("db-wal")).unwrap();
        assert!(log.windows(32).all(|bytes| bytes != secret), "stored as a digest");
        let digest = Digest::of(&secret).0;
        assert!(log.windows(32).any(|bytes| bytes == digest), "and this would find it");
        let thief = site.visitor();
        thief.set_cookie(name, &URL_SAFE_NO_PAD.encode(digest));
        assert_eq!(thief.get("/clients").await.status, 303, "what is stored opens nothing");
    }
}

#[tokio::test]
async fn a_new_sign_in_gets_a_new_token_and_the_old_one_dies() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    let before = ada.with_same_cookies();
    let fields = [("email", "viewer@example.com"), ("password", PASSWORD), ("return_to", "")];
    ada.post("/sign-in", &fields).await;
    assert_ne!(ada.cookie("nic_session"), before.cookie("nic_session"));
    assert_eq!(ada.get("/clients").await.status, 200);
    assert_eq!(before.get("/clients").await.status, 303);
}

#[tokio::test]
async fn a_token_that_somebody_planted_is_not_taken_over() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Viewer).await;
    let ada = site.visitor();
    let planted = "B".repeat(42) + "A";
    ada.set_cookie("nic_session", &planted);
    ada.sign_in("Ada").await;
    assert_ne!(ada.cookie("nic_session").unwrap(), planted);
}

#[tokio::test]
async fn a_cookie_whose_name_only_decodes_to_the_sessions_is_none() {
    let site = Site::start().await;
    let eve = site.named_operator("Eve", Role::Viewer).await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let planted = format!(
        "nic%5Fsession={}; nic_session={}",
        eve.cookie("nic_session").unwrap(),
        ada.cookie("nic_session").unwrap()
    );
    let visitor = site.visitor();
    let page = visitor.send(visitor.request(reqwest::Method::GET, "/clients").header("cookie", planted)).await;
    assert!(page.all(".operator").concat().contains("Ada"));
}
