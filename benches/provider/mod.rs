//! The provider at work: what applications and users ask for, beside what signing and committing cost alone.

mod bare;
mod expired;
mod filled;
mod known;
mod points;
mod walk;

use std::path::Path;
use std::time::Duration;

use super::aims::Aims;
use super::stage::{self, Stage};
use super::times::{Load, millis};
use super::watch::mebibytes;
use super::{CONNECTIONS, ROUNDS};

pub use expired::measure as sweep;
use filled::Filled;
use points::Points;

/// Users for each client.
const USERS: usize = 10;
/// Of so many users one signs in before memory is looked at.
const SIGN_INS: usize = 10;

/// Whether time tells who has an account.
pub async fn known(size: usize, clients: &Path, aims: &mut Aims) {
    known::measure(size * USERS, clients, aims).await;
}

/// Rows of a table: a name, and what it took at each number of connections.
type Rows = Vec<(String, Vec<Load>)>;

pub async fn measure(size: usize, clients: &Path, time: Duration, aims: &mut Aims) {
    let copy = stage::copy(clients);
    let users = size * USERS;
    let filled = Filled::new(&copy.1, users).await;
    let bare = bare::measure(copy.0.path(), time);
    let stage = Stage::start(copy);
    let before = stage.memory();
    let points = Points::new(&stage, filled).await;
    let mut rows = Rows::new();
    for name in points::NAMES {
        let mut of_point = Vec::new();
        for connections in CONNECTIONS {
            let mut rounds = Vec::new();
            for _ in 0..ROUNDS {
                rounds.push(points.measure(name, connections, time).await);
            }
            of_point.push(median(rounds));
        }
        rows.push((name.to_owned(), of_point));
    }
    print(size, users, &rows);
    bare.print();
    for (name, loads) in &rows {
        aims.none(&format!("{name}: requests that failed"), loads.iter().map(|load| load.failed).sum());
    }
    let of = |name: &str| &rows.iter().find(|(known, _)| known == name).unwrap().1;
    for name in [points::EXCHANGE, points::REFRESH] {
        let share = of(name)[0].per_second * bare.token().as_secs_f64();
        aims.at_least(&format!("{name} at 1 connection beside two signatures and a commit, as a share"), share, 0.5);
    }
    aims.at_least("userinfo at 64 connections, per second", of(points::USERINFO)[1].per_second, 5_000.0);
    let sign_ins = points.sign_in_until(users / SIGN_INS).await;
    println!(
        "\nmemory before anybody came {:.1} MiB, after {sign_ins} sign-ins {:.1} MiB, at most {:.1} MiB",
        mebibytes(before),
        mebibytes(stage.memory()),
        mebibytes(stage.highest_memory())
    );
}

/// The round with the median of the rates, with the longest wait and all the failures.
fn median(mut rounds: Vec<Load>) -> Load {
    let longest = rounds.iter().map(|load| load.longest).max().unwrap_or_default();
    let failed = rounds.iter().map(|load| load.failed).sum();
    rounds.sort_by(|one, other| one.per_second.total_cmp(&other.per_second));
    Load { longest, failed, ..rounds[rounds.len() / 2] }
}

fn print(clients: usize, users: usize, rows: &Rows) {
    println!(
        "\nthe provider with {clients} clients and {users} users; milliseconds: median, 99th percentile, longest, CPU\n"
    );
    println!("| | connections | per second | p50 | p99 | longest | CPU | failed |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (name, loads) in rows {
        for (connections, load) in CONNECTIONS.iter().zip(loads) {
            let [p50, p99, longest, cpu] = [load.p50, load.p99, load.longest, load.cpu].map(millis);
            println!(
                "| {name} | {connections} | {:.0} | {p50:.2} | {p99:.2} | {longest:.1} | {cpu:.2} | {} |",
                load.per_second, load.failed
            );
        }
    }
}
