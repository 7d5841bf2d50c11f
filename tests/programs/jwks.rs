use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use super::error;
use crate::support::process::{Running, one_line, program, until};
use crate::support::{Database, Person, Site, keys};
use next_identity_console::domain::issuer::{DISCOVERY, KEY_SET};

/// The published keys by their ID.
async fn published(person: &Person) -> BTreeMap<String, Value> {
    let page = person.get(KEY_SET).await;
    assert_eq!(page.status, 200, "{}", page.html);
    let set: Value = serde_json::from_str(&page.html).unwrap();
    assert_eq!(set.as_object().unwrap().len(), 1);
    let keys = set["keys"].as_array().unwrap().iter();
    keys.map(|key| (key["kid"].as_str().unwrap().to_owned(), key.clone())).collect()
}

/// The IDs of the keys in a state.
fn in_state(database: &Path, state: &str) -> Vec<String> {
    Database(database.to_owned())
        .column(&format!("SELECT kid AS a FROM signing_keys WHERE state = '{state}' ORDER BY algorithm"))
}

fn keys_command(database: &Path, arguments: &[&str]) -> String {
    let output = program().arg("keys").args(arguments).arg("--database").arg(database).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    one_line(&output.stdout)
}

#[tokio::test]
async fn the_key_set_has_the_public_half_of_a_key_that_signs_and_one_that_waits_for_each_algorithm() {
    let site = Site::start().await;
    let keys = published(&site.visitor()).await;
    assert_eq!(keys.len(), 6);
    for (algorithm, kind, members) in [
        ("RS256", "RSA", &["alg", "e", "kid", "kty", "n", "use"][..]),
        ("ES256", "EC", &["alg", "crv", "kid", "kty", "use", "x", "y"]),
        ("EdDSA", "OKP", &["alg", "crv", "kid", "kty", "use", "x"]),
    ] {
        let of_it: Vec<&Value> = keys.values().filter(|key| key["alg"] == algorithm).collect();
        assert_eq!(of_it.len(), 2, "{algorithm}");
        for key in of_it {
            assert_eq!((key["kty"].as_str(), key["use"].as_str()), (Some(kind), Some("sig")));
            let mut found: Vec<&String> = key.as_object().unwrap().keys().collect();
            found.sort();
            assert_eq!(found, members, "no private member");
            assert_eq!(key["kid"].as_str().unwrap().len(), 43);
        }
    }
}

/// Starts the program and waits for all keys of its first start; a page answers meanwhile.
async fn started(database: &Path) -> (Running, Person) {
    let running = Running::start(database);
    let person = Person::new(&running.url());
    until("all keys of a first start are made", async || {
        let page = person.get(KEY_SET).await;
        assert_eq!(person.get("/healthz").await.status, 200, "the rest answers meanwhile");
        assert_eq!(person.get(DISCOVERY).await.status, 200);
        if page.status == 503 {
            assert_eq!((error(&page).as_str(), page.header("retry-after").as_str()), ("temporarily_unavailable", "1"));
            assert_eq!(page.header("cache-control"), "no-store");
            return false;
        }
        in_state(database, "next").len() == 3 && published(&person).await.len() == 6
    })
    .await;
    (running, person)
}

#[tokio::test]
async fn a_first_start_makes_keys_that_stay_the_same_across_restarts() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    let (mut running, person) = started(&database).await;
    let keys = published(&person).await;
    let tag = person.get(KEY_SET).await.header("etag");
    running.signal("TERM");
    running.ends();
    let again = Running::start(&database);
    let person = Person::new(&again.url());
    assert_eq!((published(&person).await, person.get(KEY_SET).await.header("etag")), (keys, tag), "ready at once");
}

#[tokio::test]
async fn a_start_that_was_killed_while_keys_were_made_is_followed_by_one_that_works() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..8_u64 {
        let database = folder.path().join(format!("{round}.db"));
        let running = Running::start(&database);
        tokio::time::sleep(Duration::from_millis(round * round * 6)).await;
        running.kill();
        let before = in_state(&database, "current");
        let (_running, person) = started(&database).await;
        let keys = published(&person).await;
        assert_eq!((keys.len(), in_state(&database, "current").len()), (6, 3), "{round}");
        assert!(before.iter().all(|kid| keys.contains_key(kid)), "{round}: those that were stored stay");
    }
}

#[tokio::test]
async fn a_rotation_lets_the_next_keys_sign_and_keeps_the_former_ones_published() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    keys::with_keys(&database).await;
    let (current, next) = (in_state(&database, "current"), in_state(&database, "next"));
    keys_command(&database, &["rotate"]);
    assert_eq!((in_state(&database, "previous"), in_state(&database, "current")), (current.clone(), next.clone()));
    let running = Running::start(&database);
    let person = Person::new(&running.url());
    let keys = published(&person).await;
    assert_eq!(keys.len(), 9);
    let waiting = in_state(&database, "next");
    for kid in [&current[..], &next, &waiting].concat() {
        assert!(keys.contains_key(&kid), "{kid}");
    }
    assert_eq!(Database(database).number("(SELECT count(*) FROM signing_keys WHERE private IS NOT NULL)"), 6);
}

#[tokio::test]
async fn a_key_that_is_withdrawn_leaves_the_set_and_the_next_one_signs() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    keys::with_keys(&database).await;
    for position in 0..3 {
        let (leaked, next) =
            (in_state(&database, "current").remove(position), in_state(&database, "next").remove(position));
        assert!(keys_command(&database, &["withdraw", &leaked]).contains(&leaked));
        assert_eq!(in_state(&database, "current")[position], next);
        let waiting = in_state(&database, "next").remove(position);
        keys_command(&database, &["withdraw", &waiting]);
        let running = Running::start(&database);
        let keys = published(&Person::new(&running.url())).await;
        assert_eq!(keys.len(), 6);
        assert!(!keys.contains_key(&leaked) && !keys.contains_key(&waiting) && keys.contains_key(&next));
    }
}
