//! Grants as their rows have them.

use crate::domain::client::ClientKey;
use crate::domain::oauth::grant::{Grant, GrantId};
use crate::domain::oauth::refresh::Rotation;
use crate::domain::oauth::request::RequestedScopes;
use crate::domain::time::Timestamp;
use crate::domain::user::{UserId, UserSessionId};
use crate::store::columns::Id;
use crate::store::schema::grants;
use crate::store::{StoreError, json};

type Parties = (Id, Id, Id, Option<Id>);
type Asked = (String, Option<String>, Option<String>, String, Option<String>);
type Known = (i64, String, bool, i64, i64, Option<i64>);
type Numbers = (i64, Option<i64>, Option<i64>);
pub type Columns = (Parties, Asked, Known, Numbers, (i64, i64));

#[diesel::dsl::auto_type]
pub fn columns() -> _ {
    (
        (grants::id, grants::client, grants::user, grants::session),
        (grants::redirect_uri, grants::challenge, grants::nonce, grants::scopes, grants::claims),
        (
            grants::auth_time,
            grants::proofs,
            grants::offline,
            grants::created_at,
            grants::code_ends_at,
            grants::exchanged_at,
        ),
        (grants::generation, grants::parent, grants::rotated_at),
        (grants::idle_ends_at, grants::ends_at),
    )
}

pub fn read(columns: Columns) -> Result<Grant, StoreError> {
    let (parties, asked, known, numbers, (idle_ends_at, ends_at)) = columns;
    let (id, client, user, session) = parties;
    let (redirect_uri, challenge, nonce, scopes, claims) = asked;
    let (auth_time, proofs, offline, created_at, code_ends_at, exchanged_at) = known;
    let Rotation { generation, parent, rotated_at } = rotation(numbers)?;
    Ok(Grant {
        id: GrantId(id.0),
        client: ClientKey(client.0),
        user: UserId(user.0),
        session: session.map(|session| UserSessionId(session.0)),
        redirect_uri,
        challenge,
        nonce,
        scopes: RequestedScopes::parse(&scopes),
        claims: claims.map(|claims| json::read(&claims)).transpose()?.unwrap_or_default(),
        auth_time: Timestamp(auth_time),
        proofs: json::read(&proofs)?,
        offline,
        created_at: Timestamp(created_at),
        code_ends_at: Timestamp(code_ends_at),
        exchanged_at: exchanged_at.map(Timestamp),
        generation,
        parent,
        rotated_at,
        idle_ends_at: Timestamp(idle_ends_at),
        ends_at: Timestamp(ends_at),
    })
}

pub fn rotation((generation, parent, rotated_at): Numbers) -> Result<Rotation, StoreError> {
    let number = |number: i64| {
        u32::try_from(number).map_err(|_| StoreError::Internal("a grant's generation cannot be read".to_owned()))
    };
    let parent = parent.map(number).transpose()?;
    Ok(Rotation { generation: number(generation)?, parent, rotated_at: rotated_at.map(Timestamp) })
}
