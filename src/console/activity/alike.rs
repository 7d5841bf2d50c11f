//! Operators whose names are alike, so that only their addresses tell them apart.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::domain::activity::{Actor, Entry};
use crate::domain::operator::{Operator, OperatorId};
use crate::domain::search::folded;

/// What is said in place of the address of an operator who is gone.
const REMOVED: &str = "removed";

/// The operators that are known by each name.
#[derive(Default)]
pub struct Alike {
    /// By the name as it is compared.
    namesakes: HashMap<String, Namesakes>,
    /// Each name that occurs, as it is compared: the same few come again and again.
    compared: HashMap<String, String>,
}

#[derive(Default)]
struct Namesakes {
    emails: HashSet<String>,
    gone: HashSet<OperatorId>,
}

impl Alike {
    pub fn new<'a>(operators: &[Operator], entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut alike = Self::default();
        for Operator { name, email, .. } in operators {
            alike.add(name).emails.insert(email.clone());
        }
        for entry in entries {
            if let Actor::Operator(id, name) = &entry.origin.actor {
                let namesakes = alike.add(name);
                match &entry.actor_email {
                    Some(email) if namesakes.emails.contains(email) => {}
                    Some(email) => {
                        namesakes.emails.insert(email.clone());
                    }
                    None => {
                        namesakes.gone.insert(*id);
                    }
                }
            }
        }
        alike
    }

    fn add(&mut self, name: &str) -> &mut Namesakes {
        let compared = self.compared.get(name).cloned().unwrap_or_else(|| {
            let compared = folded(name);
            self.compared.insert(name.to_owned(), compared.clone());
            compared
        });
        self.namesakes.entry(compared).or_default()
    }

    /// What tells an operator from others of the same name, where there are any.
    pub fn told_apart(&self, name: &str, email: Option<&str>) -> Option<String> {
        let compared = self.compared.get(name).map_or_else(|| folded(name).into(), Cow::from);
        let Namesakes { emails, gone } = self.namesakes.get(compared.as_ref())?;
        let is_another = email.is_some_and(|email| !emails.is_empty() && !emails.contains(email));
        (is_another || emails.len() + gone.len() > 1).then(|| email.unwrap_or(REMOVED).to_owned())
    }
}
