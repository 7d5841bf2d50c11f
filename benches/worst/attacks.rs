//! The worst that anybody does: each goes on for as long as it is let, and counts the answers by their status.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::forms::create;
use crate::load::{self, Connection, Request};

/// The letter that the planted descriptions repeat.
pub const PLANTED: &str = "q";
/// Beginnings of the operators' names and of words in the names of clients, which the filler's entries are full of.
const COMMON: [&str; 4] = ["gra", "por", "gra por", "hop gra por tea"];
/// Who is refused waits so long before the next request, lest the load itself take the machine.
const REFUSED: Duration = Duration::from_millis(50);
/// Before a connection that was refused is tried again.
const AGAIN: Duration = Duration::from_millis(100);

/// What is asked for, in turn, over how many connections.
pub enum Attack {
    /// Pages that the operator of a cookie asks for.
    Pages(usize, Vec<String>),
    WrongSignIns(usize),
    Idle(usize),
    HalfHeads(usize),
    Creates(usize),
    /// Backups, which run as processes of their own.
    Backups,
}

/// Answers by status; 0 are connections that were closed.
#[derive(Default)]
pub struct Answers(RefCell<BTreeMap<u16, usize>>);

impl Answers {
    fn count(&self, status: u16) {
        *self.0.borrow_mut().entry(status).or_default() += 1;
    }

    pub fn words(&self) -> String {
        let of = |(status, count): (&u16, &usize)| match status {
            0 => format!("{count} closed"),
            status => format!("{count} × {status}"),
        };
        self.0.borrow().iter().map(of).collect::<Vec<_>>().join(", ")
    }
}

/// Every attack with a name, and whether it is one beside which pages of others are to stay fast.
pub fn all() -> Vec<(&'static str, Attack)> {
    let activity = |search: &str| format!("/activity?search={}", search.replace(' ', "+"));
    let clients = |search: &str| format!("/clients?search={}", search.replace(' ', "+"));
    let phrase = "customer portal checkout internal partner payments mobile reporting service for suppliers in europe";
    let planted = [PLANTED.repeat(100), vec![PLANTED.repeat(3); 25].join(" ")];
    let mut searches: Vec<String> = planted.iter().map(|search| clients(search)).collect();
    searches.extend([phrase, "e", "the"].map(clients));
    vec![
        ("(a) activity search: c.. fifty times", Attack::Pages(8, vec![activity(&vec!["c.."; 50].join(" "))])),
        ("(a) activity search: common beginnings", Attack::Pages(8, COMMON.map(activity).to_vec())),
        ("(b) client searches: repeated letter, phrase, one letter", Attack::Pages(8, searches)),
        ("(c) twenty exports", Attack::Pages(20, vec!["/activity.csv".to_owned()])),
        (
            "(c) twenty exports of a search",
            Attack::Pages(20, vec![activity(COMMON[0]).replace("/activity", "/activity.csv")]),
        ),
        ("(d) wrong sign-ins at 320 connections", Attack::WrongSignIns(320)),
        ("(e) 5,000 idle connections", Attack::Idle(5_000)),
        ("(f) 2,000 half heads", Attack::HalfHeads(2_000)),
        ("(g) backups", Attack::Backups),
        ("(h) creates at 64 connections", Attack::Creates(64)),
    ]
}

impl Attack {
    /// Attacks over all connections until it is dropped.
    pub async fn run(&self, address: SocketAddr, [viewer, manager]: [&str; 2], answers: &Answers) {
        match self {
            Self::Pages(connections, paths) => {
                let page = |path: &String| Request::get(path).signed_in(viewer).bytes(0, 0);
                let pages: Vec<Vec<u8>> = paths.iter().map(page).collect();
                let sent = |which: usize, n: usize| pages[(which + n) % pages.len()].clone();
                again(*connections, address, answers, sent).await;
            }
            Self::WrongSignIns(connections) => again(*connections, address, answers, guess).await,
            Self::Creates(connections) => {
                let request = Request::post_each(create).signed_in(manager);
                let sent = |which, _| request.bytes(which, load::next(which));
                again(*connections, address, answers, sent).await;
            }
            Self::Idle(connections) => each(*connections, |_| idle(address, b"", answers)).await,
            Self::HalfHeads(connections) => {
                each(*connections, |_| idle(address, b"GET /clients HTTP/1.1\r\nhost: loc", answers)).await;
            }
            Self::Backups => std::future::pending().await,
        }
    }
}

/// A wrong password for an account of its own and from a network of its own: no counter refuses it.
fn guess(which: usize, n: usize) -> Vec<u8> {
    let body = format!("email=somebody.{which}.{n}%40example.com&password=wrong+{which}+{n}");
    let network = format!("2{which:03x}:{:x}:1::1", n & 0xffff);
    let request = Request::post("/sign-in", &body).header("sec-fetch-site", "same-origin");
    request.header("x-forwarded-for", &network).bytes(which, n)
}

async fn each<F: Future<Output = ()>>(connections: usize, one: impl FnMut(usize) -> F) {
    join_all((0..connections).map(one)).await;
}

/// Sends one request after another over each connection.
async fn again(connections: usize, address: SocketAddr, answers: &Answers, request: impl Fn(usize, usize) -> Vec<u8>) {
    let request = &request;
    each(connections, |which| async move {
        let mut n = 0;
        loop {
            let Ok(mut connection) = Connection::open(address).await else {
                answers.count(0);
                tokio::time::sleep(AGAIN).await;
                continue;
            };
            while let Ok(status) = connection.ask_and(&request(which, n), |status| answers.count(status)).await {
                n += 1;
                if status >= 400 {
                    tokio::time::sleep(REFUSED).await;
                }
            }
            n += 1;
        }
    })
    .await;
}

/// A connection that says this much and then nothing, and is opened anew when it is closed.
async fn idle(address: SocketAddr, said: &[u8], answers: &Answers) {
    loop {
        if let Ok(Connection { mut stream, .. }) = Connection::open(address).await
            && stream.write_all(said).await.is_ok()
        {
            let mut answer = [0; 1024];
            while stream.read(&mut answer).await.is_ok_and(|bytes| bytes > 0) {}
        }
        answers.count(0);
        tokio::time::sleep(AGAIN).await;
    }
}
