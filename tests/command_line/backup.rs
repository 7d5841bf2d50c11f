use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::connection::SimpleConnection;

use super::{Running, one_line, program};
use crate::console::{card_form, create};
use crate::support::process::path;
use crate::support::{Database, Person, Site};
use next_identity_console::domain::role::Role;

fn command(database: &Path, file: &Path) -> Command {
    let mut command = program();
    command.arg("backup").arg(file).arg("--database").arg(database);
    command
}

fn back_up(database: &Path, file: &Path) -> Output {
    command(database, file).output().unwrap()
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[tokio::test]
async fn a_backup_taken_under_load_restores_to_one_moment() {
    let site = Site::start().await;
    let ada = Arc::new(site.named_operator("Ada", Role::Administrator).await);
    let done = Arc::new(AtomicBool::new(false));
    for n in 0..20 {
        create(&ada, &format!("First {n}")).await;
    }
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let (ada, done) = (Arc::clone(&ada), Arc::clone(&done));
            tokio::spawn(async move {
                let mut made = 0;
                while !done.load(Ordering::SeqCst) {
                    let client = create(&ada, &format!("Writer {writer} {made}")).await;
                    let filled = [("Registration type", "Invitation-Only")];
                    let saved = card_form(&ada, &format!("{client}/registration"), &filled, &[]).await;
                    assert_eq!(saved.status, 303);
                    made += 1;
                }
            })
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let backups = [0, 1, 2].map(|n| folder.path().join(format!("backup-{n}.db")));
    for backup in &backups {
        let (database, file) = (site.database.clone(), backup.clone());
        let taken = tokio::task::spawn_blocking(move || back_up(&database, &file)).await.unwrap();
        assert!(taken.status.success(), "{taken:?}");
        let clients = Database(backup.clone()).number("(SELECT count(*) FROM clients)");
        let said = String::from_utf8(taken.stdout).unwrap();
        assert!(
            said.starts_with(&format!("Wrote and checked {}. Clients: {clients}, bytes: ", backup.display())),
            "{said}"
        );
    }
    done.store(true, Ordering::SeqCst);
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(files(folder.path()), backups.len(), "nothing is left beside the backups");
    for backup in &backups {
        assert_eq!(std::fs::metadata(backup).unwrap().permissions().mode() & 0o777, 0o600);
        let copied = Database(backup.clone());
        copied.is_whole();
        assert!(copied.number("(SELECT count(*) FROM clients)") >= 20);
        assert_eq!(
            copied.number("(SELECT count(*) FROM activity WHERE action = 'client_changed')"),
            copied.number(
                "(SELECT coalesce(sum(total), 0) FROM client_kinds WHERE registration_type = 'invitation_only')"
            )
        );
        let key_file = site.database.with_extension("key");
        let verify = program().args(["verify", "--database"]).arg(backup).arg("--key-file").arg(&key_file).output();
        let verified = verify.unwrap();
        assert!(verified.status.success(), "{verified:?}");
    }
    std::fs::copy(site.database.with_extension("key"), backups[2].with_extension("key")).unwrap();
    let restored = Running::start(&backups[2]);
    let person = Person::new(&restored.url());
    person.sign_in("Ada").await;
    assert!(person.open("/clients?search=first").await.shows("20 clients"));
}

#[tokio::test]
async fn a_backup_that_is_killed_leaves_no_half_file_under_the_final_name() {
    let site = Site::start().await;
    site.execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) \
         INSERT INTO activity (at, actor_kind, address, action) \
         SELECT i, 'anonymous', hex(randomblob(32)), 'sign_in_failed' FROM n",
    );
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.db");
    let started = std::time::Instant::now();
    assert!(back_up(&site.database, &whole).status.success());
    let takes = started.elapsed();
    let mut killed = 0;
    for n in 0..10_u32 {
        let file = folder.path().join(format!("killed-{n}.db"));
        let mut child = command(&site.database, &file).stdout(Stdio::null()).spawn().unwrap();
        // Moments that are spread over the whole of what it takes.
        tokio::time::sleep(takes * (2 * n + 1) / 20).await;
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        if file.exists() {
            let copied = Database(file);
            copied.is_whole();
            assert_eq!(copied.number("(SELECT count(*) FROM activity)"), 30_000, "{n}");
        }
        let again = folder.path().join(format!("again-{n}.db"));
        assert!(back_up(&site.database, &again).status.success(), "{n}: what was left is in nobody's way");
    }
    assert!(killed > 0, "{takes:?}");
}

/// The bytes that a query finds in one column `a` as hexadecimal digits.
fn secrets(database: &Database, query: &str) -> Vec<Vec<u8>> {
    let digits = database.column(query);
    let byte = |text: &[u8]| u8::from_str_radix(std::str::from_utf8(text).unwrap(), 16).unwrap();
    digits.iter().map(|digits| digits.as_bytes().chunks(2).map(byte).collect()).collect()
}

