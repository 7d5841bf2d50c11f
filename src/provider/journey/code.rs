//! The code that a user is sent: drawn, keyed and written into a message before the transaction that queues it.

use std::time::Duration;

use super::scene::Scene;
use crate::domain::journey::CodeText;
use crate::domain::message::Template;
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
    let minutes = codes.lifetime.get();
    let code = CodeMessage { client: scene.client.name(), code: text.as_str(), minutes, language: texts.language };
    let content = match to {
        Identifier::Email(_) => code.content().map_err(Problem::internal)?,
        Identifier::Mobile(_) => code.text(state.issuer.host()),
    };
    let lifetime = Duration::from_mins(minutes.into());
    let message = state.message(to.clone(), Template::Code, &content, lifetime).map_err(Problem::internal)?;
    Ok((mac(state, scene.journey.request.id, to, text.as_str()), message))
}

/// What is stored of a code, bound to the journey and to whom it is sent.
#[must_use]
pub fn mac(state: &State, id: RequestId, to: &Identifier, code: &str) -> [u8; 32] {
    state.keyring.code_mac(&id.0, &format!("sign-in {}", to.as_str()), code)
}
