//! Between the address of a list's view and the store, alike for all lists.

use std::time::Duration;

use actix_web::http::StatusCode;

use crate::domain::operator::OperatorId;
use crate::domain::text::normalized;
use crate::service::state::State;
use crate::store::paging::{Page, Paging, Total};
use crate::store::{Searching, StoreError};
use crate::web::list::{Pager, View};
use crate::web::moment::counted;
use crate::web::problem::Problem;

pub const TOO_MANY_WORDS: &str = "Only the first eight different words are looked for.";
/// How long a search waits for the operator's others.
const PATIENCE: Duration = Duration::from_secs(2);
/// In characters.
const LONGEST_SEARCH: usize = 200;

/// What a page says of its search beside what was found.
pub struct Outcome {
    /// Whether it took too long.
    pub stopped: bool,
    /// Whether the index is being built, so that something may be missing.
    pub building: bool,
    /// Which words are not looked for everywhere.
    pub note: Option<&'static str>,
}

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

/// What a search of an operator finds; `None` where it took too long and was stopped, which its page says. An operator has
/// one at a time; the next ones wait for a while.
pub async fn found<T, F>(state: &State, operator: OperatorId, work: F) -> Result<Option<T>, Problem>
where
    T: Send + 'static,
    F: FnOnce(&mut Searching<'_>) -> Result<T, StoreError> + Send + 'static,
{
    let turn = state.searches.take(operator, PATIENCE).await.ok_or_else(|| {
        let message = "Some of your searches are under way already, in other tabs perhaps. Wait until they are done, and try again.";
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "Too many searches at once", message).retry_after(PATIENCE)
    })?;
    let search = move |search: &mut Searching<'_>| {
        // A search goes on when the browser has gone away, and so does its turn.
        let _turn = turn;
        work(search)
    };
    match state.store.search(search).await {
        Err(StoreError::TookTooLong) => Ok(None),
        found => Ok(Some(found?)),
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
