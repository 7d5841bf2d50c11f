//! Whether the paths of a database still lead to the files that were opened: a file that was deleted, renamed or replaced
//! goes on taking changes, and nobody would ever see them again.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files;
use crate::store::StoreError;

/// The files of a database that is open. Its log and its index stay in place until the last connection is closed.
#[derive(Clone, Debug)]
pub struct OpenedFiles(Arc<[OpenedFile]>);

#[derive(Debug)]
struct OpenedFile {
    path: PathBuf,
    identity: Identity,
    /// What whoever runs the program can do when the file is missing.
    remedy: &'static str,
}

/// Device and inode.
pub type Identity = (u64, u64);

impl OpenedFiles {
    /// Looks at the files of a database that a connection has open.
    pub fn of(database: &Path) -> io::Result<Self> {
        let mut opened = vec![OpenedFile {
            path: database.to_owned(),
            identity: identity(database)?,
            remedy: "move it back, or stop the program, restore a backup and start it again",
        }];
        for path in files::BESIDE.map(|ending| files::beside(database, ending)) {
            let remedy =
                "stop the program with SIGTERM, which moves all changes into the database file, and start it again";
            opened.push(OpenedFile { identity: identity(&path)?, path, remedy });
        }
        Ok(Self(opened.into()))
    }

    /// # Errors
    /// [`StoreError::Gone`] when one of the paths leads to nothing, or to another file.
    pub fn require(&self) -> Result<(), StoreError> {
        for OpenedFile { path, identity: opened, remedy } in self.0.iter() {
            let why = match identity(path) {
                Ok(found) if found == *opened => continue,
                Ok(_) => "it was replaced by another file".to_owned(),
                Err(error) => error.to_string(),
            };
            return Err(StoreError::Gone(format!("{}: {why}; {remedy}", path.display())));
        }
        Ok(())
    }
}

pub fn identity(path: &Path) -> io::Result<Identity> {
    path.metadata().map(|found| (found.dev(), found.ino()))
}
