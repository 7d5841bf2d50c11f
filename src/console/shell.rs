//! What surrounds every page of a signed-in operator: menu, name, theme and the message about the last change.

use actix_web::{HttpRequest, HttpResponse};

use super::access::Allowed;
use super::came_from::CameFrom;
use super::menu::{MENU, MenuItem};
use super::paths;
use crate::domain::choice::Choice;
use crate::domain::client::{Card, ClientKey, card};
use crate::domain::operator::Operator;
use crate::service::notices;
use crate::web::appearance::Appearance;

/// What has just happened, said on the next page.
#[derive(Clone, Copy, Debug)]
pub enum Notice {
    ClientCreated,
    CardSaved(&'static Card),
    CardRestored(&'static Card),
    NothingChanged,
    ClientDisabled,
    ClientEnabled,
    SecretEnded,
    ExpirySet,
    NameSaved,
    PasswordChanged,
    SessionEnded,
    SessionsEnded,
    SignedOut,
    TestMessageQueued,
    UserDisabled,
    UserEnabled,
    UserDeleted,
    UserSessionEnded,
    UserSessionsEnded,
}

const CARD_SAVED: &str = "saved-";
const CARD_RESTORED: &str = "restored-";

impl Notice {
    fn token(self) -> String {
        match self {
            Self::CardSaved(card) => format!("{CARD_SAVED}{}", card.name),
            Self::CardRestored(card) => format!("{CARD_RESTORED}{}", card.name),
            Self::ClientCreated => "client-created".to_owned(),
            Self::NothingChanged => "nothing-changed".to_owned(),
            Self::ClientDisabled => "client-disabled".to_owned(),
            Self::ClientEnabled => "client-enabled".to_owned(),
            Self::SecretEnded => "secret-ended".to_owned(),
            Self::ExpirySet => "expiry-set".to_owned(),
            Self::NameSaved => "name-saved".to_owned(),
            Self::PasswordChanged => "password-changed".to_owned(),
            Self::SessionEnded => "session-ended".to_owned(),
            Self::SessionsEnded => "sessions-ended".to_owned(),
            Self::SignedOut => "signed-out".to_owned(),
            Self::TestMessageQueued => "test-message-queued".to_owned(),
            Self::UserDisabled => "user-disabled".to_owned(),
            Self::UserEnabled => "user-enabled".to_owned(),
            Self::UserDeleted => "user-deleted".to_owned(),
            Self::UserSessionEnded => "user-session-ended".to_owned(),
            Self::UserSessionsEnded => "user-sessions-ended".to_owned(),
        }
    }

    fn parse(token: &str) -> Option<Self> {
        let of_card = |beginning: &str, notice: fn(&'static Card) -> Self| {
            token.strip_prefix(beginning).and_then(card).map(notice)
        };
        let plain = [
            Self::ClientCreated,
            Self::NothingChanged,
            Self::ClientDisabled,
            Self::ClientEnabled,
            Self::SecretEnded,
            Self::ExpirySet,
            Self::NameSaved,
            Self::PasswordChanged,
            Self::SessionEnded,
            Self::SessionsEnded,
            Self::SignedOut,
            Self::TestMessageQueued,
            Self::UserDisabled,
            Self::UserEnabled,
            Self::UserDeleted,
            Self::UserSessionEnded,
            Self::UserSessionsEnded,
        ];
        let found = plain.into_iter().find(|notice| notice.token() == token);
        found.or_else(|| of_card(CARD_SAVED, Self::CardSaved)).or_else(|| of_card(CARD_RESTORED, Self::CardRestored))
    }

    /// The sentence, of which the name of what it is about is the beginning where there is one.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::ClientCreated => " was created. Next: the steps to its first sign-in, below.".to_owned(),
            Self::CardSaved(card) => format!(": {} was saved.", card.label),
            Self::CardRestored(card) => format!(": {} was restored.", card.label),
            Self::NothingChanged => ": nothing was changed.".to_owned(),
            Self::ClientDisabled => " was disabled.".to_owned(),
            Self::ClientEnabled | Self::UserEnabled => " was enabled.".to_owned(),
            Self::SecretEnded => ": the old secret was ended.".to_owned(),
            Self::ExpirySet => ": the expiry of the secret was saved.".to_owned(),
            Self::NameSaved => "Your name was saved.".to_owned(),
            Self::PasswordChanged => "Your password was changed. You are signed out everywhere else.".to_owned(),
            Self::SessionEnded => "The session was ended.".to_owned(),
            Self::SessionsEnded => "All your other sessions were ended.".to_owned(),
            Self::SignedOut => "You have signed out.".to_owned(),
            Self::TestMessageQueued => "The test message is in the queue.".to_owned(),
            Self::UserDisabled => " was disabled and is signed out everywhere.".to_owned(),
            Self::UserDeleted => "The user was deleted.".to_owned(),
            Self::UserSessionEnded => ": the session was ended.".to_owned(),
            Self::UserSessionsEnded => ": all sessions were ended.".to_owned(),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Shell {
    pub appearance: Appearance,
    pub operator: Operator,
    /// Where the page's own links to its list lead back to.
    pub from: CameFrom,
    /// The message about the last change: the name of what it is about, and the words after it.
    pub notice: Option<(String, String)>,
    path: String,
}

impl Shell {
    #[must_use]
    pub fn new<P>(request: &HttpRequest, allowed: &Allowed<P>) -> Self {
        Self::of_operator(request, allowed.operator.clone())
    }

    #[must_use]
    pub fn of_operator(request: &HttpRequest, operator: Operator) -> Self {
        Self {
            appearance: Appearance::of_request(request),
            operator,
            from: CameFrom::of_request(request),
            notice: None,
            path: request.path().to_owned(),
        }
    }

    /// Shows the message that the page before has left, about the thing with this name.
    #[must_use]
    pub fn with_notice(self, request: &HttpRequest, about: &str) -> Self {
        Self { notice: pending_notice(request).map(|notice| (about.to_owned(), notice.words())), ..self }
    }

    /// As [`CameFrom::kept`].
    #[must_use]
    pub fn kept(&self, href: &str) -> String {
        self.from.kept(href)
    }

    #[must_use]
    pub fn role(&self) -> &'static str {
        self.operator.role.label()
    }

    /// What the operator may see of the menu.
    pub fn menu(&self) -> impl Iterator<Item = &'static MenuItem> {
        MENU.iter().filter(|item| self.operator.role.allows(item.permission))
    }

    /// How the page stands to one of the menu: it is that page, or lies below it.
    #[must_use]
    pub fn current(&self, path: &str) -> Option<&'static str> {
        self.path.starts_with(path).then(|| if self.path == path { "page" } else { "true" })
    }

    /// The page that finds anything, which looks first at the client whose page this is.
    #[must_use]
    pub fn find(&self) -> String {
        let below = self.path.strip_prefix(paths::CLIENTS).and_then(|rest| rest.strip_prefix('/'));
        let key = below.and_then(|rest| rest.split('/').next()).and_then(ClientKey::parse);
        paths::find(key)
    }
}

/// The message that the page before has left, if the console knows it.
#[must_use]
pub fn pending_notice(request: &HttpRequest) -> Option<Notice> {
    notices::pending_token(request).and_then(Notice::parse)
}

#[must_use]
pub fn see_other_with(request: &HttpRequest, notice: Notice, path: &str) -> HttpResponse {
    notices::see_other_with(request, &notice.token(), &CameFrom::of_request(request).kept(path))
}
