//! Where a request was refused and why, in an operator's words, and what mends it.

use crate::domain::choice::choices;

choices! {
    /// Where the request was made.
    pub enum Endpoint {
        Authorize = "authorize", "Authorization";
        Token = "token", "Token";
        UserInfo = "userinfo", "User info";
        EndSession = "end_session", "Sign-out";
    }
}

choices! {
    /// Why it was refused.
    pub enum Reason {
        Disabled = "disabled", "The client is disabled.";
        /// See [`crate::domain::client::unbuilt`].
        Unavailable = "unavailable", "The client's settings ask for a way to sign in that is not available yet.";
        NoRedirectUri = "no_redirect_uri", "The request names no redirect URI.";
        RedirectUri = "redirect_uri", "The redirect URI is none of the client's.";
        PostLogoutRedirectUri = "post_logout_redirect_uri", "The post-logout redirect URI is none of the client's.";
        /// At the token endpoint.
        OtherRedirectUri = "other_redirect_uri", "The redirect URI differs from the one at authorization.";
        ResponseType = "response_type", "The response type is not supported.";
        ResponseMode = "response_mode", "The response mode is not supported.";
        Parameter = "parameter", "A parameter is missing, given twice or cannot be read.";
        NotSupported = "not_supported", "The request uses something that is not supported.";
        NoPkce = "no_pkce", "The request has no PKCE challenge.";
        PkceMethod = "pkce_method", "The PKCE method is not S256.";
        PkceChallenge = "pkce_challenge", "The PKCE challenge cannot be one.";
        PkceVerifier = "pkce_verifier", "The PKCE verifier does not fit the challenge.";
        Scope = "scope", "None of the scopes is allowed.";
        Prompt = "prompt", "The values of prompt do not go together.";
        Claims = "claims", "The claims parameter cannot be read.";
        IdTokenHint = "id_token_hint", "The ID token hint is none of ours for this client.";
        NoAuthentication = "no_authentication", "The client did not prove who it is.";
        AuthenticationMethod = "authentication_method", "The client proved who it is in another way than is set.";
        Secret = "secret", "The client secret is wrong, or has ended.";
        GrantType = "grant_type", "The grant type is not supported.";
        RefreshOff = "refresh_off", "Refresh tokens are off.";
        Code = "code", "The authorization code is unknown, has expired or was used.";
        RefreshToken = "refresh_token", "The refresh token is unknown, has expired or was used.";
        OtherClient = "other_client", "The code or token belongs to another client.";
        Session = "session", "The user's session has ended, or the user is disabled.";
        AccessToken = "access_token", "The access token is unknown or has expired.";
    }
}

/// Where an operator mends what was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// A setting, by its path.
    Setting(&'static str),
    Secrets,
    Status,
}

impl Reason {
    /// None where only the application can mend it.
    #[must_use]
    pub fn mend(self) -> Option<Mend> {
        Some(match self {
            Self::Disabled => Mend::Status,
            Self::Secret => Mend::Secrets,
            Self::Unavailable => Mend::Setting("authentication.method"),
            Self::NoRedirectUri | Self::RedirectUri => Mend::Setting("integration.redirect_uris"),
            Self::PostLogoutRedirectUri => Mend::Setting("integration.post_logout_redirect_uris"),
            Self::NoPkce => Mend::Setting("integration.pkce"),
            Self::Scope => Mend::Setting("integration.scopes"),
            Self::NoAuthentication | Self::AuthenticationMethod => Mend::Setting("integration.client_authentication"),
            Self::RefreshOff => Mend::Setting("integration.refresh_tokens"),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::choice::Choice;
    use crate::domain::client::described;

    #[test]
    fn every_setting_that_mends_something_is_one() {
        for reason in Reason::ALL {
            if let Some(Mend::Setting(path)) = reason.mend() {
                assert!(described(path).is_some(), "{path}");
            }
        }
    }
}
