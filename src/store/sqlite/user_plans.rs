//! How the pages of the users and their searches read the tables.

use std::sync::{Arc, Mutex};

use diesel::Connection as _;
use diesel::connection::{Instrumentation, InstrumentationEvent, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::test_database::database;
use crate::store::Connection;
use crate::store::paging::Paging;
use crate::store::users::list::page;

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// Users with three words and an address each.
fn fill(conn: &mut Connection, count: u32) {
    let rows = format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})");
    conn.batch_execute(&format!(
        "{rows} INSERT INTO users (seq, id, subject, given_name, family_name, created_at, updated_at) \
         SELECT i, randomblob(16), 'subject' || i, 'Ada', 'Number' || i, i, i FROM n; \
         {rows} INSERT INTO user_words SELECT 'ada', i FROM n; \
         {rows} INSERT INTO user_words SELECT 'number' || i, i FROM n; \
         {rows} INSERT INTO user_words SELECT 'ada' || i || '@example.com', i FROM n; \
         INSERT INTO user_identifiers SELECT id, 'email', 'ada' || seq || '@example.com', 1 FROM users; ANALYZE;"
    ))
    .unwrap();
}

/// How SQLite reads each statement that a page sends.
fn plans(conn: &mut Connection, search: &str, paging: Paging<i64>) -> Vec<String> {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&sent);
    let listen = move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            heard.lock().unwrap().push(query.to_string());
        }
    };
    conn.set_instrumentation(Box::new(listen) as Box<dyn Instrumentation>);
    page(conn, search, paging).unwrap();
    conn.set_instrumentation(None::<Box<dyn Instrumentation>>);
    let sent = std::mem::take(&mut *sent.lock().unwrap());
    let plan = |text: String| {
        let text = text.split(" -- binds").next().unwrap_or_default().to_owned();
        let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {text}")).load(conn).unwrap();
        steps.into_iter().map(|step| step.detail)
    };
    sent.into_iter().flat_map(plan).collect()
}

#[test]
fn a_page_and_a_search_read_no_more_of_any_table_than_they_need() {
    let (_folder, mut conn) = database();
    fill(&mut conn, 5_000);
    for search in ["", "ada", "number77", "number77 ada", "ada77@", "subject77", "00000000-0000-0000-0000-000000000000"]
    {
        for paging in [Paging::First, Paging::After(2_000), Paging::Before(2_000)] {
            // The list as a whole is read from its end, and only as far as the page goes.
            let is_bad = |step: &String| step.starts_with("SCAN") && !(search.is_empty() && step == "SCAN users");
            let plans = plans(&mut conn, search, paging);
            assert!(!plans.is_empty() && !plans.iter().any(is_bad), "{search}: {plans:#?}");
            assert!(!search.is_empty() || !plans.iter().any(|step| step.contains("TEMP B-TREE")), "{plans:#?}");
        }
    }
}

#[test]
fn the_users_with_every_word_are_found_newest_first_and_a_search_that_was_cut_says_so() {
    let (_folder, mut conn) = database();
    fill(&mut conn, 2_500);
    let mut found = |search: &str| {
        let (page, is_cut) = page(&mut conn, search, Paging::First).unwrap();
        (page.rows.iter().map(|user| user.seq).collect::<Vec<_>>(), is_cut)
    };
    assert_eq!(found("number249"), (vec![2499, 2498, 2497, 2496, 2495, 2494, 2493, 2492, 2491, 2490, 249], false));
    assert_eq!(found("ada number2499"), (vec![2499], false));
    assert!(found("ada").1 && !found("number77").1);
    assert_eq!(found("subject7"), (vec![7], false));
    assert_eq!(found("nobody"), (vec![], false));
}
