//! Commands for operators on a database that a server holds, of another version, read-only or missing.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::{one_line, program};

use crate::support::disk::SmallDisk;
use crate::support::site;
use crate::support::{Database, Site};
use next_identity_console::domain::role::Role;

/// Every command for operators, as the help has them, with arguments that it can do.
fn all() -> Vec<Vec<&'static str>> {
    let help = String::from_utf8(program().args(["operator", "--help"]).output().unwrap().stdout).unwrap();
    let listed = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let names = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<&str> = names.filter_map(|line| line.split_whitespace().next()).filter(|n| *n != "help").collect();
    let commands: Vec<Vec<&'static str>> = vec![
        vec!["list"],
        vec!["add", "--email", "mary@example.com", "--name", "Mary", "--role", "viewer"],
        vec!["set-password", "--email", "grace@example.com"],
        vec!["set-name", "--email", "grace@example.com", "--name", "Grace Hopper"],
        vec!["set-role", "--email", "grace@example.com", "--role", "viewer"],
        vec!["unlock", "--email", "grace@example.com"],
        vec!["disable", "--email", "grace@example.com"],
        vec!["enable", "--email", "grace@example.com"],
        vec!["remove", "--email", "grace@example.com"],
    ];
    assert_eq!(names, commands.iter().map(|command| command[0]).collect::<Vec<_>>(), "every command is tried here");
    commands
}

fn run(mut program: Command, arguments: &[&str], database: &Path) -> Output {
    let command = program.arg("operator").args(arguments).arg("--database").arg(database);
    command.stdin(Stdio::null()).output().unwrap()
}

fn refusal(output: &Output) -> String {
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
    one_line(&output.stderr)
}

async fn filled(database: &Path) {
    let now = next_identity_console::domain::time::Timestamp(1_800_000_000_000);
    site::add_operators(database, &["Ada", "Grace"], Role::Administrator, now).await;
}

#[tokio::test]
async fn every_command_works_beside_a_server_that_goes_on_serving() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    site.add_operator("Grace", Role::ApplicationManager).await;
    for arguments in all() {
        let before = site.number("(SELECT count(*) FROM activity)");
        let done = run(program(), &arguments, &site.database);
        assert!(done.status.success() && done.stderr.is_empty(), "{arguments:?}: {done:?}");
        let entries = site.number("(SELECT count(*) FROM activity)") - before;
        assert_eq!(entries, i64::from(arguments[0] != "list"), "{arguments:?} is recorded");
        if entries > 0 {
            assert_eq!(site.text("(SELECT actor_kind FROM activity ORDER BY seq DESC LIMIT 1)"), "command_line");
        }
        assert_eq!(ada.get("/activity").await.status, 200);
    }
    site.file().is_whole();
    let verified = program().args(["verify", "--database"]).arg(&site.database).output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
}

#[tokio::test]
async fn a_database_that_somebody_keeps_locked_is_left_as_it_is() {
    let site = Site::start().await;
    site.add_operators(&["Ada", "Grace"], Role::Administrator).await;
    let stored = site.stored();
    let lock = site.lock();
    let running: Vec<_> = all()
        .into_iter()
        .map(|arguments| {
            let mut command = program();
            command.arg("operator").args(&arguments).arg("--database").arg(&site.database);
            (arguments, command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
        })
        .collect();
    for (arguments, child) in running {
        let said = refusal(&child.wait_with_output().unwrap());
        assert!(said.contains("in use by another program") && said.contains("try again"), "{arguments:?}: {said}");
    }
    drop(lock);
    assert_eq!(site.stored(), stored);
}

#[tokio::test]
async fn a_database_of_another_version_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    filled(&database).await;
    let latest = "(SELECT max(version) FROM __diesel_schema_migrations)";
    let file = Database(database.clone());
    for (sql, why) in [
        (
            format!("DELETE FROM __diesel_schema_migrations WHERE version = {latest}"),
            "belongs to an older version of this program",
        ),
        (
            "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')".to_owned(),
            "belongs to a newer version of this program",
        ),
    ] {
        file.execute(&sql);
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        let before = std::fs::read(&database).unwrap();
        for arguments in all() {
            let said = refusal(&run(program(), &arguments, &database));
            assert!(said.contains(why) && said.contains("start") && said.contains("--database"), "{said}");
        }
        assert_eq!(std::fs::read(&database).unwrap(), before, "{why}");
        assert_eq!(folder.path().read_dir().unwrap().filter(is_copy).count(), 0);
    }
}

fn is_copy(entry: &std::io::Result<std::fs::DirEntry>) -> bool {
    entry.as_ref().unwrap().file_name().to_string_lossy().contains(".before-")
}

#[tokio::test]
async fn a_database_that_is_missing_is_made_by_the_command_that_adds_alone() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in all() {
        let database = folder.path().join(arguments[0]).join("console.db");
        let done = run(program(), &arguments, &database);
        if arguments[0] == "add" {
            assert!(done.status.success() && database.exists(), "{done:?}");
        } else {
            let said = refusal(&done);
            assert!(said.contains("there is no database at") && said.contains("--database"), "{said}");
            assert!(!database.parent().unwrap().exists(), "{arguments:?}");
        }
    }
}

#[tokio::test]
async fn a_database_on_a_read_only_disk_is_left_as_it_is() {
    let Some(disk) = SmallDisk::new("8m") else { return };
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    filled(&database).await;
    disk.put(&database, "console.db");
    disk.put(&database.with_extension("key"), "console.key");
    disk.remount("ro");
    for arguments in all() {
        let said = refusal(&run(disk.program(), &arguments, &disk.path("console.db")));
        assert!(said.contains("Read-only file system") && said.contains("can be written"), "{arguments:?}: {said}");
    }
    disk.remount("rw");
    let done =
        run(disk.program(), &["set-name", "--email", "ada@example.com", "--name", "A. L."], &disk.path("console.db"));
    assert!(done.status.success(), "{done:?}");
}
