//! What the log says, and what it never says, however much is asked for.

use reqwest::Method;

use super::{add_operator, program};
use crate::console::forms;
use crate::support::addresses::example;
use crate::support::process::Running;
use crate::support::site::PASSWORD;
use crate::support::{Page, Person};
use next_identity_console::routes;

/// Starts the program with a log of this much detail, and an administrator in its database.
fn start(folder: &tempfile::TempDir, level: &str) -> Running {
    let database = folder.path().join("console.db");
    assert!(add_operator(&database, "ada@example.com", "administrator", PASSWORD).status.success());
    let mut command = program();
    command.env("NIC_LOG", level);
    Running::start_by(command, &database)
}

#[tokio::test]
async fn nothing_that_people_typed_and_no_secret_is_ever_logged() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(&folder, "trace");
    let ada = Person::new(&running.url());
    ada.sign_in("Ada").await;
    let client = crate::console::create(&ada, "Canary client").await;
    let visitor = Person::new(&running.url());
    for entry in routes::all() {
        let path = example(entry.pattern, client.trim_start_matches("/clients/"));
        for person in [&ada, &visitor] {
            let get = person.request(Method::GET, &format!("{path}?search=canary-query&token=canary-query"));
            person.send(get.header("cookie", "other=canary-cookie")).await;
            if entry.pattern != "/sign-out" {
                person
                    .post(
                        &path,
                        &[("password", "canary-form"), ("name", "canary-form"), ("description", "canary-form")],
                    )
                    .await;
                person.post(&format!("{path}?q=canary-query"), &[("\u{e9}", "canary-form")]).await;
            }
        }
    }
    for form in forms::by_links(&ada, "/clients").await.into_iter().filter(|form| form.action != "/sign-out") {
        let fields: Vec<(String, String)> = form
            .fields
            .into_iter()
            .map(|(name, value)| (name, if value.is_empty() { "canary-form".into() } else { value + "canary-form" }))
            .collect();
        ada.send(ada.request(Method::POST, &form.action).form(&fields)).await;
    }
    let sign_in = async |email: &str, password: &str| {
        visitor
            .post("/sign-in", &[("email", email), ("password", password), ("return_to", "/canary-query")])
            .await
            .status
    };
    assert_eq!(sign_in("ada@example.com", "canary-password").await, 422);
    assert_eq!(sign_in("canary-form@example.com", "canary-password").await, 422);
    assert_eq!(sign_in("ada@example.com", PASSWORD).await, 303);
    let secrets =
        [&ada, &visitor].map(|person| ["nic_session", "nic_browser"].map(|name| person.cookie(name).unwrap()));
    let log = running.kill();
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "{log}");
    assert!(!log.contains('\u{1b}'), "what is no terminal gets no colours");
    assert!(log.contains("path=\"/clients/new/basic-settings\""), "{log}");
    for line in log.lines() {
        let lower = line.to_lowercase();
        assert!(!lower.contains("canary"), "{line}");
        for secret in secrets.concat().iter().map(String::as_str).chain([PASSWORD, "plum", "$argon2", "cookie:"]) {
            assert!(!line.contains(secret), "{secret}: {line}");
        }
    }
}

#[test]
fn nothing_that_is_not_read_on_a_terminal_is_coloured() {
    let folder = tempfile::tempdir().unwrap();
    let nonsense = folder.path().join("nonsense.db");
    std::fs::write(&nonsense, "no database ".repeat(100)).unwrap();
    let nonsense = nonsense.to_str().unwrap();
    for arguments in [
        &["--help"][..],
        &["operator", "--help"],
        &["operator"],
        &["serve", "--nonsense"],
        &["serve", "--listen", "nowhere"],
        &["serve", "--database", nonsense],
        &["verify", "--database", nonsense],
        &["backup", "--database", nonsense, "/dev/null"],
    ] {
        // A terminal's type alone says nothing of where the words go.
        let output = program().args(arguments).env("TERM", "xterm-256color").env("COLORTERM", "truecolor").output();
        let output = output.unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(!said.is_empty() && !said.contains(&0x1b), "{arguments:?}: {}", String::from_utf8_lossy(&said));
    }
}

#[tokio::test]
async fn every_answer_has_one_line_with_its_id_method_path_and_status() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(&folder, "info");
    let ada = Person::new(&running.url());
    ada.sign_in("Ada").await;
    let post = |path: &'static str| ada.request(Method::POST, path);
    let mut answers: Vec<(&str, Page)> = Vec::new();
    for path in
        ["/clients?search=x", "/healthz", "/nothing", "/static/nothing", "/", "/clients?after=x", "/activity.csv"]
    {
        answers.push(("GET", ada.get(path).await));
    }
    answers.push(("HEAD", ada.send(ada.request(Method::HEAD, "/clients")).await));
    answers.push(("PUT", ada.send(ada.request(Method::PUT, "/clients")).await));
    answers.push(("POST", ada.send(post("/theme").form(&[("theme", "neon")])).await));
    answers.push(("POST", ada.send(post("/theme").body("x")).await));
    answers.push(("POST", ada.send(ada.bare(Method::POST, "/theme").header("sec-fetch-site", "cross-site")).await));
    crate::support::Database(folder.path().join("console.db")).execute("ALTER TABLE clients RENAME TO elsewhere");
    answers.push(("GET", ada.get("/clients").await));
    let log = running.kill();
    assert!(!log.contains('\u{1b}'), "a file is not coloured: {log}");
    for (method, page) in &answers {
        let id = page.header("x-request-id");
        let lines: Vec<&str> = log.lines().filter(|line| line.contains(&id)).collect();
        let answered: Vec<&&str> = lines.iter().filter(|line| line.contains("answered")).collect();
        let path = page.path.split('?').next().unwrap();
        assert_eq!(answered.len(), 1, "{method} {path}: {lines:?}");
        for words in [format!("method={method}"), format!("path=\"{path}\""), format!("status={}", page.status)] {
            assert!(answered[0].contains(&words), "{words}: {}", answered[0]);
        }
        assert_eq!(lines.len() - 1, usize::from(page.status == 500), "the cause of a fault, once: {lines:?}");
    }
    let fault = answers.last().unwrap();
    assert!(fault.1.status == 500 && log.contains("no such table"), "whoever runs it reads the cause: {log}");
}
