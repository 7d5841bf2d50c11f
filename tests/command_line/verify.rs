use std::path::Path;
use std::process::Output;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{one_line, program};
use crate::console::{card_form, create};
use crate::support::{Database, Site};
use next_identity_console::domain::client::FILTERS;
use next_identity_console::domain::role::Role;

pub fn verify(database: &Path, more: &[&str]) -> Output {
    program().args(["verify", "--database"]).arg(database).args(more).output().unwrap()
}

/// The one problem that is printed.
pub fn problem(found: &Output) -> String {
    let said = String::from_utf8(found.stderr.clone()).unwrap();
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines.len() == 2 && lines[1].ends_with("has this one problem"), "{said}");
    lines[0].to_owned()
}

/// A file with two clients, one of which has three revisions, and copies of it that were edited by hand.
struct Tampered {
    folder: tempfile::TempDir,
    whole: Database,
    /// The key of the client with three revisions.
    key: String,
}

impl Tampered {
    async fn new() -> Self {
        let site = Site::start().await;
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let shop = create(&ada, "Shop").await;
        create(&ada, "Bank").await;
        let domains = [("domains_allowed", "shoes.example socks.example")];
        assert_eq!(card_form(&ada, &format!("{shop}/registration"), &[], &domains).await.status, 303);
        let filled = [("Description", "Shoes and more")];
        assert_eq!(card_form(&ada, &format!("{shop}/general"), &filled, &[]).await.status, 303);
        let folder = tempfile::tempdir().unwrap();
        let whole = Database(folder.path().join("whole.db"));
        let backup =
            program().args(["backup", "--with-keys"]).arg(&whole.0).arg("--database").arg(&site.database).output();
        let copied = backup.unwrap();
        assert!(copied.status.success(), "{copied:?}");
        Self { folder, whole, key: shop.rsplit('/').next().unwrap().to_owned() }
    }

    /// What is said of a copy that was edited by hand, past every guard that the file itself has.
    fn problems_after(&self, edit: &str) -> Vec<String> {
        let copy = Database(self.folder.path().join("copy.db"));
        std::fs::copy(&self.whole.0, &copy.0).unwrap();
        let guards = copy.column("SELECT sql AS a FROM sqlite_schema WHERE type = 'trigger'");
        for trigger in copy.column("SELECT name AS a FROM sqlite_schema WHERE type = 'trigger'") {
            copy.execute(&format!("DROP TRIGGER {trigger}"));
        }
        let unchecked = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON";
        let mut connection = copy.connect();
        connection.batch_execute(&format!("{unchecked}; {edit}")).unwrap();
        let changes = diesel::select(sql::<BigInt>("total_changes()")).get_result::<i64>(&mut connection).unwrap();
        assert!(changes > 0, "{edit}");
        connection.batch_execute(&guards.join("; ")).unwrap();
        drop(connection);
        std::fs::copy(self.whole.0.with_extension("key"), copy.0.with_extension("key")).unwrap();
        let found = verify(&copy.0, &[]);
        assert_eq!(found.status.code(), Some(1), "{edit}: {found:?}");
        assert!(found.stdout.is_empty(), "{edit}: {found:?}");
        let said = String::from_utf8(found.stderr).unwrap();
        let mut lines: Vec<String> = said.lines().map(str::to_owned).collect();
        assert!(lines.pop().unwrap().contains("problem"), "{edit}: {said}");
        lines
    }

    /// What begins each line about the client with three revisions.
    fn shop(&self) -> String {
        format!("client “Shop” ({}): ", self.key)
    }

    fn is_found(&self, edit: &str, said: &[&str]) {
        let shop = self.shop();
        let expected: Vec<String> = said.iter().map(|said| format!("{shop}{said}")).collect();
        assert_eq!(self.problems_after(edit), expected, "{edit}");
    }
}

/// The condition for one revision of the client with three.
fn shop(revision: u32) -> String {
    format!("number = {revision} AND client = (SELECT id FROM clients WHERE name = 'Shop')")
}

