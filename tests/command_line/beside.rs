//! What lies beside a database when the program starts.

use std::path::Path;

use super::{add_operator, fails, program};
use crate::support::Person;
use crate::support::process::Running;
use crate::support::site::PASSWORD;

/// What is printed between the address and the set-up link.
fn said_before_the_link(database: &Path) -> String {
    let mut running = Running::start(database);
    let lines = running.lines.by_ref().map(Result::unwrap);
    lines.take_while(|line| !line.contains("/set-up?token=")).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_set_up_link_says_first_what_an_older_database_has_left_beside_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    let backup = |name: &str| {
        let made = program().arg("backup").arg(folder.path().join(name)).arg("--database").arg(&database).output();
        assert!(made.unwrap().status.success());
    };
    std::fs::write(folder.path().join("notes.db"), "SQLite format 3\0, and no more of it").unwrap();
    for start in ["first", "second"] {
        let said = said_before_the_link(&database);
        assert!(!said.contains("older") && said.contains("There is no operator yet."), "{start}: {said}");
    }
    assert!(add_operator(&database, "ada@example.com", "viewer", PASSWORD).status.success());
    backup("monday.db");
    backup("console.db.before-20261124000000");
    let mut old = Running::start(&database);
    assert_eq!(Person::new(&old.url()).get("/healthz").await.status, 200);
    old.signal("TERM");
    old.ends();
    assert_eq!(old.lines.by_ref().count(), 0, "nothing is said once there is an operator");
    std::fs::remove_file(&database).unwrap();

    for start in ["first", "second"] {
        let said = said_before_the_link(&database);
        for words in [
            format!("The database at {} is new", database.display()),
            "left: assets/, console.db.before-20261124000000, monday.db\n".to_owned(),
            "If you expected your clients here, stop now".to_owned(),
        ] {
            assert!(said.contains(&words), "{start}: {words}: {said}");
        }
        assert!(!said.contains("notes.db"), "{said}");
    }
}

#[test]
fn the_log_of_a_database_that_is_missing_is_kept_with_the_changes_that_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let [database, aside, log] = ["console.db", "aside.db", "console.db-wal"].map(|name| folder.path().join(name));
    drop(Running::start(&database));
    let before = std::fs::read(&log).unwrap();
    std::fs::rename(&database, &aside).unwrap();
    let path = database.display().to_string();
    let said = fails(&["--listen", "127.0.0.1:0", "--database", &path], &[]);
    assert!(said.contains(&format!("no database at {path}")) && said.contains("console.db-wal"), "{said}");
    assert!(!database.exists() && std::fs::read(&log).unwrap() == before, "left as they are");
    std::fs::rename(&aside, &database).unwrap();
    drop(Running::start(&database));
}
