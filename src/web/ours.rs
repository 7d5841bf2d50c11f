//! Whether only we can change a folder or a file.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::process::geteuid;

/// Why somebody else could change what is at a path; `None` when only we can, or whoever may do everything.
///
/// # Errors
/// When nothing is there, or it cannot be looked at.
pub fn changed_by_others(path: &Path) -> io::Result<Option<&'static str>> {
    let (link, found) = (path.symlink_metadata()?, path.metadata()?);
    let is_ours = |owner: u32| owner == geteuid().as_raw() || owner == 0;
    Ok(if !is_ours(link.uid()) || !is_ours(found.uid()) {
        Some("belongs to another user")
    } else if found.mode() & 0o022 != 0 {
        Some("can be written by others")
    } else {
        None
    })
}
