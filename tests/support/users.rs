//! Users of a site, as their sign-ins leave them.

use std::path::Path;

use next_identity_console::domain::client::{ClientKey, ProfileField, RevisionNumber};
use next_identity_console::domain::phone::PhoneNumber;
use next_identity_console::domain::text::EmailAddress;
use next_identity_console::domain::time::{Day, Timestamp};
use next_identity_console::domain::token::Digest;
use next_identity_console::domain::user::{Details, EventKind, How, Identifier, Proofs, UserId, UserSessionId};
use next_identity_console::store::tally::Counted;
use next_identity_console::store::user_events::{NewEvent, Visit};
use next_identity_console::store::user_sessions::NewUserSession;
use next_identity_console::store::{Store, StoreError, tally, user_events, user_sessions, users};
use uuid::Uuid;

pub const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";

/// A user to be; the fields that are empty are not known.
#[derive(Clone, Default)]
pub struct NewUser {
    pub id: u128,
    pub given_name: &'static str,
    pub family_name: &'static str,
    pub email: String,
    /// Not verified.
    pub mobile: &'static str,
}

/// Adds a user to a database beside the program.
pub async fn add_user(database: &Path, new: &NewUser, at: Timestamp) -> UserId {
    let id = UserId(Uuid::from_u128(new.id));
    let mut details = Details::default();
    details.set(ProfileField::GivenName, new.given_name);
    details.set(ProfileField::FamilyName, new.family_name);
    let email = Identifier::Email(EmailAddress::parse(&new.email).unwrap());
    let mobile = Some(new.mobile).filter(|mobile| !mobile.is_empty());
    let mobile = mobile.map(|mobile| Identifier::Mobile(PhoneNumber::stored(mobile).unwrap()));
    write(database, move |conn| users::create(conn, id, (&email, mobile.as_ref()), &details, at)).await;
    id
}

/// A session of a user, with a place at a client, a grant there and an event that its first revision decided.
pub async fn sign_in(database: &Path, user: UserId, client: &str, number: u128, at: Timestamp) -> UserSessionId {
    let client = ClientKey::parse(client.rsplit('/').next().unwrap()).unwrap();
    let session = UserSessionId(Uuid::from_u128(number));
    let new = NewUserSession {
        id: session,
        token: Digest::sha256(&number.to_be_bytes()),
        user,
        auth_time: at,
        proofs: Proofs::default(),
        remembered: false,
        created_at: at,
        ends_at: at.after(std::time::Duration::from_hours(12)),
        address: Some("192.0.2.7".to_owned()),
        browser: BROWSER.to_owned(),
    };
    let visit = Visit { at, address: Some("192.0.2.7".to_owned()), browser: Some(BROWSER.to_owned()) };
    let event = NewEvent {
        kind: EventKind::SignedIn,
        user: Some(user),
        client: Some((client, RevisionNumber::FIRST)),
        session: Some(session),
        reason: None,
    };
    write(database, move |conn| {
        user_sessions::start(conn, &new)?;
        users::join(conn, (client, user), How::Registered, at)?;
        users::accept(conn, (client, user), ("terms", "1"), at)?;
        tally::write(conn, &[Counted::Place(client, user, Day::containing(at))])?;
        user_events::record(conn, &event, &visit)
    })
    .await;
    let id = |id: Uuid| format!("x'{}'", id.simple());
    let grants = super::Database(database.to_owned());
    for (offline, session) in [(0, id(session.0)), (1, "NULL".to_owned())] {
        grants.execute(&format!(
            "INSERT INTO grants (id, client, user, session, redirect_uri, scopes, auth_time, proofs, offline, created_at, \
             code_ends_at, idle_ends_at, ends_at, swept_after) VALUES (randomblob(16), {}, {}, {session}, '', '', 1, '[]', \
             {offline}, 1, 1, 1, 1, 9000000000000)",
            id(client.0),
            id(user.0)
        ));
    }
    session
}

async fn write(
    database: &Path,
    work: impl Fn(&mut next_identity_console::store::Connection) -> Result<(), StoreError> + Send + 'static,
) {
    let store = Store::open(database).unwrap();
    store.write(work).await.unwrap();
    store.close();
}
