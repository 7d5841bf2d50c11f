//! The key file and the private halves of the signing keys are nowhere in the clear.

use std::path::Path;
use std::process::{Command, Output};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::program;
use crate::console::create;
use crate::console::credentials::{generate, rotate};
use crate::support::addresses::example;
use crate::support::files::{contains_any, files};
use crate::support::process::{Running, until};
use crate::support::site::add_operators;
use crate::support::{Database, Person};
use next_identity_console::domain::issuer::KEY_SET;
use next_identity_console::domain::keys::master::MasterKey;
use next_identity_console::domain::keys::seal::Place;
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::routes;

/// The private halves of the keys, and pieces of them in which nothing public is.
fn private_halves(database: &Path) -> Vec<(Vec<u8>, Vec<u8>)> {
    let line = std::fs::read_to_string(database.with_extension("key")).unwrap();
    let sealer = MasterKey::parse(&line).unwrap().sealer().unwrap();
    let rows = "SELECT kid a, hex(private) b, algorithm c, state d FROM signing_keys WHERE private IS NOT NULL";
    let rows = Database(database.to_owned()).rows(rows);
    let byte = |digits: &[u8]| u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap();
    let opened = rows.into_iter().map(|[kid, digits, algorithm, _]| {
        let private: Vec<u8> = digits.as_bytes().chunks(2).map(byte).collect();
        let place = Place { table: "signing_keys", row: &kid, column: "private" };
        let pkcs8 = sealer.open(place, &private).unwrap().to_vec();
        let from = match algorithm.as_str() {
            "RS256" => 700,
            "ES256" => 36,
            _ => 16,
        };
        let piece = pkcs8[from..from + 32].to_vec();
        (pkcs8, piece)
    });
    opened.collect()
}

/// The ways in which bytes are written.
fn written(bytes: &[u8]) -> Vec<Vec<u8>> {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let hex: String = digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect();
    // As a part of a longer list, too.
    let lists = [format!("{bytes:?}"), format!("{bytes:02x?}"), format!("{bytes:02X?}")];
    let lists = lists.map(|list| list.trim_matches(['[', ']']).to_owned());
    let encoded = [STANDARD_NO_PAD.encode(bytes), URL_SAFE_NO_PAD.encode(bytes)];
    let texts = [hex.to_uppercase(), hex, bytes.escape_ascii().to_string()].into_iter().chain(lists).chain(encoded);
    texts.map(String::into_bytes).chain([bytes.to_vec()]).collect()
}

/// What is searched for: the key file's key, and the private halves that the database has now.
fn canaries(database: &Path) -> Vec<Vec<u8>> {
    let line = std::fs::read_to_string(database.with_extension("key")).unwrap();
    let mut canaries = written(&STANDARD.decode(line.trim()).unwrap());
    for (whole, piece) in private_halves(database) {
        // A PEM file has lines of 64 characters, and another beginning would have another first line.
        let encoded = STANDARD.encode(&whole);
        canaries.extend(encoded.as_bytes().chunks(64).map(<[u8]>::to_vec).filter(|line| line.len() == 64));
        canaries.extend(written(&piece));
        canaries.push(whole);
    }
    canaries
}

fn traced() -> Command {
    let mut command = program();
    command.env("NIC_LOG", "trace");
    command
}

fn ran(database: &Path, arguments: &[&str], key_file: &Path) -> Output {
    let command = &mut traced();
    command.args(arguments).arg("--database").arg(database).arg("--key-file").arg(key_file).output().unwrap()
}

