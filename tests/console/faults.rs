use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::console::{create, create_page};
use crate::support::{Site, raw};
use next_identity_console::domain::role::Role;
use next_identity_console::store::Store;

#[tokio::test]
async fn a_fault_shows_a_reference_and_no_internals_and_the_program_goes_on() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    site.execute("ALTER TABLE clients RENAME TO elsewhere");
    for path in ["/clients", &client, &format!("{client}/general")] {
        let page = ada.get(path).await;
        assert_eq!((page.status, page.h1().as_str()), (500, "Something went wrong"), "{path}");
        assert!(page.shows(&format!("Reference {}", page.header("x-request-id"))));
        for internal in ["no such table", "diesel", "SELECT", "elsewhere", "panicked", "/src/"] {
            assert!(!page.html.contains(internal), "{path} {internal}");
        }
    }
    assert_eq!(create_page(&ada, "Bank", &[]).await.status, 500);
    site.execute("ALTER TABLE elsewhere RENAME TO clients");
    assert_eq!(ada.get("/clients").await.status, 200);
    create(&ada, "Bank").await;
}

#[tokio::test]
async fn a_damaged_row_is_a_fault_of_its_own_page_alone() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    let bank = create(&ada, "Bank").await;
    site.execute("DELETE FROM client_revisions WHERE client = (SELECT id FROM clients WHERE name = 'Shop')");
    assert_eq!(ada.get(&shop).await.status, 500);
    assert_eq!(ada.get(&bank).await.status, 200);
}

#[tokio::test]
async fn health_is_the_databases() {
    let site = Site::start().await;
    let person = site.visitor();
    let page = person.get("/healthz").await;
    assert_eq!((page.status, page.html.as_str()), (200, "ok\n"));
    assert_eq!(
        (page.header("content-type"), page.header("cache-control")),
        ("text/plain; charset=utf-8".into(), "no-store".into())
    );
    site.execute("ALTER TABLE installation RENAME TO elsewhere");
    let page = person.get("/healthz").await;
    assert_eq!((page.status, page.header("content-type").as_str()), (503, "application/problem+json"));
    let problem: serde_json::Value = serde_json::from_str(&page.html).unwrap();
    assert_eq!(problem, serde_json::json!({"title": "The database does not answer", "status": 503}));
    assert_eq!(page.header("cache-control"), "no-store");
    site.execute("ALTER TABLE elsewhere RENAME TO installation");
    assert_eq!(person.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_database_that_cannot_be_written_says_so_and_keeps_reading() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create(&ada, "Shop").await;
    let lock = site.lock();
    let page = create_page(&ada, "Bank", &[]).await;
    assert_eq!((page.status, page.h1().as_str()), (503, "Not available right now"));
    site.pass(120);
    assert_eq!(ada.get("/clients").await.status, 200, "also when the session is due for renewal");
    drop(lock);
    create(&ada, "Bank").await;
    assert_eq!(site.number("(SELECT count(*) FROM clients)"), 2);
}

#[tokio::test]
async fn a_card_that_cannot_be_saved_is_offered_again_unless_it_holds_keys() {
    const KEYS: &str =
        r#"{"keys":[{"crv":"Ed25519","kid":"a","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&format!("{client}/integration")).await;
    let lock = site.lock();
    let addresses = (0..50).map(|n| format!("https://a.example/{n:02}/{}", "x".repeat(1_000)));
    let addresses = addresses.collect::<Vec<_>>().join("\n");
    let typed = [("Redirect URIs", addresses.as_str()), ("JWK set", KEYS)];
    let with_keys = ada.press(&page, "Save changes", &typed).await;
    let without = ada.press(&page, "Save changes", &typed[..1]).await;
    assert_eq!((with_keys.status, without.status), (503, 503));
    assert!(!with_keys.has_button("Send again") && !with_keys.html.contains("11qYAYKxCrfVS"));
    drop(lock);
    let saved = ada.submit(&without, "Send again", &[]).await;
    assert!(saved.shows("Shop: Integration was saved."), "{}", saved.text());
}

#[tokio::test]
async fn a_body_without_a_length_is_refused_and_its_connection_closed() {
    let site = Site::start().await;
    let answers = ["GET /healthz", "POST /sign-in", "GET /static/x"].map(|line| {
        raw(&site.url, &format!("{line} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"))
    });
    for answer in answers {
        let (head, page) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 411 "), "{answer}");
        let id = head.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap();
        assert!(page.contains("<h1>The request was not understood</h1>") && page.contains(id), "{answer}");
        for header in [
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "cache-control: no-store",
        ] {
            assert!(head.contains(header), "{header}: {answer}");
        }
    }
}

#[tokio::test]
async fn what_leads_to_no_page_is_answered_as_all_else() {
    let site = Site::start().await;
    for line in ["OPTIONS *", "GET http://else.example/", "GET /static/nothing", "GET /%ff"] {
        let answer = raw(&site.url, &format!("{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        let head = answer.split("\r\n\r\n").next().unwrap();
        for header in
            ["x-request-id: ", "content-security-policy: default-src 'none'", "x-content-type-options: nosniff"]
        {
            assert!(head.contains(header), "{line}: {header}: {answer}");
        }
    }
}

#[tokio::test]
async fn nobody_else_on_the_machine_can_read_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("data/console.db");
    let store = Store::open(&database).unwrap();
    let rights = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(rights(&folder.path().join("data")), 0o700);
    assert_eq!(rights(&database), 0o600);
    assert_eq!(rights(&folder.path().join("data/console.db-wal")), 0o600);
    store.close();
}
