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
    /// What `order` says; a value that is neither is refused with a page that names it.
    pub fn is_descending(view: &View) -> Result<Option<bool>, Problem> {
        view.parsed("order", Self::descending)
    }

    /// The meaning of a value of `order`.
    #[must_use]
    pub fn descending(text: &str) -> Option<bool> {
        [("asc", false), ("desc", true)].into_iter().find(|(known, _)| *known == text).map(|(_, descending)| descending)
    }

    /// The value of `order`.
    #[must_use]
    pub fn direction(self) -> &'static str {
        if self.descending { "desc" } else { "asc" }
    }

    pub(super) fn href(self, view: &View) -> String {
        view.href_with(&self.parameters())
    }

    /// The view with the order in its address, however it came to it.
    #[must_use]
    pub fn written_into(self, view: &View) -> View {
        view.with(&self.parameters())
    }

    fn parameters(self) -> [(&'static str, &'static str); 2] {
        [("sort", self.by), ("order", self.direction())]
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
