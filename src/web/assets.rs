//! Static files: fingerprinted, compressed once at start, and served with long caching.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use actix_files::Files;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// Where the static files of all builds are.
pub const PREFIX: &str = "/static";
/// Files whose compressed form is worth keeping.
const COMPRESSED: [&str; 3] = ["css", "js", "svg"];

#[derive(Clone, Debug)]
pub struct Assets {
    /// The address that they are under; it changes when any of them does.
    pub url: Arc<str>,
    folder: PathBuf,
}

impl Assets {
    /// Copies the files of `source` into a folder of `cache` that is named after their content, each with its
    /// compressed sibling. Where that cannot be written, the files are served from `source` as they are.
    pub fn prepare(source: &Path, cache: &Path) -> io::Result<Self> {
        let files = files_below(source)?;
        if files.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "no files there"));
        }
        let mut hash = Sha256::new();
        for (name, content) in &files {
            hash.update(name.to_string_lossy().as_bytes());
            hash.update(content.len().to_le_bytes());
            hash.update(content);
        }
        let fingerprint = URL_SAFE_NO_PAD.encode(hash.finalize().get(..9).unwrap_or_default());
        let folder = cache.join(&fingerprint);
        let folder = match keep(&files, cache, &folder) {
            Ok(()) => folder,
            Err(error) => {
                tracing::warn!(%error, "static files are served uncompressed: {} cannot be written", cache.display());
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

/// Writes into a folder beside the final one and renames it, so that a killed start leaves no half of it in use. What
/// stands there already is replaced: its name alone does not prove its content.
fn keep(files: &[(PathBuf, Vec<u8>)], cache: &Path, folder: &Path) -> io::Result<()> {
    let unfinished = cache.join(format!("unfinished-{}", std::process::id()));
    remove(&unfinished)?;
    for (name, content) in files {
        let path = unfinished.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&path, content)?;
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if COMPRESSED.contains(&extension) {
            let mut compressed = GzEncoder::new(Vec::new(), Compression::best());
            compressed.write_all(content)?;
            let mut sibling = path.clone().into_os_string();
            sibling.push(".gz");
            std::fs::write(sibling, compressed.finish()?)?;
        }
    }
    remove(folder)?;
    std::fs::rename(&unfinished, folder)
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
