//! What `verify` says of a record that is keyed with the key file.

use std::path::Path;

use next_identity_console::domain::activity::{Link, digest};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::token::Digest;
use uuid::Uuid;

use super::verify::{problem, verify};
use super::{add_operator, one_line, program};
use crate::console::create;
use crate::support::process::Running;
use crate::support::site::PASSWORD;
use crate::support::{Database, Site};

/// Adds an entry as somebody can who has the database and the source, but not the key file.
fn append(database: &Database) {
    let seq = database.number("(SELECT max(seq) FROM activity)") + 1;
    let last = |column: &str| format!("(SELECT {column} FROM activity WHERE seq = {})", seq - 1);
    let id = Uuid::from_u128(7);
    let link = Link {
        seq,
        at: database.number(&last("at")) + 1,
        actor_kind: "operator",
        actor_id: Some(id),
        actor_name: Some("Eve"),
        address: None,
        action: "signed_in",
        client: None,
        changes: &[],
    };
    let previous = Digest::parse_hex(&database.text(&last("lower(hex(hash))"))).unwrap();
    let hash = digest(&link.text(Some(&previous)).unwrap(), None).to_hex();
    database.execute(&format!(
        "INSERT INTO activity (seq, at, actor_kind, actor_id, actor_name, action, hash) \
         VALUES ({seq}, {}, 'operator', X'{}', 'Eve', 'signed_in', X'{hash}')",
        link.at,
        id.simple(),
    ));
}

#[tokio::test]
async fn an_entry_that_somebody_without_the_key_file_appended_is_named() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    create(&ada, "Shop").await;
    append(&Database(site.database.clone()));
    assert_eq!(
        problem(&verify(&site.database, &[])),
        "activity: entry 4 was edited: it, its values or its digest are not as they were recorded"
    );
    create(&ada, "Bank").await;
    let broken = problem(&verify(&site.database, &[]));
    assert!(broken.starts_with("activity: entry 4 was edited"), "also after the record has gone on: {broken}");
}

#[tokio::test]
async fn a_copy_is_checked_with_the_key_file_of_its_database_only() {
    let site = Site::start().await;
    site.named_operator("Ada", Role::Administrator).await;
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    assert!(program().arg("backup").arg(&copy).arg("--database").arg(&site.database).status().unwrap().success());
    let alone = problem(&verify(&copy, &[]));
    assert!(alone.contains("entries from 1 on are keyed") && alone.contains("--key-file"), "{alone}");
    let with = |path: &Path| verify(&copy, &["--key-file", path.to_str().unwrap()]);
    let whole = one_line(&with(&site.database.with_extension("key")).stdout);
    assert!(whole.contains("entries: 2, keyed from: 1, head: 2:"), "{whole}");
    let (other, nonsense) = (folder.path().join("other.db"), folder.path().join("nonsense.key"));
    assert!(add_operator(&other, "eve@example.com", "viewer", PASSWORD).status.success());
    let wrong = problem(&with(&other.with_extension("key")));
    assert!(wrong.contains("entries from 1 on are keyed with another key file"), "{wrong}");
    std::fs::write(&nonsense, "no key").unwrap();
    let unusable = one_line(&with(&nonsense).stderr);
    assert!(unusable.contains("nonsense.key"), "{unusable}");
}

#[tokio::test]
async fn what_a_lost_key_file_has_keyed_is_told_and_what_came_later_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    assert!(add_operator(&path, "ada@example.com", "administrator", PASSWORD).status.success());
    std::fs::remove_file(path.with_extension("key")).unwrap();
    let reset = program().args(["keys", "reset", "--database"]).arg(&path).output().unwrap();
    assert!(reset.status.success(), "{reset:?}");
    drop(Running::start(&path));
    assert!(add_operator(&path, "grace@example.com", "viewer", PASSWORD).status.success());
    let said = String::from_utf8(verify(&path, &[]).stdout).unwrap();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines[0],
        "Entries 1 to 1 were keyed with a key file that was given up; only their numbers were checked."
    );
    assert!(lines.len() == 2 && lines[1].contains("entries: 3, keyed from: 3, head: 3:"), "{said}");
}
