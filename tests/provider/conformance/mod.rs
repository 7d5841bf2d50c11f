//! What the conformance suite of the OpenID Foundation does to a provider, for its Config, Basic, Form Post and RP-initiated
//! logout plans. Each test says which of the suite's it stands for; their names begin with `oidcc-` there. What is left out:
//!
//! | of the suite | is tested by |
//! | --- | --- |
//! | `server`, `server-client-secret-post`, `ensure-request-with-valid-pkce-succeeds` | `tests/strangers/sign_in.rs` |
//! | `ensure-registered-redirect-uri`, `ensure-request-with-unknown-parameter-succeeds` | `tests/provider/refused.rs` |
//! | `ensure-post-request-succeeds` | `tests/provider/prompts.rs` |

mod answers;
mod requests;
mod sign_out;

use reqwest::Method;
use serde_json::Value;

use super::shop::{CALLBACK, Shop, VERIFIER};
use crate::console::credentials::generate;
use crate::support::granted::{body, claims, member, userinfo};
use crate::support::{Page, Person};

pub const AFTER: &str = "https://shop.example.com/";
/// The Form Post plan is the Basic one once more.
pub const MODES: [(&str, &str); 2] = [("response_mode", "query"), ("response_mode", "form_post")];

/// An application with a secret, and a user of it.
pub struct Party {
    pub shop: Shop,
    pub grace: Person,
    secret: String,
}

/// What an application has received for a code.
pub struct Tokens {
    pub answer: Page,
    /// The claims of the ID token.
    pub claims: Value,
}

impl Tokens {
    pub fn get(&self, name: &str) -> String {
        member(&self.answer, name)
    }
}

impl Party {
    /// The user has registered and is signed in.
    pub async fn open() -> Self {
        let shop = Shop::open().await;
        shop.set("integration", &[("post_logout_redirect_uris_1", AFTER)]).await;
        let secret = generate(&shop.ada, &shop.page).await;
        let grace = shop.site.visitor();
        shop.register(&grace, "grace@example.com").await;
        Self { shop, grace, secret }
    }

    /// The answer to a request, which must be one that shows the user nothing.
    pub async fn ask(&self, parameters: &[(&str, &str)]) -> Vec<(String, String)> {
        sent(&self.shop.visit(&self.grace, parameters).await)
    }

    /// Redeems the code of an answer.
    pub async fn redeem(&self, answer: &[(String, String)]) -> Page {
        let code = told(answer, "code").unwrap_or_else(|| panic!("{answer:?}"));
        let fields = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
        self.token(&[&fields[..], &[("code_verifier", VERIFIER)]].concat()).await
    }

    pub async fn token(&self, fields: &[(&str, &str)]) -> Page {
        let visitor = self.shop.site.visitor();
        let request = visitor.bare(Method::POST, "/oauth/token");
        visitor.send(request.basic_auth(&self.shop.client_id, Some(&self.secret)).form(fields)).await
    }

    pub async fn tokens(&self, answer: &[(String, String)]) -> Tokens {
        let answer = self.redeem(answer).await;
        let claims = claims(&member(&answer, "id_token"));
        Tokens { answer, claims }
    }

    /// Signs in without a page.
    pub async fn silently(&self, parameters: &[(&str, &str)]) -> Tokens {
        self.tokens(&self.ask(&[&[("prompt", "none")], parameters].concat()).await).await
    }

    pub async fn about(&self, tokens: &Tokens) -> Value {
        body(&userinfo(&self.shop.site, &tokens.get("access_token")).await)
    }
}

/// What the application is sent: in the address, or in a form with nothing in its address.
pub fn sent(page: &Page) -> Vec<(String, String)> {
    if page.status == 200
        && let Some(form) = page.forms().into_iter().find(|form| form.action == CALLBACK)
    {
        assert_eq!(form.method, "post");
        return form.fields;
    }
    super::shop::answer(page)
}

pub fn told(answer: &[(String, String)], name: &str) -> Option<String> {
    answer.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
}
