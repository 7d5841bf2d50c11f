//! What the operating system limits: open files, and the size of one.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::Command;

use super::{Stage, operator};
use crate::console::{create, create_page};
use crate::support::process::{self, Running};
use crate::support::socket;
use next_identity_console::app::limits;

#[tokio::test]
async fn the_soft_limit_of_open_files_is_raised_to_the_hard_one() {
    let (_folder, running) = started_with("--nofile=256:1000").await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", running.child.id())).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    assert_eq!(line.split_whitespace().skip(3).collect::<Vec<_>>(), ["1000", "1000", "files"]);
}

#[tokio::test]
async fn a_connection_beyond_the_limit_waits_and_is_served_when_another_is_closed() {
    let (_folder, running) = started_with("--nofile=256:256").await;
    let workers = std::thread::available_parallelism().unwrap().get();
    let most = limits::connections(256).div_ceil(workers) * workers;
    let mut open: Vec<TcpStream> = (0..most).map(|_| socket::connect(running.address)).collect();
    for socket in &mut open {
        ask(socket);
        assert!(answer(socket).starts_with("HTTP/1.1 200"));
    }
    let mut waiting = socket::connect(running.address);
    ask(&mut waiting);
    // Time in which it would be served if there were no limit.
    for socket in &mut open {
        ask(socket);
        assert!(answer(socket).starts_with("HTTP/1.1 200"));
    }
    waiting.set_nonblocking(true).unwrap();
    let is_served = waiting.read(&mut [0]).is_ok();
    assert!(!is_served || open.iter().any(is_closed), "all {most} are open, and it is served");
    waiting.set_nonblocking(false).unwrap();
    drop(open.pop());
    if !is_served {
        assert!(answer(&mut waiting).starts_with("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_file_that_may_not_grow_refuses_changes_and_the_program_goes_on() {
    let stage = Stage::start().await;
    create(&stage.ada, "Shop").await;
    let log = stage.database().0.with_extension("db-wal").metadata().unwrap().len();
    let limit = |bytes: &str| {
        let pid = stage.running.child.id().to_string();
        let done = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}:")]).status().unwrap();
        assert!(done.success());
    };
    limit(&log.to_string());
    let refused = create_page(&stage.ada, "Bank", &[]).await;
    assert_eq!((refused.status, refused.h1().as_str()), (503, "Not available right now"), "{}", refused.text());
    assert!(refused.shows("refuses to be used at the moment. Nothing was changed."), "{}", refused.text());
    for path in ["/clients", "/healthz"] {
        assert_eq!(stage.ada.get(path).await.status, 200, "{path}");
    }
    limit("unlimited");
    let bank = stage.ada.submit(&refused, "Send again", &[]).await;
    assert!(bank.h1().starts_with("Bank"), "{}", bank.text());
    stage.database().is_whole();
}

/// The program, started with a limit.
async fn started_with(limit: &str) -> (tempfile::TempDir, Running) {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("console.db");
    operator(&database).await;
    let mut command = Command::new("prlimit");
    command.arg(limit).arg(process::path());
    (folder, Running::start_by(command, &database))
}

fn ask(socket: &mut TcpStream) {
    socket.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
}

fn answer(socket: &mut TcpStream) -> String {
    let mut answer = String::new();
    while !answer.ends_with("ok\n") {
        let mut bytes = [0; 4096];
        let count = socket.read(&mut bytes).unwrap();
        assert!(count > 0, "the connection was closed after {answer}");
        answer.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
    }
    answer
}

fn is_closed(socket: &TcpStream) -> bool {
    socket.set_nonblocking(true).unwrap();
    !matches!(socket.peek(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock)
}
