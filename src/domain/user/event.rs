//! What users do and meet, for the record of their sign-ins.

use crate::domain::choice::choices;

choices! {
    /// How a user came to have a place at a client.
    pub enum How {
        Registered = "registered", "Registered";
        /// With an account that was there before.
        Joined = "joined", "Joined";
    }
}

choices! {
    pub enum EventKind {
        SignedIn = "signed_in", "Signed in";
        Registered = "registered", "Registered";
        /// First use of a client with an account that was there before.
        Joined = "joined", "Joined the client";
        /// A code was asked for that was not sent, for the reason given.
        CodeNotSent = "code_not_sent", "Code not sent";
        WrongCode = "wrong_code", "Wrong code";
        /// Somebody proved who they are and was not let in, for the reason given.
        Refused = "refused", "Refused";
        SignedOut = "signed_out", "Signed out";
        /// An operator ended the session.
        SessionEnded = "session_ended", "Session ended";
        /// A code or refresh token was used twice, so all that came of it ended.
        TokenReused = "token_reused", "Token used twice";
        /// An operator disabled the user.
        Disabled = "disabled", "Disabled";
        Enabled = "enabled", "Enabled";
    }
}
