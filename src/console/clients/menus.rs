//! The menus above the list, and the heads of its columns that sort it.

use crate::console::listing::choices;
use crate::domain::choice::Choice;
use crate::domain::client::{AppType, IntegrationType, RegistrationType, Status};
use crate::store::clients::{ListQuery, Sort};
use crate::web::list::{Column, Menu, Order, View};

/// What is found comes best match first, in no other order.
pub fn menus(view: &View, query: &ListQuery) -> Vec<Menu> {
    let filters = [
        choices::<AppType>(view, "App type", "app_type"),
        choices::<IntegrationType>(view, "Integration type", "integration_type"),
        choices::<RegistrationType>(view, "Registration type", "registration_type"),
        choices::<Status>(view, "Status", "status"),
    ];
    let orders = [
        ("Name, A to Z", order(Sort::Name, false)),
        ("Name, Z to A", order(Sort::Name, true)),
        ("Created, newest first", order(Sort::Created, true)),
        ("Created, oldest first", order(Sort::Created, false)),
        ("Updated, latest first", order(Sort::Updated, true)),
        ("Updated, earliest first", order(Sort::Updated, false)),
    ];
    let sort = query.search.is_empty().then(|| Menu::orders(view, order(query.sort, query.descending), &orders));
    filters.into_iter().chain(sort).collect()
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
