use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::console::{card_form, create};
use crate::support::process::Running;
use crate::support::site::PASSWORD;
use crate::support::{Database, Person, Site, site};
use next_identity_console::domain::client::FILTERS;
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

/// The tables that are swept, in the order of the jobs.
const TABLES: [&str; JOBS.len()] = [
    "operator_sessions",
    "password_links",
    "known_browsers",
    "messages",
    "sign_in_tries",
    "user_sessions",
    "user_events",
    "refusals",
    "journeys",
    "grants",
];

/// A user's and a client's key, which hold no more than their rows need.
const USER: &str = "(SELECT id FROM users)";
const CLIENT: &str = "(SELECT id FROM clients)";

fn fill(database: &Database, expired: usize) {
    add_owners(database);
    for (count, at) in [(expired, "i"), (3, "9000000000000 + i")] {
        let rows = format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})");
        for insert in [
            "operator_sessions SELECT randomblob(16), randomblob(32), (SELECT id FROM operators), AT, AT, NULL, ''",
            "password_links SELECT randomblob(32), (SELECT id FROM operators), AT",
            "known_browsers SELECT randomblob(32), (SELECT id FROM operators), AT",
            "sign_in_tries SELECT randomblob(32), 1, AT",
            "messages SELECT randomblob(16), 'email', 'a@example.com', 'test', NULL, iif(i % 2, 'sent', 'failed'), 1, NULL, AT, NULL, AT, AT",
            "user_sessions SELECT randomblob(16), randomblob(32), USER, 1, '[]', 0, 1, 1, AT, NULL, ''",
            "user_events SELECT NULL, USER, CLIENT, 1, NULL, AT, 'signed_in', NULL, NULL, NULL",
            "refusals SELECT CLIENT, randomblob(32), 'a', 'token', 'b', 'c', NULL, NULL, 1, 1, AT, AT, NULL",
            "journeys SELECT randomblob(16), CLIENT, randomblob(32), '{}', 1, NULL, AT, NULL",
            "grants SELECT randomblob(16), CLIENT, USER, NULL, '', NULL, NULL, '', NULL, 1, '[]', 1, 1, 1, NULL, 0, NULL, NULL, 1, 1, AT",
        ] {
            let insert = insert.replace("AT", at).replace("USER", USER).replace("CLIENT", CLIENT);
            database.execute(&format!("{rows} INSERT INTO {insert} FROM n"));
        }
    }
}

/// A user and a client, once.
fn add_owners(database: &Database) {
    database
        .execute("INSERT OR IGNORE INTO users (id, subject, created_at, updated_at) VALUES (zeroblob(16), 'a', 1, 1)");
    if database.number("(SELECT count(*) FROM clients)") == 0 {
        let names = FILTERS.each_ref().map(|filter| filter.name).join(", ");
        let values = FILTERS.each_ref().map(|filter| format!("'{}'", (filter.values)()[0].0)).join(", ");
        database.execute(&format!("INSERT INTO client_kinds ({names}) VALUES ({values})"));
        database.execute(
            "INSERT INTO clients (id, client_id, name, name_key, name_sort, description, addresses, kind, revision, \
             created_at, updated_at) SELECT zeroblob(16), 'a', 'a', 'a', x'00', '', '', id, 1, 1, 1 FROM client_kinds",
        );
    }
}

/// How many rows each table has that is swept.
fn counts(database: &Database) -> Vec<i64> {
    TABLES.iter().map(|table| database.number(&format!("(SELECT count(*) FROM {table})"))).collect()
}

const KEPT: [i64; JOBS.len()] = [3; JOBS.len()];

#[tokio::test]
async fn a_hundred_thousand_rows_that_have_expired_go_in_small_jobs_and_the_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    let expired = 100_000_usize.div_ceil(JOBS.len());
    let database = filled(&path, expired).await;
    let store = Store::open(&path).unwrap();
    let now = SystemClock.now();
    let of_each = i64::try_from(expired).unwrap() + 3;
    for (place, job) in JOBS.into_iter().enumerate() {
        assert_eq!(counts(&database)[place], of_each);
        let deleted = store.write(move |conn| job(conn, now, MOST)).await.unwrap();
        assert_eq!(deleted, usize::from(MOST));
        assert_eq!(counts(&database)[place], of_each - i64::from(MOST), "each job has its own table");
    }
    sweeping::sweep(&store, now).await.unwrap();
    assert_eq!(counts(&database), KEPT);
    store.close();
}

/// Of each table.
const MANY: usize = 20_000;

#[tokio::test]
async fn pages_answer_and_changes_are_made_while_very_many_expired_rows_are_swept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    site::add_operators(&path, &["Ada"], Role::Administrator, SystemClock.now()).await;
    let database = Database(path.clone());
    fill(&database, MANY);
    let swept = || counts(&database).iter().all(|count| *count < 100);
    let mut running = Running::start(&path);
    let ada = Person::new(&format!("http://localhost:{}", running.address.port()));
    ada.sign_in("Ada").await;
    assert!(!swept(), "it was over before anything was asked");
    let client = create(&ada, "Shop").await;
    let mut waits = Vec::new();
    while !swept() {
        let began = Instant::now();
        for path in ["/clients", &client, "/activity", "/users"] {
            assert_eq!(ada.get(path).await.status, 200, "{path}");
        }
        let description = format!("Round {}", waits.len());
        let saved = card_form(&ada, &format!("{client}/general"), &[("Description", &description)], &[]).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        waits.push(began.elapsed());
    }
    let (rounds, longest) = (waits.len(), waits.into_iter().max().unwrap());
    assert!(rounds > 3 && longest < Duration::from_secs(10), "{rounds} rounds, of which one took {longest:?}");
    running.signal("TERM");
    running.ends();
}

#[tokio::test]
async fn no_sign_in_deletes_what_has_expired() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Viewer).await;
    let touched = [
        ("operator_sessions", "created_at"),
        ("known_browsers", "last_used_at"),
        ("sign_in_tries", "last_at"),
        ("messages", "created_at"),
    ];
    for (table, at) in touched {
        let fails = "BEGIN SELECT RAISE(ABORT, 'nobody waits for this'); END";
        site.execute(&format!("CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} WHEN old.{at} < 1000000 {fails}"));
    }
    fill(&site.file(), 10);
    let ada = site.visitor();
    for (password, status) in [("wrong", 422), (PASSWORD, 303), (PASSWORD, 303)] {
        let fields = [("email", "ada@example.com"), ("password", password), ("return_to", "")];
        assert_eq!(ada.post("/sign-in", &fields).await.status, status);
    }
    // Of the others, the program's own sweep may have taken some meanwhile.
    for (table, _) in touched {
        assert!(site.number(&format!("(SELECT count(*) FROM {table})")) >= 13, "{table}");
    }
}

#[tokio::test]
async fn the_program_sweeps_when_it_starts_and_stops_when_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    let database = filled(&path, 1_000).await;
    let mut running = Running::start(&path);
    while counts(&database) != KEPT {
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
        let mut expected = KEPT;
        expected[0] = 303;
        assert_eq!(counts(&database), expected);
        database.execute("DROP TRIGGER broken");
        while counts(&database) != KEPT {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = sweeping::run(Arc::clone(&state), Duration::from_millis(1)) => panic!("it has stopped"),
        () = repaired => {}
    }
    state.store.close();
}
