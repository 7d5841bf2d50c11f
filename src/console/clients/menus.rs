//! The menus above the list, and the heads of its columns that sort it.

use std::cell::RefCell;
use std::sync::Arc;

use askama::Template;

use super::order::of;
use crate::console::shell::Shell;
use crate::domain::choice::Choice;
use crate::domain::client::FILTERS;
use crate::store::clients::{Counts, ListQuery, Sort};
use crate::web::escaping::Drawn;
use crate::web::list::{Column, Menu, View};
use crate::web::problem::Problem;

/// As the menu has them, each with whether it descends.
const ORDERS: [(&str, Sort, bool); 6] = [
    ("Created, newest first", Sort::Created, true),
    ("Created, oldest first", Sort::Created, false),
    ("Updated, latest first", Sort::Updated, true),
    ("Updated, earliest first", Sort::Updated, false),
    ("Name, A to Z", Sort::Name, false),
    ("Name, Z to A", Sort::Name, true),
];

/// The menus of the list as it is without any parameter. Most who come ask for these, and they change with their counts alone.
struct Plain {
    counts: Counts,
    assets: Arc<str>,
    drawn: Drawn,
}

thread_local! {
    /// In each order.
    static PLAIN: RefCell<[Option<Plain>; ORDERS.len()]> = const { RefCell::new([const { None }; ORDERS.len()]) };
}

#[derive(Template)]
#[template(path = "console/clients/menus.html")]
struct Menus<'a> {
    shell: &'a Shell,
    menus: Vec<Menu>,
}

/// The menus of a page, drawn.
pub fn menus(view: &View, query: &ListQuery, counts: Option<&Counts>, shell: &Shell) -> Result<Drawn, Problem> {
    let draw = || Drawn::new(&Menus { shell, menus: counted(view, query, counts) }).map_err(Problem::internal);
    let place = ORDERS.iter().position(|(_, sort, descending)| (*sort, *descending) == (query.sort, query.descending));
    let (Some(place), Some(counts), true) = (place, counts, view.is_plain()) else { return draw() };
    let assets = &shell.appearance.assets.0;
    PLAIN.with_borrow_mut(|plain| {
        let Some(known) = plain.get_mut(place) else { return draw() };
        if let Some(known) = known
            && Arc::ptr_eq(&known.counts, counts)
            && known.assets == *assets
        {
            return Ok(known.drawn.clone());
        }
        let drawn = draw()?;
        *known = Some(Plain { counts: Arc::clone(counts), assets: Arc::clone(assets), drawn: drawn.clone() });
        Ok(drawn)
    })
}

fn counted(view: &View, query: &ListQuery, counts: Option<&Counts>) -> Vec<Menu> {
    let mut menus = uncounted(view, query);
    // The menus of the filters come first.
    let counts = counts.into_iter().flat_map(|counts| counts.iter());
    menus.iter_mut().zip(counts).for_each(|(menu, counts)| menu.count(counts));
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
