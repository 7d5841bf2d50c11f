//! The ways to the pages beside a page.

use super::view::View;

pub struct Pager {
    pub labels: [&'static str; 2],
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Pager {
    /// From the places where the pages end and begin, as the address writes them; `labels` say where they lead.
    #[must_use]
    pub fn new(view: &View, labels: [&'static str; 2], previous: Option<&str>, next: Option<&str>) -> Self {
        Self {
            labels,
            previous: previous.map(|place| view.href_with(&[("before", place)])),
            next: next.map(|place| view.href_with(&[("after", place)])),
        }
    }
}
