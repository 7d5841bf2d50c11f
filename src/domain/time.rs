//! Points in time, and the clock that tells them.

use std::fmt;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// A new UUIDv7 of this time (RFC 9562, section 5.7).
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that makes ids; what is not time in them only tells them apart"
    )]
    pub fn uuid(self) -> Uuid {
        let millis = u64::try_from(self.0).unwrap_or(0);
        let nanos = u32::try_from(millis % 1000).unwrap_or(0) * 1_000_000;
        Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, millis / 1000, nanos))
    }

    /// Spelled as in RFC 3339; before year -9999 and after 9999, the nearest point that can be.
    #[must_use]
    pub fn to_rfc_3339(self) -> String {
        let nearest = if self.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(nearest).to_string()
    }

    /// The point `duration` after this one; stays at the last representable one.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }

    /// The point `duration` before this one; stays at the first representable one.
    #[must_use]
    pub fn before(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis(duration)))
    }

    /// The time from `earlier` to this point; zero when `earlier` is later, as after a clock was set back.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// A day in UTC, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i64);

impl Day {
    #[must_use]
    pub fn containing(at: Timestamp) -> Self {
        Self(at.0.div_euclid(millis(Self::LENGTH)))
    }

    #[must_use]
    pub fn start(self) -> Timestamp {
        Timestamp(self.0.saturating_mul(millis(Self::LENGTH)))
    }

    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Reads a day as `2026-11-22`; only that spelling is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let date: Date = Date::strptime("%Y-%m-%d", text).ok()?;
        let start = date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond();
        (date.to_string() == text).then(|| Self::containing(Timestamp(start)))
    }

    /// As a heading, on the day `today`: “Yesterday”, “Monday, November 23, 2026”.
    #[must_use]
    pub fn heading(self, today: Self) -> String {
        if self == today {
            return "Today".to_owned();
        }
        if self.next() == today {
            return "Yesterday".to_owned();
        }
        match jiff::Timestamp::from_millisecond(self.start().0) {
            Ok(start) => start.strftime("%A, %B %-d, %Y").to_string(),
            Err(_) => self.to_string(),
        }
    }

    /// UTC as computers count it has no leap seconds.
    const LENGTH: Duration = Duration::from_hours(24);
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.start().0) {
            Ok(start) => write!(f, "{}", start.strftime("%Y-%m-%d")),
            Err(_) => write!(f, "{} days after 1970-01-01", self.0),
        }
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Tells the time. Passed in wherever time decides something, so that an expiry can be tested.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_millisecond())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_time_are_counted_to_the_millisecond_and_stay_at_the_ends_of_time() {
        let (at, second) = (Timestamp(1_000), Duration::from_secs(1));
        assert_eq!((at.after(second), at.before(second)), (Timestamp(2_000), Timestamp(0)));
        assert_eq!((at.since(Timestamp(1)), at.since(Timestamp(1_001))), (Duration::from_millis(999), Duration::ZERO));
        let (first, last) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
        assert_eq!((first.before(second), last.after(second)), (first, last));
        assert_eq!(last.since(first), Duration::from_millis(i64::MAX.unsigned_abs()));
    }

    #[test]
    fn a_key_holds_the_time_that_it_was_made_at() {
        let uuid = Timestamp(1_700_000_000_123).uuid();
        let (seconds, nanos) = uuid.get_timestamp().unwrap().to_unix();
        assert_eq!((seconds, nanos, uuid.get_version_num()), (1_700_000_000, 123_000_000, 7));
        assert_ne!(uuid, Timestamp(1_700_000_000_123).uuid());
    }

    #[test]
    fn a_day_is_read_in_one_spelling_alone() {
        assert_eq!(Day::parse("1970-01-01"), Some(Day(0)));
        assert_eq!(Day::parse("2024-02-29").unwrap().0, Day::parse("2024-03-01").unwrap().0 - 1);
        assert_eq!(Day::containing(Timestamp(-1)), Day(-1));
        assert_eq!(Day::containing(Day(7).start()), Day(7));
        assert_eq!(Day::containing(Day(7).next().start().before(Duration::from_millis(1))), Day(7));
        assert_eq!(Day::parse("2024-02-29").unwrap().to_string(), "2024-02-29");
        assert_eq!(Day(i64::MAX).to_string(), "9223372036854775807 days after 1970-01-01");
        let today = Day::parse("2026-11-24").unwrap();
        for (day, heading) in [
            ("2026-11-24", "Today"),
            ("2026-11-23", "Yesterday"),
            ("2026-11-22", "Sunday, November 22, 2026"),
            ("2026-11-25", "Wednesday, November 25, 2026"),
            ("1969-07-02", "Wednesday, July 2, 1969"),
        ] {
            assert_eq!(Day::parse(day).unwrap().heading(today), heading);
        }
        assert_eq!(Day(i64::MIN).heading(today), "-9223372036854775808 days after 1970-01-01");
        for bad in
            ["", "2026-02-30", "2026-2-3", "20260203", "2026-02-03T10:00", " 2026-02-03", "tomorrow", "99999-01-01"]
        {
            assert_eq!(Day::parse(bad), None, "{bad}");
        }
    }
}
