//! Fills a new database with realistic clients, for looking at the console at scale:
//! `cargo bench --bench product -- fill --clients 1000000 --database data/million.db`.

use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;

use super::filling;

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
    /// Cargo gives this to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

pub async fn run(arguments: &[String]) {
    let Arguments { clients, database, seed, bench: _ } = Arguments::parse_from(arguments);
    let started = Instant::now();
    let progress = |done: usize| {
        eprint!("\r{done} of {clients} clients, {:.0} s", started.elapsed().as_secs_f64());
    };
    filling::fill(&database, clients, seed, progress).await.unwrap();
    eprintln!("\r{clients} clients in {:.1} s: {}", started.elapsed().as_secs_f64(), database.display());
    eprintln!("Sign in as {} with the password “{}”.", filling::EMAIL, filling::PASSWORD);
}
