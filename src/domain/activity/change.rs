//! A setting's value before and after, and how that reads.

use std::borrow::Cow;

use serde_json::Value;

use super::{Part, StoredChange};
use crate::domain::client::{Status, described};
use crate::domain::role::Role;
use crate::domain::setting::{Setting, choice, plain, quoted, setting, time};
use crate::domain::time::Timestamp;

/// The values that are recorded beside a client's settings.
pub const STATUS: Setting = setting::<Status>("status", "Status", choice::<Status>);
pub const OPERATOR_NAME: Setting = setting::<String>("operator.name", "Name", quoted);
pub const OPERATOR_EMAIL: Setting = setting::<String>("operator.email", "Email", quoted);
pub const OPERATOR_ROLE: Setting = setting::<Role>("operator.role", "Role", choice::<Role>);
/// The revision that a card was restored from.
pub const RESTORED_FROM: Setting = setting::<i64>("restored_from", "Restored from revision", plain);
/// The ID of a key that signs, or that was taken away.
pub const SIGNING_KEY: Setting = setting::<String>("signing_key", "Signing key", quoted);
/// The name of the client whose settings a new one got.
pub const DUPLICATE_OF: Setting = setting::<String>("duplicate_of", "Duplicate of", quoted);
/// A client's secret, by its first characters.
pub const SECRET: Setting = setting::<String>("secret", "Secret", beginning);
pub const SECRET_OVERLAP: Setting = setting::<u32>("secret_overlap", "Old secret kept for", time::<3600>);
/// In milliseconds since 1970.
pub const SECRET_EXPIRY: Setting = setting::<i64>("secret_expiry", "Secret expires", moment);
/// Whom a message is for.
pub const MESSAGE_RECIPIENT: Setting = setting::<String>("message.recipient", "Recipient", quoted);
/// A user, by what they are known by.
pub const USER: Setting = setting::<String>("user", "User", quoted);

/// How much of a value a sentence tells, in characters.
const LONGEST: usize = 80;

const OTHERS: &[Setting] = &[
    STATUS,
    OPERATOR_NAME,
    OPERATOR_EMAIL,
    OPERATOR_ROLE,
    RESTORED_FROM,
    SIGNING_KEY,
    DUPLICATE_OF,
    SECRET,
    SECRET_OVERLAP,
    SECRET_EXPIRY,
    MESSAGE_RECIPIENT,
    USER,
];

fn beginning(value: &Value) -> String {
    format!("{}…", plain(value))
}

fn moment(value: &Value) -> String {
    value.as_i64().map_or_else(|| plain(value), |at| Timestamp(at).to_rfc_3339())
}

/// A setting's value before and after; null where there was or is none. Of a list that was changed, what was removed and
/// what was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub path: String,
    pub before: Value,
    pub after: Value,
}

impl Change {
    #[must_use]
    pub fn new(path: &str, before: Value, after: Value) -> Self {
        let or_null = |value: Value| if value.as_array().is_some_and(Vec::is_empty) { Value::Null } else { value };
        Self { path: path.to_owned(), before: or_null(before), after: or_null(after) }
    }

    /// A value where there was none.
    #[must_use]
    pub fn set(setting: &Setting, after: impl Into<Value>) -> Self {
        Self::new(setting.path, Value::Null, after.into())
    }

    /// What is said of the setting; nothing for one that this version of the program does not have.
    fn setting(&self) -> Option<&'static Setting> {
        let other = || OTHERS.iter().find(|setting| setting.path == self.path);
        described(&self.path).map(|(_, setting)| setting).or_else(other)
    }

    /// The label of the setting's card, where it has one.
    #[must_use]
    pub fn card(&self) -> Option<&'static str> {
        described(&self.path).map(|(card, _)| card.label)
    }

    #[must_use]
    pub fn label(&self) -> Cow<'static, str> {
        self.setting().map_or_else(|| Cow::Owned(self.path.clone()), |setting| Cow::Borrowed(setting.label))
    }

    #[must_use]
    pub fn before_words(&self) -> String {
        self.words(&self.before)
    }

    #[must_use]
    pub fn after_words(&self) -> String {
        self.words(&self.after)
    }

    /// Of a list, what was removed and what was added.
    #[must_use]
    pub fn items(&self) -> Option<[Vec<String>; 2]> {
        let setting = self.setting().filter(|setting| setting.items.is_some())?;
        Some([&self.before, &self.after].map(|value| setting.each(value)))
    }

    /// Both values with every item of a list, to be searched for.
    #[must_use]
    pub fn all_words(&self) -> [String; 2] {
        [&self.before, &self.after].map(|value| self.setting().map_or_else(|| plain(value), |s| s.all_words(value)))
    }

    fn words(&self, value: &Value) -> String {
        match self.setting() {
            Some(setting) => setting.words(value),
            None if value.is_null() => "nothing".to_owned(),
            None => plain(value),
        }
    }

    fn is_list(&self) -> bool {
        self.setting().is_some_and(|setting| setting.items.is_some())
    }

    /// What was done to the setting; of a list, what was added and what was removed.
    pub(super) fn clauses(&self) -> Vec<Vec<Part>> {
        let label = self.label();
        let words = |text: String| Part::Words(text.into());
        let [before, after] = [&self.before, &self.after].map(|value| self.words(value));
        if self.is_list() {
            let clause = |did: &str, items, joint: &str| {
                vec![words(format!("{did} ")), Part::Typed(items), words(format!(" {joint} {label}"))]
            };
            let added = (!self.after.is_null()).then(|| clause("added", after, "to"));
            let removed = (!self.before.is_null()).then(|| clause("removed", before, "from"));
            return added.into_iter().chain(removed).collect();
        }
        vec![match (before.as_str(), after.as_str()) {
            ("nothing", after) => vec![words(format!("set {label} to ")), Part::Typed(brief(after))],
            (before, "nothing") => vec![words(format!("cleared {label}, which was ")), Part::Typed(brief(before))],
            (before, after) => vec![
                words(format!("{label} ")),
                Part::Typed(brief(without_common_unit(before, after))),
                words(" → ".to_owned()),
                Part::Typed(brief(after)),
            ],
        }]
    }

    /// The change as it is stored: the path, and both values as JSON.
    #[must_use]
    pub fn stored(&self) -> StoredChange<'_> {
        let text = |value: &Value| (!value.is_null()).then(|| Cow::Owned(value.to_string()));
        (&self.path, text(&self.before), text(&self.after))
    }

    /// Reads what is stored. A value that is not JSON is shown as it stands.
    #[must_use]
    pub fn from_stored(path: String, before: Option<String>, after: Option<String>) -> Self {
        let value = |text: Option<String>| match text {
            None => Value::Null,
            Some(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        };
        Self { path, before: value(before), after: value(after) }
    }
}

/// The beginning of a value that is long.
fn brief(words: &str) -> String {
    if words.chars().count() <= LONGEST {
        return words.to_owned();
    }
    let beginning: String = words.chars().take(LONGEST - 1).collect();
    let end = if words.ends_with('”') { "”" } else { "" };
    format!("{}…{end}", beginning.trim_end())
}

/// “6”, of “6 digits” before “8 digits”.
fn without_common_unit<'a>(before: &'a str, after: &str) -> &'a str {
    let number = |words: &'a str| words.split_once(' ').filter(|(number, _)| number.parse::<u32>().is_ok());
    let unit = after.split_once(' ').filter(|(number, _)| number.parse::<u32>().is_ok()).map(|(_, unit)| unit);
    match number(before) {
        Some((number, own)) if Some(own) == unit => number,
        _ => before,
    }
}
