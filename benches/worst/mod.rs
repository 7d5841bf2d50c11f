//! The worst that anybody can do, beside another operator who works.

mod attacks;
mod crawl;
mod plant;
mod working;

use std::path::Path;
use std::time::Duration;

use attacks::{Answers, Attack};
use working::Worker;

use crate::aims::Aims;
use crate::stage::{self, Stage, cookie};
use crate::times::millis;
use crate::waits::Backups;
use crate::watch::{self, Watch, mebibytes};

/// What is over has this long to give its memory back.
const CALM: Duration = Duration::from_secs(5);
/// Pages of others beside these are to stay fast.
const FAST_BESIDE: [&str; 4] = ["(a)", "(b)", "(c)", "(d)"];
/// These are to take no memory for good.
const SEARCHES: [&str; 2] = ["(a)", "(b)"];
const LIMIT: f64 = 64.0 / 1.048_576;

pub async fn measure(size: usize, filled: &Path, time: Duration, aims: &mut Aims) {
    let copy = stage::copy(filled);
    plant::plant(&copy.1).await;
    let stage = Stage::start(copy);
    let (viewer, manager) = (stage.operator("Operator 5").await, stage.operator("Ada Lovelace").await);
    let cookies = [&viewer, &manager].map(cookie);
    let worker = Worker::new(&stage).await;
    println!("\nothers' pages in milliseconds, and memory in MiB, for {} s at {size} clients\n", time.as_secs());
    println!(
        "| beside | p50 | p99 | longest | failed | longest sign-in | failed | answers to the attacker | memory before | at most | after |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: |");
    let nothing = ("nothing", Attack::Idle(0));
    for (what, attack) in std::iter::once(nothing).chain(attacks::all()) {
        let (before, answers) = (mebibytes(stage.memory()), Answers::default());
        let watch = Watch::start(stage.product.child.id(), stage.folder());
        let others = worker.start(time).await;
        let backups = matches!(attack, Attack::Backups).then(|| Backups::start(&stage));
        let attacking = attack.run(stage.product.address, [&cookies[0], &cookies[1]], &answers);
        let _over = tokio::time::timeout(time, attacking).await;
        drop(backups);
        let others = tokio::task::spawn_blocking(|| others.join().unwrap()).await.unwrap();
        tokio::time::sleep(CALM).await;
        let (most, after) = (mebibytes(watch.stop().memory), mebibytes(stage.memory()));
        let (pages, sign_ins) = (others.pages, others.sign_ins);
        let [p50, p99, longest, sign_in] = [pages.p50, pages.p99, pages.longest, sign_ins.longest].map(millis);
        watch::until_idle(stage.product.child.id());
        println!(
            "| {what} | {p50:.2} | {p99:.2} | {longest:.1} | {} | {sign_in:.1} | {} | {} | {before:.1} | {most:.1} | {after:.1} |",
            pages.failed,
            sign_ins.failed,
            answers.words()
        );
        if FAST_BESIDE.iter().any(|letter| what.starts_with(letter)) {
            aims.below(&format!("others' p99 beside {what} under 20 ms"), p99, 20.0);
            let failed = pages.failed + sign_ins.failed;
            aims.none(&format!("others' pages and sign-ins that failed beside {what}"), failed);
        }
        if SEARCHES.iter().any(|letter| what.starts_with(letter)) {
            aims.below(
                &format!("memory after {what} within 16 MB of before, in MiB"),
                after - before,
                16.0 / 1.048_576,
            );
        }
    }
    aims.below(
        &format!("memory after all that at {size} clients under 64 MB, in MiB"),
        mebibytes(stage.memory()),
        LIMIT,
    );
    let (pages, failed) = crawl::crawl(&manager).await;
    aims.none("pages of the crawl that failed", failed);
    let memory = mebibytes(stage.memory());
    println!("\nafter a crawl of {pages} pages: {memory:.1} MiB");
    aims.below(&format!("memory after a crawl of {pages} pages under 64 MB, in MiB"), memory, LIMIT);
}
