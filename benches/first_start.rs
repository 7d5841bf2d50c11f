//! The first start on an empty folder: how long it takes to have keys, and how long pages take meanwhile.

use std::time::{Duration, Instant};

use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::issuer::KEY_SET;
use next_identity_console::domain::keys::Algorithm;
use tokio::time::sleep_until;

use super::load::{Connection, Request};
use super::stage;
use super::support::process::{Running, program};
use super::times::millis;

const STARTS: usize = 5;
/// Both the page and the key set are asked for at this distance.
const EVERY: Duration = Duration::from_millis(5);

/// Times from the start of the process, but for the last two.
struct FirstStart {
    page: Duration,
    keys: Duration,
    /// The longest that a page took from when it was due, until there were keys.
    longest: Duration,
    /// What the program says that it took to make the key for RS256.
    making: Duration,
}

pub async fn measure() {
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(FirstStart::new().await);
    }
    println!("\n| first start on an empty folder, ms | median | longest |\n| --- | ---: | ---: |");
    let row = |name: &str, time: fn(&FirstStart) -> Duration| {
        let mut times: Vec<Duration> = starts.iter().map(time).collect();
        times.sort_unstable();
        println!("| {name} | {:.0} | {:.0} |", millis(times[STARTS / 2]), millis(times[STARTS - 1]));
    };
    row("until the first page", |start| start.page);
    row("until the key set", |start| start.keys);
    row("making its key for RS256", |start| start.making);
    row("the longest wait of a page until the key set", |start| start.longest);
}

impl FirstStart {
    async fn new() -> Self {
        let folder = tempfile::tempdir_in(stage::folder()).unwrap();
        let started = Instant::now();
        let mut command = program();
        command.args(["--log", "warn,next_identity_console::work=info"]);
        let product = Running::start_by(command, &folder.path().join(stage::DATABASE));
        let mut connections = Vec::new();
        for _ in 0..2 {
            connections.push(Connection::open(product.address).await.unwrap());
        }
        let [pages, keys] = &mut connections[..] else { unreachable!() };
        let [page, key_set] = ["/sign-in", KEY_SET].map(|path| Request::get(path).bytes(0, 0));
        assert_eq!(pages.ask(&page).await.unwrap(), 200);
        let first = started.elapsed();
        let (mut due, mut longest) = (Instant::now(), Duration::ZERO);
        loop {
            let asked = async {
                assert_eq!(pages.ask(&page).await.unwrap(), 200);
                due.elapsed()
            };
            let (waited, status) = tokio::join!(asked, keys.ask(&key_set));
            longest = longest.max(waited);
            if status.unwrap() == 200 {
                break;
            }
            due += EVERY;
            sleep_until(due.into()).await;
        }
        let until_keys = started.elapsed();
        let set = String::from_utf8_lossy(keys.body());
        assert!(Algorithm::ALL.iter().all(|algorithm| set.contains(algorithm.token())), "{set}");
        Self { page: first, keys: until_keys, longest, making: making(&product.kill()) }
    }
}

/// The time in the log's line about the key for RS256.
fn making(log: &str) -> Duration {
    let line = log.lines().find(|line| line.contains("RS256")).expect("a line about the key");
    let (_, took) = line.split_once("took=").unwrap();
    let seconds = match took.strip_suffix("ms") {
        Some(millis) => millis.parse::<f64>().unwrap() / 1000.0,
        None => took.trim_end_matches('s').parse().unwrap(),
    };
    Duration::from_secs_f64(seconds)
}
