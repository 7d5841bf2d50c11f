//! What can go wrong with the database.

use std::path::PathBuf;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// A fault of the database or of what it holds; nothing that a person typed causes it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be used at present: locked by another program, or too many changes wait for it.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// There is no room for a change.
    #[error("the disk of the database is full: {0}")]
    Full(String),
    /// The disk refuses: it is read-only or fails.
    #[error("the disk of the database does not work: {0}")]
    Disk(String),
    /// A defect of ours, or a damaged file.
    #[error("the database failed: {0}")]
    Internal(String),
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        let text = error.to_string();
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        match error {
            DieselError::DatabaseError(DatabaseErrorKind::Unknown, _) if says(&["disk is full"]) => Self::Full(text),
            DieselError::DatabaseError(DatabaseErrorKind::Unknown, _)
                if says(&["disk I/O error", "readonly", "unable to open"]) =>
            {
                Self::Disk(text)
            }
            DieselError::DatabaseError(DatabaseErrorKind::Unknown, _) if says(&["locked", "out of memory"]) => {
                Self::Unavailable(text)
            }
            _ => Self::Internal(text),
        }
    }
}

/// What a write can fail with: refusals of its own, and always a fault of the database.
pub trait WriteError: From<StoreError> + Send + 'static {
    /// The fault, when it is one.
    fn fault(&self) -> Option<&StoreError>;
}

impl WriteError for StoreError {
    fn fault(&self) -> Option<&StoreError> {
        Some(self)
    }
}

impl<R: Send + 'static> WriteError for Failure<R> {
    fn fault(&self) -> Option<&StoreError> {
        match self {
            Self::Refused(_) => None,
            Self::Store(error) => Some(error),
        }
    }
}

/// Why a write did not happen: a foreseeable refusal `R` that a page can show, or a fault.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure<R> {
    /// The state of the data forbids it.
    #[error("refused")]
    Refused(R),
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
}

impl<R> From<StoreError> for Failure<R> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<R> From<DieselError> for Failure<R> {
    fn from(error: DieselError) -> Self {
        Self::Store(error.into())
    }
}

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file or its folder cannot be used.
    #[error(
        "the database {} cannot be opened ({reason}); check that its folder exists and can be written, or give another file with --database",
        path.display()
    )]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The file was written by a later version of the program.
    #[error(
        "the database {} belongs to a newer version of this program (it has the change {change}); start that version, or give another file with --database",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The first change that this program does not know.
        change: String,
    },
    /// The linked SQLite can corrupt a database.
    #[error(
        "SQLite {0} is linked, which can damage a database; 3.51.3 is the oldest that is safe, so build with the bundled one"
    )]
    OldSqlite(String),
}
