//! The Integration card: what an application agrees with the provider on to sign its users in.

mod audience;
mod jwk_set;
mod origin;
mod redirect_uri;
mod scopes;
mod uri;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use audience::{ApiAudience, AudienceError};
pub use jwk_set::{JwkSet, JwkSetError};
pub use origin::{Origin, Origins};
pub use redirect_uri::{BackChannelLogoutUri, RedirectUri, RedirectUris};
pub use scopes::{Scope, Scopes};
pub use uri::UriError;

use super::{AppType, BrokenRule, Card, Settings, general};
use crate::domain::bounded::Seconds;
use crate::domain::choice::choices;
use crate::domain::keys::Algorithm;
use crate::domain::setting::{choice, list, plain, quoted, setting, switch, time};

/// Seconds for which an access token is good: 1 minute to 24 hours.
pub type AccessTokenLifetime = Seconds<60, 86_400, 900>;
/// Seconds for which a refresh token is good: 1 to 180 days.
pub type RefreshTokenLifetime = Seconds<86_400, 15_552_000, 1_209_600>;
/// Seconds for which an authorization code is good, for every client (RFC 6749, section 4.1.2).
pub const CODE_LIFETIME: u32 = 60;

/// Most entries of a list of addresses.
pub const MOST_ENTRIES: usize = 50;

choices! {
    /// How a confidential client proves to the token endpoint who it is (`OpenID` Connect Core 1.0, section 9).
    pub enum ClientAuthentication {
        SecretBasic = "client_secret_basic", "client_secret_basic";
        SecretPost = "client_secret_post", "client_secret_post";
        PrivateKeyJwt = "private_key_jwt", "private_key_jwt";
    }
}

/// Why a list was refused, in words that say what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntriesError {
    #[error(transparent)]
    Entry(#[from] UriError),
    #[error("This stands in the list already. Remove one of the two.")]
    Twice,
    #[error("List at most {MOST_ENTRIES} addresses; these are {0}.")]
    TooMany(usize),
}

