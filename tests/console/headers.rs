use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use scraper::{Html, Selector};
use url::Url;

use crate::console::create;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::routes::{self, Audience};

fn is_guarded(page: &Page) {
    let what = format!("{} {}", page.status, page.path);
    let policy = page.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
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
        ("cross-origin-opener-policy", "same-origin"),
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

/// The bound for a page is 40 KB. Pages are sent as they are, not compressed, so this page weighs about 62 KB today.
#[tokio::test]
async fn a_cold_list_page_is_under_sixty_four_kilobytes_as_a_browser_fetches_it() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    for n in 0..25 {
        create(&ada, &format!("A client with an ordinary name {n}")).await;
    }
    let fetched = fetched(&ada, "/clients").await;
    let bytes: usize = fetched.values().sum();
    println!("cold list page: {bytes} bytes in {} answers: {fetched:#?}", fetched.len());
    for kind in ["/clients", ".css", "/main.js", "/live.js", ".svg"] {
        assert!(fetched.keys().any(|address| address.ends_with(kind)), "{kind}: {fetched:?}");
    }
    assert!(bytes < 64_000, "{bytes}: {fetched:#?}");
}

/// What a browser without a cache fetches to show a page: every address with the bytes of its answer as they are
/// sent, head and body.
async fn fetched(person: &Person, page: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![Url::parse(&person.site).unwrap().join(page).unwrap()];
    while let Some(url) = waiting.pop() {
        if found.contains_key(url.path()) {
            continue;
        }
        let as_sent = person.request(Method::GET, url.as_str()).header("accept-encoding", "gzip, deflate, br, zstd");
        let (status, headers, sent) = person.send_raw(as_sent).await;
        assert_eq!(status, 200, "{url}");
        let head: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum();
        found.insert(url.path().to_owned(), "HTTP/1.1 200 OK\r\n\r\n".len() + head + sent.len());
        let text = person.get(url.as_str()).await.html;
        let kind = headers["content-type"].to_str().unwrap();
        let names = match kind.split(';').next().unwrap() {
            "text/html" => named_by_html(&text),
            "text/css" => quoted_after(&text, &["url(", "@import "]),
            "text/javascript" => quoted_after(&text, &["import ", "from ", "import("]),
            "image/svg+xml" => Vec::new(),
            other => panic!("{other}: {url}"),
        };
        waiting.extend(names.iter().map(|name| url.join(name).unwrap()));
    }
    found
}

/// What a page has a browser fetch: everything that it refers to but where its links and forms lead.
fn named_by_html(html: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let all = Selector::parse("*").unwrap();
    let fetches = document.select(&all).filter(|element| !["a", "form", "button"].contains(&element.value().name()));
    fetches
        .flat_map(|element| ["src", "href", "srcset", "data", "poster"].map(|name| element.attr(name)))
        .flatten()
        .map(str::to_owned)
        .collect()
}

/// The names that follow one of these words, in quotation marks or, in a stylesheet's `url()`, without.
fn quoted_after(text: &str, words: &[&str]) -> Vec<String> {
    let after = words.iter().flat_map(|word| text.split(word).skip(1).map(move |rest| (word, rest)));
    after
        .filter_map(|(word, rest)| {
            let rest = rest.trim_start();
            let name = rest.trim_start_matches(['"', '\'']);
            let is_named = name.len() < rest.len() || word.ends_with("url(");
            is_named.then(|| name.split(['"', '\'', ')']).next().unwrap().to_owned())
        })
        .collect()
}
