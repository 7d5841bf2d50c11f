//! An application and its users: a client with a redirect URI, requests as the application makes them, and the codes that its
//! users are sent.

use next_identity_console::domain::role::Role;
use reqwest::Method;
use url::Url;

use crate::support::{Page, Person, Site};

pub const CALLBACK: &str = "https://shop.example.com/callback";
/// Of RFC 7636, appendix B.
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

pub struct Shop {
    pub site: Site,
    /// An administrator.
    pub ada: Person,
    /// The address of the client's page.
    pub page: String,
    pub client_id: String,
}

impl Shop {
    /// A web app with the defaults of the article, and one redirect URI.
    pub async fn open() -> Self {
        Self::open_with(&[]).await
    }

    /// The same with other choices in the wizard, by field name.
    pub async fn open_with(choices: &[(&str, &str)]) -> Self {
        let site = Site::start().await;
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let (page, client_id) = Self::add(&site, &ada, "Shop", choices).await;
        Self { site, ada, page, client_id }
    }

    /// Another client with the same redirect URI: its page and its client ID.
    pub async fn add(site: &Site, ada: &Person, name: &str, choices: &[(&str, &str)]) -> (String, String) {
        let page = crate::console::create_with(ada, name, choices).await;
        let saved =
            crate::console::card_form(ada, &format!("{page}/integration"), &[], &[("redirect_uris_1", CALLBACK)]).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let client_id = site.text(&format!("(SELECT client_id FROM clients WHERE name = '{name}')"));
        (page, client_id)
    }

    /// Saves a card of the client, with fields by name.
    pub async fn set(&self, card: &str, fields: &[(&str, &str)]) {
        let saved = crate::console::card_form(&self.ada, &format!("{}/{card}", self.page), &[], fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
    }

    /// An authorization request as the application sends it, with more or other parameters.
    pub fn request(&self, parameters: &[(&str, &str)]) -> String {
        let mut all = vec![
            ("client_id", self.client_id.as_str()),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid profile email"),
            ("state", "af0ifjsldkj"),
            ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in parameters {
            all.retain(|(known, _)| known != name);
            all.push((name, value));
        }
        format!("/oauth/authorize?{}", serde_urlencoded::to_string(all).unwrap())
    }

    /// Follows an authorization request as a browser that comes from the application's page.
    pub async fn visit(&self, user: &Person, parameters: &[(&str, &str)]) -> Page {
        let request = user.bare(Method::GET, &self.request(parameters)).header("sec-fetch-site", "cross-site");
        let mut page = user.send(request).await;
        for _ in 0..5 {
            match page.location().filter(|location| location.starts_with('/')) {
                Some(location) => page = user.get(&location).await,
                None => return page,
            }
        }
        panic!("sent in circles")
    }

    /// The code in the newest message of the Outbox.
    pub async fn code(&self) -> String {
        let id = self.site.text("(SELECT lower(hex(id)) FROM messages ORDER BY rowid DESC LIMIT 1)");
        let id = uuid::Uuid::parse_str(&id).unwrap();
        let mut page = self.ada.open(&format!("/outbox/{id}")).await;
        if page.h1() == "Sign in" {
            // Hers ends earlier than a user's.
            self.ada.sign_in_again("Ada").await;
            page = self.ada.open(&format!("/outbox/{id}")).await;
        }
        let text = page.text();
        let is_code = |word: &&str| word.len() >= 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        text.split_whitespace().find(is_code).unwrap_or_else(|| panic!("{text}")).to_owned()
    }

    /// Names somebody and types the code that they are sent: the page after it.
    pub async fn prove(&self, user: &Person, page: &Page, email: &str) -> Page {
        let page = user.submit(page, "Continue", &[("Email", email)]).await;
        assert_eq!(page.h1(), "Check your email", "{}", page.text());
        user.submit(&page, "Continue", &[("Code", &self.code().await)]).await
    }

    /// Registers somebody, as far as the page that leads back to the application.
    pub async fn register(&self, user: &Person, email: &str) -> Page {
        let page = self.visit(user, &[]).await;
        let page = self.prove(user, &page, email).await;
        assert_eq!(page.h1(), "Create your account", "{}", page.text());
        user.submit(&page, "Create account", &[("Given name", "Grace"), ("Family name", "Hopper")]).await
    }
}

/// What the application is sent, from the page or the redirect that leads there.
pub fn answer(page: &Page) -> Vec<(String, String)> {
    let address = page.location().unwrap_or_else(|| page.link("Return to Shop"));
    let url = Url::parse(&address).unwrap();
    assert_eq!(&url[..url::Position::AfterPath], CALLBACK);
    url.query_pairs().into_owned().collect()
}

/// One parameter of it.
pub fn told(page: &Page, name: &str) -> Option<String> {
    answer(page).into_iter().find(|(found, _)| found == name).map(|(_, value)| value)
}
