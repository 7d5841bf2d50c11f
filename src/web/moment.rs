//! A point in time as people read it: relative, with the exact time on hover.

use std::time::Duration;

use askama::Template;
use askama::filters::{HtmlSafe, Safe};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::number::grouped;

/// `<time>` with the relative time as text and the exact UTC time as title and `datetime`. A list has many of these, so it is
/// written without anything on the heap.
#[derive(Template)]
#[template(path = "components/moment.html")]
pub struct Moment {
    /// The date and behind it the clock.
    exact: [u8; 18],
    /// A number and its unit; `None` for what has just happened.
    age: Option<(Safe<i64>, Safe<&'static str>)>,
}

impl HtmlSafe for Moment {}

impl Moment {
    /// A point `at`, seen from `now`; both in milliseconds since 1970 in UTC.
    #[must_use]
    pub fn new(at: i64, now: i64) -> Self {
        let time = TimeZone::UTC.to_datetime(Timestamp::from_second(at.div_euclid(1000)).unwrap_or_default());
        let year = time.year().max(0);
        let [century, year] = [year / 100, year % 100].map(|part| i8::try_from(part).unwrap_or_default());
        let parts = [century, year, time.month(), time.day(), time.hour(), time.minute(), time.second()];
        let [[y1, y2], [y3, y4], [o1, o2], [d1, d2], [h1, h2], [m1, m2], [s1, s2]] = parts.map(two_digits);
        let exact = [y1, y2, y3, y4, b'-', o1, o2, b'-', d1, d2, h1, h2, b':', m1, m2, b':', s1, s2];
        Self { exact, age: age(now.saturating_sub(at)) }
    }

    fn date_and_clock(&self) -> (Safe<&str>, Safe<&str>) {
        let exact = str::from_utf8(&self.exact).unwrap_or_default();
        let (date, clock) = exact.split_at_checked("2026-11-24".len()).unwrap_or_default();
        (Safe(date), Safe(clock))
    }
}

/// The clock alone as text, for lists that have days as headings; the age is shown on hover.
#[derive(Template)]
#[template(path = "components/clock.html")]
pub struct Clock(Moment);

impl HtmlSafe for Clock {}

impl Clock {
    /// A point `at`, seen from `now`; both in milliseconds since 1970 in UTC.
    #[must_use]
    pub fn new(at: i64, now: i64) -> Self {
        Self(Moment::new(at, now))
    }

    fn hours_and_minutes(&self) -> Safe<&str> {
        let Safe(clock) = self.0.date_and_clock().1;
        Safe(clock.rsplit_once(':').map_or(clock, |(minutes, _)| minutes))
    }
}

/// A point in time that is to come: “in 23 hours”, with the exact UTC time as title and `datetime`.
#[derive(Clone, Debug, Template)]
#[template(source = "<time datetime=\"{{ exact }}\" title=\"{{ exact }}\">in {{ wait }}</time>", ext = "html")]
pub struct Ahead {
    exact: String,
    wait: String,
}

impl HtmlSafe for Ahead {}

impl Ahead {
    /// A point `at`, seen from `now`; both in milliseconds since 1970 in UTC.
    #[must_use]
    pub fn new(at: i64, now: i64) -> Self {
        const DAY: u64 = 86_400_000;
        let left = u64::try_from(at.saturating_sub(now)).unwrap_or_default();
        let wait = match left {
            ..=172_800_000 => wait_words(Duration::from_millis(left)),
            _ => counted(i64::try_from(left / DAY).unwrap_or(i64::MAX), "day"),
        };
        Self { exact: Timestamp::from_second(at.div_euclid(1000)).unwrap_or_default().to_string(), wait }
    }
}

fn two_digits(number: i8) -> [u8; 2] {
    let number = number.unsigned_abs();
    [b'0' + number / 10 % 10, b'0' + number % 10]
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

/// An age in its largest whole unit: “3”, “minutes ago”.
fn age(millis: i64) -> Option<(Safe<i64>, Safe<&'static str>)> {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let seconds = millis / 1000;
    let (unit, one, many) = match seconds {
        ..MINUTE => return None,
        MINUTE..HOUR => (MINUTE, "minute ago", "minutes ago"),
        HOUR..DAY => (HOUR, "hour ago", "hours ago"),
        _ if seconds < 30 * DAY => (DAY, "day ago", "days ago"),
        _ if seconds < 365 * DAY => (30 * DAY, "month ago", "months ago"),
        _ => (365 * DAY, "year ago", "years ago"),
    };
    let number = seconds / unit;
    Some((Safe(number), Safe(if number == 1 { one } else { many })))
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
            let page = Moment::new(1_700_000_000_000, 1_700_000_000_000 + age).render().unwrap();
            let exact = "<time datetime=\"2023-11-14T22:13:20Z\" title=\"2023-11-14 22:13:20 UTC\">";
            assert_eq!(page, format!("{exact}{words}</time>"));
        }
    }

    #[test]
    fn a_clock_has_hours_and_minutes_in_utc_and_the_age_on_hover() {
        for (age, words) in [(0, "just now"), (180_000, "3 minutes ago")] {
            let page = Clock::new(1_700_000_000_000, 1_700_000_000_000 + age).render().unwrap();
            let exact = format!(
                "<time class=\"clock\" datetime=\"2023-11-14T22:13:20Z\" title=\"{words}, 2023-11-14 22:13:20 UTC\">"
            );
            assert_eq!(page, format!("{exact}22:13</time>"));
        }
    }

    #[test]
    fn what_is_to_come_is_told_in_hours_and_then_in_days() {
        let hour = 3_600_000;
        for (left, words) in
            [(hour, "60 minutes"), (24 * hour, "24 hours"), (48 * hour, "48 hours"), (72 * hour, "3 days")]
        {
            let page = Ahead::new(1_700_000_000_000 + left, 1_700_000_000_000).render().unwrap();
            assert!(
                page.starts_with("<time datetime=\"2023-11-1") && page.ends_with(&format!(">in {words}</time>")),
                "{page}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn the_exact_time_is_that_of_the_calendar(at in -62_167_219_200_000i64..=253_402_207_200_000) {
            let known = Timestamp::from_millisecond(at).unwrap();
            let moment = Moment::new(at, at);
            let (Safe(date), Safe(clock)) = moment.date_and_clock();
            proptest::prop_assert_eq!(format!("{date} {clock}"), known.strftime("%Y-%m-%d %H:%M:%S").to_string());
        }

        #[test]
        fn no_time_makes_it_panic(at: i64, now: i64) {
            Moment::new(at, now).render().unwrap();
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
