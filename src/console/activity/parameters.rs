//! The view of the record as its address holds it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::console::paths;
use crate::domain::activity::Action;
use crate::domain::choice::Choice;
use crate::domain::client::ClientKey;
use crate::domain::operator::OperatorId;
use crate::domain::text::normalized;
use crate::domain::time::Day;
use crate::store::activity::{Filter, Turn};
use crate::web::fields::Errors;
use crate::web::problem::Problem;

/// Characters of a search.
const SEARCH_LIMIT: usize = 200;

/// The address's query.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ActivityParameters {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub search: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub client: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub operator: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub from: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub to: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
}

/// No errors yet in the days that somebody typed.
pub fn errors() -> Errors {
    Errors::new(&["from", "to"])
}

impl ActivityParameters {
    /// The first page of the view with one parameter changed.
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut changed = Self { after: String::new(), before: String::new(), ..self.clone() };
        change(&mut changed);
        paths::with_query(paths::ACTIVITY, &changed)
    }

    /// The address of an export of everything in the view.
    pub fn export(&self, path: &str) -> String {
        paths::with_query(path, &Self { after: String::new(), before: String::new(), ..self.clone() })
    }

    /// Which entries they ask for; days that are none are noted in `errors`.
    ///
    /// # Errors
    /// When one that nobody types is not ours.
    pub fn filter(&self, errors: &mut Errors) -> Result<Filter, Problem> {
        let search = normalized(&self.search);
        if search.chars().count() > SEARCH_LIMIT {
            return Err(Problem::bad_request("A search can have at most 200 characters."));
        }
        let filter = Filter {
            search,
            client: given(&self.client, ClientKey::parse)?,
            operator: given(&self.operator, |text| Uuid::try_parse(text).ok().map(OperatorId))?,
            action: given(&self.kind, Action::parse)?,
            from: day(errors, "from", &self.from),
            to: day(errors, "to", &self.to),
        };
        if filter.from.zip(filter.to).is_some_and(|(from, to)| to < from) {
            errors.add("to", "Choose a day that is not before the first.");
        }
        Ok(filter)
    }

    /// Which page they ask for.
    ///
    /// # Errors
    /// When it is no place in the record.
    pub fn turn(&self) -> Result<Turn, Problem> {
        let seq = |text: &str| text.parse().ok().filter(|seq| *seq > 0).ok_or_else(unknown);
        match (self.after.as_str(), self.before.as_str()) {
            ("", "") => Ok(Turn::First),
            (after, "") => seq(after).map(Turn::After),
            ("", before) => seq(before).map(Turn::Before),
            _ => Err(unknown()),
        }
    }

    /// What a search keeps of the view that it is made in; the days are in the same form.
    pub fn kept_by_search(&self) -> Vec<(&'static str, String)> {
        let kept = [("client", &self.client), ("operator", &self.operator), ("kind", &self.kind)];
        kept.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.clone())).collect()
    }

    /// Whether a filter is set.
    pub fn is_filtered(&self) -> bool {
        let filters = [&self.client, &self.operator, &self.kind, &self.from, &self.to];
        filters.into_iter().any(|value| !value.is_empty())
    }
}

fn given<T>(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    if text.is_empty() { Ok(None) } else { parse(text).map(Some).ok_or_else(unknown) }
}

fn day(errors: &mut Errors, field: &'static str, typed: &str) -> Option<Day> {
    let typed = typed.trim();
    let day = Day::parse(typed);
    if day.is_none() && !typed.is_empty() {
        errors.add(field, "Enter a day such as 2026-11-22.");
    }
    day
}

fn unknown() -> Problem {
    Problem::bad_request("The address asks for a view of the activity that does not exist.")
        .next("Go to Activity", paths::ACTIVITY)
}
