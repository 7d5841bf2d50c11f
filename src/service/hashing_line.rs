//! The line in front of the password hasher: who may stand in it, and whose turn is next.
//!
//! Those who have been let in before take the next turn. The line of strangers is short, and no neighborhood holds more
//! than a share of it, so that whoever has a place is served soon and whoever has none is told at once.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use argon2::Block;
use tokio::sync::oneshot;

use super::password_hasher::HashError;
use crate::domain::throttle::Neighborhood;

/// Strangers in line for each hash that is computed side by side: about a second of work.
const STRANGERS: usize = 16;
/// How many of them may be of one neighborhood.
const NEIGHBORS: usize = STRANGERS / 4;
/// Places for those who have been let in before.
const KNOWN: usize = 32;

/// Who wants a password hashed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Has been let in before, from the same browser.
    Known,
    /// Anybody else, and where from, unless that cannot be told.
    Stranger(Option<Neighborhood>),
}

#[derive(Clone, Debug)]
pub struct Line(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    at_once: usize,
    standing: Mutex<Standing>,
}

#[derive(Debug, Default)]
struct Standing {
    /// Turns that nobody has.
    free: usize,
    strangers: usize,
    places: HashMap<Who, usize>,
    known_waiting: VecDeque<oneshot::Sender<Turn>>,
    strangers_waiting: VecDeque<oneshot::Sender<Turn>>,
}

impl Line {
    /// A line whose first `at_once` are served side by side.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        let standing = Standing { free: at_once, ..Standing::default() };
        Self(Arc::new(Shared { at_once, standing: Mutex::new(standing) }))
    }

    /// A place in the line, for as long as it is held.
    pub fn reserve(&self, who: Who) -> Result<Place, HashError> {
        let mut standing = self.0.standing();
        let taken = standing.places.get(&who).copied().unwrap_or(0);
        let is_full = match who {
            Who::Known => taken >= KNOWN,
            Who::Stranger(_) => taken >= NEIGHBORS * self.0.at_once || standing.strangers >= STRANGERS * self.0.at_once,
        };
        if is_full {
            return Err(HashError::Busy);
        }
        standing.strangers += usize::from(who != Who::Known);
        standing.places.insert(who.clone(), taken + 1);
        Ok(Place { line: Arc::clone(&self.0), who })
    }
}

