//! A browser leaves nothing behind: no process and no file, however the run ends.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::Browser;
use crate::support::browser::Window;
use crate::support::process::ended;

/// Not a test: what the tests below start as a process of its own.
#[tokio::test]
#[ignore = "the tests beside it start it"]
async fn a_browser_that_stays_open_until_the_input_ends() {
    let browser = Browser::open(Window::DESKTOP).await;
    browser.goto("data:text/html,<h1>Open</h1>").await;
    browser.arrive("Open").await;
    println!("\nopen");
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    browser.close().await;
}

/// A test run of its own with an open browser, whose folder for temporary files nobody else uses.
struct Run {
    child: Child,
    folder: tempfile::TempDir,
}

impl Run {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // As a run leaves it that was killed together with what cleans up after it. No process has this number.
        std::fs::create_dir(folder.path().join("nic-browser-4194305-left")).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture"])
            .arg("browser::traces::a_browser_that_stays_open_until_the_input_ends")
            .env("TMPDIR", folder.path())
            .env("HOME", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap() == "open"), "it opens no browser");
        std::thread::spawn(move || lines.map_while(Result::ok).count());
        let run = Self { child, folder };
        assert!(run.processes().len() > 3, "the driver, the browser and its parts: {:?}", run.processes());
        assert_eq!(run.files().len(), 1, "all files are in one folder: {:?}", run.files());
        run
    }

    /// The names of the processes that keep their files in the folder, other than the run itself.
    fn processes(&self) -> Vec<String> {
        let folder = self.folder.path().to_str().unwrap();
        let is_browsers = |process: &PathBuf| {
            let reads = |file| std::fs::read(process.join(file)).unwrap_or_default();
            let names_folder = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).contains(folder);
            process.file_name().unwrap() != self.child.id().to_string().as_str()
                && (names_folder(reads("environ")) || names_folder(reads("cmdline")))
        };
        let name = |process: PathBuf| std::fs::read_to_string(process.join("comm")).unwrap_or_default();
        entries(Path::new("/proc")).into_iter().filter(is_browsers).map(name).collect()
    }

    fn files(&self) -> Vec<PathBuf> {
        entries(self.folder.path())
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[tokio::test]
async fn a_run_that_ends_leaves_no_process_and_no_file() {
    let _turn = super::turn().await;
    let mut run = Run::start();
    drop(run.child.stdin.take());
    assert!(ended(&mut run.child).success());
    assert_eq!((run.processes(), run.files()), (vec![], vec![]));
}

#[tokio::test]
async fn a_run_that_is_killed_leaves_no_process_and_no_file() {
    let _turn = super::turn().await;
    let mut run = Run::start();
    run.child.kill().unwrap();
    run.child.wait().unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    while (run.processes(), run.files()) != (vec![], vec![]) {
        assert!(Instant::now() < deadline, "left: {:?} {:?}", run.processes(), run.files());
        std::thread::yield_now();
    }
}
