//! The filters above the record.

use crate::console::paths;
use crate::domain::activity::Action;
use crate::domain::choice::Choice;
use crate::domain::client::ClientKey;
use crate::domain::operator::OperatorId;
use crate::web::list::{Menu, View};

/// The client that the view is limited to.
pub struct Chip {
    pub name: String,
    /// Its page, while it exists.
    pub href: Option<String>,
    /// The view of all clients.
    pub without: String,
}

pub fn menus(view: &View, operators: &[(OperatorId, String)]) -> Vec<Menu> {
    let operators = operators.iter().map(|(id, name)| (id.0.to_string(), name.clone()));
    let kinds = Action::ALL.iter().map(|action| (action.token(), action.kind()));
    vec![Menu::filter(view, "Operator", "operator", operators), Menu::filter(view, "Event", "kind", kinds)]
}

pub fn chip(view: &View, key: ClientKey, name: Option<String>) -> Chip {
    Chip {
        href: name.is_some().then(|| paths::client(key)),
        name: name.unwrap_or_else(|| "a client that was removed".to_owned()),
        without: view.href_without("client"),
    }
}
