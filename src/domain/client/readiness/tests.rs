use std::time::Duration;

use super::*;
use crate::domain::choice::Choice;
use crate::domain::client::AppType;
use crate::domain::setting::field_name;

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn secret() -> Secret {
    Secret {
        number: 1,
        beginning: "nic_s_abcd".to_owned(),
        created_at: NOW,
        created_by: None,
        expires_at: None,
        rotated: None,
        ended: None,
        last_used: None,
    }
}

/// Settings to which nothing is left to do but for secrets.
fn ready() -> Settings {
    let mut settings = Settings::unchosen();
    let texts = |text: &str| vec![text.to_owned()];
    settings.integration.redirect_uris = texts("https://app.example.com/callback").try_into().unwrap();
    settings.integration.allowed_origins = texts("https://app.example.com").try_into().unwrap();
    settings
}

fn said_of(settings: &Settings) -> Vec<(String, Place)> {
    let facts = Facts { settings, secrets: &Secrets(vec![secret()]), now: NOW };
    open(&facts).into_iter().map(|open| (open.text, open.place)).collect()
}

#[test]
fn users_come_back_only_to_an_address_that_is_known() {
    let mut settings = ready();
    settings.integration.redirect_uris = Settings::unchosen().integration.redirect_uris;
    let [(text, place)] = &said_of(&settings)[..] else { panic!() };
    assert!(text.starts_with("There is no redirect URI"));
    assert_eq!(*place, Place::Field(integration::CARD.name, "redirect_uris"));
    settings.general.integration_type = IntegrationType::Api;
    assert_eq!(said_of(&settings), []);
}

/// What settings promise users that is not there yet, and where that is changed.
fn not_there_yet(settings: &Settings) -> Vec<Place> {
    let authentication = &settings.authentication;
    let promises = [
        (authentication.method == Method::Password, "authentication", "method"),
        (authentication.two_step.policy != TwoStepPolicy::Disabled, "authentication", "two_step_policy"),
        (
            settings.registration.registration_type == RegistrationType::InvitationOnly,
            "registration",
            "registration_type",
        ),
        (authentication.passkeys, "authentication", "passkeys"),
    ];
    promises.iter().filter(|(is_made, ..)| *is_made).map(|(_, card, field)| Place::Field(card, field)).collect()
}

#[test]
fn what_is_not_there_yet_is_said_with_the_setting_to_change_and_first_what_keeps_everybody_out() {
    for method in Method::ALL {
        for (policy, passkeys) in TwoStepPolicy::ALL.iter().flat_map(|policy| [(policy, false), (policy, true)]) {
            for registration_type in RegistrationType::ALL {
                let mut settings = ready();
                settings.authentication.method = *method;
                settings.authentication.two_step.policy = *policy;
                settings.authentication.passkeys = passkeys;
                settings.registration.registration_type = *registration_type;
                let (texts, places): (Vec<_>, Vec<_>) = said_of(&settings).into_iter().unzip();
                assert_eq!(places, not_there_yet(&settings));
                let keeps_everybody_out = texts.iter().position(|text| text.ends_with("so nobody can sign in."));
                let unbuilt = crate::domain::client::unbuilt(&settings);
                assert_eq!(keeps_everybody_out, unbuilt.map(|_| 0), "{texts:?}");
                if let (Some(path), Some(Place::Field(card, field))) = (unbuilt, places.first()) {
                    assert!(path.starts_with(card) && field_name(path) == *field, "{path}");
                }
            }
        }
    }
}

#[test]
fn only_an_app_in_a_browser_needs_an_origin() {
    let mut settings = ready();
    settings.integration.allowed_origins = Settings::unchosen().integration.allowed_origins;
    assert_eq!(said_of(&settings), []);
    settings.general.app_type = AppType::SinglePageApp;
    let [(_, place)] = &said_of(&settings)[..] else { panic!() };
    assert_eq!(*place, Place::Field(integration::CARD.name, "allowed_origins"));
}

