use std::path::PathBuf;
use std::time::Duration;

use super::Stage;
use crate::console::create;
use crate::support::process::{Running, program};
use crate::support::{Database, Page, Person};

fn index(database: &std::path::Path) -> PathBuf {
    PathBuf::from(format!("{}-search", database.display()))
}

async fn search(person: &Person, text: &str) -> Page {
    person.open(&format!("/clients?search={text}")).await
}

/// Waits until a client is found.
async fn until_found(person: &Person, text: &str) {
    let found = async { while search(person, text).await.all("tbody th a").is_empty() {} };
    tokio::time::timeout(Duration::from_mins(1), found).await.unwrap();
}

#[tokio::test]
async fn a_damaged_index_stops_no_change_and_is_built_anew() {
    let stage = Stage::start().await;
    create(&stage.ada, "Shop").await;
    until_found(&stage.ada, "shop").await;
    Database(index(&stage.database)).execute("DROP TABLE client_grams");
    let page = search(&stage.ada, "shop").await;
    assert_eq!(page.status, 503);
    assert!(page.shows("The search does not work at present") && page.shows("built anew"));
    create(&stage.ada, "Bank").await;
    assert_eq!(stage.ada.open("/clients").await.all("tbody th a"), ["Bank", "Shop"]);
    until_found(&stage.ada, "shop").await;
    until_found(&stage.ada, "bank").await;
}

#[tokio::test]
async fn an_index_that_cannot_be_read_at_the_start_is_built_anew_and_a_backup_needs_none() {
    let stage = Stage::start().await;
    create(&stage.ada, "Shop").await;
    let backup = stage.database.with_file_name("backup.db");
    let done = program().arg("backup").arg(&backup).arg("--database").arg(&stage.database).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    assert!(!index(&backup).exists());
    std::fs::write(index(&backup), "no database".repeat(1_000)).unwrap();
    std::fs::copy(stage.database.with_extension("key"), backup.with_extension("key")).unwrap();
    let restored = Running::start(&backup);
    let ada = Person::new(&restored.url());
    ada.sign_in("Ada").await;
    until_found(&ada, "shop").await;
}

#[tokio::test]
async fn the_index_is_built_anew_on_demand_and_a_running_program_goes_on_with_it() {
    let stage = Stage::start().await;
    create(&stage.ada, "Shop").await;
    until_found(&stage.ada, "shop").await;
    let done = program().arg("rebuild-search").arg("--database").arg(&stage.database).output().unwrap();
    assert!(done.status.success() && String::from_utf8_lossy(&done.stdout).starts_with("Built the search index of "));
    create(&stage.ada, "Bank").await;
    until_found(&stage.ada, "shop").await;
    until_found(&stage.ada, "bank").await;
    let missing = stage.database.with_file_name("missing.db");
    let refused = program().arg("rebuild-search").arg("--database").arg(&missing).output().unwrap();
    assert!(!refused.status.success() && !missing.exists() && !index(&missing).exists());
}
