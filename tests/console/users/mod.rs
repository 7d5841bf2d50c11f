//! The users' pages: who is found, what is shown, and what can be done about a user.

mod actions;
mod list;
mod page;
mod roles;

use crate::support::Site;
use crate::support::users::{NewUser, add_user};
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::domain::user::UserId;

/// A user of each name, in this order; `Ada Lovelace` is `ada.lovelace@example.com`.
pub async fn add(site: &Site, names: &[(&'static str, &'static str)]) -> Vec<UserId> {
    let mut added = Vec::new();
    for (number, (given_name, family_name)) in (1..).zip(names) {
        let email =
            format!("{given_name}.{family_name}@example.com").replace(|c: char| !c.is_ascii(), "").to_lowercase();
        let new = NewUser { id: number, given_name, family_name, email, mobile: "" };
        added.push(add_user(&site.database, &new, SystemClock.now()).await);
    }
    added
}

/// The address of a user's page.
pub fn address(user: UserId) -> String {
    format!("/users/{}", user.0)
}
