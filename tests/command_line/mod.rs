//! The program as it is started from a shell.

mod backup;
mod backup_keys;
mod beside;
mod canary;
mod key_file;
mod keys;
mod log;
mod operators;
mod operators_beside;
mod password_links;
pub mod verify;
mod verify_guards;
mod verify_keyed;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::Person;
use crate::support::process::{Running, ended, one_line, program};
use crate::support::site::PASSWORD;
use crate::support::socket::connect;

fn fails(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = program().args(arguments).envs(variables.iter().copied()).output().unwrap();
    assert!(!output.status.success());
    one_line(&output.stderr)
}

fn add_operator(database: &Path, email: &str, role: &str, password: &str) -> Output {
    let mut child = program()
        .args(["operator", "add", "--email", email, "--name", "Ada", "--role", role, "--password-stdin", "--database"])
        .arg(database)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A refusal may come before the password is read.
    let _unread = writeln!(child.stdin.take().unwrap(), "{password}");
    child.wait_with_output().unwrap()
}

#[tokio::test]
async fn a_first_start_makes_the_database_and_prints_a_link_that_works() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("deep/er/console.db");
    let mut running = Running::start(&database);
    let link = running.lines.by_ref().map(Result::unwrap).find(|line| line.contains("/set-up?token=")).unwrap();
    assert!(database.exists());
    let person = Person::new(&running.url());
    assert_eq!(person.open(link.trim()).await.h1(), "Set up the console");
    assert_eq!(person.get("/healthz").await.html, "ok\n");
}

#[tokio::test]
async fn an_operator_from_the_command_line_signs_in_while_the_program_runs() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    let running = Running::start(&database);
    let added = add_operator(&database, "ada@example.com", "application-manager", PASSWORD);
    assert!(added.status.success(), "{added:?}");
    assert_eq!(
        String::from_utf8(added.stdout).unwrap(),
        format!("Added Ada <ada@example.com>, Application Manager, to {}.\n", database.display())
    );
    Person::new(&running.url()).sign_in("Ada").await;
    for (email, role, password, why) in [
        ("ADA@example.com", "viewer", PASSWORD, "another operator has this address"),
        ("bob", "viewer", PASSWORD, "--email: Enter an email address"),
        (
            "bob@example.com",
            "owner",
            PASSWORD,
            "it is one of viewer, application-manager, secret-rotator, administrator",
        ),
        ("bob@example.com", "viewer", "short", "the password: Use at least 15 characters"),
        ("bob@example.com", "viewer", "", "the password: Enter a password."),
    ] {
        let refused = add_operator(&database, email, role, password);
        let said = one_line(&refused.stderr);
        assert!(!refused.status.success() && said.contains(why), "{said}");
    }
    drop(running);
    let mut again = Running::start(&database);
    assert_eq!(Person::new(&again.url()).get("/healthz").await.status, 200);
    again.signal("TERM");
    assert_eq!(again.lines.by_ref().count(), 0, "no set-up link once there is an operator");
}

#[test]
fn being_told_to_stop_as_soon_as_it_says_where_it_is_ends_in_good_order() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    let mut running = Running::start(&database);
    running.signal("TERM");
    running.ends();
    assert!(!folder.path().join("console.db-wal").exists());
}

