//! All that a page or a form of a journey is judged by, read in one go.

use crate::domain::client::{Client, Status};
use crate::domain::journey::{Facts, Journey, Plan, Who, plan, who};
use crate::domain::time::Timestamp;
use crate::domain::token::Digest;
use crate::domain::user::{LiveSession, Standing, UserId};
use crate::store::{Connection, StoreError, clients, user_sessions, users};

#[derive(Clone, Debug)]
pub struct Scene {
    pub client: Client,
    pub journey: Journey,
    pub session: Option<LiveSession>,
    /// Of whom the journey speaks.
    pub user: Option<Standing>,
    /// Whether the journey has a row.
    pub is_begun: bool,
    pub now: Timestamp,
}

impl Scene {
    /// None where the client is gone.
    pub fn read(
        conn: &mut Connection,
        (journey, is_begun): (Journey, bool),
        session: Option<Digest>,
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let Some(client) = clients::find(conn, journey.request.client)? else { return Ok(None) };
        let session = match session {
            Some(token) => user_sessions::find(conn, token)?,
            None => None,
        };
        let mut scene = Self { client, journey, session, user: None, is_begun, now };
        scene.look_up(conn)?;
        Ok(Some(scene))
    }

    /// Looks the user up again, of whom the journey speaks by now.
    pub fn look_up(&mut self, conn: &mut Connection) -> Result<(), StoreError> {
        let user: Option<UserId> = match who(&self.client.settings, &self.journey, self.session.as_ref(), self.now) {
            Who::Nobody => None,
            // What is known of somebody is no matter before they have proved who they are, and takes no time either.
            Who::Named(_) if self.journey.proofs.0.is_empty() => None,
            Who::Named(identifier) => users::named(conn, identifier)?,
            Who::Session(session) => Some(session.user),
        };
        self.user = match user {
            Some(user) => users::standing(conn, user, self.client.key)?,
            None => None,
        };
        Ok(())
    }

    /// Whether it is the session that says who the user is.
    #[must_use]
    pub fn by_session(&self) -> Option<&LiveSession> {
        match who(&self.client.settings, &self.journey, self.session.as_ref(), self.now) {
            Who::Session(session) => Some(session),
            Who::Nobody | Who::Named(_) => None,
        }
    }

    #[must_use]
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            settings: &self.client.settings,
            is_active: self.client.status == Status::Active,
            session: self.session.as_ref(),
            user: self.user.as_ref(),
            is_begun: self.is_begun,
            now: self.now,
        }
    }

    #[must_use]
    pub fn plan(&self) -> Plan {
        plan(&self.journey, &self.facts())
    }
}
