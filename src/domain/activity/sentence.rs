//! An event as a sentence: who did what to what.

use std::borrow::Cow;

use super::change::{
    Change, DUPLICATE_OF, MESSAGE_RECIPIENT, OPERATOR_EMAIL, OPERATOR_NAME, OPERATOR_ROLE, RESTORED_FROM, SIGNING_KEY,
    STATUS, USER,
};
use super::{Action, Entry};
use crate::domain::choice::Choice;
use crate::domain::client::Status;
use crate::domain::setting::{Setting, plain};

/// Changes that a sentence tells; the rest is counted.
const TOLD: usize = 3;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Our own.
    Words(Cow<'static, str>),
    /// What somebody typed, as it reads.
    Typed(String),
    /// Who did it.
    Actor,
    /// An operator to whom something was done, with the address that tells them from others.
    Operator { name: String, email: Option<String> },
    /// The client, where the sentence is read elsewhere than on its page, behind these words.
    Client(&'static str),
}

fn words(text: impl Into<Cow<'static, str>>) -> Part {
    Part::Words(text.into())
}

impl Entry {
    /// The event in words, without when: “Ada Lovelace · Online Shop · Authentication: Code length 6 → 8 digits”.
    #[must_use]
    pub fn sentence(&self) -> Vec<Part> {
        let mut sentence = match self.action {
            Action::SetUp => self.set_up(),
            Action::ClientChanged | Action::ClientRestored => vec![Part::Actor],
            action => vec![Part::Actor, words(format!(" {}", action.label()))],
        };
        sentence.extend(self.object());
        sentence
    }

    /// Whether it has values beyond those that the sentence tells.
    #[must_use]
    pub fn has_more_to_show(&self) -> bool {
        let named = [&OPERATOR_EMAIL, &USER, &MESSAGE_RECIPIENT, &SIGNING_KEY].map(|setting| setting.path);
        !self.changes.iter().all(|change| change.before.is_null() && named.contains(&change.path.as_str()))
    }

    /// What follows the verb.
    fn object(&self) -> Vec<Part> {
        match self.action {
            Action::ClientChanged => self.changed(),
            Action::ClientRestored => self.restored(),
            Action::ClientCreated => {
                let original = self.after(&DUPLICATE_OF).map(|name| [words(" as a duplicate of "), Part::Typed(name)]);
                std::iter::once(Part::Client(" ")).chain(original.into_iter().flatten()).collect()
            }
            Action::SecretGenerated | Action::SecretRotated | Action::SecretEnded | Action::SecretExpirySet => {
                vec![Part::Client(" of ")]
            }
            Action::SignInFailed => match self.after(&OPERATOR_EMAIL) {
                Some(email) => vec![words(" as "), Part::Typed(email)],
                None => vec![words(" with an unknown email")],
            },
            Action::OperatorAdded => self.operator().into_iter().chain(self.role(" as ")).collect(),
            Action::OperatorRoleSet => self.operator().into_iter().chain(self.role(" the role ")).collect(),
            Action::OperatorRenamed => self.operator().into_iter().chain(self.named(" to ", &OPERATOR_NAME)).collect(),
            Action::NameChanged => self.named(" to ", &OPERATOR_NAME),
            Action::OperatorUnlocked
            | Action::OperatorDisabled
            | Action::OperatorEnabled
            | Action::OperatorRemoved
            | Action::PasswordSet
            | Action::PasswordLinkMade => self.operator(),
            Action::UserDisabled
            | Action::UserEnabled
            | Action::UserDeleted
            | Action::UserSessionEnded
            | Action::UserSessionsEnded => self.named(" ", &USER),
            Action::TestMessageSent => self.named(" to ", &MESSAGE_RECIPIENT),
            Action::KeyWithdrawn => self.named(" ", &SIGNING_KEY),
            _ => Vec::new(),
        }
    }

    /// Nobody was there yet who could have done it but the one who was set up.
    fn set_up(&self) -> Vec<Part> {
        let mut set_up = match self.after(&OPERATOR_NAME) {
            Some(name) => vec![Part::Operator { name, email: self.after(&OPERATOR_EMAIL) }],
            None => vec![Part::Actor],
        };
        set_up.push(words(format!(" {}", self.action.label())));
        set_up.extend(self.role(" as "));
        set_up
    }

    fn changed(&self) -> Vec<Part> {
        if let [change] = self.changes.as_slice()
            && change.path == STATUS.path
        {
            let is_disabled = change.after == Status::Disabled.token();
            let verb = if is_disabled { " disabled the client" } else { " enabled the client" };
            return vec![words(verb), Part::Client(" ")];
        }
        let mut changed = vec![Part::Client(" · "), words(" · ")];
        changed.extend(self.card().map(|card| words(format!("{card}: "))));
        changed.extend(told(&self.changes));
        changed
    }

    fn restored(&self) -> Vec<Part> {
        let is_source = |change: &&Change| change.path == RESTORED_FROM.path;
        let changes: Vec<Change> = self.changes.iter().filter(|change| !is_source(change)).cloned().collect();
        let source = self.after(&RESTORED_FROM).unwrap_or_default();
        let card = self.card().unwrap_or("a card");
        let restored = words(format!(" · restored {card} to revision {source}: "));
        std::iter::once(Part::Client(" · ")).chain([restored]).chain(told(&changes)).collect()
    }

    fn card(&self) -> Option<&'static str> {
        self.changes.iter().find_map(Change::card)
    }

    /// The operator to whom it was done, by name where that was noted, or else by address.
    fn operator(&self) -> Vec<Part> {
        let email = self.after(&OPERATOR_EMAIL);
        let operator = match self.before(&OPERATOR_NAME).or_else(|| self.after(&OPERATOR_NAME)) {
            Some(name) => Some(Part::Operator { name, email }),
            None => email.map(Part::Typed),
        };
        operator.into_iter().flat_map(|operator| [words(" "), operator]).collect()
    }

    fn role(&self, joint: &'static str) -> Vec<Part> {
        let role = self.change(&OPERATOR_ROLE).filter(|change| !change.after.is_null());
        role.map(|change| vec![words(joint), words(change.after_words())]).unwrap_or_default()
    }

    fn named(&self, joint: &'static str, setting: &Setting) -> Vec<Part> {
        self.after(setting).map(|name| vec![words(joint), Part::Typed(name)]).unwrap_or_default()
    }

    fn change(&self, setting: &Setting) -> Option<&Change> {
        self.changes.iter().find(|change| change.path == setting.path)
    }

    fn before(&self, setting: &Setting) -> Option<String> {
        self.change(setting).map(|change| &change.before).filter(|value| !value.is_null()).map(plain)
    }

    fn after(&self, setting: &Setting) -> Option<String> {
        self.change(setting).map(|change| &change.after).filter(|value| !value.is_null()).map(plain)
    }
}

/// What was done to a setting, in words.
#[must_use]
pub fn in_words(change: &Change) -> String {
    let text = |part: &Part| match part {
        Part::Words(text) => text.to_string(),
        Part::Typed(text) => text.clone(),
        Part::Actor | Part::Operator { .. } | Part::Client(_) => String::new(),
    };
    let clauses = change.clauses();
    clauses.iter().map(|clause| clause.iter().map(text).collect::<String>()).collect::<Vec<_>>().join("; ")
}

/// What was done to settings, one after another.
fn told(changes: &[Change]) -> Vec<Part> {
    let clauses: Vec<Vec<Part>> = changes.iter().flat_map(Change::clauses).collect();
    if clauses.is_empty() {
        return vec![words("saved without a change")];
    }
    // The last one takes no more room than the words that it was left out.
    let shown = if clauses.len() > TOLD + 1 { TOLD } else { clauses.len() };
    let left = clauses.len() - shown;
    let mut told: Vec<Part> = clauses.into_iter().take(shown).collect::<Vec<_>>().join(&words("; "));
    if left > 0 {
        told.push(words(format!("; and {left} more")));
    }
    told
}
