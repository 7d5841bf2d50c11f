//! A database whose files are taken away from under the running program.

use std::path::{Path, PathBuf};

use super::Stage;
use crate::console::{create, create_page};
use crate::support::process::{Running, ended};
use crate::support::{Page, Person};

const GONE: &str = "The console's database file is gone or was replaced, so changes cannot be kept.";

type TakeAway = fn(&Path);

/// Ways to take the database away, and whether moving its files back makes it whole again.
const WAYS: &[(&str, TakeAway, bool)] = &[
    ("deleted", |database| std::fs::remove_file(database).unwrap(), false),
    ("renamed", |database| std::fs::rename(database, aside(database)).unwrap(), true),
    ("replaced by a copy", |database| replace(database, |copy| assert!(std::fs::copy(database, copy).is_ok())), false),
    ("replaced by an empty file", |database| replace(database, |copy| std::fs::write(copy, "").unwrap()), false),
    (
        "replaced by a link to nothing",
        |database| {
            std::fs::rename(database, aside(database)).unwrap();
            std::os::unix::fs::symlink("nothing", database).unwrap();
        },
        false,
    ),
    (
        "in a folder that was renamed",
        |database| {
            let folder = database.parent().unwrap();
            std::fs::rename(folder, folder.with_extension("aside")).unwrap();
        },
        false,
    ),
    ("in a folder that was removed", |database| std::fs::remove_dir_all(database.parent().unwrap()).unwrap(), false),
];

#[tokio::test]
async fn a_database_that_is_taken_away_takes_no_change_and_says_so() {
    for (way, take_away, can_return) in WAYS {
        let stage = Stage::start_below("data").await;
        let (ada, database) = (&stage.ada, stage.database().0);
        let shop = create(ada, "Shop").await;
        let edit = ada.open(&format!("{shop}/general")).await;
        take_away(&database);

        let visitor = Person::new(&stage.running.url());
        is_gone(way, &create_page(ada, "Bank", &[]).await, "What you typed is kept on this page.");
        is_gone(way, &ada.press(&edit, "Save changes", &[("Description", "lost")]).await, "What you typed is kept");
        let sign_in = [("email", "ada@example.com"), ("password", "wrong"), ("return_to", "")];
        is_gone(way, &visitor.post("/sign-in", &sign_in).await, GONE);
        is_unhealthy(way, &visitor.get("/healthz").await);
        assert_eq!(ada.get(&shop).await.status, 200, "{way}: what was saved can still be read");
        for file in ["console.db", "console.db-wal"] {
            let path = database.with_file_name(file);
            assert!(!path.exists() || !has_a_client(&path, "Bank"), "{way}: {file}");
        }
        if *can_return {
            std::fs::rename(aside(&database), &database).unwrap();
            assert_eq!(visitor.get("/healthz").await.status, 200, "{way}, and moved back");
            create(ada, "Bank").await;
        }
        let said = stage.running.kill();
        assert!(said.contains(&database.display().to_string()), "{way}: the log names the file: {said}");
        assert!(!said.contains("panicked"), "{way}: {said}");
    }
}

/// The log of SQLite holds changes that were answered as saved, and a program that is started beside this one would make
/// another.
#[tokio::test]
async fn a_log_that_is_taken_away_takes_no_change_and_a_clean_stop_keeps_what_it_held() {
    for file in ["console.db-wal", "console.db-shm"] {
        let mut stage = Stage::start().await;
        let database = stage.database();
        create(&stage.ada, "Shop").await;
        std::fs::remove_file(database.0.with_file_name(file)).unwrap();

        is_gone(file, &create_page(&stage.ada, "Bank", &[]).await, GONE);
        is_unhealthy(file, &stage.ada.get("/healthz").await);
        stage.running.signal("TERM");
        assert!(ended(&mut stage.running.child).success(), "{file}");
        let said = stage.running.kill();
        assert!(said.contains(file) && said.contains("SIGTERM"), "{file}: {said}");
        database.is_whole();
        let again = Running::start(&database.0);
        let mut ada = stage.ada.with_same_cookies();
        ada.site = again.url();
        assert_eq!(database.column("SELECT name AS a FROM clients"), ["Shop"], "{file}");
        create(&ada, "Bank").await;
    }
}

fn is_gone(way: &str, page: &Page, words: &str) {
    assert_eq!((page.status, page.h1().as_str()), (503, "Not available right now"), "{way}: {}", page.text());
    assert!(page.shows(GONE) && page.shows("Nothing was changed.") && page.shows(words), "{way}: {}", page.text());
    assert!(!page.html.contains("console.db"), "{way}: where the file is does not concern everybody: {}", page.html);
}

fn is_unhealthy(way: &str, page: &Page) {
    let problem: serde_json::Value = serde_json::from_str(&page.html).unwrap();
    let expected = serde_json::json!({"title": "The database file is gone or was replaced", "status": 503});
    assert_eq!((page.status, problem), (503, expected), "{way}");
}

fn has_a_client(file: &Path, name: &str) -> bool {
    std::fs::read(file).unwrap().windows(name.len()).any(|bytes| bytes == name.as_bytes())
}

fn aside(database: &Path) -> PathBuf {
    database.with_extension("aside")
}

/// Puts another file in the place of the database at once.
fn replace(database: &Path, make: impl Fn(&Path)) {
    let other = database.with_extension("other");
    make(&other);
    std::fs::rename(other, database).unwrap();
}
