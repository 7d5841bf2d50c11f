//! A text gateway on this machine that takes messages, refuses them, keeps silent or hangs up.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

/// What the gateway does with the messages that it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Answers with this status, and sends the browser elsewhere if there is an address.
    Status(u16, Option<String>),
    /// Takes the message, and its answer never ends.
    TakeAndGoOn,
    /// Says nothing until it is to do something else.
    Hang,
    Drop,
}

#[derive(Clone, Debug)]
pub struct Asked {
    /// The first line and the headers, in lower case.
    pub head: String,
    pub body: Value,
}

pub struct TextGateway {
    pub address: SocketAddr,
    answer: Arc<Mutex<Answer>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

pub const TAKE: Answer = Answer::Status(202, None);

impl TextGateway {
    pub fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let gateway = Self { address, answer: Arc::new(Mutex::new(answer)), asked: Arc::default() };
        let (answer, asked) = (Arc::clone(&gateway.answer), Arc::clone(&gateway.asked));
        // It ends with the tests.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, asked) = (Arc::clone(&answer), Arc::clone(&asked));
                std::thread::spawn(move || converse(&stream.unwrap(), &answer, &asked));
            }
        });
        gateway
    }

    pub fn url(&self) -> String {
        format!("http://{}/messages?from=shop", self.address)
    }

    pub fn answer(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    /// Every request that came as a whole, whatever became of it.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn converse(stream: &TcpStream, answer: &Mutex<Answer>, asked: &Mutex<Vec<Asked>>) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).is_ok_and(|read| read == 0) {
            return;
        }
    }
    let head = head.to_lowercase();
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    asked.lock().unwrap().push(Asked { head, body: serde_json::from_slice(&body).unwrap_or_default() });
    let decided = || answer.lock().unwrap().clone();
    while decided() == Answer::Hang {
        std::thread::sleep(Duration::from_millis(5));
    }
    let say = |text: &str| (&*stream).write_all(text.as_bytes());
    let _said = match decided() {
        Answer::Status(status, to) => {
            let location = to.map(|to| format!("Location: {to}\r\n")).unwrap_or_default();
            say(&format!("HTTP/1.1 {status} X\r\n{location}Content-Length: 6\r\nConnection: close\r\n\r\n012345"))
        }
        Answer::TakeAndGoOn => {
            let begun = say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            begun.and_then(|()| {
                loop {
                    say("5\r\n01234\r\n")?;
                }
            })
        }
        Answer::Hang | Answer::Drop => Ok(()),
    };
}
