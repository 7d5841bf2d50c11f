//! The key file that belongs to a backup.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use super::{one_line, program};
use crate::support::process::Running;
use crate::support::{Person, Site};
use next_identity_console::domain::issuer::KEY_SET;
use next_identity_console::domain::role::Role;
use next_identity_console::store::Store;

fn back_up(database: &Path, file: &Path, more: &[&str]) -> Output {
    program().arg("backup").arg(file).args(more).arg("--database").arg(database).output().unwrap()
}

fn lines(output: &Output) -> Vec<String> {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap().lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_backup_says_which_key_file_belongs_to_it_and_copies_it_when_asked() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Administrator).await;
    let keys = site.visitor().get(KEY_SET).await.html;
    let key_file = site.database.with_extension("key");
    let folder = tempfile::tempdir().unwrap();
    let [bare, whole] = ["bare.db", "whole.db"].map(|name| folder.path().join(name));

    let said = lines(&back_up(&site.database, &bare, &[]));
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[1].contains(&key_file.display().to_string()) && said[1].contains("--with-keys"), "{said:?}");
    assert!(!bare.with_extension("key").exists());
    let alone = program().args(["--listen", "127.0.0.1:0", "--database"]).arg(&bare).output().unwrap();
    assert!(one_line(&alone.stderr).contains("bare.key is missing"));

    let said = lines(&back_up(&site.database, &whole, &["--with-keys"]));
    let copied = whole.with_extension("key");
    assert!(said[1].contains(&copied.display().to_string()), "{said:?}");
    assert_eq!(std::fs::read(&copied).unwrap(), std::fs::read(&key_file).unwrap());
    assert_eq!(copied.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains("unfinished")), "nothing else is left");
    let restored = Running::start(&whole);
    let person = Person::new(&restored.url());
    assert_eq!(person.get(KEY_SET).await.html, keys);
    person.sign_in("Ada").await;
}

#[tokio::test]
async fn what_keeps_the_key_file_from_being_copied_is_said_in_one_line() {
    let site = Site::start().await;
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str, more: &[&str]| {
        let output = back_up(&site.database, &folder.path().join(name), &[&["--with-keys"], more].concat());
        assert_eq!(output.status.code(), Some(1));
        one_line(&output.stderr)
    };
    let other = folder.path().join("taken.key");
    std::fs::write(&other, "precious").unwrap();
    assert!(refused("taken.db", &[]).contains("taken.key exists already"));
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "precious");
    assert!(refused("a.db", &["--key-file", "/nowhere"]).contains("/nowhere is missing"));
    assert!(!folder.path().join("taken.db").exists() && !folder.path().join("a.db").exists());

    let another = folder.path().join("another.db");
    drop(Running::start(&another));
    let key_file = another.with_extension("key").display().to_string();
    assert!(refused("b.db", &["--key-file", &key_file]).contains("is not the one of this database"));
    assert!(!folder.path().join("b.key").exists());
}

#[tokio::test]
async fn a_database_that_no_key_file_belongs_to_is_copied_without_a_word_of_one() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    Store::open(&database).unwrap().close();
    assert_eq!(lines(&back_up(&database, &folder.path().join("b.db"), &[])).len(), 1);
}
