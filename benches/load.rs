//! A load of HTTP/1.1 requests over connections that stay open, each sending one request after another.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

type Body = dyn Fn(usize, usize) -> (String, String);

/// What is sent: a head and a body, of which the body may differ from request to request.
#[derive(Clone)]
pub struct Request {
    line: String,
    headers: String,
    /// The status of the answer.
    pub expected: u16,
    /// The path and the body of a connection's n-th request.
    body: Option<Arc<Body>>,
}

impl Request {
    /// A page.
    pub fn get(path: &str) -> Self {
        Self { line: format!("GET {path}"), headers: String::new(), expected: 200, body: None }
    }

    /// The same body each time, answered by a redirect.
    pub fn post(path: &str, body: &'static str) -> Self {
        let path = path.to_owned();
        Self::post_each(move |_, _| (path.clone(), body.to_owned()))
    }

    /// A path and a body for each connection and each of its requests, answered by a redirect.
    pub fn post_each(body: impl Fn(usize, usize) -> (String, String) + 'static) -> Self {
        Self { line: String::new(), headers: String::new(), expected: 303, body: Some(Arc::new(body)) }
    }

    /// As a signed-in browser sends it.
    pub fn signed_in(self, cookie: &str) -> Self {
        Self { headers: format!("cookie: {cookie}\r\nsec-fetch-site: same-origin\r\n"), ..self }
    }

    fn bytes(&self, connection: usize, n: usize) -> Vec<u8> {
        let Some(body) = &self.body else {
            return format!("{} HTTP/1.1\r\nhost: localhost\r\n{}\r\n", self.line, self.headers).into_bytes();
        };
        let (path, body) = body(connection, n);
        let length = body.len();
        let kind = "application/x-www-form-urlencoded";
        let head =
            format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n");
        format!("{head}{}\r\n{body}", self.headers).into_bytes()
    }
}

/// What a load met.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Answers.
    pub count: usize,
    /// Answers in a second.
    pub per_second: f64,
    /// Half of the answers took no longer.
    pub p50: Duration,
    /// All but a hundredth took no longer.
    pub p99: Duration,
}

/// A connection and what has been read from it beyond the last answer.
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Option<Self> {
        let stream = TcpStream::connect(address).await.ok()?;
        stream.set_nodelay(true).ok()?;
        Some(Self { stream, read: Vec::with_capacity(32 * 1024) })
    }

    /// Sends a request and reads its whole answer; the status.
    async fn ask(&mut self, request: &[u8]) -> u16 {
        self.stream.write_all(request).await.unwrap();
        self.read.clear();
        loop {
            let got = self.stream.read_buf(&mut self.read).await.unwrap();
            assert!(got > 0, "the connection was closed after {}", String::from_utf8_lossy(&self.read));
            if let Some(status) = whole(&self.read) {
                return status;
            }
        }
    }
}

/// The status of an answer that has arrived whole.
fn whole(answer: &[u8]) -> Option<u16> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).unwrap();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    (answer.len() >= end + 4 + length.unwrap_or(0)).then(|| head[9..12].parse().unwrap())
}

/// The beginning of an answer, to say what was not expected.
fn answer(read: &[u8]) -> String {
    String::from_utf8_lossy(read).chars().take(400).collect()
}

/// How many of some idle connections the other side has not closed.
pub fn still_open(idle: &mut [Connection]) -> usize {
    let mut byte = [0];
    let is_open = |c: &mut Connection| matches!(c.stream.try_read(&mut byte), Err(error) if error.kind() == std::io::ErrorKind::WouldBlock);
    idle.iter_mut().map(is_open).filter(|open| *open).count()
}

/// Sends requests over so many connections for so long, at least one over each.
pub async fn run(address: SocketAddr, connections: usize, time: Duration, request: &Request) -> Load {
    let tasks = tokio::task::LocalSet::new();
    let started = Instant::now();
    let until = started + time;
    let mut handles = Vec::new();
    for index in 0..connections {
        let request = request.clone();
        handles.push(tasks.spawn_local(async move {
            let mut connection = Connection::open(address).await.expect("the server takes connections");
            let mut times = Vec::with_capacity(16 * 1024);
            loop {
                let bytes = request.bytes(index, next(index));
                let asked = Instant::now();
                let status = connection.ask(&bytes).await;
                times.push(asked.elapsed());
                assert_eq!(status, request.expected, "{}", answer(&connection.read));
                if Instant::now() >= until {
                    return times;
                }
            }
        }));
    }
    let mut times = Vec::new();
    tasks
        .run_until(async {
            for handle in handles {
                times.extend(handle.await.unwrap());
            }
        })
        .await;
    let elapsed = started.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    #[allow(clippy::cast_precision_loss, reason = "a count of answers")]
    let per_second = times.len() as f64 / elapsed;
    Load { count: times.len(), per_second, p50: at(50), p99: at(99) }
}

/// Counts the requests of a connection's place through all the loads, so that no body is sent twice.
fn next(connection: usize) -> usize {
    static SENT: [AtomicUsize; 64] = [const { AtomicUsize::new(0) }; 64];
    SENT[connection].fetch_add(1, Ordering::Relaxed)
}
