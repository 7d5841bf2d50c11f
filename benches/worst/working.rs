//! Another operator who goes on working: a steady mix of pages and now and then a save, whatever happens beside,
//! and one who signs in.

use std::net::SocketAddr;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::forms::Save;
use crate::load::{Connection, Request};
use crate::pages;
use crate::stage::{Stage, cookie};
use crate::support::Person;
use crate::support::site::{PASSWORD, email};
use crate::times::Load;

/// Requests are sent at this distance, in turn over so many connections as a browser has.
const EVERY: Duration = Duration::from_millis(20);
const CONNECTIONS: u32 = 6;
/// One request of the first connection in so many is a save.
const SAVE: usize = 16;
/// The pause from one sign-in to the next.
const SIGN_IN: Duration = Duration::from_secs(1);
const KNOWN: &str = "Operator 2";
/// As long as a browser would wait.
const PATIENCE: Duration = Duration::from_secs(30);

/// An operator, the client whose card is saved, and somebody who signs in again and again from a browser that is known.
pub struct Worker {
    operator: Person,
    client: String,
    mix: Mix,
    known: Person,
}

/// What they saw, from when a request was due to its answer.
pub struct Worked {
    pub pages: Load,
    pub sign_ins: Load,
}

/// What the operator asks for.
#[derive(Clone)]
struct Mix {
    address: SocketAddr,
    pages: Vec<Vec<u8>>,
    cookie: String,
}

impl Worker {
    pub async fn new(stage: &Stage) -> Self {
        let operator = stage.operator("Operator 1").await;
        let (cookie, clients) = (cookie(&operator), pages::clients(&operator, 2).await);
        let card = format!("{}/authentication", clients[0]);
        let paths = ["/clients", &clients[0], &card, "/activity", "/clients?search=port"];
        let page = |path: &str| Request::get(path).signed_in(&cookie).bytes(0, 0);
        let pages = paths.iter().map(|path| page(path)).collect();
        let mix = Mix { address: stage.product.address, pages, cookie };
        Self { operator, client: clients[1].clone(), mix, known: stage.operator(KNOWN).await }
    }

    /// Works for so long on a thread of its own.
    pub async fn start(&self, time: Duration) -> JoinHandle<Worked> {
        let (mix, save) = (self.mix.clone(), Save::prepared(&self.operator, &self.client).await);
        let known = self.known.with_same_cookies();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let (pages, sign_ins) = tokio::join!(mix.work(&save, time), sign_in_again_and_again(&known, time));
                Worked { pages, sign_ins }
            })
        })
    }
}

async fn sign_in_again_and_again(known: &Person, time: Duration) -> Load {
    let (started, mut times, mut failed) = (Instant::now(), Vec::new(), 0);
    while started.elapsed() < time {
        let asked = Instant::now();
        let form = [("email", email(KNOWN)), ("password", PASSWORD.to_owned())];
        let answer = known.try_send(known.request(reqwest::Method::POST, "/sign-in").form(&form)).await;
        times.push(asked.elapsed());
        failed += usize::from(!answer.is_ok_and(|page| page.status == 303));
        tokio::time::sleep(SIGN_IN).await;
    }
    Load { failed, ..Load::of(times, started.elapsed()) }
}

impl Mix {
    async fn work(&self, save: &Save, time: Duration) -> Load {
        let started = Instant::now();
        let connections = (0..CONNECTIONS).map(|which| self.connection(which, save, started, time));
        let (mut times, mut failed) = (Vec::new(), 0);
        for (waited, refused) in futures_util::future::join_all(connections).await {
            times.extend(waited);
            failed += refused;
        }
        Load { failed, ..Load::of(times, started.elapsed()) }
    }

    /// Sends what is due on one connection; what is late is sent as soon as the answer before has come.
    async fn connection(&self, which: u32, save: &Save, started: Instant, time: Duration) -> (Vec<Duration>, usize) {
        let (mut times, mut failed, mut open) = (Vec::new(), 0, None);
        let mut due = started + EVERY * which;
        for n in 0.. {
            if due >= started + time {
                break;
            }
            tokio::time::sleep_until(due.into()).await;
            let saves = which == 0 && n % SAVE == SAVE - 1;
            let done = if saves {
                let request = Request::post_each({
                    let sent = save.next();
                    move |_, _| sent.clone()
                });
                let done = self.ask(&mut open, &request.signed_in(&self.cookie).bytes(0, 0)).await == Some(303);
                if done {
                    save.done();
                }
                done
            } else {
                self.ask(&mut open, &self.pages[(n + which as usize) % self.pages.len()]).await == Some(200)
            };
            times.push(due.elapsed());
            failed += usize::from(!done);
            due += EVERY * CONNECTIONS;
        }
        (times, failed)
    }

    /// The status of the answer, over the connection that is open or a new one; `None` when there is no answer.
    async fn ask(&self, open: &mut Option<Connection>, request: &[u8]) -> Option<u16> {
        let answered = async {
            let mut connection = match open.take() {
                Some(connection) => connection,
                None => Connection::open(self.address).await.ok()?,
            };
            let status = connection.ask(request).await.ok()?;
            *open = Some(connection);
            Some(status)
        };
        tokio::time::timeout(PATIENCE, answered).await.ok().flatten()
    }
}
