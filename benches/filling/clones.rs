//! Copies of the sample's clients. What is new of each (keys, names, times, digests) is put into two temporary tables;
//! the rows of all other tables are made from these and the sample's rows, a statement a table.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::error::Error;
use std::ops::Range;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use next_identity_console::domain::client::{ClientId, ClientKey, ClientName};
use next_identity_console::domain::collation::sort_key;
use next_identity_console::domain::time::{Day, Timestamp};
use next_identity_console::store::Connection;

use super::dice::Dice;
use super::templates::{self, Head, Template};
use super::{names, schema};

diesel::table! {
    clones (seq) {
        seq -> BigInt,
        template -> Binary,
        id -> Binary,
        client_id -> Text,
        name -> Text,
        name_key -> Text,
        name_sort -> Binary,
        later -> BigInt,
    }
}

diesel::table! {
    clone_entries (seq) {
        seq -> BigInt,
        template -> BigInt,
        client -> Binary,
        name -> Text,
        at -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    activity_days (first_seq) {
        first_seq -> BigInt,
        day -> BigInt,
    }
}

const TABLES: &str = "CREATE TEMP TABLE clones (seq INTEGER PRIMARY KEY, template BLOB, id BLOB, client_id TEXT, \
        name TEXT, name_key TEXT, name_sort BLOB, later INTEGER); \
    CREATE TEMP TABLE clone_entries (seq INTEGER PRIMARY KEY, template INTEGER, client BLOB, name TEXT, at INTEGER, \
        hash BLOB);";

/// An entry that is due, in the order of time: when, whose in the order of creation, and which of its template's.
type Due = (i64, i64, usize, usize, ClientKeyAndName);
type ClientKeyAndName = (uuid::Uuid, String);

/// What makes clones of the sample.
pub struct Clones {
    templates: Vec<Template>,
    head: Head,
    due: BinaryHeap<Reverse<Due>>,
    of_clients: String,
    of_entries: String,
    seed: u64,
}

impl Clones {
    /// Of all clients that there are so far.
    pub fn read(connection: &mut Connection, seed: u64) -> Result<Self, Box<dyn Error>> {
        connection.batch_execute(TABLES)?;
        let (templates, head) = templates::read(connection)?;
        let of_clients = statements_of_clients(connection)?;
        let of_entries = statements_of_entries(connection)?;
        Ok(Self { templates, head, due: BinaryHeap::new(), of_clients, of_entries, seed })
    }

    /// Adds clients with these numbers; `times` are when the first client of all would have been created, the time from
    /// one to the next, and the latest time that an entry may have.
    pub fn add(
        &mut self,
        connection: &mut Connection,
        dice: &mut Dice,
        numbers: Range<usize>,
        (from, every, now): (Timestamp, Duration, Timestamp),
    ) -> Result<(), Box<dyn Error>> {
        for number in numbers {
            let at = from.after(every * u32::try_from(number)?);
            let template = self.template(dice, now.since(at));
            self.add_clone(connection, number, template, at)?;
            self.record(connection, at)?;
        }
        connection.batch_execute(&self.of_clients)?;
        connection.batch_execute(&self.of_entries)?;
        Ok(())
    }

    /// Records what is left to record.
    pub fn finish(&mut self, connection: &mut Connection) -> Result<(), Box<dyn Error>> {
        self.record(connection, Timestamp(i64::MAX))?;
        connection.batch_execute(&self.of_entries)?;
        Ok(())
    }

    /// A template whose changes do not lie beyond the present.
    fn template(&self, dice: &mut Dice, left: Duration) -> usize {
        loop {
            let chosen = dice.below(self.templates.len());
            if self.templates[chosen].span <= left {
                return chosen;
            }
        }
    }

    fn add_clone(
        &mut self,
        connection: &mut Connection,
        number: usize,
        index: usize,
        at: Timestamp,
    ) -> Result<(), Box<dyn Error>> {
        let template = &self.templates[index];
        let (seq, key) = (i64::try_from(number)? + 1, ClientKey::new(at));
        let name = ClientName::parse(&names::name(number, self.seed))?;
        let later = at.0 - template.created_at.0;
        diesel::insert_into(clones::table)
            .values((
                clones::seq.eq(seq),
                clones::template.eq(template.key.0.as_bytes().as_slice()),
                clones::id.eq(key.0.as_bytes().as_slice()),
                clones::client_id.eq(ClientId::random().0),
                clones::name.eq(name.as_str()),
                clones::name_key.eq(name.key()),
                clones::name_sort.eq(sort_key(name.as_str())),
                clones::later.eq(later),
            ))
            .execute(connection)?;
        for (which, entry) in template.entries.iter().enumerate() {
            let due = (entry.origin.at.0 + later, seq, which, index, (key.0, name.as_str().to_owned()));
            self.due.push(Reverse(due));
        }
        Ok(())
    }

    /// Records every entry that is due by now.
    fn record(&mut self, connection: &mut Connection, now: Timestamp) -> Result<(), Box<dyn Error>> {
        while self.due.peek().is_some_and(|Reverse(due)| due.0 <= now.0) {
            let Some(Reverse((at, _, which, index, (key, name)))) = self.due.pop() else { break };
            let entry = &self.templates[index].entries[which];
            let (seq, at) = (self.head.seq + 1, Timestamp(at));
            let hash = templates::digest(entry, (seq, at), (ClientKey(key), &name), self.head.hash.as_ref())?;
            diesel::insert_into(clone_entries::table)
                .values((
                    clone_entries::seq.eq(seq),
                    clone_entries::template.eq(entry.seq),
                    clone_entries::client.eq(key.as_bytes().as_slice()),
                    clone_entries::name.eq(name),
                    clone_entries::at.eq(at.0),
                    clone_entries::hash.eq(hash.0.as_slice()),
                ))
                .execute(connection)?;
            let day = Day::containing(at);
            if day != Day::containing(self.head.at) {
                diesel::insert_into(activity_days::table)
                    .values((activity_days::first_seq.eq(seq), activity_days::day.eq(day.0)))
                    .execute(connection)?;
            }
            self.head = Head { seq, at, hash: Some(hash) };
        }
        Ok(())
    }
}

/// What makes the clones' rows of `clients` and of every table that belongs to it. Every time is later by as much as the
/// client's creation.
fn statements_of_clients(connection: &mut Connection) -> QueryResult<String> {
    let later = |column: &str| column.ends_with("_at").then(|| format!("t.{column} + n.later"));
    let own = |column: &str| ["seq", "id", "client_id", "name", "name_key", "name_sort"].contains(&column);
    let mut all = schema::copy(connection, "clients", "id", "clones", |column| {
        if own(column) { Some(format!("n.{column}")) } else { later(column) }
    })?;
    for table in schema::of_a_client(connection)? {
        all += &schema::copy(connection, &table, "client", "clones", |column| {
            if column == "client" { Some("n.id".to_owned()) } else { later(column) }
        })?;
    }
    Ok(all + "DELETE FROM clones;")
}

/// What makes the clones' rows of the record.
fn statements_of_entries(connection: &mut Connection) -> QueryResult<String> {
    let entries = schema::copy(connection, "activity", "seq", "clone_entries", |column| {
        ["seq", "at", "client", "hash"].contains(&column).then(|| format!("n.{column}"))
    })?;
    let changes =
        schema::copy(connection, "activity_changes", "activity_seq", "clone_entries", |column| match column {
            "activity_seq" => Some("n.seq".to_owned()),
            "after" => Some("CASE t.field WHEN 'general.name' THEN json_quote(n.name) ELSE t.after END".to_owned()),
            _ => None,
        })?;
    let revisions =
        schema::copy(connection, "client_revisions", "activity_seq", "clone_entries", |column| match column {
            "activity_seq" => Some("n.seq".to_owned()),
            "client" => Some("n.client".to_owned()),
            "settings" => Some("json_set(t.settings, '$.general.name', n.name)".to_owned()),
            _ => None,
        })?;
    Ok([&entries, &changes, &revisions, "DELETE FROM clone_entries;"].concat())
}
