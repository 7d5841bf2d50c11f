//! Between the address of a list's view and the store, alike for all lists.

use crate::domain::text::normalized;
use crate::store::paging::{Page, Paging, Total};
use crate::web::list::{Pager, View};
use crate::web::moment::counted;
use crate::web::problem::Problem;

/// In characters.
const LONGEST_SEARCH: usize = 200;

/// What is searched for; empty for the whole list.
pub fn search(view: &View) -> Result<String, Problem> {
    let search = normalized(view.get("search"));
    if search.chars().count() > LONGEST_SEARCH {
        return Err(view.refused("search", &format!("has more than {LONGEST_SEARCH} characters")));
    }
    Ok(search)
}

pub fn paging<P>(view: &View, place: impl Fn(&str) -> Option<P>) -> Result<Paging<P>, Problem> {
    match (view.parsed("after", &place)?, view.parsed("before", &place)?) {
        (None, None) => Ok(Paging::First),
        (Some(place), None) => Ok(Paging::After(place)),
        (None, Some(place)) => Ok(Paging::Before(place)),
        (Some(_), Some(_)) => Err(view.refused("before", "cannot be combined with “after”")),
    }
}

/// The ways to the pages beside a page; `text` writes a place into an address.
pub fn pager<T, P>(view: &View, labels: [&'static str; 2], page: &Page<T, P>, text: impl Fn(&P) -> String) -> Pager {
    let [previous, next] = [&page.previous, &page.next].map(|place| place.as_ref().map(&text));
    Pager::new(view, labels, previous.as_deref(), next.as_deref())
}

pub fn total(total: Total, noun: &str) -> String {
    match total {
        Total::Exactly(count) => counted(count, noun),
        Total::MoreThan(count) => format!("More than {}", counted(count, noun)),
    }
}