/// A life of keys at the level at which most is logged: the first start makes them, a command and then age rotates them, one
/// is withdrawn; meanwhile secrets are made, and something fails.
#[tokio::test]
async fn the_key_file_and_private_halves_are_in_no_log_file_output_or_page() {
    let folder = tempfile::tempdir().unwrap();
    let [database, key_file, broken] = ["console.db", "console.key", "broken.key"].map(|name| folder.path().join(name));
    add_operators(&database, &["Ada"], Role::Administrator, SystemClock.now()).await;
    let file = Database(database.clone());
    let count = |state: &str| file.number(&format!("(SELECT count(*) FROM signing_keys WHERE state = '{state}')"));
    let running = Running::start_by(traced(), &database);
    let ada = Person::new(&running.url());
    until("all keys are made", async || ada.get(KEY_SET).await.status == 200 && count("next") == 3).await;
    let mut wanted = canaries(&database);
    ada.sign_in("Ada").await;
    let client = create(&ada, "Shop").await;
    generate(&ada, &client).await;
    rotate(&ada, &client, "Shop", "24").await;
    let mut seen: Vec<(String, Vec<u8>)> = Vec::new();
    file.execute("CREATE TRIGGER broken BEFORE INSERT ON client_secrets BEGIN SELECT RAISE(ABORT, 'no'); END");
    let other = create(&ada, "Bank").await;
    let fault = ada.post(&format!("{other}/credentials"), &[("seen", "0")]).await;
    assert_eq!(fault.status, 500);
    seen.push(("the page of a fault".to_owned(), fault.html.into_bytes()));
    file.execute("DROP TRIGGER broken");

    let line = std::fs::read_to_string(&key_file).unwrap();
    let current = file.text("(SELECT kid FROM signing_keys WHERE state = 'current' AND algorithm = 'ES256')");
    std::fs::copy(&key_file, &broken).unwrap();
    std::fs::write(&broken, format!("{line}{line}")).unwrap();
    let backup = folder.path().join("backup.db");
    for (arguments, key_file, succeeds) in [
        (&["keys", "rotate"][..], &broken, false),
        (&["keys", "rotate"], &key_file, true),
        (&["keys", "withdraw", &current], &key_file, true),
        (&["keys", "list"], &key_file, true),
        (&["keys", "reset"], &key_file, false),
        (&["backup", backup.to_str().unwrap()], &key_file, true),
    ] {
        let output = ran(&database, arguments, key_file);
        assert_eq!(output.status.success(), succeeds, "{output:?}");
        seen.push((arguments.join(" "), [output.stdout, output.stderr].concat()));
    }
    wanted.extend(canaries(&database));
    seen.extend(files(folder.path()).into_iter().map(|(name, bytes)| (format!("first {name}"), bytes)));
    seen.push(("the first log".to_owned(), running.kill().into_bytes()));

    file.execute("UPDATE signing_keys SET activated_at = 0 WHERE state = 'current'");
    let running = Running::start_by(traced(), &database);
    until("the keys are rotated", async || count("next") == 3 && count("previous") >= 5).await;
    wanted.extend(canaries(&database));
    let ada = Person::new(&running.url());
    ada.sign_in("Ada").await;
    for entry in routes::all().into_iter().filter(|entry| entry.method.as_str() == "GET") {
        let page = ada.get(&example(entry.pattern, client.trim_start_matches("/clients/"))).await;
        seen.push((entry.pattern.to_owned(), page.html.into_bytes()));
    }
    seen.push(("a page that is missing".to_owned(), ada.get("/nothing-here").await.html.into_bytes()));
    seen.extend(files(folder.path()));
    let log = running.kill();
    assert!(log.contains("TRACE") && log.contains("made a signing key"), "{log}");
    seen.push(("the log".to_owned(), log.into_bytes()));
    assert!(seen.iter().any(|(name, bytes)| name.ends_with("-wal") && !bytes.is_empty()));
    let is_key_file = |place: &str| Path::new(place).extension() == Some("key".as_ref());
    let [held, known]: [Vec<&str>; 2] = [
        seen.iter().filter(|(_, bytes)| contains_any(bytes, &wanted)).map(|(place, _)| place.as_str()).collect(),
        seen.iter().map(|(place, _)| place.as_str()).filter(|place| is_key_file(place)).collect(),
    ];
    assert_eq!(held, known, "only a key file holds its key");
}
