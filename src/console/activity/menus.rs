//! The filters above the record, each choice a link.

use super::parameters::ActivityParameters;
use crate::console::paths;
use crate::domain::activity::Action;
use crate::domain::choice::Choice;
use crate::domain::client::ClientKey;
use crate::domain::operator::OperatorId;

/// A menu of links, each of which changes one thing about the view.
pub struct Menu {
    pub label: &'static str,
    pub chosen: Option<String>,
    pub links: Vec<Link>,
}

/// A view.
pub struct Link {
    pub label: String,
    pub href: String,
    pub current: bool,
}

/// The client that the view is limited to.
pub struct Chip {
    pub name: String,
    pub href: Option<String>,
    pub without: String,
}

/// Who and what kind.
pub fn menus(parameters: &ActivityParameters, operators: &[(OperatorId, String)]) -> Vec<Menu> {
    let operators = operators.iter().map(|(id, name)| (id.0.to_string(), name.clone())).collect();
    let kinds = Action::ALL.iter().map(|action| (action.token().to_owned(), action.kind().to_owned())).collect();
    vec![menu("Operator", parameters, |p| &mut p.operator, operators), menu("Kind", parameters, |p| &mut p.kind, kinds)]
}

fn menu(
    label: &'static str,
    parameters: &ActivityParameters,
    parameter: fn(&mut ActivityParameters) -> &mut String,
    choices: Vec<(String, String)>,
) -> Menu {
    let current = parameter(&mut parameters.clone()).clone();
    let any = (String::new(), "Any".to_owned());
    let links: Vec<Link> = std::iter::once(any)
        .chain(choices)
        .map(|(value, label)| Link {
            label,
            current: value == current,
            href: parameters.with(|p| value.clone_into(parameter(p))),
        })
        .collect();
    let chosen = links.iter().skip(1).find(|link| link.current).map(|link| link.label.clone());
    let unknown = || (!current.is_empty()).then(|| "somebody unknown".to_owned());
    Menu { label, chosen: chosen.or_else(unknown), links }
}

/// The client, with a link to it while it exists, and the view without it.
pub fn chip(parameters: &ActivityParameters, key: ClientKey, name: Option<String>) -> Chip {
    Chip {
        href: name.is_some().then(|| paths::client(key)),
        name: name.unwrap_or_else(|| "a client that is gone".to_owned()),
        without: parameters.with(|p| p.client.clear()),
    }
}
