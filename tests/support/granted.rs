//! Clients, users and what they have granted, put into a site's database without any page.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use next_identity_console::domain::activity::{Actor, Origin};
use next_identity_console::domain::client::credentials::ClientSecret;
use next_identity_console::domain::client::{
    ClientKey, ClientName, PrimaryIdentifier, ProfileField, RedirectUris, RevisionNumber, Settings, Status, card,
};
use next_identity_console::domain::oauth::grant::{Grant, GrantId, Parties, new_grant};
use next_identity_console::domain::oauth::grant_token::Kind;
use next_identity_console::domain::oauth::request::{
    Authorization, Prompts, Purpose, Request, RequestId, RequestedClaims, RequestedScopes, ResponseMode,
};
use next_identity_console::domain::time::Timestamp;
use next_identity_console::domain::token::{Digest, SecretToken};
use next_identity_console::domain::user::{Details, Identifier, Proof, ProofKind, Proofs, UserId, UserSessionId};
use next_identity_console::service::keyring::Keyring;
use next_identity_console::store::clients::NewClient;
use next_identity_console::store::clients::secrets::NewSecret;
use next_identity_console::store::user_sessions::NewUserSession;
use next_identity_console::store::{Connection, Store, StoreError, clients, grants, user_sessions, users};
use reqwest::Method;
use serde_json::Value;

use super::{Page, Site};

pub const CALLBACK: &str = "https://shop.example/callback";
pub const AFTER: &str = "https://shop.example/";
/// RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// An application that has been registered.
pub struct App {
    pub key: ClientKey,
    pub id: String,
    pub secret: String,
    pub settings: Settings,
}

/// Somebody who is signed in.
pub struct User {
    pub id: UserId,
    pub subject: String,
    pub session: UserSessionId,
    /// What the browser holds.
    pub token: String,
}

static COUNT: AtomicU64 = AtomicU64::new(1);

fn opened(site: &Site) -> Store {
    Store::open(&site.database).unwrap()
}

async fn keyring(site: &Site, store: &Store) -> Keyring {
    Keyring::open(store, &site.database, &site.database.with_extension("key"), site.now()).await.unwrap()
}

/// Registers an application with the defaults, an address and a secret, and what else the test sets.
pub async fn app(site: &Site, set: impl Fn(&mut Settings)) -> App {
    let (store, at) = (opened(site), site.now());
    let _keyring = keyring(site, &store).await;
    let mut settings = Settings::unchosen();
    settings.general.name = ClientName::parse(&format!("Shop {}", COUNT.fetch_add(1, Ordering::SeqCst))).unwrap();
    let uris = |uri: &str| RedirectUris::try_from(vec![uri.to_owned()]).unwrap();
    settings.integration.redirect_uris = uris(CALLBACK);
    settings.integration.post_logout_redirect_uris = uris(AFTER);
    set(&mut settings);
    let app = register(&store, settings, at).await;
    assert!(store.read(|conn| clients::with_client_id(conn, &app.id)).await.unwrap().is_some());
    store.close();
    app
}

/// Creates a client with these settings, and a secret where it keeps one.
pub async fn register(store: &Store, settings: Settings, at: Timestamp) -> App {
    let (new, secret) = (NewClient::new(settings.clone(), at), ClientSecret::random().unwrap());
    let origin = Origin { actor: Actor::CommandLine, address: None, at };
    let (is_public, kept) = (settings.general.app_type.is_public(), NewSecret::new(&secret));
    let by = origin.clone();
    let key = store.write(move |conn| clients::create(conn, &new, &by)).await.unwrap();
    if !is_public {
        store.write(move |conn| clients::secrets::generate(conn, key, 0, &kept, &origin)).await.unwrap();
    }
    let client = store.read(move |conn| clients::find(conn, key)).await.unwrap().unwrap();
    App { key, id: client.client_id.0, secret: secret.to_text(), settings }
}

/// Makes a user with a session in some browser.
pub async fn user(site: &Site) -> User {
    let (store, now) = (opened(site), site.now());
    let (id, session) = (UserId::new(now), UserSessionId(now.uuid()));
    let token = SecretToken::random().unwrap();
    let name = format!("ada-{}@example.com", COUNT.fetch_add(1, Ordering::SeqCst));
    let digest = token.digest();
    let made = store.write(move |conn| {
        add_user(conn, (id, &name), (session, digest), now)?;
        user_sessions::find(conn, digest)
    });
    let live = made.await.unwrap().unwrap();
    store.close();
    User { id, subject: live.subject.0, session, token: token.to_text() }
}

/// Adds somebody of this address with a session, by the digest of its token.
pub fn add_user(
    conn: &mut Connection,
    (id, email): (UserId, &str),
    (session, token): (UserSessionId, Digest),
    at: Timestamp,
) -> Result<(), StoreError> {
    let mut details = Details::default();
    details.set(ProfileField::GivenName, "Ada");
    details.set(ProfileField::FamilyName, "Lovelace");
    let email = Identifier::stored(PrimaryIdentifier::Email, email).unwrap();
    users::create(conn, id, (&email, None), &details, at)?;
    let new = NewUserSession {
        id: session,
        token,
        user: id,
        auth_time: at,
        proofs: proofs(at),
        remembered: false,
        created_at: at,
        ends_at: at.after(Duration::from_hours(12)),
        address: None,
        browser: "A browser".to_owned(),
    };
    user_sessions::start(conn, &new)
}

