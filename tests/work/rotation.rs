use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::Hands;
use crate::support::{Database, keys};
use next_identity_console::domain::activity::{Actor, Origin};
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::keys::{Algorithm, KeyState, jws};
use next_identity_console::domain::oauth::tokens::{ACCESS_TOKEN, ID_TOKEN};
use next_identity_console::domain::time::Clock;
use next_identity_console::service::state::State;
use next_identity_console::store::{Connection, signing_keys};
use next_identity_console::work::rotation;

const DAY: Duration = Duration::from_hours(24);

struct Stage {
    state: Arc<State>,
    hands: Arc<Hands>,
    database: Database,
    _folder: tempfile::TempDir,
}

impl Stage {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("console.db");
        keys::with_keys(&path).await;
        let database = Database(path.clone());
        let began = database.number("(SELECT max(activated_at) FROM signing_keys)");
        let hands = Arc::new(Hands(AtomicI64::new(began)));
        let state = super::state(&path, Arc::clone(&hands) as Arc<dyn Clock>).await;
        Self { state, hands, database, _folder: folder }
    }

    async fn after(&self, time: Duration) {
        self.hands.0.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
        rotation::tend(&self.state).await.unwrap();
    }

    /// The IDs of the keys in a state, by algorithm.
    fn of(&self, state: KeyState) -> Vec<String> {
        let query = "SELECT kid AS a FROM signing_keys WHERE state = 'STATE' ORDER BY algorithm, retired_at";
        self.database.column(&query.replace("STATE", state.token()))
    }

    /// The IDs of the keys that sign, and whether what they sign is what the set tells.
    fn signers(&self) -> Vec<String> {
        let ring = self.state.keyring.ring();
        let signs = [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256];
        signs.iter().map(|algorithm| ring.signer(*algorithm).unwrap().0.to_owned()).collect()
    }
}

#[tokio::test]
async fn keys_sign_for_ninety_days_and_are_known_before_and_after() {
    let stage = Stage::start().await;
    let (first, second) = (stage.of(KeyState::Current), stage.of(KeyState::Next));
    stage.after(89 * DAY + Duration::from_mins(1_438)).await;
    assert_eq!((stage.of(KeyState::Current), stage.signers()), (first.clone(), first.clone()));
    stage.after(Duration::from_mins(3)).await;
    assert_eq!((stage.of(KeyState::Current), stage.of(KeyState::Previous)), (second.clone(), first.clone()));
    assert_eq!(stage.signers(), second, "and the program signs with them");
    assert_eq!(stage.database.number("(SELECT count(*) FROM signing_keys WHERE private IS NOT NULL)"), 6);
    stage.after(Duration::from_hours(24)).await;
    assert_eq!(stage.of(KeyState::Previous), first, "what lives for a day was signed with them");
    stage.after(Duration::from_hours(1)).await;
    assert_eq!((stage.of(KeyState::Previous), stage.of(KeyState::Retired)), (vec![], first.clone()));
    stage.after(398 * DAY).await;
    assert!(first.iter().all(|kid| stage.of(KeyState::Retired).contains(kid)));
    stage.after(DAY).await;
    assert!(first.iter().all(|kid| !stage.of(KeyState::Retired).contains(kid)), "forgotten");
    assert_eq!(stage.database.number("(SELECT count(*) FROM activity)"), 0);
    stage.state.store.close();
}

#[tokio::test]
async fn an_id_token_says_whom_it_means_for_as_long_as_its_key_is_remembered_and_an_access_token_does_nothing() {
    let stage = Stage::start().await;
    let keyring = &stage.state.keyring;
    let signed = |typ: &str| -> Vec<String> {
        let issuer = &stage.state.issuer.0;
        let claims = json!({
            "iss": issuer, "aud": issuer, "sub": "ada", "client_id": "shop", "scope": "openid",
            "jti": URL_SAFE_NO_PAD.encode([7; 24]), "iat": 1, "exp": i64::MAX,
        });
        let ring = keyring.ring();
        Algorithm::ALL.iter().map(|of| jws::sign(ring.signer(*of).unwrap(), typ, &claims).unwrap()).collect()
    };
    let (id_tokens, access_tokens) = (signed(ID_TOKEN), signed(ACCESS_TOKEN));
    let hints = || {
        let hints = id_tokens.iter().filter_map(|token| keyring.id_token_hint(&stage.state.issuer, token));
        hints.filter(|hint| hint.subject.0 == "ada").count()
    };
    let good = || {
        let now = stage.state.now();
        access_tokens.iter().filter(|token| keyring.access_token(&stage.state.issuer, token, now).is_ok()).count()
    };
    let first = stage.of(KeyState::Current);
    assert_eq!((hints(), good()), (3, 3));
    stage.after(90 * DAY).await;
    assert_eq!((hints(), good()), (3, 3));
    stage.after(Duration::from_hours(25)).await;
    assert_eq!((stage.of(KeyState::Retired), hints(), good()), (first.clone(), 3, 0));
    let ring = keyring.ring();
    let set = format!("{:?}", ring.key_set().unwrap().unwrap());
    let is_told = |kid: &String| set.contains(kid.as_str()) || ring.verifier(kid).is_some();
    assert!(!first.iter().any(is_told) && stage.of(KeyState::Current).iter().all(is_told));
    stage.after(398 * DAY).await;
    assert_eq!(hints(), 3);
    stage.after(DAY).await;
    assert_eq!(hints(), 0, "forgotten");
    stage.state.store.close();
}

