//! The pages of the console that are of no client and no user.

use super::fit::{Fit, fit};
use crate::console::menu::MENU;
use crate::console::paths;
use crate::domain::role::{Permission, Role};

/// Label, address and who may see it, beside those of the menu.
const OTHERS: [(&str, &str, Permission); 5] = [
    ("Create a Client", paths::GENERAL_INFORMATION, Permission::EditClients),
    ("Send a test message", paths::TEST_MESSAGE, Permission::UseOutbox),
    ("Your account", paths::ACCOUNT, Permission::UseConsole),
    ("Change your password", "/account#password", Permission::UseConsole),
    ("Your sessions", "/account#sessions", Permission::UseConsole),
];

/// Every page that a role may see: label and address.
pub fn of_role(role: Role) -> impl Iterator<Item = (&'static str, &'static str)> {
    let menu = MENU.iter().map(|item| (item.label, item.path, item.permission));
    menu.chain(OTHERS).filter(move |(_, _, permission)| role.allows(*permission)).map(|(label, path, _)| (label, path))
}

/// Those that fit folded words.
pub fn fitting(role: Role, wanted: &[&str]) -> Vec<(Fit, &'static str, &'static str)> {
    of_role(role).filter_map(|(label, path)| Some((fit(wanted, label, &[])?, label, path))).collect()
}
