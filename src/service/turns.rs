//! Bounds how many long requests an operator has under way, so that nobody takes up what all have to share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::operator::OperatorId;

/// So many turns for each operator, and no bound for all together.
#[derive(Debug)]
pub struct Turns {
    most: usize,
    operators: Mutex<HashMap<OperatorId, Arc<Semaphore>>>,
}

/// A long request that is under way; dropping it lets the operator's next one begin.
#[derive(Debug)]
pub struct Turn {
    _place: OwnedSemaphorePermit,
}

impl Turns {
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, operators: Mutex::default() }
    }

    /// A turn of an operator; `None` when all are taken and none has ended after this time. Whoever waited longest comes next.
    pub async fn take(&self, operator: OperatorId, patience: Duration) -> Option<Turn> {
        let places = self.places(operator);
        let place = tokio::time::timeout(patience, places.acquire_owned()).await.ok()?.ok()?;
        Some(Turn { _place: place })
    }

    fn places(&self, operator: OperatorId) -> Arc<Semaphore> {
        let mut operators = self.operators.lock().unwrap_or_else(PoisonError::into_inner);
        // Every turn, and everybody who waits for one, holds its operator's semaphore; the others are forgotten.
        operators.retain(|_, places| Arc::strong_count(places) > 1);
        Arc::clone(operators.entry(operator).or_insert_with(|| Arc::new(Semaphore::new(self.most))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ADA: OperatorId = OperatorId(Uuid::from_u128(1));
    const GRACE: OperatorId = OperatorId(Uuid::from_u128(2));
    const AT_ONCE: Duration = Duration::ZERO;

    #[tokio::test]
    async fn an_operator_has_so_many_turns_and_others_have_their_own() {
        let turns = Turns::new(2);
        let first = turns.take(ADA, AT_ONCE).await;
        let second = turns.take(ADA, AT_ONCE).await;
        assert!(first.is_some() && second.is_some());
        assert!(turns.take(ADA, AT_ONCE).await.is_none());
        assert!(turns.take(GRACE, AT_ONCE).await.is_some());
        drop(first);
        assert!(turns.take(ADA, AT_ONCE).await.is_some());
    }

    #[tokio::test]
    async fn whoever_waits_gets_the_turn_that_ends_first() {
        let turns = Turns::new(1);
        let first = turns.take(ADA, AT_ONCE).await;
        let later = async { drop(first) };
        let (next, ()) = tokio::join!(turns.take(ADA, Duration::from_mins(1)), later);
        assert!(next.is_some());
    }

    #[tokio::test]
    async fn operators_without_turns_are_forgotten() {
        let turns = Turns::new(1);
        let known = |turns: &Turns| turns.operators.lock().unwrap().len();
        for id in 10..1_000 {
            drop(turns.take(OperatorId(Uuid::from_u128(id)), AT_ONCE).await);
        }
        let kept = turns.take(ADA, AT_ONCE).await;
        assert_eq!(known(&turns), 1);
        assert!(turns.take(ADA, AT_ONCE).await.is_none(), "one that is taken is not forgotten");
        drop(kept);
        assert!(turns.take(GRACE, AT_ONCE).await.is_some());
        assert_eq!(known(&turns), 1);
    }
}
