//! The kinds of events.

use crate::domain::choice::choices;

choices! {
    /// What happened. The label is the verb of the event's sentence, which [`super::Entry::sentence`] completes.
    pub enum Action {
        /// The first administrator was created with the one-time link.
        SetUp = "set_up", "set up the console";
        OperatorAdded = "operator_added", "added";
        SignedIn = "signed_in", "signed in";
        /// A sign-in was refused; who tried is not known, only which account.
        SignInFailed = "sign_in_failed", "failed to sign in";
        SignedOut = "signed_out", "signed out";
        /// An operator who was signed in gave their password again.
        PasswordConfirmed = "password_confirmed", "confirmed their password";
        ConfirmationFailed = "confirmation_failed", "failed to confirm their password";
        /// An operator ended one of their sessions in another browser.
        SessionEnded = "session_ended", "ended a session in another browser";
        /// The waits of an account were lifted from the command line.
        OperatorUnlocked = "operator_unlocked", "unlocked the operator";
        /// An operator was kept out, and their sessions ended.
        OperatorDisabled = "operator_disabled", "disabled the operator";
        /// An operator who was kept out may sign in again.
        OperatorEnabled = "operator_enabled", "enabled the operator";
        OperatorRenamed = "operator_renamed", "renamed the operator";
        OperatorRoleSet = "operator_role_set", "gave the operator";
        /// An operator was removed for good.
        OperatorRemoved = "operator_removed", "removed the operator";
        /// From the command line, as the next.
        PasswordSet = "password_set", "set the password of the operator";
        PasswordLinkMade = "password_link_made", "made a link to choose a password for the operator";
        /// With such a link.
        PasswordChosen = "password_chosen", "chose a password";
        /// On Your account, as the next two.
        PasswordChanged = "password_changed", "changed their password";
        NameChanged = "name_changed", "changed their name";
        SessionsEnded = "sessions_ended", "ended all their sessions in other browsers";
        ClientCreated = "client_created", "created the client";
        /// A card or the status of a client was changed.
        ClientChanged = "client_changed", "changed";
        /// A card of a client was taken back to an earlier revision.
        ClientRestored = "client_restored", "restored";
        /// The next keys began to sign before their time.
        KeysRotated = "keys_rotated", "rotated the signing keys";
        /// A key was taken away from everybody, as after a leak.
        KeyWithdrawn = "key_withdrawn", "withdrew the signing key";
        /// What the lost key file opened was given up.
        KeysReset = "keys_reset", "gave up the signing keys of a lost key file";
        /// A key file was tied to a database in which something had been recorded before, and keys what is recorded from then on.
        KeyFileTied = "key_file_tied", "took a key file into use";
        SecretGenerated = "secret_generated", "generated a secret";
        SecretRotated = "secret_rotated", "rotated the secret";
        /// The old secret was ended before its time, or all were with the client's becoming public.
        SecretEnded = "secret_ended", "ended a secret";
        SecretExpirySet = "secret_expiry_set", "set the expiry of the secret";
        /// A message was put into the queue to see whether mail arrives.
        TestMessageSent = "test_message_sent", "sent a test message";
        /// A user was kept out, and their sessions and grants ended.
        UserDisabled = "user_disabled", "disabled the user";
        UserEnabled = "user_enabled", "enabled the user";
        UserDeleted = "user_deleted", "deleted the user";
        UserSessionEnded = "user_session_ended", "ended a session of the user";
        UserSessionsEnded = "user_sessions_ended", "ended all sessions of the user";
    }
}

impl Action {
    /// The kind of event, as a heading and in a menu.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::SetUp => "Set-up",
            Self::OperatorAdded => "Operator added",
            Self::SignedIn => "Sign-in",
            Self::SignInFailed => "Failed sign-in",
            Self::SignedOut => "Sign-out",
            Self::SessionEnded => "Session ended",
            Self::PasswordConfirmed => "Password confirmed",
            Self::ConfirmationFailed => "Failed confirmation",
            Self::OperatorUnlocked => "Operator unlocked",
            Self::OperatorDisabled => "Operator disabled",
            Self::OperatorEnabled => "Operator enabled",
            Self::OperatorRenamed => "Operator renamed",
            Self::OperatorRoleSet => "Role set",
            Self::OperatorRemoved => "Operator removed",
            Self::PasswordSet => "Password set",
            Self::PasswordLinkMade => "Password link made",
            Self::PasswordChosen => "Password chosen",
            Self::PasswordChanged => "Password changed",
            Self::NameChanged => "Name changed",
            Self::SessionsEnded => "Sessions ended",
            Self::ClientCreated => "Client created",
            Self::ClientChanged => "Client changed",
            Self::ClientRestored => "Card restored",
            Self::KeysRotated => "Keys rotated",
            Self::KeyWithdrawn => "Key withdrawn",
            Self::KeysReset => "Keys given up",
            Self::KeyFileTied => "Key file taken into use",
            Self::SecretGenerated => "Secret generated",
            Self::SecretRotated => "Secret rotated",
            Self::SecretEnded => "Secret ended",
            Self::SecretExpirySet => "Secret expiry set",
            Self::TestMessageSent => "Test message",
            Self::UserDisabled => "User disabled",
            Self::UserEnabled => "User enabled",
            Self::UserDeleted => "User deleted",
            Self::UserSessionEnded => "User's session ended",
            Self::UserSessionsEnded => "User's sessions ended",
        }
    }
}
