//! Settings from flags and environment variables, read once and checked before anything starts.

mod command_line;
mod keys;
mod mail;
mod operators;
mod security;
mod text;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use tracing_subscriber::filter::{LevelFilter, Targets};
use url::Url;

pub use command_line::{Cli, Command};
pub use keys::{Files, KeysTask, beside as key_file_beside};
pub use mail::{Mail, MailServer};
pub use operators::{GivenPassword, OperatorsTask};
pub use security::Security;
pub use text::{REGION, TextGateway, Texts, WANTED_REGION};

#[derive(Clone, Debug)]
pub struct Settings {
    pub listen: SocketAddr,
    /// Scheme, host and port at which browsers reach us, where they are given.
    pub base_url: Option<Url>,
    /// Scheme, host and port at which applications reach the provider, where they are given.
    pub provider_url: Option<Url>,
    pub database: PathBuf,
    /// Where the key of the installation is.
    pub key_file: PathBuf,
    pub static_dir: PathBuf,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    pub security: Option<Security>,
    pub mail: Mail,
    pub texts: Texts,
    pub log: Targets,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSetting {
    #[error("{flag} (or {variable}) is “{value}”, which is no {wanted}")]
    Malformed { flag: &'static str, variable: &'static str, value: String, wanted: &'static str },
    /// As before, for a value that may be secret.
    #[error("{flag} (or {variable}) is no {wanted}")]
    Secret { flag: &'static str, variable: &'static str, wanted: &'static str },
    #[error("{given} is given without {missing} (or {variable}); give both or neither")]
    Alone { given: &'static str, missing: &'static str, variable: &'static str },
}

fn parse_base_url(flag: &'static str, variable: &'static str, text: &str) -> Result<Url, BadSetting> {
    let wanted = "http or https address without a path, such as https://id.example.com";
    let bad = || BadSetting::Malformed { flag, variable, value: text.to_owned(), wanted };
    Url::parse(text).ok().filter(is_origin).ok_or_else(bad)
}

fn is_origin(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

/// What stays out of the log unless it is asked for by name: the web server's complaints about malformed requests, of which
/// anybody can cause as many as they like, and what is sent to the gateway of text messages, with its token and every code.
const UNASKED: [&str; 2] = ["actix_http", "ureq_proto"];

fn parse_log(text: &str) -> Option<Targets> {
    let asked: Targets = text.parse().ok()?;
    let quiet = UNASKED.iter().filter(|target| !text.contains(**target));
    Some(quiet.fold(asked, |asked, target| asked.with_target(*target, LevelFilter::OFF)))
}

impl Settings {
    /// Scheme, host and port at which browsers reach us, as they send them in `Origin`.
    #[must_use]
    pub fn origin(&self) -> String {
        match &self.base_url {
            Some(url) => url.origin().ascii_serialization(),
            None => format!("http://localhost:{}", self.listen.port()),
        }
    }

    /// The provider's identifier (`OpenID` Connect Discovery 1.0, section 1.2).
    #[must_use]
    pub fn issuer(&self) -> String {
        let own = self.provider_url.as_ref().map(|url| url.origin().ascii_serialization());
        own.unwrap_or_else(|| self.origin())
    }

    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn settings(arguments: &[&str]) -> Result<Settings, BadSetting> {
        let all = std::iter::once("next-identity-console").chain(arguments.iter().copied());
        match Cli::try_parse_from(all).unwrap().command()? {
            Command::Serve(settings) => Ok(*settings),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_base_url_follows_the_port_unless_it_is_given() {
        assert_eq!(settings(&[]).unwrap().origin(), "http://localhost:8080");
        assert_eq!(settings(&["--listen", "127.0.0.1:9000"]).unwrap().origin(), "http://localhost:9000");
        let given = settings(&["serve", "--base-url", "https://ID.example.com/"]).unwrap();
        assert_eq!(given.origin(), "https://id.example.com");
        assert!(given.is_https());
    }

    #[test]
    fn the_issuer_is_the_consoles_address_unless_it_is_given_and_ends_with_no_slash() {
        let issuer = |arguments: &[&str]| settings(arguments).unwrap().issuer();
        assert_eq!(issuer(&[]), "http://localhost:8080");
        let base = ["--base-url", "https://console.example.com"];
        assert_eq!(issuer(&base), "https://console.example.com");
        assert_eq!(
            issuer(&[&base[..], &["--provider-url", "https://ID.example.com/"]].concat()),
            "https://id.example.com"
        );
    }

    #[test]
    fn strangers_do_not_fill_the_log_unless_their_complaints_are_asked_for() {
        let logs = |text: &str| {
            let log = settings(&["--log", text]).unwrap().log;
            log.would_enable("actix_http::h1::dispatcher", &tracing::Level::ERROR)
        };
        assert!(!logs("warn") && !logs("trace") && logs("warn,actix_http=debug"));
    }

    #[test]
    fn a_malformed_setting_is_named_with_what_would_be_right() {
        for (flag, value) in [
            ("--listen", "8080"),
            ("--listen", "localhost:8080"),
            ("--base-url", "id.example.com"),
            ("--base-url", "ftp://id.example.com"),
            ("--base-url", "https://id.example.com/path"),
            ("--base-url", "https://ada@id.example.com"),
            ("--provider-url", "https://id.example.com/path"),
            ("--trusted-proxy", "proxy.example.com"),
            ("--log", "loud=maybe"),
        ] {
            let message = settings(&[flag, value]).unwrap_err().to_string();
            assert!(message.contains(flag) && message.contains(value) && message.contains("such as"), "{message}");
        }
    }

    #[test]
    fn a_contact_for_weaknesses_and_its_expiry_are_given_together() {
        let (contact, expires) = ("mailto:security@example.com", "2027-01-31T00:00:00Z");
        let both = settings(&["--security-contact", contact, "--security-expires", expires]).unwrap().security.unwrap();
        assert_eq!((both.contact.as_str(), both.expires.to_string().as_str()), (contact, expires));
        assert_eq!(settings(&[]).unwrap().security, None);
        for (given, value, missing) in [
            ("--security-contact", contact, "--security-expires"),
            ("--security-expires", expires, "--security-contact"),
        ] {
            let message = settings(&[given, value]).unwrap_err().to_string();
            assert!(message.starts_with(given) && message.contains(missing), "{message}");
            let message = settings(&[given, "soon", missing, "soon"]).unwrap_err().to_string();
            assert!(message.contains("“soon”") && message.contains("such as") && !message.contains('\n'), "{message}");
        }
    }
}
