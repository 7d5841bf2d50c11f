//! What a request to sign out says, also while it waits in a page or an address of ours.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::domain::client::Client;
use crate::domain::keys::seal::Place;
use crate::domain::oauth::parameters::Parameters;
use crate::domain::oauth::sign_out::{self, Decision};
use crate::domain::oauth::tokens::IdTokenHint;
use crate::domain::user::LiveSession;
use crate::service::state::State;
use crate::store::clients;
use crate::web::problem::Problem;

/// Bound to this use: nothing else that is sealed opens as such a request.
const PLACE: Place<'static> = Place { table: "end_session", row: "", column: "address" };
/// Bytes that fit into an address.
const LONGEST: usize = 8 * 1_024;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    hint: Option<String>,
    client_id: Option<String>,
    redirect_uri: Option<String>,
    state: Option<String>,
    ui_locales: Option<String>,
}

impl Asked {
    pub fn of(parameters: &Parameters) -> Self {
        let text = |name| parameters.get(name).map(str::to_owned);
        Self {
            hint: text("id_token_hint"),
            client_id: text("client_id"),
            redirect_uri: text("post_logout_redirect_uri"),
            state: text("state"),
            ui_locales: text("ui_locales"),
        }
    }

    pub fn is_long(&self) -> bool {
        let all = [&self.hint, &self.client_id, &self.redirect_uri, &self.state, &self.ui_locales];
        all.into_iter().flatten().map(String::len).sum::<usize>() > LONGEST
    }

    pub fn seal(&self, state: &State) -> Result<String, Problem> {
        let text = serde_json::to_vec(self).map_err(Problem::internal)?;
        Ok(URL_SAFE_NO_PAD.encode(state.keyring.seal(PLACE, &text).map_err(Problem::internal)?))
    }

    pub fn open(state: &State, sealed: &str) -> Option<Self> {
        let opened = state.keyring.open_sealed(PLACE, &URL_SAFE_NO_PAD.decode(sealed).ok()?).ok()?;
        serde_json::from_slice(&opened).ok()
    }

    /// The client that the hint was made for, or else the one that is named.
    pub async fn client(&self, state: &State) -> Result<Option<Client>, Problem> {
        let by_hint = self.read_hint(state).map(|hint| hint.client_id.0);
        let Some(id) = by_hint.or_else(|| self.client_id.clone()) else { return Ok(None) };
        Ok(state.store.read(move |conn| clients::with_client_id(conn, &id)).await?)
    }

    pub fn decide(&self, state: &State, client: Option<&Client>, session: Option<&LiveSession>) -> Decision {
        let hint = self.read_hint(state);
        let asked = sign_out::Asked {
            hint: self.hint.as_ref().map(|_| hint.as_ref()),
            client_id: self.client_id.as_deref(),
            redirect_uri: self.redirect_uri.as_deref(),
        };
        sign_out::decide(&asked, client, session.map(|session| session.id))
    }

    pub fn has_good_hint(&self, state: &State) -> bool {
        self.read_hint(state).is_some()
    }

    pub fn redirect_uri(&self) -> Option<&str> {
        self.redirect_uri.as_deref()
    }

    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// The languages in which the application would have its user spoken to.
    pub fn ui_locales(&self) -> Vec<String> {
        self.ui_locales.iter().flat_map(|tags| tags.split_ascii_whitespace()).map(str::to_owned).collect()
    }

    fn read_hint(&self, state: &State) -> Option<IdTokenHint> {
        state.keyring.id_token_hint(&state.issuer, self.hint.as_deref()?)
    }
}
