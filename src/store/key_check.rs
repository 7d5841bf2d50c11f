//! The sealed text that tells which key file belongs to the database.

use diesel::prelude::*;

use super::schema::installation;
use super::{Connection, Failure, StoreError, activity, signing_keys};
use crate::domain::activity::{Action, NewEntry, Origin};
use crate::domain::keys::record_key::RecordKey;
use crate::domain::keys::seal::Sealer;
use crate::domain::keys::tie::Tie;

/// Why a key file is of no use to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTied {
    /// Another one belongs to it.
    Other,
    /// It did once, and was given up: what it keyed since could not be told from what it keyed before.
    GivenUp,
    /// The record is keyed with it from this entry on, but the note of that was removed or edited.
    Edited(i64),
}

/// The sealed text, once a key file belongs to the database.
pub fn find(conn: &mut Connection) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(installation::table.select(installation::key_check).first(conn)?)
}

/// Ties a key file to the database, unless one is; the sealed text that holds then. What is recorded over this connection
/// from now on is keyed. Where something had been recorded before the key file was tied, that is recorded too, since
/// somebody else may have written it.
pub fn tie(
    conn: &mut Connection,
    (sealer, key): (&Sealer, &RecordKey),
    origin: &Origin,
) -> Result<Vec<u8>, Failure<NotTied>> {
    if let Some(check) = find(conn)? {
        let tie = Tie::open(sealer, &check).ok_or(Failure::Refused(NotTied::Other))?;
        if let Some(first_seq) = tie.keyed_from {
            let is_so = activity::resume_keyed(conn, key, first_seq)?;
            return if is_so { Ok(check) } else { Err(Failure::Refused(NotTied::Edited(first_seq))) };
        }
    } else if activity::has_keyed(conn, key)? {
        return Err(Failure::Refused(NotTied::GivenUp));
    }
    let first_seq = activity::begin_keyed(conn, key)?;
    if first_seq > 1 {
        activity::record(conn, origin, NewEntry { action: Action::KeyFileTied, client: None, changes: Vec::new() })?;
    }
    let check = Tie::seal(sealer, first_seq).map_err(|error| StoreError::Internal(error.to_string()))?;
    diesel::update(installation::table).set(installation::key_check.eq(&check)).execute(conn)?;
    Ok(check)
}

/// Gives up everything that was sealed, so that another key file can be tied to the database.
pub fn reset(conn: &mut Connection, origin: &Origin) -> Result<(), StoreError> {
    signing_keys::give_up(conn, origin.at)?;
    diesel::update(installation::table).set(installation::key_check.eq(None::<Vec<u8>>)).execute(conn)?;
    activity::leave_unkeyed(conn)?;
    activity::record(conn, origin, NewEntry { action: Action::KeysReset, client: None, changes: Vec::new() })?;
    Ok(())
}
