//! Requests of HTTP/1.1 over connections that stay open, as cheap as they can be made: the load shares the machine with what
//! it measures.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::times::Times;

/// Of an answer that says nothing of its length, no more is kept.
const KEPT: usize = 64 * 1024;
/// Ends the chunks of such an answer.
const LAST_CHUNK: &[u8] = b"\r\n0\r\n\r\n";

type Body = dyn Fn(usize, usize) -> (String, String);
type Whole = dyn Fn(usize, usize) -> Vec<u8>;

/// What is sent: a head and a body, of which the body may differ from request to request.
#[derive(Clone)]
pub struct Request {
    line: String,
    headers: String,
    /// The status of the answer.
    pub expected: u16,
    /// The path and the body of a connection's n-th request.
    body: Option<Arc<Body>>,
    /// All of it.
    whole: Option<Arc<Whole>>,
}

impl Request {
    /// A page.
    pub fn get(path: &str) -> Self {
        Self { line: format!("GET {path}"), headers: String::new(), expected: 200, body: None, whole: None }
    }

    /// The same body each time, answered by a redirect.
    pub fn post(path: &str, body: &str) -> Self {
        let (path, body) = (path.to_owned(), body.to_owned());
        Self::post_each(move |_, _| (path.clone(), body.clone()))
    }

    /// A path and a body for each connection and each of its requests, answered by a redirect.
    pub fn post_each(body: impl Fn(usize, usize) -> (String, String) + 'static) -> Self {
        Self { line: String::new(), headers: String::new(), expected: 303, body: Some(Arc::new(body)), whole: None }
    }

    /// A request of its own for each connection and each time.
    pub fn each(expected: u16, whole: impl Fn(usize, usize) -> Vec<u8> + 'static) -> Self {
        Self { line: String::new(), headers: String::new(), expected, body: None, whole: Some(Arc::new(whole)) }
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        Self { headers: format!("{}{name}: {value}\r\n", self.headers), ..self }
    }

    /// Answered by word that what has this tag is still good.
    pub fn unless_it_is(self, tag: &str) -> Self {
        Self { expected: 304, ..self.header("if-none-match", tag) }
    }

    /// Answered with this status.
    pub fn expecting(self, status: u16) -> Self {
        Self { expected: status, ..self }
    }

    /// As a signed-in browser sends it.
    pub fn signed_in(self, cookie: &str) -> Self {
        self.header("cookie", cookie).header("sec-fetch-site", "same-origin")
    }

    pub fn bytes(&self, connection: usize, n: usize) -> Vec<u8> {
        if let Some(whole) = &self.whole {
            return whole(connection, n);
        }
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

/// A connection and what has been read from it of the last answer.
pub struct Connection {
    pub stream: TcpStream,
    read: Vec<u8>,
}

/// The head of an answer: its status, where it ends, and the length of what follows.
struct Head {
    status: u16,
    end: usize,
    length: Option<usize>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(32 * 1024) })
    }

    /// Sends a request and reads its whole answer; the status.
    pub async fn ask(&mut self, request: &[u8]) -> Result<u16> {
        self.ask_and(request, |_| ()).await
    }

    /// As [`Self::ask`]; `begun` is told the status as soon as the answer has begun.
    pub async fn ask_and(&mut self, request: &[u8], begun: impl FnOnce(u16)) -> Result<u16> {
        self.stream.write_all(request).await?;
        self.read.clear();
        let head = loop {
            self.receive().await?;
            if let Some(head) = head(&self.read) {
                break head;
            }
        };
        begun(head.status);
        while !self.is_whole(&head) {
            if head.length.is_none() && self.read.len() > KEPT {
                self.read.drain(head.end..self.read.len() - LAST_CHUNK.len());
            }
            self.receive().await?;
        }
        Ok(head.status)
    }

    /// The answer that was read last, with its head.
    pub fn answer(&self) -> &[u8] {
        &self.read
    }

    pub fn body(&self) -> &[u8] {
        head(&self.read).map_or(&[], |head| &self.read[head.end..])
    }

    fn is_whole(&self, head: &Head) -> bool {
        match head.length {
            Some(length) => self.read.len() >= head.end + length,
            None => self.read.ends_with(LAST_CHUNK),
        }
    }

    async fn receive(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.read).await? {
            0 => Err(Error::new(ErrorKind::UnexpectedEof, "the connection was closed")),
            _ => Ok(()),
        }
    }
}

fn head(answer: &[u8]) -> Option<Head> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&answer[..end]).unwrap();
    let status = text[9..12].parse().unwrap();
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().unwrap())
    });
    // Such an answer ends with its head, whatever length that names (RFC 9112, section 6.3).
    let length = if status == 304 { Some(0) } else { length };
    Some(Head { status, end, length })
}

/// How many of some idle connections the other side has not closed.
pub fn still_open(idle: &mut [Connection]) -> usize {
    let mut byte = [0];
    let is_open = |c: &mut Connection| matches!(c.stream.try_read(&mut byte), Err(error) if error.kind() == ErrorKind::WouldBlock);
    idle.iter_mut().map(is_open).filter(|open| *open).count()
}

/// Sends requests over so many connections for so long, at least one over each, each as soon as the one before is
/// answered.
pub async fn run(address: SocketAddr, connections: usize, time: Duration, request: &Request) -> Times {
    let started = Instant::now();
    let all = (0..connections).map(|index| one_after_another(address, index, started + time, request));
    let (of_connections, failed): (Vec<Vec<Duration>>, Vec<usize>) = join_all(all).await.into_iter().unzip();
    Times { of_connections, elapsed: started.elapsed(), failed: failed.iter().sum() }
}

/// How long each answer took, and how many were not what was expected.
async fn one_after_another(
    address: SocketAddr,
    index: usize,
    until: Instant,
    request: &Request,
) -> (Vec<Duration>, usize) {
    let mut connection = Connection::open(address).await.expect("the server takes connections");
    let (mut times, mut failed) = (Vec::with_capacity(1024), 0);
    loop {
        let bytes = request.bytes(index, next(index));
        let asked = Instant::now();
        let answered = connection.ask(&bytes).await;
        times.push(asked.elapsed());
        if answered.as_ref().ok() != Some(&request.expected) {
            failed += 1;
            let answer: String = String::from_utf8_lossy(connection.answer()).chars().take(400).collect();
            eprintln!("{}: {answered:?}: {answer}", request.line);
        }
        if answered.is_err() {
            connection = Connection::open(address).await.expect("the server takes connections");
        }
        if Instant::now() >= until {
            return (times, failed);
        }
    }
}

/// Counts the requests of a connection's place through all the loads, so that no body is sent twice.
pub fn next(connection: usize) -> usize {
    static SENT: [AtomicUsize; 64] = [const { AtomicUsize::new(0) }; 64];
    SENT[connection].fetch_add(1, Ordering::Relaxed)
}
