mod edits;
mod keyed;
mod kinds;
mod walk;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::{Value, json};

use super::chain::{BrokenRecord, Head, Verified, verify};
use crate::domain::activity::{Action, Actor, Change, NewEntry, Origin};
use crate::domain::client::ClientKey;
use crate::domain::operator::OperatorId;
use crate::domain::time::Timestamp;
use crate::store::Connection;
use crate::store::activity::{Filter, Walk, following, record};
use crate::store::sqlite::{catch_up, database, index, searching};

const NOON: i64 = 1_700_000_000_000;

fn key(n: i64) -> ClientKey {
    ClientKey(Timestamp(n).uuid())
}

fn happen(conn: &mut Connection, n: i64, at: i64) {
    let ada = Actor::Operator(OperatorId(uuid::Uuid::from_u128(7)), "Ada".to_owned());
    let actor = [ada, Actor::CommandLine, Actor::Anonymous].into_iter().nth(usize::try_from(n % 3).unwrap()).unwrap();
    let origin = Origin { actor, address: (n % 2 == 0).then(|| "192.0.2.7".to_owned()), at: Timestamp(at) };
    let all = [
        Change::new("general.name", json!("Shop"), json!("Boutique\r\n\"x\"")),
        Change::new("general.description", Value::Null, json!("")),
        Change::new("authentication.passkeys", json!(true), Value::Null),
    ];
    let changes = all.into_iter().take(usize::try_from(n % 4).unwrap()).collect();
    let action = if n % 4 == 0 { Action::SignedIn } else { Action::ClientChanged };
    let client = (action == Action::ClientChanged).then(|| key(n));
    record(conn, &origin, NewEntry { action, client, changes }).unwrap();
}

fn with_entries(count: i64) -> (tempfile::TempDir, Connection) {
    let (folder, mut conn) = database();
    for n in 0..count {
        happen(&mut conn, n, NOON + n);
    }
    (folder, conn)
}

/// Lets anything be written, as somebody with the file can.
fn disarm(conn: &mut Connection) {
    conn.batch_execute(
        "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; \
         DROP TRIGGER activity_is_append_only_update; DROP TRIGGER activity_is_append_only_delete; \
         DROP TRIGGER activity_changes_are_append_only_update; \
         DROP TRIGGER activity_changes_are_append_only_delete",
    )
    .unwrap();
}

#[test]
fn what_was_done_to_the_record_is_named() {
    for (tampering, said) in [
        ("UPDATE activity SET actor_name = 'Eve' WHERE seq = 4", "entry 4 was edited"),
        ("UPDATE activity SET at = at + 0.5 WHERE seq = 4", "entry 4 was edited: it holds a value of the wrong kind"),
        ("UPDATE activity SET hash = NULL WHERE seq = 12", "entry 12 was edited"),
        ("UPDATE activity_changes SET after = 'x' WHERE activity_seq = 3", "entry 3 was edited"),
        ("UPDATE activity_changes SET after = X'ff' WHERE activity_seq = 3", "entry 3 was edited"),
        ("UPDATE activity_changes SET position = position + 5 WHERE activity_seq = 3", "entry 3 was edited"),
        ("DELETE FROM activity_changes WHERE activity_seq = 3", "entry 3 was edited"),
        ("INSERT INTO activity_changes VALUES (3, 2, 'status', 'a', 'b')", "entry 3 was edited"),
        ("INSERT INTO activity_changes VALUES (99, 0, 'status', 'a', 'b')", "entry 99, which does not exist"),
        ("INSERT INTO activity_changes VALUES (-1, 0, 'status', 'a', 'b')", "entry -1, which does not exist"),
        ("DELETE FROM activity WHERE seq = 5", "entry 5 is missing"),
        ("DELETE FROM activity WHERE seq = 1", "entry 1 is missing"),
        (
            "DELETE FROM activity WHERE seq > 8; DELETE FROM activity_changes WHERE activity_seq > 8",
            "entries 9 to 12 are missing",
        ),
        ("DELETE FROM activity; DELETE FROM activity_changes", "entries 1 to 12 are missing"),
        (
            "INSERT INTO activity (seq, at, actor_kind, action) VALUES (0, 1, 'command_line', 'set_up')",
            "entry 0 was inserted",
        ),
        ("INSERT INTO activity (at, actor_kind, action) VALUES (1, 'command_line', 'set_up')", "entry 13 was edited"),
        (
            "UPDATE activity SET seq = CASE seq WHEN 5 THEN 1006 ELSE 1005 END WHERE seq IN (5, 6); UPDATE activity SET seq = seq - 1000 WHERE seq > 1000",
            "entry 5 was edited",
        ),
        ("UPDATE sqlite_sequence SET seq = 3 WHERE name = 'activity'", "entry 12 was inserted"),
        (
            "INSERT INTO activity (seq, at, actor_kind, action) VALUES (-9223372036854775808, 1, 'command_line', 'set_up')",
            "entry -9223372036854775808 was inserted",
        ),
        ("INSERT INTO activity_changes VALUES ('x', 0, 'status', 'a', 'b')", "entry 0, which does not exist"),
    ] {
        let (_folder, mut conn) = with_entries(12);
        disarm(&mut conn);
        conn.batch_execute(tampering).unwrap();
        let broken = verify(&mut conn, None, None).unwrap_err().to_string();
        assert!(broken.contains(said), "{tampering}: {broken}");
    }
}

