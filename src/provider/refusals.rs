//! Requests of clients that were refused, so that their operators can see what to mend.

use super::parameters::Unread;
use crate::domain::client::Client;
use crate::domain::oauth::refusal::Refused;
use crate::service::state::State;
use crate::store::{StoreError, clients};

/// Notes a refusal; the reference by which an operator finds it.
pub fn note(state: &State, client: &Client, refused: &Refused) -> String {
    state.tally.refused(refused.recorded(client, state.now()))
}

/// Notes parameters that were not taken, with a reference where they name a client.
pub async fn note_unread(
    state: &State,
    endpoint: &'static str,
    unread: Unread,
) -> Result<(Refused, Option<String>), StoreError> {
    let refused = Refused::new(endpoint, "invalid_request", unread.to_string());
    let client = match unread {
        Unread::Repeated(repeated) => match repeated.client_id {
            Some(id) => state.store.read(move |conn| clients::with_client_id(conn, &id)).await?,
            None => None,
        },
        Unread::NotText => None,
    };
    let reference = client.map(|client| note(state, &client, &refused));
    Ok((refused, reference))
}
