//! What a token cannot cost less than: its signatures, and a commit that is on the disk.

use std::path::Path;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use next_identity_console::domain::keys::Algorithm;
use next_identity_console::domain::keys::signing::SigningKey;

use crate::times::Load;
use crate::times::millis;

/// As long as what is signed of a token.
const MESSAGE: [u8; 600] = [b'x'; 600];
/// As the product opens its writer.
const WRITER: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 12288; \
    CREATE TABLE bare (id INTEGER PRIMARY KEY, at BIGINT NOT NULL); INSERT INTO bare VALUES (1, 0);";

pub struct Bare {
    rows: [(&'static str, Load); 3],
}

/// In a folder on the same disk.
pub fn measure(folder: &Path, time: Duration) -> Bare {
    let signature = |algorithm| {
        let (key, _) = SigningKey::generate(algorithm).unwrap();
        again_and_again(time, || assert!(!key.sign(&MESSAGE).unwrap().is_empty()))
    };
    let mut connection = SqliteConnection::establish(&folder.join("bare.db").to_string_lossy()).unwrap();
    connection.batch_execute(WRITER).unwrap();
    let commit = again_and_again(time, || connection.batch_execute("UPDATE bare SET at = at + 1").unwrap());
    let rows = [
        ("bare signature, RS256", signature(Algorithm::Rs256)),
        ("bare signature, ES256", signature(Algorithm::Es256)),
        ("bare durable commit", commit),
    ];
    Bare { rows }
}

fn again_and_again(time: Duration, mut work: impl FnMut()) -> Load {
    let (started, mut times) = (Instant::now(), Vec::new());
    while times.is_empty() || started.elapsed() < time {
        let begun = Instant::now();
        work();
        times.push(begun.elapsed());
    }
    Load::of(times, started.elapsed())
}

impl Bare {
    /// The time for both signatures of a token's answer and its commit.
    pub fn token(&self) -> Duration {
        self.rows.iter().map(|(_, load)| load.p50).sum()
    }

    pub fn print(&self) {
        println!("\n| one after another | per second | p50 | p99 | longest |\n| --- | ---: | ---: | ---: | ---: |");
        for (name, load) in &self.rows {
            let [p50, p99, longest] = [load.p50, load.p99, load.longest].map(millis);
            println!("| {name} | {:.0} | {p50:.3} | {p99:.3} | {longest:.1} |", load.per_second);
        }
    }
}
