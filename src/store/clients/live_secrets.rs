//! Secrets by which a client proves who it is.

use diesel::prelude::*;

use crate::domain::client::ClientKey;
use crate::domain::time::Timestamp;
use crate::domain::token::Digest;
use crate::store::columns::{Id, digest};
use crate::store::schema::client_secrets;
use crate::store::{Connection, StoreError};

/// A secret that works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveSecret {
    /// Its place among the client's secrets.
    pub number: i64,
    pub digest: Digest,
}

/// The secrets of a client that work, at most two.
pub fn live_secrets(conn: &mut Connection, client: ClientKey, now: Timestamp) -> Result<Vec<LiveSecret>, StoreError> {
    type Row = (i64, Vec<u8>, Option<i64>, Option<i64>);
    let rows: Vec<Row> = client_secrets::table
        .filter(client_secrets::client.eq(Id(client.0)))
        .filter(client_secrets::ended_at.is_null())
        .select((client_secrets::number, client_secrets::digest, client_secrets::expires_at, client_secrets::ends_at))
        .load(conn)?;
    let live = rows
        .into_iter()
        .filter(|(_, _, expires_at, ends_at)| [expires_at, ends_at].into_iter().flatten().all(|end| now.0 < *end));
    let read = |(number, bytes, ..): Row| Some(LiveSecret { number, digest: digest(&bytes)? });
    Ok(live.filter_map(read).collect())
}
