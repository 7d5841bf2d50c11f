//! How exports write entries: labels for people beside the tokens that do not change, times in UTC.

use std::borrow::Cow;

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use serde::Serialize;
use serde_json::Value;

use super::cell::guarded;
use crate::domain::activity::{Change, Entry};
use crate::domain::choice::Choice;
use crate::domain::setting::plain;
use crate::domain::token::Digest;
use crate::web::moment::machine;

/// An entry cannot be written, which is a fault of the program.
pub type Unwritable = Box<dyn std::error::Error + Send + Sync>;

const COLUMNS: [&str; 15] = [
    "seq",
    "time",
    "actor_kind",
    "actor_id",
    "actor",
    "address",
    "action",
    "action_label",
    "client",
    "client_name",
    "setting",
    "setting_label",
    "before",
    "after",
    "hash",
];

#[derive(Serialize)]
struct Line<'a> {
    seq: i64,
    time: String,
    actor_kind: &'a str,
    actor_id: Option<String>,
    actor: &'a str,
    address: Option<&'a str>,
    action: &'a str,
    action_label: &'a str,
    client: Option<String>,
    client_name: Option<&'a str>,
    changes: Vec<LineChange<'a>>,
    hash: Option<String>,
}

#[derive(Serialize)]
struct LineChange<'a> {
    setting: &'a str,
    setting_label: Cow<'a, str>,
    before: &'a Value,
    after: &'a Value,
    before_label: String,
    after_label: String,
}

pub fn json_lines(entries: &[Entry]) -> Result<Vec<u8>, Unwritable> {
    let mut text = Vec::new();
    for entry in entries {
        serde_json::to_writer(&mut text, &line(entry))?;
        text.push(b'\n');
    }
    Ok(text)
}

pub fn csv_head() -> Result<Vec<u8>, Unwritable> {
    let mut writer = writer();
    writer.write_record(COLUMNS)?;
    Ok(writer.into_inner()?)
}

/// One row for each value that changed, or one for an entry without any (RFC 4180).
pub fn csv(entries: &[Entry]) -> Result<Vec<u8>, Unwritable> {
    let mut writer = writer();
    for entry in entries {
        let line = line(entry);
        let none = [LineChange {
            setting: "",
            setting_label: "".into(),
            before: &Value::Null,
            after: &Value::Null,
            before_label: String::new(),
            after_label: String::new(),
        }];
        let changes = if line.changes.is_empty() { none.as_slice() } else { line.changes.as_slice() };
        for change in changes {
            let cells = [
                &line.seq.to_string(),
                &line.time,
                line.actor_kind,
                line.actor_id.as_deref().unwrap_or_default(),
                line.actor,
                line.address.unwrap_or_default(),
                line.action,
                line.action_label,
                line.client.as_deref().unwrap_or_default(),
                line.client_name.unwrap_or_default(),
                change.setting,
                &change.setting_label,
                &cell(change.before),
                &cell(change.after),
                line.hash.as_deref().unwrap_or_default(),
            ];
            writer.write_record(cells.map(|cell| guarded(cell).into_owned()))?;
        }
    }
    Ok(writer.into_inner()?)
}

fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new().terminator(Terminator::CRLF).quote_style(QuoteStyle::Necessary).from_writer(Vec::new())
}

/// A value as a cell: text as it is, nothing as nothing, all else as JSON.
fn cell(value: &Value) -> String {
    if value.is_null() { String::new() } else { plain(value) }
}

fn line(entry: &Entry) -> Line<'_> {
    let origin = &entry.origin;
    Line {
        seq: entry.seq,
        time: machine(origin.at.0),
        actor_kind: origin.actor.kind().token(),
        actor_id: origin.actor.id().map(|id| id.0.to_string()),
        actor: origin.actor.recorded_name().unwrap_or_default(),
        address: origin.address.as_deref(),
        action: entry.action.token(),
        action_label: entry.action.kind(),
        client: entry.client.map(|key| key.0.to_string()),
        client_name: entry.client_name.as_deref(),
        changes: entry.changes.iter().map(change).collect(),
        hash: entry.hash.map(Digest::to_hex),
    }
}

fn change(change: &Change) -> LineChange<'_> {
    LineChange {
        setting: &change.path,
        setting_label: change.label(),
        before: &change.before,
        after: &change.after,
        before_label: change.before_words(),
        after_label: change.after_words(),
    }
}
