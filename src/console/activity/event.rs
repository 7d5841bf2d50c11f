//! An entry of the record as pages tell of it.

use std::borrow::Cow;

use super::alike::Alike;
use super::changes::ChangeRow;
use crate::console::paths;
use crate::domain::activity::{Entry, Part};
use crate::domain::operator::Operator;
use crate::web::list::View;
use crate::web::moment::{Clock, Moment};

pub struct Event {
    pub said: Vec<Said>,
    pub clock: Clock,
    pub when: Moment,
    pub address: String,
    /// The client that it is about, with the same view of its entries alone, where the view shows others too.
    pub only: Option<(String, String)>,
    /// Whether there was anything before what is now.
    pub had_something: bool,
    pub changes: Vec<ChangeRow>,
}

/// A part of its sentence.
pub enum Said {
    Words(Cow<'static, str>),
    Typed(String),
    /// Somebody who did it or to whom it was done, and what tells them from others of the same name.
    Person(String, Option<String>),
    /// The words before the client's name, the name, and its page where there is one.
    Client(&'static str, String, Option<String>),
}

/// How entries are told: as seen from a point in time, and on the list that is viewed, which names their clients.
pub struct Telling<'a> {
    pub now: i64,
    pub view: Option<&'a View>,
    alike: Alike,
}

impl<'a> Telling<'a> {
    /// `operators` are those that may be confused with those of the entries.
    pub fn new<'e>(
        now: i64,
        view: Option<&'a View>,
        operators: &[Operator],
        entries: impl Iterator<Item = &'e Entry>,
    ) -> Self {
        Self { now, view, alike: Alike::new(operators, entries) }
    }

    pub fn event(&self, entry: &Entry) -> Event {
        let at = entry.origin.at.0;
        let shown = if entry.has_more_to_show() { entry.changes.as_slice() } else { &[] };
        Event {
            said: entry.sentence().into_iter().filter_map(|part| self.said(part, entry)).collect(),
            clock: Clock::new(at, self.now),
            when: Moment::new(at, self.now),
            address: entry.origin.address.clone().unwrap_or_default(),
            only: self.view.and_then(|view| only(entry, view)),
            had_something: shown.iter().any(|change| !change.before.is_null()),
            changes: shown.iter().map(ChangeRow::new).collect(),
        }
    }

    pub fn actor(&self, entry: &Entry) -> Said {
        let actor = &entry.origin.actor;
        let name = actor.name().to_owned();
        let apart = actor.id().and_then(|_| self.alike.told_apart(&name, entry.actor_email.as_deref()));
        Said::Person(name, apart)
    }

    fn said(&self, part: Part, entry: &Entry) -> Option<Said> {
        Some(match part {
            Part::Words(words) => Said::Words(words),
            Part::Typed(typed) => Said::Typed(typed),
            Part::Actor => self.actor(entry),
            Part::Operator { name, email } => {
                let apart = self.alike.told_apart(&name, email.as_deref());
                Said::Person(name, apart)
            }
            Part::Client(joint) => {
                let key = entry.client.filter(|_| self.view.is_some())?;
                let name = entry.client_name.clone();
                let href = name.is_some().then(|| paths::client(key));
                Said::Client(joint, name.unwrap_or_else(|| "a client that was removed".to_owned()), href)
            }
        })
    }
}

fn only(entry: &Entry, view: &View) -> Option<(String, String)> {
    let (key, name) = (entry.client?, entry.client_name.clone());
    let href = || view.href_with(&[("client", &key.0.to_string())]);
    let name = name.unwrap_or_else(|| "a client that was removed".to_owned());
    view.get("client").is_empty().then(|| (name, href()))
}
