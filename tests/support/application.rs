//! An application of a test: a page with a link to sign in, and an address to come back to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What an application was sent at its callback.
#[derive(Clone, Debug)]
pub struct Received {
    pub method: String,
    /// Of the address or the body, as they came.
    pub parameters: Vec<(String, String)>,
}

impl Received {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

pub struct Application {
    pub url: String,
    link: Arc<Mutex<String>>,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Application {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let application = Self { url, link: Arc::default(), received: Arc::default() };
        let (link, received) = (Arc::clone(&application.link), Arc::clone(&application.received));
        // It ends with the tests.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (link, received) = (Arc::clone(&link), Arc::clone(&received));
                std::thread::spawn(move || answer(&stream.unwrap(), &link, &received));
            }
        });
        application
    }

    pub fn callback(&self) -> String {
        format!("{}/callback", self.url)
    }

    /// Sets where the link on its page leads.
    pub fn sign_in_at(&self, address: &str) {
        address.clone_into(&mut self.link.lock().unwrap());
    }

    /// All that has come to the callback.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    pub fn last(&self) -> Received {
        self.received().pop().expect("nothing has come to the application")
    }
}

fn answer(stream: &TcpStream, link: &Mutex<String>, received: &Mutex<Vec<Received>>) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).is_ok_and(|read| read == 0) {
            return;
        }
    }
    let (method, target) = head.split_once(' ').unwrap();
    let target = target.split(' ').next().unwrap();
    let lower = head.to_lowercase();
    let length = lower.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let heading = if path == "/callback" {
        let sent = if method == "POST" { String::from_utf8(body).unwrap() } else { query.to_owned() };
        let parameters = serde_urlencoded::from_str(&sent).unwrap();
        received.lock().unwrap().push(Received { method: method.to_owned(), parameters });
        "Welcome back"
    } else {
        "An application"
    };
    let link = link.lock().unwrap().replace('&', "&amp;");
    let page = format!(
        "<!doctype html><html lang=en><title>{heading}</title><link rel=icon href='data:,'><main><h1>{heading}</h1><a href=\"{link}\">Sign in</a></main>"
    );
    let length = page.len();
    let _sent = (&*stream).write_all(
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{page}"
        )
        .as_bytes(),
    );
}
