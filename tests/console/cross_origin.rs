use reqwest::Method;

use crate::console::create;
use crate::support::Site;
use crate::support::addresses::example;
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::role::Role;
use next_identity_console::routes::{self, Audience};

#[tokio::test]
async fn no_route_takes_a_write_from_another_site() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let key = client.trim_start_matches("/clients/");
    let before = site.stored();
    let own = site.url.clone();
    let foreign: [&[(&str, &str)]; 7] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.test")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", &own)],
        &[("referer", &own)],
        &[],
    ];
    for entry in
        routes::all().into_iter().filter(|entry| entry.method == "POST" && entry.audience == Audience::Operators)
    {
        for headers in foreign {
            let mut request = ada.bare(Method::POST, &example(entry.pattern, key));
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let fields = [("revision", "1"), ("registration_type", "invitation_only")];
            let page = ada.send(request.form(&fields)).await;
            assert_eq!((page.status, page.h1().as_str()), (403, "Refused"), "{} {headers:?}", entry.pattern);
        }
    }
    assert_eq!(site.stored(), before);
}

#[tokio::test]
async fn our_own_origin_is_enough_for_a_browser_without_fetch_metadata() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let request = ada.bare(Method::POST, &format!("{client}/registration")).header("origin", &site.url);
    let page = ada.open(&format!("{client}/registration")).await;
    let form = page.form("Save changes", &[("Registration type", "Invitation-Only")]);
    assert_eq!(ada.send(request.form(&form.fields)).await.status, 303);
}

#[tokio::test]
async fn reading_from_another_site_changes_nothing() {
    let site = Site::start().await;
    let ada = site.operator(*Role::ALL.last().unwrap()).await;
    let client = create(&ada, "Shop").await;
    let before = site.stored();
    for path in [
        "/sign-out",
        "/theme",
        &format!("{client}/status"),
        "/clients/new/basic-settings?name=Bank&app_type=web_app&integration_type=api",
    ] {
        ada.send(ada.bare(Method::GET, path).header("sec-fetch-site", "cross-site")).await;
    }
    assert_eq!(site.stored(), before);
    assert_eq!(ada.get("/clients").await.status, 200, "still signed in");
}

#[tokio::test]
async fn a_console_opened_under_another_name_says_where_it_is() {
    let site = Site::start().await;
    let person = site.visitor();
    let request = person
        .bare(Method::POST, "/sign-in")
        .header("host", "server.corp:8080")
        .header("origin", "http://server.corp:8080")
        .form(&[("email", "ada@example.com")]);
    let page = person.send(request).await;
    assert_eq!((page.status, page.link("Go to its address")), (403, site.url.clone()));
    assert!(page.shows(&format!("Next Identity Console is at {}", site.url)) && page.shows("--base-url"));
}
