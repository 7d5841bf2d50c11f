//! Looks at a running program again and again: its memory, and how large its logs grow.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often.
const EVERY: Duration = Duration::from_millis(20);
const PAGE: u64 = 4096;
const IDLE_TICKS: u64 = 1;

/// Each at its largest, in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    pub memory: u64,
    pub log: u64,
}

pub struct Watch {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Seen>,
}

impl Watch {
    /// Of the program with this number, whose files are in this folder.
    pub fn start(process: u32, folder: &Path) -> Self {
        let (stop, folder) = (Arc::new(AtomicBool::new(false)), folder.to_owned());
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut seen = Seen::default();
            while !stopped.load(Ordering::Relaxed) {
                seen.memory = seen.memory.max(memory(process));
                seen.log = seen.log.max(logs(&folder));
                std::thread::sleep(EVERY);
            }
            seen
        });
        Self { stop, thread }
    }

    pub fn stop(self) -> Seen {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

/// What a program has in memory at present, in bytes.
pub fn memory(process: u32) -> u64 {
    let pages = std::fs::read_to_string(format!("/proc/{process}/statm")).unwrap();
    pages.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * PAGE
}

/// What it had at the most, in bytes.
pub fn highest_memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// Waits until a program has had next to nothing to do for half a second, or for two minutes.
pub fn until_idle(process: u32) {
    for _ in 0..240 {
        let before = ticks(process);
        std::thread::sleep(Duration::from_millis(500));
        if ticks(process) - before <= IDLE_TICKS {
            return;
        }
    }
    eprintln!("the program is busy still");
}

/// The time that a program has worked, in steps of a hundredth of a second.
pub fn worked(process: u32) -> Duration {
    Duration::from_millis(10 * ticks(process))
}

fn ticks(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let after_name = stat.rsplit_once(')').unwrap().1;
    after_name.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum()
}

/// The largest of the logs of the databases in a folder.
fn logs(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().filter_map(Result::ok);
    let logs = entries.map(|entry| entry.path()).filter(|path: &PathBuf| path.to_string_lossy().ends_with("-wal"));
    logs.filter_map(|log| log.metadata().ok()).map(|log| log.len()).max().unwrap_or(0)
}

#[allow(clippy::cast_precision_loss, reason = "what is printed is rounded")]
pub fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / 1024.0 / 1024.0
}
