//! Settings from flags and environment variables, read once and checked before anything starts.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use url::Url;

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "next-identity-console",
    version,
    about = "Sign-in for a company's applications: an operators' console and hosted journeys in one program.",
    after_help = "Started without a command, it serves the console. While there is no operator, it prints a link with \
        which the first administrator is made.\n\nExamples:\n  \
        next-identity-console\n  \
        next-identity-console serve --listen 0.0.0.0:8080 --base-url https://id.example.com --trusted-proxy 10.0.0.2\n  \
        echo 'a long passphrase' | next-identity-console operator add --email ada@example.com --name Ada \\\n    \
        --role administrator --password-stdin",
    args_conflicts_with_subcommands = true
)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<CliCommand>,
    #[command(flatten)]
    serve: ServeArgs,
}

#[derive(Debug, Subcommand)]
enum CliCommand {
    /// Serve the console (this is what happens without a command).
    Serve(ServeArgs),
    /// Manage operators, the people who sign in to the console.
    #[command(subcommand)]
    Operator(OperatorCommand),
}

#[derive(Debug, Subcommand)]
enum OperatorCommand {
    /// Add an operator.
    Add(OperatorArgs),
}

#[derive(Debug, Args)]
struct DatabaseArgs {
    /// The database file. It is created, with its folder, when it does not exist.
    #[arg(long, env = "NIC_DATABASE", value_name = "FILE", default_value = "data/console.db")]
    database: PathBuf,
}

#[derive(Debug, Args)]
struct ServeArgs {
    /// The address and port to listen on.
    #[arg(long, env = "NIC_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: String,
    /// The address at which browsers reach the console. With https, cookies are for https alone.
    /// [default: localhost with the port of --listen, over http]
    #[arg(long, env = "NIC_BASE_URL", value_name = "URL", verbatim_doc_comment)]
    base_url: Option<String>,
    #[command(flatten)]
    database: DatabaseArgs,
    /// The folder with stylesheets, scripts and icons.
    #[arg(long, env = "NIC_STATIC_DIR", value_name = "FOLDER", default_value = "static")]
    static_dir: PathBuf,
    /// Address of a reverse proxy whose X-Forwarded-For header is believed; several with commas.
    #[arg(long, env = "NIC_TRUSTED_PROXY", value_name = "ADDRESS", value_delimiter = ',')]
    trusted_proxy: Vec<String>,
}

#[derive(Debug, Args)]
struct OperatorArgs {
    /// The address to sign in with.
    #[arg(long)]
    email: String,
    /// The name that others see.
    #[arg(long)]
    name: String,
    /// viewer, application-manager, secret-rotator or administrator.
    #[arg(long)]
    role: String,
    /// Read the password from the first line of standard input, so that it is in no list of processes.
    #[arg(long, required = true)]
    password_stdin: bool,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// What the program is asked to do.
#[derive(Debug)]
pub enum Command {
    /// Serve.
    Serve(Settings),
    /// Add an operator; the password is read from standard input.
    AddOperator {
        /// The database file.
        database: PathBuf,
        /// The address to sign in with, as typed.
        email: String,
        /// The name, as typed.
        name: String,
        /// The role, as typed.
        role: String,
    },
}

/// The settings of the server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The socket to listen on.
    pub listen: SocketAddr,
    /// The address at which browsers reach us: scheme, host and port.
    pub base_url: Url,
    /// The database file.
    pub database: PathBuf,
    /// The folder with the static files.
    pub static_dir: PathBuf,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

/// A setting is malformed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{flag} (or {variable}) is “{value}”, which is no {wanted}")]
pub struct BadSetting {
    flag: &'static str,
    variable: &'static str,
    value: String,
    wanted: &'static str,
}

impl Cli {
    /// The command with its settings checked.
    ///
    /// # Errors
    /// Names the first setting that is malformed and says what would be right.
    pub fn command(self) -> Result<Command, BadSetting> {
        match self.command {
            None => self.serve.settings().map(Command::Serve),
            Some(CliCommand::Serve(serve)) => serve.settings().map(Command::Serve),
            Some(CliCommand::Operator(OperatorCommand::Add(new))) => Ok(Command::AddOperator {
                database: new.database.database,
                email: new.email,
                name: new.name,
                role: new.role,
            }),
        }
    }
}

impl ServeArgs {
    fn settings(self) -> Result<Settings, BadSetting> {
        let bad = |flag, variable, value: &str, wanted| BadSetting { flag, variable, value: value.to_owned(), wanted };
        let wanted = "address with a port, such as 127.0.0.1:8080";
        let listen: SocketAddr =
            self.listen.parse().map_err(|_| bad("--listen", "NIC_LISTEN", &self.listen, wanted))?;
        let base_url = self.base_url.unwrap_or_else(|| format!("http://localhost:{}", listen.port()));
        let wanted = "http or https address without a path, such as https://id.example.com";
        let base_url = parse_base_url(&base_url).ok_or_else(|| bad("--base-url", "NIC_BASE_URL", &base_url, wanted))?;
        let proxy = |text: &String| {
            let wanted = "IP address, such as 10.0.0.2";
            text.trim().parse().map_err(|_| bad("--trusted-proxy", "NIC_TRUSTED_PROXY", text, wanted))
        };
        Ok(Settings {
            listen,
            base_url,
            database: self.database.database,
            static_dir: self.static_dir,
            trusted_proxies: self.trusted_proxy.iter().map(proxy).collect::<Result<_, _>>()?,
        })
    }
}

fn parse_base_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_origin = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    is_origin.then_some(url)
}

impl Settings {
    /// Scheme, host and port of the base URL, as browsers send them in `Origin`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.base_url.origin().ascii_serialization()
    }

    /// Whether browsers reach us under https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base_url.scheme() == "https"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(arguments: &[&str]) -> Result<Settings, BadSetting> {
        let all = std::iter::once("next-identity-console").chain(arguments.iter().copied());
        match Cli::try_parse_from(all).unwrap().command()? {
            Command::Serve(settings) => Ok(settings),
            other @ Command::AddOperator { .. } => panic!("{other:?}"),
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
    fn a_malformed_setting_is_named_with_what_would_be_right() {
        for (flag, value) in [
            ("--listen", "8080"),
            ("--listen", "localhost:8080"),
            ("--base-url", "id.example.com"),
            ("--base-url", "ftp://id.example.com"),
            ("--base-url", "https://id.example.com/path"),
            ("--base-url", "https://ada@id.example.com"),
            ("--trusted-proxy", "proxy.example.com"),
        ] {
            let message = settings(&[flag, value]).unwrap_err().to_string();
            assert!(message.contains(flag) && message.contains(value) && message.contains("such as"), "{message}");
        }
    }
}
