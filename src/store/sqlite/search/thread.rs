//! The thread that keeps the index behind the record, and the connections on which is searched.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, TryRecvError};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use super::file;
use super::index::{Index, Step};
use crate::store::StoreError;
use crate::store::sqlite::connection::{self, Readers};
use crate::store::sqlite::opened_files::OpenedFiles;
use crate::store::sqlite::priority::give_way;
use crate::store::sqlite::wake::{Wake, Woken, rest, wake};

/// Between two steps while changes go on: their rows go into the index together, so that it is written less often.
const PAUSE: Duration = Duration::from_millis(300);
/// How long what is committed waits before it is looked at. Most of it is nothing to search for.
const GATHER: Duration = Duration::from_millis(50);
/// How often the file is looked at when nothing changes, and how long a fault is left alone.
const WATCH: Duration = Duration::from_secs(2);

/// The connections on which is searched.
pub struct Searchers {
    connections: RwLock<Readers>,
    is_damaged: AtomicBool,
}

impl Searchers {
    pub fn connections(&self) -> Readers {
        self.connections.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Has the index built anew.
    pub fn report_damage(&self) {
        self.is_damaged.store(true, Ordering::Relaxed);
    }
}

/// Opens the index of a database and starts the thread.
pub fn start(
    database: &Path,
    files: &OpenedFiles,
    searchers: u32,
) -> Result<(Arc<Searchers>, Wake, JoinHandle<()>), StoreError> {
    let index = Index::open(database)?;
    let searchers = Arc::new(Searchers {
        connections: RwLock::new(pool(database, files, searchers)?),
        is_damaged: AtomicBool::new(false),
    });
    let (wake, woken) = wake();
    let worker = Worker {
        database: database.to_owned(),
        files: files.clone(),
        index: Some(index),
        searchers: Arc::clone(&searchers),
    };
    let thread = std::thread::Builder::new().name("search index".to_owned()).spawn(move || worker.run(&woken));
    let thread = thread.map_err(|error| StoreError::Unavailable(error.to_string()))?;
    Ok((searchers, wake, thread))
}

fn pool(database: &Path, files: &OpenedFiles, size: u32) -> Result<Readers, StoreError> {
    connection::searcher_pool(database, files, &file::path(database), size)
        .map_err(|error| StoreError::Unavailable(error.to_string()))
}

struct Worker {
    database: PathBuf,
    files: OpenedFiles,
    /// None after a fault, until it is opened again.
    index: Option<Index>,
    searchers: Arc<Searchers>,
}

impl Worker {
    fn run(mut self, woken: &Woken) {
        // Whoever waits for a page comes first.
        give_way();
        loop {
            let goes_on = match self.work() {
                Ok(Step::More) => !matches!(woken.try_recv(), Err(TryRecvError::Disconnected)),
                Ok(Step::Done) => rest(woken, PAUSE),
                Ok(Step::Idle) => match woken.recv_timeout(WATCH) {
                    Ok(()) => rest(woken, GATHER),
                    Err(RecvTimeoutError::Timeout) => true,
                    Err(RecvTimeoutError::Disconnected) => false,
                },
                // The writer says so, and everything is as it was when they are back.
                Err(StoreError::Gone(_)) => rest(woken, WATCH),
                Err(error) => {
                    tracing::error!(%error, "the search index cannot be brought up to date; it is tried again");
                    self.index = None;
                    // What is wrong with the file goes away with the file.
                    self.searchers.is_damaged.store(matches!(error, StoreError::SearchIndex(_)), Ordering::Relaxed);
                    rest(woken, WATCH)
                }
            };
            if !goes_on {
                return;
            }
        }
    }

    fn work(&mut self) -> Result<Step, StoreError> {
        // Another file may be at the path of the database by now.
        self.files.require()?;
        if self.searchers.is_damaged.swap(false, Ordering::Relaxed) {
            tracing::error!("the search index is damaged and is built anew");
            self.index = None;
            let removed = file::remove(&self.database);
            removed.map_err(|error| StoreError::Disk(error.to_string()))?;
        }
        if let Some(index) = self.index.take().filter(Index::is_in_place) {
            return self.index.insert(index).step();
        }
        let index = self.index.insert(Index::open(&self.database)?);
        let mut connections = self.searchers.connections.write().unwrap_or_else(PoisonError::into_inner);
        *connections = pool(&self.database, &self.files, connections.max_size())?;
        drop(connections);
        index.step()
    }
}
