//! Operators whose names are alike, so that only their addresses tell them apart.

use std::collections::{HashMap, HashSet};

use crate::domain::activity::{Actor, Entry};
use crate::domain::operator::{Operator, OperatorId};
use crate::domain::search::folded;

/// What is said in place of the address of an operator who is gone.
const REMOVED: &str = "removed";

/// The operators that are known by each name, as it is compared.
pub struct Alike(HashMap<String, Namesakes>);

#[derive(Default)]
struct Namesakes {
    emails: HashSet<String>,
    gone: HashSet<OperatorId>,
}

impl Alike {
    pub fn new<'a>(operators: &[Operator], entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut known: HashMap<String, Namesakes> = HashMap::new();
        for Operator { name, email, .. } in operators {
            known.entry(folded(name)).or_default().emails.insert(email.clone());
        }
        for entry in entries {
            if let Actor::Operator(id, name) = &entry.origin.actor {
                let namesakes = known.entry(folded(name)).or_default();
                match &entry.actor_email {
                    Some(email) => namesakes.emails.insert(email.clone()),
                    None => namesakes.gone.insert(*id),
                };
            }
        }
        Self(known)
    }

    /// What tells an operator from others of the same name, where there are any.
    pub fn told_apart(&self, name: &str, email: Option<&str>) -> Option<String> {
        let Namesakes { emails, gone } = self.0.get(&folded(name))?;
        let is_another = email.is_some_and(|email| !emails.is_empty() && !emails.contains(email));
        (is_another || emails.len() + gone.len() > 1).then(|| email.unwrap_or(REMOVED).to_owned())
    }
}
