//! Entries under the days on which they were recorded, with sign-ins that follow one another folded.

use super::event::{Event, Said, Telling};
use crate::domain::activity::{Action, Entry};
use crate::domain::time::{Day, Timestamp};
use crate::web::moment::counted;

pub struct EventDay {
    pub heading: String,
    pub lines: Vec<Line>,
}

pub struct Line {
    /// What stands for the events while they are folded.
    pub folded: Option<Folded>,
    pub events: Vec<Event>,
}

pub struct Folded {
    /// “3 sign-ins”.
    pub count: String,
    /// Who signed in, each once.
    pub who: Vec<Said>,
}

/// Names that stand for folded entries.
const NAMED: usize = 3;

/// The days of entries in their order; a day that a stepping clock has begun twice may be there twice.
pub fn days(telling: &Telling, entries: &[Entry], folds: bool) -> Vec<EventDay> {
    let today = Day::containing(Timestamp(telling.now));
    let is_same_day = |one: &Entry, next: &Entry| day(one) == day(next);
    let of_day = |entries: &[Entry]| EventDay {
        heading: entries.first().map(|entry| day(entry).heading(today)).unwrap_or_default(),
        lines: lines(telling, entries, folds),
    };
    entries.chunk_by(is_same_day).map(of_day).collect()
}

fn day(entry: &Entry) -> Day {
    Day::containing(entry.origin.at)
}

fn lines(telling: &Telling, entries: &[Entry], folds: bool) -> Vec<Line> {
    let is_sign_in = |entry: &Entry| folds && entry.action == Action::SignedIn;
    let line = |entries: &[Entry]| Line {
        folded: (entries.len() > 1).then(|| folded(telling, entries)),
        events: entries.iter().map(|entry| telling.event(entry)).collect(),
    };
    entries.chunk_by(|one, next| is_sign_in(one) && is_sign_in(next)).map(line).collect()
}

fn folded(telling: &Telling, entries: &[Entry]) -> Folded {
    let mut known = Vec::new();
    let mut who = Vec::new();
    for entry in entries {
        if !known.contains(&entry.origin.actor.id()) {
            known.push(entry.origin.actor.id());
            who.push(telling.actor(entry));
        }
    }
    let left_out = who.len().saturating_sub(NAMED);
    let named = who.into_iter().take(NAMED).flat_map(|person| [Said::Words(", ".into()), person]).skip(1);
    let rest = (left_out > 0).then(|| Said::Words(format!(" and {left_out} more").into()));
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    Folded { count: counted(count, "sign-in"), who: named.chain(rest).collect() }
}
