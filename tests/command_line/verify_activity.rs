use std::path::Path;
use std::process::Output;

use super::{one_line, program};
use crate::console::create;
use crate::support::Site;
use next_identity_console::domain::role::Role;

fn verify(database: &Path, more: &[&str]) -> Output {
    program().args(["verify-activity", "--database"]).arg(database).args(more).output().unwrap()
}

#[tokio::test]
async fn the_record_of_a_running_server_is_verified_and_an_edited_entry_is_named() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    create(&ada, "Shop").await;
    let intact = verify(&site.database, &[]);
    assert!(intact.status.success());
    let line = one_line(&intact.stdout);
    let head = line.strip_prefix("3 entries, chain intact, head ").unwrap_or_else(|| panic!("{line}")).to_owned();
    assert_eq!(head, format!("3:{}", site.text("(SELECT lower(hex(hash)) FROM activity WHERE seq = 3)")));
    create(&ada, "Bank").await;
    assert!(verify(&site.database, &["--expect", &head]).status.success(), "the record has gone on from there");

    let other = format!("3:{}", "0".repeat(64));
    let broken = verify(&site.database, &["--expect", &other]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(one_line(&broken.stderr).contains("entry 3 is not the one that was noted"));
    let broken = verify(&site.database, &["--expect", &other.replacen('3', "9", 1)]);
    assert!(one_line(&broken.stderr).contains("entries 5 to 9 are missing"));
    for bad in ["3", "x:y", "0:", &format!("3:{}", "F".repeat(64))] {
        assert!(
            one_line(&verify(&site.database, &["--expect", bad]).stderr).contains("--expect: give a head"),
            "{bad}"
        );
    }

    site.execute("DROP TRIGGER activity_changes_are_append_only_update");
    site.execute("UPDATE activity_changes SET after = 'Shoq' WHERE activity_seq = 3 AND field = 'general.name'");
    let broken = verify(&site.database, &[]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(one_line(&broken.stderr).contains("entry 3 was edited") && broken.stdout.is_empty());
}

#[test]
fn a_file_that_holds_no_record_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("console.db");
    assert!(one_line(&verify(&missing, &[]).stderr).contains("there is no database at"));
    assert!(!missing.exists());
    std::fs::write(&missing, "these bytes are no database, and longer than a header of one would be, by far").unwrap();
    assert!(one_line(&verify(&missing, &[]).stderr).contains("not a database"));
}

#[test]
fn the_help_says_what_a_noted_head_is_for() {
    let help = String::from_utf8(program().args(["verify-activity", "--help"]).output().unwrap().stdout).unwrap();
    assert!(help.contains("--expect <SEQ:HASH>") && help.contains("somewhere else"), "{help}");
}
