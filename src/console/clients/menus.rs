//! The menus above the list, and the heads of its columns that sort it.

use std::sync::OnceLock;

use super::order::of;
use crate::domain::choice::Choice;
use crate::domain::client::FILTERS;
use crate::store::clients::{Counts, ListQuery, Sort};
use crate::web::list::{Column, Menu, View};

/// As the menu has them, each with whether it descends.
const ORDERS: [(&str, Sort, bool); 6] = [
    ("Created, newest first", Sort::Created, true),
    ("Created, oldest first", Sort::Created, false),
    ("Updated, latest first", Sort::Updated, true),
    ("Updated, earliest first", Sort::Updated, false),
    ("Name, A to Z", Sort::Name, false),
    ("Name, Z to A", Sort::Name, true),
];

/// Those of the list as it is without any parameter, in each order, which are always the same but for what is counted.
static PLAIN: [OnceLock<Vec<Menu>>; ORDERS.len()] = [const { OnceLock::new() }; ORDERS.len()];

pub fn menus(view: &View, query: &ListQuery, counts: Option<&Counts>) -> Vec<Menu> {
    let place = ORDERS.iter().position(|(_, sort, descending)| (*sort, *descending) == (query.sort, query.descending));
    let known = place.and_then(|place| PLAIN.get(place)).filter(|_| view.is_plain());
    let mut menus = match known {
        Some(known) => known.get_or_init(|| uncounted(view, query)).clone(),
        None => uncounted(view, query),
    };
    // The menus of the filters come first.
    menus.iter_mut().zip(counts.into_iter().flatten()).for_each(|(menu, counts)| menu.count(counts));
    menus
}

/// What is found comes best match first, in no other order.
fn uncounted(view: &View, query: &ListQuery) -> Vec<Menu> {
    let filters = FILTERS.iter().map(|filter| Menu::filter(view, filter.label, filter.name, (filter.values)()));
    let orders = ORDERS.map(|(label, sort, descending)| (label, of(sort, descending)));
    let sort = query.search.is_empty().then(|| Menu::orders(view, of(query.sort, query.descending), &orders));
    filters.chain(sort).collect()
}

pub fn column(view: &View, query: &ListQuery, sort: Sort) -> Column {
    if !query.search.is_empty() {
        return Column::plain(sort.label());
    }
    let first = of(sort, sort == Sort::Updated);
    Column::sortable(view, sort.label(), first, of(query.sort, query.descending))
}
