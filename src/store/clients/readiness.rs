//! Whether something is to be done about a client, kept for the list, whose filter could not work it out for all.

use diesel::prelude::*;

use super::{kinds, revisions, secrets};
use crate::domain::client::readiness::{Facts, judge};
use crate::domain::client::{ClientKey, Kind};
use crate::domain::time::Timestamp;
use crate::store::columns::Id;
use crate::store::schema::clients;
use crate::store::{Connection, StoreError};

/// Works it out anew for a client. One whose settings cannot be read keeps what it has.
pub(super) fn judge_again(conn: &mut Connection, key: ClientKey, now: Timestamp) -> Result<(), StoreError> {
    let client = match revisions::find(conn, key) {
        Ok(Some(client)) => client,
        Ok(None) => return Ok(()),
        Err(StoreError::Unreadable(_)) => return note(conn, key, None),
        Err(error) => return Err(error),
    };
    let secrets = secrets::secrets(conn, key)?;
    let judged = judge(&Facts { settings: &client.settings, secrets: &secrets, now });
    if judged.readiness != client.judged.readiness {
        let kind = kinds::id_of(conn, Kind::new(&client.settings, judged.readiness, client.status))?;
        diesel::update(clients::table.filter(clients::id.eq(Id(key.0)))).set(clients::kind.eq(kind)).execute(conn)?;
    }
    if judged == client.judged { Ok(()) } else { note(conn, key, judged.again_at) }
}

/// Works it out for some clients whose time has come, at most so many; how many those were.
pub fn judge_due(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let due = clients::table.filter(clients::judge_again_at.le(now.0)).order(clients::judge_again_at);
    let due: Vec<Id> = due.select(clients::id).limit(most.into()).load(conn)?;
    for client in &due {
        judge_again(conn, ClientKey(client.0), now)?;
    }
    Ok(due.len())
}

fn note(conn: &mut Connection, key: ClientKey, again_at: Option<Timestamp>) -> Result<(), StoreError> {
    let again_at = clients::judge_again_at.eq(again_at.map(|at| at.0));
    diesel::update(clients::table.filter(clients::id.eq(Id(key.0)))).set(again_at).execute(conn)?;
    Ok(())
}
