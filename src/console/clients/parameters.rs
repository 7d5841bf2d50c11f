//! The list's view as its address holds it.

use serde::{Deserialize, Serialize};

use crate::console::paths;
use crate::domain::choice::Choice;
use crate::domain::text::normalized;
use crate::store::clients::{ListQuery, Position, Sort, Turn, is_rank};
use crate::web::problem::Problem;

/// Characters of a search.
const SEARCH_LIMIT: usize = 200;

/// The address's query.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListParameters {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub search: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub app_type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub integration_type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub registration_type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub status: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sort: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub order: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
}

impl ListParameters {
    /// The address of the list with these parameters.
    fn href(&self) -> String {
        paths::with_query(paths::CLIENTS, self)
    }

    /// The first page of the list with one parameter changed.
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut changed = Self { after: String::new(), before: String::new(), ..self.clone() };
        change(&mut changed);
        changed.href()
    }

    /// The query that they ask for.
    ///
    /// # Errors
    /// When one is not ours.
    pub fn parse(&self) -> Result<ListQuery, Problem> {
        let search = normalized(&self.search);
        if search.chars().count() > SEARCH_LIMIT {
            return Err(Problem::bad_request("A search can have at most 200 characters."));
        }
        let sort = choice(&self.sort)?.unwrap_or(Sort::Name);
        let descending = match self.order.as_str() {
            "" | "asc" => false,
            "desc" => true,
            _ => return Err(unknown()),
        };
        let turn = match (self.after.as_str(), self.before.as_str()) {
            ("", "") => Turn::First,
            (after, "") => Turn::After(position(sort, after, !search.is_empty())?),
            ("", before) => Turn::Before(position(sort, before, !search.is_empty())?),
            _ => return Err(unknown()),
        };
        Ok(ListQuery {
            search,
            app_type: choice(&self.app_type)?,
            integration_type: choice(&self.integration_type)?,
            registration_type: choice(&self.registration_type)?,
            status: choice(&self.status)?,
            sort,
            descending,
            turn,
        })
    }

    /// What a search keeps of the view that it is made in.
    pub fn kept_by_search(&self) -> Vec<(&'static str, String)> {
        let kept = [
            ("app_type", &self.app_type),
            ("integration_type", &self.integration_type),
            ("registration_type", &self.registration_type),
            ("status", &self.status),
            ("sort", &self.sort),
            ("order", &self.order),
        ];
        kept.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.clone())).collect()
    }

    /// Whether a filter is set.
    pub fn is_filtered(&self) -> bool {
        let filters = [&self.app_type, &self.integration_type, &self.registration_type, &self.status];
        filters.into_iter().any(|value| !value.is_empty())
    }

    /// The list without search and filters, in the same order.
    pub fn cleared(&self) -> String {
        Self { sort: self.sort.clone(), order: self.order.clone(), ..Self::default() }.href()
    }
}

/// A position in the address: the order of creation and, where that is not the order, the value after a dot.
pub fn text(sort: Sort, position: &Position, searching: bool) -> String {
    match sort {
        _ if searching => format!("{}.{}", position.seq, position.value),
        Sort::Created => position.seq.to_string(),
        Sort::Name | Sort::Updated => format!("{}.{}", position.seq, position.value),
    }
}

fn position(sort: Sort, text: &str, searching: bool) -> Result<Position, Problem> {
    let (seq, value) = text.split_once('.').unwrap_or((text, ""));
    let fits = match sort {
        _ if searching => is_rank(value),
        Sort::Created => value.is_empty(),
        Sort::Name => !value.is_empty(),
        Sort::Updated => value.parse::<i64>().is_ok(),
    };
    match seq.parse() {
        Ok(seq) if fits => Ok(Position { seq, value: value.to_owned() }),
        _ => Err(unknown()),
    }
}

fn choice<C: Choice>(token: &str) -> Result<Option<C>, Problem> {
    if token.is_empty() { Ok(None) } else { C::parse(token).map(Some).ok_or_else(unknown) }
}

fn unknown() -> Problem {
    Problem::bad_request("The address asks for a view of the list that does not exist.")
        .next("Go to Clients", paths::CLIENTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_position_survives_the_address(seq in 0i64.., value in "\\PC{1,40}") {
            let position = Position { seq, value };
            let read = super::position(Sort::Name, &text(Sort::Name, &position, false), false);
            proptest::prop_assert_eq!(read.unwrap(), position);
        }

        #[test]
        fn no_position_makes_it_panic(text in "\\PC{0,40}") {
            for sort in Sort::ALL {
                let _any = super::position(*sort, &text, false);
                let _any = super::position(*sort, &text, true);
            }
        }
    }
}
