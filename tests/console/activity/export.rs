use std::collections::BTreeSet;

use crate::console::{card_form, create};
use crate::support::{Person, Site};
use next_identity_console::domain::role::Role;
use reqwest::Method;
use serde_json::Value;

async fn rows(person: &Person, path: &str) -> Vec<Vec<String>> {
    let page = person.get(path).await;
    assert_eq!((page.status, page.header("content-type").as_str()), (200, "text/csv; charset=utf-8"));
    let name = page.header("content-disposition");
    assert!(name.starts_with("attachment; filename=\"activity-") && name.ends_with(".csv\""), "{name}");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(page.html.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

async fn objects(person: &Person, path: &str) -> Vec<Value> {
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
    assert_eq!(rows[1][10..14], ["profile.change_identifier", "Change Email or Mobile", "true", "false"]);
    assert_eq!(rows[2][10..14], ["profile.security", "Security", "true", "false"]);
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

/// The parameters of a view with one value each, and what an entry in it holds.
fn views(all: &[Value]) -> Vec<(&'static str, String)> {
    let mut views = BTreeSet::new();
    for entry in all {
        let text = |member: &str| entry[member].as_str().map(str::to_owned);
        let day = text("time").map(|time| time[..10].to_owned());
        let given = [
            ("kind", text("action")),
            ("operator", text("actor_id")),
            ("client", text("client")),
            ("from", day.clone()),
            ("to", day),
        ];
        views.extend(given.into_iter().filter_map(|(name, value)| Some((name, value?))));
    }
    views.into_iter().collect()
}

fn is_in(entry: &Value, (name, value): &(&str, String)) -> bool {
    match *name {
        "kind" => entry["action"] == *value,
        "operator" => entry["actor_id"] == *value,
        "client" => entry["client"] == *value,
        "from" => entry["time"].as_str().unwrap()[..10] >= **value,
        "to" => entry["time"].as_str().unwrap()[..10] <= **value,
        _ => unreachable!(),
    }
}

#[tokio::test]
async fn every_view_and_every_pair_of_views_is_exported_whole_in_both_formats_and_shown_alike() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let grace = site.named_operator("Grace", Role::Administrator).await;
    let at = site.number("(SELECT max(at) FROM activity)");
    // A moment before midnight, and a moment after it.
    site.pass((86_400_000 - at % 86_400_000) / 1000);
    ada.sign_in_again("Ada").await;
    grace.sign_in_again("Grace").await;
    let shop = create(&ada, "Shop").await;
    site.pass(1);
    let bank = create(&grace, "Bank").await;
    for (person, client) in [(&ada, &bank), (&grace, &shop)] {
        card_form(person, &format!("{client}/profile"), &[("Security", "off"), ("Delete Account", "on")], &[]).await;
    }
    let all = objects(&ada, "/activity.jsonl").await;
    let seqs: Vec<i64> = all.iter().map(|entry| entry["seq"].as_i64().unwrap()).collect();
    let newest = site.number("(SELECT max(seq) FROM activity)");
    assert_eq!(seqs, (1..=newest).rev().collect::<Vec<_>>(), "all, the newest first");
    let days: BTreeSet<&str> = all.iter().map(|entry| &entry["time"].as_str().unwrap()[..10]).collect();
    assert_eq!(days.len(), 2);
    let views = views(&all);
    assert!(views.len() > 10, "{views:?}");
    for one in &views {
        for other in views.iter().filter(|other| other.0 >= one.0) {
            if one.0 == other.0 && one != other || (one.0 == "from" && other.0 == "to" && one.1 > other.1) {
                continue;
            }
            let query = serde_urlencoded::to_string(BTreeSet::from([one, other])).unwrap();
            let expected: Vec<&Value> = all.iter().filter(|entry| is_in(entry, one) && is_in(entry, other)).collect();
            let exported = objects(&ada, &format!("/activity.jsonl?{query}")).await;
            assert_eq!(exported.iter().collect::<Vec<_>>(), expected, "{query}");
            let table = rows(&ada, &format!("/activity.csv?{query}")).await;
            assert_eq!(table[0], COLUMNS, "{query}");
            let cells: Vec<Vec<String>> = expected.iter().flat_map(|entry| rows_of(entry)).collect();
            assert_eq!(table[1..], cells, "{query}");
            let page = ada.get(&format!("/activity?{query}")).await;
            assert_eq!(page.all(".activity li > p").len(), expected.len().min(25), "{query}");
        }
    }
}

const COLUMNS: [&str; 15] = [
    "seq",
    "time",
    "actor_kind",
    "actor_id",
    "actor",
    "address",
    "action",
    "action_label",
    "client",
    "client_name",
    "setting",
    "setting_label",
    "before",
    "after",
    "hash",
];

/// The rows that an entry has in the table: one for each change, or one without any.
fn rows_of(entry: &Value) -> Vec<Vec<String>> {
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let changes = entry["changes"].as_array().unwrap();
    let none = [Value::Null];
    let changes = if changes.is_empty() { &none[..] } else { changes };
    let of_change = ["setting", "setting_label", "before", "after"];
    let row = |change: &Value| {
        let value = |column: &&str| cell(if of_change.contains(column) { &change[*column] } else { &entry[*column] });
        COLUMNS.iter().map(value).collect()
    };
    changes.iter().map(row).collect()
}

#[tokio::test]
async fn an_export_ends_where_the_record_does_also_at_the_edge_of_what_is_read_at_a_time() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let mut written = 0;
    for count in [99, 100, 101, 200] {
        site.execute(&format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) \
             INSERT INTO activity (at, actor_kind, action) SELECT i, 'command_line', 'signed_out' FROM n",
            count - written
        ));
        written = count;
        assert_eq!(objects(&ada, "/activity.jsonl?kind=signed_out").await.len(), count);
    }
}

#[tokio::test]
async fn the_view_is_exported_without_its_page_and_an_export_has_none() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    for n in 0..26 {
        create(&ada, &format!("Client {n}")).await;
    }
    let page = ada.open("/activity?kind=client_created").await;
    let page = ada.click(&page, "Older").await;
    assert_eq!(page.link("Export as CSV"), "/activity.csv?kind=client_created");
    assert_eq!(page.link("Export as JSON lines"), "/activity.jsonl?kind=client_created");
    for bad in ["after=5", "before=5", "to=2026-02-30", "from=2026-02-02&to=2026-02-01"] {
        for path in ["/activity.csv", "/activity.jsonl"] {
            assert_eq!(ada.get(&format!("{path}?{bad}")).await.status, 400, "{path}?{bad}");
        }
    }
    for (length, status) in [(200, 200), (201, 400)] {
        for path in ["/activity", "/activity.csv", "/activity.jsonl"] {
            let search = "é".repeat(length);
            assert_eq!(ada.get(&format!("{path}?search={search}")).await.status, status, "{path} {length}");
        }
    }
    let name = ada.get("/activity.csv").await.header("content-disposition");
    let date = site.text("(SELECT strftime('%Y-%m-%d-%H%M', max(at) / 1000, 'unixepoch') FROM activity)");
    assert!(name.starts_with(&format!("attachment; filename=\"activity-{date}")), "{name}");
    assert_eq!(name.len(), "attachment; filename=\"activity-2026-11-22-150000.csv\"".len(), "{name}");
}
