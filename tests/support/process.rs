//! The program as a process of its own.

use std::io::{BufRead, BufReader, Lines, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What takes longer never ends.
const PATIENCE: Duration = Duration::from_mins(1);

/// The program, with nothing of this machine's environment that would change it.
pub fn program() -> Command {
    let mut command = Command::new(path());
    for variable in ["NIC_LISTEN", "NIC_DATABASE", "NIC_BASE_URL", "NIC_KEY_FILE", "NIC_SMTP_URL", "NIC_MAIL_FROM"] {
        command.env_remove(variable);
    }
    command.env("RUST_BACKTRACE", "0");
    command
}

/// The program's file.
pub fn path() -> &'static str {
    env!("CARGO_BIN_EXE_next-identity-console")
}

/// How a process ends that is to end by itself; it is killed when it does not.
pub fn ended(child: &mut Child) -> ExitStatus {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if Instant::now() > deadline {
            child.kill().unwrap();
            return child.wait().unwrap();
        }
        std::thread::yield_now();
    }
}

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(10);

/// Looks again and again until something is so; fails when it never is.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so().await {
        assert!(Instant::now() < deadline, "{what}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// What a program said in exactly one line.
pub fn one_line(said: &[u8]) -> String {
    let text = String::from_utf8(said.to_vec()).unwrap();
    assert_eq!(text.trim_end().lines().count(), 1, "one line: {text}");
    text.trim_end().to_owned()
}

/// A running program, killed when it is dropped.
pub struct Running {
    pub child: Child,
    pub lines: Lines<BufReader<ChildStdout>>,
    pub address: SocketAddr,
    said: Option<JoinHandle<String>>,
}

impl Running {
    pub fn start(database: &Path) -> Self {
        Self::start_by(program(), database)
    }

    /// Starts the program by a command that ends with its name.
    pub fn start_by(mut command: Command, database: &Path) -> Self {
        command.args(["--listen", "127.0.0.1:0", "--database"]).arg(database);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let said = std::thread::spawn(move || {
            let mut said = String::new();
            stderr.read_to_string(&mut said).unwrap();
            said
        });
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let Some(first) = lines.next() else { panic!("it does not start: {}", said.join().unwrap()) };
        let first = first.unwrap();
        let port = first.strip_prefix("Next Identity Console is at http://localhost:").expect("its address");
        let address = SocketAddr::from(([127, 0, 0, 1], port.parse().unwrap()));
        Self { child, lines, address, said: Some(said) }
    }

    pub fn url(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Kills the program as a power cut would; what it had written to its log.
    pub fn kill(mut self) -> String {
        self.end()
    }

    /// Waits until the program has ended by itself, with success.
    pub fn ends(&mut self) {
        assert!(ended(&mut self.child).success());
    }

    fn end(&mut self) -> String {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
        self.said.take().map(|said| said.join().unwrap()).unwrap_or_default()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let said = self.end();
        if std::thread::panicking() {
            println!("the program said: {said}");
        }
    }
}
