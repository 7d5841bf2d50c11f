//! What differs between documents, setting by setting, and how two people's changes come together.

use serde_json::Value;

use super::{CARDS, Card, Settings, Unreadable};
use crate::domain::activity::Change;
use crate::domain::choice::choices;
use crate::domain::setting::{Setting, put_at, value_at};

/// What has changed from one document to another, in the order of the cards. Of a list, what was removed and what was
/// added.
#[must_use]
pub fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let settings = CARDS.iter().flat_map(|card| card.settings);
    let change = |setting: &Setting| change(setting, value_at(before, setting.path), value_at(after, setting.path));
    settings.filter_map(change).collect()
}

#[must_use]
pub fn change(setting: &Setting, before: &Value, after: &Value) -> Option<Change> {
    if before == after {
        return None;
    }
    let (before, after) = match (setting.items, before, after) {
        (Some(_), Value::Array(old), Value::Array(new)) => {
            (missing_from(new, old).into(), missing_from(old, new).into())
        }
        _ => (before.clone(), after.clone()),
    };
    Some(Change::new(setting.path, before, after))
}

/// The items that `all` has beyond `some`, in their order.
fn missing_from(some: &[Value], all: &[Value]) -> Vec<Value> {
    all.iter().filter(|item| !some.contains(item)).cloned().collect()
}

choices! {
    /// Whose value of a setting is to hold.
    pub enum Keep {
        Saved = "saved", "Saved version";
        Typed = "typed", "Your version";
        /// Of a list: what both have added, without what either has removed.
        Both = "both", "Both changes";
    }
}

#[derive(Clone, Debug)]
pub struct Difference {
    pub setting: &'static Setting,
    /// Its value when the form was opened.
    pub opened: Value,
    pub saved: Value,
    pub typed: Value,
    /// Of a list that both have changed: the two changes together, where that is a list that the setting can have.
    pub both: Option<Value>,
}

impl Difference {
    /// What is chosen beforehand: the value of the one side that has changed it, or both changes of a list.
    #[must_use]
    pub fn obvious(&self) -> Option<Keep> {
        match self {
            Self { opened, typed, .. } if opened == typed => Some(Keep::Saved),
            Self { opened, saved, .. } if opened == saved => Some(Keep::Typed),
            Self { both, .. } => both.as_ref().map(|_| Keep::Both),
        }
    }

    fn value(&self, keep: Keep) -> &Value {
        match keep {
            Keep::Saved => &self.saved,
            Keep::Typed => &self.typed,
            Keep::Both => self.both.as_ref().unwrap_or(&self.saved),
        }
    }
}

/// The settings of a card that were saved in one way and typed in another, both after the form was opened.
#[must_use]
pub fn differences(card: &'static Card, opened: &Value, saved: &Value, typed: &Value) -> Vec<Difference> {
    let difference = |setting: &'static Setting| {
        let [opened, saved, typed] = [opened, saved, typed].map(|document| value_at(document, setting.path).clone());
        let both = both(setting, &opened, &saved, &typed);
        (saved != typed).then_some(Difference { setting, opened, saved, typed, both })
    };
    card.settings.iter().filter_map(difference).collect()
}

fn both(setting: &Setting, opened: &Value, saved: &Value, typed: &Value) -> Option<Value> {
    let (Some(_), Value::Array(opened), Value::Array(saved), Value::Array(typed)) =
        (setting.items, opened, saved, typed)
    else {
        return None;
    };
    if opened == saved || opened == typed {
        return None;
    }
    let removed = missing_from(typed, opened);
    let mut items = missing_from(&removed, saved);
    items.extend(missing_from(saved, &missing_from(opened, typed)));
    let both = Value::Array(items);
    setting.check(&both).is_ok().then_some(both)
}

/// The saved document with each difference settled as `keep` says.
///
/// # Errors
/// When a setting cannot have its value.
pub fn merged(
    mut saved: Value,
    differences: &[Difference],
    keep: impl Fn(&Difference) -> Keep,
) -> Result<Settings, Unreadable> {
    for difference in differences {
        put_at(&mut saved, difference.setting.path, difference.value(keep(difference)).clone());
    }
    Settings::from_value(saved)
}
