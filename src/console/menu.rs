//! The pages that the console's menu leads to.

use super::paths;
use crate::domain::role::Permission;

pub struct MenuItem {
    pub label: &'static str,
    pub path: &'static str,
    pub icon: &'static str,
    pub permission: Permission,
}

const fn item(label: &'static str, path: &'static str, icon: &'static str, permission: Permission) -> MenuItem {
    MenuItem { label, path, icon, permission }
}

pub const MENU: [MenuItem; 4] = [
    item("Clients", paths::CLIENTS, "clients", Permission::ReadClients),
    item("Users", paths::USERS, "users", Permission::ReadUsers),
    item("Activity", paths::ACTIVITY, "activity", Permission::ReadActivity),
    item("Outbox", paths::OUTBOX, "outbox", Permission::UseOutbox),
];
