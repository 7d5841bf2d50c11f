//! One table of the ordinary pages, and how they stand to what is aimed at.

use std::collections::BTreeMap;
use std::time::Duration;

use super::aims::Aims;
use super::pages::{CREATE, LIST};
use super::times::{Load, millis};
use super::watch::mebibytes;

/// These stay as fast as they are at the smallest size.
const EVEN: [&str; 5] = [LIST, "list, deep page", "search, one hit", "search, many hits", "search, no hit"];
/// Under a millisecond.
const QUICK: &str = "search, one hit";

/// What the yardstick's row of a page is called.
pub fn bare(name: &str) -> String {
    format!("yardstick: {name}")
}

/// What was measured at one size beside the pages.
pub struct Rest {
    pub starts: Vec<Duration>,
    /// The list without and with idle connections, and how many of those stayed open.
    pub idle: (Load, Load, usize),
    /// In bytes, at present and at its highest.
    pub memory: (u64, u64),
}

/// Everything that was measured, by number of clients.
#[derive(Default)]
pub struct Report {
    names: Vec<String>,
    loads: BTreeMap<(String, usize, usize), Vec<Load>>,
    rests: BTreeMap<usize, Rest>,
}

impl Report {
    pub fn add(&mut self, size: usize, name: &str, connections: usize, load: Load) {
        if !self.names.iter().any(|known| known == name) {
            self.names.push(name.to_owned());
        }
        self.loads.entry((name.to_owned(), size, connections)).or_default().push(load);
    }

    pub fn add_rest(&mut self, size: usize, rest: Rest) {
        self.rests.insert(size, rest);
    }

    /// The round with the median of the rates, and the longest wait of all rounds; `None` where a size has no such page.
    fn load(&self, name: &str, size: usize, connections: usize) -> Option<Load> {
        let mut rounds = self.loads.get(&(name.to_owned(), size, connections))?.clone();
        let longest = rounds.iter().map(|load| load.longest).max()?;
        rounds.sort_by(|one, other| one.per_second.total_cmp(&other.per_second));
        Some(Load { longest, ..rounds[rounds.len() / 2] })
    }

    pub fn print(&self) {
        println!("\nrequests per second, and milliseconds: median, 99th percentile, longest, CPU of a request\n");
        println!(
            "| clients | page | 1 connection | p50 | p99 | longest | 64 connections | p50 | p99 | longest | CPU |"
        );
        println!("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for size in self.rests.keys() {
            for name in &self.names {
                let loads = [1, 64].map(|connections| self.load(name, *size, connections));
                if loads.iter().any(Option::is_none) {
                    continue;
                }
                let cpu = loads[1].map_or(0.0, |load| millis(load.cpu));
                let cells = loads.map(Option::unwrap).map(|load| {
                    let [p50, p99, longest] = [load.p50, load.p99, load.longest].map(millis);
                    format!("{:.0} | {p50:.2} | {p99:.2} | {longest:.1}", load.per_second)
                });
                println!("| {size} | {name} | {} | {} | {:.3} |", cells[0], cells[1], cpu);
            }
        }
        println!(
            "\n| clients | start-up, ms | memory after all that, MiB | at its highest | list beside idle connections |"
        );
        println!("| ---: | ---: | ---: | ---: | --- |");
        for (size, rest) in &self.rests {
            let (alone, beside, open) = rest.idle;
            println!(
                "| {size} | {:.0} | {:.1} | {:.1} | {:.2} × the median with {open} open |",
                millis(rest.start()),
                mebibytes(rest.memory.0),
                mebibytes(rest.memory.1),
                ratio(beside.p50, alone.p50)
            );
        }
    }

    /// The slowest of all searches stands for them.
    fn judge_searches(&self, size: usize, aims: &mut Aims) {
        let searches = self.names.iter().filter(|name| name.starts_with("search"));
        let loads: Vec<(&String, Load)> = searches.filter_map(|name| Some((name, self.load(name, size, 1)?))).collect();
        let (name, load) = loads.iter().max_by_key(|(_, load)| load.p50).expect("a search");
        aims.below(&format!("searches at {size} clients: median under 5 ms ({name})"), millis(load.p50), 5.0);
        let (name, load) = loads.iter().max_by_key(|(_, load)| load.longest).expect("a search");
        aims.below(&format!("searches at {size} clients: longest under 50 ms ({name})"), millis(load.longest), 50.0);
    }

    /// How many requests a second of those that the yardstick answers: the median of the rounds, in each of which the two
    /// took turns.
    fn judge_shares(&self, size: usize, aims: &mut Aims) {
        for name in &self.names {
            let rounds = |name: &String| self.loads.get(&(name.clone(), size, 64));
            let [Some(own), Some(bare)] = [name, &bare(name)].map(rounds) else { continue };
            let mut shares: Vec<f64> =
                own.iter().zip(bare).map(|(own, bare)| own.per_second / bare.per_second).collect();
            shares.sort_by(f64::total_cmp);
            let least = match name.as_str() {
                LIST => 0.6,
                CREATE => 0.5,
                _ => 0.8,
            };
            let what = format!("{name} at {size} clients: of the yardstick's rate, at least {least}");
            aims.at_least(&what, shares[shares.len() / 2], least);
        }
    }

    pub fn judge(&self, aims: &mut Aims) {
        let sizes: Vec<usize> = self.rests.keys().copied().collect();
        let (Some(least), Some(most)) = (sizes.first(), sizes.last()) else { return };
        let at = |name, size, connections| self.load(name, size, connections).expect("a point of the table");
        for name in EVEN.iter().filter(|_| least != most) {
            let ratio = ratio(at(name, *most, 1).p50, at(name, *least, 1).p50);
            aims.below(&format!("{name}: median at {most} clients within 1.3 × of that at {least}"), ratio, 1.3);
        }
        for size in &sizes {
            self.judge_shares(*size, aims);
            self.judge_searches(*size, aims);
            let quick = millis(at(QUICK, *size, 1).p50);
            aims.below(&format!("a whole client ID at {size} clients: median under 1 ms"), quick, 1.0);
            let of_size = self.loads.iter().filter(|((_, at, _), _)| at == size).flat_map(|(_, loads)| loads);
            aims.none(&format!("requests at {size} clients that failed"), of_size.map(|load| load.failed).sum());
            let rest = &self.rests[size];
            aims.below(&format!("start-up at {size} clients under 300 ms"), millis(rest.start()), 300.0);
            let memory = mebibytes(rest.memory.1);
            aims.below(
                &format!("memory at {size} clients under 64 MB at its highest, in MiB"),
                memory,
                64.0 / 1.048_576,
            );
            let (alone, beside, _) = rest.idle;
            let doubled = format!("list at {size} clients beside idle connections: median not doubled");
            aims.below(&doubled, ratio(beside.p50, alone.p50), 2.0);
        }
    }
}

impl Rest {
    fn start(&self) -> Duration {
        let mut times = self.starts.clone();
        times.sort_unstable();
        times[times.len() / 2]
    }
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}
