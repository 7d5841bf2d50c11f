//! Files that others on the machine could read or change.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::operator;
use crate::support::process::{self, Running, one_line, program};

#[tokio::test]
async fn a_database_that_others_can_read_is_taken_away_from_them_and_the_log_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    operator(&database).await;
    drop(Running::start(&database));
    let entries = folder.path().read_dir().unwrap().map(|entry| entry.unwrap().path());
    // A key file that others could read has to be looked at by a person: it stops the start.
    let is_database = |path: &PathBuf| path.is_file() && path.extension() != Some("key".as_ref());
    let files: Vec<PathBuf> = entries.filter(is_database).collect();
    assert!(files.len() >= 6, "the database and its search index, each with its log: {files:?}");
    for mode in [0o644, 0o660] {
        for file in &files {
            std::fs::set_permissions(file, PermissionsExt::from_mode(mode)).unwrap();
        }
        let said = Running::start(&database).kill();
        for file in &files {
            assert_eq!(rights(file), 0o600, "{}", file.display());
            let can = if mode == 0o644 { "read" } else { "change" };
            assert!(said.contains(&format!("others on this machine could {can} {};", file.display())), "{said}");
        }
    }
    assert_eq!(Running::start(&database).kill(), "");
}

#[tokio::test]
async fn static_files_that_somebody_else_could_change_are_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let (database, assets) = (folder.path().join("console.db"), folder.path().join("assets"));
    operator(&database).await;
    std::fs::create_dir(&assets).unwrap();
    for mode in [0o777, 0o775, 0o757] {
        std::fs::set_permissions(&assets, PermissionsExt::from_mode(mode)).unwrap();
        let said = refused(&database);
        assert!(said.contains(&format!("{} can be written by others", assets.display())), "{said}");
    }
    std::fs::set_permissions(&assets, PermissionsExt::from_mode(0o755)).unwrap();
    drop(Running::start(&database));
    // Only root can give a folder away.
    if assets.metadata().unwrap().uid() == 0 {
        chown(&assets, Some(12_345), None).unwrap();
        let said = refused(&database);
        assert!(said.contains(&format!("{} belongs to another user", assets.display())), "{said}");
        let elsewhere = folder.path().join("elsewhere");
        std::fs::rename(&assets, &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &assets).unwrap();
        assert!(refused(&database).contains("belongs to another user"));
    }
}

#[tokio::test]
async fn what_the_program_makes_can_be_changed_by_nobody_else_whatever_the_umask() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("data/console.db");
    operator(&database).await;
    let mut command = Command::new("sh");
    command.args(["-c", "umask 0; exec \"$0\" \"$@\"", process::path()]);
    drop(Running::start_by(command, &database));
    let mut found = vec![folder.path().join("data")];
    let mut count = 0;
    while let Some(path) = found.pop() {
        count += 1;
        assert_eq!(rights(&path) & 0o077, 0, "{}", path.display());
        if path.is_dir() {
            found.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    assert!(count > 10, "static files are there");
}

fn rights(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

/// What the program says when it does not start.
fn refused(database: &Path) -> String {
    let output = program().args(["--listen", "127.0.0.1:0", "--database"]).arg(database).output().unwrap();
    assert!(!output.status.success());
    one_line(&output.stderr)
}
