//! The program: reads its command line and settings, and runs.

mod commands;

use std::io::{self, BufRead, IsTerminal};
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use commands::{Outcome, require};
use next_identity_console::app::{Program, StopSignals, limits};
use next_identity_console::config::{Cli, Command, Settings};
use next_identity_console::domain::activity::{Actor, Origin};
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::operator::{NewOperator, OperatorName, PASSWORD_POLICY};
use next_identity_console::domain::password::Password;
use next_identity_console::domain::role::Role;
use next_identity_console::domain::text::EmailAddress;
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::service::password_hasher::PasswordHasher;
use next_identity_console::store::activity::Head;
use next_identity_console::store::operators::NotChanged;
use next_identity_console::store::{Connection, Failure, Store, operators, search_index, throttle, verify};
use rustix::process::Signal;
use tikv_jemallocator::Jemalloc;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// It gives memory back after a flood of connections, which others keep (README, “Running it”).
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

#[actix_web::main]
async fn main() -> ExitCode {
    if let Err(error) = outlive_file_size_limit() {
        eprintln!(
            "next-identity-console: signals cannot be heard ({error}); a file that may not grow ends the program"
        );
    }
    let done = match Cli::parse().command() {
        Ok(Command::Serve(settings)) => serve(*settings).await,
        Ok(Command::AddOperator { database, email, name, role }) => add_operator(&database, &email, &name, &role).await,
        Ok(Command::UnlockOperator { database, email }) => unlock_operator(&database, &email).await,
        Ok(Command::DisableOperator { database, email }) => {
            change_operator(&database, &email, operators::disable, "is kept out, and has no session any more").await
        }
        Ok(Command::EnableOperator { database, email }) => {
            change_operator(&database, &email, operators::enable, "can sign in again").await
        }
        Ok(Command::Verify { database, expect }) => verify(&database, expect.as_deref()),
        Ok(Command::Backup { database, key_file, file, with_keys }) => {
            commands::backup::back_up(&database, &key_file, &file, with_keys)
        }
        Ok(Command::Keys { database, key_file, task }) => commands::keys::run(&database, &key_file, task).await,
        Ok(Command::RebuildSearch { database }) => rebuild_search(&database),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("next-identity-console: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A file that may not grow further (`ulimit -f`) is then an error of the write instead of a signal that ends the program.
fn outlive_file_size_limit() -> io::Result<()> {
    // The handler outlives what it returns.
    signal(SignalKind::from_raw(Signal::XFSZ.as_raw())).map(drop)
}

#[expect(clippy::print_stdout, reason = "where the console is, and the set-up link, are this command's output")]
async fn serve(settings: Settings) -> Outcome {
    let log = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_filter(settings.log.clone());
    tracing_subscriber::registry().with(log).init();
    limits::raise_open_files();
    let (listener, settings) = listen(settings)?;
    let (origin, database) = (settings.origin(), settings.database.clone());
    let program = Program::prepare(settings, Arc::new(SystemClock)).await?;
    let server = program.serve(listener)?;
    let background = program.background();
    let signals = StopSignals::hear()?;
    println!("Next Identity Console is at {origin}");
    if let Some(link) = program.set_up_link().await? {
        if !program.remains().is_empty() {
            println!(
                "The database at {} is new, but beside it lie files that an older one has left: {}\nIf you expected your \
                 clients here, stop now, put the old database back or name it with --database, and start again.",
                database.display(),
                program.remains().join(", "),
            );
        }
        println!("There is no operator yet. Create the first administrator here (the link works once):\n\n  {link}\n");
    }
    actix_web::rt::spawn(signals.stop(server.handle()));
    server.await?;
    program.close(background).await;
    Ok(())
}

/// Binds the address; a port that the system chose becomes the one in the settings.
fn listen(settings: Settings) -> Result<(TcpListener, Settings), String> {
    let asked = settings.listen;
    let bound = TcpListener::bind(asked).and_then(|listener| Ok((listener.local_addr()?, listener)));
    let (listen, listener) = bound.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("cannot listen on {asked}: it is in use; stop what is using it, or choose another with --listen")
        }
        _ => format!("cannot listen on {asked} ({error}); choose another with --listen"),
    })?;
    Ok((listener, Settings { listen, ..settings }))
}

#[expect(clippy::print_stdout, reason = "what was added is this command's output")]
async fn add_operator(database: &Path, email: &str, name: &str, role: &str) -> Outcome {
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
    let store = Store::open(database)?;
    let origin = Origin { actor: Actor::CommandLine, address: None, at: SystemClock.now() };
    let new = NewOperator { name, email, role, password_hash };
    let added = store.write(move |conn| operators::add(conn, &new, &origin)).await;
    store.close();
    match added {
        Ok(operator) => {
            let (name, email, role) = (operator.name, operator.email, operator.role.label());
            println!("Added {name} <{email}>, {role}, to {}.", database.display());
            Ok(())
        }
        Err(Failure::Refused(operators::EmailTaken)) => Err("--email: another operator has this address".into()),
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

#[expect(clippy::print_stdout, reason = "what was done is this command's output")]
async fn unlock_operator(database: &Path, email: &str) -> Outcome {
    let email = EmailAddress::parse(email).map_err(|error| format!("--email: {error}"))?;
    require(database)?;
    let store = Store::open(database)?;
    let address = email.clone();
    if store.read(move |conn| operators::credentials(conn, &address)).await?.is_none() {
        return Err("--email: no operator has this address".into());
    }
    let origin = Origin { actor: Actor::CommandLine, address: None, at: SystemClock.now() };
    let unlocked = email.clone();
    store.write(move |conn| throttle::unlock(conn, &unlocked, &origin)).await?;
    store.close();
    println!("{} can sign in again at once.", email.as_str());
    Ok(())
}

type OperatorChange = fn(&mut Connection, &EmailAddress, &Origin) -> Result<(), Failure<NotChanged>>;

#[expect(clippy::print_stdout, reason = "what was done is this command's output")]
async fn change_operator(database: &Path, email: &str, change: OperatorChange, done: &str) -> Outcome {
    let email = EmailAddress::parse(email).map_err(|error| format!("--email: {error}"))?;
    require(database)?;
    let store = Store::open(database)?;
    let origin = Origin { actor: Actor::CommandLine, address: None, at: SystemClock.now() };
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

#[expect(clippy::print_stdout, reason = "what was found is this command's output")]
fn verify(database: &Path, expect: Option<&str>) -> Outcome {
    let head = |text: &str| Head::parse(text).ok_or("--expect: give a head as it was printed, such as 12:9f86…");
    let noted = expect.map(head).transpose()?;
    require(database)?;
    let mut problems: u64 = 0;
    let checked = verify::verify(database, noted, &mut |problem| {
        problems += 1;
        // A name or a value that somebody wrote into the file may hold any character.
        eprintln!("{}", problem.to_string().replace(char::is_control, " "));
    });
    let verify::Summary { clients, revisions, entries, head } = checked?;
    match problems {
        0 => {
            let head = head.map_or_else(|| "none yet".to_owned(), |head| head.to_string());
            println!("All is well. Clients: {clients}, revisions: {revisions}, entries: {entries}, head: {head}");
            Ok(())
        }
        1 => Err(format!("{} has this one problem", database.display()).into()),
        _ => Err(format!("{} has these {problems} problems", database.display()).into()),
    }
}

#[expect(clippy::print_stdout, reason = "what was done is this command's output")]
fn rebuild_search(database: &Path) -> Outcome {
    require(database)?;
    search_index::build_anew(database)?;
    println!("Built the search index of {} anew.", database.display());
    Ok(())
}
