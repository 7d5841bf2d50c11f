//! The filters above the record.

use super::alike::Alike;
use crate::console::paths;
use crate::domain::activity::Action;
use crate::domain::choice::Choice;
use crate::domain::client::ClientKey;
use crate::domain::operator::Operator;
use crate::web::list::{Menu, View};

/// The client that the view is limited to.
pub struct Chip {
    pub name: String,
    /// Its page, while it exists.
    pub href: Option<String>,
    /// The view of all clients.
    pub without: String,
}

pub fn menus(view: &View, operators: &[Operator], actions: &[Action]) -> Vec<Menu> {
    let alike = Alike::new(operators, std::iter::empty());
    let name = |operator: &Operator| match alike.told_apart(&operator.name, Some(&operator.email)) {
        Some(email) => format!("{} ({email})", operator.name),
        None => operator.name.clone(),
    };
    let operators = operators.iter().map(|operator| (operator.id.0.to_string(), name(operator)));
    let events: Vec<_> = Action::ALL.iter().map(|action| (action.token(), action.kind())).collect();
    let chosen: Vec<&str> = actions.iter().map(|action| action.token()).collect();
    vec![Menu::filter(view, "Operator", "operator", operators), Menu::several(view, "Event", "kind", &events, &chosen)]
}

pub fn chip(view: &View, key: ClientKey, name: Option<String>) -> Chip {
    Chip {
        href: name.is_some().then(|| paths::client(key)),
        name: name.unwrap_or_else(|| "a client that was removed".to_owned()),
        without: view.href_without("client"),
    }
}
