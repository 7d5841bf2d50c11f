//! The settings of text messages: through which gateway they go, and how numbers are read.

use std::fmt;
use std::path::PathBuf;

use clap::Args;
use url::{Host, Url};

use super::BadSetting;

const GATEWAY: (&str, &str) = ("--text-url", "NIC_TEXT_URL");
const TOKEN: (&str, &str) = ("--text-token-file", "NIC_TEXT_TOKEN_FILE");
pub const REGION: (&str, &str) = ("--default-region", "NIC_DEFAULT_REGION");
const WANTED_GATEWAY: &str = "address of a text gateway, such as https://texts.example.com/messages; http is only for this \
    machine, and a token is given in a file";
pub const WANTED_REGION: &str = "country with two letters, such as DE";

const GATEWAY_HELP: &str = "The gateway that text messages go through, such as https://texts.example.com/messages. Each is \
    sent to it as JSON with id, to and text. Without a gateway, text messages are only shown in the Outbox";

#[derive(Args)]
pub struct TextArgs {
    #[arg(long, env = GATEWAY.1, value_name = "URL", hide_env_values = true, help = GATEWAY_HELP)]
    text_url: Option<String>,
    /// A file with the token that the gateway knows us by. It is sent as a bearer token.
    #[arg(long, env = TOKEN.1, value_name = "FILE")]
    text_token_file: Option<PathBuf>,
    /// The country whose mobile numbers users may type without a country code, such as DE.
    #[arg(long, env = REGION.1, value_name = "COUNTRY")]
    default_region: Option<String>,
}

impl fmt::Debug for TextArgs {
    /// Without the address, which may hold a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextArgs").finish_non_exhaustive()
    }
}

#[derive(Clone, Debug)]
pub struct Texts {
    pub gateway: Option<TextGateway>,
    /// Two letters, not yet compared with the countries that there are.
    pub default_region: Option<String>,
}

#[derive(Clone)]
pub struct TextGateway {
    pub url: Url,
    pub host: String,
    pub token: Option<String>,
}

impl fmt::Debug for TextGateway {
    /// Without the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextGateway").field("host", &self.host).finish_non_exhaustive()
    }
}

impl TextArgs {
    pub fn settings(self) -> Result<Texts, BadSetting> {
        let (given, token_file) = (self.text_url.filter(|text| !text.is_empty()), self.text_token_file);
        let alone = BadSetting::Alone { given: TOKEN.0, missing: GATEWAY.0, variable: GATEWAY.1 };
        let gateway = match (given, token_file) {
            (None, None) => None,
            (None, Some(_)) => return Err(alone),
            (Some(text), file) => Some(gateway(&text, file)?),
        };
        let default_region = self.default_region.filter(|text| !text.is_empty());
        Ok(Texts { gateway, default_region })
    }
}

fn gateway(text: &str, token_file: Option<PathBuf>) -> Result<TextGateway, BadSetting> {
    let bad = BadSetting::Secret { flag: GATEWAY.0, variable: GATEWAY.1, wanted: WANTED_GATEWAY };
    let (url, host) = parse(text).ok_or(bad)?;
    let token = token_file.map(|path| {
        let content = std::fs::read_to_string(&path).ok();
        let token = content.map(|content| content.trim().to_owned());
        // What a header may hold (RFC 6750, section 2.1).
        let is_token = |token: &String| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        token.filter(is_token).ok_or_else(|| BadSetting::Malformed {
            flag: TOKEN.0,
            variable: TOKEN.1,
            value: path.display().to_string(),
            wanted: "readable file with one token, such as /etc/console/text-token",
        })
    });
    Ok(TextGateway { url, host, token: token.transpose()? })
}

/// The address and its host. Only to this machine does anything go unencrypted.
fn parse(text: &str) -> Option<(Url, String)> {
    let url = Url::parse(text).ok()?;
    let is_here = match url.host()? {
        Host::Domain(domain) => domain == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    let is_safe = url.scheme() == "https" || url.scheme() == "http" && is_here;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let host = url.host_str()?.to_owned();
    (is_safe && is_plain && text.bytes().all(|byte| byte.is_ascii_graphic())).then_some((url, host))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CANARY: &str = "canary-token";

    fn settings(url: Option<&str>, file: Option<&std::path::Path>) -> Result<Option<TextGateway>, BadSetting> {
        let arguments = TextArgs {
            text_url: url.map(str::to_owned),
            text_token_file: file.map(std::path::Path::to_owned),
            default_region: None,
        };
        arguments.settings().map(|texts| texts.gateway)
    }

    #[test]
    fn only_this_machine_is_spoken_to_unencrypted() {
        for (text, host) in [
            ("https://texts.example.com/messages?from=shop", "texts.example.com"),
            ("https://10.0.0.7/messages", "10.0.0.7"),
            ("http://localhost:9000", "localhost"),
            ("http://127.0.0.1:9000/x", "127.0.0.1"),
            ("http://[::1]:9000/x", "[::1]"),
        ] {
            assert_eq!(settings(Some(text), None).unwrap().unwrap().host, host, "{text}");
        }
        assert!(settings(Some(""), None).unwrap().is_none() && settings(None, None).unwrap().is_none());
        for text in [
            "http://texts.example.com/canary-token",
            "http://127.0.0.1.example.com/canary-token",
            "https://ada:canary-token@texts.example.com",
            "https://texts.example.com/#canary-token",
            "ftp://canary-token.example.com",
            "https://texts.example.com/canary-token\nx",
            "canary-token",
            "https:",
        ] {
            let said = settings(Some(text), None).expect_err(text).to_string();
            assert!(said.contains("--text-url (or NIC_TEXT_URL)") && said.contains("such as https://"), "{said}");
            assert!(!said.contains(CANARY) && !said.contains('\n'), "{said}");
        }
    }

    #[test]
    fn the_token_comes_from_a_file_and_is_never_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let url = Some("https://texts.example.com");
        std::fs::write(&path, format!("{CANARY}\n")).unwrap();
        let gateway = settings(url, Some(&path)).unwrap().unwrap();
        assert_eq!(gateway.token.as_deref(), Some(CANARY));
        assert!(!format!("{gateway:?}").contains(CANARY));
        assert!(settings(None, Some(&path)).unwrap_err().to_string().contains("without --text-url"));
        for content in ["", "  \n", "canary-token canary", "canary-token\r\nX-Evil: 1", "canary-tökén"] {
            std::fs::write(&path, content).unwrap();
            let said = settings(url, Some(&path)).unwrap_err().to_string();
            assert!(said.contains("--text-token-file") && !said.contains(CANARY) && !said.contains('\n'), "{said}");
        }
        assert!(settings(url, Some(&folder.path().join("none"))).is_err());
    }
}