#[test]
fn pkce_is_missed_only_where_it_may_be_left_out() {
    let mut settings = ready();
    settings.integration.pkce = false;
    let [(_, place)] = &said_of(&settings)[..] else { panic!() };
    assert_eq!(*place, Place::Field(integration::CARD.name, "pkce"));
    settings.general.app_type = AppType::MobileApp;
    assert_eq!(said_of(&settings), []);
}

#[test]
fn a_client_that_signs_with_its_own_keys_is_told_that_it_cannot_yet_and_needs_no_secret() {
    let mut settings = ready();
    settings.integration.client_authentication = ClientAuthentication::PrivateKeyJwt;
    let open = open(&Facts { settings: &settings, secrets: &Secrets(vec![]), now: NOW });
    let [Open { text, place, .. }] = &open[..] else { panic!("{open:?}") };
    assert!(text.contains("private_key_jwt"), "{text}");
    assert_eq!(*place, Place::Field(integration::CARD.name, "client_authentication"));
    settings.general.app_type = AppType::MobileApp;
    assert_eq!(super::open(&Facts { settings: &settings, secrets: &Secrets(vec![]), now: NOW }), []);
}

fn said(app_type: AppType, secrets: Vec<Secret>) -> Vec<String> {
    let mut settings = ready();
    settings.general.app_type = app_type;
    let facts = Facts { settings: &settings, secrets: &Secrets(secrets), now: NOW };
    open(&facts).into_iter().map(|open| open.text).collect()
}

#[test]
fn a_web_app_needs_a_secret_that_is_neither_old_nor_about_to_expire() {
    let web = |secrets| said(AppType::WebApp, secrets);
    assert_eq!(web(vec![]), ["There is no secret, so the application cannot prove who it is."]);
    assert_eq!(web(vec![secret()]), [""; 0]);
    let ms = Duration::from_millis(1);
    let expires = |at| Secret { expires_at: Some(at), ..secret() };
    assert_eq!(web(vec![expires(NOW.after(WARNING + ms))]), [""; 0]);
    let soon = format!("The secret nic_s_abcd… expires after {}.", last_day(NOW.after(WARNING)));
    assert_eq!(web(vec![expires(NOW.after(WARNING))]), [soon]);
    assert_eq!(web(vec![expires(NOW)]), ["The secret nic_s_abcd… has expired."]);
    let made = |at| Secret { created_at: at, ..secret() };
    assert_eq!(web(vec![made(NOW.before(OLD_AGE))]), [""; 0]);
    assert_eq!(web(vec![made(NOW.before(OLD_AGE + ms))]), ["The secret nic_s_abcd… is more than a year old."]);
}

proptest::proptest! {
    #[test]
    fn it_is_judged_again_at_the_very_moment_at_which_the_clock_changes_it(
        age in 0..400_i64, expires in proptest::option::of(0..400_i64), later in 0..=1_000_000_i64,
        is_web in proptest::bool::ANY,
    ) {
        let day = |days: i64| 86_400_000 * days;
        let secret = Secret {
            created_at: Timestamp(NOW.0 - day(age)),
            expires_at: expires.map(|days| Timestamp(NOW.0 + day(days))),
            ..secret()
        };
        let mut settings = ready();
        settings.general.app_type = if is_web { AppType::WebApp } else { AppType::MobileApp };
        let secrets = Secrets(vec![secret]);
        let at = |now| judge(&Facts { settings: &settings, secrets: &secrets, now: Timestamp(now) });
        let judged = at(NOW.0);
        let again_at = judged.again_at.map_or(i64::MAX, |at| at.0);
        let moment = NOW.0 + day(400) / 1_000_000 * later;
        proptest::prop_assert!(again_at > NOW.0);
        proptest::prop_assert_eq!(at(moment) == judged, moment < again_at);
        if judged.again_at.is_some() {
            proptest::prop_assert_eq!(at(again_at - 1), judged);
            let needs = Judged { readiness: Readiness::NeedsAttention, again_at: None };
            proptest::prop_assert_eq!(at(again_at), needs);
        }
    }
}

#[test]
fn a_client_that_cannot_keep_a_secret_needs_none() {
    for app_type in [AppType::SinglePageApp, AppType::MobileApp] {
        assert_eq!(said(app_type, vec![]), [""; 0]);
    }
}
