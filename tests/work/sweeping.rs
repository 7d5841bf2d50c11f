use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::process::Running;
use crate::support::site::PASSWORD;
use crate::support::{Database, Site, site};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock, Timestamp};
use next_identity_console::store::Store;
use next_identity_console::work::sweeping::{self, JOBS, MOST};

/// An operator, and in every table so many rows of long ago and three of the far future.
async fn filled(database: &Path, expired: usize) -> Database {
    site::add_operators(database, &["Ada"], Role::Viewer, SystemClock.now()).await;
    let database = Database(database.to_owned());
    fill(&database, expired);
    database
}

fn fill(database: &Database, expired: usize) {
    for (count, at) in [(expired, "i"), (3, "9000000000000 + i")] {
        let rows = format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})");
        for insert in [
            "operator_sessions SELECT randomblob(16), randomblob(32), (SELECT id FROM operators), AT, AT, NULL, ''",
            "known_browsers SELECT randomblob(32), (SELECT id FROM operators), AT",
            "sign_in_tries SELECT randomblob(32), 1, AT",
            "messages SELECT randomblob(16), 'email', 'a@example.com', 'test', NULL, iif(i % 2, 'sent', 'failed'), 1, NULL, AT, NULL, AT, AT",
        ] {
            database.execute(&format!("{rows} INSERT INTO {} FROM n", insert.replace("AT", at)));
        }
    }
}

/// How many rows each table has that is ordered by the age of its rows.
fn counts(database: &Database) -> Vec<i64> {
    let tables = database.column("SELECT tbl_name AS a FROM sqlite_master WHERE name GLOB '*_by_age' ORDER BY 1");
    assert_eq!(tables.len(), JOBS.len(), "{tables:?}");
    tables.iter().map(|table| database.number(&format!("(SELECT count(*) FROM {table})"))).collect()
}

#[tokio::test]
async fn a_hundred_thousand_rows_that_have_expired_go_in_small_jobs_and_the_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    let expired = 100_000_usize.div_ceil(JOBS.len());
    let database = filled(&path, expired).await;
    let store = Store::open(&path).unwrap();
    let now = SystemClock.now();
    for job in JOBS {
        let before: i64 = counts(&database).iter().sum();
        let deleted = store.write(move |conn| job(conn, now, MOST)).await.unwrap();
        let after: i64 = counts(&database).iter().sum();
        assert_eq!((deleted, before - after), (usize::from(MOST), i64::from(MOST)));
    }
    let left = i64::try_from(expired).unwrap() - i64::from(MOST) + 3;
    assert_eq!(counts(&database), [left; 4], "each job has its own table");
    sweeping::sweep(&store, now).await.unwrap();
    assert_eq!(counts(&database), [3; 4]);
    store.close();
}

#[tokio::test]
async fn no_sign_in_deletes_what_has_expired() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Viewer).await;
    for (table, at) in [
        ("operator_sessions", "created_at"),
        ("known_browsers", "last_used_at"),
        ("sign_in_tries", "last_at"),
        ("messages", "created_at"),
    ] {
        let fails = "BEGIN SELECT RAISE(ABORT, 'nobody waits for this'); END";
        site.execute(&format!("CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} WHEN old.{at} < 1000000 {fails}"));
    }
    fill(&site.file(), 10);
    let ada = site.visitor();
    for (password, status) in [("wrong", 422), (PASSWORD, 303), (PASSWORD, 303)] {
        let fields = [("email", "ada@example.com"), ("password", password), ("return_to", "")];
        assert_eq!(ada.post("/sign-in", &fields).await.status, status);
    }
    assert!(counts(&site.file()).iter().all(|count| *count >= 13));
}

#[tokio::test]
async fn the_program_sweeps_when_it_starts_and_stops_when_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    let database = filled(&path, 1_000).await;
    let mut running = Running::start(&path);
    while counts(&database) != [3; 4] {
        tokio::task::yield_now().await;
    }
    running.signal("TERM");
    running.ends();
}

/// A clock that says how often it was asked.
struct Asked(AtomicUsize);

impl Clock for Asked {
    fn now(&self) -> Timestamp {
        self.0.fetch_add(1, Ordering::SeqCst);
        SystemClock.now()
    }
}

#[tokio::test]
async fn a_sweep_that_fails_is_tried_again_and_holds_up_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    let database = filled(&path, 300).await;
    database.execute("CREATE TRIGGER broken BEFORE DELETE ON operator_sessions BEGIN SELECT RAISE(ABORT, 'no'); END");
    let clock = Arc::new(Asked(AtomicUsize::new(0)));
    let state = super::state(&path, Arc::clone(&clock) as Arc<dyn Clock>).await;
    let repaired = async {
        while clock.0.load(Ordering::SeqCst) < 3 {
            tokio::task::yield_now().await;
        }
        assert_eq!(counts(&database), [3, 3, 303, 3]);
        database.execute("DROP TRIGGER broken");
        while counts(&database) != [3; 4] {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = sweeping::run(Arc::clone(&state), Duration::from_millis(1)) => panic!("it has stopped"),
        () = repaired => {}
    }
    state.store.close();
}
