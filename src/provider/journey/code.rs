//! The code that a user is sent: drawn, keyed and written into a message before the transaction that queues it.

use super::scene::Scene;
use crate::domain::journey::CodeText;
use crate::domain::oauth::request::RequestId;
use crate::domain::user::Identifier;
use crate::service::mail::CodeMessage;
use crate::service::state::State;
use crate::service::texts::Texts;
use crate::store::messages::NewMessage;
use crate::web::problem::Problem;

/// A new code for somebody, as it is stored and as it is sent.
pub fn draw(state: &State, scene: &Scene, to: &Identifier, texts: Texts) -> Result<([u8; 32], NewMessage), Problem> {
    let codes = &scene.client.settings.authentication.codes;
    let text = CodeText::random(codes.length.get())?;
    let message =
        CodeMessage { client: scene.client.name(), code: text.as_str(), minutes: codes.lifetime.get(), texts };
    let message = state.code_message(to.clone(), &message).map_err(Problem::internal)?;
    Ok((mac(state, scene.journey.request.id, to, text.as_str()), message))
}

/// What is stored of a code, bound to the journey and to whom it is sent.
#[must_use]
pub fn mac(state: &State, id: RequestId, to: &Identifier, code: &str) -> [u8; 32] {
    state.keyring.code_mac(&id.0, &format!("sign-in {}", to.as_str()), code)
}
