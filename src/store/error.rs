//! What can go wrong with the database.

use std::path::{Path, PathBuf};

use diesel::result::Error as DieselError;

/// A fault of the database or of what it holds; nothing that a person typed causes it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be used at present: locked by another program, or too many changes wait for it.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    #[error("the disk of the database is full: {0}")]
    Full(String),
    /// Since this program was started, its key file was given up: what it recorded could be checked no more.
    #[error("the key file was given up since the program was started; start it again")]
    OtherKeyFile,
    /// Whoever asked for a change may not ask for it any more, now that its turn has come.
    #[error("the session has ended or the role was changed while the request was on its way")]
    NotAllowed,
    /// The disk refuses: it is read-only or fails.
    #[error("the disk of the database does not work: {0}")]
    Disk(String),
    /// A search was ended because it took too long.
    #[error("a search took too long")]
    TookTooLong,
    /// The search index is damaged or missing; it is built anew.
    #[error("the search index failed: {0}; it is built anew, as the command rebuild-search does")]
    SearchIndex(String),
    /// The paths of the database lead to other files than those that are open: what would be written now would be lost.
    #[error("a file of the database is gone: {0}")]
    Gone(String),
    /// A page of the file does not hold what SQLite has written there, or cannot be read at all: SQLite says the same of both.
    #[error(
        "the database file is damaged, or its disk cannot be read ({0}); next-identity-console verify says where, and a \
         backup may be whole"
    )]
    Damaged(String),
    /// The beginning of the file was overwritten.
    #[error(
        "the database file does not begin as one ({0}): restore a backup, and check it with next-identity-console verify"
    )]
    NotADatabase(String),
    /// A client's settings break a rule, as after the file was edited by hand.
    #[error(transparent)]
    Unreadable(Box<UnreadableSettings>),
    /// A defect in the program.
    #[error("the database failed: {0}")]
    Internal(String),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the settings of the client “{client}”, revision {revision}, cannot be read at {path}: {reason}")]
pub struct UnreadableSettings {
    /// The client's name in the list.
    pub client: String,
    pub revision: i64,
    /// Where in the document; `.` for the whole.
    pub path: String,
    pub reason: String,
}

/// What a write can fail with: refusals of its own, and always a fault of the database.
pub trait WriteError: From<StoreError> + Send + 'static {
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
    #[error("refused")]
    Refused(R),
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

impl OpenError {
    /// A database at `path` that SQLite or the disk refuses.
    pub(super) fn refused(path: &Path, reason: String) -> Self {
        let path = path.to_owned();
        let says = |words: &str| reason.contains(words);
        if says("image is malformed") || says("not a database") {
            Self::Damaged { path, reason }
        } else if says("database is locked") {
            Self::Locked { path, reason }
        } else {
            Self::Unusable { path, reason }
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "the database {} cannot be opened ({reason}); check that its folder exists and can be written, or give another file with --database",
        path.display()
    )]
    Unusable { path: PathBuf, reason: String },
    #[error("the database {} is in use by another program ({reason}), and nothing was changed; try again", path.display())]
    Locked { path: PathBuf, reason: String },
    #[error(
        "the database {} cannot be opened ({reason}): it is damaged, or no database; restore a backup, or give another file with --database",
        path.display()
    )]
    Damaged { path: PathBuf, reason: String },
    #[error(
        "the database {} belongs to a newer version of this program (it has the change {change}); start that version, or give another file with --database",
        path.display()
    )]
    Newer {
        path: PathBuf,
        /// The first change that this program does not know.
        change: String,
    },
    #[error(
        "the database {} belongs to an older version of this program (it lacks the change {change}); start the server of this version first, which keeps a copy and brings it up to date, or give another file with --database",
        path.display()
    )]
    Older {
        path: PathBuf,
        /// The first change that it lacks.
        change: String,
    },
    #[error(
        "the database {} was made before the first release of this program and cannot be used with it (it has the change {change}); move it away, or give another file with --database",
        path.display()
    )]
    BeforeRelease {
        path: PathBuf,
        /// Its first change.
        change: String,
    },
    #[error(
        "there is no database at {}, but its log {} is there and holds the last changes: put the database back beside it, or move the log away to begin with a new database",
        path.display(), log.display()
    )]
    LogAlone { path: PathBuf, log: PathBuf },
    /// The linked SQLite can corrupt a database.
    #[error(
        "SQLite {0} is linked, which can damage a database; 3.51.3 is the oldest that is safe, so build with the bundled one"
    )]
    UnsafeEngine(String),
}
