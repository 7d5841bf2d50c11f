//! The program: reads its command line and settings, and runs.

mod commands;

use std::io::{self, IsTerminal};
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use commands::{Outcome, operators, require};
use next_identity_console::app::{Program, StopSignals, limits};
use next_identity_console::config::{Cli, Command, Settings};
use next_identity_console::domain::time::SystemClock;
use next_identity_console::store::search_index;
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
        Ok(Command::Operators { files, task }) => operators::run(&files, task).await,
        Ok(Command::Verify { files, expect }) => commands::verify::verify(&files, expect.as_deref()),
        Ok(Command::Backup { files, file, with_keys }) => commands::backup::back_up(&files, &file, with_keys),
        Ok(Command::Keys { files, task }) => commands::keys::run(&files, task).await,
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

#[expect(clippy::print_stdout, reason = "what was done is this command's output")]
fn rebuild_search(database: &Path) -> Outcome {
    require(database)?;
    search_index::build_anew(database)?;
    println!("Built the search index of {} anew.", database.display());
    Ok(())
}
