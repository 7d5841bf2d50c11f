//! A record that is keyed, edited by somebody who has the file and the source, but not the key file.

use super::*;
use crate::domain::activity::{Entry, digest};
use crate::domain::keys::master::MasterKey;
use crate::domain::keys::record_key::RecordKey;
use crate::store::StoreError;
use crate::store::activity::{begin_keyed, has_keyed, leave_unkeyed, resume_keyed};
use crate::store::sqlite::connection::open_writer;

fn random_key() -> RecordKey {
    MasterKey::random().unwrap().record_key().unwrap()
}

/// Seven entries: three from before the record was keyed, four since.
fn keyed() -> (tempfile::TempDir, Connection, RecordKey) {
    let (folder, mut conn) = with_entries(3);
    let key = random_key();
    assert_eq!(begin_keyed(&mut conn, &key).unwrap(), 4);
    (3..7).for_each(|n| happen(&mut conn, n, NOON + n));
    (folder, conn, key)
}

/// What is found with the key file whose tie names an entry.
fn verified(conn: &mut Connection, key: &RecordKey, keyed_from: i64) -> Result<Verified, String> {
    verify(conn, None, Some((key, Some(keyed_from)))).map_err(|broken| broken.to_string())
}

/// Adds an entry by hand, with the digest that somebody without the key can compute.
fn append(conn: &mut Connection) {
    let last = following(conn, 0, 100).unwrap().pop().unwrap();
    let (seq, previous) = (last.seq + 1, last.hash);
    let entry = Entry { seq, changes: Vec::new(), ..last };
    let hash = digest(&entry.link(&[]).text(previous.as_ref()).unwrap(), None);
    let columns = "at, actor_kind, actor_id, actor_name, address, action, client";
    conn.batch_execute(&format!(
        "INSERT INTO activity (seq, {columns}, hash) SELECT {seq}, {columns}, X'{}' FROM activity WHERE seq = {}",
        hash.to_hex(),
        seq - 1,
    ))
    .unwrap();
}

fn try_to_record(conn: &mut Connection) -> Result<i64, StoreError> {
    let origin = Origin { actor: Actor::CommandLine, address: None, at: Timestamp(NOON) };
    record(conn, &origin, NewEntry { action: Action::SetUp, client: None, changes: Vec::new() })
}

#[test]
fn a_record_is_keyed_from_the_first_entry_after_the_key_was_given() {
    let (folder, mut conn, key) = keyed();
    let whole = verified(&mut conn, &key, 4).unwrap();
    assert_eq!((whole.entries, whole.keyed_from, whole.unchecked), (7, Some(4), vec![]));
    let mut other = open_writer(&folder.path().join("console.db")).unwrap();
    assert!(resume_keyed(&mut other, &key, 4).unwrap());
    happen(&mut other, 7, NOON + 7);
    assert_eq!(verified(&mut conn, &key, 4).unwrap().entries, 8);
    for (key, first_seq) in [(&key, 5), (&random_key(), 4)] {
        assert!(!resume_keyed(&mut other, key, first_seq).unwrap());
    }
    assert!(has_keyed(&mut conn, &key).unwrap() && !has_keyed(&mut conn, &random_key()).unwrap());
}

#[test]
fn an_entry_that_was_appended_by_hand_is_found_though_its_digest_is_right_without_the_key() {
    let (_folder, mut conn) = with_entries(3);
    append(&mut conn);
    assert_eq!(verify(&mut conn, None, None).unwrap().entries, 4, "it is not seen where nothing is keyed");
    let (_folder, mut conn, key) = keyed();
    append(&mut conn);
    assert!(verified(&mut conn, &key, 4).unwrap_err().starts_with("entry 8 was edited"));
}

#[test]
fn what_is_recorded_before_a_connection_was_told_of_a_key_is_refused() {
    let (folder, _conn, _key) = keyed();
    let mut conn = open_writer(&folder.path().join("console.db")).unwrap();
    assert!(try_to_record(&mut conn).unwrap_err().to_string().contains("no such function: record_digest"));
}

#[test]
fn nothing_is_recorded_with_a_key_that_was_given_up_meanwhile() {
    let (folder, mut conn, key) = keyed();
    let mut other = open_writer(&folder.path().join("console.db")).unwrap();
    leave_unkeyed(&mut other).unwrap();
    happen(&mut other, 7, NOON + 7);
    assert!(matches!(try_to_record(&mut conn), Err(StoreError::OtherKeyFile)));
    let new = random_key();
    assert_eq!(begin_keyed(&mut other, &new).unwrap(), 9);
    assert!(matches!(try_to_record(&mut conn), Err(StoreError::OtherKeyFile)));
    assert!(!resume_keyed(&mut conn, &key, 4).unwrap());
    happen(&mut other, 8, NOON + 8);
    assert_eq!(verified(&mut other, &new, 9).unwrap().unchecked, [(4, 7)]);
}

