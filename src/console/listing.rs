//! Between the address of a list's view and the store, alike for all lists.

use std::time::Duration;

use actix_web::http::StatusCode;

use crate::domain::operator::OperatorId;
use crate::domain::text::normalized;
use crate::service::state::State;
use crate::store::paging::{PAGE, Page, Paging, Total};
use crate::store::{Searching, StoreError};
use crate::web::list::{Pager, ROW, View};
use crate::web::moment::counted;
use crate::web::number::grouped;
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

fn places<T, P>(page: &Page<T, P>, text: impl Fn(&P) -> String) -> [Option<String>; 2] {
    [&page.previous, &page.next].map(|place| place.as_ref().map(&text))
}

/// Where a page stands in its list.
pub struct Standing {
    /// “1–25 of 2,000 clients”, as far as it is known.
    pub words: String,
    pub pager: Pager,
}

/// Where a page of a list stands, of which there may be a total. Nothing is counted for it: the address of the next page says
/// with which row that begins.
pub fn standing<T, P>(
    view: &View,
    labels: [&'static str; 2],
    page: &Page<T, P>,
    (total, noun): (Option<Total>, &str),
    text: impl Fn(&P) -> String,
) -> Result<Standing, Problem> {
    let said = view.parsed(ROW, |text| text.parse::<u32>().ok().filter(|row| *row > 0))?;
    let count = length(page.rows.len());
    let first = match total {
        _ if page.previous.is_none() => Some(1),
        Some(Total::Exactly(all)) if page.next.is_none() => Some(all - count + 1),
        Some(Total::Exactly(all)) => said.map(|row| i64::from(row).min(all - count)),
        _ => said.map(i64::from),
    };
    let first = first.map(|first| first.max(1));
    let last = first.map(|first| first + count - 1);
    let reached = last.map(|last| if page.next.is_none() { Total::Exactly(last) } else { Total::MoreThan(last) });
    let rows = first.zip(last).filter(|_| page.previous.is_some() || page.next.is_some());
    let beside = [first.map(|first| (first - length(PAGE)).max(1)), last.map(|last| last + 1)];
    Ok(Standing {
        words: words(rows, total.or(reached), noun),
        pager: Pager::new(view, labels, places(page, text), beside),
    })
}

fn words(rows: Option<(i64, i64)>, total: Option<Total>, noun: &str) -> String {
    let Some(total) = total else { return String::new() };
    let (more, count) = match total {
        Total::Exactly(count) => ("", count),
        Total::MoreThan(count) => ("more than ", count),
    };
    let all = format!("{more}{}", counted(count, noun));
    match rows {
        Some((first, last)) => format!("{}–{} of {all}", grouped(first), grouped(last)),
        None => all.replacen("more", "More", 1),
    }
}

fn length(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::list::ListParameters;

    static PARAMETERS: ListParameters = ListParameters { list: "Letters", typed: &[], filters: &[], order: &[] };

    /// What a page with so many rows says, which stands behind a place, before one, both or neither.
    fn said(row: &str, rows: usize, (is_behind, is_before): (bool, bool), total: Option<Total>) -> String {
        let place = |is_there: bool| is_there.then_some(7);
        let page = Page { rows: vec![(); rows], previous: place(is_behind), next: place(is_before) };
        let view = View::read(&PARAMETERS, "/letters", &format!("row={row}")).unwrap();
        standing(&view, ["Previous", "Next"], &page, (total, "letter"), i64::to_string).unwrap().words
    }

    #[test]
    fn a_page_says_which_rows_of_how_many_it_shows() {
        let (first, middle, last) = ((false, true), (true, true), (true, false));
        let (all, many) = (Some(Total::Exactly(2_000)), Some(Total::MoreThan(1_000)));
        for (row, rows, place, total, words) in [
            ("", 25, first, all, "1–25 of 2,000 letters"),
            ("1001", 25, middle, all, "1,001–1,025 of 2,000 letters"),
            ("1999", 25, middle, all, "1,975–1,999 of 2,000 letters"),
            ("3", 20, last, all, "1,981–2,000 of 2,000 letters"),
            ("9", 25, first, all, "1–25 of 2,000 letters"),
            ("", 25, middle, all, "2,000 letters"),
            ("26", 25, middle, many, "26–50 of more than 1,000 letters"),
            ("", 25, middle, many, "More than 1,000 letters"),
            ("26", 25, middle, None, "26–50 of more than 50 letters"),
            ("26", 1, last, None, "26–26 of 26 letters"),
            ("", 25, middle, None, ""),
            ("", 1, (false, false), None, "1 letter"),
            ("", 3, (false, false), Some(Total::Exactly(3)), "3 letters"),
            ("4294967295", 25, middle, None, "4,294,967,295–4,294,967,319 of more than 4,294,967,319 letters"),
        ] {
            assert_eq!(said(row, rows, place, total), words, "{row} {rows} {place:?}");
        }
    }
}
