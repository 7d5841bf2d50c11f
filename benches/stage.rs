//! The product at work on a copy of a filled database.

use std::cmp::Reverse;
use std::fs::{DirEntry, File};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::filling;
use super::support::Person;
use super::support::process::{Running, program};
use super::watch;

/// The name of a copy.
pub const DATABASE: &str = "console.db";

pub struct Stage {
    pub product: Running,
    pub database: PathBuf,
    /// Where the database is alone.
    folder: tempfile::TempDir,
}

impl Stage {
    /// Starts the product on a copy, behind a proxy that is trusted, and waits until it has done what it does at first.
    pub fn start(copy: (tempfile::TempDir, PathBuf)) -> Self {
        Self::start_with(copy, &[])
    }

    /// The same with more command-line arguments.
    pub fn start_with((folder, database): (tempfile::TempDir, PathBuf), arguments: &[&str]) -> Self {
        let mut command = program();
        command.args(["--trusted-proxy", "127.0.0.1"]).args(arguments);
        let product = Running::start_by(command, &database);
        watch::until_idle(product.child.id());
        Self { product, database, folder }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// One of the operators of the filler, signed in.
    pub async fn operator(&self, name: &str) -> Person {
        let person = Person::new(&self.product.url());
        person.sign_in(name).await;
        person
    }

    /// What the product has in memory at present, in bytes.
    pub fn memory(&self) -> u64 {
        watch::memory(self.product.child.id())
    }

    /// What it had at the most.
    pub fn highest_memory(&self) -> u64 {
        watch::highest_memory(self.product.child.id())
    }
}

/// Where the databases of all measurements are.
pub fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A database with so many clients, made once for each state of the tables and kept in `target/bench/`.
pub async fn filled(size: usize) -> PathBuf {
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let latest = std::fs::read_dir(migrations).unwrap().map(|entry| entry.unwrap().file_name()).max();
    let folder = folder();
    let path = folder.join(format!("{size}-{}.db", latest.unwrap().to_string_lossy()));
    if !path.exists() {
        let started = Instant::now();
        let unfinished = folder.join("unfinished.db");
        remove(&unfinished);
        filling::fill(&unfinished, size, 1, |_| ()).await.unwrap();
        // The product may keep more beside the database, which it makes when it first starts.
        let mut product = Running::start(&unfinished);
        watch::until_idle(product.child.id());
        product.signal("TERM");
        product.child.wait().unwrap();
        copy_to(&unfinished, &path);
        remove(&unfinished);
        println!("filled {size} clients in {:.1} s", started.elapsed().as_secs_f64());
    }
    path
}

/// A copy in a folder of its own, which is removed when it is dropped.
pub fn copy(filled: &Path) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir_in(filled.parent().unwrap()).unwrap();
    let database = folder.path().join(DATABASE);
    copy_to(filled, &database);
    (folder, database)
}

/// Copies a database that is not in use, and last of its files the one that is the database itself. What is measured after
/// it does not wait for what the copy has left to write.
fn copy_to(from: &Path, to: &Path) {
    for (file, ending) in files(from) {
        let copy = to.with_extension(ending);
        std::fs::copy(file, &copy).unwrap();
        File::open(copy).unwrap().sync_all().unwrap();
    }
}

fn remove(database: &Path) {
    for (file, _) in files(database) {
        std::fs::remove_file(file).unwrap();
    }
}

/// The files of a database, its key file among them, each with how its name ends, the longest first.
fn files(database: &Path) -> Vec<(PathBuf, String)> {
    let name = format!("{}.", database.file_stem().unwrap().to_string_lossy());
    let entries = std::fs::read_dir(database.parent().unwrap()).unwrap().map(|entry| entry.unwrap());
    let ending = |entry: &DirEntry| entry.file_name().to_string_lossy().strip_prefix(&name).map(str::to_owned);
    let mut files: Vec<(PathBuf, String)> = entries.filter_map(|entry| Some((entry.path(), ending(&entry)?))).collect();
    files.sort_by_key(|(_, ending)| Reverse(ending.len()));
    files
}

/// The cookie of a session, as a browser sends it.
pub fn cookie(person: &Person) -> String {
    format!("nic_session={}", person.cookie("nic_session").unwrap())
}
