//! Sample code in which a client's values stand, each escaped for its language, and never a secret.

use serde_json::json;
use url::Url;

use crate::domain::client::{AppType, Client, ClientAuthentication};
use crate::domain::issuer::{DISCOVERY, Issuer};

/// What the samples return to while the client has no redirect URI.
const REDIRECT_URI: &str = "https://app.example.com/callback";

pub struct Sample {
    pub title: &'static str,
    pub code: String,
}

/// The samples for the client's app type, and curl for all.
pub fn of_client(client: &Client, issuer: &Issuer) -> Vec<Sample> {
    let values = Values::new(client, issuer);
    let sample = |title, text, language: fn(&str) -> String| Sample { title, code: values.filled(text, language) };
    let mut samples = match client.settings.general.app_type {
        AppType::WebApp => vec![
            sample("Express with openid-client", include_str!("samples/express.js"), json_string),
            sample("Flask with Authlib", include_str!("samples/flask.py"), json_string),
        ],
        AppType::SinglePageApp => {
            vec![sample("Single-page app with oidc-client-ts", include_str!("samples/single_page_app.js"), json_string)]
        }
        AppType::MobileApp => vec![
            sample("iOS with AppAuth", include_str!("samples/ios.swift"), json_string),
            sample("Android with AppAuth", include_str!("samples/android.kt"), kotlin_string),
        ],
    };
    samples.push(sample("curl", include_str!("samples/curl.sh"), shell_string));
    samples
}

/// Text in JavaScript, Python and Swift. A backslash, which would begin an interpolation in Swift, is doubled.
fn json_string(text: &str) -> String {
    json!(text).to_string()
}

/// Text in Kotlin, where a dollar sign begins an interpolation.
fn kotlin_string(text: &str) -> String {
    json_string(text).replace('$', "\\$")
}

/// Text in a shell.
fn shell_string(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// What a sample is filled in with.
struct Values {
    issuer: String,
    discovery: String,
    token_endpoint: String,
    authorization_request: String,
    client_id: String,
    redirect_uri: String,
    scope: String,
    method: Option<ClientAuthentication>,
}

impl Values {
    fn new(client: &Client, issuer: &Issuer) -> Self {
        let settings = &client.settings;
        let scope = settings.integration.scopes.with_openid();
        let redirect_uri = settings.integration.redirect_uris.first().unwrap_or(REDIRECT_URI).to_owned();
        let client_id = client.client_id.0.clone();
        let query =
            [("response_type", "code"), ("client_id", &client_id), ("redirect_uri", &redirect_uri), ("scope", &scope)];
        let query = serde_urlencoded::to_string(query).unwrap_or_default();
        Self {
            issuer: issuer.0.clone(),
            discovery: issuer.address(DISCOVERY),
            token_endpoint: issuer.endpoint("token_endpoint"),
            authorization_request: format!("{}?{query}", issuer.endpoint("authorization_endpoint")),
            client_id,
            redirect_uri,
            scope,
            method: settings.client_authentication(),
        }
    }

    /// A sample with its places filled in, in one go: what stands in a value is no place.
    fn filled(&self, text: &str, string: fn(&str) -> String) -> String {
        let mut parts = text.split("{{");
        let mut filled = parts.next().unwrap_or_default().to_owned();
        let is_shell = text.starts_with("# What");
        let is_python = text.starts_with("# pip");
        for part in parts {
            let (place, rest) = part.split_once("}}").unwrap_or((part, ""));
            filled.push_str(&match place {
                "authentication" if is_shell => self.curl_authentication(),
                "authentication" if is_python => self.authlib_authentication(),
                "authentication" => self.openid_client_authentication().to_owned(),
                "packages" | "import" | "insecure" | "secret" | "variable" => self.aside(place).to_owned(),
                value => string(self.value(value)),
            });
            filled.push_str(rest);
        }
        filled
    }

    fn value(&self, place: &str) -> &str {
        let after_scheme = self.redirect_uri.split_once("://").map_or("", |(_, rest)| rest);
        match place {
            "issuer" => &self.issuer,
            "discovery" => &self.discovery,
            "token_endpoint" => &self.token_endpoint,
            "authorization_request" => &self.authorization_request,
            "client_id" => &self.client_id,
            "redirect_uri" => &self.redirect_uri,
            "redirect_scheme" => self.redirect_uri.split(':').next().unwrap_or_default(),
            "redirect_path" => {
                let path = after_scheme.find('/').and_then(|at| after_scheme.get(at..)).unwrap_or("/");
                path.split('?').next().unwrap_or("/")
            }
            "scope" => &self.scope,
            _ => "",
        }
    }

    /// What some clients need beside their values.
    fn aside(&self, place: &str) -> &'static str {
        let has_key = self.method == Some(ClientAuthentication::PrivateKeyJwt);
        let is_insecure = Url::parse(&self.issuer).is_ok_and(|issuer| issuer.scheme() == "http");
        match place {
            "packages" if has_key => " jose",
            "import" if has_key => "\nfrom authlib.oauth2.rfc7523 import PrivateKeyJWT",
            "insecure" if is_insecure => ", { execute: [oidc.allowInsecureRequests] }",
            "secret" if has_key => "The environment holds CLIENT_PRIVATE_KEY, in PEM.",
            "secret" if self.method.is_some() => "The environment holds CLIENT_SECRET.",
            "variable" if has_key => "\"CLIENT_PRIVATE_KEY\"",
            "variable" => "\"CLIENT_SECRET\"",
            _ => "",
        }
    }

    fn openid_client_authentication(&self) -> &'static str {
        match self.method {
            Some(ClientAuthentication::SecretBasic) => "oidc.ClientSecretBasic(process.env.CLIENT_SECRET)",
            Some(ClientAuthentication::SecretPost) => "oidc.ClientSecretPost(process.env.CLIENT_SECRET)",
            Some(ClientAuthentication::PrivateKeyJwt) => {
                "oidc.PrivateKeyJwt(await (await import(\"jose\")).importPKCS8(process.env.CLIENT_PRIVATE_KEY, \"RS256\"))"
            }
            None => "oidc.None()",
        }
    }

    fn authlib_authentication(&self) -> String {
        match self.method {
            Some(ClientAuthentication::PrivateKeyJwt) => format!(
                "token_endpoint_auth_method=\"private_key_jwt\",\n    client_auth_methods=[PrivateKeyJWT({})]",
                json_string(&self.token_endpoint)
            ),
            Some(ClientAuthentication::SecretPost) => "token_endpoint_auth_method=\"client_secret_post\"".to_owned(),
            _ => "token_endpoint_auth_method=\"client_secret_basic\"".to_owned(),
        }
    }

    fn curl_authentication(&self) -> String {
        let id = shell_string(&self.client_id);
        match self.method {
            Some(ClientAuthentication::SecretBasic) => format!("--user {id}:\"$CLIENT_SECRET\""),
            Some(ClientAuthentication::SecretPost) => {
                format!("--data-urlencode client_id={id} --data-urlencode client_secret=\"$CLIENT_SECRET\"")
            }
            Some(ClientAuthentication::PrivateKeyJwt) => format!(
                "--data-urlencode client_id={id} --data-urlencode client_assertion=\"$CLIENT_ASSERTION\" \\\n  \
                 --data client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            ),
            None => format!("--data-urlencode client_id={id}"),
        }
    }
}
