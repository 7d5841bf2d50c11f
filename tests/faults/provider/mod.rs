//! The same for what users and applications do.

mod clock;
mod dead_mail;
mod full_disk;
mod killed;
mod malformed;

use std::path::Path;

use next_identity_console::domain::client::AppType;
use next_identity_console::domain::client::RegistrationType;
use reqwest::Method;
use url::Url;

use crate::support::granted::{App, CALLBACK, CHALLENGE, User, VERIFIER, app, user};
use crate::support::{Database, Page, Person, Site};

/// Two applications and some users who are signed in, in a database that nobody has open.
pub struct Prepared {
    _folder: tempfile::TempDir,
    pub database: Database,
    /// Which proves who it is.
    pub shop: App,
    /// Which cannot.
    pub page_app: App,
    pub users: Vec<User>,
}

impl Prepared {
    pub async fn new(users: usize) -> Self {
        let site = Site::start().await;
        let registers = RegistrationType::SelfRegistration;
        let shop = app(&site, |settings| settings.registration.registration_type = registers).await;
        let page_app = app(&site, |settings| {
            settings.general.app_type = AppType::SinglePageApp;
            settings.registration.registration_type = registers;
        });
        let page_app = page_app.await;
        let mut made = Vec::new();
        for _ in 0..users {
            made.push(user(&site).await);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("console.db");
        site.execute(&format!("VACUUM INTO '{}'", path.display()));
        std::fs::copy(site.database.with_extension("key"), path.with_extension("key")).unwrap();
        Self { _folder: folder, database: Database(path), shop, page_app, users: made }
    }

    pub fn path(&self) -> &Path {
        &self.database.0
    }

    /// A user in the browser in which they are signed in.
    pub fn browser(&self, user: usize, site: &str) -> Person {
        let person = Person::new(site);
        person.set_cookie("nic_user", &self.users[user].token);
        person
    }
}

/// The address to which an application sends a browser.
pub fn request(app: &App, more: &[(&str, &str)]) -> String {
    let own = [
        ("client_id", app.id.as_str()),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile email"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let all: Vec<_> = own.iter().chain(more).collect();
    format!("/oauth/authorize?{}", serde_urlencoded::to_string(all).unwrap())
}

/// What a browser is answered that an application has sent.
pub async fn sent(browser: &Person, app: &App, more: &[(&str, &str)]) -> reqwest::Result<Page> {
    let request = browser.bare(Method::GET, &request(app, more)).header("sec-fetch-site", "cross-site");
    browser.try_send(request).await
}

/// The code of an answer, where there is one.
pub fn code_of(page: &Page) -> Option<String> {
    let url = Url::parse(&page.location()?).ok()?;
    url.query_pairs().find(|(name, _)| name == "code").map(|(_, value)| value.into_owned())
}

/// A code for somebody who is signed in.
pub async fn code(browser: &Person, app: &App) -> String {
    let page = sent(browser, app, &[]).await.unwrap();
    code_of(&page).unwrap_or_else(|| panic!("{} {:?} {}", page.status, page.location(), page.text()))
}

/// What the token endpoint answers an application, if anything.
pub async fn ask(person: &Person, app: &App, fields: &[(&str, &str)]) -> reqwest::Result<Page> {
    let request = person.bare(Method::POST, "/oauth/token");
    if app.settings.general.app_type.is_public() {
        let fields: Vec<_> = fields.iter().copied().chain([("client_id", app.id.as_str())]).collect();
        return person.try_send(request.form(&fields)).await;
    }
    person.try_send(request.basic_auth(&app.id, Some(&app.secret)).form(fields)).await
}

pub async fn redeem(person: &Person, app: &App, code: &str) -> reqwest::Result<Page> {
    let fields =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
    ask(person, app, &fields).await
}

pub async fn refresh(person: &Person, app: &App, token: &str) -> reqwest::Result<Page> {
    ask(person, app, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

/// What an application is told about a user.
pub async fn userinfo(person: &Person, token: &str) -> Page {
    person.send(person.bare(Method::GET, "/oauth/userinfo").bearer_auth(token)).await
}
