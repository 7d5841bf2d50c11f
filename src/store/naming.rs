//! Gives a finished file its name.

use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fs::{CWD, RenameFlags, link, renameat_with};
use rustix::io::Errno;

/// What a file system answers that has no links, or none left.
const NO_LINK: [Errno; 4] = [Errno::PERM, Errno::OPNOTSUPP, Errno::NOSYS, Errno::MLINK];

/// Gives a file another name, and never that of a file which has come into its way in the meantime. It may keep its present
/// name too.
pub fn give_name(unfinished: &Path, name: &Path) -> io::Result<()> {
    Ok(link_or_rename(unfinished, name, |from, to| link(from, to))?)
}

fn link_or_rename(from: &Path, to: &Path, link: impl FnOnce(&Path, &Path) -> Result<(), Errno>) -> Result<(), Errno> {
    match link(from, to) {
        Err(error) if NO_LINK.contains(&error) => renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE),
        done => done,
    }
}

/// Writes the names in the folder of a file to the disk.
pub fn keep_names_beside(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::fs::{read_to_string, write};

    use super::*;

    type Link = fn(&Path, &Path) -> Result<(), Errno>;

    #[test]
    fn a_file_gets_a_name_with_and_without_links_and_never_in_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let [from, free, taken] = ["unfinished", "free", "taken"].map(|name| folder.path().join(name));
        let links: [Link; 5] = [
            |from, to| link(from, to),
            |_, _| Err(Errno::PERM),
            |_, _| Err(Errno::OPNOTSUPP),
            |_, _| Err(Errno::NOSYS),
            |_, _| Err(Errno::MLINK),
        ];
        for link in links {
            write(&from, "ours").unwrap();
            write(&taken, "theirs").unwrap();
            assert_eq!(link_or_rename(&from, &taken, link), Err(Errno::EXIST));
            assert_eq!(
                (read_to_string(&taken).unwrap(), read_to_string(&from).unwrap()),
                ("theirs".into(), "ours".into())
            );
            link_or_rename(&from, &free, link).unwrap();
            assert_eq!(read_to_string(&free).unwrap(), "ours");
            std::fs::remove_file(&free).unwrap();
        }
    }

    /// Nothing can link to a folder, so it stands in for a file where nothing can be linked to.
    #[test]
    fn what_cannot_be_linked_gets_its_name_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let [unfinished, target] = ["unfinished", "target"].map(|name| folder.path().join(name));
        std::fs::create_dir(&unfinished).unwrap();
        give_name(&unfinished, &target).unwrap();
        assert!(target.is_dir() && !unfinished.exists());
    }

    #[test]
    fn a_disk_that_fails_is_told_and_nothing_is_renamed() {
        let folder = tempfile::tempdir().unwrap();
        let [from, to] = ["unfinished", "name"].map(|name| folder.path().join(name));
        for fault in [Errno::IO, Errno::NOSPC, Errno::ROFS, Errno::ACCESS, Errno::DQUOT, Errno::EXIST, Errno::NOENT] {
            write(&from, "ours").unwrap();
            assert_eq!(link_or_rename(&from, &to, |_, _| Err(fault)), Err(fault));
            assert!(from.exists() && !to.exists(), "{fault}");
        }
    }
}
