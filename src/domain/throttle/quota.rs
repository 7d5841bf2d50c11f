//! How much of something may be asked for within a time, whoever asks.

use std::net::IpAddr;
use std::time::Duration;

use super::{Bucket, BucketKind, Realm};
use crate::domain::time::Timestamp;
use crate::domain::user::Identifier;

/// So many within so long. What is over it is refused until the time since the first has passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// What is counted.
    pub name: String,
    pub most: u32,
    pub within: Duration,
}

/// What was counted, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub count: u32,
    pub since: Timestamp,
}

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const SHORT: Duration = Duration::from_mins(10);

impl Quota {
    /// Codes that may be sent to one address. Browsers in which it was signed in before are counted apart, so that nobody else
    /// can use up what its owner may ask for.
    #[must_use]
    pub fn codes_to(identifier: &Identifier, is_known_browser: bool) -> [Self; 2] {
        let of = if is_known_browser { "known browsers" } else { "others" };
        let name = |within: &str| format!("codes an {within} to {} from {of}", identifier.as_str());
        [Self { name: name("hour"), most: 5, within: HOUR }, Self { name: name("day"), most: 10, within: DAY }]
    }

    /// Codes that may be asked for from one network.
    #[must_use]
    pub fn codes_from(address: IpAddr, by_text: bool) -> Vec<Self> {
        let mut quotas = Self::of_network("codes", address, 30);
        if by_text {
            // Each costs money.
            quotas.extend(Self::of_network("texts", address, 10));
        }
        quotas
    }

    /// Journeys that may be begun from one network.
    #[must_use]
    pub fn journeys_from(address: IpAddr) -> Vec<Self> {
        Self::of_network("journeys", address, 120)
    }

    /// A site has as much as sixteen of its networks.
    fn of_network(what: &str, address: IpAddr, most: u32) -> Vec<Self> {
        let quota = |network: Bucket| {
            let most = if network.kind == BucketKind::Site { 16 * most } else { most };
            Self { name: format!("{what} of {}", network.name), most, within: SHORT }
        };
        Bucket::networks(Realm::Users, address).into_iter().map(quota).collect()
    }

    /// Counts one more; how long to wait where there are too many.
    pub fn count(&self, counted: Option<Counted>, now: Timestamp) -> Result<Counted, Duration> {
        let running = counted.filter(|counted| {
            let was_set_back = counted.since.since(now) > super::CLOCK_TOLERANCE;
            now.since(counted.since) < self.within && !was_set_back
        });
        match running {
            None => Ok(Counted { count: 1, since: now }),
            Some(Counted { count, since }) if count < self.most => Ok(Counted { count: count + 1, since }),
            Some(Counted { since, .. }) => Err(self.within.saturating_sub(now.since(since))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_are_counted_within_the_time_and_no_more() {
        let quota = Quota { name: String::new(), most: 3, within: HOUR };
        let (mut counted, start) = (None, Timestamp(1_000_000_000));
        for _ in 0..3 {
            counted = Some(quota.count(counted, start).unwrap());
        }
        assert_eq!(quota.count(counted, start.after(SHORT)), Err(HOUR.checked_sub(SHORT).unwrap()));
        assert_eq!(quota.count(counted, start.after(HOUR)).unwrap().count, 1);
        assert_eq!(quota.count(counted, start.before(SHORT)).unwrap().count, 1, "the clock was set back");
    }
}
