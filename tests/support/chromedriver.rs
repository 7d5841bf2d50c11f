//! ChromeDriver as a process that leaves nothing behind, however the test ends.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// What the name of each folder begins with; then comes the process that made it.
const PREFIX: &str = "nic-browser-";

/// Starts ChromeDriver with a folder in which it and its browser keep everything. Ends whatever was started in that folder,
/// and removes it, as soon as its input ends: the test process holds the other end, so this happens even when that process
/// is killed. A process that is about to become another one has no environment for a moment, and may still write, so that is
/// looked for and removed until nothing is left. Chromium's crash handlers leave their process group; what all have in common is the environment. The output is
/// the driver's alone, so that it ends with a driver that does not start.
const WATCH: &str = r#"
    read -r folder
    HOME=$folder TMPDIR=$folder XDG_CONFIG_HOME=$folder XDG_CACHE_HOME=$folder chromedriver --port=0 2>/dev/null &
    exec >/dev/null
    read -r end
    while [ -e "$folder" ]; do
        while found=$(grep -lsF "HOME=$folder" /proc/[0-9]*/environ); [ -n "$found" ]; do
            for file in $found; do pid=${file#/proc/}; kill -KILL "${pid%/environ}" 2>/dev/null; done
        done
        rm -rf "$folder"
    done
"#;

pub struct ChromeDriver {
    pub port: u16,
    watcher: Child,
    /// Goes after the watcher has ended.
    _folder: TempDir,
}

/// How often a start is tried: the port that the system gives it on IPv4 may be taken on IPv6, and then it ends.
const TRIES: usize = 5;

impl ChromeDriver {
    pub fn start() -> Self {
        remove_stale(&std::env::temp_dir());
        let started = (0..TRIES).find_map(|_| Self::try_start());
        started.expect("chromedriver is installed (make test does it)")
    }

    fn try_start() -> Option<Self> {
        let prefix = format!("{PREFIX}{}-", std::process::id());
        let folder = tempfile::Builder::new().prefix(&prefix).tempdir().unwrap();
        let mut watcher = Command::new("sh")
            .args(["-c", WATCH])
            // Ctrl-C in a terminal ends the tests, not what cleans up after them.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        writeln!(watcher.stdin.as_mut().unwrap(), "{}", folder.path().display()).unwrap();
        let port = port_of(&mut watcher);
        let started = Self { port: port.unwrap_or_default(), watcher, _folder: folder };
        port.map(|_| started)
    }
}

impl Drop for ChromeDriver {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        let _reaped = self.watcher.wait();
    }
}

/// Removes the folders of processes that were killed together with their watchers.
fn remove_stale(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name();
        let maker = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split('-').next());
        if maker.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            // Another run may be removing it too.
            let _removed = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn port_of(watcher: &mut Child) -> Option<u16> {
    let mut lines = BufReader::new(watcher.stdout.take()?).lines();
    let port = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| line.split("successfully on port ").nth(1)?.trim_end_matches('.').parse().ok());
    // Keeps reading, so that chromedriver never waits for a full pipe.
    std::thread::spawn(move || lines.map_while(Result::ok).count());
    port
}
