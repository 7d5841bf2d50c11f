use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::time::Duration;

use super::Stage;
use crate::support::{Person, socket};

const CONNECTIONS: usize = 2_000;

#[tokio::test]
async fn two_thousand_idle_connections_starve_nobody_and_are_closed() {
    // The limit of open files is this process's, and its children's; both ends of the connections count.
    let own = std::process::id().to_string();
    let raised = Command::new("prlimit").args(["--pid", &own, "--nofile=8192:"]).status().unwrap();
    assert!(raised.success(), "8192 files may be open");
    let stage = Stage::start().await;
    let address = stage.running.address;
    let idle: Vec<TcpStream> = (0..CONNECTIONS)
        .map(|n| match n % 4 {
            0 => opened(address, b""),
            1 => opened(address, b"GET /clients HTTP/1.1\r\nHost: local"),
            2 => answered(address),
            _ => opened(address, FORM),
        })
        .collect();
    let dribbles = std::thread::spawn(move || dribble(address));
    for _ in 0..50 {
        assert_eq!(stage.ada.get("/clients").await.status, 200);
        assert_eq!(Person::new(&stage.running.url()).get("/healthz").await.html, "ok\n");
    }
    for (n, socket) in idle.into_iter().enumerate() {
        let answer = rest(socket);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{n}: {answer}");
        assert!(n % 4 != 3 || !answer.is_empty(), "{n}: who sends a form too slowly is told so");
    }
    dribbles.join().unwrap();
    assert_eq!(stage.ada.with_same_cookies().get("/clients").await.status, 200);
    let said = stage.running.kill();
    assert!(said.is_empty(), "{said}");
}

const FORM: &[u8] = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n\
    Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nemail=";

fn opened(address: SocketAddr, sent: &[u8]) -> TcpStream {
    let mut socket = socket::connect(address);
    socket.write_all(sent).unwrap();
    socket
}

/// A connection that is kept after an answer.
fn answered(address: SocketAddr) -> TcpStream {
    let mut socket = opened(address, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let mut answer = Vec::new();
    while !answer.ends_with(b"ok\n") {
        let mut bytes = [0; 4096];
        let count = socket.read(&mut bytes).unwrap();
        answer.extend(&bytes[..count]);
    }
    socket
}

/// What comes until the program closes the connection.
fn rest(mut socket: TcpStream) -> String {
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).expect("the program closes the connection");
    String::from_utf8(answer).unwrap()
}

/// Sends a head byte by byte until the program has had enough.
fn dribble(address: SocketAddr) {
    let mut socket = opened(address, b"GET / HTTP/1.1\r\nX-Slow: ");
    socket.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    for _ in 0..300 {
        let mut answer = [0; 1024];
        match socket.read(&mut answer) {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            _ => return,
        }
        if socket.write_all(b"x").is_err() {
            return;
        }
    }
    panic!("a head may take a minute");
}
