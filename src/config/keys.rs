//! Where the key file is, and the commands for keys.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::Command;
use super::command_line::DatabaseArgs;

#[derive(Debug, Args)]
pub struct KeyFileArgs {
    /// The file with the key that opens what is sealed in the database. The first start makes it.
    /// [default: console.key beside console.db, and likewise for other names]
    #[arg(long, env = "NIC_KEY_FILE", value_name = "FILE", verbatim_doc_comment)]
    key_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct KeysArgs {
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// List the keys: one that signs and one that waits for each algorithm, and those before.
    List(FilesArgs),
    /// Let the next keys sign now instead of after 90 days, and make new ones that wait. The former ones stay published
    /// for 25 hours, so that what they signed stays valid. A running server follows within a minute.
    Rotate(FilesArgs),
    /// Take a key away from everybody, as after a leak; where it signs, the next one does at once. What it signed is
    /// refused as soon as applications read the keys again. A running server follows within a minute.
    Withdraw {
        /// The ID of the key, as the list has it.
        #[arg(allow_hyphen_values = true)]
        kid: String,
        #[command(flatten)]
        files: FilesArgs,
    },
    /// Give up the keys of a key file that is lost. The next start makes new ones, and what the former ones signed is
    /// refused. Stop the server first.
    Reset(FilesArgs),
}

#[derive(Debug, Args)]
pub struct FilesArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    key_file: KeyFileArgs,
}

/// What a command works on.
#[derive(Clone, Debug)]
pub struct Files {
    pub database: PathBuf,
    /// The key file that belongs to the database.
    pub key_file: PathBuf,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeysTask {
    List,
    Rotate,
    Withdraw(String),
    Reset,
}

impl KeyFileArgs {
    /// The file that was named, or the one beside the database.
    pub fn beside(self, database: &Path) -> PathBuf {
        self.key_file.unwrap_or_else(|| beside(database))
    }
}

/// The key file of a database that has none with another name.
#[must_use]
pub fn beside(database: &Path) -> PathBuf {
    let beside = database.with_extension("key");
    if beside == database { database.with_extension("key.key") } else { beside }
}

impl FilesArgs {
    pub fn files(self) -> Files {
        let database = self.database.database;
        Files { key_file: self.key_file.beside(&database), database }
    }
}

impl KeysArgs {
    pub fn command(self) -> Command {
        let (files, task) = match self.command {
            KeysCommand::List(files) => (files, KeysTask::List),
            KeysCommand::Rotate(files) => (files, KeysTask::Rotate),
            KeysCommand::Withdraw { kid, files } => (files, KeysTask::Withdraw(kid)),
            KeysCommand::Reset(files) => (files, KeysTask::Reset),
        };
        Command::Keys { files: files.files(), task }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_file_is_beside_the_database_and_never_the_database() {
        for (database, key_file) in [
            ("data/console.db", "data/console.key"),
            ("/backups/monday.db", "/backups/monday.key"),
            ("console", "console.key"),
            ("a.b.db", "a.b.key"),
            ("my.key", "my.key.key"),
        ] {
            assert_eq!(beside(Path::new(database)), Path::new(key_file));
        }
    }
}
