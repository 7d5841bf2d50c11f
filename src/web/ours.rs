//! Whether only we can change a folder or a file.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::process::geteuid;

/// The user that we run as.
#[must_use]
pub fn user() -> u32 {
    geteuid().as_raw()
}

/// Whether a user is the one that we run as, or root, who may do everything.
#[must_use]
pub fn is_ours(owner: u32) -> bool {
    owner == user() || owner == 0
}

/// Why somebody else could change what is at a path; `None` when only we can, or whoever may do everything.
///
/// # Errors
/// When nothing is there, or it cannot be looked at.
pub fn changed_by_others(path: &Path) -> io::Result<Option<&'static str>> {
    let (link, found) = (path.symlink_metadata()?, path.metadata()?);
    Ok(if !is_ours(link.uid()) || !is_ours(found.uid()) {
        Some("belongs to another user")
    } else if found.mode() & 0o022 != 0 {
        Some("can be written by others")
    } else {
        None
    })
}
