//! What the address of the list of clients asks for.

use std::sync::LazyLock;

use actix_web::HttpRequest;

use super::order;
use crate::console::{listing, paths};
use crate::domain::client::FILTERS;
use crate::store::clients::{Chosen, ListQuery, Position, Sort, is_place, is_rank};
use crate::web::list::{ListParameters, View};
use crate::web::problem::Problem;

static NAMES: LazyLock<[&str; FILTERS.len()]> = LazyLock::new(|| FILTERS.each_ref().map(|filter| filter.name));
static PARAMETERS: LazyLock<ListParameters> = LazyLock::new(|| ListParameters {
    list: "Clients",
    typed: &["search"],
    filters: &*NAMES,
    order: &["sort", "order"],
});

pub fn view(query: &str) -> Result<View, Problem> {
    View::read(&PARAMETERS, paths::CLIENTS, query)
}

pub fn list_query(view: &View, request: &HttpRequest) -> Result<ListQuery, Problem> {
    let search = listing::search(view)?;
    let (sort, descending) = order::wanted(view, request)?;
    let is_searching = !search.is_empty();
    let mut filters = Chosen::default();
    for (chosen, filter) in filters.iter_mut().zip(&FILTERS) {
        *chosen = view.parsed(filter.name, |token| filter.place(token))?;
    }
    Ok(ListQuery {
        search,
        filters,
        sort,
        descending,
        paging: listing::paging(view, |text| position(text, sort, is_searching))?,
    })
}

/// A position in the address: the order of creation and, where that is not the order, the value after a dot.
pub fn text(position: &Position, sort: Sort, is_searching: bool) -> String {
    if sort == Sort::Created && !is_searching {
        position.seq.to_string()
    } else {
        format!("{}.{}", position.seq, position.value)
    }
}

fn position(text: &str, sort: Sort, is_searching: bool) -> Option<Position> {
    let (seq, value) = text.split_once('.').unwrap_or((text, ""));
    let fits = if is_searching { is_rank(value) } else { is_place(sort, value) };
    let seq = seq.parse().ok().filter(|seq| fits && *seq >= 0)?;
    Some(Position { seq, value: value.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::choice::Choice;

    proptest::proptest! {
        #[test]
        fn a_position_survives_the_address(seq in 0i64.., value in "([A-Za-z0-9_-]{4}){1,40}") {
            let position = Position { seq, value };
            let read = super::position(&text(&position, Sort::Name, false), Sort::Name, false);
            proptest::prop_assert_eq!(read.unwrap(), position);
        }

        #[test]
        fn no_position_makes_it_panic(text in "\\PC{0,40}") {
            for sort in Sort::ALL {
                let _any = super::position(&text, *sort, false);
                let _any = super::position(&text, *sort, true);
            }
        }
    }
}
