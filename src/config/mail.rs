//! The settings of mail: through which server it goes, and whom it is from.

use std::fmt;
use std::net::IpAddr;

use clap::Args;
use lettre::Address;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};
use percent_encoding::percent_decode_str;
use url::{Host, Url};

use super::BadSetting;

const FROM: (&str, &str) = ("--mail-from", "NIC_MAIL_FROM");
const SERVER: (&str, &str) = ("--smtp-url", "NIC_SMTP_URL");
const WANTED_SERVER: &str = "address of a mail server, such as smtps://user:password@smtp.example.com or \
    smtp://user:password@smtp.example.com:587?tls=required; in user and password, % and what has a meaning in an address \
    is written as %25 and so on";

const SERVER_HELP: &str = "The mail server that messages go through, such as smtps://user:password@smtp.example.com. With \
    a password, give it as the variable: everybody on the machine can read a command line. Without a server, messages are \
    only shown in the Outbox";

#[derive(Args)]
pub struct MailArgs {
    #[arg(long, env = SERVER.1, value_name = "URL", hide_env_values = true, help = SERVER_HELP)]
    smtp_url: Option<String>,
    /// The address that messages are from.
    /// [default: no-reply@ and the host of --base-url]
    #[arg(long, env = FROM.1, value_name = "ADDRESS", verbatim_doc_comment)]
    mail_from: Option<String>,
}

impl fmt::Debug for MailArgs {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailArgs").finish_non_exhaustive()
    }
}

#[derive(Clone, Debug)]
pub struct Mail {
    pub server: Option<MailServer>,
    pub from: Address,
}

/// Its `Debug` shows no password.
#[derive(Clone, Debug)]
pub struct MailServer {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub credentials: Option<Credentials>,
    /// What we call ourselves there.
    pub name: ClientId,
    /// Whether the password leaves this machine unencrypted.
    pub exposes_password: bool,
}

impl MailArgs {
    pub fn settings(self, base_url: Option<&Url>) -> Result<Mail, BadSetting> {
        let server = self.smtp_url.filter(|text| !text.is_empty());
        let server = server.map(|text| {
            // What was given may hold a password, so it is not repeated.
            parse_server(&text).ok_or(BadSetting::Secret { flag: SERVER.0, variable: SERVER.1, wanted: WANTED_SERVER })
        });
        let from = match self.mail_from {
            Some(text) => text.parse().map_err(|_| BadSetting::Malformed {
                flag: FROM.0,
                variable: FROM.1,
                value: text,
                wanted: "email address, such as no-reply@example.com",
            })?,
            None => no_reply(base_url),
        };
        Ok(Mail { server: server.transpose()?, from })
    }
}

/// Reads lettre's form of such an address: `smtp[s]://[user:password@]host[:port][/name][?tls=required|opportunistic]`.
fn parse_server(text: &str) -> Option<MailServer> {
    let url = Url::parse(text).ok()?;
    let is_whole = !text.bytes().any(|byte| byte.is_ascii_control() || byte == b' ')
        && url.fragment().is_none()
        && url.username().is_empty() == url.password().is_none();
    let host = url.host_str().filter(|host| is_whole && !host.is_empty())?;
    let parameters = || TlsParameters::new(host.to_owned()).ok();
    let (port, tls) = match (url.scheme(), url.query()) {
        ("smtp", None) => (SMTP_PORT, Tls::None),
        ("smtp", Some("tls=opportunistic")) => (SUBMISSION_PORT, Tls::Opportunistic(parameters()?)),
        ("smtp", Some("tls=required")) => (SUBMISSION_PORT, Tls::Required(parameters()?)),
        ("smtps", None) => (SUBMISSIONS_PORT, Tls::Wrapper(parameters()?)),
        _ => return None,
    };
    let decoded = |text| percent_decode_str(text).decode_utf8().map(String::from).ok();
    let credentials = match url.password() {
        Some(password) => Some(Credentials::new(decoded(url.username())?, decoded(password)?)),
        None => None,
    };
    let name = url.path().trim_matches('/');
    let address = host.trim_matches(['[', ']']);
    let is_here = address == "localhost" || address.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    Some(MailServer {
        host: address.to_owned(),
        port: url.port().unwrap_or(port),
        exposes_password: credentials.is_some() && matches!(tls, Tls::None | Tls::Opportunistic(_)) && !is_here,
        tls,
        credentials,
        name: if name.is_empty() { ClientId::default() } else { ClientId::Domain(name.to_owned()) },
    })
}