#[tokio::test]
async fn a_backup_holds_nothing_of_who_was_signed_in_or_tried_to_be() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let visitor = site.visitor();
    assert_eq!(visitor.post("/sign-in", &[("email", "ada@example.com"), ("password", "wrong")]).await.status, 422);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("b.db");
    assert!(back_up(&site.database, &file).status.success());
    assert_eq!(files(folder.path()), 1, "nothing is left beside it");
    let bytes = std::fs::read(&file).unwrap();
    for (table, column) in
        [("operator_sessions", "token_hash"), ("known_browsers", "token_hash"), ("sign_in_tries", "bucket")]
    {
        let found = secrets(&site.file(), &format!("SELECT hex({column}) AS a FROM {table}"));
        assert!(!found.is_empty(), "{table}");
        for secret in found {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret), "a digest of {table} is in the copy");
        }
        assert_eq!(Database(file.clone()).number(&format!("(SELECT count(*) FROM {table})")), 0);
    }
    assert_eq!(ada.get("/clients").await.status, 200, "where the copy was made nobody is signed out");
    std::fs::copy(site.database.with_extension("key"), file.with_extension("key")).unwrap();
    let restored = Running::start(&file);
    let old = ada.with_same_cookies_at(&restored.url());
    assert_eq!(old.get("/clients").await.status, 303, "a cookie of the time opens nothing");
    old.sign_in("Ada").await;
}

#[tokio::test]
async fn what_keeps_a_backup_from_being_made_is_said_in_one_line_and_nothing_is_left() {
    let site = Site::start().await;
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("taken.db");
    std::fs::write(&taken, "precious").unwrap();
    let refused = |database: &Path, file: &Path| {
        let output = back_up(database, file);
        assert_eq!(output.status.code(), Some(1));
        one_line(&output.stderr)
    };
    assert!(refused(&site.database, &taken).contains("exists already"));
    assert_eq!(std::fs::read_to_string(&taken).unwrap(), "precious");
    std::os::unix::fs::symlink(folder.path().join("nowhere"), folder.path().join("link.db")).unwrap();
    assert!(refused(&site.database, &folder.path().join("link.db")).contains("exists already"));
    assert!(refused(&site.database, folder.path()).contains("exists already"));
    assert!(refused(&site.database, &folder.path().join("missing/b.db")).contains("cannot be written"));
    assert!(refused(&site.database, &taken.join("b.db")).contains("cannot be written"));
    assert!(refused(&site.database, Path::new("/proc/b.db")).contains("cannot be written"));
    assert!(refused(&folder.path().join("none.db"), &folder.path().join("b.db")).contains("there is no database"));
    assert!(refused(&taken, &folder.path().join("b.db")).contains("cannot be copied"));
    assert_eq!(files(folder.path()), 2, "only what was there before");
}

/// A row that breaks a rule of its table is copied without a word, and found when the copy is read through.
#[tokio::test]
async fn a_backup_whose_copy_is_damaged_is_given_up() {
    let site = Site::start().await;
    let damage = "CREATE TABLE damaged (n INTEGER CHECK (n > 0)); \
        PRAGMA ignore_check_constraints = ON; INSERT INTO damaged VALUES (0)";
    site.file().connect().batch_execute(damage).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let output = back_up(&site.database, &folder.path().join("b.db"));
    assert_eq!(output.status.code(), Some(1));
    let said = one_line(&output.stderr);
    assert!(said.contains("its copy is damaged") && said.contains("damaged"), "{said}");
    assert_eq!(files(folder.path()), 0, "nothing is left");
}

#[tokio::test]
async fn a_backup_is_on_the_disk_before_it_has_its_name_and_so_is_its_name() {
    let site = Site::start().await;
    let (folder, trace) = (tempfile::tempdir().unwrap(), tempfile::NamedTempFile::new().unwrap());
    let file = folder.path().join("b.db");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-s", "4200", "-e", "trace=fsync,link,linkat,rename", "-o"]).arg(trace.path()).arg(path());
    assert!(strace.args(command(&site.database, &file).get_args()).output().unwrap().status.success());
    let calls = std::fs::read_to_string(trace.path()).unwrap();
    let (file, folder) = (file.display(), folder.path().display());
    let mut calls = calls.lines();
    for (call, name) in [
        ("fsync(", format!("<{file}.unfinished-")),
        ("link", format!(", \"{file}\"")),
        ("fsync(", format!("<{folder}>)")),
    ] {
        let next = calls.find(|line| line.contains(call) && line.contains(&name) && line.ends_with("= 0"));
        assert!(next.is_some(), "{call} of {name}, in this order");
    }
}

