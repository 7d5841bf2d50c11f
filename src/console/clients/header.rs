//! What stands above the pages of a client: what it is, and the tabs.

use crate::console::access::{Allowed, EditClients, Grants};
use crate::console::paths;
use crate::domain::choice::Choice;
use crate::store::clients::ClientHead;

/// Label and address of each, with `{id}` for the client.
pub const TABS: [(&str, &str); 3] =
    [("Settings", paths::CLIENT), ("History", paths::HISTORY), ("Activity", paths::ACTIVITY_TAB)];

pub struct Header {
    pub name: String,
    pub client_id: String,
    pub types: [&'static str; 2],
    pub status: &'static str,
    pub is_disabled: bool,
    /// Where the client is tried and where it is duplicated, for those who may.
    pub actions: Option<(String, String)>,
    /// Label and address of each.
    pub tabs: [(&'static str, String); 3],
    /// The label of the tab that the page is.
    pub current: &'static str,
}

impl Header {
    #[must_use]
    pub fn new<P>(client: &ClientHead, current: &'static str, access: &Allowed<P>) -> Self {
        let key = client.key;
        let may_edit = access.operator.role.allows(EditClients::PERMISSION);
        Self {
            name: client.name.clone(),
            client_id: client.client_id.0.clone(),
            types: [client.app_type.label(), client.integration_type.label()],
            status: client.status.label(),
            is_disabled: client.is_disabled(),
            actions: may_edit.then(|| (paths::try_out(key), paths::duplicate(key))),
            tabs: TABS.map(|(label, pattern)| (label, paths::with_id(pattern, key.0))),
            current,
        }
    }
}
