//! Static files: fingerprinted, compressed once at start, and served with long caching.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use actix_files::Files;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::ours;

/// Where the static files of all builds are.
pub const PREFIX: &str = "/static";
/// Files whose compressed form is worth keeping.
const COMPRESSED: [&str; 3] = ["css", "js", "svg"];

#[derive(Debug, thiserror::Error)]
pub enum AssetsError {
    #[error(
        "the static files in {} cannot be read ({reason}); start in the program's folder, or name theirs with --static-dir",
        folder.display()
    )]
    Unreadable { folder: PathBuf, reason: String },
    #[error(
        "{} {why}, who could change what browsers are sent; delete it, or make this program's user its only owner and take the right to write it from others",
        path.display()
    )]
    OfOthers { path: PathBuf, why: &'static str },
}

#[derive(Clone, Debug)]
pub struct Assets {
    /// The address that they are under; it changes when any of them does.
    pub url: Arc<str>,
    folder: PathBuf,
}

impl Assets {
    /// Copies the files of `source` into a folder of `cache` that is named after their content, each with its
    /// compressed sibling. Where that cannot be written, the files are served from `source` as they are. What is served
    /// is only what nobody else can change; who can change `source` is asked only when it is served from.
    ///
    /// # Errors
    /// Says in one line what is wrong and what to do.
    pub fn prepare(source: &Path, cache: &Path) -> Result<Self, AssetsError> {
        let unreadable =
            |error: io::Error| AssetsError::Unreadable { folder: source.to_owned(), reason: error.to_string() };
        let files = files_below(source).map_err(unreadable)?;
        if files.is_empty() {
            return Err(unreadable(io::Error::new(io::ErrorKind::NotFound, "no files there")));
        }
        let mut hash = Sha256::new();
        for (name, content) in &files {
            hash.update(name.to_string_lossy().as_bytes());
            hash.update(content.len().to_le_bytes());
            hash.update(content);
        }
        let fingerprint = URL_SAFE_NO_PAD.encode(hash.finalize().get(..9).unwrap_or_default());
        let folder = cache.join(&fingerprint);
        require_ours(cache)?;
        let folder = match keep(&files, cache, &folder) {
            Ok(()) => folder,
            Err(error) => {
                tracing::warn!(%error, "static files are served uncompressed: {} cannot be written", cache.display());
                let names = files.iter().flat_map(|(name, _)| name.ancestors());
                names.map(|name| source.join(name)).try_for_each(|path| require_ours(&path))?;
                source.to_owned()
            }
        };
        Ok(Self { url: format!("{PREFIX}/{fingerprint}").into(), folder })
    }

    #[must_use]
    pub fn service(&self) -> Files {
        Files::new(self.url.trim_start_matches(PREFIX), &self.folder).try_compressed().prefer_utf8(true)
    }
}

#[must_use]
pub fn is_fingerprinted(path: &str) -> bool {
    path.strip_prefix(PREFIX).is_some_and(|rest| rest.starts_with('/'))
}

fn files_below(folder: &Path) -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next)? {
            let entry = entry?;
            let (kind, path) = (entry.file_type()?, entry.path());
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                let name = path.strip_prefix(folder).map_err(io::Error::other)?.to_owned();
                found.push((name, std::fs::read(&path)?));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Refuses what others can change; what is not there yet will be ours.
fn require_ours(path: &Path) -> Result<(), AssetsError> {
    match ours::changed_by_others(path) {
        Ok(Some(why)) => Err(AssetsError::OfOthers { path: path.to_owned(), why }),
        Ok(None) | Err(_) => Ok(()),
    }
}

/// Writes into a folder beside the final one and renames it, so that a killed start leaves no half of it in use. What
/// stands there already is replaced: its name alone does not prove its content.
fn keep(files: &[(PathBuf, Vec<u8>)], cache: &Path, folder: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(cache) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let unfinished = cache.join(format!("unfinished-{}", std::process::id()));
    remove(&unfinished)?;
    for (name, content) in files {
        let path = unfinished.join(name);
        if let Some(parent) = path.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(parent)?;
        }
        write_new(&path, content)?;
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if COMPRESSED.contains(&extension) {
            let mut compressed = GzEncoder::new(Vec::new(), Compression::best());
            compressed.write_all(content)?;
            let mut sibling = path.clone().into_os_string();
            sibling.push(".gz");
            write_new(Path::new(&sibling), &compressed.finish()?)?;
        }
    }
    remove(folder)?;
    std::fs::rename(&unfinished, folder)
}

fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.write_all(content)
}

fn remove(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_changes_with_the_content() {
        let source = tempfile::tempdir().unwrap();
        let cache = tempfile::tempdir().unwrap();
        std::fs::write(source.path().join("a.css"), "a{}").unwrap();
        let one = Assets::prepare(source.path(), cache.path()).unwrap();
        assert_eq!(one.url, Assets::prepare(source.path(), cache.path()).unwrap().url);
        assert!(one.folder.join("a.css.gz").exists());
        std::fs::write(one.folder.join("a.css"), "changed by somebody").unwrap();
        Assets::prepare(source.path(), cache.path()).unwrap();
        assert_eq!(std::fs::read_to_string(one.folder.join("a.css")).unwrap(), "a{}");
        std::fs::write(source.path().join("a.css"), "b{}").unwrap();
        assert_ne!(one.url, Assets::prepare(source.path(), cache.path()).unwrap().url);
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_done_without() {
        let source = tempfile::tempdir().unwrap();
        std::fs::write(source.path().join("a.css"), "a{}").unwrap();
        let blocked = source.path().join("a.css");
        assert_eq!(Assets::prepare(source.path(), &blocked).unwrap().folder, source.path());
    }
}
