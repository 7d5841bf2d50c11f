//! How fast sign-in may be tried. Tries are counted in buckets: one for the account as seen from browsers that
//! have never signed in to it, one for each browser that has, and one for each network address. A stranger who
//! guesses fills only the first and the last, so nobody else can lock the owner's own browser out.

use std::net::IpAddr;
use std::time::Duration;

use super::text::EmailAddress;
use super::time::Timestamp;
use super::token::Digest;

/// Two tries may read the clock in one order and be counted in the other; more than this, and the clock was set back.
const CLOCK_TOLERANCE: Duration = Duration::from_mins(5);

/// What tries are counted against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BucketKind {
    /// One account, tried from a browser that is not known to it.
    Account,
    /// One browser that has signed in to the account before.
    KnownBrowser,
    /// One network address (an IPv6 address counts with its /64 network).
    Address,
}

/// Who tries. An operator and a user with the same address are two accounts, and neither fills the other's counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Realm {
    Operators,
    Users,
}

impl Realm {
    fn name(self) -> &'static str {
        match self {
            Self::Operators => "operators",
            Self::Users => "users",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub kind: BucketKind,
    /// Whom it counts.
    pub name: String,
}

impl Bucket {
    /// The bucket of an account as typed, whether or not it exists.
    #[must_use]
    pub fn account(realm: Realm, email: &EmailAddress) -> Self {
        Self { kind: BucketKind::Account, name: format!("{} account {}", realm.name(), email.as_str()) }
    }

    #[must_use]
    pub fn known_browser(realm: Realm, email: &EmailAddress, browser: Digest) -> Self {
        let name = format!("{} browser {} {}", realm.name(), browser.to_text(), email.as_str());
        Self { kind: BucketKind::KnownBrowser, name }
    }

