//! Whole numbers within bounds, and lengths of time in the unit that a person would use.

use jiff::Span;
use jiff::fmt::friendly::{Designator, Spacing, SpanPrinter};

use super::choice::{Choice, choices};

/// A whole number from `MIN` to `MAX`; `DEFAULT` where nobody has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bounded<const MIN: u32, const MAX: u32, const DEFAULT: u32>(u32);

/// Why a number was refused, in words that say what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutOfBounds {
    /// Not a whole number from the least to the most.
    #[error("Enter a whole number from {0} to {1}.")]
    Number(u32, u32),
    /// Not a length of time from the least to the most.
    #[error("Enter a time from {0} to {1}, as a whole number.")]
    Time(String, String),
}

impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> Bounded<MIN, MAX, DEFAULT> {
    /// The number, if it is within the bounds.
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        (MIN..=MAX).contains(&number).then_some(Self(number))
    }

    /// Reads a number that a person typed.
    ///
    /// # Errors
    /// When it is not a whole number within the bounds.
    pub fn parse(raw: &str) -> Result<Self, OutOfBounds> {
        whole_number(raw).and_then(Self::new).ok_or(OutOfBounds::Number(MIN, MAX))
    }

    /// Reads a length of time that a person typed with its unit; the number is kept in seconds.
    ///
    /// # Errors
    /// When it is not a whole number, has no unit, or is not within the bounds.
    pub fn parse_time(raw: &str, unit: &str) -> Result<Self, OutOfBounds> {
        let unit = Unit::parse(unit);
        let seconds = whole_number(raw).zip(unit).and_then(|(number, unit)| number.checked_mul(unit.seconds()));
        seconds.and_then(Self::new).ok_or_else(|| OutOfBounds::Time(time_words(MIN), time_words(MAX)))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> Default for Bounded<MIN, MAX, DEFAULT> {
    fn default() -> Self {
        const { assert!(MIN <= DEFAULT && DEFAULT <= MAX) };
        Self(DEFAULT)
    }
}

fn whole_number(raw: &str) -> Option<u32> {
    let digits = raw.trim();
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

choices! {
    /// A unit in which a length of time is entered.
    pub enum Unit {
        /// 60 seconds.
        Minutes = "minutes", "minutes";
        /// 60 minutes.
        Hours = "hours", "hours";
        /// 24 hours.
        Days = "days", "days";
    }
}

impl Unit {
    /// Its length in seconds.
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
    type Idle = Bounded<300, 2_592_000, 1_209_600>;

    #[test]
    fn only_whole_numbers_within_the_bounds_are_accepted() {
        for good in ["6", " 7 ", "08"] {
            assert!(Six::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "5", "9", "+6", "-6", "6.0", "6e0", "٦", "six", "99999999999999999999", "6\0"] {
            assert_eq!(Six::parse(bad).unwrap_err().to_string(), "Enter a whole number from 6 to 8.", "{bad}");
        }
    }

    #[test]
    fn a_time_is_read_in_its_unit_and_told_in_the_largest_whole_one() {
        let said = |raw, unit| Idle::parse_time(raw, unit).map(|time| time_words(time.get()));
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
            let read = Idle::parse_time(&number.to_string(), unit.token()).map(Idle::get);
            proptest::prop_assert_eq!(read, Ok(minutes * 60));
        }
    }
}
