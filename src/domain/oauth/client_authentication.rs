//! How a client proves who it is (RFC 6749, section 2.3).

use aws_lc_rs::constant_time::verify_slices_are_equal;

use crate::domain::client::ClientAuthentication;
use crate::domain::refusal::Mend;
use crate::domain::token::Digest;

/// What a request brings as proof.
#[derive(Clone, PartialEq, Eq)]
pub enum Proof {
    /// The name alone.
    None,
    /// A secret, in the header or in the body.
    Secret(ClientAuthentication, String),
}

/// Why a proof was not accepted; nothing of it is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unproved {
    #[error("The client did not prove who it is.")]
    Nothing,
    #[error("The client proved who it is by another method than the one that is set.")]
    OtherMethod,
    #[error("The client has no secret to prove who it is.")]
    Public,
    #[error("The client secret is none that works.")]
    Secret,
}

impl Unproved {
    #[must_use]
    pub fn mend(self) -> Mend {
        match self {
            Self::Nothing | Self::OtherMethod | Self::Public => Mend::Setting("integration.client_authentication"),
            Self::Secret => Mend::Secrets,
        }
    }
}

/// Whether a proof is the one that a client has to give, and by which of its secrets. `method` is none for a public client,
/// and `secrets` are those that work.
pub fn judge(
    method: Option<ClientAuthentication>,
    proof: &Proof,
    secrets: &[(i64, Digest)],
) -> Result<Option<i64>, Unproved> {
    let found = match proof {
        Proof::Secret(_, secret) => matching(secret, secrets),
        Proof::None => None,
    };
    match (method, proof) {
        (None, Proof::None) => Ok(None),
        (None, Proof::Secret(..)) => Err(Unproved::Public),
        (Some(_), Proof::None) => Err(Unproved::Nothing),
        (Some(method), Proof::Secret(by, _)) if *by != method => Err(Unproved::OtherMethod),
        (Some(_), Proof::Secret(..)) => found.map(Some).ok_or(Unproved::Secret),
    }
}

/// Takes the same time whichever secret it is, and also where there is none to compare with.
#[must_use]
pub fn matching(secret: &str, secrets: &[(i64, Digest)]) -> Option<i64> {
    let digest = Digest::sha256(secret.as_bytes());
    let decoys = [(0, Digest([0; 32])); 2];
    let mut found = None;
    for place in 0..decoys.len().max(secrets.len()) {
        let known = secrets.get(place);
        let (number, own) = known.or_else(|| decoys.get(place)).copied().unwrap_or((0, Digest([0; 32])));
        let is_own = verify_slices_are_equal(&digest.0, &own.0).is_ok();
        found = found.or((is_own && known.is_some()).then_some(number));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClientAuthentication::{PrivateKeyJwt, SecretBasic, SecretPost};

    fn secrets(of: &[&str]) -> Vec<(i64, Digest)> {
        (1..).zip(of).map(|(number, secret)| (number, Digest::sha256(secret.as_bytes()))).collect()
    }

    #[test]
    fn a_client_proves_who_it_is_by_its_method_and_a_secret_that_works() {
        let two = secrets(&["old", "new"]);
        let by = |method, secret: &str| Proof::Secret(method, secret.to_owned());
        for (method, proof, expected) in [
            (Some(SecretBasic), by(SecretBasic, "old"), Ok(Some(1))),
            (Some(SecretBasic), by(SecretBasic, "new"), Ok(Some(2))),
            (Some(SecretPost), by(SecretPost, "new"), Ok(Some(2))),
            (Some(SecretBasic), by(SecretBasic, "else"), Err(Unproved::Secret)),
            (Some(SecretBasic), by(SecretBasic, ""), Err(Unproved::Secret)),
            (Some(SecretBasic), by(SecretPost, "new"), Err(Unproved::OtherMethod)),
            (Some(PrivateKeyJwt), by(SecretPost, "new"), Err(Unproved::OtherMethod)),
            (Some(SecretBasic), Proof::None, Err(Unproved::Nothing)),
            (None, Proof::None, Ok(None)),
            (None, by(SecretPost, "new"), Err(Unproved::Public)),
        ] {
            assert_eq!(judge(method, &proof, &two), expected);
        }
        assert_eq!(judge(Some(SecretBasic), &by(SecretBasic, "old"), &[]), Err(Unproved::Secret));
    }
}
