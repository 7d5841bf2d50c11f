//! What `verify` finds beside clients and entries: guards and indexes that were dropped, and where the days begin.

use std::path::PathBuf;

use super::program;
use crate::console::create;
use crate::support::{Database, Site};
use next_identity_console::domain::role::Role;

/// A file whose activity is of three days, and copies of it that were edited by hand.
struct Edited {
    folder: tempfile::TempDir,
    whole: PathBuf,
}

impl Edited {
    async fn new() -> Self {
        let site = Site::start().await;
        let ada = site.named_operator("Ada", Role::Administrator).await;
        for name in ["Shop", "Bank"] {
            site.pass(86_400);
            ada.sign_in_again("Ada").await;
            create(&ada, name).await;
        }
        let folder = tempfile::tempdir().unwrap();
        let whole = folder.path().join("whole.db");
        let backup =
            program().args(["backup", "--with-keys"]).arg(&whole).arg("--database").arg(&site.database).output();
        let copied = backup.unwrap();
        assert!(copied.status.success(), "{copied:?}");
        Self { folder, whole }
    }

    /// What is said of a copy after these statements, a line for each problem.
    fn said_after(&self, edits: &[&str]) -> Vec<String> {
        let copy = Database(self.folder.path().join("copy.db"));
        std::fs::copy(&self.whole, &copy.0).unwrap();
        for edit in edits {
            copy.execute(edit);
        }
        std::fs::copy(self.whole.with_extension("key"), copy.0.with_extension("key")).unwrap();
        let found = program().args(["verify", "--database"]).arg(&copy.0).output().unwrap();
        assert_eq!(found.status.code(), Some(i32::from(!edits.is_empty())), "{edits:?}: {found:?}");
        let said = String::from_utf8(found.stderr).unwrap();
        let mut lines: Vec<String> = said.lines().map(str::to_owned).collect();
        lines.pop();
        lines
    }
}

#[tokio::test]
async fn every_guard_and_every_index_that_is_dropped_or_changed_is_named_in_one_line() {
    let file = Edited::new().await;
    assert_eq!(file.said_after(&[]), [""; 0]);
    let made = Database(file.whole.clone());
    let of_kind = |kind: &str| {
        let named = format!("SELECT name AS a FROM sqlite_schema WHERE type = '{kind}' AND sql IS NOT NULL");
        made.column(&named)
    };
    let (triggers, indexes) = (of_kind("trigger"), of_kind("index"));
    assert!(triggers.len() > 5 && indexes.len() > 5, "{triggers:?} {indexes:?}");
    for (kind, names) in [("trigger", &triggers), ("index", &indexes)] {
        for name in names {
            let dropped = file.said_after(&[&format!("DROP {kind} {name}")]);
            assert_eq!(dropped, [format!("the {kind} {name} is missing")]);
        }
    }
    for name in &triggers {
        let table = made.text(&format!("(SELECT tbl_name FROM sqlite_schema WHERE name = '{name}')"));
        let harmless = format!("CREATE TRIGGER {name} AFTER INSERT ON {table} BEGIN SELECT 1; END");
        let changed = file.said_after(&[&format!("DROP TRIGGER {name}"), &harmless]);
        assert_eq!(changed, [format!("the trigger {name} is not the one that the program makes")]);
    }
}

#[tokio::test]
async fn what_the_program_did_not_make_is_named_and_so_is_a_table_that_is_gone() {
    let file = Edited::new().await;
    for (edit, what) in [
        ("CREATE TRIGGER evil AFTER INSERT ON clients BEGIN DELETE FROM operators; END", "trigger evil"),
        ("CREATE INDEX evil ON clients (created_at)", "index evil"),
        ("CREATE VIEW evil AS SELECT 1", "view evil"),
        ("CREATE TABLE evil (n INTEGER PRIMARY KEY)", "table evil"),
    ] {
        assert_eq!(file.said_after(&[edit]), [format!("the {what} is none of those that the program makes")]);
    }
    let said = file.said_after(&["DROP TABLE sign_in_tries"]);
    for what in ["the table sign_in_tries is missing", "the index sign_in_tries_by_age is missing"] {
        assert!(said.contains(&what.to_owned()), "{said:?}");
    }
}

#[tokio::test]
async fn a_day_that_begins_elsewhere_than_its_entries_is_named() {
    let file = Edited::new().await;
    let made = Database(file.whole.clone());
    let days = made.rows(
        "SELECT CAST(first_seq AS TEXT) a, date(day * 86400, 'unixepoch') b, CAST(day AS TEXT) c, '' d \
         FROM activity_days ORDER BY 1",
    );
    assert_eq!(days.len(), 3);
    for [seq, date, day, _] in &days {
        for (edit, said) in [
            (
                format!("DELETE FROM activity_days WHERE first_seq = {seq}"),
                format!("begins the day {date}, and activity_days says nothing of it"),
            ),
            (
                format!("UPDATE activity_days SET day = 0 WHERE first_seq = {seq}"),
                format!("begins the day {date}, and activity_days says 1970-01-01"),
            ),
        ] {
            assert_eq!(file.said_after(&[&edit]), [format!("activity: entry {seq} {said}")]);
        }
        let later: i64 = seq.parse::<i64>().unwrap() + 1;
        let extra = file.said_after(&[&format!("INSERT INTO activity_days VALUES ({later}, {day})")]);
        assert_eq!(
            extra,
            [format!("activity: entry {later} begins no day, and activity_days says that it begins {date}")]
        );
    }
}