fn entries<T: Ord>(
    items: Vec<String>,
    parse: impl Fn(&str) -> Result<T, UriError>,
) -> Result<BTreeSet<T>, EntriesError> {
    if items.len() > MOST_ENTRIES {
        return Err(EntriesError::TooMany(items.len()));
    }
    let mut entries = BTreeSet::new();
    for item in items {
        if !entries.insert(parse(&item)?) {
            return Err(EntriesError::Twice);
        }
    }
    Ok(entries)
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Integration {
    pub redirect_uris: RedirectUris,
    pub post_logout_redirect_uris: RedirectUris,
    /// From where scripts may call the token endpoint and others.
    pub allowed_origins: Origins,
    /// Whether the refresh token grant is open, beside that of the authorization code, which always is.
    pub refresh_tokens: bool,
    /// Beside `openid`.
    pub scopes: Scopes,
    pub access_token_lifetime: AccessTokenLifetime,
    pub refresh_token_lifetime: RefreshTokenLifetime,
    /// Of a confidential client; see [`Settings::requires_pkce`].
    pub pkce: bool,
    pub id_token_signature: Algorithm,
    /// Whether ID tokens have the profile's claims too, not the `UserInfo` answer alone.
    pub profile_claims: bool,
    /// Of a confidential client; see [`Settings::client_authentication`].
    pub client_authentication: ClientAuthentication,
    pub jwk_set: Option<JwkSet>,
    pub back_channel_logout_uri: Option<BackChannelLogoutUri>,
    pub api_audience: Option<ApiAudience>,
}

impl Default for Integration {
    fn default() -> Self {
        Self {
            redirect_uris: RedirectUris::default(),
            post_logout_redirect_uris: RedirectUris::default(),
            allowed_origins: Origins::default(),
            refresh_tokens: true,
            scopes: Scopes::default(),
            access_token_lifetime: AccessTokenLifetime::default(),
            refresh_token_lifetime: RefreshTokenLifetime::default(),
            pkce: true,
            id_token_signature: Algorithm::Rs256,
            profile_claims: false,
            client_authentication: ClientAuthentication::SecretBasic,
            jwk_set: None,
            back_channel_logout_uri: None,
            api_audience: None,
        }
    }
}

impl Integration {
    /// Every address by which a client is looked for, one a line.
    #[must_use]
    pub fn addresses(&self) -> String {
        let uris = self.redirect_uris.iter().chain(self.post_logout_redirect_uris.iter()).map(RedirectUri::as_str);
        uris.chain(self.allowed_origins.iter()).collect::<Vec<_>>().join("\n")
    }

    /// An address that only an installed app can receive.
    #[must_use]
    pub fn private_uri(&self) -> Option<&str> {
        self.redirect_uris.private().or_else(|| self.post_logout_redirect_uris.private())
    }
}

impl Settings {
    /// Whether a request without PKCE (RFC 7636) is refused: that of a public client always is.
    #[must_use]
    pub fn requires_pkce(&self) -> bool {
        self.general.app_type.is_public() || self.integration.pkce
    }

    /// How the client proves who it is; `None` for a public client, which has nothing to prove it with (`none`).
    #[must_use]
    pub fn client_authentication(&self) -> Option<ClientAuthentication> {
        (!self.general.app_type.is_public()).then_some(self.integration.client_authentication)
    }
}

fn broken_rules(Settings { general, integration, .. }: &Settings) -> Vec<BrokenRule> {
    let mut broken = Vec::new();
    if general.app_type != AppType::MobileApp {
        for (path, uris) in [
            ("integration.redirect_uris", &integration.redirect_uris),
            ("integration.post_logout_redirect_uris", &integration.post_logout_redirect_uris),
        ] {
            if let Some(uri) = uris.private() {
                let reason = format!("Use https instead of {uri}: only a Mobile App can have a scheme of its own.");
                broken.push(BrokenRule::beside(&general::CARD, path, reason));
            }
        }
    }
    let uses_keys = integration.client_authentication == ClientAuthentication::PrivateKeyJwt;
    if uses_keys && integration.jwk_set.is_none() {
        let reason = "Paste the client's public keys, or choose a method with a secret.";
        broken.push(BrokenRule::here("integration.jwk_set", reason));
    }
    broken
}

pub const CARD: Card = Card {
    name: "integration",
    label: "Integration",
    settings: &[
        list::<RedirectUris>("integration.redirect_uris", "Redirect URIs", "addresses", plain),
        list::<RedirectUris>("integration.post_logout_redirect_uris", "Post-logout redirect URIs", "addresses", plain),
        list::<Origins>("integration.allowed_origins", "Allowed origins", "origins", plain),
        setting::<bool>("integration.refresh_tokens", "Refresh tokens", switch),
        list::<Scopes>("integration.scopes", "Scopes", "scopes", choice::<Scope>),
        setting::<AccessTokenLifetime>("integration.access_token_lifetime", "Access token lifetime", time::<1>),
        setting::<RefreshTokenLifetime>("integration.refresh_token_lifetime", "Refresh token lifetime", time::<1>),
        setting::<bool>("integration.pkce", "Require PKCE", switch),
        setting::<Algorithm>("integration.id_token_signature", "ID token signature", choice::<Algorithm>),
        setting::<bool>("integration.profile_claims", "Profile claims in the ID token", switch),
        setting::<ClientAuthentication>(
            "integration.client_authentication",
            "Token endpoint authentication",
            choice::<ClientAuthentication>,
        ),
        setting::<Option<JwkSet>>("integration.jwk_set", "JWK set", jwk_set::words),
        setting::<Option<BackChannelLogoutUri>>(
            "integration.back_channel_logout_uri",
            "Back-channel logout URI",
            quoted,
        ),
        setting::<Option<ApiAudience>>("integration.api_audience", "API audience", quoted),
    ],
    broken_rules,
    take: |settings, from| settings.integration.clone_from(&from.integration),
};

#[cfg(test)]
mod tests;
