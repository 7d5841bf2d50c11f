//! Applications and users in a database, put there by the product's own functions.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use next_identity_console::domain::activity::{Actor, Origin};
use next_identity_console::domain::client::credentials::ClientSecret;
use next_identity_console::domain::client::{
    ClientAuthentication, ClientKey, ClientName, PrimaryIdentifier, ProfileField, RedirectUris, RegistrationType,
    Settings,
};
use next_identity_console::domain::oauth::grant::{GrantId, Parties, new_grant};
use next_identity_console::domain::oauth::grant_token::Kind;
use next_identity_console::domain::oauth::request::{
    Authorization, Prompts, Purpose, Request, RequestId, RequestedClaims, RequestedScopes, ResponseMode,
};
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::domain::token::SecretToken;
use next_identity_console::domain::user::{Details, How, Identifier, Proof, ProofKind, Proofs, UserId, UserSessionId};
use next_identity_console::service::keyring::Keyring;
use next_identity_console::store::clients::NewClient;
use next_identity_console::store::clients::secrets::NewSecret;
use next_identity_console::store::user_sessions::NewUserSession;
use next_identity_console::store::{Store, StoreError, clients, grants, user_sessions, users};

pub const CALLBACK: &str = "https://bench.example/callback";
/// Of RFC 7636, appendix B.
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Applications, one for each connection at the most.
const APPS: usize = 64;
/// Rows of one job.
const GROUP: usize = 500;

pub struct App {
    pub key: ClientKey,
    pub id: String,
    pub secret: String,
    settings: Settings,
}

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
        let store = Store::open(database).unwrap();
        let key_file = database.with_extension("key");
        let keyring = Keyring::open(&store, database, &key_file, SystemClock.now()).await.unwrap();
        let mut apps = Vec::new();
        for number in 0..APPS {
            apps.push(app(&store, number).await);
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
                    add(conn, user)?;
                    join(conn, number, user)
                })
            });
            added.await.unwrap();
            made.extend(group);
        }
        store.close();
        Self { database: database.to_owned(), keyring, apps, users: made }
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

    fn grant(&self, number: usize) -> (usize, next_identity_console::domain::oauth::grant::Grant) {
        let (now, which) = (SystemClock.now(), number % self.apps.len());
        let (app, user) = (&self.apps[which], &self.users[number % self.users.len()]);
        let request = Request {
            id: RequestId(now.uuid()),
            client: app.key,
            at: now,
            purpose: Purpose::Authorize(Authorization {
                redirect_uri: CALLBACK.to_owned(),
                mode: ResponseMode::Query,
                state: None,
                nonce: Some("a nonce".to_owned()),
                challenge: Some(CHALLENGE.to_owned()),
            }),
            scopes: RequestedScopes::parse("openid profile email"),
            claims: RequestedClaims::default(),
            prompt: Prompts::default(),
            max_age: None,
            hint: None,
            login_hint: None,
            ui_locales: Vec::new(),
        };
        let by =
            Parties { id: GrantId(now.uuid()), user: user.id, session: user.session, proofs: proofs(), auth_time: now };
        (which, new_grant(&request, &app.settings, by, now).unwrap())
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

async fn app(store: &Store, number: usize) -> App {
    let mut settings = Settings::unchosen();
    settings.general.name = ClientName::parse(&format!("Bench application {number}")).unwrap();
    settings.integration.redirect_uris = RedirectUris::try_from(vec![CALLBACK.to_owned()]).unwrap();
    settings.integration.client_authentication = ClientAuthentication::SecretPost;
    settings.registration.registration_type = RegistrationType::SelfRegistration;
    let at = SystemClock.now();
    let (new, secret) = (NewClient::new(settings.clone(), at), ClientSecret::random().unwrap());
    let (origin, kept) = (Origin { actor: Actor::CommandLine, address: None, at }, NewSecret::new(&secret));
    let by = origin.clone();
    let key = store.write(move |conn| clients::create(conn, &new, &by)).await.unwrap();
    store.write(move |conn| clients::secrets::generate(conn, key, 0, &kept, &origin)).await.unwrap();
    let client = store.read(move |conn| clients::find(conn, key)).await.unwrap().unwrap();
    App { key, id: client.client_id.0, secret: secret.to_text(), settings }
}

fn member(number: usize) -> Member {
    let now = SystemClock.now();
    let (id, session) = (UserId::new(now), UserSessionId(now.uuid()));
    let token = SecretToken::random().unwrap().to_text();
    Member { id, email: format!("user-{number}@bench.example"), session, token }
}

fn proofs() -> Proofs {
    Proofs(vec![Proof { kind: ProofKind::Code, channel: PrimaryIdentifier::Email, at: SystemClock.now() }])
}

fn add(conn: &mut next_identity_console::store::Connection, user: &Member) -> Result<(), StoreError> {
    let now = SystemClock.now();
    let mut details = Details::default();
    details.set(ProfileField::GivenName, "Ada");
    details.set(ProfileField::FamilyName, "Lovelace");
    let email = Identifier::stored(PrimaryIdentifier::Email, &user.email).unwrap();
    users::create(conn, user.id, (&email, None), &details, now)?;
    let session = NewUserSession {
        id: user.session,
        token: SecretToken::parse(&user.token).unwrap().digest(),
        user: user.id,
        auth_time: now,
        proofs: proofs(),
        remembered: true,
        created_at: now,
        ends_at: now.after(Duration::from_hours(24 * 30)),
        address: None,
        browser: "A browser".to_owned(),
    };
    user_sessions::start(conn, &session)
}
