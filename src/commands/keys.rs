//! The keys that the provider signs with, seen and changed from the command line.

use std::path::Path;

use next_identity_console::config::{Files, KeysTask};
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::keys::stored::{NewKey, StoredKey};
use next_identity_console::domain::keys::{Algorithm, KeyState};
use next_identity_console::domain::time::Timestamp;
use next_identity_console::service::key_file::{self, BadKeyFile};
use next_identity_console::service::keyring::{Keyring, belongs};
use next_identity_console::store::signing_keys::{NotWithdrawn, OtherKeyFile};
use next_identity_console::store::{Failure, Store, key_check, signing_keys};

use super::{Outcome, origin, require};

const OTHER_KEY_FILE: &str = "another key file was tied to the database meanwhile; try again";

const EARLY: &str = "Warning: a key that signs now was made less than an hour ago. An application that keeps an older set of keys, \
                     which it may for an hour, can refuse new ID tokens until it reads the set again.";

pub async fn run(files: &Files, task: KeysTask) -> Outcome {
    require(&files.database)?;
    let store = Store::open(&files.database)?;
    let done = match task {
        KeysTask::List => list(&store).await,
        KeysTask::Rotate => rotate(&store, files).await,
        KeysTask::Withdraw(kid) => withdraw(&store, files, kid).await,
        KeysTask::Reset => reset(&store, &files.key_file).await,
    };
    store.close();
    done
}

#[expect(clippy::print_stdout, reason = "the keys are this command's output")]
async fn list(store: &Store) -> Outcome {
    let keys = store.read(signing_keys::all).await?;
    if keys.is_empty() {
        println!("There are no keys yet; the first start makes them.");
    }
    for key in keys {
        println!("{}", line(&key));
    }
    Ok(())
}

fn line(key: &StoredKey) -> String {
    let at =
        |what: &str, at: Option<Timestamp>| at.map(|at| format!(", {what} {}", at.to_rfc_3339())).unwrap_or_default();
    format!(
        "{}  {:5}  {:8}  made {}{}{}",
        key.kid,
        key.algorithm.token(),
        key.state.token(),
        key.created_at.to_rfc_3339(),
        at("signs since", key.activated_at),
        at("ended", key.retired_at),
    )
}

#[expect(clippy::print_stdout, reason = "what was done is this command's output")]
async fn rotate(store: &Store, files: &Files) -> Outcome {
    let keyring = Keyring::open(store, &files.database, &files.key_file, origin().at).await?;
    let new: Vec<NewKey> = Algorithm::ALL.iter().map(|algorithm| keyring.make(*algorithm)).collect::<Result<_, _>>()?;
    let (origin, check) = (origin(), keyring.check().to_vec());
    let is_early = keyring.ring().is_early(Algorithm::ALL, origin.at);
    let rotated = store.write(move |conn| signing_keys::rotate(conn, &check, &new, Some(&origin), origin.at)).await;
    match rotated {
        Ok(()) => {
            println!("The next keys sign from now on; a running server follows within a minute.");
            if is_early {
                eprintln!("{EARLY}");
            }
            Ok(())
        }
        Err(Failure::Refused(OtherKeyFile)) => Err(OTHER_KEY_FILE.into()),
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

#[expect(clippy::print_stdout, reason = "what was done is this command's output")]
async fn withdraw(store: &Store, files: &Files, kid: String) -> Outcome {
    const UNKNOWN: &str = "there is no key with this ID; next-identity-console keys list has them all";
    let keyring = Keyring::open(store, &files.database, &files.key_file, origin().at).await?;
    let ring = keyring.ring();
    let key = ring.stored().iter().find(|key| key.kid == kid).ok_or(UNKNOWN)?;
    let replacement = keyring.make(key.algorithm)?;
    let is_early = key.state == KeyState::Current && ring.is_early(&[key.algorithm], origin().at);
    let (origin, check, which) = (origin(), keyring.check().to_vec(), kid.clone());
    let withdrawn = store.write(move |conn| signing_keys::withdraw(conn, &check, &which, &replacement, &origin)).await;
    match withdrawn {
        Ok(()) => {
            println!("{kid} is withdrawn; a running server follows within a minute.");
            if is_early {
                eprintln!("{EARLY}");
            }
            Ok(())
        }
        Err(Failure::Refused(NotWithdrawn::Unknown)) => Err(UNKNOWN.into()),
        Err(Failure::Refused(NotWithdrawn::Retired)) => Err("this key is retired, and published no more".into()),
        Err(Failure::Refused(NotWithdrawn::OtherKeyFile)) => Err(OTHER_KEY_FILE.into()),
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

#[expect(clippy::print_stdout, reason = "what was done is this command's output")]
async fn reset(store: &Store, key_file: &Path) -> Outcome {
    let Some(check) = store.read(key_check::find).await? else {
        return Err("no key file belongs to this database yet, so there is nothing to give up".into());
    };
    match key_file::read(key_file) {
        Ok(key) if belongs(&key, &check) => {
            return Err(format!(
                "the key file {} is the one of this database, so nothing is lost; use keys rotate or keys withdraw",
                key_file.display()
            )
            .into());
        }
        Ok(_) | Err(BadKeyFile::Missing(_)) => {}
        Err(error) => return Err(format!("{error}; put that right first: it may be the one of this database").into()),
    }
    let origin = origin();
    store.write(move |conn| key_check::reset(conn, &origin)).await?;
    println!("The keys of the lost file are given up; the next start makes new ones.");
    Ok(())
}
