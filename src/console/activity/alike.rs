//! Operators whose names are alike, so that only their addresses tell them apart.

use std::collections::{HashMap, HashSet};

use crate::domain::activity::{Actor, Entry, Part};
use crate::domain::operator::Operator;
use crate::domain::search::folded;

/// The operators that are known by each name, as it is compared.
#[derive(Default)]
pub struct Alike(HashMap<String, HashSet<String>>);

/// What is said in place of the address of an operator who is gone.
const REMOVED: &str = "removed";

impl Alike {
    pub fn new<'a>(operators: &[Operator], entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut alike = Self::default();
        operators.iter().for_each(|operator| alike.add(&operator.name, operator.email.clone()));
        for entry in entries {
            if let Actor::Operator(id, name) = &entry.origin.actor {
                alike.add(name, entry.actor_email.clone().unwrap_or_else(|| id.0.to_string()));
            }
            for part in entry.sentence() {
                if let Part::Operator { name, email: Some(email) } = part {
                    alike.add(&name, email);
                }
            }
        }
        alike
    }

    fn add(&mut self, name: &str, who: String) {
        self.0.entry(folded(name)).or_default().insert(who);
    }

    /// What tells an operator from others of the same name, where there are any.
    pub fn told_apart(&self, name: &str, email: Option<&str>) -> Option<String> {
        let is_alike = self.0.get(&folded(name)).is_some_and(|known| known.len() > 1);
        is_alike.then(|| email.unwrap_or(REMOVED).to_owned())
    }
}