    #[must_use]
    pub fn address(realm: Realm, address: IpAddr) -> Self {
        let network = match address.to_canonical() {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        };
        Self { kind: BucketKind::Address, name: format!("{} address {network}", realm.name()) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    /// Tries since the last success or the last long pause; a try counts as failed until it has succeeded.
    pub failures: u32,
    pub last_at: Timestamp,
}

/// Counts one more try, or says how long to wait. A try is counted before it is evaluated, so that tries sent
/// in parallel cannot all be evaluated; a success clears the account's bucket again.
pub fn count_try(kind: BucketKind, tries: Option<Tries>, now: Timestamp) -> Result<Tries, Duration> {
    let Some(tries) = tries else {
        return Ok(Tries { failures: 1, last_at: now });
    };
    let elapsed = now.since(tries.last_at);
    if elapsed >= forgotten_after(kind) {
        return Ok(Tries { failures: 1, last_at: now });
    }
    let wait = wait_after(kind, tries.failures);
    let clock_was_set_back = tries.last_at.since(now) > CLOCK_TOLERANCE;
    if elapsed < wait && !clock_was_set_back {
        return Err(wait.saturating_sub(elapsed));
    }
    Ok(Tries { failures: tries.failures.saturating_add(1), last_at: now })
}

/// The pause that is due after so many failures: none at first, then a minute that doubles up to an hour (an
/// address: up to a quarter). From the hundredth failure on, an account opens to unknown browsers once a day
/// (NIST SP 800-63B-4, section 3.2.2), and a known browser likewise.
#[must_use]
fn wait_after(kind: BucketKind, failures: u32) -> Duration {
    let (free, longest) = match kind {
        BucketKind::Account | BucketKind::KnownBrowser => (5, Duration::from_hours(1)),
        BucketKind::Address => (30, Duration::from_mins(15)),
    };
    if kind != BucketKind::Address && failures >= 99 {
        return Duration::from_hours(24);
    }
    match failures.checked_sub(free) {
        None => Duration::ZERO,
        Some(over) => Duration::from_mins(1).saturating_mul(1 << over.min(10)).min(longest),
    }
}

/// The pause after which a bucket starts anew. An account's must outlast its longest wait.
#[must_use]
pub fn forgotten_after(kind: BucketKind) -> Duration {
    match kind {
        BucketKind::Account | BucketKind::KnownBrowser => Duration::from_hours(48),
        BucketKind::Address => Duration::from_hours(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_failure_in_a_row_waits_and_the_wait_grows_to_an_hour() {
        let wait = |failures| wait_after(BucketKind::Account, failures);
        assert_eq!(wait(4), Duration::ZERO);
        assert_eq!(wait(5), Duration::from_mins(1));
        assert_eq!(wait(6), Duration::from_mins(2));
        assert_eq!(wait(50), Duration::from_hours(1));
    }

    #[test]
    fn a_guesser_that_never_rests_has_at_most_a_hundred_tries_before_days_begin() {
        let mut now = Timestamp(0);
        let mut tries = None;
        for _ in 0..99 {
            match count_try(BucketKind::Account, tries, now) {
                Ok(taken) => tries = Some(taken),
                Err(wait) => {
                    now = now.after(wait);
                    tries = Some(count_try(BucketKind::Account, tries, now).unwrap());
                }
            }
        }
        assert_eq!(tries.unwrap().failures, 99);
        assert_eq!(count_try(BucketKind::Account, tries, now), Err(Duration::from_hours(24)));
    }

    #[test]
    fn a_clock_set_back_counts_the_try_and_starts_its_wait_from_the_new_time() {
        let later = Some(Tries { failures: 5, last_at: Timestamp(1_000_000_000) });
        let taken = count_try(BucketKind::Account, later, Timestamp(0));
        assert_eq!(taken, Ok(Tries { failures: 6, last_at: Timestamp(0) }));
        assert_eq!(count_try(BucketKind::Account, taken.ok(), Timestamp(0)), Err(Duration::from_mins(2)));
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let bucket = |text: &str| Bucket::address(Realm::Operators, text.parse().unwrap());
        assert_eq!(bucket("2001:db8::1"), bucket("2001:db8::ffff:2"));
        assert_eq!(bucket("::ffff:192.0.2.1"), bucket("192.0.2.1"));
        assert_ne!(bucket("2001:db8:0:1::1"), bucket("2001:db8::1"));
    }

    #[test]
    fn an_operator_and_a_user_with_the_same_address_share_no_counter() {
        let email = EmailAddress::parse("ada@example.com").unwrap();
        let buckets = |realm| {
            let browser = Bucket::known_browser(realm, &email, Digest::sha256(b"browser"));
            [Bucket::account(realm, &email), browser, Bucket::address(realm, "192.0.2.1".parse().unwrap())]
        };
        for (operators, users) in buckets(Realm::Operators).into_iter().zip(buckets(Realm::Users)) {
            assert_ne!(operators.name, users.name);
        }
    }

    #[test]
    fn an_address_has_more_free_tries_and_waits_a_quarter_of_an_hour_at_most() {
        let wait = |failures| wait_after(BucketKind::Address, failures);
        assert_eq!(wait(29), Duration::ZERO);
        assert_eq!(wait(30), Duration::from_mins(1));
        assert_eq!(wait(33), Duration::from_mins(8));
        assert_eq!((wait(34), wait(1_000)), (Duration::from_mins(15), Duration::from_mins(15)));
    }

    #[test]
    fn the_hundredth_try_waits_a_day_for_an_account_in_a_known_browser_too() {
        for kind in [BucketKind::Account, BucketKind::KnownBrowser] {
            assert_eq!(wait_after(kind, 98), Duration::from_hours(1), "{kind:?}");
            assert_eq!(wait_after(kind, 99), Duration::from_hours(24), "{kind:?}");
        }
    }

    #[test]
    fn a_wait_is_over_to_the_millisecond_and_says_what_is_left_of_it() {
        let (start, short) = (Timestamp(1_000_000_000), Duration::from_millis(1));
        let tries = Some(Tries { failures: 5, last_at: start });
        let at = |now| count_try(BucketKind::Account, tries, now);
        let over = start.after(Duration::from_mins(1));
        assert_eq!(at(over.before(short)), Err(short));
        assert_eq!(at(over), Ok(Tries { failures: 6, last_at: over }));
    }

    #[test]
    fn a_bucket_is_forgotten_after_a_long_pause_and_not_before() {
        let (start, short) = (Timestamp(1_000_000_000), Duration::from_millis(1));
        for (kind, pause) in [
            (BucketKind::Account, Duration::from_hours(48)),
            (BucketKind::KnownBrowser, Duration::from_hours(48)),
            (BucketKind::Address, Duration::from_hours(1)),
        ] {
            let tries = Some(Tries { failures: 200, last_at: start });
            let at = |now| count_try(kind, tries, now).map(|tries| tries.failures);
            let over = start.after(pause);
            assert_eq!((at(over.before(short)), at(over)), (Ok(201), Ok(1)), "{kind:?}");
        }
    }

    #[test]
    fn a_clock_that_differs_by_little_ends_no_wait() {
        let (now, short) = (Timestamp(1_000_000_000), Duration::from_millis(1));
        let after = |step| count_try(BucketKind::Account, Some(Tries { failures: 5, last_at: now.after(step) }), now);
        assert_eq!(after(CLOCK_TOLERANCE), Err(Duration::from_mins(1)));
        assert_eq!(after(CLOCK_TOLERANCE + short), Ok(Tries { failures: 6, last_at: now }));
    }

    #[test]
    fn every_account_browser_and_address_has_a_bucket_of_its_own() {
        let [ada, bob] = ["ada@example.com", "bob@example.com"].map(|email| EmailAddress::parse(email).unwrap());
        let buckets = [
            Bucket::account(Realm::Operators, &ada),
            Bucket::account(Realm::Operators, &bob),
            Bucket::known_browser(Realm::Operators, &ada, Digest::sha256(b"1")),
            Bucket::known_browser(Realm::Operators, &ada, Digest::sha256(b"2")),
            Bucket::known_browser(Realm::Operators, &bob, Digest::sha256(b"1")),
            Bucket::address(Realm::Operators, "192.0.2.1".parse().unwrap()),
            Bucket::address(Realm::Operators, "192.0.2.2".parse().unwrap()),
        ];
        let names: std::collections::BTreeSet<&str> = buckets.iter().map(|bucket| bucket.name.as_str()).collect();
        assert_eq!(names.len(), buckets.len());
    }
}
