//! A mail server on this machine that takes messages, refuses them, keeps silent or hangs up.

use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mailin::response::{INVALID_CREDENTIALS, NO_MAILBOX, OK};
use mailin::{Action, AuthMechanism, Handler, Response, SessionBuilder};

/// What the server does with the messages that it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Take,
    /// Says that it takes them later.
    Later,
    /// Knows no recipient.
    Never,
    /// Knows nobody who signs in.
    NoEntry,
    /// Takes the message and says nothing more.
    TakeAndHang,
    /// Says nothing until it is to do something else, once the whole message is there.
    Hang,
    /// Hangs up once the whole message is there.
    Drop,
}

#[derive(Clone, Debug)]
pub struct Delivered {
    pub from: String,
    pub to: Vec<String>,
    pub text: Vec<u8>,
}

#[derive(Default)]
struct Seen {
    /// Every message that was there as a whole.
    whole: Vec<Delivered>,
    taken: Vec<Delivered>,
    passwords: Vec<String>,
}

pub struct MailServer {
    pub address: SocketAddr,
    answer: Arc<Mutex<Answer>>,
    seen: Arc<Mutex<Seen>>,
}

impl MailServer {
    pub fn start(answer: Answer) -> Self {
        Self::begin(answer, false)
    }

    /// One at which one has to sign in.
    pub fn start_with_sign_in(answer: Answer) -> Self {
        Self::begin(answer, true)
    }

    fn begin(answer: Answer, signs_in: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (answer, seen) = (Arc::new(Mutex::new(answer)), Arc::default());
        let server = Self { address, answer, seen };
        let (answer, seen) = (Arc::clone(&server.answer), Arc::clone(&server.seen));
        // It ends with the tests.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
                std::thread::spawn(move || converse(&stream.unwrap(), signs_in, &answer, &seen));
            }
        });
        server
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub fn answer(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    /// Every message that was sent as a whole, whatever became of it.
    pub fn whole(&self) -> Vec<Delivered> {
        self.seen.lock().unwrap().whole.clone()
    }

    /// The messages that it has promised to deliver.
    pub fn taken(&self) -> Vec<Delivered> {
        self.seen.lock().unwrap().taken.clone()
    }

    pub fn passwords(&self) -> Vec<String> {
        self.seen.lock().unwrap().passwords.clone()
    }
}

impl Delivered {
    pub fn message_id(&self) -> String {
        let parsed = mail_parser::MessageParser::default().parse(&self.text).unwrap();
        parsed.message_id().unwrap().to_owned()
    }
}

/// The address of a mail server that is not there.
pub fn dead() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("smtp://{}", listener.local_addr().unwrap())
}

struct Hands {
    answer: Arc<Mutex<Answer>>,
    seen: Arc<Mutex<Seen>>,
    message: Delivered,
    /// Where the connection learns of a message that is there as a whole.
    whole: Arc<Mutex<Option<Delivered>>>,
}

impl Handler for Hands {
    fn auth_plain(&mut self, _: &str, _: &str, password: &str) -> Response {
        self.seen.lock().unwrap().passwords.push(password.to_owned());
        if *self.answer.lock().unwrap() == Answer::NoEntry { INVALID_CREDENTIALS } else { OK }
    }

    fn rcpt(&mut self, _: &str) -> Response {
        if *self.answer.lock().unwrap() == Answer::Never { NO_MAILBOX } else { OK }
    }

    fn data_start(&mut self, _: &str, from: &str, _: bool, to: &[String]) -> Response {
        self.message = Delivered { from: from.to_owned(), to: to.to_vec(), text: Vec::new() };
        OK
    }

    fn data(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.message.text.extend(bytes);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        self.seen.lock().unwrap().whole.push(self.message.clone());
        *self.whole.lock().unwrap() = Some(self.message.clone());
        OK
    }
}

fn converse(stream: &TcpStream, signs_in: bool, answer: &Arc<Mutex<Answer>>, seen: &Arc<Mutex<Seen>>) {
    let whole = Arc::new(Mutex::new(None));
    let message = Delivered { from: String::new(), to: Vec::new(), text: Vec::new() };
    let hands = Hands { answer: Arc::clone(answer), seen: Arc::clone(seen), message, whole: Arc::clone(&whole) };
    let mut builder = SessionBuilder::new("mail.example.com");
    if signs_in {
        builder.enable_auth(AuthMechanism::Plain).insecure_enable_plaintext_auth();
    }
    let mut session = builder.build(IpAddr::V4(Ipv4Addr::LOCALHOST), hands);
    let say = |response: &Response| (&mut &*stream).write_all(&response.buffer().unwrap());
    if say(&session.greeting()).is_err() {
        return;
    }
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        let mut response = session.process(&line);
        line.clear();
        if let Some(message) = whole.lock().unwrap().take() {
            match decided(stream, answer) {
                Some(Answer::Take) => seen.lock().unwrap().taken.push(message),
                Some(Answer::TakeAndHang) => {
                    seen.lock().unwrap().taken.push(message);
                    let _said = say(&response);
                    let _silent_until_it_hangs_up = std::io::copy(&mut reader, &mut std::io::sink());
                    return;
                }
                Some(Answer::Later) => response = Response::custom(451, "Try again later".to_owned()),
                _ => return,
            }
        }
        let is_over = response.action == Action::Close;
        if response.action != Action::NoReply && say(&response).is_err() || is_over {
            return;
        }
    }
}

/// What is to be done once it is more than to keep silent; nothing when nobody waits any more.
fn decided(stream: &TcpStream, answer: &Mutex<Answer>) -> Option<Answer> {
    stream.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
    loop {
        let now = *answer.lock().unwrap();
        if now != Answer::Hang {
            stream.set_read_timeout(None).unwrap();
            return Some(now);
        }
        match stream.peek(&mut [0]) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            _ => return None,
        }
    }
}
