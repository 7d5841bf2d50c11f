//! Random clients, users, sessions and requests, and what somebody may do.

use std::time::Duration;

use proptest::prelude::*;
use uuid::Uuid;

use crate::domain::choice::Choice;
use crate::domain::client::{
    AskedField, ClientKey, Method, PrimaryIdentifier, ProfileField, RegistrationType, Settings, TwoStepPolicy,
};
use crate::domain::oauth::request::{Authorization, Prompts, Purpose, Request, RequestId, ResponseMode};
use crate::domain::oauth::request::{RequestedClaims, RequestedScopes};
use crate::domain::time::Timestamp;
use crate::domain::user::{
    Acr, Details, Identifier, LiveSession, Proof, ProofKind, Proofs, Standing, Subject, UserId, UserSessionId,
};

pub const START: Timestamp = Timestamp(1_000_000_000_000);
pub const RIGHT: [u8; 32] = [7; 32];

/// Somebody who may sign in: 0 to 2 by email, 3 and 4 by mobile number. Of 0, 1 and 3 there are accounts.
pub fn identifier(of: usize) -> Identifier {
    let stored = |kind, value: &str| Identifier::stored(kind, value).unwrap();
    match of {
        0..=2 => stored(PrimaryIdentifier::Email, ["a@one.example", "b@two.example", "c@two.example"][of]),
        _ => stored(PrimaryIdentifier::Mobile, ["+4915112345667", "+4915112345668"][of - 3]),
    }
}

#[derive(Clone, Debug)]
pub struct World {
    pub settings: Settings,
    pub is_active: bool,
    pub accounts: Vec<Standing>,
    pub session: Option<LiveSession>,
    pub request: Request,
}

#[derive(Clone, Debug)]
pub enum Act {
    Name(usize),
    Type(bool),
    Resend,
    Fill(bool),
    Confirm,
    Other,
    Wait(u64),
    /// Another method, or none open any more: an operator saves while the journey is under way.
    Save(Box<Settings>),
}

pub fn settings() -> impl Strategy<Value = Settings> {
    let document = prop_oneof![Just(None), Just(Some("1")), Just(Some("2"))];
    let domains = prop_oneof![Just(None), Just(Some(true)), Just(Some(false))];
    let rare = || prop::bool::weighted(0.05);
    (
        any::<bool>(),
        rare(),
        rare(),
        any::<bool>(),
        prop::collection::vec(any::<bool>(), 0..4),
        document,
        domains,
        (any::<bool>(), rare(), any::<bool>()),
    )
        .prop_map(|(by_mobile, password, two, invites, fields, terms, domains, (is_app, is_gone, is_strict))| {
            let mut settings = Settings::unchosen();
            let authentication = &mut settings.authentication;
            if by_mobile {
                authentication.primary_identifier = PrimaryIdentifier::Mobile;
            }
            if password {
                authentication.method = Method::Password;
            }
            if two {
                authentication.two_step.policy = TwoStepPolicy::Required;
            }
            if invites {
                settings.registration.registration_type = RegistrationType::InvitationOnly;
            }
            if !is_gone {
                let uris = ["https://a.example/", "com.example.app:/"].map(str::to_owned).to_vec();
                settings.integration.redirect_uris = uris.try_into().unwrap();
            }
            settings.integration.pkce = is_strict;
            if is_app {
                settings.general.app_type = crate::domain::client::AppType::MobileApp;
            }
            let asked = ProfileField::ALL.iter().zip(fields);
            let asked: Vec<AskedField> =
                asked.map(|(field, required)| AskedField { field: *field, required }).collect();
            settings.registration.fields = asked.try_into().unwrap();
            let document = |version: &str| {
                serde_json::from_value(serde_json::json!({"link": "https://a.example/", "version": version})).unwrap()
            };
            settings.registration.terms = terms.map(document);
            let list = || vec!["two.example".to_owned()].try_into().unwrap();
            match domains {
                Some(true) => settings.registration.domains.allowed = list(),
                Some(false) => settings.registration.domains.blocked = list(),
                None => {}
            }
            settings
        })
}

