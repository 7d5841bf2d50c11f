//! Applications and users in a database, put there by the product's own functions.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use next_identity_console::domain::activity::{Actor, Origin};
use next_identity_console::domain::client::{
    ClientAuthentication, ClientKey, ClientName, RedirectUris, RegistrationType, Settings,
};
use next_identity_console::domain::oauth::grant::{Grant, GrantId};
use next_identity_console::domain::oauth::grant_token::Kind;
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::domain::token::SecretToken;
use next_identity_console::domain::user::{How, UserId, UserSessionId};
use next_identity_console::service::keyring::Keyring;
use next_identity_console::store::{Store, StoreError, grants, users};

use crate::support::granted::{self, App, CALLBACK, CHALLENGE, VERIFIER};

/// Applications, one for each connection at the most.
const APPS: usize = 64;
/// Rows of one job.
const GROUP: usize = 500;

/// A user who is signed in in some browser.
#[derive(Clone)]
pub struct Member {
    pub id: UserId,
    pub email: String,
    session: UserSessionId,
    /// What the browser holds.
    pub token: String,
}

pub struct Filled {
    pub database: PathBuf,
    pub keyring: Keyring,
    pub apps: Vec<App>,
    pub users: Vec<Member>,
}

impl Filled {
    /// Adds so many users to a database that nobody has open.
    pub async fn new(database: &Path, users: usize) -> Self {
        let (store, keyring) = opened(database).await;
        let mut apps = Vec::new();
        for number in 0..APPS {
            apps.push(app(&store, number, RegistrationType::SelfRegistration).await);
        }
        let mut made = Vec::new();
        let keys: Arc<Vec<ClientKey>> = Arc::new(apps.iter().map(|app| app.key).collect());
        for first in (0..users).step_by(GROUP) {
            let group: Vec<Member> = (first..users.min(first + GROUP)).map(member).collect();
            let (shared, keys) = (group.clone(), Arc::clone(&keys));
            let added = store.write(move |conn| {
                let join = |conn: &mut _, number: usize, user: &Member| {
                    users::join(conn, (keys[number % keys.len()], user.id), How::Registered, SystemClock.now())
                };
                shared.iter().zip(first..).try_for_each(|(user, number)| {
                    let digest = SecretToken::parse(&user.token).unwrap().digest();
                    granted::add_user(conn, (user.id, &user.email), (user.session, digest), SystemClock.now())?;
                    join(conn, number, user)
                })
            });
            added.await.unwrap();
            made.extend(group);
        }
        store.close();
        Self { database: database.to_owned(), keyring, apps, users: made }
    }

    /// Adds an application that these users have used before; its number.
    pub async fn add_app(&mut self, registration: RegistrationType, members: &[Member]) -> usize {
        let (store, _keyring) = opened(&self.database).await;
        let app = app(&store, self.apps.len(), registration).await;
        let (key, members): (ClientKey, Vec<UserId>) = (app.key, members.iter().map(|user| user.id).collect());
        let joined = store.write(move |conn| {
            members.iter().try_for_each(|user| users::join(conn, (key, *user), How::Registered, SystemClock.now()))
        });
        joined.await.unwrap();
        store.close();
        self.apps.push(app);
        self.apps.len() - 1
    }

    /// Keeps users out.
    pub async fn disable(&self, members: &[Member]) {
        let (store, _keyring) = opened(&self.database).await;
        let members: Vec<UserId> = members.iter().map(|user| user.id).collect();
        let origin = Origin { actor: Actor::CommandLine, address: None, at: SystemClock.now() };
        let disabled = store.write(move |conn| {
            members.iter().try_for_each(|user| users::manage::set_disabled(conn, *user, true, &origin).map(drop))
        });
        disabled.await.unwrap();
        store.close();
    }

    /// Grants so much to the applications in turn, each by another user: the application's number and the grant.
    pub async fn grants(&self, count: usize) -> Vec<(usize, GrantId)> {
        let store = Store::open(&self.database).unwrap();
        let mut made = Vec::new();
        for first in (0..count).step_by(GROUP) {
            let group: Vec<_> = (first..count.min(first + GROUP)).map(|number| self.grant(number)).collect();
            made.extend(group.iter().map(|(app, grant)| (*app, grant.id)));
            let insert = move |conn: &mut _| group.iter().try_for_each(|(_, grant)| grants::insert(conn, grant));
            store.write(move |conn| insert(conn).map_err(|error: StoreError| error)).await.unwrap();
        }
        store.close();
        made
    }

    fn grant(&self, number: usize) -> (usize, Grant) {
        let which = number % self.apps.len();
        let user = &self.users[number % self.users.len()];
        let scopes = "openid profile email";
        (which, granted::new(&self.apps[which], (user.id, user.session), scopes, SystemClock.now()))
    }

    /// What the token endpoint is sent for a code or a refresh token.
    pub fn token_form(&self, app: usize, grant: GrantId, generation: u32) -> String {
        let App { id, secret, .. } = &self.apps[app];
        let client = [("client_id", id.as_str()), ("client_secret", secret.as_str())];
        if generation == 0 {
            let code = self.keyring.grant_token(Kind::Code, grant, 0);
            let fields = [
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", CALLBACK),
                ("code_verifier", VERIFIER),
            ];
            return serde_urlencoded::to_string([&fields[..], &client[..]].concat()).unwrap();
        }
        let token = self.keyring.grant_token(Kind::Refresh, grant, generation);
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
        serde_urlencoded::to_string([fields, client].concat()).unwrap()
    }

    /// The address to which an application sends a browser.
    pub fn authorize(&self, app: usize) -> String {
        let fields = [
            ("client_id", self.apps[app].id.as_str()),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid profile email"),
            ("state", "af0ifjsldkj"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        format!("/oauth/authorize?{}", serde_urlencoded::to_string(fields).unwrap())
    }
}

/// A database with its keys, by which what is recorded is chained.
async fn opened(database: &Path) -> (Store, Keyring) {
    let store = Store::open(database).unwrap();
    let key_file = database.with_extension("key");
    let keyring = Keyring::open(&store, database, &key_file, SystemClock.now()).await.unwrap();
    (store, keyring)
}

async fn app(store: &Store, number: usize, registration: RegistrationType) -> App {
    let mut settings = Settings::unchosen();
    settings.general.name = ClientName::parse(&format!("Bench application {number}")).unwrap();
    settings.integration.redirect_uris = RedirectUris::try_from(vec![CALLBACK.to_owned()]).unwrap();
    settings.integration.client_authentication = ClientAuthentication::SecretPost;
    settings.registration.registration_type = registration;
    granted::register(store, settings, SystemClock.now()).await
}

fn member(number: usize) -> Member {
    let now = SystemClock.now();
    let (id, session) = (UserId::new(now), UserSessionId(now.uuid()));
    let token = SecretToken::random().unwrap().to_text();
    Member { id, email: format!("user-{number}@bench.example"), session, token }
}
