use crate::console::create_with;
use crate::support::Site;
use next_identity_console::domain::role::Role;

/// Each is a name that the product accepts and that a careless page would run.
const PAYLOADS: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus=alert(1) x='",
    "</title><script>alert(1)</script>",
    "{{7*7}}<svg onload=alert(1)>",
    "javascript:alert(1)",
    "--><script>alert(1)</script>",
    "</textarea><iframe src=//evil.test>",
];

#[tokio::test]
async fn what_people_typed_is_text_on_every_page() {
    let site = Site::start().await;
    for (n, payload) in PAYLOADS.iter().enumerate() {
        let name = format!("Ada {n}");
        site.add_operator(&name, Role::Administrator).await;
        let ada = site.visitor();
        ada.sign_in(&name).await;
        site.execute(&format!("UPDATE operators SET name = '{}' WHERE name = '{name}'", payload.replace('\'', "''")));
        let client = create_with(&ada, payload, &[]).await;
        let page = ada.open(&format!("{client}/general")).await;
        ada.submit(&page, "Save changes", &[("Description", payload)]).await;
        let query = serde_urlencoded::to_string([("search", payload)]).unwrap();
        let choices = serde_urlencoded::to_string([("name", payload), ("app_type", payload)]).unwrap();
        let return_to = serde_urlencoded::to_string([("return_to", payload)]).unwrap();
        let pages = [
            "/clients".to_owned(),
            format!("/clients?{query}"),
            client.clone(),
            format!("{client}/general"),
            format!("{client}/authentication"),
            format!("{client}/status"),
            format!("/clients/new/general-information?{choices}"),
            format!("/clients/new/basic-settings?{choices}"),
            format!("/nothing/{}", payload.replace(['<', '>', '"', ' '], "%3C")),
            "/sessions".to_owned(),
        ];
        for path in pages {
            let page = ada.get(&path).await;
            inert(&page.html, &path);
        }
        let visitor = site.visitor();
        inert(&visitor.get(&format!("/sign-in?{return_to}")).await.html, "/sign-in");
        let fields = [("email", *payload), ("password", *payload), ("return_to", *payload)];
        inert(&visitor.post("/sign-in", &fields).await.html, "/sign-in refused");
        let page = ada.open(&client).await;
        assert!(page.h1().starts_with(payload.split_whitespace().next().unwrap()), "shown as typed: {}", page.h1());
    }
}

/// No element or attribute on the page that only a payload can have brought.
fn inert(html: &str, path: &str) {
    let document = scraper::Html::parse_document(html);
    let bad = scraper::Selector::parse(
        "script:not([type=module]), img, iframe, [onerror], [onload], [onfocus], [href^='javascript'], [src*=evil]",
    );
    let found: Vec<String> = document.select(&bad.unwrap()).map(|element| element.html()).collect();
    assert!(found.is_empty(), "{path}: {found:?}");
    let scripts = scraper::Selector::parse("script").unwrap();
    assert_eq!(document.select(&scripts).count(), 1, "{path}: our one script");
}
