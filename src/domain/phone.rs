//! Mobile numbers (E.164). Nothing else knows the library that reads them.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType};
use serde::{Deserialize, Serialize};

/// Why a number was refused, in words that say what would be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("Enter a mobile number.")]
    Missing,
    #[error("Enter a mobile number with its country code, such as +49 151 23456789.")]
    NotANumber,
    /// Such as one of a landline.
    #[error("Enter a number that can receive text messages.")]
    TakesNoTexts,
}

/// The country whose numbers may be typed without a country code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region(rlibphonenumber::Region);

impl Region {
    /// Reads two letters (ISO 3166-1); `None` for those of no country with numbers of its own.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        let region = text.to_ascii_uppercase().parse().ok().filter(|_| is_code)?;
        PHONE_NUMBER_UTIL.get_country_code_for_region(region).map(|_| Self(region))
    }
}

/// A number in E.164: a plus sign, the country code and the rest, digits alone (`OpenID` Connect Core 1.0, section 5.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Most characters that are read.
    const MAX: usize = 40;

    /// Reads a number that a person typed: with its country code, or as it is dialed in a region.
    ///
    /// # Errors
    /// When it is no number, has letters or an extension, or is of a kind that receives no text messages.
    pub fn parse(raw: &str, region: Option<Region>) -> Result<Self, PhoneError> {
        let text = raw.trim();
        if text.is_empty() {
            return Err(PhoneError::Missing);
        }
        let is_dialed = |c: char| c.is_numeric() || c.is_whitespace() || "+＋-–‐().·/".contains(c);
        if text.chars().count() > Self::MAX || !text.chars().all(is_dialed) {
            return Err(PhoneError::NotANumber);
        }
        let number = PHONE_NUMBER_UTIL.parse(text, region.map(|region| region.0));
        let number = number.map_err(|_| PhoneError::NotANumber)?;
        match PHONE_NUMBER_UTIL.get_number_type(&number) {
            PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile => {}
            PhoneNumberType::Unknown => return Err(PhoneError::NotANumber),
            _ => return Err(PhoneError::TakesNoTexts),
        }
        Self::stored(&PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164)).ok_or(PhoneError::NotANumber)
    }

    /// What was stored in that spelling; `None` for any other.
    #[must_use]
    pub fn stored(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let is_number = (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(raw: &str, region: &str) -> Result<String, PhoneError> {
        PhoneNumber::parse(raw, Region::parse(region)).map(|number| number.as_str().to_owned())
    }

    #[test]
    fn however_a_mobile_number_is_typed_it_is_kept_in_one_spelling() {
        for (typed, region, expected) in [
            ("+49 151 12345678", "", "+4915112345678"),
            (" +49 (0) 151/1234-5678 ", "", "+4915112345678"),
            ("0151 12345678", "DE", "+4915112345678"),
            ("0151 12345678", "de", "+4915112345678"),
            ("0049 151 12345678", "DE", "+4915112345678"),
            ("+49 151 12345678", "US", "+4915112345678"),
            ("(201) 555-0123", "US", "+12015550123"),
            ("＋４９ １５１ １２３４５６７８", "", "+4915112345678"),
            ("٠١٥١ ١٢٣٤٥٦٧٨", "DE", "+4915112345678"),
            ("+44 7400 123456", "", "+447400123456"),
        ] {
            assert_eq!(parsed(typed, region).as_deref(), Ok(expected), "{typed} in {region}");
        }
    }

    #[test]
    fn what_takes_no_texts_or_is_no_number_is_refused() {
        for (typed, region, expected) in [
            ("", "DE", PhoneError::Missing),
            ("  ", "", PhoneError::Missing),
            ("0151 12345678", "", PhoneError::NotANumber),
            ("ada@example.com", "DE", PhoneError::NotANumber),
            ("+49 151 12345678 ext. 5", "", PhoneError::NotANumber),
            ("1-800-FLOWERS", "US", PhoneError::NotANumber),
            ("+49 151 1234", "", PhoneError::NotANumber),
            ("+999 151 12345678", "", PhoneError::NotANumber),
            ("110", "DE", PhoneError::NotANumber),
            ("+49 30 123456", "", PhoneError::TakesNoTexts),
            ("+49 800 1234567", "", PhoneError::TakesNoTexts),
            ("+49 900 1234567", "", PhoneError::TakesNoTexts),
            ("+49 151 12345678\r\nBcc: x", "", PhoneError::NotANumber),
        ] {
            assert_eq!(parsed(typed, region), Err(expected), "{typed} in {region}");
        }
    }

    #[test]
    fn a_region_is_a_country_with_numbers_of_its_own() {
        let known = |text| Region::parse(text).is_some();
        assert!(
            known("DE") && known("us") && !known("") && !known("XX") && !known("D") && !known("DEU") && !known("É")
        );
    }

    proptest! {
        #[test]
        fn what_is_read_is_read_again_as_the_same(typed in "\\+?[0-9 ()-]{0,20}|\\PC{0,50}", in_germany: bool) {
            let region = if in_germany { Region::parse("DE") } else { None };
            if let Ok(number) = PhoneNumber::parse(&typed, region) {
                prop_assert_eq!(PhoneNumber::parse(number.as_str(), None), Ok(number.clone()));
                prop_assert_eq!(PhoneNumber::stored(number.as_str()), Some(number));
            }
        }
    }
}
