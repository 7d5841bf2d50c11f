//! Sends mail through a server (RFC 5321).

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Tls};
use lettre::transport::smtp::extension::ClientId;

use super::delivery;
use crate::domain::message::{Channel, Tried, reason};
use crate::service::state::State;
use crate::store::messages::Outgoing;

/// How long one message may take.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// How long a server may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(1);

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

/// Sends mail again and again as it is due, until it is stopped.
pub async fn run(state: Arc<State>, mailer: Option<Mailer>) {
    let send = mailer.map(|mailer| async move |state: &State, outgoing: &Outgoing| mailer.send(state, outgoing).await);
    delivery::run(&state, Channel::Email, send).await;
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
