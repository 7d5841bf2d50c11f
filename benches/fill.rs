//! Fills a new database with realistic clients, for looking at the console at scale and for the benches:
//! `cargo run --release --example fill -- --clients 1000000 --database data/million.db`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::doc_markdown,
    clippy::similar_names,
    clippy::too_many_lines,
    clippy::large_futures,
    clippy::print_stdout,
    clippy::unreadable_literal,
    reason = "it fails by panicking, and says how far it is and how long it took"
)]

mod filling;

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;

/// Fills a new database with realistic clients and operators.
#[derive(Parser)]
struct Arguments {
    /// How many clients.
    #[arg(long)]
    clients: usize,
    /// The file, which must not exist yet.
    #[arg(long)]
    database: PathBuf,
    /// The same seed gives the same names, settings and changes; keys and client IDs are always new.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { clients, database, seed } = Arguments::parse();
    let started = Instant::now();
    let progress = |done: usize| {
        eprint!("\r{done} of {clients} clients, {:.0} s", started.elapsed().as_secs_f64());
    };
    filling::fill(&database, clients, seed, progress).await.inspect_err(|_| eprintln!())?;
    eprintln!("\r{clients} clients in {:.1} s: {}", started.elapsed().as_secs_f64(), database.display());
    eprintln!("Sign in as {} with the password “{}”.", filling::EMAIL, filling::PASSWORD);
    Ok(())
}
