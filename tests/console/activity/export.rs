use crate::console::create;
use crate::support::{Person, Site};
use next_identity_console::domain::role::Role;
use reqwest::Method;

async fn rows(person: &Person, path: &str) -> Vec<Vec<String>> {
    let page = person.get(path).await;
    assert_eq!((page.status, page.header("content-type").as_str()), (200, "text/csv; charset=utf-8"));
    let name = page.header("content-disposition");
    assert!(name.starts_with("attachment; filename=\"activity-") && name.ends_with(".csv\""), "{name}");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(page.html.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

async fn objects(person: &Person, path: &str) -> Vec<serde_json::Value> {
    let page = person.get(path).await;
    assert_eq!((page.status, page.header("content-type").as_str()), (200, "application/jsonl"));
    assert!(page.header("content-disposition").ends_with(".jsonl\""));
    page.html.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn the_view_is_exported_as_csv_with_a_row_for_each_value() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "=1+1, \"Shop\"").await;
    let page = ada.open(&format!("{client}/profile")).await;
    ada.submit(&page, "Save changes", &[("Change Email", "off"), ("Security", "off")]).await;
    let page = ada.open("/activity").await;
    let page = ada.click(&page, "Client changed").await;
    let rows = rows(&ada, &page.link("Export as CSV")).await;
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0][..7], ["seq", "time", "actor_kind", "actor_id", "actor", "address", "action"]);
    assert_eq!((rows[1][4].as_str(), rows[1][9].as_str()), ("Ada", "'=1+1, \"Shop\""), "no formula");
    assert_eq!(rows[1][10..14], ["profile.change_identifier", "Change Email or Mobile", "on", "off"]);
    assert_eq!(rows[2][10..14], ["profile.security", "Security", "on", "off"]);
    assert_eq!(rows[1][14].len(), 64);
    assert!(rows[1][1].ends_with('Z') && rows[1][1].len() == "2026-11-22T15:00:00.000Z".len());
}

#[tokio::test]
async fn the_view_is_exported_as_json_lines_with_every_value_and_the_chain() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    create(&ada, "Shop").await;
    let all = objects(&ada, "/activity.jsonl").await;
    assert_eq!(all.iter().map(|entry| entry["seq"].as_i64().unwrap()).collect::<Vec<_>>(), [3, 2, 1]);
    let entry = &all[0];
    assert_eq!(entry["action"], "client_created");
    assert_eq!(entry["action_label"], "Client created");
    assert_eq!((&entry["actor"], &entry["client_name"]), (&"Ada".into(), &"Shop".into()));
    let name = &entry["changes"][0];
    assert_eq!(
        (&name["setting"], &name["before"], &name["after"]),
        (&"general.name".into(), &().into(), &"Shop".into())
    );
    let method =
        entry["changes"].as_array().unwrap().iter().find(|change| change["setting"] == "authentication.method");
    assert_eq!(method.unwrap()["after_label"], "One-Time Password");
    assert_eq!(entry["hash"].as_str().unwrap(), site.text("(SELECT lower(hex(hash)) FROM activity WHERE seq = 3)"));
    assert_eq!(objects(&ada, "/activity.jsonl?search=nobody").await.len(), 0);
}

#[tokio::test]
async fn an_export_holds_all_entries_of_a_long_record_once_and_ends() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let visitor = site.visitor();
    // Written by hand, so without digests: an export does not need them.
    site.execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2600) \
         INSERT INTO activity (at, actor_kind, action) SELECT i, 'command_line', 'signed_out' FROM n",
    );
    let seqs: Vec<i64> =
        objects(&ada, "/activity.jsonl?kind=signed_out").await.iter().map(|e| e["seq"].as_i64().unwrap()).collect();
    assert_eq!(seqs.len(), 2600);
    assert!(seqs.windows(2).all(|pair| pair[0] == pair[1] + 1));
    assert_eq!(rows(&ada, "/activity.csv?kind=signed_out").await.len(), 2601);
    let head = ada.send(ada.request(Method::HEAD, "/activity.csv")).await;
    assert_eq!((head.status, head.html.as_str()), (200, ""));
    assert_eq!(ada.get("/activity.csv?from=yesterday").await.status, 400);
    assert_eq!(visitor.get("/activity.csv").await.status, 303);
}
#[tokio::test]
async fn no_secret_is_in_the_record() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let visitor = site.visitor();
    let page = visitor.open("/sign-in").await;
    visitor.submit(&page, "Sign in", &[("Email", "ada@example.com"), ("Password", "canary canary canary")]).await;
    visitor.submit(&page, "Sign in", &[("Email", "canary in the wrong field"), ("Password", "x")]).await;
    for path in ["/activity", "/activity.csv", "/activity.jsonl"] {
        let page = ada.get(path).await;
        assert!(page.html.contains("ada@example.com") || path == "/activity");
        for secret in ["canary", "$argon2", crate::support::site::PASSWORD] {
            assert!(!page.html.contains(secret), "{path}: {secret}");
        }
    }
}
