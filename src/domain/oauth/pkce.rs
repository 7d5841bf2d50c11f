//! The proof that who redeems a code is who asked for it (PKCE, RFC 7636), by SHA-256 alone.

use aws_lc_rs::constant_time::verify_slices_are_equal;

use crate::domain::token::Digest;

/// Why a request's challenge was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadChallenge {
    #[error("The code_challenge is missing, and the client's settings require PKCE.")]
    Required,
    #[error("The code_challenge is missing beside its code_challenge_method.")]
    Missing,
    #[error("The code_challenge_method is not S256.")]
    Method,
    #[error("The code_challenge is not 43 characters of base64url.")]
    Form,
}

/// The challenge of a request (section 4.3), of which the method must say that it is no plain one.
pub fn challenge(
    challenge: Option<&str>,
    method: Option<&str>,
    is_required: bool,
) -> Result<Option<String>, BadChallenge> {
    match (challenge, method) {
        (None, None) if is_required => Err(BadChallenge::Required),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(BadChallenge::Missing),
        (Some(challenge), Some("S256")) => {
            let is_one = challenge.len() == 43 && challenge.bytes().all(is_base64url);
            if is_one { Ok(Some(challenge.to_owned())) } else { Err(BadChallenge::Form) }
        }
        (Some(_), _) => Err(BadChallenge::Method),
    }
}

/// Whether a verifier is the one of a challenge (section 4.6). There is either both or neither (RFC 9700, section 4.8.2).
#[must_use]
pub fn verifies(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            let is_one = (43..=128).contains(&verifier.len()) && verifier.bytes().all(is_unreserved);
            let own = Digest::sha256(verifier.as_bytes()).to_text();
            is_one && verify_slices_are_equal(own.as_bytes(), challenge.as_bytes()).is_ok()
        }
        _ => false,
    }
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn is_unreserved(byte: u8) -> bool {
    is_base64url(byte) || matches!(byte, b'.' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn a_challenge_is_met_by_its_verifier_alone_and_a_verifier_counts_only_where_there_is_a_challenge() {
        assert!(verifies(Some(CHALLENGE), Some(VERIFIER)));
        assert!(verifies(None, None));
        for (challenge, verifier) in [
            (Some(CHALLENGE), None),
            (None, Some(VERIFIER)),
            (Some(CHALLENGE), Some(CHALLENGE)),
            (Some(VERIFIER), Some(VERIFIER)),
            (Some(CHALLENGE), Some("")),
        ] {
            assert!(!verifies(challenge, verifier), "{challenge:?} {verifier:?}");
        }
        for length in [42, 129] {
            let verifier = "a".repeat(length);
            let own = Digest::sha256(verifier.as_bytes()).to_text();
            assert!(!verifies(Some(&own), Some(&verifier)), "{length}");
        }
        let odd = "ä".repeat(25);
        assert!(!verifies(Some(&Digest::sha256(odd.as_bytes()).to_text()), Some(&odd)));
    }

    #[test]
    fn a_challenge_says_that_it_is_no_plain_one() {
        assert_eq!(challenge(Some(CHALLENGE), Some("S256"), true), Ok(Some(CHALLENGE.to_owned())));
        assert_eq!(challenge(None, None, false), Ok(None));
        for (sent, method, expected) in [
            (None, None, BadChallenge::Required),
            (None, Some("S256"), BadChallenge::Missing),
            (Some(CHALLENGE), None, BadChallenge::Method),
            (Some(CHALLENGE), Some("plain"), BadChallenge::Method),
            (Some(CHALLENGE), Some("s256"), BadChallenge::Method),
            (Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"), Some("S256"), BadChallenge::Form),
            (Some("short"), Some("S256"), BadChallenge::Form),
        ] {
            assert_eq!(challenge(sent, method, true), Err(expected), "{sent:?} {method:?}");
        }
    }

    proptest! {
        #[test]
        fn only_the_verifier_that_was_hashed_is_accepted(one in "[A-Za-z0-9._~-]{43,128}", other in "[A-Za-z0-9._~-]{43,128}") {
            let own = Digest::sha256(one.as_bytes()).to_text();
            prop_assert_eq!(challenge(Some(&own), Some("S256"), true), Ok(Some(own.clone())));
            prop_assert!(verifies(Some(&own), Some(&one)));
            prop_assert_eq!(verifies(Some(&own), Some(&other)), one == other);
        }
    }
}
