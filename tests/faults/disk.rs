use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::{Stage, operator};
use crate::console::{create, create_page};
use crate::support::disk::SmallDisk;
use crate::support::process::{Running, ended, one_line};
use crate::support::site::PASSWORD;
use crate::support::{Page, Person};

#[tokio::test]
async fn a_full_disk_refuses_changes_with_a_page_that_keeps_them_and_reading_goes_on() {
    let mut stage = Stage::start().await;
    let shop = create(&stage.ada, "Shop").await;
    stage.running.signal("TERM");
    stage.running.ends();
    let (database, last_seen) = (stage.database(), "(SELECT max(last_seen_at) FROM operator_sessions)");
    database.execute("UPDATE operator_sessions SET last_seen_at = last_seen_at - 120000");
    let seen = database.number(last_seen);

    let Some(disk) = SmallDisk::new("3m") else { return };
    disk.put(&database.0, "console.db");
    disk.put(&database.0.with_extension("key"), "console.key");
    let running = Running::start_by(disk.program(), &disk.path("console.db"));
    let mut ada = stage.ada.with_same_cookies();
    ada.site = running.url();
    disk.fill();
    let edit = ada.open(&format!("{shop}/general")).await;

    let refused = create_page(&ada, "Bank", &[("method", "password")]).await;
    is_refused(&refused, "The disk that holds the console's data is full.");
    let saved = ada.press(&edit, "Save changes", &[("Description", "Typed with \"care\"")]).await;
    is_refused(&saved, "The disk that holds the console's data is full.");
    let sign_in = [("email", "ada@example.com"), ("password", PASSWORD), ("return_to", "")];
    let visitor = Person::new(&running.url());
    let sign_in = visitor.post("/sign-in", &sign_in).await;
    assert_eq!(sign_in.status, 503);
    assert!(!sign_in.html.contains(PASSWORD) && !sign_in.has_button("Send again"), "no page holds a password");

    for path in ["/clients", &shop, &format!("{shop}/general"), "/account", "/healthz"] {
        assert_eq!(ada.get(path).await.status, 200, "{path}");
    }
    let (_folder, database) = disk.copied("console.db");
    assert_eq!(database.number(last_seen), seen, "it could not be renewed");
    assert_eq!(database.number("(SELECT count(*) FROM clients)"), 1);
    assert_eq!(database.number("(SELECT count(*) FROM activity WHERE action = 'client_changed')"), 0);
    database.is_whole();

    disk.free();
    let bank = ada.submit(&refused, "Send again", &[]).await;
    assert!(bank.h1().starts_with("Bank") && bank.shows("was created"), "{}", bank.text());
    let saved = ada.submit(&saved, "Send again", &[]).await;
    assert!(saved.shows("Shop: General was saved.") && saved.shows("Typed with \"care\""), "{}", saved.text());
    Person::new(&running.url()).sign_in("Ada").await;
    let (_folder, database) = disk.copied("console.db");
    assert_eq!(
        database.text("(SELECT method FROM clients JOIN client_kinds k ON k.id = kind WHERE name = 'Bank')"),
        "password"
    );
    assert!(database.number("(SELECT min(last_seen_at) FROM operator_sessions)") > seen, "renewed");
    database.is_whole();
    let said = running.kill();
    assert!(said.contains(&refused.header("x-request-id")) && said.contains("disk is full"), "logged: {said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[tokio::test]
async fn on_a_full_or_read_only_disk_the_program_says_in_one_line_why_it_does_not_start() {
    let Some(disk) = SmallDisk::new("3m") else { return };
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    operator(&database).await;
    disk.put(&database, "console.db");
    disk.put(&database.with_extension("key"), "console.key");
    disk.fill();
    for (database, why) in [("console.db", "disk"), ("new.db", "disk")] {
        let said = fails(&disk, database);
        assert!(said.contains("cannot be opened") && said.contains(why) && said.contains("--database"), "{said}");
    }
    disk.free();
    disk.remount("ro");
    for database in ["console.db", "other.db"] {
        let said = fails(&disk, database);
        assert!(said.contains("cannot be opened") && said.contains("Read-only file system"), "{said}");
    }
    disk.remount("rw");
    let running = Running::start_by(disk.program(), &disk.path("console.db"));
    Person::new(&running.url()).sign_in("Ada").await;
}

/// This stands in for the full disk too, where the machine lets nobody mount one.
#[tokio::test]
async fn a_disk_that_turns_read_only_or_fails_refuses_changes_and_recovers() {
    const FULL: &str = "The disk that holds the console's data is full.";
    const FAILS: &str = "The disk that holds the console's data refuses to be used at the moment.";
    for (calls, error, why) in [
        ("pwrite64", "ENOSPC", FULL),
        ("pwrite64", "EROFS", FAILS),
        ("pwrite64", "EIO", FAILS),
        ("fsync,fdatasync", "EIO", FAILS),
    ] {
        let stage = Stage::start().await;
        let (ada, database) = (&stage.ada, stage.database());
        let shop = create(ada, "Shop").await;
        let fault = Fault::on(&stage.running, calls, error);
        let refused = create_page(ada, "Bank", &[]).await;
        is_refused(&refused, why);
        for path in ["/clients", &shop, "/healthz"] {
            assert_eq!(ada.get(path).await.status, 200, "{error} at {calls}: {path}");
        }
        assert_eq!(database.number("(SELECT count(*) FROM clients)"), 1, "nothing that was not acknowledged is shown");
        drop(fault);
        let bank = ada.submit(&refused, "Send again", &[]).await;
        assert!(bank.h1().starts_with("Bank"), "{error} at {calls}: {}", bank.text());
        database.is_whole();
        let said = stage.running.kill();
        assert!(said.contains(&refused.header("x-request-id")) && !said.contains("panicked"), "{said}");
    }
}

fn is_refused(page: &Page, why: &str) {
    assert_eq!((page.status, page.h1().as_str()), (503, "Not available right now"), "{}", page.text());
    for words in [why, "Nothing was changed.", "What you typed is kept on this page."] {
        assert!(page.shows(words), "{words}: {}", page.text());
    }
}

/// What the program says when it does not start.
fn fails(disk: &SmallDisk, database: &str) -> String {
    let mut command = disk.program();
    let output = command.args(["--listen", "127.0.0.1:0", "--database"]).arg(disk.path(database)).output().unwrap();
    assert!(!output.status.success());
    one_line(&output.stderr)
}

/// Makes calls of a running program to its disk fail, until it is dropped.
pub struct Fault(Child);

impl Fault {
    pub fn on(running: &Running, calls: &str, error: &str) -> Self {
        let pid = running.child.id().to_string();
        let mut command = Command::new("strace");
        command.args(["-f", "-p", &pid, "-o", "/dev/null", "-e", &format!("trace={calls}")]);
        command.args(["-e", &format!("inject={calls}:error={error}")]);
        let mut tracer = command.stderr(Stdio::piped()).spawn().expect("strace is there");
        let mut said = String::new();
        BufReader::new(tracer.stderr.as_mut().unwrap()).read_line(&mut said).unwrap();
        assert!(said.contains("attached"), "strace may watch the program: {said}");
        Self(tracer)
    }
}

impl Drop for Fault {
    fn drop(&mut self) {
        let _sent = Command::new("kill").arg(self.0.id().to_string()).status();
        let _reaped = ended(&mut self.0);
    }
}
