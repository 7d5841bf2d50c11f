//! Operators who are added or get another password, by a link or from standard input.

use std::io::{self, BufRead};

use next_identity_console::config::{Files, GivenPassword};
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::operator::{
    NewOperator, NewPassword, PASSWORD_LINK_LIFETIME, PASSWORD_POLICY, password_link,
};
use next_identity_console::domain::password::Password;
use next_identity_console::domain::text::EmailAddress;
use next_identity_console::domain::token::SecretToken;
use next_identity_console::service::password_hasher::PasswordHasher;
use next_identity_console::store::operators::manage::NotChanged;
use next_identity_console::store::operators::{self, EmailTaken, passwords};
use next_identity_console::store::{Failure, Store};

use super::super::{Outcome, fault, open, origin, require};
use super::{read_email, read_name, read_role, why_not};

/// A password that was read or, with it, the link that is to be printed.
type Made = (NewPassword, Option<String>);

#[expect(clippy::print_stdout, reason = "what was added is this command's output")]
pub async fn add(files: &Files, email: &str, name: &str, role: &str, password: &GivenPassword) -> Outcome {
    let (email, name, role) = (read_email(email)?, read_name(name)?, read_role(role)?);
    let (password, link) = make(password, &email, name.as_str()).await?;
    let store = open(files).await?;
    let origin = origin();
    let new = NewOperator { name, email, role, password };
    let added = store.write(move |conn| operators::add(conn, &new, &origin)).await;
    store.close();
    let operator = added.map_err(|failure| match failure {
        Failure::Refused(EmailTaken) => Box::from("--email: another operator has this address"),
        Failure::Store(error) => fault(error),
    })?;
    let (name, email, role) = (operator.name, operator.email, operator.role.label());
    println!("Added {name} <{email}>, {role}, to {}.", files.database.display());
    print_link(link, &name);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what was done is this command's output")]
pub async fn set(files: &Files, email: &str, password: &GivenPassword) -> Outcome {
    let email = read_email(email)?;
    require(&files.database)?;
    let store = open(files).await?;
    let set = set_in(&store, &email, password).await;
    store.close();
    let link = set?;
    if link.is_none() {
        println!("{} has another password, and no session any more.", email.as_str());
    }
    print_link(link, email.as_str());
    Ok(())
}

async fn set_in(
    store: &Store,
    email: &EmailAddress,
    password: &GivenPassword,
) -> Result<Option<String>, Box<dyn std::error::Error>> {
    let address = email.clone();
    let found = store.read(move |conn| operators::credentials(conn, &address)).await?;
    let operator = found.ok_or_else(|| why_not(Failure::Refused(NotChanged::Unknown)))?.operator;
    let (password, link) = make(password, email, &operator.name).await?;
    let (origin, address) = (origin(), email.clone());
    let set = store.write(move |conn| passwords::set(conn, &address, &password, &origin)).await;
    set.map_err(why_not)?;
    Ok(link)
}

async fn make(given: &GivenPassword, email: &EmailAddress, name: &str) -> Result<Made, Box<dyn std::error::Error>> {
    match given {
        GivenPassword::StandardInput => {
            let mut typed = String::new();
            io::stdin().lock().read_line(&mut typed)?;
            let typed = typed.trim_end_matches(['\r', '\n']);
            let password = Password::choose(typed, &PASSWORD_POLICY, &[name, email.as_str()])
                .map_err(|error| format!("the password: {error}"))?;
            Ok((NewPassword::Hash(PasswordHasher::new(1)?.hash(password).await?), None))
        }
        GivenPassword::Link(origin) => {
            let token = SecretToken::random()?;
            Ok((NewPassword::Link(token.digest()), Some(password_link(origin, &token))))
        }
    }
}

#[expect(clippy::print_stdout, reason = "the link is this command's output")]
fn print_link(link: Option<String>, whose: &str) {
    if let Some(link) = link {
        let end = origin().at.after(PASSWORD_LINK_LIFETIME).to_rfc_3339();
        println!("With this link, {whose} chooses a password. It works once, until {end}:\n\n  {link}\n");
    }
}
