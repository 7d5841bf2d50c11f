//! How fast sign-in may be tried. Tries are counted in buckets: one for the account as seen from browsers that
//! have never signed in to it, one for each browser that has, and one for each network that a stranger comes from. A
//! stranger who guesses fills only the first and the last, so nobody else can lock the owner's own browser out.

pub mod quota;

use std::net::IpAddr;
use std::time::Duration;

use super::client::ClientKey;
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
    /// The IPv6 addresses of one site. It is given a /48 at most (RFC 6177), and with that 65,536 networks of /64.
    Site,
    /// The secrets of one client, tried from one network.
    Client,
}

impl BucketKind {
    /// Whether it counts strangers by where they come from, whatever account they try.
    #[must_use]
    pub fn is_network(self) -> bool {
        matches!(self, Self::Address | Self::Site)
    }
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

    /// The buckets of the networks that an address is in. An IPv4 address has none that is wider: its neighbors in a /24 are
    /// other people's, and with 256 addresses its owner gets no further than 7,680 free tries.
    #[must_use]
    pub fn networks(realm: Realm, address: IpAddr) -> Vec<Self> {
        let bucket = |kind, network: String| Self { kind, name: format!("{} address {network}", realm.name()) };
        let narrow = bucket(BucketKind::Address, network(address));
        match address.to_canonical() {
            IpAddr::V4(_) => vec![narrow],
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                vec![narrow, bucket(BucketKind::Site, format!("{a:x}:{b:x}:{c:x}::/48"))]
            }
        }
    }

    /// The bucket of a client's secrets as tried from one network, so that strangers lock out nobody but themselves.
    #[must_use]
    pub fn client(client: ClientKey, address: IpAddr) -> Self {
        let name = format!("client {} from {}", client.0.simple(), network(address));
        Self { kind: BucketKind::Client, name }
    }
}

/// The name of the network that an address counts with.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// The addresses that share one part of the hasher's line: a /48 of IPv6, a /24 of IPv4. To stand in line behind a
/// neighbor costs a moment, so this may be wider than what locks its neighbors out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Neighborhood([u16; 3]);

impl Neighborhood {
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                [0, u16::from_be_bytes([a, b]), u16::from(c)]
            }
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                [a, b, c]
            }
        })
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
    if now.since(tries.last_at) >= forgotten_after(kind) {
        return Ok(Tries { failures: 1, last_at: now });
    }
    match wait(kind, tries, now) {
        Some(wait) => Err(wait),
        None => Ok(Tries { failures: tries.failures.saturating_add(1), last_at: now }),
    }
}

/// How long the next try has to wait after those that were counted.
#[must_use]
pub fn wait(kind: BucketKind, tries: Tries, now: Timestamp) -> Option<Duration> {
    let (elapsed, wait) = (now.since(tries.last_at), wait_after(kind, tries.failures));
    let clock_was_set_back = tries.last_at.since(now) > CLOCK_TOLERANCE;
    (elapsed < wait && !clock_was_set_back).then(|| wait.saturating_sub(elapsed))
}

/// The pause that is due after so many failures: none at first, then a minute that doubles up to an hour (a network or a
/// client: up to a quarter). Many people may share a site, so it has as many free tries as sixteen addresses. From the hundredth
/// failure on, an account opens to unknown browsers once a day (NIST SP 800-63B-4, section 3.2.2), and a known browser
/// likewise.
#[must_use]
fn wait_after(kind: BucketKind, failures: u32) -> Duration {
    let (free, longest) = match kind {
        BucketKind::Account | BucketKind::KnownBrowser => (5, Duration::from_hours(1)),
        BucketKind::Address => (30, Duration::from_mins(15)),
        BucketKind::Site => (16 * 30, Duration::from_mins(15)),
        BucketKind::Client => (20, Duration::from_mins(15)),
    };
    let is_account = matches!(kind, BucketKind::Account | BucketKind::KnownBrowser);
    if is_account && failures >= 99 {
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
        BucketKind::Address | BucketKind::Site | BucketKind::Client => Duration::from_hours(1),
    }
}

#[cfg(test)]
mod tests;
