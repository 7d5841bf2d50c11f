use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::operator;
use crate::console::create;
use crate::support::Person;
use crate::support::process::{self, Running};
use crate::support::random::Random;

/// A call of the program to the system.
struct Call {
    text: String,
    /// The places in the order of all calls where it begins and ends.
    begins: usize,
    ends: usize,
}

#[tokio::test]
async fn no_answer_comes_before_its_change_is_on_the_disk_and_a_crowd_shares_the_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let (database, trace) = (folder.path().join("console.db"), folder.path().join("trace"));
    operator(&database).await;
    let mut command = Command::new("strace");
    let calls = "trace=recvfrom,read,readv,pwrite64,pwritev,fsync,fdatasync,write,writev,sendto,sendmsg";
    command.args(["-D", "-f", "-yy", "-s", "4200", "-e", calls, "-o"]).arg(&trace).arg(process::path());
    let running = Running::start_by(command, &database);
    let ada = Person::new(&running.url());
    ada.sign_in("Ada").await;
    let marker = Random::seeded("durable").below(1_000_000);
    let alone: Vec<String> = (0..20).map(|n| format!("Alone{marker}x{n:02}x")).collect();
    let together: Vec<String> = (0..64).map(|n| format!("Together{marker}x{n:02}x")).collect();
    for name in &alone {
        create(&ada, name).await;
    }
    let people: Vec<Person> = together.iter().map(|_| ada.with_same_cookies()).collect();
    join_all(people.iter().zip(&together).map(|(person, name)| create(person, name))).await;
    running.kill();
    let calls = calls_in(&trace);
    for name in &alone {
        waits(&calls, name);
    }
    let (mut first, mut last) = (usize::MAX, 0);
    for name in &together {
        let (arrived, answered) = waits(&calls, name);
        (first, last) = (first.min(arrived), last.max(answered));
    }
    let shared = calls.iter().filter(|call| is_sync(call) && call.begins > first && call.ends < last).count();
    println!("{} acknowledgements at once took {shared} syncs", together.len());
    assert!(shared < together.len(), "changes that wait together are committed together");
}

/// When the request that names a client came whole and when it was answered. Fails unless the log was synced between the
/// two, with the change already written to it.
fn waits(calls: &[Call], name: &str) -> (usize, usize) {
    let is_input = |call: &Call| ["recvfrom(", "read(", "readv("].iter().any(|name| call.text.starts_with(name));
    let is_output =
        |call: &Call| ["sendto(", "write(", "writev(", "sendmsg("].iter().any(|name| call.text.starts_with(name));
    let asked = format!("name={name}&");
    let request = calls.iter().find(|call| is_input(call) && call.text.contains(&asked)).expect("the request arrives");
    let connection = socket(&request.text);
    let answer = calls.iter().find(|call| {
        is_output(call)
            && call.begins > request.ends
            && call.text.contains("303 See Other")
            && socket(&call.text) == connection
    });
    let answer = answer.unwrap_or_else(|| panic!("{name} is answered"));
    let written = calls.iter().find(|call| {
        call.text.starts_with("pwrite")
            && call.text.contains("-wal>")
            && call.begins > request.ends
            && call.text.contains(name)
    });
    let written = written.unwrap_or_else(|| panic!("{name} is written to the log"));
    let synced = |call: &Call| is_sync(call) && call.begins > written.ends && call.ends < answer.begins;
    assert!(calls.iter().any(synced), "{name} is answered before it is on the disk");
    (request.ends, answer.begins)
}

fn is_sync(call: &Call) -> bool {
    (call.text.starts_with("fsync(") || call.text.starts_with("fdatasync("))
        && call.text.contains("-wal>")
        && call.text.trim_end().ends_with("= 0")
}

/// The connection that a call is about, as strace shows it behind the first argument.
fn socket(text: &str) -> &str {
    text.split_once("<TCP").and_then(|(_, rest)| rest.split_once("]>")).map_or("", |(socket, _)| socket)
}

/// All calls of a trace, in the order in which they end.
fn calls_in(trace: &Path) -> Vec<Call> {
    let deadline = Instant::now() + Duration::from_mins(1);
    let text = loop {
        let text = String::from_utf8_lossy(&std::fs::read(trace).unwrap()).into_owned();
        if text.trim_end().lines().last().is_some_and(|line| line.contains("+++ killed")) {
            break text;
        }
        assert!(Instant::now() < deadline, "strace does not end");
        std::thread::yield_now();
    };
    let mut begun: HashMap<&str, (usize, &str)> = HashMap::new();
    let mut calls = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let (thread, rest) = line.split_once(' ').unwrap();
        let rest = rest.trim_start();
        if let Some(start) = rest.strip_suffix("<unfinished ...>") {
            begun.insert(thread, (at, start));
        } else if let Some((_, end)) = rest.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>")) {
            let Some((begins, start)) = begun.remove(thread) else { continue };
            calls.push(Call { text: format!("{start}{end}"), begins, ends: at });
        } else {
            calls.push(Call { text: rest.to_owned(), begins: at, ends: at });
        }
    }
    calls
}
