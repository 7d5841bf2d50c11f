//! What the product exists for, measured on the release build beside a bare yardstick in the same run: `make bench`.

// This is also what lets Clippy see that a bench may fail by panicking, and prints what it measured (clippy.toml).
#![cfg(test)]
#![allow(clippy::disallowed_methods, reason = "a bench measures by the machine's clock")]

mod fill;
mod filling;
mod load;
mod pages;
mod report;
#[path = "../tests/support/mod.rs"]
mod support;
mod yardstick;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use load::{Load, Request, run};
use report::Report;
use support::process::Running;

/// The numbers of clients in the databases, unless others are given as arguments.
const SIZES: [usize; 3] = [1_000, 100_000, 1_000_000];
/// Connections that send one request after another.
const CONNECTIONS: [usize; 2] = [1, 64];
/// Each point is measured in so many rounds, of which the median counts; product and yardstick take turns.
const ROUNDS: usize = 3;
const ROUND: Duration = Duration::from_secs(1);
/// Connections that are open and ask for nothing.
const IDLE: usize = 2_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--yardstick") {
        return yardstick::serve(Path::new(&arguments[at + 1]));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    if arguments.get(1).is_some_and(|argument| argument == "fill") {
        return runtime.block_on(fill::run(&arguments[1..]));
    }
    runtime.block_on(async {
        let mut report = Report::default();
        let given: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
        for size in if given.is_empty() { SIZES.to_vec() } else { given } {
            measure(size, &filled(size).await, &mut report).await;
        }
        report.print();
    });
}

/// A database with so many clients, made once for each state of the tables and kept in `target/bench/`.
async fn filled(size: usize) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let latest = std::fs::read_dir(root.join("migrations")).unwrap().map(|entry| entry.unwrap().file_name()).max();
    let folder = root.join("target/bench");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{size}-{}.db", latest.unwrap().to_string_lossy()));
    if !path.exists() {
        let started = Instant::now();
        filling::fill(&path, size, 1, |_| ()).await.unwrap();
        println!("filled {size} clients in {:.1} s", started.elapsed().as_secs_f64());
    }
    path
}

async fn measure(size: usize, filled: &Path, report: &mut Report) {
    let folder = tempfile::tempdir_in(filled.parent().unwrap()).unwrap();
    let database = folder.path().join("console.db");
    std::fs::copy(filled, &database).unwrap();
    for _ in 0..5 {
        report.started(size, start_up(&database).await);
    }
    let product = Running::start(&database);
    let yardstick = yardstick::Yardstick::start(&database);
    let pages = pages::requests(&database, &product.url(), size).await;
    for connections in CONNECTIONS {
        for _ in 0..ROUNDS {
            let bare = run(yardstick.address, connections, ROUND, &Request::get("/list")).await;
            report.add(size, "yardstick: bare list", connections, bare);
            for (name, request) in &pages {
                report.add(size, name, connections, run(product.address, connections, ROUND, request).await);
            }
            let bare = run(yardstick.address, connections, ROUND, &Request::post("/rows", yardstick::ROW)).await;
            report.add(size, "yardstick: bare insert", connections, bare);
        }
    }
    let list = &pages.iter().find(|(name, _)| *name == "list, first page").unwrap().1;
    report.idle(size, beside_idle(&product, list).await);
    report.memory(size, memory(&product));
}

/// The time from the start of the process to its first good answer.
async fn start_up(database: &Path) -> Duration {
    let started = Instant::now();
    let product = Running::start(database);
    let answer = run(product.address, 1, Duration::ZERO, &Request::get("/healthz")).await;
    assert_eq!(answer.count, 1);
    started.elapsed()
}

/// The list at one connection without and with others that are open and idle.
async fn beside_idle(product: &Running, list: &Request) -> (Load, Load, usize) {
    let alone = run(product.address, 1, ROUND, list).await;
    let mut idle = Vec::new();
    for _ in 0..IDLE {
        idle.extend(load::Connection::open(product.address).await);
    }
    let beside = run(product.address, 1, ROUND, list).await;
    let open = load::still_open(&mut idle);
    (alone, beside, open)
}

/// Resident memory at present and at its highest, in MiB.
fn memory(product: &Running) -> (f64, f64) {
    let status = std::fs::read_to_string(format!("/proc/{}/status", product.child.id())).unwrap();
    let kib = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim_start_matches(':').trim().trim_end_matches(" kB").parse::<f64>().unwrap()
    };
    (kib("VmRSS") / 1024.0, kib("VmHWM") / 1024.0)
}