/// A full disk; the limit on the size of files stands in for it, since it makes the same write fail.
#[tokio::test]
async fn a_backup_that_does_not_fit_leaves_nothing() {
    let site = Site::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("b.db");
    let line = "ulimit -f 64; trap '' XFSZ; exec \"$@\"";
    let backup = command(&site.database, &file);
    let mut shell = Command::new("sh");
    shell.args(["-c", line, "sh"]).arg(backup.get_program()).args(backup.get_args());
    let output = shell.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(files(folder.path()), 0);
}

/// Of every kind that SQLite has, and named with care.
const BY_HAND: &str = "
    CREATE TABLE \"by \"\"hand\"\"\" (\"a b\", doubled AS (\"a b\" * 2), text TEXT COLLATE NOCASE UNIQUE, kept AS (text || '!') STORED);
    INSERT INTO \"by \"\"hand\"\"\" VALUES (1.5, 'one'), (NULL, 'it''s'), (x'00ff', NULL), (9223372036854775807, ''), ('7', 'É');
    CREATE TABLE rowless (a TEXT, b INTEGER, PRIMARY KEY (b DESC, a)) WITHOUT ROWID, STRICT;
    INSERT INTO rowless VALUES ('x', 1), ('y', 1), ('x', 2);
    CREATE TABLE numbered (n INTEGER PRIMARY KEY AUTOINCREMENT);
    INSERT INTO numbered VALUES (41), (42);
    DELETE FROM numbered WHERE n = 42;
    CREATE INDEX \"an index\" ON rowless (a || b DESC) WHERE b > 0;
    CREATE UNIQUE INDEX names_of_clients ON clients (name COLLATE NOCASE);
    CREATE VIEW names (n) AS SELECT name FROM clients;
    CREATE TRIGGER on_names INSTEAD OF INSERT ON names BEGIN SELECT RAISE(ABORT, 'no'); END;
    CREATE TRIGGER on_numbers AFTER INSERT ON numbered BEGIN INSERT INTO rowless VALUES ('of a trigger', new.n); END;
    CREATE VIRTUAL TABLE notes USING fts5 (words);
    INSERT INTO notes VALUES ('to be found');
    ANALYZE;
    PRAGMA user_version = -7; PRAGMA application_id = 77;";

/// A line for each row of each table and of the schema, those of SQLite too, and what the file says of itself. No row of a
/// table `left_out` is told.
fn contents(database: &Database, left_out: &[&str]) -> Vec<String> {
    let tables = database.column("SELECT name AS a FROM pragma_table_list WHERE schema = 'main'");
    let mut lines = Vec::new();
    for table in tables.iter().filter(|table| !left_out.contains(&table.as_str())) {
        // Where a table begins is the file's own affair.
        let columns = format!(
            "SELECT 'quote(\"' || name || '\")' AS a FROM pragma_table_xinfo('{table}') WHERE hidden <> 1 AND name <> 'rootpage'"
        );
        let values = database.column(&columns).join(" || ' ' || ");
        let rows = format!("SELECT {values} AS a FROM \"{}\"", table.replace('"', "\"\""));
        lines.extend(database.column(&rows).into_iter().map(|row| format!("{table}: {row}")));
    }
    for pragma in ["user_version", "application_id", "page_size", "auto_vacuum", "encoding"] {
        lines.push(format!("{pragma} {}", database.text(&format!("{pragma} || '' FROM pragma_{pragma}"))));
    }
    lines.sort_unstable();
    lines
}

#[tokio::test]
async fn a_backup_holds_everything_else_that_is_in_the_file() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    for n in 0..3 {
        create(&ada, &format!("Client {n}")).await;
    }
    site.file().connect().batch_execute(BY_HAND).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let copy = Database(folder.path().join("b.db"));
    let done = back_up(&site.database, &copy.0);
    assert!(done.status.success(), "{done:?}");
    let left_out = ["operator_sessions", "known_browsers", "sign_in_tries"];
    let (of_source, of_copy) = (contents(&site.file(), &left_out), contents(&copy, &[]));
    assert_eq!(of_source, of_copy);
    for told in
        ["\"by \"\"hand\"\"\"", "rowless: 'x' 2", "numbered: 41", "sqlite_sequence: 'numbered' 42", "notes: 'to be"]
    {
        assert!(of_copy.iter().any(|line| line.contains(told)), "{told} in {of_copy:#?}");
    }
    copy.is_whole();
    copy.execute("INSERT INTO numbered DEFAULT VALUES");
    assert_eq!(copy.number("(SELECT count(*) FROM rowless WHERE a = 'of a trigger' AND b = 43)"), 1);
    assert_eq!(copy.number("(SELECT count(*) FROM notes WHERE notes MATCH 'found')"), 1);
}
