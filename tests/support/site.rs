//! A running site on a real SQLite file, with a clock that the test sets.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use clap::Parser;
use diesel::prelude::*;
use next_identity_console::app::Program;
use next_identity_console::config::{Cli, Command};
use next_identity_console::domain::activity::{Actor, Origin};
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::operator::{NewOperator, NewPassword, OperatorName, password_link};
use next_identity_console::domain::password::Password;
use next_identity_console::domain::role::Role;
use next_identity_console::domain::text::EmailAddress;
use next_identity_console::domain::time::{Clock, SystemClock, Timestamp};
use next_identity_console::domain::token::SecretToken;
use next_identity_console::service::keyring::Keyring;
use next_identity_console::service::password_hasher::PasswordHasher;
use next_identity_console::store::{Store, operators};
use next_identity_console::work::sweeping;

use super::{Database, Person, keys};

/// The password of every operator that a test makes.
pub const PASSWORD: &str = "plum otter violin harbour";

/// A server that has not stopped by then never does.
const PATIENCE: Duration = Duration::from_mins(1);

/// A clock that stands where the test puts it.
pub struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// A running site; dropping it stops it.
pub struct Site {
    pub url: String,
    pub database: PathBuf,
    pub set_up_link: Option<String>,
    clock: Arc<TestClock>,
    folder: tempfile::TempDir,
    server: Option<(ServerHandle, JoinHandle<()>)>,
}

impl Site {
    /// A new site without any operator, whose keys are made already.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// A new site with more command-line arguments.
    pub async fn start_with(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("console.db");
        keys::with_keys(&database).await;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("http://localhost:{}", address.port());
        let mut command = vec!["next-identity-console".to_owned(), "--listen".to_owned(), address.to_string()];
        command.extend(["--database".to_owned(), database.display().to_string()]);
        command.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        let Command::Serve(settings) = Cli::parse_from(command).command().unwrap() else { unreachable!() };
        let settings = *settings;
        let clock = Arc::new(TestClock(AtomicI64::new(SystemClock.now().0)));
        let program_clock: Arc<dyn Clock> = Arc::clone(&clock) as _;
        let (ready, started) = tokio::sync::oneshot::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let program = Program::prepare(settings, program_clock).await.unwrap();
                let link = program.set_up_link().await.unwrap();
                let server = program.serve(listener).unwrap();
                let background = program.background();
                assert!(ready.send((server.handle(), link)).is_ok());
                server.await.unwrap();
                program.close(background).await;
            });
        });
        let (handle, set_up_link) = started.await.unwrap();
        let link = set_up_link.map(|link| link.replace("https://id.example.com", &url));
        Self { url, database, set_up_link: link, clock, folder, server: Some((handle, thread)) }
    }

    /// Moves the clock; negative seconds set it back.
    pub fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// The time by the site's clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Deletes what has expired by the site's clock, as the program does now and then.
    pub async fn sweep(&self) {
        let store = Store::open(&self.database).unwrap();
        sweeping::sweep(&store, self.clock.now()).await.unwrap();
        store.close();
    }

    /// Adds an operator: `name@example.com` with [`PASSWORD`].
    pub async fn add_operator(&self, name: &str, role: Role) {
        self.add_operators(&[name], role).await;
    }

    /// Adds operators with the same role.
    pub async fn add_operators(&self, names: &[&str], role: Role) {
        add_operators(&self.database, names, role, self.clock.now()).await;
    }

    /// Adds an operator who has no password yet; the address of the page where they choose one.
    pub async fn invite(&self, name: &str, role: Role) -> String {
        let token = SecretToken::random().unwrap();
        add_operator(&self.database, name, role, NewPassword::Link(token.digest()), self.clock.now()).await;
        password_link("", &token)
    }

    /// An operator with a role, signed in over HTTP; the name is the role's.
    pub async fn operator(&self, role: Role) -> Person {
        let name = role.label().split(' ').next().unwrap();
        self.named_operator(name, role).await
    }

    /// An operator with a name and a role, signed in over HTTP.
    pub async fn named_operator(&self, name: &str, role: Role) -> Person {
        self.add_operator(name, role).await;
        let person = self.visitor();
        person.sign_in(name).await;
        person
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Person {
        Person::new(&self.url)
    }

    /// Runs SQL on the database file, besides the program.
    pub fn execute(&self, sql: &str) {
        self.file().execute(sql);
    }

    /// Runs SQL that may be refused.
    pub fn try_execute(&self, sql: &str) -> Result<(), String> {
        self.file().try_execute(sql)
    }

    /// The number that a query asks for.
    pub fn number(&self, expression: &str) -> i64 {
        self.file().number(expression)
    }

    /// The text that a query asks for.
    pub fn text(&self, expression: &str) -> String {
        self.file().text(expression)
    }

    /// A setting of the only client, as its present document has it, by its path.
    pub fn setting(&self, path: &str) -> String {
        self.text(&format!(
            "(SELECT settings ->> '$.{path}' FROM clients c JOIN client_revisions r ON r.client = c.id AND number = revision)"
        ))
    }

    /// Everything that is stored, to see that nothing has changed.
    pub fn stored(&self) -> Vec<String> {
        self.file().stored()
    }

    /// Keeps the program from writing for as long as what it returns lives.
    pub fn lock(&self) -> SqliteConnection {
        let mut connection = self.connect();
        diesel::sql_query("BEGIN IMMEDIATE").execute(&mut connection).unwrap();
        connection
    }

    fn connect(&self) -> SqliteConnection {
        self.file().connect()
    }

    /// The database file.
    pub fn file(&self) -> Database {
        Database(self.database.clone())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some((handle, thread)) = self.server.take() {
            let stopped = handle.stop(false);
            std::thread::spawn(move || actix_web::rt::System::new().block_on(stopped));
            let deadline = Instant::now() + PATIENCE;
            while !thread.is_finished() {
                assert!(Instant::now() < deadline, "the server does not stop");
                std::thread::yield_now();
            }
            assert!(thread.join().is_ok(), "the server panicked");
        }
    }
}

/// Adds operators to a database: `name@example.com` with [`PASSWORD`].
pub async fn add_operators(database: &Path, names: &[&str], role: Role, at: Timestamp) {
    for name in names {
        add_operator(database, name, role, NewPassword::Hash(password_hash().await), at).await;
    }
}

async fn add_operator(database: &Path, name: &str, role: Role, password: NewPassword, at: Timestamp) {
    let store = Store::open(database).unwrap();
    Keyring::open(&store, database, &database.with_extension("key"), at).await.unwrap();
    let (name, email) = (OperatorName::parse(name).unwrap(), EmailAddress::parse(&email(name)).unwrap());
    let new = NewOperator { name, email, role, password };
    let origin = Origin { actor: Actor::CommandLine, address: None, at };
    store.write(move |conn| operators::add(conn, &new, &origin)).await.unwrap();
    store.close();
}

/// The address of a test's operator.
pub fn email(name: &str) -> String {
    format!("{}@example.com", name.to_lowercase().replace(' ', "."))
}

/// One Argon2id hash serves all tests.
pub async fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return hash.clone();
    }
    let hash = PasswordHasher::new(1).unwrap().hash(Password::to_verify(PASSWORD)).await.unwrap();
    HASH.get_or_init(|| hash).clone()
}
