//! Libraries that we did not write read what the provider says. `make tools` installs them.

mod samples;
mod sign_in;
mod single_page_app;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::{Site, keys};
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::keys::Algorithm;
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::service::keyring::Keyring;
use next_identity_console::store::Store;

/// Where they are installed.
fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/strangers")
}

/// Runs a program of theirs; what it printed.
fn run(program: impl AsRef<Path>, arguments: &[&str], script: &str) -> String {
    let mut command = Command::new(program.as_ref());
    command.args(arguments).current_dir(home());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A token of each algorithm, one a line, signed with the keys that every site of the tests has.
async fn tokens(issuer: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    keys::with_keys(&database).await;
    let store = Store::open(&database).unwrap();
    let keyring = Keyring::open(&store, &database, &database.with_extension("key"), SystemClock.now()).await.unwrap();
    let ring = keyring.ring();
    let token = |algorithm: &Algorithm| {
        let (kid, key) = ring.signer(*algorithm).unwrap();
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = part(json!({ "alg": algorithm.token(), "kid": kid, "typ": "JWT" }));
        let signed = format!("{header}.{}", part(json!({ "iss": issuer, "sub": "somebody" })));
        let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()).unwrap());
        format!("{signed}.{signature}\n")
    };
    let tokens = Algorithm::ALL.iter().map(token).collect();
    store.close();
    tokens
}

/// The provider's issuer and a file with tokens of it, as the scripts are given them.
async fn provider() -> (Site, tempfile::NamedTempFile) {
    let site = Site::start().await;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(tokens(&site.url).await.as_bytes()).unwrap();
    (site, file)
}

#[tokio::test]
async fn openid_client_reads_discovery_and_jose_verifies_with_the_keys() {
    let (site, tokens) = provider().await;
    let arguments = ["--input-type=module", "-", &site.url, tokens.path().to_str().unwrap()];
    assert_eq!(run("node", &arguments, include_str!("discovery.mjs")), "accepted\n");
}

#[tokio::test]
async fn authlib_reads_discovery_and_verifies_with_the_keys() {
    let (site, tokens) = provider().await;
    let arguments = ["-", &site.url, tokens.path().to_str().unwrap()];
    assert_eq!(run(home().join("python/bin/python"), &arguments, include_str!("discovery.py")), "accepted\n");
}
