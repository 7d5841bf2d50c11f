//! What lies on the disk, byte by byte.

use std::collections::HashSet;
use std::path::Path;

/// Every file below a folder, with its name.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() { files(&path) } else { vec![(path.display().to_string(), std::fs::read(&path).unwrap())] }
        })
        .collect()
}

/// Bytes that are looked up first.
const BEGINNING: usize = 8;

/// Whether any of these is somewhere among the bytes; each has eight bytes or more.
pub fn contains_any(bytes: &[u8], wanted: &[Vec<u8>]) -> bool {
    let beginnings: HashSet<&[u8]> = wanted.iter().map(|wanted| &wanted[..BEGINNING]).collect();
    let is_at = |at: usize| wanted.iter().any(|wanted| bytes[at..].starts_with(wanted));
    bytes.windows(BEGINNING).enumerate().any(|(at, window)| beginnings.contains(window) && is_at(at))
}
