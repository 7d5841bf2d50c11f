//! Random clients, users, requests and events against a slow reference, which knows nothing but what each requirement demands
//! to have happened.

use std::time::Duration;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
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

const START: Timestamp = Timestamp(1_000_000_000_000);
const RIGHT: [u8; 32] = [7; 32];

/// Somebody who may sign in: 0 to 2 by email, 3 and 4 by mobile number. Of 0, 1 and 3 there are accounts.
fn identifier(of: usize) -> Identifier {
    let stored = |kind, value: &str| Identifier::stored(kind, value).unwrap();
    match of {
        0..=2 => stored(PrimaryIdentifier::Email, ["a@one.example", "b@two.example", "c@two.example"][of]),
        _ => stored(PrimaryIdentifier::Mobile, ["+4915112345667", "+4915112345668"][of - 3]),
    }
}

#[derive(Clone, Debug)]
struct World {
    settings: Settings,
    is_active: bool,
    accounts: Vec<Standing>,
    session: Option<LiveSession>,
    request: Request,
}

#[derive(Clone, Debug)]
enum Act {
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

fn settings() -> impl Strategy<Value = Settings> {
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

fn account(of: usize, facts: (bool, bool, bool, Option<&'static str>)) -> Standing {
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

fn world() -> impl Strategy<Value = World> {
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

fn act() -> impl Strategy<Value = Act> {
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

/// What really happened, for the reference.
#[derive(Clone, Debug, Default)]
struct History {
    /// Who was named last, and when.
    named: Option<(Identifier, Timestamp)>,
    /// Where and when the last code went, how long it lives, how many wrong tries it has had of how many, and whether it was used.
    code: Option<(Identifier, Timestamp, Duration, u32, u32, bool)>,
    proved: Option<(Identifier, Timestamp)>,
    filled: Details,
    filled_second: bool,
    terms: Option<String>,
    is_filled: bool,
    filled_by: Option<UserId>,
    confirmed: bool,
    chose_other: bool,
}

struct Run {
    world: World,
    journey: Journey,
    history: History,
    now: Timestamp,
    is_begun: bool,
}

impl Run {
    fn user(&self) -> Option<&Standing> {
        let World { settings, accounts, session, .. } = &self.world;
        match who(settings, &self.journey, session.as_ref(), self.now) {
            Who::Nobody => None,
            Who::Named(named) => accounts.iter().find(|account| account.identifiers.contains(named)),
            Who::Session(session) => accounts.iter().find(|account| account.id == session.user),
        }
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            settings: &self.world.settings,
            is_active: self.world.is_active,
            session: self.world.session.as_ref(),
            user: self.user(),
            is_begun: self.is_begun,
            now: self.now,
        }
    }

    fn plan(&self) -> Plan {
        plan(&self.journey, &self.facts())
    }

    /// Does what somebody does; false where it was refused.
    fn act(&mut self, act: Act) -> bool {
        let event = match act {
            Act::Wait(seconds) => {
                self.now = self.now.after(Duration::from_secs(seconds));
                return true;
            }
            Act::Save(settings) => {
                self.world.settings = *settings;
                return true;
            }
            Act::Name(of) => {
                let identifier = identifier(of);
                let is_known = self.world.accounts.iter().any(|account| account.identifiers.contains(&identifier));
                Event::Named(Named { identifier, is_remembered: false, code: RIGHT, is_known })
            }
            Act::Type(is_right) => Event::CodeTyped(if is_right { RIGHT } else { [8; 32] }),
            Act::Resend => {
                let named = self.journey.named.as_ref();
                let known = |account: &Standing| named.is_some_and(|named| account.identifiers.contains(named));
                Event::Resend { code: RIGHT, is_known: self.world.accounts.iter().any(known) }
            }
            Act::Fill(is_whole) => Event::Filled(self.filled(is_whole)),
            Act::Confirm => Event::Confirmed,
            Act::Other => Event::OtherAccount,
        };
        let (plan, before) = (self.plan(), self.journey.clone());
        let mut journey = self.journey.clone();
        let applied = apply(&mut journey, event.clone(), &plan, &self.facts());
        assert!(applied.is_ok() || journey == before, "what is refused changes nothing");
        if let Ok(outcome) = applied {
            self.remember(&event, outcome);
        }
        self.journey = journey;
        self.is_begun |= applied.is_ok();
        applied.is_ok()
    }

    /// What the form would bring: all that is missing, or nothing.
    fn filled(&self, is_whole: bool) -> Filled {
        let Next::Ask(Step::Details(missing), _) = self.plan().next else { return Filled::default() };
        let mut filled = Filled::default();
        if !is_whole {
            return filled;
        }
        for asked in &missing.fields {
            match asked.field {
                ProfileField::SecondContact => filled.second = Some(identifier(if self.by_mobile() { 2 } else { 4 })),
                field => filled.details.set(field, "x"),
            }
        }
        filled.accepted.terms = missing.terms.map(|terms| terms.version.as_str().to_owned());
        filled
    }

    fn by_mobile(&self) -> bool {
        self.world.settings.authentication.primary_identifier == PrimaryIdentifier::Mobile
    }

    fn remember(&mut self, event: &Event, outcome: Outcome) {
        let codes = &self.world.settings.authentication.codes;
        let sent = |to: Identifier| {
            let lifetime = Duration::from_mins(codes.lifetime.get().into());
            (to, self.now, lifetime, 0, codes.tries.get(), false)
        };
        let user = self.user().map(|user| user.id);
        let history = &mut self.history;
        match event {
            Event::Named(named) => {
                let chose_other = history.chose_other;
                *history =
                    History { named: Some((named.identifier.clone(), self.now)), chose_other, ..History::default() };
                history.code = (outcome == Outcome::Send).then(|| sent(named.identifier.clone()));
            }
            Event::Resend { .. } if outcome != Outcome::TooSoon => {
                let to = history.named.clone().unwrap().0;
                history.code = (outcome == Outcome::Send).then(|| sent(to));
            }
            Event::Resend { .. } => {}
            Event::CodeTyped(typed) => {
                let Some((to, at, lifetime, tries, most, used)) = &mut history.code else { return };
                let is_live = !*used && *tries < *most && self.now < at.after(*lifetime);
                *tries += 1;
                if is_live && *typed == RIGHT {
                    *used = true;
                    history.proved = Some((to.clone(), self.now));
                }
            }
            Event::Filled(filled) => {
                history.filled.take(&filled.details);
                history.filled_second |= filled.second.is_some();
                history.is_filled = true;
                history.filled_by = user;
                if filled.accepted.terms.is_some() {
                    history.terms.clone_from(&filled.accepted.terms);
                }
            }
            Event::Confirmed => history.confirmed = true,
            Event::OtherAccount => *history = History { chose_other: true, ..History::default() },
        }
    }

    /// What is missing for somebody to be let in, by the reference: in words, or nothing.
    fn reference(&self) -> Option<&'static str> {
        let World { settings, is_active, accounts, session, request } = &self.world;
        let (history, kind) = (&self.history, settings.authentication.primary_identifier);
        if !is_active {
            return Some("the client is off");
        }
        let authorization = request.authorization().unwrap();
        if settings.integration.redirect_uris.is_empty() {
            return Some("the address is none of the client's any more");
        }
        if authorization.challenge.is_none()
            && (settings.integration.pkce || settings.general.app_type == crate::domain::client::AppType::MobileApp)
        {
            return Some("no PKCE");
        }
        if settings.authentication.method == Method::Password
            || settings.authentication.two_step.policy == TwoStepPolicy::Required
        {
            return Some("a setting asks for more than there is");
        }
        let by_code = history.proved.as_ref().filter(|(to, at)| {
            let is_named = history.named.as_ref().is_some_and(|(named, named_at)| named == to && named_at <= at);
            is_named && to.kind() == kind && self.now.since(*at) <= Duration::from_mins(60)
        });
        let by_session = session.as_ref().filter(|session| {
            let limits = &settings.authentication.sessions;
            let (idle, absolute) = (u64::from(limits.idle.get()), u64::from(limits.absolute.get()));
            let (idle, absolute) =
                if session.remembered { (idle, absolute) } else { (idle.min(12 * 3_600), absolute.min(24 * 3_600)) };
            let age = |at| self.now.since(at).as_secs();
            let proof = session.proofs.0[0];
            let is_fresh = !request.prompt.login
                && request.max_age.is_none_or(|most| most > 0 && age(proof.at) <= u64::from(most));
            let is_live = age(session.last_seen_at) < idle && age(session.created_at) < absolute;
            let is_hinted = request.hint.as_ref().is_none_or(|hint| *hint == session.subject);
            let is_named = history.named.as_ref().is_none_or(|(named, _)| session.identifiers.contains(named));
            is_live && is_fresh && is_hinted && proof.channel == kind && !history.chose_other && is_named
        });
        let (user, identifier) = match (by_code, by_session) {
            (Some((to, _)), _) => (accounts.iter().find(|account| account.identifiers.contains(to)), Some(to)),
            (None, Some(session)) => (accounts.iter().find(|account| account.id == session.user), None),
            (None, None) => return Some("nobody has shown who they are"),
        };
        if request.claims.essential_acr.first().is_some_and(|acr| acr == Acr::TwoStep.token()) {
            return Some("two steps are asked for");
        }
        let invites = settings.registration.registration_type == RegistrationType::InvitationOnly;
        match user {
            Some(user) if user.is_disabled => return Some("the user is disabled"),
            Some(user) if invites && !user.has_place => return Some("the user has no place"),
            None if invites => return Some("a stranger"),
            None => {
                let domains = &settings.registration.domains;
                let is_two =
                    matches!(identifier, Some(Identifier::Email(email)) if email.as_str().ends_with("@two.example"));
                let by_email = matches!(identifier, Some(Identifier::Email(_)));
                if by_email && ((!domains.allowed.is_empty() && !is_two) || (!domains.blocked.is_empty() && is_two)) {
                    return Some("the domain is refused");
                }
            }
            Some(_) => {}
        }
        let filled = History { confirmed: history.confirmed, ..History::default() };
        let is_theirs = history.filled_by == user.map(|user| user.id);
        let history = if is_theirs { history } else { &filled };
        for asked in settings.registration.fields.as_slice().iter().filter(|asked| asked.required) {
            let is_known = match asked.field {
                ProfileField::SecondContact => history.filled_second,
                field => history.filled.get(field).or_else(|| user?.details.get(field)).is_some(),
            };
            if !is_known {
                return Some("a required field is unknown");
            }
        }
        if user.is_none() && !settings.registration.fields.as_slice().is_empty() && !history.is_filled {
            return Some("who registers was never asked");
        }
        if let Some(terms) = &settings.registration.terms {
            let version = terms.version.as_str();
            let before = user.and_then(|user| user.terms.as_deref());
            if history.terms.as_deref() != Some(version) && before != Some(version) {
                return Some("the terms are not accepted");
            }
        }
        if request.prompt.consent && !history.confirmed {
            return Some("no consent");
        }
        let silent = by_code.is_none() && !history.confirmed;
        let is_app = settings.general.app_type == crate::domain::client::AppType::MobileApp && !request.is_https();
        if silent && (request.prompt.select_account || (!history.is_filled && (self.is_begun || is_app))) {
            return Some("no word from the user");
        }
        let subject = user.map(|user| &user.subject);
        (request.hint.is_some() && request.hint.as_ref() != subject).then_some("another user than the hint's")
    }

    /// Whether there is something that a person can do on the page.
    fn has_a_way_on(&self) -> bool {
        let acts = match self.plan().next {
            Next::Done(_) | Next::Fail(_) => return true,
            Next::Ask(Step::Identify, _) => vec![Act::Name(if self.by_mobile() { 3 } else { 0 })],
            Next::Ask(Step::Code, _) => vec![Act::Type(true), Act::Resend, Act::Other],
            Next::Ask(Step::Details(_), _) => vec![Act::Fill(true)],
            Next::Ask(Step::Confirm, _) => vec![Act::Confirm, Act::Other],
            Next::Ask(Step::Refused(_), _) => vec![Act::Other],
        };
        acts.into_iter().all(|act| {
            let (world, journey, history) = (self.world.clone(), self.journey.clone(), self.history.clone());
            Run { world, journey, history, now: self.now, is_begun: self.is_begun }.act(act)
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6_000))]
    #[test]
    fn nobody_reaches_the_end_without_every_requirement_having_been_met(
        world in world(), acts in prop::collection::vec(act(), 0..14),
    ) {
        let journey = Journey::new(world.request.clone());
        let mut run = Run { world, journey, history: History::default(), now: START, is_begun: false };
        for act in acts {
            let missing = run.reference();
            match run.plan().next {
                Next::Done(_) => prop_assert_eq!(missing, None),
                Next::Ask(..) => prop_assert!(missing.is_some(), "everything is there, and still more is asked"),
                Next::Fail(failure) => {
                    prop_assert!(missing.is_some() && (run.world.request.prompt.none || failure != Failure::InteractionRequired));
                }
            }
            prop_assert!(run.has_a_way_on(), "{:?}", run.plan().next);
            if matches!(run.plan().next, Next::Done(_)) {
                break;
            }
            run.act(act);
        }
    }
}