impl Shared {
    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the line; dropping it leaves the line.
#[derive(Debug)]
pub struct Place {
    line: Arc<Shared>,
    who: Who,
}

impl Place {
    /// Waits for this one's turn.
    pub async fn turn(&self) -> Result<Turn, HashError> {
        let granted = {
            let mut standing = self.line.standing();
            if standing.free > 0 {
                standing.free -= 1;
                return Ok(Turn { line: Arc::clone(&self.line), memory: Vec::new() });
            }
            let waiting = match self.who {
                Who::Known => &mut standing.known_waiting,
                Who::Stranger(_) => &mut standing.strangers_waiting,
            };
            let (grant, granted) = oneshot::channel();
            // Those who have gone away meanwhile.
            waiting.retain(|grant| !grant.is_closed());
            waiting.push_back(grant);
            granted
        };
        granted.await.map_err(|error| HashError::Failed(error.to_string()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut standing = self.line.standing();
        standing.strangers -= usize::from(self.who != Who::Known);
        if let Some(taken) = standing.places.get_mut(&self.who) {
            *taken -= 1;
            if *taken == 0 {
                standing.places.remove(&self.who);
            }
        }
    }
}

/// A turn at the hasher; dropping it gives it to the next in line.
#[derive(Debug)]
pub struct Turn {
    line: Arc<Shared>,
    /// What the hash is computed in. The next in line uses it again; it is freed when there is none.
    pub memory: Vec<Block>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let next = {
            let mut standing = self.line.standing();
            let next = standing.known_waiting.pop_front().or_else(|| standing.strangers_waiting.pop_front());
            standing.free += usize::from(next.is_none());
            next
        };
        if let Some(grant) = next {
            // One who has gone away meanwhile leaves the turn to the next.
            let memory = std::mem::take(&mut self.memory);
            drop(grant.send(Self { line: Arc::clone(&self.line), memory }));
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn stranger(address: &str) -> Who {
        Who::Stranger(Some(Neighborhood::of(address.parse().unwrap())))
    }

    #[tokio::test]
    async fn those_who_have_been_let_in_before_take_the_next_turn_in_their_order() {
        let line = Line::new(1);
        let reserve = |who| line.reserve(who).unwrap();
        let (running, early, late) = (reserve(stranger("::1")), reserve(stranger("::1")), reserve(stranger("::1")));
        let (first, second) = (reserve(Who::Known), reserve(Who::Known));
        let turn = running.turn().await.unwrap();
        let (mut early, mut late) = (Box::pin(early.turn()), Box::pin(late.turn()));
        assert!(early.as_mut().now_or_never().is_none() && late.as_mut().now_or_never().is_none());
        let (mut first, mut second) = (Box::pin(first.turn()), Box::pin(second.turn()));
        assert!(first.as_mut().now_or_never().is_none() && second.as_mut().now_or_never().is_none());
        drop(turn);
        assert!(early.as_mut().now_or_never().is_none() && second.as_mut().now_or_never().is_none());
        drop(first.as_mut().now_or_never().expect("the first who is known").unwrap());
        assert!(early.as_mut().now_or_never().is_none());
        drop(second.as_mut().now_or_never().expect("the second who is known").unwrap());
        assert!(late.as_mut().now_or_never().is_none());
        drop(early.as_mut().now_or_never().expect("the first stranger").unwrap());
        drop(late.as_mut().now_or_never().expect("the last").unwrap());
        assert_eq!(line.0.standing().free, 1);
    }

    #[tokio::test]
    async fn who_goes_away_leaves_the_turn_to_the_next() {
        let line = Line::new(1);
        let places: Vec<Place> = (0..3).map(|_| line.reserve(Who::Known).unwrap()).collect();
        let turn = places[0].turn().await.unwrap();
        let (mut gone, mut next) = (Box::pin(places[1].turn()), Box::pin(places[2].turn()));
        assert!(gone.as_mut().now_or_never().is_none() && next.as_mut().now_or_never().is_none());
        // Gone with the turn already given, and gone before that.
        drop(turn);
        drop(gone);
        let turn = next.as_mut().now_or_never().expect("the next").unwrap();
        let mut gone = Box::pin(places[1].turn());
        assert!(gone.as_mut().now_or_never().is_none());
        drop(gone);
        drop(turn);
        assert_eq!(line.0.standing().free, 1);
    }

    #[tokio::test]
    async fn memory_goes_from_turn_to_turn_and_is_freed_after_the_last() {
        let line = Line::new(1);
        let places = [line.reserve(Who::Known).unwrap(), line.reserve(stranger("::1")).unwrap()];
        let mut first = places[0].turn().await.unwrap();
        first.memory.push(Block::new());
        let mut second = Box::pin(places[1].turn());
        assert!(second.as_mut().now_or_never().is_none());
        drop(first);
        let second = second.as_mut().now_or_never().expect("the next").unwrap();
        assert_eq!(second.memory.len(), 1);
        drop(second);
        assert!(places[0].turn().await.unwrap().memory.is_empty());
    }

    #[test]
    fn no_neighborhood_fills_the_line_of_strangers_and_no_stranger_fills_that_of_the_known() {
        for at_once in [1, 2] {
            let line = Line::new(at_once);
            let fill = |who: &Who| -> Vec<Place> { std::iter::from_fn(|| line.reserve(who.clone()).ok()).collect() };
            let mut places = Vec::new();
            for (address, expected) in [
                ("2001:db8:0:1::1", 4),
                ("2001:db8:0:ffff::1", 0),
                ("2001:db8:1::1", 4),
                ("192.0.2.1", 4),
                ("192.0.2.255", 0),
                ("::ffff:192.0.2.3", 0),
                ("192.0.3.1", 4),
                ("198.51.100.1", 0),
            ] {
                let more = fill(&stranger(address));
                assert_eq!(more.len(), expected * at_once, "{address}");
                places.extend(more);
            }
            assert!(fill(&Who::Stranger(None)).is_empty());
            assert_eq!(fill(&Who::Known).len(), KNOWN, "and they have left again");
            assert_eq!(fill(&Who::Known).len(), KNOWN);
            drop(places);
            assert_eq!(fill(&stranger("198.51.100.1")).len(), 4 * at_once);
            let standing = line.0.standing();
            assert!(standing.places.is_empty() && standing.strangers == 0, "{standing:?}");
        }
    }
}
