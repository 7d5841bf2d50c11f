//! What a message says, and the password of the mail server, are nowhere in the clear.

use super::send;
use crate::support::files::files;
use crate::support::mail_server::{Answer, MailServer};
use crate::support::process::{Running, program, until};
use crate::support::site::add_operators;
use crate::support::{Database, Person};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::routes;

const PASSWORD: &str = "canary-Pa55word";
/// Words of the message, as it is written and as it is encoded on its way.
const WORDS: [&str; 3] = ["sent this test message", "Mail arrives", "c2VudCB0aGlzIHRlc3Q"];

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

#[tokio::test]
async fn what_a_message_says_and_the_password_of_the_server_are_in_no_file_log_or_page() {
    for answer in [None, Some(Answer::Take), Some(Answer::Later), Some(Answer::Never), Some(Answer::NoEntry)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("console.db");
        add_operators(&path, &["Ada"], Role::Administrator, SystemClock.now()).await;
        let server = answer.map(MailServer::start_with_sign_in);
        let mut command = program();
        command.env("NIC_LOG", "trace");
        if let Some(server) = &server {
            let url = server.url().replace("smtp://", &format!("smtp://console:{PASSWORD}@"));
            command.env("NIC_SMTP_URL", url);
        }
        let running = Running::start_by(command, &path);
        let ada = Person::new(&running.url());
        ada.sign_in("Ada").await;
        send(&ada, "grace@example.com").await;
        let database = Database(path.clone());
        let tried = i64::from(server.is_some());
        until("it is not tried", async || {
            database.number("(SELECT tries FROM messages WHERE state <> 'sending' UNION SELECT -1 ORDER BY 1 DESC)")
                == tried
        })
        .await;
        assert!(server.as_ref().is_none_or(|server| !server.passwords().is_empty()), "{answer:?}: it was given");
        for (name, bytes) in files(folder.path()) {
            for words in WORDS.iter().chain([&PASSWORD]) {
                assert!(!holds(&bytes, words), "{answer:?}: {name} holds {words}");
            }
        }
        let message = ada.open("/outbox").await.link("Open");
        let gets = routes::all().into_iter().filter(|entry| entry.method.as_str() == "GET");
        let paths = gets.map(|entry| entry.pattern.to_owned()).chain([message.clone()]);
        for page in paths {
            let shown = ada.get(&page).await.html;
            assert!(!holds(shown.as_bytes(), PASSWORD), "{page}");
            assert_eq!(holds(shown.as_bytes(), WORDS[0]), page == message && answer.is_none(), "{answer:?} {page}");
        }
        let log = running.kill();
        assert!(log.contains("TRACE") || log.contains("DEBUG"));
        for words in WORDS.iter().chain([&PASSWORD]) {
            assert!(!holds(log.as_bytes(), words), "{answer:?}: the log holds {words}");
        }
    }
}

#[test]
fn a_malformed_mail_server_stops_the_start_in_one_line_without_its_password() {
    for url in [
        format!("smtp://console:{PASSWORD}@mail.example.com?tls=maybe"),
        format!("https://console:{PASSWORD}@mail.example.com"),
    ] {
        for by_flag in [true, false] {
            let mut command = program();
            if by_flag {
                command.args(["--smtp-url", &url])
            } else {
                command.env("NIC_SMTP_URL", &url)
            };
            let output = command.output().unwrap();
            let said = crate::support::process::one_line(&output.stderr);
            assert!(!output.status.success() && output.stdout.is_empty());
            assert!(said.contains("--smtp-url (or NIC_SMTP_URL)") && said.contains("such as smtps://"), "{said}");
            assert!(!said.contains(PASSWORD), "{said}");
        }
    }
    let help =
        program().arg("--help").env("NIC_SMTP_URL", format!("smtps://console:{PASSWORD}@mail.example.com")).output();
    let help = String::from_utf8(help.unwrap().stdout).unwrap();
    assert!(help.contains("NIC_SMTP_URL") && help.contains("--mail-from") && !help.contains(PASSWORD), "{help}");
}
