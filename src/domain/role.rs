//! Roles, and the permissions that each one is a set of.

use super::choice::{Choice, choices};

choices! {
    /// What an operator is for; a role is a set of permissions.
    pub enum Role {
        /// Sees everything that is not secret.
        Viewer = "viewer", "Viewer";
        /// Creates and edits clients.
        ApplicationManager = "application-manager", "Application Manager";
        /// Reads clients and replaces their secrets.
        SecretRotator = "secret-rotator", "Secret Rotator";
        /// Does everything.
        Administrator = "administrator", "Administrator";
    }
}

choices! {
    pub enum Permission {
        /// Be signed in: own sessions, sign-out.
        UseConsole = "use-console", "use the console";
        ReadClients = "read-clients", "see clients";
        ReadActivity = "read-activity", "see the activity";
        EditClients = "edit-clients", "create or edit clients";
        HandleSecrets = "handle-secrets", "handle client secrets";
        UseOutbox = "use-outbox", "use the Outbox";
        ReadUsers = "read-users", "see users";
        ManageUsers = "manage-users", "disable, enable or delete users";
    }
}

impl Role {
    #[must_use]
    pub fn allows(self, permission: Permission) -> bool {
        match permission {
            Permission::UseConsole | Permission::ReadClients | Permission::ReadActivity => true,
            Permission::EditClients | Permission::ReadUsers => {
                matches!(self, Self::ApplicationManager | Self::Administrator)
            }
            Permission::HandleSecrets => matches!(self, Self::SecretRotator | Self::Administrator),
            Permission::UseOutbox | Permission::ManageUsers => self == Self::Administrator,
        }
    }

    /// The roles that have a permission, in words: “Application Manager or Administrator”.
    #[must_use]
    pub fn that_allow(permission: Permission) -> String {
        let labels: Vec<&str> =
            Self::ALL.iter().filter(|role| role.allows(permission)).map(|role| role.label()).collect();
        labels.join(" or ")
    }
}
