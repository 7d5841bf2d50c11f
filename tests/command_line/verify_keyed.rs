//! What `verify` says of a record that is keyed with the key file.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use next_identity_console::domain::activity::{Actor, Link, Origin, digest};
use next_identity_console::domain::keys::seal::Place;
use next_identity_console::domain::operator::{NewOperator, NewPassword, OperatorName};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::text::EmailAddress;
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::domain::token::Digest;
use next_identity_console::service::key_file;
use next_identity_console::store::{Store, activity, operators};
use uuid::Uuid;

use super::verify::{problem, verify};
use super::{add_operator, one_line, program};
use crate::console::{create, create_page};
use crate::support::process::Running;
use crate::support::site::{self, PASSWORD};
use crate::support::{Database, Person, Site};

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
    assert!(
        alone.contains("only the key file of this database can check it") && alone.contains("--key-file"),
        "{alone}"
    );
    let with = |path: &Path| verify(&copy, &["--key-file", path.to_str().unwrap()]);
    let whole = one_line(&with(&site.database.with_extension("key")).stdout);
    assert!(whole.contains("entries: 2, keyed from: 1, head: 2:"), "{whole}");
    let (other, nonsense) = (folder.path().join("other.db"), folder.path().join("nonsense.key"));
    assert!(add_operator(&other, "eve@example.com", "viewer", PASSWORD).status.success());
    let wrong = problem(&with(&other.with_extension("key")));
    assert!(wrong.contains("the key file is not the one of this database"), "{wrong}");
    std::fs::write(&nonsense, "no key").unwrap();
    let unusable = one_line(&with(&nonsense).stderr);
    assert!(unusable.contains("nonsense.key"), "{unusable}");
}

/// A database with the entry of its first operator, and its key file.
fn small() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    assert!(add_operator(&path, "ada@example.com", "administrator", PASSWORD).status.success());
    let key_file = path.with_extension("key");
    (folder, path, key_file)
}

fn reset(database: &Path) -> Output {
    program().args(["keys", "reset", "--database"]).arg(database).output().unwrap()
}

#[tokio::test]
async fn a_record_that_was_rewritten_without_a_key_is_found_and_so_is_its_missing_note_at_the_next_start() {
    let (_folder, path, _) = small();
    let file = Database(path.clone());
    file.execute("DELETE FROM activity_keys");
    file.execute("DROP TRIGGER activity_is_append_only_update");
    let plain = digest(b"", None).to_hex();
    file.execute(&format!("UPDATE activity SET hash = X'{plain}'"));
    append(&file);
    let said = String::from_utf8(verify(&path, &[]).stderr).unwrap();
    assert!(said.contains("activity: the note that it is keyed from entry 1 on was removed or edited"), "{said}");
    let refused = one_line(&program().arg("--database").arg(&path).output().unwrap().stderr);
    assert!(refused.contains("is keyed from entry 1 on") && refused.contains("restore a backup"), "{refused}");
}

#[tokio::test]
async fn a_key_file_is_said_to_be_tied_where_something_was_recorded_before() {
    let (_folder, path, key_file) = small();
    let file = Database(path.clone());
    file.execute("UPDATE installation SET key_check = NULL");
    file.execute("DELETE FROM activity_keys");
    let untied = problem(&verify(&path, &[]));
    assert!(untied.contains("there is a key file, but none belongs to this database"), "{untied}");
    std::fs::remove_file(key_file).unwrap();
    drop(Running::start(&path));
    assert_eq!(file.text("(SELECT action FROM activity ORDER BY seq DESC LIMIT 1)"), "key_file_tied");
}

/// As the version before this one left it: a key file belongs to it, and the record is not keyed.
async fn unkeyed() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    let store = Store::open(&path).unwrap();
    store.write(activity::leave_unkeyed).await.unwrap();
    let new = NewOperator {
        name: OperatorName::parse("Ada").unwrap(),
        email: EmailAddress::parse("ada@example.com").unwrap(),
        role: Role::Administrator,
        password: NewPassword::Hash(site::password_hash().await),
    };
    let origin = Origin { actor: Actor::CommandLine, address: None, at: SystemClock.now() };
    store.write(move |conn| operators::add(conn, &new, &origin)).await.unwrap();
    store.close();
    let key = key_file::make(&path.with_extension("key")).unwrap();
    let place = Place { table: "installation", row: "1", column: "key_check" };
    let check = key.sealer().unwrap().seal(place, b"this key file belongs to this database").unwrap();
    let digits = check.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let check: String = digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect();
    Database(path.clone()).execute(&format!("UPDATE installation SET key_check = X'{check}'"));
    (folder, path)
}

