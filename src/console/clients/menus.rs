//! The menus above the list, and the heads of its columns that sort it.

use crate::domain::choice::Choice;
use crate::domain::client::FILTERS;
use crate::store::clients::{Counts, ListQuery, Sort};
use crate::web::list::{Column, Menu, Order, View};

/// What is found comes best match first, in no other order.
pub fn menus(view: &View, query: &ListQuery, counts: Option<&Counts>) -> Vec<Menu> {
    let filters = FILTERS.iter().enumerate().map(|(place, filter)| {
        let menu = Menu::filter(view, filter.label, filter.name, (filter.values)());
        match counts.and_then(|counts| counts.get(place)) {
            Some(counts) => menu.with_counts(counts),
            None => menu,
        }
    });
    let orders = [
        ("Name, A to Z", order(Sort::Name, false)),
        ("Name, Z to A", order(Sort::Name, true)),
        ("Created, newest first", order(Sort::Created, true)),
        ("Created, oldest first", order(Sort::Created, false)),
        ("Updated, latest first", order(Sort::Updated, true)),
        ("Updated, earliest first", order(Sort::Updated, false)),
    ];
    let sort = query.search.is_empty().then(|| Menu::orders(view, order(query.sort, query.descending), &orders));
    filters.chain(sort).collect()
}

pub fn column(view: &View, query: &ListQuery, sort: Sort) -> Column {
    if !query.search.is_empty() {
        return Column::plain(sort.label());
    }
    let first = order(sort, sort == Sort::Updated);
    Column::sortable(view, sort.label(), first, order(query.sort, query.descending))
}

fn order(sort: Sort, descending: bool) -> Order {
    Order { by: sort.token(), descending }
}
