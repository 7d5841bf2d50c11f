use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::Connection as _;
use diesel::connection::InstrumentationEvent;

use super::*;

fn seqs(conn: &mut Connection, filter: &Filter, limit: usize) -> Vec<i64> {
    let mut walk = Walk::new(filter.clone());
    let mut seqs = Vec::new();
    while !walk.is_over() {
        let batch = walk.next(&mut searching(conn), limit).unwrap();
        assert!(batch.len() <= limit);
        seqs.extend(batch.iter().map(|entry| entry.seq));
    }
    seqs
}

#[test]
fn a_walk_makes_its_search_once_however_many_batches_there_are() {
    let (folder, mut conn) = database();
    let happen = |conn: &mut Connection| -> QueryResult<()> {
        (1..=1_200).for_each(|n| happen(conn, n, NOON));
        Ok(())
    };
    conn.immediate_transaction(happen).unwrap();
    catch_up(&mut index(&folder, &mut conn));
    let searches = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&searches);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            count.fetch_add(usize::from(query.to_string().contains("MATCH")), Ordering::SeqCst);
        }
    });
    let filter = Filter { search: "boutique".to_owned(), ..Filter::default() };
    let expected: Vec<i64> = (1..=1_200).rev().filter(|n| n % 4 != 0).collect();
    assert_eq!(seqs(&mut conn, &filter, 100), expected, "those that hold the word");
    assert!(searches.load(Ordering::SeqCst) <= 3, "one for each thousand, and one that finds the end");
}

#[test]
fn a_walk_meets_every_entry_once_also_at_the_edge_of_what_is_found_at_a_time() {
    let (folder, mut conn) = database();
    index(&folder, &mut conn);
    let mut written = 0;
    for count in [0, 1, 19_999, 20_000, 20_001, 40_000] {
        conn.batch_execute(&format!(
            "WITH RECURSIVE n (i) AS (SELECT {written} + 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
             INSERT INTO activity (at, actor_kind, action) SELECT i, 'command_line', 'signed_out' FROM n WHERE i <= {count}"
        ))
        .unwrap();
        written = count;
        assert_eq!(seqs(&mut conn, &Filter::default(), 7_000), (1..=count).rev().collect::<Vec<i64>>());
    }
}

#[test]
fn what_is_recorded_during_a_walk_is_not_part_of_it() {
    let (folder, mut conn) = database();
    index(&folder, &mut conn);
    (1..=10).for_each(|n| happen(&mut conn, n, NOON));
    let mut walk = Walk::new(Filter::default());
    let mut found = walk.next(&mut searching(&mut conn), 4).unwrap();
    (11..=20).for_each(|n| happen(&mut conn, n, NOON));
    while !walk.is_over() {
        found.extend(walk.next(&mut searching(&mut conn), 4).unwrap());
    }
    assert_eq!(found.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (1..=10).rev().collect::<Vec<_>>());
}
