//! The keys that the provider signs with, from the command line.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use super::{add_operator, one_line, program};
use crate::support::process::{Running, until};
use crate::support::site::PASSWORD;
use crate::support::{Database, Person, Site, keys};
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::issuer::KEY_SET;
use next_identity_console::domain::keys::Algorithm;
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};

fn command(database: &Path, arguments: &[&str]) -> Output {
    program().arg("keys").args(arguments).arg("--database").arg(database).output().unwrap()
}

fn done(database: &Path, arguments: &[&str]) -> String {
    let output = command(database, arguments);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(database: &Path, arguments: &[&str]) -> String {
    let output = command(database, arguments);
    assert_eq!(output.status.code(), Some(1));
    one_line(&output.stderr)
}

#[tokio::test]
async fn the_list_tells_every_key_with_its_state_and_times() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    assert!(add_operator(&database, "ada@example.com", "viewer", PASSWORD).status.success());
    assert_eq!(done(&database, &["list"]), "There are no keys yet; the first start makes them.\n");
    let database = folder.path().join("keyed.db");
    keys::with_keys(&database).await;
    done(&database, &["rotate"]);
    let listed = done(&database, &["list"]);
    let count = |words: &str| listed.lines().filter(|line| line.contains(words)).count();
    assert_eq!(listed.lines().count(), 9);
    for algorithm in Algorithm::ALL {
        assert_eq!(count(&format!("  {}", algorithm.token())), 3, "{listed}");
    }
    for (words, times) in
        [("  next ", 3), ("  current ", 3), ("  previous ", 3), ("made 20", 9), ("signs since 20", 6), ("ended 20", 3)]
    {
        assert_eq!(count(words), times, "{words}: {listed}");
    }
}

#[tokio::test]
async fn a_rotation_warns_when_a_key_takes_over_that_not_everybody_may_know_yet() {
    const HOUR: i64 = 3_600_000;
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    keys::with_keys(&database).await;
    let file = Database(database.clone());
    let warned = |condition: &str, age: i64| {
        let made = SystemClock.now().0 - age;
        file.execute(&format!("UPDATE signing_keys SET created_at = {made} WHERE state = 'next' AND {condition}"));
        let output = command(&database, &["rotate"]);
        assert!(output.status.success() && one_line(&output.stdout).contains("The next keys sign"), "{output:?}");
        if output.stderr.is_empty() {
            return false;
        }
        let said = one_line(&output.stderr);
        assert!(said.starts_with("Warning: ") && said.contains("refuse new ID tokens until it reads"), "{said}");
        true
    };
    assert!(warned("true", 0));
    assert!(!warned("true", HOUR), "everybody has read the set again");
    assert!(warned("true", HOUR - 60_000));
    assert!(warned("algorithm <> 'EdDSA'", HOUR), "one of them is young");
    file.execute("DELETE FROM signing_keys WHERE state = 'next' AND algorithm = 'ES256'");
    assert!(warned("true", HOUR), "one of them is made only now");
    file.execute("DELETE FROM signing_keys");
    assert!(!warned("true", HOUR), "nobody has a set of none");
}

#[tokio::test]
async fn a_withdrawal_warns_likewise_where_the_key_signed() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    keys::with_keys(&database).await;
    let file = Database(database.clone());
    let warned = |state: &str, made: i64| {
        file.execute(&format!("UPDATE signing_keys SET created_at = {made} WHERE state = 'next'"));
        let kid = file.text(&format!("(SELECT kid FROM signing_keys WHERE state = '{state}' AND algorithm = 'ES256')"));
        let output = command(&database, &["withdraw", &kid]);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stderr).unwrap().starts_with("Warning: ")
    };
    let now = SystemClock.now().0;
    assert!(warned("current", now));
    assert!(!warned("current", 0), "everybody knows the key that signs now");
    assert!(!warned("next", now), "none begins to sign");
}

#[tokio::test]
async fn what_cannot_be_done_is_said_in_one_line_and_changes_nothing() {
    let site = Site::start().await;
    let database = &site.database;
    done(database, &["rotate"]);
    let previous = site.text("(SELECT kid FROM signing_keys WHERE state = 'previous' AND algorithm = 'EdDSA')");
    done(database, &["withdraw", &previous]);
    let stored = site.stored();
    for unknown in ["nothing", "-as-an-id-may-begin", "--so-too"] {
        assert!(refused(database, &["withdraw", unknown]).contains("no key with this ID"), "{unknown}");
    }
    assert!(refused(database, &["withdraw", &previous]).contains("retired"));
    assert!(refused(database, &["reset"]).contains("nothing is lost"));
    let key_file = database.with_extension("key");
    std::fs::set_permissions(&key_file, Permissions::from_mode(0o640)).unwrap();
    assert!(refused(database, &["reset"]).contains("its mode is 640, not 600); put that right first"));
    std::fs::set_permissions(&key_file, Permissions::from_mode(0o600)).unwrap();
    assert!(refused(&database.with_extension("none"), &["list"]).contains("there is no database"));
    let elsewhere = database.with_file_name("elsewhere.key");
    for task in [&["rotate"][..], &["withdraw", &previous]] {
        let arguments = [task, &["--key-file", elsewhere.to_str().unwrap()]].concat();
        assert!(refused(database, &arguments).contains("elsewhere.key is missing"));
    }
    assert_eq!(site.stored(), stored);
}

#[tokio::test]
async fn every_change_of_the_keys_is_in_the_activity() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let current = site.text("(SELECT kid FROM signing_keys WHERE state = 'current' AND algorithm = 'ES256')");
    done(&site.database, &["rotate"]);
    done(&site.database, &["withdraw", &current]);
    let page = ada.open("/activity").await;
    assert!(page.shows("The command line rotated the signing keys"), "{}", page.text());
    assert!(page.shows(&format!("The command line withdrew the signing key {current}")), "{}", page.text());
    assert_eq!(site.number("(SELECT count(*) FROM activity_changes WHERE field = 'signing_key')"), 4);
}

#[tokio::test]
async fn the_keys_of_a_lost_file_are_given_up_and_the_next_start_makes_new_ones() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    keys::with_keys(&database).await;
    std::fs::remove_file(folder.path().join("console.key")).unwrap();
    assert!(one_line(done(&database, &["reset"]).as_bytes()).contains("the next start makes new ones"));
    let sealed = Database(database.clone()).number("(SELECT count(*) FROM signing_keys WHERE private IS NOT NULL)");
    assert_eq!(sealed, 0);
    assert!(refused(&database, &["reset"]).contains("nothing to give up"));
    let running = Running::start(&database);
    let person = Person::new(&running.url());
    until("new keys are made", async || person.get(KEY_SET).await.status == 200).await;
    assert!(folder.path().join("console.key").exists());
}
