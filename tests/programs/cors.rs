//! Which pages of other sites may read answers.

use next_identity_console::domain::client::{AppType, Origins, Status};
use reqwest::Method;

use crate::support::granted::{App, CALLBACK, VERIFIER, app, code, member, set_status, user};
use crate::support::{Page, Site};

const OWN: &str = "https://spa.example";
const OTHERS: &str = "https://else.example";

async fn spa(site: &Site, origin: &str) -> App {
    app(site, |settings| {
        settings.general.app_type = AppType::SinglePageApp;
        settings.integration.allowed_origins = Origins::try_from(vec![origin.to_owned()]).unwrap();
    })
    .await
}

async fn redeemed(site: &Site, app: &App, code: &str, origin: &str) -> Page {
    let visitor = site.visitor();
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", &app.id),
    ];
    visitor.send(visitor.bare(Method::POST, "/oauth/token").header("origin", origin).form(&fields)).await
}

#[tokio::test]
async fn a_browser_is_told_before_that_the_origins_of_clients_may_ask() {
    let site = Site::start().await;
    let spa = spa(&site, OWN).await;
    for path in ["/oauth/token", "/oauth/userinfo"] {
        let ask = |origin: &'static str| {
            let visitor = site.visitor();
            async move { visitor.send(visitor.bare(Method::OPTIONS, path).header("origin", origin)).await }
        };
        let page = ask(OWN).await;
        assert_eq!((page.status, page.header("access-control-allow-origin").as_str()), (204, OWN));
        assert_eq!(page.header("access-control-allow-headers"), "authorization, content-type");
        assert_eq!(page.header("access-control-max-age"), "600");
        assert_eq!(
            (page.header("vary").as_str(), page.header("access-control-allow-credentials").as_str()),
            ("origin", "")
        );
        for origin in [OTHERS, "null", "https://spa.example.evil.example", "http://spa.example"] {
            let page = ask(origin).await;
            assert_eq!((page.status, page.header("access-control-allow-origin").as_str()), (403, ""), "{origin}");
        }
    }
    set_status(&site, &spa, Status::Disabled).await;
    let visitor = site.visitor();
    let page = visitor.send(visitor.bare(Method::OPTIONS, "/oauth/token").header("origin", OWN)).await;
    assert_eq!(page.status, 403);
}

#[tokio::test]
async fn an_answer_is_for_the_origins_of_its_own_client_alone_and_so_is_an_error() {
    let site = Site::start().await;
    let (own, _other, ada) = (spa(&site, OWN).await, spa(&site, OTHERS).await, user(&site).await);
    let allowed = |page: &Page| page.header("access-control-allow-origin");
    let first = code(&site, &own, &ada, "openid").await;
    let page = redeemed(&site, &own, &first, OTHERS).await;
    assert_eq!((page.status, allowed(&page).as_str(), page.header("vary").as_str()), (200, "", "origin"));
    let second = code(&site, &own, &ada, "openid").await;
    let page = redeemed(&site, &own, &second, OWN).await;
    assert_eq!((page.status, allowed(&page).as_str()), (200, OWN));
    let token = member(&page, "access_token");
    let page = redeemed(&site, &own, "nic_c_x", OWN).await;
    assert_eq!((page.status, allowed(&page).as_str()), (400, OWN));
    for (origin, token, expected) in [
        (OWN, token.as_str(), (200, OWN)),
        (OTHERS, &token, (200, "")),
        (OWN, "x", (401, OWN)),
        ("https://nobody.example", "x", (401, "")),
    ] {
        let visitor = site.visitor();
        let request = visitor.bare(Method::GET, "/oauth/userinfo").header("origin", origin).bearer_auth(token);
        let page = visitor.send(request).await;
        assert_eq!((page.status, allowed(&page).as_str()), expected, "{origin}");
        assert_eq!(page.header("access-control-allow-credentials"), "");
    }
}
