//! Operators, seen and changed from the command line.

mod passwords;

use next_identity_console::config::{Files, OperatorsTask};
use next_identity_console::domain::activity::Origin;
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::operator::OperatorName;
use next_identity_console::domain::role::Role;
use next_identity_console::domain::text::EmailAddress;
use next_identity_console::store::operators::manage::{self, NotChanged};
use next_identity_console::store::operators::{self, ListedOperator, OperatorState};
use next_identity_console::store::{Connection, Failure, Store, throttle};

use super::{Outcome, fault, open, origin, require};

pub async fn run(files: &Files, task: OperatorsTask) -> Outcome {
    match task {
        OperatorsTask::List => list(files).await,
        OperatorsTask::Add { email, name, role, password } => {
            passwords::add(files, &email, &name, &role, &password).await
        }
        OperatorsTask::SetPassword { email, password } => passwords::set(files, &email, &password).await,
        OperatorsTask::SetName { email, name } => {
            let name = read_name(&name)?;
            let done = format!("is called {} now", name.as_str());
            change(files, &email, move |conn, email, origin| manage::set_name(conn, email, &name, origin), &done).await
        }
        OperatorsTask::SetRole { email, role } => {
            let role = read_role(&role)?;
            let done = format!("has the role {} from the next request on", role.label());
            change(files, &email, move |conn, email, origin| manage::set_role(conn, email, role, origin), &done).await
        }
        OperatorsTask::Unlock { email } => change(files, &email, unlock, "can sign in again at once").await,
        OperatorsTask::Disable { email } => {
            change(files, &email, manage::disable, "is kept out, and has no session any more").await
        }
        OperatorsTask::Enable { email } => change(files, &email, manage::enable, "can sign in again").await,
        OperatorsTask::Remove { email } => {
            change(files, &email, manage::remove, "is removed, and has no session any more").await
        }
    }
}

#[expect(clippy::print_stdout, reason = "the operators are this command's output")]
async fn list(files: &Files) -> Outcome {
    require(&files.database)?;
    let store = Store::open_current(&files.database)?;
    let listed = store.read(|conn| operators::list(conn, origin().at)).await;
    store.close();
    let listed = listed?;
    let width = listed.iter().map(|listed| listed.operator.email.chars().count()).max().unwrap_or_default();
    for ListedOperator { operator, state } in listed {
        let (email, role, name) = (operator.email, operator.role.token(), operator.name);
        println!("{email:width$}  {role:19}  {:8}  {name}", words(state));
    }
    Ok(())
}

fn words(state: OperatorState) -> &'static str {
    match state {
        OperatorState::Active => "active",
        OperatorState::Disabled => "disabled",
        OperatorState::Invited => "invited",
        OperatorState::NoPassword => "expired",
    }
}

fn unlock(conn: &mut Connection, email: &EmailAddress, origin: &Origin) -> Result<bool, Failure<NotChanged>> {
    if operators::credentials(conn, email)?.is_none() {
        return Err(Failure::Refused(NotChanged::Unknown));
    }
    throttle::unlock(conn, email, origin)?;
    Ok(true)
}

/// Changes an operator, and says what they are then: `done` follows their address.
#[expect(clippy::print_stdout, reason = "what was done is this command's output")]
async fn change<F>(files: &Files, email: &str, change: F, done: &str) -> Outcome
where
    F: Fn(&mut Connection, &EmailAddress, &Origin) -> Result<bool, Failure<NotChanged>> + Send + 'static,
{
    let email = read_email(email)?;
    require(&files.database)?;
    let store = open(files).await?;
    let (origin, address) = (origin(), email.clone());
    let changed = store.write(move |conn| change(conn, &address, &origin)).await;
    store.close();
    changed.map_err(why_not)?;
    println!("{} {done}.", email.as_str());
    Ok(())
}

fn why_not(failure: Failure<NotChanged>) -> Box<dyn std::error::Error> {
    match failure {
        Failure::Refused(NotChanged::Unknown) => {
            "--email: no operator has this address; operator list has them all".into()
        }
        Failure::Refused(NotChanged::LastAdministrator) => {
            "--email: this is the last Administrator who can sign in; add or enable another one first".into()
        }
        Failure::Store(error) => fault(error),
    }
}

fn read_email(typed: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(typed).map_err(|error| format!("--email: {error}"))
}

fn read_name(typed: &str) -> Result<OperatorName, String> {
    OperatorName::parse(typed).map_err(|error| format!("--name: {error}"))
}

fn read_role(typed: &str) -> Result<Role, String> {
    Role::parse(typed).ok_or_else(|| {
        let tokens: Vec<&str> = Role::ALL.iter().map(|role| role.token()).collect();
        format!("--role is “{typed}”; it is one of {}", tokens.join(", "))
    })
}
