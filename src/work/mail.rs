//! Sends what waits in the queue of messages, and notes what came of it.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use futures_util::future::join_all;
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Tls};
use lettre::transport::smtp::extension::ClientId;

use crate::domain::message::{Next, Tried, after_try, is_due, reason};
use crate::service::mail::AT_ONCE;
use crate::service::state::State;
use crate::store::messages::{self, Outgoing};
use crate::store::{Connection, StoreError};

/// How long one message may take.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at the queue, at most: the clock may have been set.
const PAUSE: Duration = Duration::from_mins(1);
/// How long a server may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(1);
/// Until the database is asked again that has refused.
const REPAIR: Duration = Duration::from_secs(1);

/// Answers that are about our own access to the server (RFC 4954, section 6) rather than about the message: whoever runs the
/// program can put that right while the message waits.
const ACCESS: [u16; 4] = [530, 534, 535, 538];

/// Through which server messages go, and whom they are from.
pub struct Mailer {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub credentials: Option<Credentials>,
    /// What we call ourselves there.
    pub name: ClientId,
    pub from: Address,
    /// How long one message may take.
    pub patience: Duration,
}

/// Sends again and again what is due, until it is stopped. Without a server it only decides about what was being sent when
/// the program ended.
pub async fn run(state: Arc<State>, mailer: Option<Mailer>) {
    write(&state, |state| {
        let now = state.now();
        move |conn: &mut Connection| messages::recover(conn, now)
    })
    .await;
    if let Some(mailer) = mailer {
        join_all((0..AT_ONCE).map(|_| send_all(&state, &mailer))).await;
    }
}

async fn send_all(state: &State, mailer: &Mailer) {
    loop {
        let wait = send_due(state, mailer).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "messages cannot be sent; it is tried again");
            REPAIR
        });
        tokio::select! {
            () = state.mail.new.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Sends what is due; how long to wait then.
async fn send_due(state: &State, mailer: &Mailer) -> Result<Duration, StoreError> {
    loop {
        let now = state.now();
        match state.store.look_up(messages::next_try_at).await? {
            None => return Ok(PAUSE),
            Some(at) if !is_due(at, now) => return Ok(at.since(now).min(PAUSE)),
            Some(_) => {}
        }
        let Ok(_sending) = state.mail.sending.acquire().await else { return Ok(PAUSE) };
        if let Some(outgoing) = state.store.write(move |conn| messages::take(conn, now)).await? {
            let outcome = mailer.send(state, &outgoing).await;
            note(state, &outgoing, outcome).await;
        }
    }
}

/// What was sent must not be sent again because that could not be written down.
async fn note(state: &State, outgoing: &Outgoing, outcome: Tried) {
    let (id, tries) = (outgoing.id, outgoing.tries);
    let next = after_try(tries, &outcome, state.now(), outgoing.give_up_at);
    let why = match outcome {
        Tried::Accepted => None,
        Tried::Failed(why) | Tried::Refused(why) => Some(why),
    };
    match (&next, &why) {
        (Next::GiveUp, Some(why)) => tracing::warn!(id = id.row(), tries, why, "a message was given up"),
        (Next::Wait(_), Some(why)) => {
            tracing::info!(id = id.row(), tries, why, "a message was not sent; it is tried again");
        }
        _ => tracing::info!(id = id.row(), tries, "a message was sent"),
    }
    write(state, |state| {
        let (now, next, why) = (state.now(), next.clone(), why.clone());
        move |conn: &mut Connection| messages::end(conn, id, &next, why.as_deref(), now)
    })
    .await;
}

/// Writes something, as often as it takes.
async fn write<W>(state: &State, work: impl Fn(&State) -> W)
where
    W: Fn(&mut Connection) -> Result<(), StoreError> + Send + 'static,
{
    while let Err(error) = state.store.write(work(state)).await {
        tracing::warn!(%error, "what became of a message was not written; it is tried again");
        tokio::time::sleep(REPAIR).await;
    }
}

impl Mailer {
    async fn send(&self, state: &State, outgoing: &Outgoing) -> Tried {
        let message = match self.message(state, outgoing) {
            Ok(message) => message,
            Err(error) => return Tried::Refused(reason(&error.to_string())),
        };
        match tokio::time::timeout(self.patience, self.hand_over(&message)).await {
            Err(_) => Tried::Failed("The mail server did not answer in time.".to_owned()),
            Ok(Err(error)) => judged(&error),
            Ok(Ok(mut connection)) => {
                // The server has taken the message, however the connection ends.
                let _ended = tokio::time::timeout(FAREWELL, connection.quit()).await;
                Tried::Accepted
            }
        }
    }

    /// On a connection of its own: one that was given up in the middle must not be used again.
    async fn hand_over(&self, message: &Message) -> Result<AsyncSmtpConnection, SmtpError> {
        let wrapped = if let Tls::Wrapper(parameters) = &self.tls { Some(parameters.clone()) } else { None };
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.patience), &self.name, wrapped, None).await?;
        match &self.tls {
            Tls::Required(parameters) => connection.starttls(parameters.clone(), &self.name).await?,
            Tls::Opportunistic(parameters) if connection.can_starttls() => {
                connection.starttls(parameters.clone(), &self.name).await?;
            }
            _ => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        connection.send(message.envelope(), &message.formatted()).await?;
        Ok(connection)
    }

    fn message(&self, state: &State, outgoing: &Outgoing) -> Result<Message, Box<dyn Error + Send + Sync>> {
        let content = state.content(outgoing.id, &outgoing.body)?;
        let at = UNIX_EPOCH + Duration::from_millis(u64::try_from(outgoing.created_at.0).unwrap_or_default());
        let mut message = Message::builder()
            .message_id(Some(format!("<{}@{}>", outgoing.id.row(), self.from.domain())))
            .date(at)
            .from(Mailbox::new(None, self.from.clone()))
            .to(Mailbox::new(None, outgoing.recipient.parse()?))
            .subject(content.subject)
            .multipart(MultiPart::alternative_plain_html(content.text, content.html))?;
        // Nobody's holiday note comes back (RFC 3834, section 5).
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        message.headers_mut().insert_raw(HeaderValue::new(automatic, "auto-generated".to_owned()));
        Ok(message)
    }
}

fn judged(error: &SmtpError) -> Tried {
    let said = reason(&error.to_string());
    let is_of_access = error.status().is_some_and(|code| ACCESS.contains(&code.into()));
    if error.is_permanent() && !is_of_access { Tried::Refused(said) } else { Tried::Failed(said) }
}
