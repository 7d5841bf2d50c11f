//! The menus above the list: filters and order, each choice a link.

use super::parameters::ListParameters;
use crate::domain::choice::Choice;
use crate::domain::client::{AppType, IntegrationType, RegistrationType, Status};
use crate::store::clients::Sort;

/// A menu of links, each of which changes one thing about the view.
pub struct Menu {
    pub label: &'static str,
    pub chosen: Option<&'static str>,
    pub links: Vec<Link>,
}

/// A view.
pub struct Link {
    pub label: &'static str,
    pub href: String,
    pub current: bool,
}

/// The head of a column that can be sorted.
pub struct Column {
    pub href: String,
    pub direction: Option<&'static str>,
}

/// The filters and the order.
pub fn menus(parameters: &ListParameters, sort: Sort, descending: bool, searching: bool) -> Vec<Menu> {
    let mut menus = vec![
        filter("App type", parameters, |p| &mut p.app_type, AppType::ALL),
        filter("Integration type", parameters, |p| &mut p.integration_type, IntegrationType::ALL),
        filter("Registration type", parameters, |p| &mut p.registration_type, RegistrationType::ALL),
        filter("Status", parameters, |p| &mut p.status, Status::ALL),
    ];
    // What is found comes best match first.
    if !searching {
        menus.push(order_menu(parameters, sort, descending));
    }
    menus
}

fn filter<C: Choice>(
    label: &'static str,
    parameters: &ListParameters,
    parameter: fn(&mut ListParameters) -> &mut String,
    choices: &'static [C],
) -> Menu {
    let chosen = C::parse(parameter(&mut parameters.clone()));
    let link = |label, token: &str, current| Link {
        label,
        href: parameters.with(|p| token.clone_into(parameter(p))),
        current,
    };
    let any = std::iter::once(link("Any", "", chosen.is_none()));
    let links = choices.iter().map(|choice| link(choice.label(), choice.token(), chosen == Some(*choice)));
    Menu { label, chosen: chosen.map(C::label), links: any.chain(links).collect() }
}

fn order_menu(parameters: &ListParameters, sort: Sort, descending: bool) -> Menu {
    let orders = [
        ("Name, A to Z", Sort::Name, false),
        ("Name, Z to A", Sort::Name, true),
        ("Created, newest first", Sort::Created, true),
        ("Created, oldest first", Sort::Created, false),
        ("Updated, latest first", Sort::Updated, true),
        ("Updated, earliest first", Sort::Updated, false),
    ];
    let links: Vec<Link> = orders
        .into_iter()
        .map(|(label, by, reversed)| Link {
            label,
            href: sorted(parameters, by, reversed),
            current: (by, reversed) == (sort, descending),
        })
        .collect();
    Menu { label: "Sort", chosen: links.iter().find(|link| link.current).map(|link| link.label), links }
}

/// The head of a column.
pub fn column(parameters: &ListParameters, of: Sort, sort: Sort, descending: bool) -> Column {
    let is_sorted = of == sort;
    let reversed = if is_sorted { !descending } else { of == Sort::Updated };
    let direction = if descending { "descending" } else { "ascending" };
    Column { href: sorted(parameters, of, reversed), direction: is_sorted.then_some(direction) }
}

fn sorted(parameters: &ListParameters, by: Sort, descending: bool) -> String {
    parameters.with(|p| {
        by.token().clone_into(&mut p.sort);
        if descending { "desc" } else { "asc" }.clone_into(&mut p.order);
    })
}
