use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use super::Stage;
use super::requests::{Generator, Request};
use crate::console::{create, forms};
use crate::support::random::Random;
use crate::support::socket;
use next_identity_console::domain::client::CARDS;

const REQUESTS: usize = 100_000;
const THREADS: usize = 4;
/// Requests that are sent before the first is answered.
const PIPELINED: usize = 12;

const CLOSES: &str = "\r\nconnection: close\r\n";

/// How often each status came; 0 stands for a connection that was closed without an answer.
pub type Statuses = BTreeMap<u16, usize>;

/// The head of a request was too large to be looked at.
const TOO_LARGE: u16 = 431;

/// Who asks here is told in JSON what was wrong.
const PROGRAMS: [&str; 4] = ["/.well-known/openid-configuration", "/oauth/jwks", "/oauth/token", "/oauth/userinfo"];

#[tokio::test]
async fn a_hundred_thousand_malformed_requests_make_no_fault_and_change_nothing() {
    let stage = Stage::start().await;
    let client = create(&stage.ada, "Shop").await;
    // The forms that are sent are stale on every card, and no other revision is guessed, so none of them is ever saved.
    for card in CARDS {
        let (filled, _) = forms::typed_into("post", &format!("/clients/{{id}}/{}", card.name)).unwrap();
        let page = stage.ada.open(&format!("{client}/{}", card.name)).await;
        assert_eq!(stage.ada.press(&page, "Save changes", filled).await.status, 303);
    }
    for edit in [
        "DROP TRIGGER client_revisions_are_append_only",
        "DELETE FROM client_revisions WHERE number > 1 AND number < (SELECT revision FROM clients)",
        "UPDATE client_revisions SET number = 1000000007 WHERE number > 1",
        "UPDATE clients SET revision = 1000000007",
    ] {
        stage.database().execute(edit);
    }
    let before = everything(&stage);
    let mut generator = Generator::new(Random::new(1), &stage.ada, &client).await;
    let address = stage.running.address;
    let slow: Vec<TcpStream> = (0..64).map(|_| begun(address)).collect();
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let mut generator = generator.split();
            std::thread::spawn(move || send(address, || generator.next(), REQUESTS / THREADS))
        })
        .collect();
    let mut statuses = Statuses::new();
    for thread in threads {
        for (status, count) in thread.join().unwrap() {
            *statuses.entry(status).or_default() += count;
        }
    }
    for mut socket in slow {
        socket.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        let _reset = socket.read_to_string(&mut answer);
        assert!(!answer.contains("HTTP/1.1 5"), "{answer}");
    }
    println!("{statuses:?}");
    for status in [200, 303, 400, 401, 403, 404, 405, 409, 411, 413, 415, 422, 429] {
        assert!(statuses.contains_key(&status), "{status}: {statuses:?}");
    }
    assert_eq!(statuses.values().sum::<usize>(), REQUESTS);
    let ada = stage.ada.with_same_cookies();
    assert_eq!(ada.get("/healthz").await.html, "ok\n");
    assert_eq!(ada.get("/clients").await.status, 200, "still signed in");
    assert_eq!(everything(&stage), before);
    let said = stage.running.kill();
    assert!(!said.contains("panicked") && !said.contains("a request failed"), "{said}");
}

/// All that a refused request must not change: only a sign-in that is refused leaves a record.
fn everything(stage: &Stage) -> Vec<String> {
    let mut stored = stage.database().stored();
    stored.retain(|line| !line.contains("'sign_in_failed'"));
    stored
}

/// A form that has begun to arrive.
fn begun(address: SocketAddr) -> TcpStream {
    let mut socket = socket::connect(address);
    let head = "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n\
        Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=";
    socket.write_all(head.as_bytes()).unwrap();
    socket
}

