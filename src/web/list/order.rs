//! Orders of a list, as `sort` and `order` in its address say them.

use super::view::View;
use crate::web::problem::Problem;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The value of `sort`.
    pub by: &'static str,
    pub descending: bool,
}

pub struct Column {
    pub label: &'static str,
    /// What a click leads to, where the list can be sorted by the column.
    pub href: Option<String>,
    /// For `aria-sort`, where the list is sorted by the column.
    pub direction: Option<&'static str>,
}

impl Order {
    /// Ascending is the default. Refuses a value that is neither with a page that names `order`.
    pub fn is_descending(view: &View) -> Result<bool, Problem> {
        let descending = view.parsed("order", |text| ["asc", "desc"].iter().position(|known| *known == text))?;
        Ok(descending == Some(1))
    }

    pub(super) fn href(self, view: &View) -> String {
        view.href_with(&[("sort", self.by), ("order", if self.descending { "desc" } else { "asc" })])
    }
}

impl Column {
    #[must_use]
    pub fn plain(label: &'static str) -> Self {
        Self { label, href: None, direction: None }
    }

    /// A column whose first click sorts by it, and whose next reverses the order.
    #[must_use]
    pub fn sortable(view: &View, label: &'static str, first: Order, current: Order) -> Self {
        let is_current = first.by == current.by;
        let next = if is_current { Order { descending: !current.descending, ..current } } else { first };
        let direction = if current.descending { "descending" } else { "ascending" };
        Self { label, href: Some(next.href(view)), direction: is_current.then_some(direction) }
    }
}
