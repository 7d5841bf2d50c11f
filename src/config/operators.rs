//! The commands for operators.

use clap::{Args, Subcommand};

use super::keys::{Files, FilesArgs};
use super::{BadSetting, Command, parse_base_url};

#[derive(Debug, Args)]
pub struct OperatorsArgs {
    #[command(subcommand)]
    command: OperatorsCommand,
}

#[derive(Debug, Subcommand)]
enum OperatorsCommand {
    /// List the operators: email, role, state and name. Somebody who is invited has a link and no password yet; expired is
    /// who has neither.
    List(FilesArgs),
    /// Add an operator, and print a link with which they choose their password. The link works once, for a day.
    Add(AddArgs),
    /// Print a link with which an operator chooses another password, and which replaces any that was made before. It works
    /// once, for a day; the present password and its sessions end when it is used.
    SetPassword {
        #[command(flatten)]
        which: WhichArgs,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Change the name that others see.
    SetName {
        #[command(flatten)]
        which: WhichArgs,
        /// The name that others see.
        #[arg(long)]
        name: String,
    },
    /// Give an operator another role. It counts from their next request on.
    SetRole {
        #[command(flatten)]
        which: WhichArgs,
        /// viewer, application-manager, secret-rotator or administrator.
        #[arg(long)]
        role: String,
    },
    /// Lift the waits that wrong passwords have brought on an operator's account.
    Unlock(WhichArgs),
    /// Keep an operator out. Their sessions end at once, and do not open again when the operator is enabled.
    Disable(WhichArgs),
    /// Let an operator sign in again who was kept out.
    Enable(WhichArgs),
    /// Remove an operator for good. Their sessions end at once; what they did stays in the activity, with their name.
    Remove(WhichArgs),
}

#[derive(Debug, Args)]
struct AddArgs {
    /// The address to sign in with.
    #[arg(long)]
    email: String,
    /// The name that others see.
    #[arg(long)]
    name: String,
    /// viewer, application-manager, secret-rotator or administrator.
    #[arg(long)]
    role: String,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    files: FilesArgs,
}

#[derive(Debug, Args)]
struct PasswordArgs {
    /// Take the password from the first line of standard input instead of making a link, for scripts.
    #[arg(long)]
    password_stdin: bool,
    /// The address at which browsers reach the console, for the link, as the server is given it.
    #[arg(long, env = "NIC_BASE_URL", value_name = "URL", default_value = "http://localhost:8080")]
    base_url: String,
}

#[derive(Debug, Args)]
struct WhichArgs {
    /// The address that the operator signs in with.
    #[arg(long)]
    email: String,
    #[command(flatten)]
    files: FilesArgs,
}

/// What is done with operators; emails, names and roles as typed.
#[derive(Debug)]
pub enum OperatorsTask {
    List,
    Add { email: String, name: String, role: String, password: GivenPassword },
    SetPassword { email: String, password: GivenPassword },
    SetName { email: String, name: String },
    SetRole { email: String, role: String },
    Unlock { email: String },
    Disable { email: String },
    Enable { email: String },
    Remove { email: String },
}

/// Where a password comes from.
#[derive(Debug)]
pub enum GivenPassword {
    StandardInput,
    /// The operator chooses it, by a link to the console at this origin.
    Link(String),
}

impl OperatorsArgs {
    pub fn command(self) -> Result<Command, BadSetting> {
        let (files, task): (Files, _) = match self.command {
            OperatorsCommand::List(files) => (files.files(), OperatorsTask::List),
            OperatorsCommand::Add(AddArgs { email, name, role, password, files }) => {
                (files.files(), OperatorsTask::Add { email, name, role, password: password.given()? })
            }
            OperatorsCommand::SetPassword { which, password } => {
                let password = password.given()?;
                which.task(|email| OperatorsTask::SetPassword { email, password })
            }
            OperatorsCommand::SetName { which, name } => which.task(|email| OperatorsTask::SetName { email, name }),
            OperatorsCommand::SetRole { which, role } => which.task(|email| OperatorsTask::SetRole { email, role }),
            OperatorsCommand::Unlock(which) => which.task(|email| OperatorsTask::Unlock { email }),
            OperatorsCommand::Disable(which) => which.task(|email| OperatorsTask::Disable { email }),
            OperatorsCommand::Enable(which) => which.task(|email| OperatorsTask::Enable { email }),
            OperatorsCommand::Remove(which) => which.task(|email| OperatorsTask::Remove { email }),
        };
        Ok(Command::Operators { files, task })
    }
}

impl WhichArgs {
    fn task(self, task: impl FnOnce(String) -> OperatorsTask) -> (Files, OperatorsTask) {
        (self.files.files(), task(self.email))
    }
}

impl PasswordArgs {
    fn given(self) -> Result<GivenPassword, BadSetting> {
        if self.password_stdin {
            return Ok(GivenPassword::StandardInput);
        }
        let url = parse_base_url("--base-url", "NIC_BASE_URL", &self.base_url)?;
        Ok(GivenPassword::Link(url.origin().ascii_serialization()))
    }
}
