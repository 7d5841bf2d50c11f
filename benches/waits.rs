//! How long creates wait: what a median hides shows only after a while.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::aims::Aims;
use super::forms::create;
use super::load::{Request, run};
use super::stage::{self, Stage, cookie};
use super::support::process::program;
use super::times::millis;
use super::watch::{Watch, mebibytes};

/// Connections of an operator who creates as fast as the product does.
const CROWD: usize = 64;

/// What goes on meanwhile.
enum Beside {
    Nothing,
    Creates,
    Backups,
}

pub async fn measure(size: usize, filled: &Path, time: Duration, aims: &mut Aims) {
    println!("\ncreates for {} s at {size} clients, in milliseconds\n", time.as_secs());
    println!("| creates | per second | p50 | p99 | p99 of steady arrivals | longest | largest log, MiB |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    let stage = Stage::start(stage::copy(filled));
    let ada = stage.operator("Ada Lovelace").await;
    let grace = stage.operator("Operator 1").await;
    let address = stage.product.address;
    let request = Request::post_each(create).signed_in(&cookie(&ada));
    let other = Request::post_each(|connection, n| create(connection + CROWD, n)).signed_in(&cookie(&grace));
    for (what, connections, beside) in [
        ("at 1 connection", 1, Beside::Nothing),
        ("at 64 connections", CROWD, Beside::Nothing),
        ("at 1 connection, beside another operator's at 64", 1, Beside::Creates),
        ("at 1 connection, during backups", 1, Beside::Backups),
    ] {
        let watch = Watch::start(stage.product.child.id(), stage.folder());
        let own = run(address, connections, time, &request);
        let times = match beside {
            Beside::Nothing => own.await,
            Beside::Creates => tokio::join!(own, run(address, CROWD, time, &other)).0,
            Beside::Backups => {
                let _backups = Backups::start(&stage);
                own.await
            }
        };
        let (seen, load, steady) = (watch.stop(), times.load(), times.as_steady_arrivals());
        let [p50, p99, steady, longest] = [load.p50, load.p99, steady.p99, load.longest].map(millis);
        println!(
            "| {what} | {:.0} | {p50:.2} | {p99:.2} | {steady:.2} | {longest:.1} | {:.1} |",
            load.per_second,
            mebibytes(seen.log)
        );
        let what = |aim: &str| format!("creates {what} at {size} clients: {aim}");
        aims.none(&what("that failed"), load.failed);
        aims.below(&what("p99 of steady arrivals under 20 ms"), steady, 20.0);
        aims.below(&what("longest under 100 ms"), longest, 100.0);
        aims.below(&what("every log under 64 MB, in MiB"), mebibytes(seen.log), 64.0 / 1.048_576);
    }
}

/// Backups, one after another until this is dropped.
pub struct Backups {
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Backups {
    pub fn start(stage: &Stage) -> Self {
        let (stop, database) = (Arc::new(AtomicBool::new(false)), stage.database.clone());
        let (stopped, folder) = (Arc::clone(&stop), stage.folder().join("backups"));
        let thread = std::thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                std::fs::create_dir_all(&folder).unwrap();
                back_up(&database, &folder.join("copy.db"), &stopped);
                std::fs::remove_dir_all(&folder).unwrap();
            }
        });
        Self { stop, thread: Some(thread) }
    }
}

/// One backup, killed when it is no longer wanted.
fn back_up(database: &Path, file: &Path, stopped: &AtomicBool) {
    let started = Instant::now();
    let mut command = program();
    command.arg("backup").arg("--database").arg(database).arg(file).stdout(std::process::Stdio::null());
    let mut child = command.spawn().unwrap();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "a backup failed");
            return eprintln!("a backup took {:.1} s", started.elapsed().as_secs_f64());
        }
        if stopped.load(Ordering::Relaxed) {
            child.kill().unwrap();
            child.wait().unwrap();
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

impl Drop for Backups {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ended = self.thread.take().map(std::thread::JoinHandle::join);
    }
}