#[tokio::test]
async fn the_record_of_the_version_before_is_keyed_from_the_next_start_on() {
    let (_folder, path) = unkeyed().await;
    let keyed_from = |entry: &str| {
        let said = one_line(&verify(&path, &[]).stdout);
        assert!(said.contains(&format!("keyed from: {entry}, ")), "{said}");
    };
    keyed_from("nowhere");
    let running = Running::start(&path);
    Person::new(&running.url()).sign_in("Ada").await;
    keyed_from("2");
    drop(running);
    drop(Running::start(&path));
    keyed_from("2");
    let actions = Database(path.clone()).column("SELECT action AS a FROM activity ORDER BY seq");
    assert_eq!(actions, ["operator_added", "key_file_tied", "signed_in"]);
}

#[tokio::test]
async fn what_a_lost_key_file_has_keyed_is_told_and_what_came_later_is_checked() {
    let (_folder, path, key_file) = small();
    std::fs::remove_file(key_file).unwrap();
    assert!(reset(&path).status.success());
    drop(Running::start(&path));
    assert!(add_operator(&path, "grace@example.com", "viewer", PASSWORD).status.success());
    let said = String::from_utf8(verify(&path, &[]).stdout).unwrap();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines[0],
        "Entries 1 to 1 were keyed with a key file that was given up; only their numbers were checked."
    );
    assert!(lines.len() == 2 && lines[1].contains("entries: 4, keyed from: 3, head: 4:"), "{said}");
}

#[tokio::test]
async fn a_server_whose_key_file_was_given_up_records_nothing_and_says_so() {
    let (_folder, path, key_file) = small();
    let running = Running::start(&path);
    let ada = Person::new(&running.url());
    ada.sign_in("Ada").await;
    std::fs::remove_file(&key_file).unwrap();
    assert!(reset(&path).status.success());
    let refused = create_page(&ada, "Shop", &[]).await;
    assert_eq!((refused.status, refused.h1().as_str()), (503, "Nothing can be recorded at present"));
    assert!(refused.shows("The key file was given up since this program was started"), "{}", refused.text());
    drop(running);
    let running = Running::start(&path);
    let ada = Person::new(&running.url());
    ada.sign_in("Ada").await;
    create(&ada, "Shop").await;
    assert!(verify(&path, &[]).status.success());
}

#[tokio::test]
async fn a_key_file_that_was_given_up_is_not_taken_into_use_again() {
    let (_folder, path, key_file) = small();
    let kept = std::fs::read(&key_file).unwrap();
    std::fs::remove_file(&key_file).unwrap();
    assert!(reset(&path).status.success());
    std::fs::write(&key_file, kept).unwrap();
    std::fs::set_permissions(&key_file, Permissions::from_mode(0o600)).unwrap();
    let refused = one_line(&program().arg("--database").arg(&path).output().unwrap().stderr);
    assert!(refused.contains("was given up with keys reset") && refused.contains("move it away"), "{refused}");
    std::fs::remove_file(&key_file).unwrap();
    drop(Running::start(&path));
    assert!(verify(&path, &[]).status.success());
}

#[tokio::test]
async fn keys_are_not_given_up_for_a_file_that_may_be_the_right_one() {
    let (_folder, path, key_file) = small();
    let stored = Database(path.clone()).stored();
    let kept = std::fs::read_to_string(&key_file).unwrap();
    for damaged in [format!("{}\r\n", kept.trim()), format!("{kept}{kept}"), String::new()] {
        std::fs::write(&key_file, damaged).unwrap();
        let refused = one_line(&reset(&path).stderr);
        assert!(refused.contains("does not hold a key") && refused.contains("put that right first"), "{refused}");
    }
    std::fs::remove_file(&key_file).unwrap();
    std::fs::create_dir(&key_file).unwrap();
    let refused = one_line(&reset(&path).stderr);
    assert!(refused.contains("cannot be read") && refused.contains("put that right first"), "{refused}");
    assert_eq!(Database(path).stored(), stored);
}
