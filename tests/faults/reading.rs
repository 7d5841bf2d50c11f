//! A database that cannot be read, in whole or in part.

use std::os::unix::fs::FileExt;

use super::Stage;
use super::disk::Fault;
use crate::console::create;
use crate::support::process::Running;
use crate::support::{Database, Page, Person};

#[tokio::test]
async fn a_disk_that_cannot_be_read_is_said_and_is_used_again_when_it_can_be() {
    let mut stage = Stage::start().await;
    let shop = create(&stage.ada, "Shop").await;
    stop(&mut stage);
    let (running, ada) = started_again(&stage);
    let fault = Fault::on(&running, "pread64", "EIO");
    let refused = ada.get(&shop).await;
    is_refused(&refused);
    drop(fault);
    assert_eq!(ada.get(&shop).await.status, 200);
    let said = running.kill();
    assert!(said.contains(&refused.header("x-request-id")) && said.contains("its disk cannot be read"), "{said}");
}

#[tokio::test]
async fn a_damaged_page_is_said_where_it_is_read_and_the_log_names_the_command_that_finds_it() {
    let mut stage = Stage::start().await;
    let shop = create(&stage.ada, "Shop").await;
    stop(&mut stage);
    overwrite(&stage.database(), "client_revisions");
    let (running, ada) = started_again(&stage);
    let refused = ada.get(&shop).await;
    is_refused(&refused);
    for path in ["/clients", "/activity", "/healthz"] {
        assert_eq!(ada.get(path).await.status, 200, "{path}");
    }
    let said = running.kill();
    assert!(said.contains(&refused.header("x-request-id")) && said.contains("next-identity-console verify"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

fn stop(stage: &mut Stage) {
    stage.running.signal("TERM");
    stage.running.ends();
}

/// Starts the program once more on the same database, with nothing of it in memory.
fn started_again(stage: &Stage) -> (Running, Person) {
    let running = Running::start(&stage.database().0);
    let mut ada = stage.ada.with_same_cookies();
    ada.site = running.url();
    (running, ada)
}

/// Writes zeros over the page with which a table begins.
fn overwrite(database: &Database, table: &str) {
    let number = |expression: &str| u64::try_from(database.number(expression)).unwrap();
    let page = number(&format!("(SELECT rootpage FROM sqlite_schema WHERE name = '{table}')"));
    let size = number("(SELECT page_size FROM pragma_page_size)");
    let file = std::fs::OpenOptions::new().write(true).open(&database.0).unwrap();
    file.write_all_at(&vec![0; usize::try_from(size).unwrap()], (page - 1) * size).unwrap();
}

fn is_refused(page: &Page) {
    assert_eq!((page.status, page.h1().as_str()), (503, "Not available right now"), "{}", page.text());
    let why = "The console's database cannot be read where this page needs it: it is damaged, or its disk fails.";
    assert!(page.shows(why) && page.shows("Nothing was changed."), "{}", page.text());
}