fn proofs(at: Timestamp) -> Proofs {
    Proofs(vec![Proof { kind: ProofKind::Code, channel: PrimaryIdentifier::Email, at }])
}

/// Grants something, as at the end of a journey; the code.
pub async fn code(site: &Site, app: &App, user: &User, scopes: &str) -> String {
    granted(site, app, user, scopes, |_| {}).await
}

/// As [`code`], with what else the test sets.
pub async fn granted(site: &Site, app: &App, user: &User, scopes: &str, set: impl Fn(&mut Grant)) -> String {
    let (store, now) = (opened(site), site.now());
    let mut grant = new(app, (user.id, user.session), scopes, now);
    set(&mut grant);
    let code = keyring(site, &store).await.grant_token(Kind::Code, grant.id, 0);
    store.write(move |conn| grants::insert(conn, &grant)).await.unwrap();
    store.close();
    code
}

/// What a user grants who has just signed in.
pub fn new(app: &App, (user, session): (UserId, UserSessionId), scopes: &str, at: Timestamp) -> Grant {
    let request = Request {
        id: RequestId(at.uuid()),
        client: app.key,
        at,
        purpose: Purpose::Authorize(Authorization {
            redirect_uri: CALLBACK.to_owned(),
            mode: ResponseMode::Query,
            state: None,
            nonce: Some("a nonce".to_owned()),
            challenge: Some(CHALLENGE.to_owned()),
        }),
        scopes: RequestedScopes::parse(scopes),
        claims: RequestedClaims::default(),
        prompt: Prompts::default(),
        max_age: None,
        hint: None,
        login_hint: None,
        ui_locales: Vec::new(),
    };
    let by = Parties { id: GrantId(at.uuid()), user, session, proofs: proofs(at), auth_time: at };
    new_grant(&request, &app.settings, by, at).unwrap()
}

/// Saves a card of an application as an operator would.
pub async fn save(site: &Site, app: &App, name: &str, set: impl Fn(&mut Settings)) {
    let mut settings = app.settings.clone();
    set(&mut settings);
    let (key, card, at) = (app.key, card(name).unwrap(), site.now());
    let origin = Origin { actor: Actor::CommandLine, address: None, at };
    let store = opened(site);
    let _keyring = keyring(site, &store).await;
    let first = RevisionNumber::FIRST;
    let saved = store.write(move |conn| clients::save(conn, key, card, first, &settings, true, &origin)).await;
    assert!(saved.unwrap().is_some());
    store.close();
}

/// Disables an application or lets it go on.
pub async fn set_status(site: &Site, app: &App, status: Status) {
    let (key, origin) = (app.key, Origin { actor: Actor::CommandLine, address: None, at: site.now() });
    change(site, move |conn| clients::set_status(conn, key, status, &origin).map(drop)).await;
}

/// Runs something of the library on the site's database.
pub async fn change(site: &Site, work: impl Fn(&mut Connection) -> Result<(), StoreError> + Send + 'static) {
    let store = opened(site);
    let _keyring = keyring(site, &store).await;
    store.write(work).await.unwrap();
    store.close();
}

/// Sends a form to the token endpoint as the application does, with its secret in the header where it has one.
pub async fn ask(site: &Site, app: &App, fields: &[(&str, &str)]) -> Page {
    let visitor = site.visitor();
    let request = visitor.bare(Method::POST, "/oauth/token");
    if app.settings.general.app_type.is_public() {
        let fields: Vec<_> = fields.iter().copied().chain([("client_id", app.id.as_str())]).collect();
        return visitor.send(request.form(&fields)).await;
    }
    visitor.send(request.basic_auth(&app.id, Some(&app.secret)).form(fields)).await
}

/// Redeems a code with its verifier.
pub async fn redeem(site: &Site, app: &App, code: &str) -> Page {
    let fields =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
    ask(site, app, &fields).await
}

pub async fn refresh(site: &Site, app: &App, token: &str) -> Page {
    ask(site, app, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

/// What a client is told with an access token.
pub async fn userinfo(site: &Site, token: &str) -> Page {
    let visitor = site.visitor();
    visitor.send(visitor.bare(Method::GET, "/oauth/userinfo").bearer_auth(token)).await
}

pub fn body(page: &Page) -> Value {
    serde_json::from_str(&page.html).unwrap_or_else(|_| panic!("{} {}", page.status, page.html))
}

/// A member of an answer that succeeded.
pub fn member(page: &Page, name: &str) -> String {
    assert_eq!(page.status, 200, "{}", page.html);
    body(page)[name].as_str().unwrap_or_else(|| panic!("{name}: {}", page.html)).to_owned()
}

/// The status and the error of an answer that refuses.
pub fn error(page: &Page) -> (u16, String) {
    (page.status, body(page)["error"].as_str().unwrap_or_default().to_owned())
}

/// The claims of a token, unverified.
pub fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}
