use super::*;

fn uris(items: &[&str]) -> RedirectUris {
    items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>().try_into().unwrap()
}

fn broken_paths(card: &Card, settings: &Settings) -> Vec<&'static str> {
    (card.broken_rules)(settings).into_iter().map(|broken| broken.path).collect()
}

#[test]
fn a_document_from_before_the_card_has_its_defaults() {
    let mut document = Settings::unchosen().to_value();
    document.as_object_mut().unwrap().remove("integration");
    let read = Settings::parse(&document.to_string()).unwrap();
    assert_eq!(read, Settings::unchosen());
    assert_eq!(read.integration.scopes.with_openid(), "openid profile email phone address offline_access");
}

#[test]
fn an_entry_stands_in_a_list_once_and_a_list_has_fifty_at_most() {
    let some = |count: usize| (0..count).map(|n| format!("https://a.example/{n}")).collect::<Vec<_>>();
    assert!(RedirectUris::try_from(some(50)).is_ok());
    assert_eq!(RedirectUris::try_from(some(51)), Err(EntriesError::TooMany(51)));
    let twice = ["https://a.example/", " https://a.example/"].map(str::to_owned).to_vec();
    assert_eq!(RedirectUris::try_from(twice), Err(EntriesError::Twice));
    assert_eq!(Origins::try_from(vec!["https://a.example".to_owned(); 2]), Err(EntriesError::Twice));
}

#[test]
fn a_scheme_of_its_own_is_for_a_mobile_app_alone_on_both_cards() {
    let mut settings = Settings::unchosen();
    for app_type in [AppType::WebApp, AppType::SinglePageApp, AppType::MobileApp] {
        for (redirect, post_logout) in [(true, false), (false, true), (false, false)] {
            settings.general.app_type = app_type;
            let list = |is_private| uris(if is_private { &["com.example.app:/end"] } else { &["https://a.example/"] });
            settings.integration.redirect_uris = list(redirect);
            settings.integration.post_logout_redirect_uris = list(post_logout);
            let is_wrong = (redirect || post_logout) && app_type != AppType::MobileApp;
            let expected = if redirect { "integration.redirect_uris" } else { "integration.post_logout_redirect_uris" };
            assert_eq!(broken_paths(&CARD, &settings), vec![expected; usize::from(is_wrong)]);
            assert_eq!(broken_paths(&general::CARD, &settings), vec!["general.app_type"; usize::from(is_wrong)]);
        }
    }
}

#[test]
fn a_public_client_proves_nothing_and_always_uses_pkce_and_keys_are_there_where_they_are_needed() {
    let mut settings = Settings::unchosen();
    settings.integration.pkce = false;
    settings.integration.client_authentication = ClientAuthentication::PrivateKeyJwt;
    assert_eq!(settings.client_authentication(), Some(ClientAuthentication::PrivateKeyJwt));
    assert!(!settings.requires_pkce());
    assert_eq!(broken_paths(&CARD, &settings), ["integration.jwk_set"]);
    settings.general.app_type = AppType::SinglePageApp;
    assert_eq!(settings.client_authentication(), None);
    assert!(settings.requires_pkce());
}

#[test]
fn a_logout_address_is_https_and_an_audience_has_no_spaces() {
    let logout = |raw: &str| BackChannelLogoutUri::try_from(raw.to_owned());
    assert!(logout("https://a.example/logout?x=1").is_ok());
    for bad in ["", "http://localhost/", "com.example.app:/x", "https://a.example/#x", "javascript:alert(1)"] {
        assert!(logout(bad).is_err(), "{bad}");
    }
    let audience = |raw: &str| ApiAudience::try_from(raw.to_owned());
    for good in ["https://api.example.com", "urn:example:api", "orders"] {
        assert_eq!(audience(&format!(" {good} ")).unwrap().as_str(), good);
    }
    for bad in ["", "a b", "ä", "a\"b", "a\\b", "<a>", &"a".repeat(251)] {
        assert!(audience(bad).is_err(), "{bad}");
    }
}
