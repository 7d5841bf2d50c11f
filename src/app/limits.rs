//! What the operating system lets the program have open, and how many connections fit into it.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// More open files than this would not be used.
const MOST_FILES: u64 = 65_536;
/// Open files of the program itself: databases, sockets that listen, queues of events.
const OWN_FILES: u64 = 128;
/// A head may be 128 KiB long, so these take 1 GiB at worst.
const MOST_CONNECTIONS: usize = 8_192;
const FEWEST_CONNECTIONS: usize = 16;

/// Raises the soft limit of open files towards the hard one.
pub fn raise_open_files() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = maximum.unwrap_or(MOST_FILES).min(MOST_FILES);
    if current.is_none_or(|current| current >= wanted) {
        return;
    }
    match setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }) {
        Ok(()) => tracing::debug!(from = current, to = wanted, "the limit of open files was raised"),
        Err(error) => tracing::warn!(%error, limit = current, "the limit of open files cannot be raised"),
    }
}

/// The present limit of open files.
#[must_use]
pub fn open_files() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(MOST_FILES)
}

/// How many connections may be open where so many files may be. Each may be sent a static file, which is open meanwhile.
#[must_use]
pub fn connections(files: u64) -> usize {
    let files = usize::try_from(files.saturating_sub(OWN_FILES)).unwrap_or(usize::MAX);
    (files / 2).clamp(FEWEST_CONNECTIONS, MOST_CONNECTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_the_program_what_it_needs_itself() {
        for (files, expected) in [(0, 16), (256, 64), (1_024, 448), (65_536, 8_192)] {
            assert_eq!(connections(files), expected);
        }
    }
}
