//! A view of a list, as its address holds it.

use actix_web::http::StatusCode;

use crate::web::problem::Problem;
use crate::web::query::{self, Refused};

/// The parameters of a list's address, beside those that name a page: `after` or `before`, and `row`.
#[derive(Debug)]
pub struct ListParameters {
    /// The list's name, for the way back to it.
    pub list: &'static str,
    /// The fields of its search form. What is typed into `search` is a search, all others are filters.
    pub typed: &'static [&'static str],
    /// The filters that links set.
    pub filters: &'static [&'static str],
    /// What remains when search and filters are cleared.
    pub order: &'static [&'static str],
}

/// The path of a list and the values of its parameters. A parameter without a value is as good as none.
#[derive(Clone, Debug)]
pub struct View {
    parameters: &'static ListParameters,
    path: String,
    values: Vec<(&'static str, String)>,
}

/// The field that searches a list; its form keeps the rest of the view.
pub struct SearchBox {
    pub label: &'static str,
    pub placeholder: &'static str,
    pub value: String,
    pub kept: Vec<(&'static str, String)>,
}

const SEARCH: &str = "search";
/// The number of the page's first row.
pub const ROW: &str = "row";
const PAGES: [&str; 3] = ["after", "before", ROW];
/// In bytes, for what most addresses of a list ask.
const ROOM: usize = 48;

impl ListParameters {
    /// In the order in which they stand in addresses.
    fn all(&self) -> impl Iterator<Item = &'static str> {
        [self.typed, self.filters, self.order, &PAGES].into_iter().flatten().copied()
    }
}

impl View {
    /// Reads the query of an address of the list at `path`. Parameters that the list does not have are ignored; one of its own
    /// that is repeated or not text is refused with a page that names it.
    pub fn read(parameters: &'static ListParameters, path: impl Into<String>, query: &str) -> Result<Self, Problem> {
        let mut view = Self { parameters, path: path.into(), values: Vec::new() };
        let values = query::read(query, |name| view.known(name)).map_err(|refused| match refused {
            Refused::TooLong => view.way_back(refused.into()),
            Refused::Parameter(name, why) => view.refused(name, why),
        })?;
        view.values = values;
        view.values.retain(|(_, value)| !value.is_empty());
        Ok(view)
    }

    /// The value of a parameter; empty where it is not given.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// The meaning of a parameter; `None` where it is not given. A value without a meaning is refused with a page that names
    /// the parameter.
    pub fn parsed<T>(&self, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Problem> {
        match self.get(name) {
            "" => Ok(None),
            value => parse(value).map(Some).ok_or_else(|| self.refused(name, "has an unknown value")),
        }
    }

    /// A page that says what is wrong with a parameter and leads back to the list.
    #[must_use]
    pub fn refused(&self, name: &str, why: &str) -> Problem {
        let message = format!("The list cannot be shown as its address asks: “{name}” {why}.");
        self.way_back(Problem::new(StatusCode::BAD_REQUEST, "The request was not understood", message))
    }

    /// The address of the view with some parameters changed, on its first page unless the page is one of them.
    #[must_use]
    pub fn href_with(&self, changes: &[(&str, &str)]) -> String {
        let is_kept = |name: &str| !PAGES.contains(&name) && !changes.iter().any(|(changed, _)| *changed == name);
        let kept = self.values.iter().filter(|(name, _)| is_kept(name)).map(|(name, value)| (*name, value.as_str()));
        let mut values: Vec<_> = kept.chain(changes.iter().copied()).collect();
        // There are many parameters, of which few have a value.
        values.sort_by_key(|(name, _)| self.parameters.all().position(|known| known == *name));
        address(&self.path, values.into_iter())
    }

    /// The same view with other values.
    #[must_use]
    pub fn with(&self, changes: &[(&'static str, &str)]) -> Self {
        let mut view = self.clone();
        view.values.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        view.values.extend(changes.iter().map(|(name, value)| (*name, (*value).to_owned())));
        view
    }

    /// The query of its address, page included.
    #[must_use]
    pub fn query(&self) -> String {
        let address = address("", self.values.iter().map(|(name, value)| (*name, value.as_str())));
        address.strip_prefix('?').unwrap_or_default().to_owned()
    }

    #[must_use]
    pub fn href_without(&self, name: &str) -> String {
        self.href_with(&[(name, "")])
    }

    /// The address of the same view, on no page, at another path.
    #[must_use]
    pub fn href_at(&self, path: &str) -> String {
        Self { path: path.to_owned(), ..self.clone() }.href_with(&[])
    }

    /// The address of the list without search and filters, in the same order.
    #[must_use]
    pub fn cleared(&self) -> String {
        address(&self.path, self.parameters.order.iter().map(|name| (*name, self.get(name))))
    }

    /// Whether its address has no parameter that the list knows.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.values.is_empty()
    }

    #[must_use]
    pub fn is_searching(&self) -> bool {
        !self.get(SEARCH).trim().is_empty()
    }

    #[must_use]
    pub fn is_filtered(&self) -> bool {
        let filters = [self.parameters.typed, self.parameters.filters].into_iter().flatten();
        filters.filter(|name| **name != SEARCH).any(|name| !self.get(name).is_empty())
    }

    #[must_use]
    pub fn search_box(&self, label: &'static str, placeholder: &'static str) -> SearchBox {
        let kept = [self.parameters.filters, self.parameters.order].into_iter().flatten();
        let kept = kept.map(|name| (*name, self.get(name).to_owned())).filter(|(_, value)| !value.is_empty());
        SearchBox { label, placeholder, value: self.get(SEARCH).to_owned(), kept: kept.collect() }
    }

    fn known(&self, name: &str) -> Option<&'static str> {
        self.parameters.all().find(|known| *known == name)
    }

    fn way_back(&self, problem: Problem) -> Problem {
        problem.next(&format!("Go to {}", self.parameters.list), &self.path)
    }
}

/// The names are ours, and need no encoding.
fn address<'a>(path: &str, values: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut address = String::with_capacity(path.len() + ROOM);
    address.push_str(path);
    let mut sign = '?';
    for (name, value) in values.filter(|(_, value)| !value.is_empty()) {
        address.push(sign);
        address.push_str(name);
        address.push('=');
        url::form_urlencoded::byte_serialize(value.as_bytes()).for_each(|part| address.push_str(part));
        sign = '&';
    }
    address
}

#[cfg(test)]
mod tests;
