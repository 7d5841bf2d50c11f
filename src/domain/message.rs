//! Messages to people: what they are, when they are tried again, and when they are given up. No engine and no mail here.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::choice::choices;
use super::client::PrimaryIdentifier;
use super::keys::seal::Place;
use super::time::Timestamp;

choices! {
    /// How a message reaches its recipient.
    pub enum Channel {
        Email = "email", "Email";
        Mobile = "mobile", "Text message";
    }
}

choices! {
    pub enum Template {
        Test = "test", "Test message";
        /// A one-time code.
        Code = "code", "Code";
    }
}

choices! {
    pub enum MessageState {
        Waiting = "waiting", "Waiting";
        /// Being handed over, or cut off while it was.
        Sending = "sending", "Sending";
        Sent = "sent", "Sent";
        /// Given up.
        Failed = "failed", "Failed";
    }
}

impl Channel {
    /// The channel by which an identifier is reached.
    #[must_use]
    pub fn reaching(kind: PrimaryIdentifier) -> Self {
        match kind {
            PrimaryIdentifier::Email => Self::Email,
            PrimaryIdentifier::Mobile => Self::Mobile,
        }
    }
}

impl Template {
    /// Whether it does no harm to send it twice. A code is not sent again: its page offers a new one.
    #[must_use]
    pub fn is_repeatable(self) -> bool {
        match self {
            Self::Test => true,
            Self::Code => false,
        }
    }
}

/// A message's key, which its Message-ID carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageId(pub Uuid);

impl MessageId {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }

    /// Where a message's texts are sealed; `row` is its id as [`Self::row`] spells it.
    #[must_use]
    pub fn place(row: &str) -> Place<'_> {
        Place { table: "messages", row, column: "body" }
    }

    #[must_use]
    pub fn row(self) -> String {
        self.0.to_string()
    }
}

/// What the recipient reads. A text message has no subject and no HTML.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// There may be a code in it.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Content(…)")
    }
}

/// How long a message is tried to be sent that says nothing else.
pub const LIFETIME: Duration = Duration::from_hours(24);
/// How long a message stays in the Outbox.
pub const KEPT_FOR: Duration = Duration::from_hours(24 * 30);

const FIRST_PAUSES: [Duration; 4] =
    [Duration::from_secs(10), Duration::from_mins(1), Duration::from_mins(5), Duration::from_mins(30)];
/// Between two tries, at most. A message whose next try lies further ahead met a clock that was set back since.
pub const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// Characters of a reason that are kept.
const LONGEST_REASON: usize = 300;

pub const TOO_LATE: &str = "It could not be sent in time.";
pub const CUT_OFF: &str = "The program ended while it was being sent. It is not sent again, since it may have arrived.";

/// What came of a try to send, with the reason where it failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    Accepted,
    /// Another try may succeed.
    Failed(String),
    /// No other try will.
    Refused(String),
}

/// What becomes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    Sent,
    Wait(Timestamp),
    GiveUp,
}

/// What becomes of a message whose try number `tries` has ended so at `now`.
#[must_use]
pub fn after_try(tries: u32, outcome: &Tried, now: Timestamp, give_up_at: Timestamp) -> Next {
    match outcome {
        Tried::Accepted => Next::Sent,
        Tried::Refused(_) => Next::GiveUp,
        Tried::Failed(_) => {
            let at = now.after(pause(tries));
            if at < give_up_at { Next::Wait(at) } else { Next::GiveUp }
        }
    }
}

/// What becomes of a message that was being sent when the program ended: whether it has arrived, nobody knows.
#[must_use]
pub fn after_crash(is_repeatable: bool, now: Timestamp) -> Next {
    if is_repeatable { Next::Wait(now) } else { Next::GiveUp }
}

/// Whether a message that is to be tried at `at` is tried now.
#[must_use]
pub fn is_due(at: Timestamp, now: Timestamp) -> bool {
    at <= now || at > now.after(LONGEST_PAUSE)
}

/// Whether a message is too old to be sent.
#[must_use]
pub fn is_too_late(now: Timestamp, give_up_at: Timestamp) -> bool {
    give_up_at <= now
}

/// After so many tries.
fn pause(tries: u32) -> Duration {
    let place = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
    FIRST_PAUSES.get(place).copied().unwrap_or(LONGEST_PAUSE)
}

/// What somebody else's program has said, as one line that is not too long.
#[must_use]
pub fn reason(said: &str) -> String {
    let plain: String = said.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_REASON) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The times of all tries of a message that nobody ever takes, in seconds since the first.
    fn tries(lifetime: Duration) -> Vec<u64> {
        let (begin, mut now, mut times) = (Timestamp(0), Timestamp(0), vec![0]);
        while let Next::Wait(at) =
            after_try(u32::try_from(times.len()).unwrap(), &Tried::Failed(String::new()), now, begin.after(lifetime))
        {
            now = at;
            times.push(now.since(begin).as_secs());
        }
        times
    }

    #[test]
    fn a_message_is_tried_soon_then_hourly_until_it_is_given_up() {
        let times = tries(LIFETIME);
        assert_eq!(times[..7], [0, 10, 70, 370, 2_170, 5_770, 9_370]);
        assert_eq!((times.len(), *times.last().unwrap()), (28, 84_970), "the last within a day");
        assert_eq!(tries(Duration::from_mins(10)), [0, 10, 70, 370], "as for a code of ten minutes");
    }

    #[test]
    fn after_a_crash_only_what_may_arrive_twice_is_sent_again() {
        let now = Timestamp(7);
        assert_eq!((after_crash(true, now), after_crash(false, now)), (Next::Wait(now), Next::GiveUp));
        assert!(Template::Test.is_repeatable() && !Template::Code.is_repeatable());
    }

    #[test]
    fn a_reason_is_one_short_line() {
        assert_eq!(reason(" 550 no\r\n\tsuch\0user \u{1b}[31m"), "550 no such user [31m");
        let long = reason(&"ä".repeat(1_000));
        assert_eq!((long.chars().count(), long.ends_with('…')), (LONGEST_REASON + 1, true));
    }

    proptest! {
        #[test]
        fn no_try_is_lost_too_early_or_too_late(tries: u32, now: i64, left in -10_000_000_i64..100_000_000) {
            let (now, give_up_at) = (Timestamp(now), Timestamp(now.saturating_add(left)));
            match after_try(tries, &Tried::Failed(String::new()), now, give_up_at) {
                Next::Wait(at) => {
                    prop_assert!(at > now && at < give_up_at && at.since(now) <= LONGEST_PAUSE);
                    prop_assert!(!is_too_late(at, give_up_at));
                }
                Next::GiveUp => prop_assert!(now.after(pause(tries)) >= give_up_at),
                Next::Sent => prop_assert!(false),
            }
            prop_assert_eq!(after_try(tries, &Tried::Accepted, now, give_up_at), Next::Sent);
            prop_assert_eq!(after_try(tries, &Tried::Refused(String::new()), now, give_up_at), Next::GiveUp);
        }

        #[test]
        fn pauses_grow(tries in 0_u32..100) {
            prop_assert!(pause(tries) <= pause(tries + 1));
        }

        #[test]
        fn no_reason_breaks_a_line(said: String) {
            let reason = reason(&said);
            prop_assert!(!reason.contains(char::is_control) && reason.chars().count() <= LONGEST_REASON + 1);
        }
    }
}