#[tokio::test]
async fn an_id_token_of_a_key_that_was_taken_away_says_nothing() {
    let stage = Stage::start().await;
    let keyring = &stage.state.keyring;
    let claims = json!({ "iss": stage.state.issuer.0, "aud": "shop", "sub": "ada" });
    let (kid, token) = {
        let ring = keyring.ring();
        let signer = ring.signer(Algorithm::Es256).unwrap();
        (signer.0.to_owned(), jws::sign(signer, ID_TOKEN, &claims).unwrap())
    };
    assert!(keyring.id_token_hint(&stage.state.issuer, &token).is_some());
    let origin = Origin { actor: Actor::CommandLine, address: None, at: stage.state.now() };
    let (check, replacement) = (keyring.check().to_vec(), keyring.make(Algorithm::Es256).unwrap());
    let withdraw = move |conn: &mut Connection| signing_keys::withdraw(conn, &check, &kid, &replacement, &origin);
    stage.state.store.write(withdraw).await.unwrap();
    keyring.reread(&stage.state.store).await.unwrap();
    assert!(keyring.id_token_hint(&stage.state.issuer, &token).is_none());
    stage.state.store.close();
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_no_key_end_early() {
    let stage = Stage::start().await;
    let current = stage.of(KeyState::Current);
    stage.hands.0.store(0, Ordering::SeqCst);
    stage.after(DAY).await;
    assert_eq!(stage.signers(), current);
    stage.state.store.close();
}

#[tokio::test]
async fn what_another_program_changes_is_heard() {
    let stage = Stage::start().await;
    let (current, next) = (stage.of(KeyState::Current), stage.of(KeyState::Next));
    stage
        .database
        .execute("UPDATE signing_keys SET state = 'retired', private = NULL, public = NULL WHERE state = 'current'");
    stage.database.execute("UPDATE signing_keys SET state = 'current' WHERE state = 'next'");
    assert_eq!(stage.signers(), current);
    stage.after(Duration::ZERO).await;
    assert_eq!(stage.signers(), next);
    assert_eq!(stage.of(KeyState::Next).len(), 3, "and what is missing is made");
    stage.state.store.close();
}

#[tokio::test]
async fn a_private_half_that_was_moved_to_another_key_does_not_sign() {
    let stage = Stage::start().await;
    stage.database.execute(
        "UPDATE signing_keys AS here SET private = (SELECT private FROM signing_keys WHERE algorithm = here.algorithm \
         AND state = 'next') WHERE state = 'current' AND algorithm = 'ES256'",
    );
    stage.state.keyring.reread(&stage.state.store).await.unwrap();
    let ring = stage.state.keyring.ring();
    assert!(ring.signer(Algorithm::Es256).is_none() && ring.signer(Algorithm::EdDsa).is_some());
    stage.state.store.close();
}

#[tokio::test]
async fn nothing_is_stored_that_a_key_file_sealed_which_was_given_up_meanwhile() {
    let stage = Stage::start().await;
    stage.database.execute("UPDATE installation SET key_check = x'00'; ");
    stage.database.execute("UPDATE signing_keys SET state = 'retired', private = NULL, public = NULL");
    let refused = rotation::tend(&stage.state).await.unwrap_err().to_string();
    assert!(refused.contains("start the program again"), "{refused}");
    assert_eq!(stage.of(KeyState::Retired).len(), 6);
    stage.state.store.close();
}

#[tokio::test]
async fn two_programs_that_make_what_is_missing_at_once_leave_one_key_of_each_kind() {
    let stage = Stage::start().await;
    stage.database.execute("DELETE FROM signing_keys");
    let other = super::state(&stage.database.0, Arc::clone(&stage.hands) as Arc<dyn Clock>).await;
    let (one, two) = tokio::join!(rotation::tend(&stage.state), rotation::tend(&other));
    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    assert_eq!((stage.of(KeyState::Current).len(), stage.of(KeyState::Next).len()), (3, 3));
    let keys = stage.state.store.read(signing_keys::all).await.unwrap();
    assert!(keys.iter().all(|key| Algorithm::ALL.contains(&key.algorithm)));
    stage.state.store.close();
    other.store.close();
}
