//! Pages of the console, for pages of the other door that lead an operator there.

use crate::domain::client::{ClientKey, described};
use crate::domain::setting::field_name;
use crate::domain::user::UserId;

/// The label of the setting with this path, with its card, and the address of its field. A path without a setting leads to the
/// client.
#[must_use]
pub fn place(client: ClientKey, path: &str) -> (String, String) {
    let page = format!("/clients/{}", client.0.hyphenated());
    match described(path) {
        Some((card, setting)) => {
            let field = field_name(setting.path);
            (format!("{}: {}", card.label, setting.label), format!("{page}/{}#{field}", card.name))
        }
        None => ("the client".to_owned(), page),
    }
}

#[must_use]
pub fn user_page(user: UserId) -> String {
    format!("/users/{}", user.0.hyphenated())
}
