//! Exports that are under way together, and browsers that do not read them.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use reqwest::{Method, Response};

use crate::support::{Person, Site};
use next_identity_console::domain::role::Role;

const EXPORTS: [&str; 2] = ["/activity.csv", "/activity.jsonl"];

/// A record that fits into no buffer on the way to a browser.
fn fill(site: &Site) {
    site.execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) \
         INSERT INTO activity (at, actor_kind, actor_name, action) \
         SELECT i, 'operator', printf('%.*c', 1000, 'x'), 'signed_out' FROM n",
    );
}

/// Begins a download and reads nothing of it.
async fn begin(person: &Person, path: &str) -> Response {
    let response = person.request(Method::GET, path).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200, "{path}");
    response
}

#[tokio::test]
async fn a_third_export_of_an_operator_is_refused_with_a_page_and_nobody_elses() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Viewer).await;
    let grace = site.named_operator("Grace", Role::Viewer).await;
    fill(&site);
    let under_way = [begin(&ada, EXPORTS[0]).await, begin(&ada, EXPORTS[1]).await];
    for path in EXPORTS {
        let page = ada.get(&format!("{path}?kind=signed_out")).await;
        assert_eq!((page.status, page.header("content-type").as_str()), (429, "text/html; charset=utf-8"));
        assert_eq!((page.header("content-disposition").as_str(), page.header("retry-after").as_str()), ("", "10"));
        assert_eq!(page.h1(), "Too many exports at once");
        assert!(page.shows("Wait until one of them is complete, or cancel it in your browser"), "{}", page.text());
        assert_eq!(page.link("Go to Activity"), "/activity?kind=signed_out", "the view that was to be exported");
        assert_eq!(ada.send(ada.request(Method::HEAD, path)).await.status, 429);
    }
    let other_session = site.visitor();
    other_session.sign_in("Ada").await;
    assert_eq!(other_session.get(EXPORTS[0]).await.status, 429, "an operator, not a browser, has two");
    assert_eq!(ada.get("/activity").await.status, 200);
    let of_others = [begin(&grace, EXPORTS[0]).await, begin(&grace, EXPORTS[1]).await];
    let whole = under_way.into_iter().next().unwrap().text().await.unwrap();
    assert!(whole.lines().count() > 20_000, "it goes on where it stopped");
    drop(of_others);
    // The first is complete, and the browser of the second went away with it: both turns are free again.
    for path in EXPORTS {
        free(&ada, path).await;
    }
}

/// Waits until a download can be begun, as it can once the program has seen that a browser has gone away.
async fn free(person: &Person, path: &str) {
    for _ in 0..2_000 {
        if person.send(person.request(Method::HEAD, path)).await.status == 200 {
            return;
        }
    }
    panic!("{path} is never free again");
}

#[tokio::test]
async fn an_operator_who_cancels_downloads_can_begin_new_ones() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Viewer).await;
    fill(&site);
    for _ in 0..5 {
        for path in EXPORTS {
            free(&ada, path).await;
            drop(begin(&ada, path).await);
        }
    }
}

#[tokio::test]
async fn downloads_that_nobody_reads_hold_up_neither_pages_nor_the_database() {
    let site = Site::start().await;
    let names: Vec<String> = (0..6).map(|n| format!("Operator {n}")).collect();
    site.add_operators(&names.iter().map(String::as_str).collect::<Vec<_>>(), Role::Viewer).await;
    fill(&site);
    let mut stalled = Vec::new();
    for name in &names {
        let person = site.visitor();
        person.sign_in(name).await;
        for path in EXPORTS {
            stalled.push(begin(&person, path).await);
        }
    }
    let ada = site.named_operator("Ada", Role::Administrator).await;
    for _ in 0..20 {
        assert_eq!(ada.get("/activity").await.status, 200);
        assert_eq!(ada.get("/activity?search=ada").await.status, 200);
    }
    // It waits for whoever reads, and gives up after a while: a read that lasts as long as a download would show.
    let checkpoint = diesel::dsl::sql::<BigInt>("PRAGMA wal_checkpoint(TRUNCATE)");
    let busy: i64 = checkpoint.get_result(&mut site.file().connect()).unwrap();
    assert_eq!(busy, 0, "a download keeps the log from being moved into the file");
    assert_eq!(stalled.len(), 12);
}

#[tokio::test]
async fn an_export_that_cannot_be_read_is_a_page_and_takes_no_turn() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Viewer).await;
    site.execute("ALTER TABLE activity_changes RENAME TO elsewhere");
    for path in EXPORTS.iter().chain(&EXPORTS) {
        let page = ada.get(path).await;
        assert_eq!((page.status, page.h1().as_str()), (500, "Something went wrong"), "{path}");
    }
    site.execute("ALTER TABLE elsewhere RENAME TO activity_changes");
    for path in EXPORTS {
        assert_eq!(ada.get(path).await.status, 200, "{path}");
    }
}