/// An address at a host that has a name; else one that is at none.
fn no_reply(base_url: Option<&Url>) -> Address {
    let domain = match base_url.and_then(Url::host) {
        Some(Host::Domain(domain)) => domain,
        _ => "localhost",
    };
    Address::new("no-reply", domain).unwrap_or_else(|_| Address::new_dangerous("no-reply", "localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "canary-password";

    fn server(text: &str) -> Result<Option<MailServer>, BadSetting> {
        let arguments = MailArgs { smtp_url: Some(text.to_owned()), mail_from: None };
        arguments.settings(None).map(|mail| mail.server)
    }

    #[test]
    fn a_mail_server_is_given_by_an_address_that_only_a_password_over_an_open_line_makes_risky() {
        for (text, host, exposes) in [
            ("smtps://ada:pw@smtp.example.com", "smtp.example.com", false),
            ("smtp://ada:pw@smtp.example.com:587?tls=required", "smtp.example.com", false),
            ("smtp://ada%40example.com:p%25w@smtp.example.com?tls=opportunistic", "smtp.example.com", true),
            ("smtp://ada:pw@smtp.example.com", "smtp.example.com", true),
            ("smtp://ada:pw@127.0.0.1:2525", "127.0.0.1", false),
            ("smtp://relay.internal:25", "relay.internal", false),
            ("smtp://localhost/console.example.com", "localhost", false),
            ("smtp://ada:pw@[::1]:2525", "::1", false),
        ] {
            let server = server(text).unwrap().unwrap();
            assert_eq!((server.host.as_str(), server.exposes_password), (host, exposes), "{text}");
            assert!(!format!("{server:?}").contains("pw"), "{server:?}");
        }
        assert!(server("").unwrap().is_none());
        let ports = |text: &str| server(text).unwrap().unwrap().port;
        assert_eq!(["smtp://a", "smtp://a?tls=required", "smtps://a", "smtps://a:26"].map(ports), [25, 587, 465, 26]);
    }

    #[test]
    fn a_malformed_mail_server_is_refused_in_one_line_that_does_not_repeat_it() {
        for text in [
            "smtp.example.com",
            "smtp.example.com:587",
            "https://ada:canary-password@smtp.example.com",
            "smtp://ada:canary-password@smtp.example.com?tls=yes",
            "smtp://ada:canary-password@smtp.example.com?tsl=required",
            "smtp://ada:canary-password@smtp.example.com:99999",
            "smtp://ada@smtp.example.com",
            "smtp://:canary-password@smtp.example.com",
            "smtp://ada:canary-password@smtp.example.com#x",
            "smtp://ada:canary-password#smtp.example.com",
            "smtp://ada:canary-password@smtp.example.com\nx",
            "smtps://ada:canary-password@smtp.example.com?tls=required",
            "smtp:",
            "smtp://",
            "smtp://ada:canary-password%ff@smtp.example.com",
        ] {
            let said = server(text).expect_err(text).to_string();
            assert!(said.contains("--smtp-url (or NIC_SMTP_URL)") && said.contains("such as smtps://"), "{said}");
            assert!(!said.contains(PASSWORD) && !said.contains('\n'), "{said}");
        }
    }

    #[test]
    fn messages_are_from_the_host_of_the_console_unless_it_is_said() {
        let from = |given: Option<&str>, base_url: Option<&str>| {
            let arguments = MailArgs { smtp_url: None, mail_from: given.map(str::to_owned) };
            let base_url = base_url.map(|text| text.parse().unwrap());
            arguments.settings(base_url.as_ref()).map(|mail| mail.from.to_string())
        };
        assert_eq!(from(None, None).unwrap(), "no-reply@localhost");
        assert_eq!(from(None, Some("https://id.example.com")).unwrap(), "no-reply@id.example.com");
        assert_eq!(from(None, Some("https://203.0.113.7:8443")).unwrap(), "no-reply@localhost");
        assert_eq!(from(Some("hello@example.com"), Some("https://id.example.com")).unwrap(), "hello@example.com");
        for bad in
            ["", "example.com", "a@b@c", "a b@example.com", "a@example.com\r\nBcc: b@example.com", "Ada <a@x.de>"]
        {
            let said = from(Some(bad), None).unwrap_err().to_string();
            assert!(said.contains("--mail-from") && said.contains("such as no-reply@example.com"), "{said}");
        }
    }
}
