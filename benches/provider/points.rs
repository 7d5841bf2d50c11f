//! What is measured, each with its requests.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use next_identity_console::domain::issuer::KEY_SET;
use next_identity_console::domain::oauth::grant::GrantId;

use super::filled::Filled;
use super::walk::Walker;
use crate::load::{Connection, Request};
use crate::stage::Stage;
use crate::times::{Load, Times};
use crate::watch;

pub const EXCHANGE: &str = "exchange";
pub const REFRESH: &str = "refresh";
pub const USERINFO: &str = "userinfo";
const WITHOUT: &str = "authorize without a session";
const WITH: &str = "authorize with a session";
const SIGN_IN: &str = "whole sign-in with a code";
const DISCOVERY: &str = "discovery";
const KEYS: &str = "key set";

pub const NAMES: [&str; 8] = [DISCOVERY, KEYS, WITHOUT, WITH, SIGN_IN, EXCHANGE, REFRESH, USERINFO];

/// More codes than can be redeemed in a second.
const CODES: f64 = 8_000.0;
const MOST_CONNECTIONS: usize = 64;

pub struct Points<'a> {
    stage: &'a Stage,
    filled: Rc<Filled>,
    /// Of each connection: its grant, with how often it was refreshed.
    chains: Rc<Vec<(usize, GrantId, Cell<u32>)>>,
    access_token: String,
    /// Sessions that were used, and people who have signed in.
    used: Rc<Cell<usize>>,
    signed_in: Cell<usize>,
}

impl<'a> Points<'a> {
    pub async fn new(stage: &'a Stage, filled: Filled) -> Self {
        let chains = chains(&filled, stage.product.address, MOST_CONNECTIONS).await;
        let (access_token, chains) = (chains.1, Rc::new(chains.0));
        let (used, signed_in) = (Rc::default(), Cell::default());
        Self { stage, filled: Rc::new(filled), chains, access_token, used, signed_in }
    }

    pub async fn measure(&self, name: &str, connections: usize, time: Duration) -> Load {
        let product = (self.stage.product.address, self.stage.product.child.id());
        if name == SIGN_IN {
            let before = watch::worked(product.1);
            let times = self.sign_in(connections, Instant::now() + time, usize::MAX).await;
            let answers = u32::try_from(times.of_connections.iter().map(Vec::len).sum::<usize>()).unwrap();
            return Load { cpu: watch::worked(product.1).saturating_sub(before) / answers, ..times.load() };
        }
        let request = self.request(name, time).await;
        crate::load(product, connections, time, &request).await
    }

    async fn request(&self, name: &str, time: Duration) -> Request {
        let filled = Rc::clone(&self.filled);
        match name {
            DISCOVERY => Request::get("/.well-known/openid-configuration"),
            KEYS => Request::get(KEY_SET),
            WITHOUT => Request::get(&filled.authorize(0)).expecting(303),
            WITH => {
                let used = Rc::clone(&self.used);
                Request::each(303, move |connection, _| {
                    // Of one session, an application has no more than a few codes at a time.
                    let session = used.replace(used.get() + 1) % filled.users.len();
                    let (path, token) = (filled.authorize(connection), &filled.users[session].token);
                    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: nic_user={token}\r\n\r\n").into_bytes()
                })
            }
            EXCHANGE => {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number")]
                let count = (CODES * time.as_secs_f64()) as usize + 2 * MOST_CONNECTIONS;
                let codes = RefCell::new(filled.grants(count).await);
                token(move |_| {
                    let (app, grant) = codes.borrow_mut().pop().expect("enough codes");
                    filled.token_form(app, grant, 0)
                })
            }
            REFRESH => refresh(&filled, &self.chains),
            USERINFO => {
                Request::get("/oauth/userinfo").header("authorization", &format!("Bearer {}", self.access_token))
            }
            other => unreachable!("{other}"),
        }
    }

    /// Lets people sign in until so many have, all in all; how many that are.
    pub async fn sign_in_until(&self, count: usize) -> usize {
        let far = Instant::now() + Duration::from_mins(30);
        self.sign_in(MOST_CONNECTIONS, far, count).await;
        self.signed_in.get()
    }

    /// Each connection's sign-ins, until a moment or until so many people have signed in.
    async fn sign_in(&self, connections: usize, until: Instant, count: usize) -> Times {
        let started = Instant::now();
        let walks = (0..connections).map(|connection| async move {
            let mut walker = Walker::start(self.stage.product.address, &self.filled).await;
            let (mut times, mut failed) = (Vec::new(), 0);
            while times.is_empty() || (Instant::now() < until && self.signed_in.get() < count) {
                let number = self.signed_in.replace(self.signed_in.get() + 1);
                let begun = Instant::now();
                if let Err(why) = walker.walk(&self.filled, number, connection).await {
                    failed += 1;
                    eprintln!("a sign-in failed: {why}");
                }
                times.push(begun.elapsed());
            }
            (times, failed)
        });
        let (of_connections, failed): (Vec<Vec<Duration>>, Vec<usize>) = join_all(walks).await.into_iter().unzip();
        Times { of_connections, elapsed: started.elapsed(), failed: failed.iter().sum() }
    }
}

type Chains = Vec<(usize, GrantId, Cell<u32>)>;

/// A grant for each connection, whose code was redeemed, and an access token of one.
pub async fn chains(filled: &Filled, address: std::net::SocketAddr, count: usize) -> (Chains, String) {
    let mut connection = Connection::open(address).await.unwrap();
    let (mut chains, mut access_token) = (Vec::new(), String::new());
    for (app, grant) in filled.grants(count).await {
        let form = filled.token_form(app, grant, 0);
        assert_eq!(connection.ask(&token(move |_| form.clone()).bytes(0, 0)).await.unwrap(), 200);
        let answer: serde_json::Value = serde_json::from_slice(connection.body()).unwrap();
        answer["access_token"].as_str().unwrap().clone_into(&mut access_token);
        chains.push((app, grant, Cell::new(1)));
    }
    (chains, access_token)
}

/// Each connection's refreshes of its own grant. The next token is known, since tokens follow from their grant.
pub fn refresh(filled: &Rc<Filled>, chains: &Rc<Chains>) -> Request {
    let (filled, chains) = (Rc::clone(filled), Rc::clone(chains));
    token(move |connection| {
        let (app, grant, generation) = &chains[connection];
        filled.token_form(*app, *grant, generation.replace(generation.get() + 1))
    })
}

fn token(form: impl Fn(usize) -> String + 'static) -> Request {
    Request::post_each(move |connection, _| ("/oauth/token".to_owned(), form(connection))).expecting(200)
}