fn text(conn: &mut Connection, expression: &str) -> String {
    diesel::select(diesel::dsl::sql::<Text>(expression)).get_result(conn).unwrap()
}

/// Computes all digests anew, as somebody with the file and the source can.
fn chain_anew(conn: &mut Connection) {
    let entries = following(conn, 0, 100).unwrap();
    let mut last = None;
    for entry in entries {
        let changes: Vec<_> = entry.changes.iter().map(Change::stored).collect();
        let hash = entry.link(&changes).digest(last.as_ref(), None).unwrap();
        let set = format!("UPDATE activity SET hash = X'{}' WHERE seq = {}", hash.to_hex(), entry.seq);
        conn.batch_execute(&set).unwrap();
        last = Some(hash);
    }
}

#[test]
fn an_end_that_was_cut_off_is_missed_also_after_the_record_has_gone_on() {
    let (_folder, mut conn) = with_entries(12);
    disarm(&mut conn);
    for all in ["seq > 8", "seq > 0"] {
        conn.batch_execute(&format!(
            "DELETE FROM activity WHERE {all}; DELETE FROM activity_changes WHERE activity_{all}"
        ))
        .unwrap();
        happen(&mut conn, 3, NOON);
        assert!(matches!(verify(&mut conn, None, None), Err(BrokenRecord::Missing(9 | 1))));
    }
}

#[test]
fn a_record_that_was_rewritten_from_some_entry_on_differs_from_a_noted_head() {
    let (_folder, mut conn) = with_entries(12);
    let noted = verify(&mut conn, None, None).unwrap().head.unwrap();
    assert_eq!(verify(&mut conn, Some(noted), None).unwrap().head, Some(noted));
    disarm(&mut conn);
    conn.batch_execute("UPDATE activity SET address = '203.0.113.9' WHERE seq = 7").unwrap();
    chain_anew(&mut conn);
    assert_eq!(verify(&mut conn, None, None).unwrap().entries, 12, "rewritten with the program's own chain");
    assert!(matches!(verify(&mut conn, Some(noted), None), Err(BrokenRecord::Rewritten(12))));
    let later = Head { seq: 20, ..noted };
    assert!(matches!(verify(&mut conn, Some(later), None), Err(BrokenRecord::CutOff(13, 20))));
}

#[test]
fn an_empty_record_is_intact() {
    let (_folder, mut conn) = database();
    assert_eq!(
        verify(&mut conn, None, None).unwrap(),
        Verified { entries: 0, head: None, keyed_from: None, unchecked: Vec::new() }
    );
}

#[test]
fn every_filter_is_answered_from_an_index_in_the_order_of_recording() {
    let (_folder, mut conn) = with_entries(3);
    for (query, index) in [
        ("activity a WHERE a.seq BETWEEN 1 AND 9 ORDER BY a.seq", "INTEGER PRIMARY KEY"),
        ("activity a WHERE a.seq BETWEEN 1 AND 9 AND a.client = x'00' ORDER BY a.seq", "activity_by_client"),
        ("activity a WHERE a.seq BETWEEN 1 AND 9 AND a.actor_id = x'00' ORDER BY a.seq", "activity_by_actor"),
        ("activity a WHERE a.seq BETWEEN 1 AND 9 AND a.action = 'signed_in' ORDER BY a.seq", "activity_by_action"),
    ] {
        for order in ["DESC", "ASC"] {
            let mut plan = String::new();
            for step in plan_of(&mut conn, &format!("SELECT a.at FROM {query} {order} LIMIT 26")) {
                plan += &step;
            }
            assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{query} {order}: {plan}");
        }
    }
}

fn plan_of(conn: &mut Connection, query: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }
    let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}")).load(conn).unwrap();
    steps.into_iter().map(|step| step.detail + "\n").collect()
}
