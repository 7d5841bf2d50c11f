//! Requests that travel in an address of ours, sealed, so that nothing is written for somebody who has only looked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::state::State;
use crate::domain::journey::{CLOCK_TOLERANCE, LIFETIME};
use crate::domain::keys::seal::{NoCipher, Place};
use crate::domain::oauth::request::Request;

/// Bound to this use: nothing else that is sealed opens as a request.
const PLACE: Place<'static> = Place { table: "request", row: "", column: "address" };

#[derive(Debug, thiserror::Error)]
pub enum Unsealed {
    #[error(transparent)]
    NoCipher(#[from] NoCipher),
    #[error("a request cannot be written: {0}")]
    Format(#[from] serde_json::Error),
}

impl State {
    /// A request as base64url, which nobody else can read or change.
    pub fn seal_request(&self, request: &Request) -> Result<String, Unsealed> {
        Ok(URL_SAFE_NO_PAD.encode(self.keyring.seal(PLACE, &serde_json::to_vec(request)?)?))
    }

    /// The request that was sealed so, unless that was too long ago.
    #[must_use]
    pub fn open_request(&self, sealed: &str) -> Option<Request> {
        let opened = self.keyring.open_sealed(PLACE, &URL_SAFE_NO_PAD.decode(sealed).ok()?).ok()?;
        let request: Request = serde_json::from_slice(&opened).ok()?;
        let now = self.now();
        let is_current = now.since(request.at) < LIFETIME && request.at.since(now) <= CLOCK_TOLERANCE;
        is_current.then_some(request)
    }
}