#[tokio::test]
async fn being_told_to_stop_finishes_the_request_in_flight_and_closes_the_database() {
    for signal in ["TERM", "INT"] {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("console.db");
        assert!(add_operator(&database, "ada@example.com", "administrator", PASSWORD).status.success());
        let mut running = Running::start(&database);
        let body = format!("email=ada%40example.com&password={}&return_to=", PASSWORD.replace(' ', "+"));
        let mut socket = connect(running.address);
        let head = format!(
            "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        socket.write_all(head.as_bytes()).unwrap();
        socket.write_all(&body.as_bytes()[..10]).unwrap();
        // Connections are handed out in turns, so these answers come after every worker has taken its share.
        for _ in 0..8 {
            assert_eq!(Person::new(&running.url()).get("/healthz").await.status, 200);
        }
        running.signal(signal);
        let deadline = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(running.address).is_ok() {
            assert!(Instant::now() < deadline, "it goes on taking connections");
            std::thread::yield_now();
        }
        socket.write_all(&body.as_bytes()[10..]).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 303") && answer.contains("nic_session="), "{signal}: {answer}");
        assert!(ended(&mut running.child).success(), "{signal}");
        assert!(!database.with_extension("db-wal").exists(), "{signal}: closed cleanly");
    }
}

#[test]
fn what_keeps_it_from_starting_is_said_in_one_line_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = fails(&["--listen", &address, "--database", &path("a.db")], &[]);
    assert!(said.contains(&format!("cannot listen on {address}")) && said.contains("--listen"), "{said}");

    let free = ["--listen", "127.0.0.1:0", "--database"];
    let with = |database: &str| fails(&[free[0], free[1], free[2], database], &[]);
    std::fs::write(
        path("no-database"),
        "these bytes are no database, and longer than a header of one would be, by far",
    )
    .unwrap();
    for database in [path("no-database"), folder.path().display().to_string(), format!("{}/x.db", path("no-database"))]
    {
        let said = with(&database);
        assert!(said.contains("cannot be opened") && said.contains("--database"), "{said}");
        let is_damaged = said.contains("no database; restore a backup");
        assert_eq!(is_damaged, database == path("no-database"), "{said}");
    }

    let newer = path("newer.db");
    assert!(add_operator(Path::new(&newer), "ada@example.com", "viewer", PASSWORD).status.success());
    let mut connection = <diesel::SqliteConnection as diesel::Connection>::establish(&newer).unwrap();
    let sql = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')";
    diesel::connection::SimpleConnection::batch_execute(&mut connection, sql).unwrap();
    drop(connection);
    let before = std::fs::read(&newer).unwrap();
    let said = with(&newer);
    assert_eq!(std::fs::read(&newer).unwrap(), before, "left alone");
    assert!(said.contains("newer version") && said.contains("--database"), "{said}");

    let said = fails(&["--listen", "somewhere"], &[]);
    assert!(
        said.contains("--listen (or NIC_LISTEN) is “somewhere”") && said.contains("such as 127.0.0.1:8080"),
        "{said}"
    );
    let said = fails(&[], &[("NIC_BASE_URL", "id.example.com")]);
    assert!(said.contains("NIC_BASE_URL") && said.contains("such as https://id.example.com"), "{said}");
    let said = fails(&["--static-dir", &path("nowhere"), "--listen", "127.0.0.1:0", "--database", &path("b.db")], &[]);
    assert!(said.contains("--static-dir"), "{said}");
}

#[tokio::test]
async fn a_locked_account_is_unlocked_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    assert!(add_operator(&database, "ada@example.com", "administrator", PASSWORD).status.success());
    let running = Running::start(&database);
    let person = Person::new(&running.url());
    let sign_in = async |password: &str| {
        person.post("/sign-in", &[("email", "ada@example.com"), ("password", password), ("return_to", "")]).await.status
    };
    for _ in 0..5 {
        assert_eq!(sign_in("wrong").await, 422);
    }
    assert_eq!(sign_in(PASSWORD).await, 429);
    let unlock = |email: &str| {
        let mut command = program();
        command.args(["operator", "unlock", "--email", email, "--database"]).arg(&database).output().unwrap()
    };
    assert!(!unlock("bob@example.com").status.success());
    let elsewhere = folder.path().join("elsewhere.db").display().to_string();
    let said = fails(&["operator", "unlock", "--email", "ada@example.com", "--database", &elsewhere], &[]);
    assert!(said.contains("there is no database at") && !Path::new(&elsewhere).exists(), "{said}");
    assert!(unlock("Ada@example.com").status.success());
    assert_eq!(sign_in(PASSWORD).await, 303);
}

#[test]
fn the_help_teaches_every_setting() {
    let help = String::from_utf8(program().arg("--help").output().unwrap().stdout).unwrap();
    for words in [
        "--listen",
        "NIC_LISTEN",
        "127.0.0.1:8080",
        "--base-url",
        "--database",
        "data/console.db",
        "--static-dir",
        "--trusted-proxy",
        "operator add",
        "verify ",
        "backup",
        "Examples:",
    ] {
        assert!(help.contains(words), "{words}: {help}");
    }
    let help = String::from_utf8(program().args(["operator", "add", "--help"]).output().unwrap().stdout).unwrap();
    for words in ["--email", "--name", "application-manager", "--password-stdin", "--base-url", "--database"] {
        assert!(help.contains(words), "{words}: {help}");
    }
}