#[test]
fn the_schema_cannot_have_the_program_make_a_digest() {
    let (_folder, mut conn, _key) = keyed();
    let oracle = "CREATE TABLE loot (hash); CREATE TRIGGER oracle AFTER INSERT ON activity BEGIN \
        INSERT INTO loot VALUES (record_digest(X'5b5d', (SELECT proof FROM activity_keys))); END";
    conn.batch_execute(oracle).unwrap();
    assert!(try_to_record(&mut conn).unwrap_err().to_string().contains("unsafe use of record_digest"));
    conn.batch_execute("DROP TRIGGER oracle").unwrap();
    try_to_record(&mut conn).unwrap();
}

#[test]
fn the_note_of_what_is_keyed_cannot_be_moved_removed_or_made_up() {
    let gone = "the note that it is keyed from entry 4 on was removed or edited";
    for (edit, said) in [
        ("DELETE FROM activity_keys", gone),
        ("UPDATE activity_keys SET proof = NULL", gone),
        ("UPDATE activity_keys SET first_seq = 6", "the note of how the entries from 6 on are keyed was"),
        ("UPDATE activity_keys SET proof = randomblob(32)", "the note of how the entries from 4 on are keyed was"),
        ("INSERT INTO activity_keys VALUES (8, NULL)", "the note of how the entries from 8 on are keyed was"),
        ("INSERT INTO activity_keys VALUES (8, randomblob(32))", "the note of how the entries from 8 on are keyed was"),
        ("INSERT INTO activity_keys SELECT 8, proof FROM activity_keys", "the note of how the entries from 8 on"),
        ("INSERT INTO activity_keys VALUES (8, randomblob(32)), (9, NULL)", gone),
        ("UPDATE activity_keys SET proof = randomblob(32); INSERT INTO activity_keys VALUES (8, NULL)", gone),
        ("INSERT INTO activity_keys VALUES (1, NULL)", ""),
    ] {
        let (_folder, mut conn, key) = keyed();
        conn.batch_execute(edit).unwrap();
        // Whoever can do this can also compute all digests anew, as far as no key is needed.
        for is_chained_anew in [false, true] {
            if is_chained_anew && !said.is_empty() {
                disarm(&mut conn);
                chain_anew(&mut conn);
            }
            match verified(&mut conn, &key, 4) {
                Ok(_) => assert_eq!(said, "", "{edit}"),
                Err(broken) => assert!(!said.is_empty() && broken.starts_with(said), "{edit}: {broken}"),
            }
        }
    }
}

#[test]
fn what_was_keyed_with_a_key_that_was_given_up_is_said_to_be_unchecked() {
    let (_folder, mut conn, _lost) = keyed();
    leave_unkeyed(&mut conn).unwrap();
    happen(&mut conn, 7, NOON + 7);
    let unchecked = vec![(4, 7)];
    let whole = verify(&mut conn, None, None).unwrap();
    assert_eq!((whole.entries, whole.keyed_from, &whole.unchecked), (8, None, &unchecked));
    let key = random_key();
    assert_eq!(begin_keyed(&mut conn, &key).unwrap(), 9);
    happen(&mut conn, 8, NOON + 8);
    let whole = verified(&mut conn, &key, 9).unwrap();
    assert_eq!((whole.entries, whole.keyed_from, whole.unchecked), (9, Some(9), unchecked));
    disarm(&mut conn);
    conn.batch_execute("UPDATE activity SET actor_name = 'Eve' WHERE seq IN (2, 8)").unwrap();
    assert!(verified(&mut conn, &key, 9).unwrap_err().starts_with("entry 2 was edited"));
    conn.batch_execute("DELETE FROM activity_changes WHERE activity_seq = 6; DELETE FROM activity WHERE seq = 6")
        .unwrap();
    assert!(verified(&mut conn, &key, 9).is_err());
}

#[test]
fn two_keys_given_up_before_anything_was_recorded_leave_one_note() {
    let (_folder, mut conn) = with_entries(0);
    for _ in 0..2 {
        assert_eq!(begin_keyed(&mut conn, &random_key()).unwrap(), 1);
        leave_unkeyed(&mut conn).unwrap();
    }
    happen(&mut conn, 0, NOON);
    assert_eq!(text(&mut conn, "(SELECT group_concat(first_seq) FROM activity_keys)"), "1");
    let key = random_key();
    assert_eq!(begin_keyed(&mut conn, &key).unwrap(), 2);
    assert_eq!(verified(&mut conn, &key, 2).unwrap().keyed_from, Some(2));
}
