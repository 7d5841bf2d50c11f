//! Counts in memory what need not be written at once; `work::tally` writes it. What is counted here decides nothing.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::client::ClientKey;
use crate::domain::refusal::Refusal;
use crate::domain::time::{Day, Timestamp};
use crate::domain::user::{UserId, UserSessionId};
use crate::store::tally::Counted;

/// The most things that are remembered until they are written; of more, the oldest are lost.
pub const MOST: usize = 10_000;

/// The most refusals among them. Anybody can cause some, so that more are not remembered rather than others forgotten.
pub const MOST_REFUSED: usize = 1_000;

#[derive(Default)]
pub struct Tally {
    entries: Mutex<Entries>,
    /// Held while it is written, which must not be cut off: nobody would know what has been.
    pub writing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Entries {
    counted: HashMap<Key, Counted>,
    /// In which order they came.
    order: VecDeque<Key>,
    lost: u64,
}

/// What is counted together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Refused([u8; 32]),
    Client(ClientKey),
    Secret(ClientKey, i64),
    Place(ClientKey, UserId),
    Session(UserSessionId),
}

impl Tally {
    /// Counts a refused request; the reference under which operators find it.
    pub fn refused(&self, refusal: Refusal) -> String {
        let reference = refusal.reference();
        let counted = Counted::Refused(Box::new(refusal));
        let is_full = {
            let entries = self.entries();
            let is_known = entries.counted.contains_key(&Key::of(&counted));
            let refused = || entries.order.iter().filter(|key| matches!(key, Key::Refused(_))).count();
            !is_known && entries.order.len() >= MOST_REFUSED && refused() >= MOST_REFUSED
        };
        if is_full {
            let mut entries = self.entries();
            entries.lost = entries.lost.saturating_add(1);
        } else {
            self.count(counted);
        }
        reference
    }

    pub fn used_client(&self, client: ClientKey, day: Day) {
        self.count(Counted::Client(client, day));
    }

    /// Of a client's secrets, by its number.
    pub fn used_secret(&self, client: ClientKey, number: i64, day: Day) {
        self.count(Counted::Secret(client, number, day));
    }

    pub fn used_place(&self, client: ClientKey, user: UserId, day: Day) {
        self.count(Counted::Place(client, user, day));
    }

    /// `ends_at` is when the session ends for the client that it served.
    pub fn seen_session(&self, session: UserSessionId, at: Timestamp, ends_at: Timestamp) {
        self.count(Counted::Session(session, at, ends_at));
    }

    /// Takes the oldest, at most so many.
    #[must_use]
    pub fn take(&self, most: usize) -> Vec<Counted> {
        let mut entries = self.entries();
        let taken = entries.order.len().min(most);
        let keys: Vec<Key> = entries.order.drain(..taken).collect();
        keys.iter().filter_map(|key| entries.counted.remove(key)).collect()
    }

    /// Takes back what could not be written.
    pub fn put_back(&self, counted: Vec<Counted>) {
        for counted in counted {
            self.count(counted);
        }
    }

    /// How many were lost since this was asked last.
    #[must_use]
    pub fn take_lost(&self) -> u64 {
        std::mem::take(&mut self.entries().lost)
    }

    fn count(&self, counted: Counted) {
        let key = Key::of(&counted);
        let mut entries = self.entries();
        if let Some(known) = entries.counted.get_mut(&key) {
            merge(known, counted);
            return;
        }
        if entries.order.len() >= MOST
            && let Some(oldest) = entries.order.pop_front()
        {
            entries.counted.remove(&oldest);
            entries.lost = entries.lost.saturating_add(1);
        }
        entries.counted.insert(key, counted);
        entries.order.push_back(key);
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Key {
    fn of(counted: &Counted) -> Self {
        match counted {
            Counted::Refused(refusal) => Self::Refused(refusal.digest().0),
            Counted::Client(client, _) => Self::Client(*client),
            Counted::Secret(client, number, _) => Self::Secret(*client, *number),
            Counted::Place(client, user, _) => Self::Place(*client, *user),
            Counted::Session(session, ..) => Self::Session(*session),
        }
    }
}

/// Adds to what was counted under the same key.
fn merge(known: &mut Counted, new: Counted) {
    match (known, new) {
        (Counted::Refused(known), Counted::Refused(new)) => known.add(&new),
        (Counted::Client(_, known), Counted::Client(_, day))
        | (Counted::Secret(.., known), Counted::Secret(.., day))
        | (Counted::Place(.., known), Counted::Place(.., day)) => *known = (*known).max(day),
        (Counted::Session(_, seen_at, ended_at), Counted::Session(_, at, ends_at)) => {
            (*seen_at, *ended_at) = ((*seen_at).max(at), (*ended_at).max(ends_at));
        }
        // Keys tell them apart.
        (known, new) => *known = new,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::client::RevisionNumber;

    fn client(number: u128) -> ClientKey {
        ClientKey(Uuid::from_u128(number))
    }

    fn refusal(at: i64) -> Refusal {
        let of = (client(1), RevisionNumber::FIRST);
        let kind = ("token", "invalid_grant", "The code is unknown.");
        Refusal::new(of, kind, (None, None), Timestamp(at))
    }

    #[test]
    fn what_is_alike_is_counted_together_and_moves_forward_only() {
        let tally = Tally::default();
        let session = UserSessionId(Uuid::from_u128(7));
        for at in [5, 9, 2] {
            assert_eq!(tally.refused(refusal(at)), refusal(0).reference());
            tally.used_client(client(1), Day(at));
            tally.used_secret(client(1), 1, Day(at));
            tally.used_secret(client(1), 2, Day(at));
            tally.used_place(client(1), UserId(Uuid::from_u128(3)), Day(at));
            tally.seen_session(session, Timestamp(at), Timestamp(100 - at));
        }
        let mut sum = refusal(2);
        (sum.times, sum.last_at) = (3, Timestamp(9));
        let expected = [
            Counted::Refused(Box::new(sum)),
            Counted::Client(client(1), Day(9)),
            Counted::Secret(client(1), 1, Day(9)),
            Counted::Secret(client(1), 2, Day(9)),
            Counted::Place(client(1), UserId(Uuid::from_u128(3)), Day(9)),
            Counted::Session(session, Timestamp(9), Timestamp(98)),
        ];
        assert_eq!(tally.take(4), expected[..4]);
        assert_eq!(tally.take(100), expected[4..]);
        assert_eq!(tally.take(100), []);
    }

    #[test]
    fn of_too_many_the_oldest_are_lost_and_counted() {
        let tally = Tally::default();
        let most = u128::try_from(MOST).unwrap();
        for number in 0..most + 3 {
            tally.used_client(client(number), Day(1));
        }
        assert_eq!((tally.take_lost(), tally.take_lost()), (3, 0));
        let taken = tally.take(usize::MAX);
        assert_eq!(taken.len(), MOST);
        assert_eq!(taken[0], Counted::Client(client(3), Day(1)));
    }

    #[test]
    fn what_could_not_be_written_is_added_to_what_came_meanwhile() {
        let tally = Tally::default();
        let _reference = tally.refused(refusal(1));
        let taken = tally.take(10);
        let _reference = tally.refused(refusal(4));
        tally.put_back(taken);
        let [Counted::Refused(sum)] = &tally.take(10)[..] else { panic!() };
        assert_eq!((sum.times, sum.first_at, sum.last_at), (2, Timestamp(1), Timestamp(4)));
    }
}
