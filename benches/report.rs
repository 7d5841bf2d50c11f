//! One table of what was measured, and how it stands to what is aimed at.

use std::collections::BTreeMap;
use std::time::Duration;

use super::load::Load;

/// Everything that was measured, by number of clients.
#[derive(Default)]
pub struct Report {
    names: Vec<&'static str>,
    loads: BTreeMap<(&'static str, usize, usize), Vec<Load>>,
    starts: BTreeMap<usize, Vec<Duration>>,
    idle: BTreeMap<usize, (Load, Load, usize)>,
    memory: BTreeMap<usize, (f64, f64)>,
}

impl Report {
    pub fn add(&mut self, size: usize, name: &'static str, connections: usize, load: Load) {
        if !self.names.contains(&name) {
            self.names.push(name);
        }
        self.loads.entry((name, size, connections)).or_default().push(load);
    }

    pub fn started(&mut self, size: usize, time: Duration) {
        self.starts.entry(size).or_default().push(time);
    }

    pub fn idle(&mut self, size: usize, measured: (Load, Load, usize)) {
        self.idle.insert(size, measured);
    }

    pub fn memory(&mut self, size: usize, mib: (f64, f64)) {
        self.memory.insert(size, mib);
    }

    /// The round with the median of the rates.
    fn load(&self, name: &'static str, size: usize, connections: usize) -> Load {
        let mut rounds = self.loads[&(name, size, connections)].clone();
        rounds.sort_by(|one, other| one.per_second.total_cmp(&other.per_second));
        rounds[rounds.len() / 2]
    }

    fn start(&self, size: usize) -> Duration {
        let mut times = self.starts[&size].clone();
        times.sort_unstable();
        times[times.len() / 2]
    }

    pub fn print(&self) {
        println!("\nrequests per second, and milliseconds at the median and the 99th percentile\n");
        println!("| clients | page | 1 connection | p50 | p99 | 64 connections | p50 | p99 |");
        println!("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        for size in self.memory.keys() {
            for name in &self.names {
                let (one, many) = (self.load(name, *size, 1), self.load(name, *size, 64));
                let cells = [one, many]
                    .map(|load| format!("{:.0} | {:.2} | {:.2}", load.per_second, millis(load.p50), millis(load.p99)));
                println!("| {size} | {name} | {} | {} |", cells[0], cells[1]);
            }
        }
        println!(
            "\n| clients | start-up, ms | memory after all that, MiB | at its highest | list beside idle connections |"
        );
        println!("| ---: | ---: | ---: | ---: | --- |");
        for (size, (now, most)) in &self.memory {
            let (alone, beside, open) = self.idle[size];
            let ratio = millis(beside.p50) / millis(alone.p50);
            let start = millis(self.start(*size));
            println!("| {size} | {start:.0} | {now:.1} | {most:.1} | {ratio:.2} × the median with {open} open |");
        }
        self.print_aims();
    }

    fn print_aims(&self) {
        let sizes: Vec<usize> = self.memory.keys().copied().collect();
        let (least, most) = (sizes[0], sizes[sizes.len() - 1]);
        let median = |name, size| millis(self.load(name, size, 1).p50);
        let rate = |name, size| self.load(name, size, 64).per_second;
        println!("\n| aim | measured | |\n| --- | --- | --- |");
        for name in ["list, first page", "list, deep page"] {
            let ratio = median(name, most) / median(name, least);
            aim(&format!("{name}: median at {most} clients within 1.3 × of that at {least}"), ratio, ratio <= 1.3);
        }
        for size in &sizes {
            let ratio = rate("list, first page", *size) / rate("yardstick: bare list", *size);
            aim(&format!("list at {size} clients: at least 0.6 × the yardstick's rate"), ratio, ratio >= 0.6);
        }
        for name in ["search, one hit", "search, many hits", "search, no hit"] {
            let time = median(name, most);
            aim(&format!("{name}: median at {most} clients under 5 ms"), time, time < 5.0);
        }
        for size in &sizes {
            let ratio = rate("create", *size) / rate("yardstick: bare insert", *size);
            aim(&format!("creates at {size} clients: at least a third of the bare loop"), ratio, ratio >= 1.0 / 3.0);
        }
        for (size, (_, mib)) in &self.memory {
            aim(&format!("memory at {size} clients under 64 MB, in MiB"), *mib, mib * 1.048_576 < 64.0);
        }
        let start = millis(self.start(most));
        aim(&format!("start-up at {most} clients under 300 ms"), start, start < 300.0);
        for (size, (alone, beside, _)) in &self.idle {
            let ratio = millis(beside.p50) / millis(alone.p50);
            aim(&format!("list at {size} clients beside idle connections: median not doubled"), ratio, ratio < 2.0);
        }
    }
}

fn aim(what: &str, measured: f64, is_met: bool) {
    println!("| {what} | {measured:.2} | {} |", if is_met { "met" } else { "MISSED" });
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
