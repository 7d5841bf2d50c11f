//! What the product exists for, measured on the release build beside a bare yardstick in the same run: `make bench`.

// This is also what lets Clippy see that a bench may fail by panicking, and prints what it measured (clippy.toml).
#![cfg(test)]
#![allow(clippy::disallowed_methods, reason = "a bench measures by the machine's clock")]

mod aims;
mod fill;
mod filling;
mod first_start;
mod forms;
mod load;
mod pages;
mod provider;
mod report;
mod stage;
#[path = "../tests/support/mod.rs"]
mod support;
mod times;
mod waits;
mod watch;
mod worst;
mod yardstick;

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use clap::Parser;

use aims::Aims;
use load::{Request, run};
use pages::Point;
use report::{Report, Rest};
use stage::Stage;
use support::process::Running;
use times::Load;

/// The numbers of clients at which the pages are measured, and those of the waits and the worst.
const SIZES: [usize; 3] = [1_000, 100_000, 1_000_000];
const LARGE: [usize; 1] = [1_000_000];
/// The number of clients beside which the provider is measured, with ten times as many users.
const PROVIDER: [usize; 1] = [10_000];
const PARTS: [&str; 6] = ["pages", "waits", "worst", "provider", "known", "sweep"];
/// Connections that send one request after another.
const CONNECTIONS: [usize; 2] = [1, 64];
/// Each point is measured in so many rounds, of which the median counts; product and yardstick take turns.
const ROUNDS: usize = 3;
const LONGEST_ROUND: Duration = Duration::from_secs(1);
/// Connections that are open and ask for nothing.
const IDLE: usize = 2_000;

/// Measures the product and prints tables; the exit code is 1 when an aim is missed. `fill` instead fills a database.
#[derive(Parser)]
struct Arguments {
    /// The parts, of pages, waits, worst, provider, known and sweep, and the numbers of clients; all of them unless some are given.
    what: Vec<String>,
    /// How long each wait and each of the worst cases is measured.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Cargo gives this to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == yardstick::ARGUMENT) {
        return yardstick::serve(Path::new(&arguments[at + 1]));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    if arguments.get(1).is_some_and(|argument| argument == "fill") {
        return runtime.block_on(fill::run(&arguments[1..]));
    }
    if !runtime.block_on(measure(&Arguments::parse())) {
        std::process::exit(1);
    }
}

/// Measures what is asked for and prints it; whether all aims are met.
async fn measure(arguments: &Arguments) -> bool {
    let given: Vec<usize> = arguments.what.iter().filter_map(|word| word.parse().ok()).collect();
    let parts: Vec<&String> = arguments.what.iter().filter(|word| word.parse::<usize>().is_err()).collect();
    assert!(parts.iter().all(|part| PARTS.contains(&part.as_str())), "the parts are {PARTS:?}");
    let sizes = |usual: &[usize]| if given.is_empty() { usual.to_vec() } else { given.clone() };
    let is_asked = |part: &str| parts.is_empty() || parts.iter().any(|asked| *asked == part);
    let (time, mut aims) = (Duration::from_secs(arguments.seconds), Aims::default());
    if is_asked("pages") {
        first_start::measure().await;
        let mut report = Report::default();
        for size in sizes(&SIZES) {
            measure_pages(size, LONGEST_ROUND.min(time / 20), &mut report).await;
        }
        report.print();
        report.judge(&mut aims);
    }
    for size in sizes(&LARGE) {
        if is_asked("waits") {
            waits::measure(size, &stage::filled(size).await, time, &mut aims).await;
        }
        if is_asked("worst") {
            worst::measure(size, &stage::filled(size).await, time, &mut aims).await;
        }
    }
    for size in sizes(&PROVIDER) {
        if is_asked("provider") {
            provider::measure(size, &stage::filled(size).await, LONGEST_ROUND.min(time / 20), &mut aims).await;
        }
        if is_asked("known") {
            provider::known(size, &stage::filled(size).await, &mut aims).await;
        }
        if is_asked("sweep") {
            provider::sweep(size, &stage::filled(size).await, time, &mut aims).await;
        }
    }
    aims.print()
}

async fn measure_pages(size: usize, round: Duration, report: &mut Report) {
    let filled = stage::filled(size).await;
    let copy = stage::copy(&filled);
    let mut starts = Vec::new();
    for _ in 0..5 {
        starts.push(start_up(&copy.1).await);
    }
    let stage = Stage::start(copy);
    let bare = yardstick::Yardstick::start(&filled, &stage.product.url()).await;
    let points = pages::points(&stage, size).await;
    let (of_product, of_bare) = ((stage.product.address, stage.product.child.id()), (bare.address, bare.child.id()));
    for connections in CONNECTIONS {
        for _ in 0..ROUNDS {
            for Point { name, request, bare } in &points {
                report.add(size, name, connections, load(of_product, connections, round, request).await);
                if let Some(request) = bare {
                    let measured = load(of_bare, connections, round, request).await;
                    report.add(size, &report::bare(name), connections, measured);
                }
            }
        }
    }
    let list = &points.iter().find(|point| point.name == pages::LIST).unwrap().request;
    let idle = beside_idle(&stage.product, round, list).await;
    report.add_rest(size, Rest { starts, idle, memory: (stage.memory(), stage.highest_memory()) });
}

/// What a request costs a program at an address.
async fn load((address, process): (SocketAddr, u32), connections: usize, round: Duration, request: &Request) -> Load {
    let before = watch::worked(process);
    let times = run(address, connections, round, request).await;
    let answers = times.of_connections.iter().map(Vec::len).sum::<usize>();
    Load { cpu: watch::worked(process).saturating_sub(before) / u32::try_from(answers).unwrap(), ..times.load() }
}

/// The time from the start of the process to its first good answer.
async fn start_up(database: &Path) -> Duration {
    let started = Instant::now();
    let product = Running::start(database);
    run(product.address, 1, Duration::ZERO, &Request::get("/healthz")).await;
    started.elapsed()
}

/// The list at one connection without and with others that are open and idle.
async fn beside_idle(product: &Running, round: Duration, list: &Request) -> (Load, Load, usize) {
    let alone = run(product.address, 1, round, list).await.load();
    let mut idle = Vec::new();
    for _ in 0..IDLE {
        idle.extend(load::Connection::open(product.address).await);
    }
    let beside = run(product.address, 1, round, list).await.load();
    let open = load::still_open(&mut idle);
    (alone, beside, open)
}
