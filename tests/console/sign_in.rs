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
    assert_eq!(ada.get("/sign-in?return_to=%2Faccount").await.location().unwrap(), "/account");
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
    assert!(answers[0].0 == 422 && answers[0].1.contains("Wrong email or password."));
    let recorded = "(SELECT group_concat(actor_kind || ' ' || ifnull(after ->> '$', 'unknown'), ', ') FROM activity \
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
    assert_eq!(page.all(".error-summary a"), ["Email: enter your email.", "Password: enter your password."]);
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
        let digest = Digest::sha256(&secret).0;
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

#[tokio::test]
async fn signing_out_takes_the_session_from_the_browser_and_what_was_shown_from_its_cache() {
    for (arguments, name) in
        [(&[][..], "nic_session"), (&["--base-url", "https://id.example.com"], "__Host-nic_session")]
    {
        let site = Site::start_with(arguments).await;
        site.add_operator("Ada", Role::Viewer).await;
        let ada = site.visitor();
        ada.sign_in("Ada").await;
        assert!(ada.cookie(name).is_some());
        let page = ada.press(&ada.open("/clients").await, "Sign out", &[]).await;
        assert_eq!((page.status, page.location().unwrap().as_str()), (303, "/sign-in"));
        assert_eq!(page.header("clear-site-data"), "\"cache\"");
        assert_eq!(ada.cookie(name), None, "{name}");
        let before = site.stored();
        let again = ada.post("/sign-out", &[]).await;
        assert_eq!((again.status, again.location().unwrap().as_str()), (303, "/sign-in"), "twice is no fault");
        assert_eq!(site.stored(), before, "and is recorded once");
    }
}

#[tokio::test]
async fn the_cookies_of_http_open_nothing_under_https_and_the_other_way_round() {
    let base_url = ["--base-url", "https://id.example.com"];
    for (arguments, name, other) in
        [(&[][..], "nic_session", "__Host-nic_session"), (&base_url[..], "__Host-nic_session", "nic_session")]
    {
        let site = Site::start_with(arguments).await;
        site.add_operator("Ada", Role::Viewer).await;
        let ada = site.visitor();
        ada.sign_in("Ada").await;
        let eve = site.visitor();
        eve.set_cookie(other, &ada.cookie(name).unwrap());
        assert_eq!(eve.get("/clients").await.status, 303, "{other}");
    }
}

#[tokio::test]
async fn every_place_that_leads_back_stays_here() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Viewer).await;
    let cases = [
        ("/account", "/account"),
        ("/clients?search=a%20b&sort=name", "/clients?search=a%20b&sort=name"),
        ("/activity?to=2026-02-01#x", "/activity?to=2026-02-01"),
        ("", "/clients"),
        ("clients", "/clients"),
        ("//evil.test", "/clients"),
        ("/\\evil.test", "/clients"),
        ("/\t/evil.test", "/clients"),
        ("/.//evil.test", "/clients"),
        ("https://evil.test/", "/clients"),
        ("http://localhost@evil.test/", "/clients"),
        ("javascript:alert(1)", "/clients"),
    ];
    let ada = site.visitor();
    ada.sign_in("Ada").await;
    for (asked, led) in cases {
        let query = serde_urlencoded::to_string([("return_to", asked)]).unwrap();
        let visitor = site.visitor();
        let page = visitor.open(&format!("/sign-in?{query}")).await;
        let page = visitor.press(&page, "Sign in", &[("Email", "ada@example.com"), ("Password", PASSWORD)]).await;
        assert_eq!(page.location().unwrap(), led, "{asked:?} after signing in");
        assert_eq!(ada.get(&format!("/sign-in?{query}")).await.location().unwrap(), led, "{asked:?} while signed in");
        let theme = visitor.post("/theme", &[("theme", "dark"), ("return_to", asked)]).await;
        assert_eq!(theme.location().unwrap(), if led == "/clients" { "/" } else { led }, "{asked:?} after the theme");
    }
    assert_eq!(ada.get("/sign-in").await.location().unwrap(), "/clients");
    assert_eq!(ada.get("/").await.location().unwrap(), "/clients");
    assert_eq!(site.visitor().get("/sign-in?unknown=1").await.status, 200);
}

#[tokio::test]
async fn a_notice_that_is_not_of_a_sign_out_is_not_shown_at_the_sign_in() {
    let site = Site::start().await;
    for token in ["client-created", "session-ended", "nonsense", "<b>"] {
        let person = site.visitor();
        person.set_cookie("nic_notice", token);
        let page = person.open("/sign-in").await;
        assert_eq!(page.all("[role=status]"), Vec::<String>::new(), "{token}");
        assert_eq!(person.cookie("nic_notice"), None, "and is taken away");
    }
}

#[tokio::test]
async fn a_refused_sign_in_sets_no_cookie_and_leaves_the_session_that_there_is() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    for (email, password) in [("viewer@example.com", "wrong"), ("nobody@example.com", PASSWORD), ("", ""), ("x", "y")] {
        let page = ada.post("/sign-in", &[("email", email), ("password", password), ("return_to", "")]).await;
        assert_eq!((page.status, page.headers.get(SET_COOKIE)), (422, None), "{email}");
    }
    assert_eq!(ada.get("/clients").await.status, 200);
    assert_eq!(site.number("(SELECT count(*) FROM operator_sessions)"), 1);
}
