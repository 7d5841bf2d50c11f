//! The key set of a database in which somebody wrote keys by hand.

use serde_json::Value;

use crate::support::process::Running;
use crate::support::{Database, Page, Person, keys};
use next_identity_console::domain::issuer::KEY_SET;

/// The key set as it is told after an edit, and the log.
async fn told_after(edit: &str) -> (Page, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    keys::with_keys(&path).await;
    Database(path.clone()).execute(edit);
    let running = Running::start(&path);
    let page = Person::new(&running.url()).get(KEY_SET).await;
    (page, running.kill())
}

fn kids(page: &Page) -> Vec<String> {
    let set: Value = serde_json::from_str(&page.html).unwrap();
    set["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_key_that_somebody_wrote_into_the_database_is_told_to_nobody() {
    let jwk =
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"evil","alg":"EdDSA"}"#;
    let foreign = |public: &str| {
        format!(
            "INSERT INTO signing_keys (kid, algorithm, state, public, created_at, activated_at, retired_at) \
             VALUES ('evil', 'EdDSA', 'previous', {public}, 0, 0, 4102444800000)"
        )
    };
    for public in
        [format!("CAST('{jwk}' AS BLOB)"), "(SELECT public FROM signing_keys WHERE state = 'next')".to_owned()]
    {
        let (page, log) = told_after(&foreign(&public)).await;
        assert_eq!((page.status, kids(&page).len()), (200, 6), "{public}");
        assert!(!page.html.contains("evil"), "{public}");
        assert!(log.contains("the sealed public of signing_keys evil does not open"), "{log}");
    }
}

#[tokio::test]
async fn a_key_that_signs_but_whose_public_half_was_exchanged_is_named() {
    let of = |state: &str| format!("(SELECT public FROM signing_keys WHERE algorithm = 'ES256' AND state = '{state}')");
    let edit =
        format!("UPDATE signing_keys SET public = {} WHERE algorithm = 'ES256' AND state = 'current'", of("next"));
    let (page, log) = told_after(&edit).await;
    assert_eq!((page.status, page.header("cache-control").as_str()), (503, "no-store"), "{}", page.html);
    assert!(page.html.contains("the sealed public of signing_keys"), "{}", page.html);
    assert!(page.html.contains("was changed or moved there, or sealed with another key file"), "{}", page.html);
    assert!(log.contains("is not told to anybody"), "{log}");
}

#[tokio::test]
async fn a_private_half_that_does_not_open_takes_no_key_from_the_set() {
    let (page, log) = told_after("UPDATE signing_keys SET private = substr(private, 2) WHERE state = 'current'").await;
    assert_eq!((page.status, kids(&page).len()), (200, 6));
    assert_eq!(log.matches("a signing key cannot be used").count(), 3, "{log}");
}
