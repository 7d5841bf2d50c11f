use crate::support::Site;
use crate::support::site::PASSWORD;
use next_identity_console::domain::role::Role;
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
    let recorded =
        "(SELECT group_concat(ifnull(actor_name, actor_kind), ' ') FROM activity WHERE action = 'sign_in_failed')";
    assert_eq!(site.text(recorded), "anonymous Ada Bob");
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
        for attribute in ["; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert_eq!(cookie.contains("; Secure"), secure, "{cookie}");
        assert!(!cookie.contains("Domain"));
        let token = cookie.split(['=', ';']).nth(1).unwrap();
        assert_eq!(token.len(), 43, "256 bits");
        let file = String::from_utf8_lossy(&std::fs::read(&site.database).unwrap()).into_owned();
        let log = std::fs::read(site.database.with_extension("db-wal")).unwrap_or_default();
        assert!(!file.contains(token) && !String::from_utf8_lossy(&log).contains(token), "stored as a digest");
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
