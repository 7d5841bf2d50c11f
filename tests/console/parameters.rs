//! What stands in an address beside what a page knows.

use reqwest::Method;

use crate::console::create;
use crate::support::Site;
use crate::support::addresses::example;
use next_identity_console::domain::role::Role;
use next_identity_console::routes;

const STRANGE: &str = "utm_source=x&utm_source=%ff&page=2&fbclid=%00&=1&%ff&&Search=x";

#[tokio::test]
async fn what_no_page_knows_changes_no_page() {
    let site = Site::start().await;
    let link = site.set_up_link.clone().unwrap();
    let set_up = site.visitor().open(&link).await;
    let strange = site.visitor().get(&format!("{link}&{STRANGE}")).await;
    assert_eq!((strange.status, strange.text()), (200, set_up.text()));
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    ada.open(&client).await; // It has shown what was created.
    let key = client.trim_start_matches("/clients/");
    let mut pages = 0;
    for entry in routes::all().into_iter().filter(|entry| entry.method == Method::GET.as_str()) {
        let path = example(entry.pattern, key);
        // A request of the protocol has each parameter once, known or not (RFC 6749, section 3.1).
        if path.starts_with("/oauth/") {
            continue;
        }
        for person in [&ada, &site.visitor()] {
            let plain = person.get(&path).await;
            if plain.status != 200 || !plain.header("content-type").starts_with("text/html") {
                continue;
            }
            let strange = person.get(&format!("{path}?{STRANGE}")).await;
            assert_eq!((strange.status, strange.text()), (200, plain.text()), "{path}");
            pages += 1;
        }
    }
    assert!(pages > 20, "{pages}");
}

#[tokio::test]
async fn what_a_page_knows_and_cannot_read_is_named() {
    let site = Site::start().await;
    let link = site.set_up_link.clone().unwrap();
    let set_up = site.visitor().get(&format!("{link}&token=x")).await;
    assert!(
        set_up.status == 400 && set_up.shows("“token” in the address is given more than once."),
        "{}",
        set_up.text()
    );
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let visitor = site.visitor();
    for (person, path, name) in [
        (&visitor, "/sign-in?return_to=%2F&utm=1&return_to=%2F", "return_to"),
        (&visitor, "/sign-in?return_to=%ff", "return_to"),
        (&ada, "/confirmation?return_to=%2F&return_to=%2F", "return_to"),
        (&ada, "/clients/new/general-information?name=a&name=a", "name"),
        (&ada, "/clients/new/basic-settings?name=Shop&app_type=%00", "app_type"),
    ] {
        let page = person.get(path).await;
        assert_eq!(page.status, 400, "{path}");
        assert!(
            page.shows("not understood") && page.shows(&format!("“{name}” in the address is")),
            "{path}: {}",
            page.text()
        );
    }
    let long = ada.get(&format!("/clients/new/general-information?utm={}", "x".repeat(40_000))).await;
    assert_eq!(long.status, 414);
}
