//! What the list, a create and a document would cost with nothing around them: a bare actix server that makes the same
//! statements for the same rows and answers as many bytes, a bare loop that commits the same rows in groups, and the same
//! bytes from memory. What these are is recorded from the product before anything is measured.

mod create;
mod document;
mod list;
mod recorded;
mod recorder;
mod statement;

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use actix_web::web::{self, Data};
use actix_web::{App, HttpServer};
use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use next_identity_console::store::{Connection, Store};
use tokio::sync::mpsc;

pub use document::DOCUMENTS;
use recorded::Recorded;

use crate::load::{self, Request};
use crate::stage;

/// The argument by which the bench starts itself as the yardstick, followed by the folder.
pub const ARGUMENT: &str = "--yardstick";
const RECORDED: &str = "recorded.json";

/// As the product opens its writer, whose log is as seldom moved.
const WRITER: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000; PRAGMA wal_autocheckpoint = 12288;";
const READER: &str = "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON;";

fn open(folder: &Path, pragmas: &str) -> Connection {
    let mut connection = Connection::establish(&folder.join(stage::DATABASE).to_string_lossy()).unwrap();
    connection.batch_execute(pragmas).unwrap();
    connection
}

/// Serves the yardstick of a folder.
pub fn serve(folder: &Path) {
    let recorded: Recorded = serde_json::from_slice(&std::fs::read(folder.join(RECORDED)).unwrap()).unwrap();
    let (sender, inserts) = mpsc::channel(1024);
    let (writer, changes) = (open(folder, WRITER), recorded.changes.clone());
    std::thread::spawn(move || create::commit_in_groups(writer, &changes, inserts));
    // It keeps the search index behind the rows, which is part of what a create costs.
    let _store = Store::open(&folder.join(stage::DATABASE)).unwrap();
    let folder = folder.to_owned();
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            App::new()
                .app_data(Data::new(list::List::new(open(&folder, READER), &recorded)))
                .app_data(Data::new(sender.clone()))
                .route("/list", web::get().to(list::show))
                .route("/clients", web::post().to(create::create))
                .configure(|config| recorded.documents.iter().for_each(|document| document.serve(config)))
        });
        let server = server.tcp_nodelay(true).bind(("127.0.0.1", 0)).unwrap();
        println!("{}", server.addrs()[0]);
        std::io::stdout().flush().unwrap();
        server.run().await.unwrap();
    });
}

/// The running yardstick, stopped when it is dropped.
pub struct Yardstick {
    pub address: SocketAddr,
    pub child: Child,
    _folder: tempfile::TempDir,
}

impl Yardstick {
    /// Works on a copy of `filled`; the documents are those of the product at an address.
    pub async fn start(filled: &Path, product: &str) -> Self {
        let (folder, database) = stage::copy(filled);
        let recorded = recorder::record(&database, product).await;
        eprintln!(
            "the bare list makes {} statements and answers {} bytes; a bare create changes {} rows",
            recorded.list.len(),
            recorded.bytes,
            recorded.changes.len()
        );
        std::fs::write(folder.path().join(RECORDED), serde_json::to_vec(&recorded).unwrap()).unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        let mut child = command.arg(ARGUMENT).arg(folder.path()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let yardstick = Self { address: line.trim().parse().unwrap(), child, _folder: folder };
        let mut connection = load::Connection::open(yardstick.address).await.unwrap();
        assert_eq!(connection.ask(&Request::get("/list").bytes(0, 0)).await.unwrap(), 200);
        assert_eq!(connection.body().len(), recorded.bytes, "the bare list answers as many bytes");
        for document in &recorded.documents {
            document.is_served(&mut connection).await;
        }
        yardstick
    }
}

impl Drop for Yardstick {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}
