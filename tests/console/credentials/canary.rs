//! A secret is on the page that made it and nowhere else.

use super::{generate, rotate, secret_of};
use crate::console::create;
use crate::support::addresses::example;
use crate::support::files::files;
use crate::support::process::{Running, program};
use crate::support::site::add_operators;
use crate::support::{Database, Person};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::routes;

/// What of a secret is searched for: all of it, and what pages do not show of it.
fn parts(secret: &str) -> [&[u8]; 2] {
    [secret.as_bytes(), &secret.as_bytes()[10..]]
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    parts(secret).iter().any(|part| bytes.windows(part.len()).any(|window| window == *part))
}

#[tokio::test]
async fn a_secret_is_in_no_table_log_backup_activity_or_page_but_the_one_that_made_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    add_operators(&path, &["Ada"], Role::Administrator, SystemClock.now()).await;
    let mut command = program();
    command.env("NIC_LOG", "trace");
    let running = Running::start_by(command, &path);
    let ada = Person::new(&running.url());
    ada.sign_in("Ada").await;
    let client = create(&ada, "Canary").await;
    let secrets = [generate(&ada, &client).await, rotate(&ada, &client, "Canary", "24").await];
    // A fault while a secret is made shows and logs none either.
    let database = Database(path.clone());
    database.execute("CREATE TRIGGER broken BEFORE INSERT ON client_secrets BEGIN SELECT RAISE(ABORT, 'no'); END");
    let other = create(&ada, "Broken").await;
    let fault = ada.post(&format!("{other}/credentials"), &[("seen", "0")]).await;
    assert_eq!(fault.status, 500);
    assert!(!fault.html.contains("nic_s_"), "{}", fault.html);
    database.execute("DROP TRIGGER broken");
    let shown = ada.post(&format!("{other}/credentials"), &[("seen", "0")]).await;
    let secrets = [&secrets[..], &[secret_of(&shown)]].concat();

    assert!(files(folder.path()).iter().any(|(name, bytes)| name.ends_with("-wal") && !bytes.is_empty()));
    let backup = folder.path().join("backup.db");
    let done = program().args(["backup", "--database"]).arg(&path).arg(&backup).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    for (name, bytes) in files(folder.path()) {
        for secret in &secrets {
            assert!(!holds(&bytes, secret), "{name}");
        }
    }
    let copied = Database(backup).number("(SELECT count(*) FROM client_secrets)");
    assert_eq!(copied, 3, "a backup carries what is kept of secrets");
    for entry in routes::all().into_iter().filter(|entry| entry.method.as_str() == "GET") {
        for client in [&client, &other] {
            let page = ada.get(&example(entry.pattern, client.trim_start_matches("/clients/"))).await;
            assert!(secrets.iter().all(|secret| !holds(page.html.as_bytes(), secret)), "{}", entry.pattern);
        }
    }
    let log = running.kill();
    assert!(log.contains("TRACE") || log.contains("DEBUG"));
    for secret in &secrets {
        assert!(!holds(log.as_bytes(), secret), "the log");
    }
}

#[tokio::test]
async fn a_database_with_secrets_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    add_operators(&path, &["Ada"], Role::Administrator, SystemClock.now()).await;
    let running = Running::start(&path);
    let ada = Person::new(&running.url());
    ada.sign_in("Ada").await;
    let client = create(&ada, "Shop").await;
    generate(&ada, &client).await;
    rotate(&ada, &client, "Shop", "24").await;
    let verified = program().args(["verify", "--database"]).arg(&path).output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
    drop(running);
    Database(path).is_whole();
}
