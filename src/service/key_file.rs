//! The key file of an installation: read, checked, made at the first start, and copied into a backup.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::domain::keys::master::MasterKey;
use crate::domain::token::{NoRandomness, SecretToken};
use crate::store::naming;
use crate::web::ours;

/// A key file is shorter by far.
const MOST: u64 = 1_000;
const OTHERS: u32 = 0o077;

#[derive(Debug, thiserror::Error)]
pub enum BadKeyFile {
    #[error("the key file {} is missing", .0.display())]
    Missing(PathBuf),
    #[error("the key file {} cannot be read ({reason})", path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("the key file {} can be read or written by others (its mode is {mode:03o}, not 600)", path.display())]
    Open { path: PathBuf, mode: u32 },
    #[error("the key file {} belongs to another user (its owner is {owner}, so chown it to {us})", path.display())]
    Foreign { path: PathBuf, owner: u32, us: u32 },
    #[error("the key file {} does not hold a key, which is one line of 44 characters", .0.display())]
    NoKey(PathBuf),
    #[error("the key file {} is not the one of this database", .0.display())]
    Other(PathBuf),
    #[error("the key file {} was given up with keys reset", .0.display())]
    GivenUp(PathBuf),
    #[error("the key file {} cannot be written ({reason})", path.display())]
    Unwritable { path: PathBuf, reason: String },
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// Reads a key file that is ours and that nobody else can read.
pub fn read(path: &Path) -> Result<MasterKey, BadKeyFile> {
    let unreadable = |reason: String| BadKeyFile::Unreadable { path: path.to_owned(), reason };
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => BadKeyFile::Missing(path.to_owned()),
        _ => unreadable(error.to_string()),
    })?;
    let found = file.metadata().map_err(|error| unreadable(error.to_string()))?;
    if !found.is_file() {
        return Err(unreadable("it is not a file".to_owned()));
    }
    if !ours::is_ours(found.uid()) {
        return Err(BadKeyFile::Foreign { path: path.to_owned(), owner: found.uid(), us: ours::user() });
    }
    if found.mode() & OTHERS != 0 {
        return Err(BadKeyFile::Open { path: path.to_owned(), mode: found.mode() & 0o777 });
    }
    let mut text = Zeroizing::new(String::new());
    file.take(MOST).read_to_string(&mut text).map_err(|error| unreadable(error.to_string()))?;
    MasterKey::parse(&text).ok_or_else(|| BadKeyFile::NoKey(path.to_owned()))
}

/// Makes a key file with a new key, unless another program has just made one: then that one holds.
pub fn make(path: &Path) -> Result<MasterKey, BadKeyFile> {
    let key = MasterKey::random()?;
    match write(path, &key) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(path),
        written => {
            written.map_err(|error| BadKeyFile::Unwritable { path: path.to_owned(), reason: error.to_string() })?;
            Ok(key)
        }
    }
}

/// Writes a key file of the same key; one that exists is left as it is.
pub fn copy(key: &MasterKey, path: &Path) -> Result<(), BadKeyFile> {
    write(path, key).map_err(|error| BadKeyFile::Unwritable { path: path.to_owned(), reason: error.to_string() })
}

/// The file has its name only once all of it is on the disk, and its name is there too before anything depends on it.
fn write(path: &Path, key: &MasterKey) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    let apart = SecretToken::random().map_err(io::Error::other)?.to_text();
    name.push(format!(".unfinished-{apart}"));
    let unfinished = PathBuf::from(name);
    let done = fill(&unfinished, key).and_then(|()| naming::give_name(&unfinished, path));
    // Whether it has got its name or not, this one goes; when even that fails, there is nothing left to try.
    let _removed = std::fs::remove_file(&unfinished);
    done?;
    naming::keep_names_beside(path)
}

fn fill(path: &Path, key: &MasterKey) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(key.to_line().as_bytes())?;
    file.sync_all()
}
