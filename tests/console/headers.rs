use std::collections::BTreeSet;

use reqwest::Method;

use crate::console::create;
use crate::support::{Page, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::routes::{self, Audience};

fn is_guarded(page: &Page) {
    assert!(page.header("content-security-policy").contains("connect-src 'self'"), "{}", page.path);
    is_guarded_but_for(page, "same-origin");
}

/// A page whose window is kept so from those of other sites.
fn is_guarded_but_for(page: &Page, opener: &str) {
    let what = format!("{} {}", page.status, page.path);
    let policy = page.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "img-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{what}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", opener),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(page.header(name), value, "{what} {name}");
    }
    assert_eq!(page.header("x-request-id").len(), 32, "{what}");
}

#[tokio::test]
async fn every_status_carries_the_guarding_headers_and_no_page_is_stored() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let viewer = site.operator(Role::Viewer).await;
    let client = create(&ada, "Shop").await;
    let huge = "x".repeat(100_000);
    let mut seen = Vec::new();
    let pages = [
        ada.get("/clients").await,
        ada.get(&client).await,
        ada.get("/").await,
        ada.get("/nothing").await,
        ada.get("/static/nothing.css").await,
        ada.get("/clients?status=y").await,
        ada.get("/activity.csv").await,
        ada.get("/activity.jsonl").await,
        ada.post("/clients", &[]).await,
        ada.post_raw("/sign-in", huge).await,
        ada.post("/clients/new/basic-settings", &[]).await,
        ada.send(ada.request(Method::POST, "/sign-in").body("{}")).await,
        ada.send(ada.bare(Method::POST, "/sign-out").header("sec-fetch-site", "cross-site")).await,
        viewer.get(&format!("{client}/general")).await,
        site.visitor().get("/clients").await,
        site.visitor().post("/clients/new/basic-settings", &[]).await,
        site.visitor().get("/healthz").await,
    ];
    for page in &pages {
        is_guarded(page);
        assert_eq!(page.header("cache-control"), "no-store", "{} {}", page.status, page.path);
        assert!(page.header("strict-transport-security").is_empty(), "over http");
        seen.push(page.status);
    }
    site.execute("ALTER TABLE clients RENAME TO elsewhere");
    let fault = ada.get("/clients").await;
    is_guarded(&fault);
    seen.push(fault.status);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, [200, 303, 400, 401, 403, 404, 405, 413, 415, 422, 500]);
}

#[tokio::test]
async fn every_route_and_every_address_that_is_none_is_guarded_and_under_https_says_to_stay_there() {
    for (arguments, stay) in
        [(&[][..], ""), (&["--base-url", "https://id.example.com"], "max-age=31536000; includeSubDomains")]
    {
        let site = Site::start_with(arguments).await;
        let person = site.visitor();
        let routes = routes::all().into_iter().map(|entry| (entry.method, entry.pattern, entry.audience));
        let mut ids = BTreeSet::new();
        let none = [(Method::GET, "/nothing"), (Method::GET, "/static/nothing.css"), (Method::OPTIONS, "/clients")];
        let none = none.map(|(method, path)| (method, path, Audience::Operators));
        let routes = routes.map(|(method, path, audience)| (method.as_str().parse().unwrap(), path, audience));
        for (method, path, audience) in routes.chain(none) {
            let page = person.send(person.request(method, path)).await;
            match audience {
                Audience::Operators => is_guarded(&page),
                // A window that an application has opened waits there for the answer.
                Audience::Users | Audience::Visitors => is_guarded_but_for(&page, "unsafe-none"),
                Audience::Programs => {
                    let policy = page.header("content-security-policy");
                    assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'", "{path}");
                    assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
                    assert_eq!(page.header("referrer-policy"), "no-referrer", "{path}");
                }
            }
            assert_eq!(page.header("strict-transport-security"), stay, "{path}");
            assert!(ids.insert(page.header("x-request-id")), "{path}: an id that another request had");
        }
    }
}

#[tokio::test]
async fn static_files_are_compressed_and_kept_for_ever_under_an_address_that_changes_with_them() {
    let site = Site::start().await;
    let person = site.visitor();
    let html = person.get("/sign-in").await.html;
    let sheet = html.split("href=\"").find(|part| part.contains("/css/base.css")).unwrap().split('"').next().unwrap();
    let request = person.request(Method::GET, sheet).header("accept-encoding", "gzip, br");
    let page = person.send_raw(request).await;
    assert_eq!(page.0, 200);
    assert_eq!(page.1.get("content-encoding").unwrap(), "gzip");
    assert_eq!(page.1.get("cache-control").unwrap(), "public, max-age=31536000, immutable");
    assert!(page.1.get("content-type").unwrap().to_str().unwrap().starts_with("text/css"));
    let plain = person.get(sheet).await;
    assert!(plain.html.contains("@layer base"));
    is_guarded(&plain);
}
