//! A great many rows whose time is over, swept beside the traffic.

use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use next_identity_console::domain::time::{Clock, SystemClock};

use super::filled::Filled;
use super::points::{chains, refresh};
use crate::aims::Aims;
use crate::load::run;
use crate::stage;
use crate::support::Database;
use crate::support::process::Running;
use crate::times::{Load, Times, millis};
use crate::watch::{self, Watch, mebibytes};

/// Expired rows for each client: a million at ten thousand.
const ROWS: usize = 100;
const USERS: usize = 1_000;
const CONNECTIONS: usize = 8;
const ROUND: Duration = Duration::from_secs(1);
/// Nothing takes longer.
const PATIENCE: Duration = Duration::from_mins(20);

pub async fn measure(size: usize, clients: &Path, time: Duration, aims: &mut Aims) {
    let (folder, database) = stage::copy(clients);
    let filled = Rc::new(Filled::new(&database, USERS).await);
    let rows = size * ROWS;
    expire(&filled, rows).await;
    let product = Running::start(&database);
    let watch = Watch::start(product.child.id(), folder.path());
    let started = Instant::now();
    let (made, _) = chains(&filled, product.address, CONNECTIONS).await;
    let request = refresh(&filled, &Rc::new(made));
    let left = format!("(SELECT EXISTS (SELECT 1 FROM grants WHERE swept_after <= {}))", SystemClock.now().0);
    let mut during = Vec::new();
    while Database(database.clone()).number(&left) == 1 {
        assert!(started.elapsed() < PATIENCE, "it is never swept");
        during.push(run(product.address, CONNECTIONS, ROUND, &request).await);
    }
    let (swept, seen) = (started.elapsed(), watch.stop());
    watch::until_idle(product.child.id());
    let after = run(product.address, CONNECTIONS, time.min(10 * ROUND), &request).await.load();
    println!(
        "\n{rows} expired grants, swept in {:.1} s beside refreshes at {CONNECTIONS} connections\n",
        swept.as_secs_f64()
    );
    println!("| refreshes | per second | p50 | p99 | longest | failed |\n| --- | ---: | ---: | ---: | ---: | ---: |");
    if !during.is_empty() {
        let during = together(during);
        print("while it is swept", &during);
        aims.none(&format!("refreshes that failed while {rows} rows were swept"), during.failed);
        aims.below("p99 of refreshes while it is swept, in ms", millis(during.p99), 50.0);
    }
    print("afterwards", &after);
    println!("\nat most {:.1} MiB in memory, and a log of {:.1} MiB", mebibytes(seen.memory), mebibytes(seen.log));
}

fn together(rounds: Vec<Times>) -> Load {
    let (elapsed, failed) =
        (rounds.iter().map(|round| round.elapsed).sum(), rounds.iter().map(|round| round.failed).sum());
    let of_connections = rounds.into_iter().flat_map(|round| round.of_connections).collect();
    Times { of_connections, elapsed, failed }.load()
}

fn print(what: &str, load: &Load) {
    let [p50, p99, longest] = [load.p50, load.p99, load.longest].map(millis);
    println!("| {what} | {:.0} | {p50:.2} | {p99:.2} | {longest:.1} | {} |", load.per_second, load.failed);
}

/// Copies of a grant whose time is over.
async fn expire(filled: &Filled, rows: usize) {
    let database = Database(filled.database.clone());
    filled.grants(1).await;
    let columns = database.column("SELECT name AS a FROM pragma_table_info('grants')");
    let copied: Vec<String> = columns
        .iter()
        .map(|column| match column.as_str() {
            "id" => "randomblob(16)".to_owned(),
            "session" => "NULL".to_owned(),
            "swept_after" => "i % 30 * 86400000".to_owned(),
            other => format!("grants.{other}"),
        })
        .collect();
    database.execute(&format!(
        "INSERT INTO grants ({}) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) \
            SELECT {} FROM n, (SELECT * FROM grants LIMIT 1) AS grants",
        columns.join(", "),
        copied.join(", ")
    ));
}
