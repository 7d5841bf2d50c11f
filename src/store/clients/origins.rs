//! The origins that clients allow, found by origin; each is also in its client's settings.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::domain::client::{ClientKey, Settings, Status};
use crate::store::columns::{Id, Token};
use crate::store::schema::{client_kinds, client_origins, clients};
use crate::store::{Connection, StoreError};

/// Whether some active client allows it, which is all that can be asked before a request says whose it is.
pub fn is_allowed(conn: &mut Connection, origin: &str) -> Result<bool, StoreError> {
    let allowing = client_origins::table
        .inner_join(clients::table.on(clients::id.eq(client_origins::client)))
        .inner_join(client_kinds::table.on(client_kinds::id.eq(clients::kind)))
        .filter(client_origins::origin.eq(origin))
        .filter(client_kinds::status.eq(Token(Status::Active)));
    Ok(diesel::select(diesel::dsl::exists(allowing)).get_result(conn)?)
}

/// Whether a client allows it, whatever its status.
pub fn allows(conn: &mut Connection, client: ClientKey, origin: &str) -> Result<bool, StoreError> {
    let allowing = client_origins::table.find((origin, Id(client.0)));
    Ok(diesel::select(diesel::dsl::exists(allowing)).get_result(conn)?)
}

/// Brings a client's rows from what its settings were to what they are.
pub(super) fn change(
    conn: &mut Connection,
    client: ClientKey,
    before: Option<&Settings>,
    settings: &Settings,
) -> QueryResult<()> {
    let [old, new] = [before, Some(settings)]
        .map(|settings| settings.into_iter().flat_map(|settings| settings.integration.allowed_origins.iter()));
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (old.collect(), new.collect());
    for origin in old.difference(&new) {
        diesel::delete(client_origins::table.find((origin, Id(client.0)))).execute(conn)?;
    }
    for origin in new.difference(&old) {
        diesel::insert_into(client_origins::table)
            .values((client_origins::origin.eq(origin), client_origins::client.eq(Id(client.0))))
            .on_conflict_do_nothing()
            .execute(conn)?;
    }
    Ok(())
}