/// Sends so many requests; how they were answered.
pub fn send(address: SocketAddr, mut next: impl FnMut() -> Request, count: usize) -> Statuses {
    let mut statuses = Statuses::new();
    let mut waiting: VecDeque<Request> = VecDeque::new();
    let mut made = 0;
    let (mut socket, mut is_fresh) = (connect(address), true);
    while made < count || !waiting.is_empty() {
        while made < count && waiting.len() < PIPELINED {
            let request = next();
            made += 1;
            if request.may_be_followed {
                waiting.push_back(request);
            } else {
                *statuses.entry(alone(address, &request)).or_default() += 1;
            }
        }
        let batch: Vec<u8> = waiting.iter().flat_map(|request| request.bytes.clone()).collect();
        // The program may have closed the connection already, at a request that it could not read.
        let _closed = socket.get_mut().write_all(&batch);
        while let Some(request) = waiting.pop_front() {
            let answered = answer(&mut socket);
            if answered.is_none() && !is_fresh {
                // The answer before closed the connection, so this request was not looked at.
                waiting.push_front(request);
                is_fresh = true;
                break;
            }
            let (status, closes, is_json) = answered.unwrap_or_default();
            check(status, &request);
            let is_of_program = request.reaches.as_ref().is_some_and(|path| PROGRAMS.contains(&path.as_str()));
            let is_refused = status >= 400 && status != TOO_LARGE;
            assert!(is_json || !is_refused || !is_of_program, "{status}, not in JSON: {}", shown(&request));
            *statuses.entry(status).or_default() += 1;
            is_fresh = closes || answered.is_none();
            if is_fresh {
                break;
            }
        }
        if is_fresh {
            socket = connect(address);
        }
    }
    statuses
}

fn connect(address: SocketAddr) -> BufReader<TcpStream> {
    let socket = socket::connect(address);
    socket.set_nodelay(true).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    BufReader::with_capacity(64 * 1024, socket)
}

/// Sends a request on a connection of its own, ends it there, and reads what comes until the program says that it will
/// close the connection; the last status.
fn alone(address: SocketAddr, request: &Request) -> u16 {
    let mut socket = connect(address);
    let _closed = socket.get_mut().write_all(&request.bytes);
    let _closed = socket.get_ref().shutdown(Shutdown::Write);
    let mut all = Vec::new();
    while !all.windows(CLOSES.len()).any(|part| part == CLOSES.as_bytes()) {
        let before = all.len();
        match socket.fill_buf() {
            Ok(bytes) => all.extend(bytes),
            Err(error) => assert!(error.kind() != std::io::ErrorKind::WouldBlock, "unanswered: {}", shown(request)),
        }
        if all.len() == before {
            break;
        }
        socket.consume(all.len() - before);
    }
    let all = String::from_utf8_lossy(&all);
    let statuses = all.split("HTTP/1.1 ").skip(1).filter_map(|part| part.get(..3)?.parse::<u16>().ok());
    let statuses: Vec<u16> = statuses.collect();
    for status in &statuses {
        check(*status, request);
    }
    statuses.last().copied().unwrap_or_default()
}

/// Reads one answer: its status, whether the connection is then closed, and whether it is JSON; `None` when the connection is
/// closed already.
fn answer(socket: &mut BufReader<TcpStream>) -> Option<(u16, bool, bool)> {
    let line = |socket: &mut BufReader<TcpStream>| {
        let mut line = Vec::new();
        match socket.read_until(b'\n', &mut line) {
            Ok(0) => None,
            Ok(_) => Some(String::from_utf8(line).unwrap()),
            Err(error) => {
                assert!(error.kind() != std::io::ErrorKind::WouldBlock, "a request was not answered");
                None
            }
        }
    };
    let first = line(socket)?;
    let status = first.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
    let status: u16 = status.unwrap_or_else(|| panic!("no answer, but {first}"));
    let (mut length, mut is_chunked, mut closes, mut is_json) = (0, false, false, false);
    loop {
        let header = line(socket)?.trim_end().to_ascii_lowercase();
        match header.split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap(),
            Some(("transfer-encoding", _)) => is_chunked = true,
            Some(("connection", value)) => closes = value == "close",
            Some(("content-type", value)) => is_json = value == "application/json",
            Some(_) => {}
            None => break,
        }
    }
    let pass = |socket: &mut BufReader<TcpStream>, length: u64| {
        std::io::copy(&mut socket.by_ref().take(length), &mut std::io::sink()).ok()
    };
    if status != 304 && !is_chunked {
        pass(socket, length)?;
    }
    // A chunk's length is followed by as many bytes and the end of a line, the last one's by that end alone.
    let mut chunk = u64::from(is_chunked);
    while chunk > 0 {
        chunk = u64::from_str_radix(line(socket)?.trim_end(), 16).unwrap();
        pass(socket, chunk + 2)?;
    }
    Some((status, closes, is_json))
}

fn check(status: u16, request: &Request) {
    assert!(status < 500, "{status}: {}", shown(request));
}

fn shown(request: &Request) -> String {
    String::from_utf8_lossy(&request.bytes[..request.bytes.len().min(3000)]).escape_debug().to_string()
}
