//! Whole numbers within bounds, and lengths of time in the unit that a person would use.

use jiff::Span;
use jiff::fmt::friendly::{Designator, Spacing, SpanPrinter};
use serde::{Deserialize, Serialize};

use super::choice::{Choice, choices};

/// A whole number from `MIN` to `MAX`; `DEFAULT` where nobody has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "u64")]
pub struct Bounded<const MIN: u32, const MAX: u32, const DEFAULT: u32>(u32);

/// A length of time from `MIN` to `MAX` seconds; `DEFAULT` where nobody has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "u64")]
pub struct Seconds<const MIN: u32, const MAX: u32, const DEFAULT: u32>(u32);

/// Why a number was refused, in words that say what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutOfBounds {
    #[error("Enter a whole number from {0} to {1}.")]
    Number(u32, u32),
    #[error("Enter a time from {0} to {1}, as a whole number.")]
    Time(String, String),
}

impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> Bounded<MIN, MAX, DEFAULT> {
    /// The number, if it is within the bounds.
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        (MIN..=MAX).contains(&number).then_some(Self(number))
    }

    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }

    /// What is said of a text that is no such number.
    #[must_use]
    pub fn out_of_bounds() -> OutOfBounds {
        OutOfBounds::Number(MIN, MAX)
    }
}

impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> TryFrom<u64> for Bounded<MIN, MAX, DEFAULT> {
    type Error = OutOfBounds;

    fn try_from(number: u64) -> Result<Self, OutOfBounds> {
        u32::try_from(number).ok().and_then(Self::new).ok_or(OutOfBounds::Number(MIN, MAX))
    }
}

impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> Default for Bounded<MIN, MAX, DEFAULT> {
    fn default() -> Self {
        const { assert!(MIN <= DEFAULT && DEFAULT <= MAX) };
        Self(DEFAULT)
    }
}

impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> Seconds<MIN, MAX, DEFAULT> {
    /// The time, if it is within the bounds and of whole minutes, which is what a form can show.
    #[must_use]
    pub fn new(seconds: u32) -> Option<Self> {
        ((MIN..=MAX).contains(&seconds) && seconds.is_multiple_of(60)).then_some(Self(seconds))
    }

    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> TryFrom<u64> for Seconds<MIN, MAX, DEFAULT> {
    type Error = OutOfBounds;

    fn try_from(seconds: u64) -> Result<Self, OutOfBounds> {
        let bounded = u32::try_from(seconds).ok().and_then(Self::new);
        bounded.ok_or_else(|| OutOfBounds::Time(time_words(MIN), time_words(MAX)))
    }
}

impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> Default for Seconds<MIN, MAX, DEFAULT> {
    fn default() -> Self {
        const { assert!(MIN <= DEFAULT && DEFAULT <= MAX) };
        Self(DEFAULT)
    }
}

/// The whole number that a person typed: digits alone, however many.
#[must_use]
pub fn whole_number(typed: &str) -> Option<u64> {
    let digits = typed.trim();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    // More digits than fit are beyond every bound.
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

/// The seconds that a person typed as a number and its unit.
#[must_use]
pub fn typed_seconds(number: &str, unit: &str) -> Option<u64> {
    let unit = Unit::parse(unit)?;
    Some(whole_number(number)?.saturating_mul(unit.seconds().into()))
}

choices! {
    /// A unit in which a length of time is entered.
    pub enum Unit {
        Minutes = "minutes", "minutes";
        Hours = "hours", "hours";
        Days = "days", "days";
    }
}

impl Unit {
    #[must_use]
    pub fn seconds(self) -> u32 {
        match self {
            Self::Minutes => 60,
            Self::Hours => 3_600,
            Self::Days => 86_400,
        }
    }
}

/// A length of time as it is entered: in the largest unit of which it is a whole number, or in minutes.
#[must_use]
pub fn time_parts(seconds: u32) -> (u32, Unit) {
    let whole = |unit: &&Unit| seconds.is_multiple_of(unit.seconds());
    let unit = Unit::ALL.iter().rev().find(whole).copied().unwrap_or(Unit::Minutes);
    (seconds / unit.seconds(), unit)
}

/// A length of time in words, in the largest unit of which it is a whole number: “14 days”, “90 minutes”.
#[must_use]
pub fn time_words(seconds: u32) -> String {
    let (number, unit) = time_parts(seconds);
    let span = match unit {
        Unit::Minutes if !seconds.is_multiple_of(60) => Span::new().seconds(i64::from(seconds)),
        Unit::Minutes => Span::new().minutes(i64::from(number)),
        Unit::Hours => Span::new().hours(i64::from(number)),
        Unit::Days => Span::new().days(i64::from(number)),
    };
    SpanPrinter::new()
        .designator(Designator::Verbose)
        .spacing(Spacing::BetweenUnitsAndDesignators)
        .span_to_string(&span)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Six = Bounded<6, 8, 6>;
    type Idle = Seconds<300, 2_592_000, 1_209_600>;

    #[test]
    fn only_whole_numbers_within_the_bounds_are_accepted() {
        for (typed, number) in [("6", 6), (" 7 ", 7), ("08", 8), ("99999999999999999999", u64::MAX)] {
            assert_eq!(whole_number(typed), Some(number), "{typed}");
        }
        for bad in ["", "+6", "-6", "6.0", "6e0", "٦", "six", "6\0"] {
            assert_eq!(whole_number(bad), None, "{bad}");
        }
        for (number, accepted) in [(5, false), (6, true), (8, true), (9, false), (u64::MAX, false)] {
            assert_eq!(Six::try_from(number).is_ok(), accepted, "{number}");
        }
        let refused = serde_json::from_str::<Six>("9").unwrap_err().to_string();
        assert_eq!(refused, "Enter a whole number from 6 to 8.");
        assert_eq!(serde_json::to_string(&Six::default()).unwrap(), "6");
    }

    #[test]
    fn a_time_is_read_in_its_unit_and_told_in_the_largest_whole_one() {
        let said =
            |raw, unit| Idle::try_from(typed_seconds(raw, unit).unwrap_or_default()).map(|time| time_words(time.get()));
        assert_eq!(said("14", "days"), Ok("14 days".into()));
        assert_eq!(said("48", "hours"), Ok("2 days".into()));
        assert_eq!(said("90", "minutes"), Ok("90 minutes".into()));
        assert_eq!(said("60", "minutes"), Ok("1 hour".into()));
        assert_eq!(said("5", "minutes"), Ok("5 minutes".into()));
        for (raw, unit) in [("4", "minutes"), ("31", "days"), ("1", ""), ("1", "weeks"), ("4294967295", "days")] {
            let refused = said(raw, unit).unwrap_err().to_string();
            assert_eq!(refused, "Enter a time from 5 minutes to 30 days, as a whole number.", "{raw} {unit}");
        }
        assert_eq!((time_words(30), time_words(60)), ("30 seconds".into(), "1 minute".into()));
    }

    proptest::proptest! {
        #[test]
        fn what_is_shown_is_read_as_the_same_time(minutes in 5u32..=43_200) {
            let (number, unit) = time_parts(minutes * 60);
            proptest::prop_assert_eq!(typed_seconds(&number.to_string(), unit.token()), Some(u64::from(minutes) * 60));
        }
    }
}