pub fn account(of: usize, facts: (bool, bool, bool, Option<&'static str>)) -> Standing {
    let (is_disabled, has_place, has_name, terms) = facts;
    let mut details = Details::default();
    if has_name {
        details.set(ProfileField::GivenName, "Ada");
    }
    Standing {
        id: UserId(Uuid::from_u128(of as u128)),
        subject: Subject(of.to_string()),
        is_disabled,
        has_place,
        details,
        identifiers: vec![identifier(of)],
        terms: terms.map(str::to_owned),
        privacy: None,
    }
}

pub fn world() -> impl Strategy<Value = World> {
    let facts = || (prop::bool::weighted(0.1), any::<bool>(), any::<bool>(), prop_oneof![Just(None), Just(Some("1"))]);
    let accounts = (facts(), facts(), facts()).prop_map(|(a, b, c)| vec![account(0, a), account(1, b), account(3, c)]);
    let session = prop::option::of((0..3_usize, 0..3_000_000_u64, any::<bool>()));
    let prompts = prop_oneof![
        4 => Just(Prompts::default()),
        1 => Just(Prompts { none: true, ..Prompts::default() }),
        1 => Just(Prompts { login: true, ..Prompts::default() }),
        1 => Just(Prompts { consent: true, ..Prompts::default() }),
        1 => Just(Prompts { select_account: true, ..Prompts::default() }),
    ];
    let max_age = prop_oneof![3 => Just(None), 1 => Just(Some(0)), 1 => (1..100_000_u32).prop_map(Some)];
    let hint = prop_oneof![4 => Just(None), 1 => prop::sample::select(vec!["0", "1", "9"]).prop_map(Some)];
    let acr = prop_oneof![6 => Just(None), 1 => Just(Some(Acr::TwoStep)), 1 => Just(Some(Acr::OneStep))];
    (
        settings(),
        prop::bool::weighted(0.95),
        accounts,
        session,
        prompts,
        max_age,
        (hint, acr, any::<bool>(), prop::bool::weighted(0.9)),
    )
        .prop_map(
            |(settings, is_active, accounts, session, prompt, max_age, (hint, acr, is_https, has_challenge))| {
                let session = session.map(|(of, seconds, remembered)| {
                    let (user, at) = (&accounts[of], START.before(Duration::from_secs(seconds)));
                    let channel = user.identifiers[0].kind();
                    LiveSession {
                        id: UserSessionId(Uuid::nil()),
                        user: user.id,
                        subject: user.subject.clone(),
                        details: user.details.clone(),
                        identifiers: user.identifiers.clone(),
                        auth_time: at,
                        proofs: Proofs(vec![Proof { kind: ProofKind::Code, channel, at }]),
                        remembered,
                        created_at: at,
                        last_seen_at: at,
                    }
                });
                let session = session.filter(|session| !accounts.iter().any(|a| a.id == session.user && a.is_disabled));
                let redirect_uri = if is_https { "https://a.example/" } else { "com.example.app:/" }.to_owned();
                let authorization = Authorization {
                    redirect_uri,
                    mode: ResponseMode::Query,
                    state: None,
                    nonce: None,
                    challenge: has_challenge.then(|| "x".repeat(43)),
                };
                let request = Request {
                    id: RequestId(Uuid::nil()),
                    client: ClientKey(Uuid::nil()),
                    at: START,
                    purpose: Purpose::Authorize(authorization),
                    scopes: RequestedScopes::default(),
                    claims: RequestedClaims {
                        essential_acr: acr.map(|acr| acr.token().to_owned()).into_iter().collect(),
                        ..RequestedClaims::default()
                    },
                    prompt,
                    max_age,
                    hint: hint.map(|subject| Subject(subject.to_owned())),
                    login_hint: None,
                    ui_locales: Vec::new(),
                };
                World { settings, is_active, accounts, session, request }
            },
        )
}

pub fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..5_usize).prop_map(Act::Name),
        6 => prop::bool::weighted(0.7).prop_map(Act::Type),
        1 => Just(Act::Resend),
        3 => prop::bool::weighted(0.8).prop_map(Act::Fill),
        4 => Just(Act::Confirm),
        2 => Just(Act::Other),
        2 => prop_oneof![0..120_u64, 500..700_u64, 3_500..3_700_u64].prop_map(Act::Wait),
        1 => settings().prop_map(|settings| Act::Save(Box::new(settings))),
    ]
}
