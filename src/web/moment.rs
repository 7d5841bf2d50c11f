//! A point in time as people read it: relative, with the exact time on hover.

use std::time::Duration;

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::number::grouped;

/// `<time>` with the relative time as text and the exact UTC time as title and `datetime`.
#[derive(Clone, Debug, Template)]
#[template(path = "components/moment.html")]
pub struct Moment {
    relative: String,
    date: String,
    clock: String,
}

impl HtmlSafe for Moment {}

impl Moment {
    /// A point `at`, seen from `now`; both in milliseconds since 1970 in UTC.
    #[must_use]
    pub fn new(at: i64, now: i64) -> Self {
        // A list has many of these, and patterns such as "%Y-%m-%d" take several times as long.
        let time = TimeZone::UTC.to_datetime(Timestamp::from_second(at.div_euclid(1000)).unwrap_or_default());
        Self {
            relative: relative(now.saturating_sub(at)),
            date: time.date().to_string(),
            clock: time.time().to_string(),
        }
    }
}

/// A point in time for machines (RFC 3339), in UTC and to the millisecond.
#[must_use]
pub fn machine(at: i64) -> String {
    Timestamp::from_millisecond(at).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// A point in time in UTC as part of the name of a file.
#[must_use]
pub fn file_stamp(at: i64) -> String {
    Timestamp::from_millisecond(at).unwrap_or_default().strftime("%Y-%m-%d-%H%M%S").to_string()
}

/// The largest whole unit of an age: “3 minutes ago”.
fn relative(millis: i64) -> String {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let seconds = millis / 1000;
    let words = match seconds {
        ..MINUTE => return "just now".to_owned(),
        MINUTE..HOUR => counted(seconds / MINUTE, "minute"),
        HOUR..DAY => counted(seconds / HOUR, "hour"),
        _ if seconds < 30 * DAY => counted(seconds / DAY, "day"),
        _ if seconds < 365 * DAY => counted(seconds / (30 * DAY), "month"),
        _ => counted(seconds / (365 * DAY), "year"),
    };
    format!("{words} ago")
}

/// A length of time to wait, rounded up: “45 seconds”, “2 minutes”, “3 hours”; never less than a second.
#[must_use]
pub fn wait_words(wait: Duration) -> String {
    let seconds = i64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(i64::MAX).max(1);
    match seconds {
        ..=90 => counted(seconds, "second"),
        91..=5_400 => counted((seconds + 59) / 60, "minute"),
        _ => counted((seconds + 3_599) / 3_600, "hour"),
    }
}

/// A number with its noun: “1 client”, “2,000 clients”.
#[must_use]
pub fn counted(count: i64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(count)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_its_largest_unit() {
        let minute = 60_000;
        for (age, words) in [
            (-5_000, "just now"),
            (59_000, "just now"),
            (minute - 1, "just now"),
            (minute, "1 minute ago"),
            (60 * minute - 1, "59 minutes ago"),
            (24 * 60 * minute - 1, "23 hours ago"),
            (24 * 60 * minute, "1 day ago"),
            (30 * 24 * 60 * minute - 1, "29 days ago"),
            (30 * 24 * 60 * minute, "1 month ago"),
            (365 * 24 * 60 * minute - 1, "12 months ago"),
            (365 * 24 * 60 * minute, "1 year ago"),
            (3 * minute + 1, "3 minutes ago"),
            (60 * minute, "1 hour ago"),
            (49 * 60 * minute, "2 days ago"),
            (45 * 24 * 60 * minute, "1 month ago"),
            (366 * 24 * 60 * minute, "1 year ago"),
            (3 * 366 * 24 * 60 * minute, "3 years ago"),
        ] {
            assert_eq!(relative(age), words);
        }
    }

    #[test]
    fn a_wait_is_told_in_seconds_or_minutes() {
        let words = |secs| wait_words(Duration::from_secs(secs));
        assert_eq!(words(0), "1 second");
        assert_eq!(words(45), "45 seconds");
        assert_eq!(words(110), "2 minutes");
        assert_eq!(words(3_600), "60 minutes");
        assert_eq!(words(86_400), "24 hours");
    }
}
