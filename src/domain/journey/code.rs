//! One-time codes: how they are made, for how long they work, and how many tries they take.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::CLOCK_TOLERANCE;
use crate::domain::client::Codes;
use crate::domain::time::Timestamp;
use crate::domain::token::{NoRandomness, random_bytes};
use crate::domain::user::Identifier;

/// The digits of a code. They are sent and never stored; see [`SentCode`].
#[derive(Clone)]
pub struct CodeText(Zeroizing<String>);

impl CodeText {
    /// Digits of which each is as likely as any other.
    pub fn random(length: u32) -> Result<Self, NoRandomness> {
        let mut digits = Zeroizing::new(String::new());
        while digits.len() < length as usize {
            // Of a byte, the 250 values that ten divides; the rest would make small digits likelier.
            let bytes = random_bytes::<16>()?;
            let fair =
                bytes.iter().filter(|byte| **byte < 250).filter_map(|byte| char::from_digit(u32::from(byte % 10), 10));
            let missing = length as usize - digits.len();
            digits.extend(fair.take(missing));
        }
        Ok(Self(digits))
    }

    /// What a person typed, without the blanks and hyphens with which codes are copied; `None` where it is no code of any length.
    #[must_use]
    pub fn typed(raw: &str) -> Option<Self> {
        let plain: String = raw.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let is_code = (6..=8).contains(&plain.len()) && plain.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then(|| Self(Zeroizing::new(plain)))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CodeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeText(…)")
    }
}

/// A code that was sent. The client's settings of that moment hold for it, whatever is saved later.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SentCode {
    /// Keyed with the key file, and bound to the journey.
    mac: [u8; 32],
    pub to: Identifier,
    pub sent_at: Timestamp,
    pub ends_at: Timestamp,
    pub tries_left: u32,
    pub resend_at: Timestamp,
    /// Whether there is nobody to send it to, so that no typed code is right.
    is_void: bool,
}

impl SentCode {
    #[must_use]
    pub fn new(mac: [u8; 32], to: Identifier, codes: &Codes, is_void: bool, now: Timestamp) -> Self {
        let (lifetime, resend) = (codes.lifetime.get(), codes.resend_after.get());
        Self {
            mac,
            to,
            sent_at: now,
            ends_at: now.after(Duration::from_mins(lifetime.into())),
            tries_left: codes.tries.get(),
            resend_at: now.after(Duration::from_secs(resend.into())),
            is_void,
        }
    }

    /// Whether a try may still be right.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.tries_left > 0 && now < self.ends_at && self.sent_at.since(now) <= CLOCK_TOLERANCE
    }

    /// Lets no typed code be right, since this one reaches nobody.
    pub fn withdraw(&mut self) {
        self.is_void = true;
    }

    /// Counts a try, then says whether it was right; a code works once.
    pub(super) fn take(&mut self, typed: &[u8; 32], now: Timestamp) -> bool {
        let is_live = self.is_live(now);
        self.tries_left = self.tries_left.saturating_sub(1);
        let is_equal = aws_lc_rs::constant_time::verify_slices_are_equal(&self.mac, typed).is_ok();
        let is_right = is_live && is_equal && !self.is_void;
        if is_right {
            self.tries_left = 0;
        }
        is_right
    }

    /// How long until another one may be asked for.
    #[must_use]
    pub fn resend_in(&self, now: Timestamp) -> Duration {
        // A clock that was set back must not keep anybody waiting for longer than the setting says.
        let wait = self.resend_at.since(now);
        wait.min(self.resend_at.since(self.sent_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::EmailAddress;

    fn sent(is_void: bool) -> SentCode {
        let to = Identifier::Email(EmailAddress::parse("ada@example.com").unwrap());
        SentCode::new([7; 32], to, &Codes::default(), is_void, Timestamp(1_000_000))
    }

    #[test]
    fn a_code_works_once_within_its_time_and_its_tries() {
        let now = Timestamp(1_000_000);
        let end = now.after(Duration::from_mins(10));
        let mut code = sent(false);
        assert!(!code.take(&[8; 32], now) && code.take(&[7; 32], now) && !code.take(&[7; 32], now));
        let mut code = sent(false);
        assert!(!code.take(&[7; 32], end));
        assert!(code.take(&[7; 32], end.before(Duration::from_millis(1))));
        let mut code = sent(false);
        let wrong = (0..5).filter(|_| code.take(&[8; 32], now)).count();
        assert_eq!((wrong, code.take(&[7; 32], now)), (0, false), "five tries have used it up");
        assert!(!sent(true).take(&[7; 32], now), "nobody has it");
        let before = now.before(CLOCK_TOLERANCE).before(Duration::from_millis(1));
        assert!(!sent(false).take(&[7; 32], before), "the clock was set back");
    }

    #[test]
    fn a_clock_set_back_makes_nobody_wait_longer_for_another_code() {
        let code = sent(false);
        assert_eq!(code.resend_in(Timestamp(1_000_000)), Duration::from_mins(1));
        assert_eq!(code.resend_in(Timestamp(1_060_000)), Duration::ZERO);
        assert_eq!(code.resend_in(Timestamp(0)), Duration::from_mins(1));
    }

    #[test]
    fn codes_have_their_length_and_every_digit_is_as_likely() {
        let mut counts = [0_u32; 10];
        for _ in 0..2_000 {
            let code = CodeText::random(8).unwrap();
            assert_eq!(code.as_str().len(), 8);
            for digit in code.as_str().chars() {
                counts[digit.to_digit(10).unwrap() as usize] += 1;
            }
        }
        assert!(counts.iter().all(|count| (1_400..1_800).contains(count)), "{counts:?}");
    }

    #[test]
    fn blanks_and_hyphens_in_a_typed_code_do_not_matter() {
        for typed in ["123456", " 123 456\n", "123-456"] {
            assert_eq!(CodeText::typed(typed).unwrap().as_str(), "123456");
        }
        for bad in ["", "12345", "123456789", "12345a", "１２３４５６"] {
            assert!(CodeText::typed(bad).is_none(), "{bad}");
        }
        assert_eq!(format!("{:?}", CodeText::typed("123456")), "Some(CodeText(…))");
    }
}