#[tokio::test]
async fn a_document_that_was_edited_by_hand_is_named_with_client_revision_and_path() {
    let file = Tampered::new().await;
    for revision in [1, 2, 3] {
        for (document, path) in [
            ("json_set(settings, '$.general.color', 'red')", "general.color: unknown field"),
            ("json_set(settings, '$.authentication.passkeys', 'yes')", "authentication.passkeys: invalid type"),
            ("json_set(settings, '$.authentication.codes.length', 99)", "authentication.codes.length: Enter a whole"),
            ("json_set(settings, '$.general.name', 'a' || char(10) || 'b')", "general.name: "),
            ("json_remove(settings, '$.general.name')", "general: missing field `name`"),
            ("settings || ' '' '", ".: trailing characters"),
            ("'nonsense'", ".: expected"),
            ("CAST(X'7bff7d' AS TEXT)", ".: invalid utf-8"),
        ] {
            let edit = format!("UPDATE client_revisions SET settings = {document} WHERE {}", shop(revision));
            let problems = file.problems_after(&edit);
            let said = format!("{}revision {revision} cannot be read at {path}", file.shop());
            assert!(problems.len() == 1 && problems[0].starts_with(&said), "{edit}: {problems:?}");
        }
    }
}

#[tokio::test]
async fn a_document_that_still_reads_but_is_not_what_the_record_says_is_named_once() {
    let file = Tampered::new().await;
    let edit = |revisions: &str, path: &str, value: &str| {
        format!(
            "UPDATE client_revisions SET settings = json_set(settings, '$.{path}', {value}) \
             WHERE number IN ({revisions}) AND client = (SELECT id FROM clients WHERE name = 'Shop')"
        )
    };
    let said =
        |revision: u32, path: &str| format!("revision {revision}: {path} is not as its activity entry recorded it");
    for (revision, path, value) in [
        (1, "general.name", "'Shoq'"),
        (1, "general.description", "'Boots'"),
        (1, "general.app_type", "'mobile_app'"),
        (1, "registration.domains.allowed", "json('[\"evil.example\"]')"),
        (1, "authentication.passkeys", "json('true')"),
        (2, "registration.domains.allowed", "json('[]')"),
        (2, "registration.domains.allowed", "json('[\"shoes.example\"]')"),
        (2, "registration.domains.blocked", "json('[\"evil.example\"]')"),
        (2, "general.description", "'Boots'"),
        (3, "registration.domains.allowed", "json('[]')"),
        (3, "authentication.codes.length", "8"),
        (3, "profile.delete_account", "json('true')"),
    ] {
        file.is_found(&edit(&revision.to_string(), path, value), &[&said(revision, path)]);
    }
    for (path, value) in [("registration.domains.allowed", "json('[]')"), ("authentication.codes.length", "8")] {
        let changed = if path.ends_with("allowed") { vec![2, 3] } else { vec![1, 2, 3] };
        let problems: Vec<String> = changed.into_iter().map(|revision| said(revision, path)).collect();
        file.is_found(&edit("1, 2, 3", path, value), &problems.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let both = edit("2", "general.description', 'Boots', '$.profile.delete_account", "json('true')");
    file.is_found(&both, &[&said(2, "general.description"), &said(2, "profile.delete_account")]);
}

#[tokio::test]
async fn present_settings_that_do_not_go_together_and_a_change_without_a_revision_are_named() {
    let file = Tampered::new().await;
    file.is_found(
        &format!(
            "UPDATE client_revisions SET settings = json_set(settings, '$.authentication.sessions.absolute', 3600) WHERE {}",
            shop(3)
        ),
        &[
            "revision 3 breaks a rule at authentication.sessions.absolute: Choose at least the idle timeout.",
            "revision 3: authentication.sessions.absolute is not as its activity entry recorded it",
        ],
    );
    let entry =
        file.whole.text(&format!("CAST((SELECT activity_seq FROM client_revisions WHERE {}) AS TEXT)", shop(3)));
    file.is_found(
        &format!(
            "DELETE FROM client_revisions WHERE {}; UPDATE clients SET revision = 2, description = '' WHERE name = 'Shop'",
            shop(3)
        ),
        &[&format!("entry {entry} of the activity changed its settings, but no revision after 2 belongs to it")],
    );
}

#[tokio::test]
async fn every_column_of_the_list_that_disagrees_with_the_present_settings_is_named() {
    /// Those that no setting decides.
    const OTHERS: [&str; 11] = [
        "seq",
        "id",
        "client_id",
        "kind",
        "revision",
        "created_by",
        "created_at",
        "updated_at",
        "last_used_day",
        "tried_day",
        "judge_again_at",
    ];
    let file = Tampered::new().await;
    let columns = file.whole.column("SELECT name AS a FROM pragma_table_info('clients')");
    let (others, columns): (Vec<_>, Vec<_>) = columns.iter().partition(|column| OTHERS.contains(&column.as_str()));
    assert_eq!((others.len(), columns.len()), (OTHERS.len(), 5));
    for column in columns {
        let other = format!("iif(typeof({column}) = 'integer', 1 - {column}, {column} || 'x')");
        let problems = file.problems_after(&format!("UPDATE clients SET {column} = {other} WHERE name = 'Shop'"));
        let said = format!("({}): the list of clients has another {column} than revision 3, the present one", file.key);
        assert!(problems.iter().any(|problem| problem.ends_with(&said)), "{column}: {problems:?}");
        assert!(problems.iter().all(|problem| !problem.contains("Bank")), "{column}: {problems:?}");
    }
}

#[tokio::test]
async fn a_client_that_is_found_by_other_origins_than_its_settings_allow_is_named() {
    let file = Tampered::new().await;
    let of_shop = "(SELECT id FROM clients WHERE name = 'Shop')";
    file.is_found(
        &format!("INSERT INTO client_origins VALUES ('https://evil.example', {of_shop})"),
        &["the list of clients has another allowed_origins than revision 3, the present one"],
    );
}

#[tokio::test]
async fn a_client_of_another_kind_than_its_present_settings_a_kind_that_is_none_and_a_wrong_total_are_named() {
    let file = Tampered::new().await;
    let names = FILTERS.each_ref().map(|filter| filter.name);
    for filter in &FILTERS {
        let known = file.whole.text(&format!("(SELECT {} FROM client_kinds)", filter.name));
        let other = (filter.values)().iter().map(|(token, _)| *token).find(|token| *token != known).unwrap();
        let values = names.map(|name| if name == filter.name { format!("'{other}'") } else { name.to_owned() });
        let problems = file.problems_after(&format!(
            "INSERT INTO client_kinds ({}, total) SELECT {}, 0 FROM client_kinds; \
             UPDATE clients SET kind = 2 WHERE name = 'Shop'",
            names.join(", "),
            values.join(", ")
        ));
        let mut expected = vec![
            "kind 1 of clients has 2 clients by its total, but there are 1".to_owned(),
            "kind 2 of clients has 0 clients by its total, but there are 1".to_owned(),
        ];
        // No setting decides the status.
        if filter.name != "status" {
            let said = format!("the list of clients has another {} than revision 3, the present one", filter.name);
            expected.push(format!("{}{said}", file.shop()));
        }
        assert_eq!(problems, expected, "{}", filter.name);
        let problems = file.problems_after(&format!("UPDATE client_kinds SET {} = 'television'", filter.name));
        assert_eq!(problems[0], format!("kind 1 of clients has the unknown {} “television”", filter.name));
    }
    let problems = file.problems_after("UPDATE clients SET kind = 7 WHERE name = 'Shop'");
    assert!(problems.iter().any(|problem| problem.contains("another app_type than")), "{problems:?}");
}

#[tokio::test]
async fn a_revision_that_is_missing_or_that_nobody_made_is_named() {
    let file = Tampered::new().await;
    let delete = |condition: &str| format!("DELETE FROM client_revisions WHERE {condition}");
    let renumber = |from: u32, to: &str| format!("UPDATE client_revisions SET number = {to} WHERE {}", shop(from));
    file.is_found(&delete(&shop(1)), &["revision 1 is missing"]);
    file.is_found(&delete(&shop(2)), &["revision 2 is missing"]);
    file.is_found(&delete(&shop(3)), &["revision 3 is missing"]);
    let all = delete("client = (SELECT id FROM clients WHERE name = 'Shop')");
    file.is_found(&all, &["revisions 1 to 3 are missing"]);
    file.is_found(
        &renumber(2, "7"),
        &["revision 2 is missing", "revisions 4 to 6 are missing", "revision 7 follows the present one, which is 3"],
    );
    let most = i64::MAX;
    file.is_found(
        &renumber(2, &most.to_string()),
        &[
            "revision 2 is missing",
            &format!("revisions 4 to {} are missing", most - 1),
            &format!("revision {most} follows the present one, which is 3"),
        ],
    );
    file.is_found(&renumber(3, "3.5"), &["a revision after 2 has a number that is not a whole number"]);
    let behind = "UPDATE clients SET revision = 2 WHERE name = 'Shop'";
    let problems = file.problems_after(behind);
    assert!(
        problems.contains(&format!("{}revision 3 follows the present one, which is 2", file.shop())),
        "{problems:?}"
    );
    file.is_found(
        &format!("UPDATE client_revisions SET activity_seq = 1 WHERE {}", shop(3)),
        &["revision 3 belongs to entry 1 of the activity, which is not about this client"],
    );
    let problems = file.problems_after("DELETE FROM clients WHERE name = 'Shop'");
    for revision in [1, 2, 3] {
        let said = format!("revision {revision} belongs to the client {}, which does not exist", file.key);
        assert!(problems.contains(&said), "{problems:?}");
    }
}

#[tokio::test]
async fn what_the_engine_finds_is_told_and_so_is_everything_else_in_the_same_run() {
    let file = Tampered::new().await;
    let edits = [
        "UPDATE operators SET role = 'king'",
        "INSERT INTO known_browsers VALUES (randomblob(32), randomblob(16), 1)",
        "UPDATE client_revisions SET settings = 'x' WHERE number = 1",
        "UPDATE activity SET actor_name = 'Eve' WHERE seq = 3",
    ];
    let problems = file.problems_after(&edits.join("; "));
    for said in [
        "the file is damaged: CHECK constraint failed in operators",
        "1 of the rows in known_browsers belong to a row of operators that does not exist",
        "client “Shop” (",
        "client “Bank” (",
        "activity: entry 3 was edited",
    ] {
        assert_eq!(problems.iter().filter(|problem| problem.starts_with(said)).count(), 1, "{said}: {problems:?}");
    }
    assert_eq!(problems.len(), 5, "{problems:?}");
    let problems = file.problems_after("UPDATE clients SET name = name || char(10) || 'x' WHERE name = 'Shop'");
    assert!(problems.iter().any(|problem| problem.starts_with("client “Shop x” (")), "one line each: {problems:?}");
}

#[tokio::test]
async fn the_file_of_a_running_server_is_verified_and_an_edited_entry_is_named() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    create(&ada, "Shop").await;
    let intact = verify(&site.database, &[]);
    assert!(intact.status.success());
    let line = one_line(&intact.stdout);
    let whole = "All is well. Clients: 1, revisions: 1, entries: 3, keyed from: 1, head: ";
    let head = line.strip_prefix(whole).unwrap_or_else(|| panic!("{line}")).to_owned();
    assert_eq!(head, format!("3:{}", site.text("(SELECT lower(hex(hash)) FROM activity WHERE seq = 3)")));
    create(&ada, "Bank").await;
    assert!(verify(&site.database, &["--expect", &head]).status.success(), "the record has gone on from there");

    let other = format!("3:{}", "0".repeat(64));
    let broken = verify(&site.database, &["--expect", &other]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(problem(&broken).contains("activity: entry 3 is not the one that was noted"));
    let broken = verify(&site.database, &["--expect", &other.replacen('3', "9", 1)]);
    assert!(problem(&broken).contains("activity: entries 5 to 9 are missing"));
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
    assert!(broken.stdout.is_empty());
    let said = String::from_utf8(broken.stderr).unwrap();
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines.len() == 4 && lines[3].ends_with("has these 3 problems"), "{said}");
    assert_eq!(lines[0], "the trigger activity_changes_are_append_only_update is missing");
    assert!(lines[1].ends_with("revision 1: general.name is not as its activity entry recorded it"), "{said}");
    assert!(lines[2].contains("activity: entry 3 was edited"), "{said}");
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
    let help = String::from_utf8(program().args(["verify", "--help"]).output().unwrap().stdout).unwrap();
    assert!(help.contains("--expect <SEQ:HASH>") && help.contains("somewhere else"), "{help}");
}
