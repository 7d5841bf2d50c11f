//! The command line, and the checks that turn it into settings.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::keys::{Files, FilesArgs, KeyFileArgs, KeysArgs, KeysTask};
use super::mail::MailArgs;
use super::operators::{OperatorsArgs, OperatorsTask};
use super::text::TextArgs;
use super::{BadSetting, Settings, parse_base_url, parse_log, security};

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "next-identity-console",
    version,
    about = "A console in which operators manage the clients of a company's identity service.",
    after_help = "Without a command, it serves the console. While there is no operator, it prints a link to create the first \
        administrator.\n\nExamples:\n  \
        next-identity-console\n  \
        next-identity-console serve --listen 0.0.0.0:8080 --base-url https://id.example.com --trusted-proxy 10.0.0.2\n  \
        next-identity-console operator add --email ada@example.com --name Ada --role administrator\n  \
        next-identity-console backup /backups/console-monday.db",
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
    /// Serve the console. This is also what happens without a command.
    Serve(Box<ServeArgs>),
    /// Manage operators, the people who sign in to the console. Each works at once, also beside the server.
    Operator(OperatorsArgs),
    /// Manage the keys that the provider signs with.
    Keys(KeysArgs),
    /// Check the whole database file. Changes nothing, and may run beside the server.
    #[command(
        after_help = "It checks that the file is undamaged, that its tables, indexes and triggers are those that the \
        program makes, that every revision of every client is there and can be read, that the list of clients agrees \
        with them, and that the activity is as it was recorded and its days begin where they should. Each problem is \
        printed on a line of its own, and the exit code is 1 when there is any.\n\nEach entry of the activity carries \
        a digest of itself and of the one before, keyed with the key file: who has the database alone can add no entry. \
        Somebody who has both could compute all digests anew: note the head that this prints somewhere else, and give it \
        with --expect the next time."
    )]
    Verify(VerifyArgs),
    /// Copy the database into a new file, also while the server runs and writes.
    Backup(BackupArgs),
    /// Build the search index anew, also while the server runs. It is a file beside the database and holds nothing that the
    /// database does not.
    RebuildSearch(DatabaseArgs),
}

#[derive(Debug, Args)]
pub struct DatabaseArgs {
    /// The database file. Only serve and operator add create it, with its folder, when it does not exist.
    #[arg(long, env = "NIC_DATABASE", value_name = "FILE", default_value = "data/console.db")]
    pub database: PathBuf,
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
    /// The address at which applications reach the provider: its issuer, which every token names.
    /// [default: the console's address]
    #[arg(long, env = "NIC_PROVIDER_URL", value_name = "URL", verbatim_doc_comment)]
    provider_url: Option<String>,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    key_file: KeyFileArgs,
    /// The folder with stylesheets, scripts and icons.
    #[arg(long, env = "NIC_STATIC_DIR", value_name = "FOLDER", default_value = "static")]
    static_dir: PathBuf,
    /// Address of a reverse proxy whose X-Forwarded-For header is believed; several with commas.
    #[arg(long, env = "NIC_TRUSTED_PROXY", value_name = "ADDRESS", value_delimiter = ',')]
    trusted_proxy: Vec<String>,
    #[command(flatten)]
    mail: MailArgs,
    #[command(flatten)]
    text: TextArgs,
    /// Whom to tell about a weakness, for /.well-known/security.txt: a mailto:, https: or tel: address.
    /// Takes --security-expires as well.
    #[arg(long, env = "NIC_SECURITY_CONTACT", value_name = "URI")]
    security_contact: Option<String>,
    /// When that contact stops being valid, such as 2027-01-31T00:00:00Z. From then on the file is not served.
    /// Takes --security-contact as well.
    #[arg(long, env = "NIC_SECURITY_EXPIRES", value_name = "TIME")]
    security_expires: Option<String>,
    /// What is logged to standard error: error, warn, info, debug, or a filter of tracing.
    #[arg(long, env = "NIC_LOG", value_name = "LEVEL", default_value = "warn")]
    log: String,
}

#[derive(Debug, Args)]
struct VerifyArgs {
    /// A head that an earlier check printed: the record must still hold that entry with that digest.
    #[arg(long, value_name = "SEQ:HASH")]
    expect: Option<String>,
    #[command(flatten)]
    files: FilesArgs,
}

#[derive(Debug, Args)]
struct BackupArgs {
    /// The file to make; one that exists is left as it is.
    file: PathBuf,
    /// Copy the key file too, beside the copy. Who has both can open what is sealed in the database.
    #[arg(long)]
    with_keys: bool,
    #[command(flatten)]
    files: FilesArgs,
}

#[derive(Debug)]
pub enum Command {
    Serve(Box<Settings>),
    Operators { files: Files, task: OperatorsTask },
    Verify { files: Files, expect: Option<String> },
    Backup { files: Files, file: PathBuf, with_keys: bool },
    Keys { files: Files, task: KeysTask },
    RebuildSearch { database: PathBuf },
}

impl Cli {
    /// The command with its settings checked. An error names the first malformed setting and says what would be right.
    pub fn command(self) -> Result<Command, BadSetting> {
        match self.command {
            None => self.serve.settings().map(Box::new).map(Command::Serve),
            Some(CliCommand::Serve(serve)) => serve.settings().map(Box::new).map(Command::Serve),
            Some(CliCommand::Verify(verify)) => {
                Ok(Command::Verify { files: verify.files.files(), expect: verify.expect })
            }
            Some(CliCommand::Backup(backup)) => {
                let (files, file, with_keys) = (backup.files.files(), backup.file, backup.with_keys);
                Ok(Command::Backup { files, file, with_keys })
            }
            Some(CliCommand::Keys(keys)) => Ok(keys.command()),
            Some(CliCommand::RebuildSearch(database)) => Ok(Command::RebuildSearch { database: database.database }),
            Some(CliCommand::Operator(operators)) => operators.command(),
        }
    }
}

impl ServeArgs {
    fn settings(self) -> Result<Settings, BadSetting> {
        let bad = |flag, variable, value: &str, wanted| BadSetting::Malformed {
            flag,
            variable,
            value: value.to_owned(),
            wanted,
        };
        let wanted = "address with a port, such as 127.0.0.1:8080";
        let listen: SocketAddr =
            self.listen.parse().map_err(|_| bad("--listen", "NIC_LISTEN", &self.listen, wanted))?;
        let console = |text: String| parse_base_url("--base-url", "NIC_BASE_URL", &text);
        let provider = |text: String| parse_base_url("--provider-url", "NIC_PROVIDER_URL", &text);
        let proxy = |text: &String| {
            let wanted = "IP address, such as 10.0.0.2";
            text.trim().parse().map_err(|_| bad("--trusted-proxy", "NIC_TRUSTED_PROXY", text, wanted))
        };
        let base_url = self.base_url.map(console).transpose()?;
        Ok(Settings {
            listen,
            mail: self.mail.settings(base_url.as_ref())?,
            texts: self.text.settings()?,
            base_url,
            provider_url: self.provider_url.map(provider).transpose()?,
            key_file: self.key_file.beside(&self.database.database),
            database: self.database.database,
            static_dir: self.static_dir,
            security: security::parse(self.security_contact.as_deref(), self.security_expires.as_deref())?,
            log: parse_log(&self.log).ok_or_else(|| bad("--log", "NIC_LOG", &self.log, "level, such as info"))?,
            trusted_proxies: self.trusted_proxy.iter().map(proxy).collect::<Result<_, _>>()?,
        })
    }
}
