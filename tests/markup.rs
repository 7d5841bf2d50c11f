//! Every page, as the Nu checker reads it: no error.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::browser::accessibility::every_page;
use crate::console::refused::refuse_uri;
use crate::console::{create, credentials};
use crate::provider::shop::Shop;
use crate::provider::states;
use crate::support::Page;

const CHECKER: &str = "target/nu/node_modules/vnu-jar/build/dist/vnu.jar";

#[tokio::test]
async fn no_page_has_an_error_that_the_nu_checker_finds() {
    if Command::new("java").arg("-version").output().is_err() {
        eprintln!("There is no Java here, so the Nu checker is not asked.");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut pages = 0;
    let mut keep = |page: &Page, what: &str| {
        pages += 1;
        let name: String = what.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(80).collect();
        std::fs::write(folder.path().join(format!("{pages:03}-{name}.html")), &page.html).unwrap();
    };
    let mut shop = Shop::open().await;
    let other = create(&shop.ada, "Q&A <b> “Museum”").await;
    credentials::generate(&shop.ada, &other).await;
    refuse_uri(&shop.site, &shop.page, "http://shop.example/a").await;
    let mut paths = every_page(&shop.ada, &other).await;
    paths.extend(every_page(&shop.ada, &shop.page).await);
    paths.extend(
        ["/clients?search=shop", "/clients?search=zebra", "/clients?status=on", "/nothing-here"].map(Into::into),
    );
    paths.push("/activity?search=zebra&from=2026-02-30".to_owned());
    paths.push("/clients/new/basic-settings?name=a".to_owned());
    for path in &paths {
        keep(&shop.ada.get(path).await, path);
    }
    for (card, field, typed) in [
        ("general", "Client name", "a"),
        ("authentication", "Code length", "99"),
        ("integration", "Redirect URIs", "<shop>"),
    ] {
        let page = shop.ada.open(&format!("{other}/{card}")).await;
        let page = shop.ada.press(&page, "Save changes", &[(field, typed)]).await;
        assert_eq!(page.status, 422, "{}", page.text());
        keep(&page, card);
    }
    for (locale, name) in [("en", "English"), ("de", "Deutsch")] {
        (shop.page, shop.client_id) = Shop::add(&shop.site, &shop.ada, name, &[]).await;
        for (state, page) in states::all(&shop, name, locale).await {
            keep(&page, state);
        }
    }
    keep(&shop.ada.open(&shop.ada.open("/outbox").await.link("Open")).await, "message");
    assert!(pages > 60, "{pages} pages");
    let found = check(folder.path());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The errors in the pages of a folder, each with its place.
fn check(folder: &Path) -> Vec<String> {
    let checker = Path::new(env!("CARGO_MANIFEST_DIR")).join(CHECKER);
    assert!(checker.exists(), "the Nu checker is there (make test installs it)");
    let mut java = Command::new("java");
    java.arg("-jar").arg(checker).args(["--format", "json", "--exit-zero-always"]).arg(folder);
    let output = java.output().unwrap();
    let answer: Value = serde_json::from_slice(&output.stderr).unwrap_or_else(|_| panic!("{output:?}"));
    let messages = answer["messages"].as_array().unwrap();
    let errors = messages.iter().filter(|message| message["type"] != "info");
    errors
        .map(|error| {
            let file = error["url"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default();
            format!("{file}: {}: {}", error["message"], error["extract"])
        })
        .collect()
}
