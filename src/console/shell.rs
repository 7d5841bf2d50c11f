//! What surrounds every page of a signed-in operator: menu, name, theme and the message about the last change.

use actix_web::HttpRequest;

use super::access::Allowed;
use super::paths;
use crate::domain::choice::{Choice, choices};
use crate::domain::operator::Operator;
use crate::service::notices;
use crate::web::appearance::Appearance;

choices! {
    /// What has just happened, said on the next page. The label follows the name of what it happened to.
    pub enum Notice {
        /// A client was created.
        ClientCreated = "client-created",
            "was created. Next: give its client ID to the application, then look through its cards below.";
        /// A card was saved.
        GeneralSaved = "general-saved", ": General was saved.";
        /// A card was saved.
        AuthenticationSaved = "authentication-saved", ": Authentication was saved.";
        /// A card was saved.
        RegistrationSaved = "registration-saved", ": Registration was saved.";
        /// A card was saved.
        ProfileSaved = "profile-saved", ": Profile was saved.";
        /// A card was saved as it was.
        NothingChanged = "nothing-changed", ": nothing was changed.";
        /// The client was kept out.
        ClientDisabled = "client-disabled", "was disabled.";
        /// The client was let in again.
        ClientEnabled = "client-enabled", "was enabled.";
        /// A session was ended.
        SessionEnded = "session-ended", "The session was signed out.";
        /// The operator signed out.
        SignedOut = "signed-out", "You have signed out.";
    }
}

/// What surrounds a page.
#[derive(Clone, Debug)]
pub struct Shell {
    /// Static files and theme.
    pub appearance: Appearance,
    /// Who is signed in.
    pub operator: Operator,
    /// The message about the last change.
    pub notice: Option<String>,
    path: String,
}

impl Shell {
    /// The surroundings of a page for the operator of a request.
    #[must_use]
    pub fn new<P>(request: &HttpRequest, allowed: &Allowed<P>) -> Self {
        Self {
            appearance: Appearance::of(request),
            operator: allowed.operator.clone(),
            notice: None,
            path: request.path().to_owned(),
        }
    }

    /// Shows the message that the page before has left, about the thing with this name.
    #[must_use]
    pub fn with_notice(self, request: &HttpRequest, about: &str) -> Self {
        Self { notice: notices::left(request).map(|notice| sentence(notice, about)), ..self }
    }

    /// The operator's role in words.
    #[must_use]
    pub fn role(&self) -> &'static str {
        self.operator.role.label()
    }

    /// Whether the page is the list of clients.
    #[must_use]
    pub fn on_clients(&self) -> bool {
        self.path == paths::CLIENTS
    }

    /// Whether the page is the list of clients or below it.
    #[must_use]
    pub fn in_clients(&self) -> bool {
        self.path.starts_with(paths::CLIENTS)
    }

    /// Whether the page is the activity.
    #[must_use]
    pub fn on_activity(&self) -> bool {
        self.path == paths::ACTIVITY
    }

    /// Whether the page is the operator's sessions.
    #[must_use]
    pub fn on_sessions(&self) -> bool {
        self.path == paths::SESSIONS
    }
}

fn sentence(notice: Notice, about: &str) -> String {
    match notice.label() {
        words if about.is_empty() => words.to_owned(),
        words if words.starts_with(':') => format!("{about}{words}"),
        words => format!("{about} {words}"),
    }
}
