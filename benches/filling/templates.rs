//! The sample as the clones need it: each client with its time and its entries.

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

use next_identity_console::domain::activity::{Entry, Link, StoredChange};
use next_identity_console::domain::client::ClientKey;
use next_identity_console::domain::time::Timestamp;
use next_identity_console::domain::token::Digest;
use next_identity_console::store::Connection;
use next_identity_console::store::activity;

/// A client of the sample.
pub struct Template {
    pub key: ClientKey,
    pub created_at: Timestamp,
    /// The time from its creation to its latest entry.
    pub span: Duration,
    /// Oldest first.
    pub entries: Vec<Entry>,
}

/// The end of the record so far.
pub struct Head {
    pub seq: i64,
    pub at: Timestamp,
    pub hash: Option<Digest>,
}

/// Reads the sample, oldest client first, and where the record ends.
pub fn read(connection: &mut Connection) -> Result<(Vec<Template>, Head), Box<dyn Error>> {
    let mut entries: Vec<Entry> = Vec::new();
    loop {
        let more = activity::following(connection, entries.last().map_or(0, |entry| entry.seq), 1_000)?;
        if more.is_empty() {
            break;
        }
        entries.extend(more);
    }
    let last = entries.last().ok_or("nothing is recorded")?;
    let head = Head { seq: last.seq, at: last.origin.at, hash: last.hash };
    let mut of_client: HashMap<ClientKey, Vec<Entry>> = HashMap::new();
    for entry in entries {
        if let Some(key) = entry.client {
            of_client.entry(key).or_default().push(entry);
        }
    }
    let mut templates: Vec<Template> = of_client.into_iter().map(|(key, entries)| template(key, entries)).collect();
    templates.sort_by_key(|template| template.entries[0].seq);
    Ok((templates, head))
}

fn template(key: ClientKey, entries: Vec<Entry>) -> Template {
    let created_at = entries[0].origin.at;
    let span = entries[entries.len() - 1].origin.at.since(created_at);
    Template { key, created_at, span, entries }
}

/// The digest of an entry as a clone with this key and name has it.
pub fn digest(
    entry: &Entry,
    (seq, at): (i64, Timestamp),
    (key, name): (ClientKey, &str),
    previous: Option<&Digest>,
) -> Result<Digest, serde_json::Error> {
    let name = serde_json::to_string(name)?;
    let changes: Vec<StoredChange<'_>> = entry.changes.iter().map(|change| renamed(change.stored(), &name)).collect();
    Link { seq, at: at.0, client: Some(key.0), ..entry.link(&changes) }.digest(previous, None)
}

fn renamed<'a>((path, before, after): StoredChange<'a>, name: &'a str) -> StoredChange<'a> {
    (path, before, if path == "general.name" { Some(name.into()) } else { after })
}
