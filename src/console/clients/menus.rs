//! The menus above the list, and the heads of its columns that sort it.

use std::sync::OnceLock;

use crate::domain::choice::Choice;
use crate::domain::client::FILTERS;
use crate::store::clients::{Counts, ListQuery, Sort};
use crate::web::list::{Column, Menu, Order, View};

/// Those of the list as it is without any parameter, which is always the same but for what is counted.
static PLAIN: OnceLock<Vec<Menu>> = OnceLock::new();

pub fn menus(view: &View, query: &ListQuery, counts: Option<&Counts>) -> Vec<Menu> {
    let mut menus =
        if view.is_plain() { PLAIN.get_or_init(|| uncounted(view, query)).clone() } else { uncounted(view, query) };
    // The menus of the filters come first.
    menus.iter_mut().zip(counts.into_iter().flatten()).for_each(|(menu, counts)| menu.count(counts));
    menus
}

/// What is found comes best match first, in no other order.
fn uncounted(view: &View, query: &ListQuery) -> Vec<Menu> {
    let filters = FILTERS.iter().map(|filter| Menu::filter(view, filter.label, filter.name, (filter.values)()));
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
