//! A record that is keyed, edited by somebody who has the file and the source, but not the key file.

use super::*;
use crate::domain::activity::digest;
use crate::domain::keys::master::MasterKey;
use crate::domain::keys::record_key::RecordKey;
use crate::store::activity::{key_record, leave_unkeyed};

fn random_key() -> RecordKey {
    MasterKey::random().unwrap().record_key().unwrap()
}

/// Seven entries: three from before the record was keyed, four since.
fn keyed() -> (tempfile::TempDir, Connection, RecordKey) {
    let (folder, mut conn) = with_entries(3);
    let key = random_key();
    key_record(&mut conn, &key).unwrap();
    (3..7).for_each(|n| happen(&mut conn, n, NOON + n));
    (folder, conn, key)
}

fn entries(conn: &mut Connection, key: &RecordKey) -> Result<Verified, String> {
    verify(conn, None, Some(key)).map_err(|broken| broken.to_string())
}

/// Adds an entry by hand, with the digest that somebody without the key can compute.
fn append(conn: &mut Connection) {
    let last = following(conn, 0, 100).unwrap().pop().unwrap();
    let (seq, previous) = (last.seq + 1, last.hash);
    let entry = crate::domain::activity::Entry { seq, changes: Vec::new(), ..last };
    let hash = digest(&entry.link(&[]).text(previous.as_ref()).unwrap(), None);
    let columns = "at, actor_kind, actor_id, actor_name, address, action, client";
    conn.batch_execute(&format!(
        "INSERT INTO activity (seq, {columns}, hash) SELECT {seq}, {columns}, X'{}' FROM activity WHERE seq = {}",
        hash.to_hex(),
        seq - 1,
    ))
    .unwrap();
}

#[test]
fn a_record_is_keyed_from_the_first_entry_after_the_key_was_given() {
    let (_folder, mut conn, key) = keyed();
    let whole = entries(&mut conn, &key).unwrap();
    assert_eq!((whole.entries, whole.keyed_from, whole.unchecked), (7, Some(4), vec![]));
    // Nothing new begins when the same key is given again.
    key_record(&mut conn, &key).unwrap();
    happen(&mut conn, 7, NOON + 7);
    assert_eq!(entries(&mut conn, &key).unwrap().keyed_from, Some(4));
}

#[test]
fn an_entry_that_was_appended_by_hand_is_found_though_its_digest_is_right_without_the_key() {
    let (_folder, mut conn) = with_entries(3);
    append(&mut conn);
    assert_eq!(verify(&mut conn, None, None).unwrap().entries, 4, "it is not seen where nothing is keyed");
    let (_folder, mut conn, key) = keyed();
    append(&mut conn);
    assert!(entries(&mut conn, &key).unwrap_err().starts_with("entry 8 was edited"));
}

#[test]
fn what_is_recorded_before_a_connection_was_told_of_a_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    let mut conn = crate::store::sqlite::connection::open_writer(&path).unwrap();
    crate::store::sqlite::migrations::bring_up_to_date(&mut conn, &path).unwrap();
    let origin = Origin { actor: Actor::CommandLine, address: None, at: Timestamp(NOON) };
    let new = NewEntry { action: Action::SetUp, client: None, changes: Vec::new() };
    assert!(record(&mut conn, &origin, new).unwrap_err().to_string().contains("no such function: record_digest"));
}

#[test]
fn the_note_of_what_is_keyed_cannot_be_moved_removed_or_made_up() {
    for (edit, said) in [
        ("DELETE FROM activity_keys", "entry 4 was edited"),
        ("UPDATE activity_keys SET first_seq = 6", "the entries from 6 on are keyed with another key file"),
        ("UPDATE activity_keys SET proof = randomblob(32)", "the entries from 4 on are keyed with another key file"),
        ("UPDATE activity_keys SET proof = NULL", "entry 4 was edited"),
        (
            "INSERT INTO activity_keys VALUES (8, NULL)",
            "the note that the entries from 8 on are not keyed was inserted",
        ),
        (
            "INSERT INTO activity_keys VALUES (8, randomblob(32))",
            "the entries from 8 on are keyed with another key file",
        ),
        (
            "INSERT INTO activity_keys SELECT 8, proof FROM activity_keys",
            "the entries from 8 on are keyed with another",
        ),
        ("INSERT INTO activity_keys VALUES (1, NULL)", ""),
    ] {
        let (_folder, mut conn, key) = keyed();
        conn.batch_execute(edit).unwrap();
        match entries(&mut conn, &key) {
            Ok(_) => assert_eq!(said, "", "{edit}"),
            Err(broken) => assert!(!said.is_empty() && broken.starts_with(said), "{edit}: {broken}"),
        }
    }
}

#[test]
fn a_keyed_record_is_checked_with_its_own_key_only() {
    let (_folder, mut conn, _) = keyed();
    assert!(matches!(verify(&mut conn, None, None), Err(BrokenRecord::NoKey(4))));
    assert!(matches!(verify(&mut conn, None, Some(&random_key())), Err(BrokenRecord::OtherKey(4))));
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
    key_record(&mut conn, &key).unwrap();
    happen(&mut conn, 8, NOON + 8);
    let whole = entries(&mut conn, &key).unwrap();
    assert_eq!((whole.entries, whole.keyed_from, whole.unchecked), (9, Some(9), unchecked));
    disarm(&mut conn);
    conn.batch_execute("UPDATE activity SET actor_name = 'Eve' WHERE seq IN (2, 8)").unwrap();
    assert!(entries(&mut conn, &key).unwrap_err().starts_with("entry 2 was edited"));
    conn.batch_execute("DELETE FROM activity_changes WHERE activity_seq = 6; DELETE FROM activity WHERE seq = 6")
        .unwrap();
    assert!(entries(&mut conn, &key).is_err());
}

#[test]
fn two_keys_given_up_before_anything_was_recorded_leave_one_note() {
    let (_folder, mut conn) = with_entries(0);
    key_record(&mut conn, &random_key()).unwrap();
    leave_unkeyed(&mut conn).unwrap();
    key_record(&mut conn, &random_key()).unwrap();
    leave_unkeyed(&mut conn).unwrap();
    happen(&mut conn, 0, NOON);
    assert_eq!(text(&mut conn, "(SELECT group_concat(first_seq) FROM activity_keys)"), "1");
    let key = random_key();
    key_record(&mut conn, &key).unwrap();
    assert_eq!(entries(&mut conn, &key).unwrap().keyed_from, Some(2));
}
