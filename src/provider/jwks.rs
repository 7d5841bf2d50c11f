//! The keys with which what the provider signs can be verified (RFC 7517, section 5).

use std::time::Duration;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::keys::seal::NotOpened;
use crate::service::gate::Anyone;
use crate::service::state::State;
use crate::web::problem::{Fault, Problem};

/// The first keys are made within less at the first start. Waiting here instead would keep connections open for as long as a
/// disk is full on which no key can be stored.
const SOON: Duration = Duration::from_secs(1);

pub async fn show(_: Anyone, state: Data<State>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let ring = state.keyring.ring();
    let unmade = || Problem::unavailable(Fault::Busy, "the signing keys are still being made").retry_after(SOON);
    let unopened = |refused: &NotOpened| {
        let message = format!("What the provider's keys are cannot be told: {refused}.");
        Problem::unavailable(Fault::Busy, refused).explained("A key does not open", message)
    };
    Ok(ring.key_set().map_err(unopened)?.ok_or_else(unmade)?.answer(&request))
}
