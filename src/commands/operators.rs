//! Operators, added and changed from the command line.

use std::io::{self, BufRead};

use next_identity_console::config::Files;
use next_identity_console::domain::activity::Origin;
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::operator::{NewOperator, OperatorName, PASSWORD_POLICY};
use next_identity_console::domain::password::Password;
use next_identity_console::domain::role::Role;
use next_identity_console::domain::text::EmailAddress;
use next_identity_console::service::password_hasher::PasswordHasher;
use next_identity_console::store::operators::{self, NotChanged};
use next_identity_console::store::{Connection, Failure, throttle};

use super::{Outcome, open, origin, require};

#[expect(clippy::print_stdout, reason = "what was added is this command's output")]
pub async fn add(files: &Files, email: &str, name: &str, role: &str) -> Outcome {
    let email = EmailAddress::parse(email).map_err(|error| format!("--email: {error}"))?;
    let name = OperatorName::parse(name).map_err(|error| format!("--name: {error}"))?;
    let role = Role::parse(role).ok_or_else(|| {
        let tokens: Vec<&str> = Role::ALL.iter().map(|role| role.token()).collect();
        format!("--role is “{role}”; it is one of {}", tokens.join(", "))
    })?;
    let mut typed = String::new();
    io::stdin().lock().read_line(&mut typed)?;
    let typed = typed.trim_end_matches(['\r', '\n']);
    let password = Password::choose(typed, &PASSWORD_POLICY, &[name.as_str(), email.as_str()])
        .map_err(|error| format!("the password: {error}"))?;
    let password_hash = PasswordHasher::new(1)?.hash(password).await?;
    let store = open(files).await?;
    let origin = origin();
    let new = NewOperator { name, email, role, password_hash };
    let added = store.write(move |conn| operators::add(conn, &new, &origin)).await;
    store.close();
    match added {
        Ok(operator) => {
            let (name, email, role) = (operator.name, operator.email, operator.role.label());
            println!("Added {name} <{email}>, {role}, to {}.", files.database.display());
            Ok(())
        }
        Err(Failure::Refused(operators::EmailTaken)) => Err("--email: another operator has this address".into()),
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

#[expect(clippy::print_stdout, reason = "what was done is this command's output")]
pub async fn unlock(files: &Files, email: &str) -> Outcome {
    let email = EmailAddress::parse(email).map_err(|error| format!("--email: {error}"))?;
    require(&files.database)?;
    let store = open(files).await?;
    let address = email.clone();
    if store.read(move |conn| operators::credentials(conn, &address)).await?.is_none() {
        store.close();
        return Err("--email: no operator has this address".into());
    }
    let origin = origin();
    let unlocked = email.clone();
    store.write(move |conn| throttle::unlock(conn, &unlocked, &origin)).await?;
    store.close();
    println!("{} can sign in again at once.", email.as_str());
    Ok(())
}

pub async fn disable(files: &Files, email: &str) -> Outcome {
    change(files, email, operators::disable, "is kept out, and has no session any more").await
}

pub async fn enable(files: &Files, email: &str) -> Outcome {
    change(files, email, operators::enable, "can sign in again").await
}

type Change = fn(&mut Connection, &EmailAddress, &Origin) -> Result<(), Failure<NotChanged>>;

#[expect(clippy::print_stdout, reason = "what was done is this command's output")]
async fn change(files: &Files, email: &str, change: Change, done: &str) -> Outcome {
    let email = EmailAddress::parse(email).map_err(|error| format!("--email: {error}"))?;
    require(&files.database)?;
    let store = open(files).await?;
    let origin = origin();
    let address = email.clone();
    let changed = store.write(move |conn| change(conn, &address, &origin)).await;
    store.close();
    match changed {
        Ok(()) => {
            println!("{} {done}.", email.as_str());
            Ok(())
        }
        Err(Failure::Refused(NotChanged::Unknown)) => Err("--email: no operator has this address".into()),
        Err(Failure::Refused(NotChanged::LastAdministrator)) => {
            Err("--email: this is the last Administrator who can sign in; add or enable another one first".into())
        }
        Err(Failure::Store(error)) => Err(error.into()),
    }
}
