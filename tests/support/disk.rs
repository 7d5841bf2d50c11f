//! A small disk of a test's own: a tmpfs in a mount namespace, for which nobody needs to be root.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::{Database, process};

pub struct SmallDisk {
    /// Keeps the namespace, and with it the disk, until its input ends.
    holder: Child,
    /// How a namespace is entered.
    enter: Vec<String>,
    folder: tempfile::TempDir,
}

impl SmallDisk {
    /// A new disk; `None` where the machine lets nobody mount one.
    pub fn new(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let script = format!("mount -t tmpfs -o size={size} none \"$0\" && echo mounted && read end");
        for (make, enter) in [
            (&["--mount"][..], &["--mount"][..]),
            (&["--mount", "--map-root-user"], &["--mount", "--user", "--preserve-credentials"]),
        ] {
            let mut command = Command::new("unshare");
            command.args(make).args(["sh", "-c", &script]).arg(folder.path());
            let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
            let mut holder = piped.spawn().expect("unshare is there");
            let mut said = String::new();
            BufReader::new(holder.stdout.take().unwrap()).read_line(&mut said).unwrap();
            if said == "mounted\n" {
                let pid = holder.id().to_string();
                let enter = ["--target", &pid].into_iter().chain(enter.iter().copied()).map(str::to_owned).collect();
                return Some(Self { holder, enter, folder });
            }
            let _reaped = holder.wait();
        }
        println!("this machine lets nobody mount a disk of their own");
        None
    }

    /// The name of a file on the disk, for programs that run on it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a copy of a file on the disk.
    pub fn put(&self, file: &Path, name: &str) {
        std::fs::copy(file, self.outside(name)).unwrap();
    }

    /// A copy of a database that nobody is writing to. (SQLite resolves the name of the original to one of this machine.)
    pub fn copied(&self, name: &str) -> (tempfile::TempDir, Database) {
        let folder = tempfile::tempdir().unwrap();
        for file in [name.to_owned(), format!("{name}-wal")] {
            std::fs::copy(self.outside(&file), folder.path().join(file)).unwrap();
        }
        let database = Database(folder.path().join(name));
        (folder, database)
    }

    /// The name of a file on the disk for everybody else.
    fn outside(&self, name: &str) -> PathBuf {
        let inside = self.path(name);
        PathBuf::from(format!("/proc/{}/root", self.holder.id())).join(inside.strip_prefix("/").unwrap())
    }

    /// A command that runs where the disk is.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.args(&self.enter).arg(program).env("NIC_STATIC_DIR", concat!(env!("CARGO_MANIFEST_DIR"), "/static"));
        command
    }

    /// The program where the disk is.
    pub fn program(&self) -> Command {
        self.command(process::path())
    }

    /// Fills the disk to the last byte.
    pub fn fill(&self) {
        let mut filler = std::fs::File::create(self.outside("filler")).unwrap();
        for size in [65_536, 4_096, 1] {
            let block = vec![b'x'; size];
            while filler.write_all(&block).is_ok() {}
        }
    }

    /// Makes room again.
    pub fn free(&self) {
        std::fs::remove_file(self.outside("filler")).unwrap();
    }

    /// Makes the disk read-only, or writable again; fails while a program has a file open for writing.
    pub fn remount(&self, how: &str) {
        let done = self.command("mount").args(["-o", &format!("remount,{how}")]).arg(self.folder.path()).status();
        assert!(done.unwrap().success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(self.holder.stdin.take());
        let _reaped = self.holder.wait();
    }
}
