//! The key file: made at the first start, and refused when it does not fit.

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::Stdio;

use super::{one_line, program};
use crate::support::process::{Running, ended};
use crate::support::{Database, Person, keys};

/// How a start fails.
fn refused(database: &Path) -> String {
    let mut command = program();
    command.args(["--listen", "127.0.0.1:0", "--database"]).arg(database);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let status = ended(&mut child);
    let output = child.wait_with_output().unwrap();
    assert_eq!((status.code(), output.stdout.is_empty()), (Some(1), true), "{output:?}");
    one_line(&output.stderr)
}

#[tokio::test]
async fn a_first_start_makes_a_key_file_that_nobody_else_can_read_and_later_ones_leave_it_alone() {
    let folder = tempfile::tempdir().unwrap();
    let [database, key_file] = ["deep/console.db", "deep/console.key"].map(|name| folder.path().join(name));
    drop(Running::start(&database));
    let made = std::fs::read_to_string(&key_file).unwrap();
    assert_eq!((made.len(), made.lines().count()), (45, 1));
    assert_eq!(key_file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let names = std::fs::read_dir(key_file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains("unfinished")));
    drop(Running::start(&database));
    assert_eq!(std::fs::read_to_string(&key_file).unwrap(), made);
}

#[tokio::test]
async fn a_key_file_may_have_another_place_by_flag_or_variable() {
    let folder = tempfile::tempdir().unwrap();
    let [database, elsewhere] = ["console.db", "elsewhere"].map(|name| folder.path().join(name));
    let mut command = program();
    command.arg("--key-file").arg(&elsewhere);
    drop(Running::start_by(command, &database));
    assert!(elsewhere.exists() && !folder.path().join("console.key").exists());
    let mut command = program();
    command.env("NIC_KEY_FILE", &elsewhere);
    drop(Running::start_by(command, &database));
    assert!(refused(&database).contains("console.key is missing"));
}

#[tokio::test]
async fn a_key_file_that_does_not_fit_stops_the_start_with_both_ways_out_and_the_right_one_lets_it_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let [database, key_file] = ["console.db", "console.key"].map(|name| folder.path().join(name));
    drop(Running::start(&database));
    drop(Running::start(&folder.path().join("other.db")));
    let right = std::fs::read(&key_file).unwrap();
    let other = std::fs::read(folder.path().join("other.key")).unwrap();
    let stored = Database(database.clone()).stored();
    let write = |content: &[u8], mode: u32| {
        std::fs::write(&key_file, content).unwrap();
        std::fs::set_permissions(&key_file, Permissions::from_mode(mode)).unwrap();
    };
    let says = |why: &str| {
        let said = refused(&database);
        for words in [
            &format!("the key file {} {why}", key_file.display()),
            &format!("the database {}", database.display()),
            "put that file back with mode 600",
            "--key-file",
            "keys reset",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
    };
    std::fs::remove_file(&key_file).unwrap();
    says("is missing");
    assert!(!key_file.exists(), "none is made");
    std::fs::create_dir(&key_file).unwrap();
    says("cannot be read");
    std::fs::remove_dir(&key_file).unwrap();
    write(&other, 0o600);
    says("is not the one of this database");
    for nonsense in [&b""[..], b"no key", &[&right[..], &right].concat(), &[0xff; 45], &right[..20]] {
        write(nonsense, 0o600);
        let said = refused(&database);
        assert!(said.contains("does not hold a key") || said.contains("cannot be read"), "{said}");
    }
    for mode in [0o640, 0o604, 0o620, 0o666] {
        write(&right, mode);
        says(&format!("can be read or written by others (its mode is {mode:o}, not 600)"));
    }
    assert_eq!(Database(database.clone()).stored(), stored, "nothing has changed");
    write(&right, 0o600);
    let running = Running::start(&database);
    assert_eq!(Person::new(&running.url()).get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_key_file_of_another_user_is_refused_by_all_who_read_it_and_taken_once_it_is_ours() {
    let folder = tempfile::tempdir().unwrap();
    let [database, key_file] = ["console.db", "console.key"].map(|name| folder.path().join(name));
    keys::with_keys(&database).await;
    let us = key_file.metadata().unwrap().uid();
    // Only root can give a file away.
    if us != 0 {
        return;
    }
    let stored = Database(database.clone()).stored();
    chown(&key_file, Some(12_345), None).unwrap();
    let rotated = program().args(["keys", "rotate", "--database"]).arg(&database).output().unwrap();
    for said in [refused(&database), one_line(&rotated.stderr)] {
        let words = format!("the key file {} belongs to another user", key_file.display());
        assert!(said.contains(&words) && said.contains("(its owner is 12345, so chown it to 0)"), "{said}");
    }
    assert_eq!(Database(database.clone()).stored(), stored, "nothing has changed");
    chown(&key_file, Some(us), None).unwrap();
    drop(Running::start(&database));
}

#[tokio::test]
async fn a_file_that_is_no_key_is_not_overwritten_by_a_first_start() {
    let folder = tempfile::tempdir().unwrap();
    let [database, key_file] = ["console.db", "console.key"].map(|name| folder.path().join(name));
    std::fs::write(&key_file, "precious").unwrap();
    std::fs::set_permissions(&key_file, Permissions::from_mode(0o600)).unwrap();
    let said = refused(&database);
    assert!(said.contains("does not hold a key") && said.contains("move it away"), "{said}");
    assert_eq!(std::fs::read_to_string(&key_file).unwrap(), "precious");
}

/// A power cut comes between the file and the row: the file that is there is the one that holds.
#[tokio::test]
async fn a_start_that_ended_after_the_key_file_was_made_is_followed_by_one_that_uses_it() {
    let folder = tempfile::tempdir().unwrap();
    let [database, key_file] = ["console.db", "console.key"].map(|name| folder.path().join(name));
    drop(Running::start(&folder.path().join("other.db")));
    std::fs::copy(folder.path().join("other.key"), &key_file).unwrap();
    std::fs::write(folder.path().join("console.key.unfinished-x"), "half").unwrap();
    let before = std::fs::read(&key_file).unwrap();
    drop(Running::start(&database));
    drop(Running::start(&database));
    assert_eq!(std::fs::read(&key_file).unwrap(), before);
}
