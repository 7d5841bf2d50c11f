use super::*;
use crate::domain::client::readiness::Judged;
use crate::domain::client::{
    ApiAudience, ClientKey, PrimaryIdentifier, ProfileField, Readiness, RevisionNumber, Scope, Settings, Status,
};
use crate::domain::keys::jws;
use crate::domain::keys::signing::SigningKey;
use crate::domain::oauth::request::RequestedClaims;
use crate::domain::user::{Details, Identifier, Proof, ProofKind, Proofs, UserId};

const NOW: Timestamp = Timestamp(1_800_000_000_999);
const SECONDS: i64 = 1_800_000_000;

struct World {
    issuer: Issuer,
    client: Client,
    grant: Grant,
    keys: Vec<(SigningKey, VerifyingKey)>,
}

impl World {
    fn new() -> Self {
        let keys = Algorithm::ALL.iter().map(|algorithm| {
            let key = SigningKey::generate(*algorithm).unwrap().0;
            let public = key.public().unwrap();
            let verifying = VerifyingKey::read(&public.kid, *algorithm, &serde_json::from_str(&public.jwk).unwrap());
            (key, verifying.unwrap())
        });
        let client = Client {
            key: ClientKey(Uuid::from_u128(7)),
            client_id: ClientId("shop".to_owned()),
            status: Status::Active,
            created_at: NOW,
            updated_at: NOW,
            last_used: None,
            tried: None,
            revision: RevisionNumber::FIRST,
            settings: Settings::unchosen(),
            judged: Judged { readiness: Readiness::ALL[0], again_at: None },
        };
        let grant = Grant {
            id: GrantId(Uuid::from_u128(1)),
            client: client.key,
            user: UserId(Uuid::from_u128(2)),
            session: Some(UserSessionId(Uuid::from_u128(3))),
            redirect_uri: String::new(),
            challenge: None,
            nonce: Some("a nonce".to_owned()),
            scopes: RequestedScopes { openid: true, others: vec![Scope::Profile, Scope::Email] },
            claims: RequestedClaims::default(),
            auth_time: Timestamp(1_799_999_000_500),
            proofs: Proofs(vec![Proof { kind: ProofKind::Code, channel: PrimaryIdentifier::Email, at: NOW }]),
            offline: false,
            created_at: NOW,
            code_ends_at: NOW,
            exchanged_at: None,
            generation: 0,
            parent: None,
            rotated_at: None,
            idle_ends_at: NOW,
            ends_at: NOW,
        };
        Self { issuer: Issuer("https://id.example".to_owned()), client, grant, keys: keys.collect() }
    }

    fn made(&self, work: impl Fn(&Subjects<'_>) -> Value) -> Value {
        let subject = Subject("ada".to_owned());
        let Self { issuer, client, grant, .. } = self;
        work(&Subjects { issuer, client, subject: &subject, grant, now: NOW })
    }

    fn access_claims(&self) -> Value {
        self.made(|of| of.access_token(&of.grant.scopes, [9; 8]))
    }

    fn id_claims(&self, is_refresh: bool) -> Value {
        self.made(|of| of.id_token("an access token", is_refresh, &about()))
    }

    fn signed(&self, algorithm: Algorithm, typ: &str, claims: &Value) -> String {
        let (key, public) = self.keys.iter().find(|(key, _)| key.algorithm() == algorithm).unwrap();
        jws::sign((public.kid(), key), typ, claims).unwrap()
    }

    fn key(&self, kid: &str) -> Option<&VerifyingKey> {
        self.keys.iter().map(|(_, key)| key).find(|key| key.kid() == kid)
    }

    fn access(&self, token: &str, now: Timestamp) -> Result<AccessToken, Unaccepted> {
        access_token(token, |kid| self.key(kid), &self.issuer, now)
    }
}

/// Why the client's token is refused.
fn reason(read: Result<AccessToken, Unaccepted>) -> String {
    let Err(Unaccepted::Of(client_id, refused)) = read else { panic!("{read:?}") };
    assert_eq!(client_id.0, "shop");
    refused.reason
}

fn about() -> About {
    let mut details = Details::default();
    details.set(ProfileField::GivenName, "Ada");
    let email = Identifier::stored(PrimaryIdentifier::Email, "ada@example.com").unwrap();
    About { details, identifiers: vec![(email, true)], updated_at: NOW }
}

#[test]
fn an_access_token_says_who_for_whom_and_for_what_and_an_api_is_named_beside_us() {
    let mut world = World::new();
    let jti = URL_SAFE_NO_PAD.encode([&Uuid::from_u128(1).as_bytes()[..], &[9; 8]].concat());
    let expected = json!({
        "iss": "https://id.example", "sub": "ada", "aud": "https://id.example", "client_id": "shop",
        "scope": "openid profile email", "iat": SECONDS, "exp": SECONDS + 900, "auth_time": 1_799_999_000,
        "acr": "urn:next-identity:acr:one-step", "amr": ["otp"], "jti": jti,
    });
    assert_eq!(world.access_claims(), expected);
    world.made(|of| {
        assert_eq!(of.access_token_signature(), Algorithm::Es256);
        Value::Null
    });
    world.client.settings.integration.api_audience =
        Some(ApiAudience::try_from("https://api.example".to_owned()).unwrap());
    assert_eq!(world.access_claims()["aud"], json!(["https://api.example", "https://id.example"]));
    world.made(|of| {
        assert_eq!(of.access_token_signature(), Algorithm::Rs256);
        Value::Null
    });
    let token = world.signed(Algorithm::Rs256, ACCESS_TOKEN, &world.access_claims());
    assert_eq!(world.access(&token, NOW).unwrap().grant, world.grant.id);
}

#[test]
fn an_id_token_has_no_profile_unless_the_card_says_so_and_no_nonce_after_a_refresh() {
    let mut world = World::new();
    let claims = world.id_claims(false);
    let expected = json!({
        "iss": "https://id.example", "sub": "ada", "aud": "shop", "iat": SECONDS, "exp": SECONDS + 900,
        "auth_time": 1_799_999_000, "acr": "urn:next-identity:acr:one-step", "amr": ["otp"], "nonce": "a nonce",
        "sid": "00000000-0000-0000-0000-000000000003", "at_hash": claims["at_hash"],
    });
    assert_eq!(claims, expected);
    assert_eq!(world.id_claims(true).get("nonce"), None);
    world.grant.claims.id_token = vec!["email".to_owned()];
    assert_eq!(
        (world.id_claims(false)["email"].as_str(), world.id_claims(false).get("given_name")),
        (Some("ada@example.com"), None)
    );
    world.client.settings.integration.profile_claims = true;
    assert_eq!(world.id_claims(false)["given_name"], "Ada");
    world.grant.session = None;
    assert_eq!(world.id_claims(false).get("sid"), None);
}

/// OpenID Connect Core 1.0, appendix A.3: the access token and its hash.
#[test]
fn an_access_token_is_bound_to_its_id_token_by_half_a_digest() {
    assert_eq!(at_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", Algorithm::Rs256), "77QmUPtjPfzWtF2AnpK9RQ");
    assert_eq!(at_hash("x", Algorithm::EdDsa).len(), 43);
}

#[test]
fn an_access_token_is_good_until_its_end_and_none_is_immortal_after_a_clock_was_set_back() {
    let world = World::new();
    let token = world.signed(Algorithm::Es256, ACCESS_TOKEN, &world.access_claims());
    let at = |seconds: i64| Timestamp((SECONDS + seconds) * 1_000);
    assert!(world.access(&token, at(899)).is_ok());
    assert_eq!(reason(world.access(&token, at(900))), "The access token has expired.");
    assert!(world.access(&token, at(-3_600)).is_ok());
    assert_eq!(reason(world.access(&token, at(-3_601))), "The access token is dated in the future.");
}

/// S:T1, (c) 35.
#[test]
fn only_an_access_token_of_ours_for_us_is_one() {
    let world = World::new();
    let good = world.access_claims();
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        claims
    };
    assert!(world.access(&world.signed(Algorithm::Es256, ACCESS_TOKEN, &good), NOW).is_ok());
    for (name, value) in [
        ("iss", json!("https://else.example")),
        ("iss", Value::Null),
        ("aud", json!("https://api.example")),
        ("aud", json!(["https://api.example"])),
        ("aud", json!([])),
        ("aud", json!({ "https://id.example": true })),
        ("aud", json!("shop")),
        ("exp", json!("1900000000")),
        ("exp", Value::Null),
        ("iat", Value::Null),
        ("jti", json!("x")),
        ("jti", json!("")),
        ("jti", Value::Null),
        ("client_id", Value::Null),
        ("scope", json!(["openid"])),
    ] {
        let token = world.signed(Algorithm::Es256, ACCESS_TOKEN, &with(name, value.clone()));
        let refused = world.access(&token, NOW).unwrap_err();
        let is_anybodys = ["jti", "client_id", "scope"].contains(&name);
        assert_eq!(refused == Unaccepted::NotOurs, is_anybodys, "{name} {value}");
    }
    for typ in [ID_TOKEN, "logout+jwt"] {
        assert!(world.access(&world.signed(Algorithm::Es256, typ, &good), NOW).is_err(), "{typ}");
    }
    let id_token = world.signed(Algorithm::Rs256, ID_TOKEN, &world.id_claims(false));
    assert_eq!(reason(world.access(&id_token, NOW)), "An ID token was sent in the place of an access token.");
    let forged = format!("{id_token}x");
    assert_eq!(world.access(&forged, NOW), Err(Unaccepted::NotOurs));
}

#[test]
fn an_id_token_of_ours_is_a_hint_however_old_and_nothing_else_is() {
    let world = World::new();
    let hint = |token: &str| id_token_hint(token, |kid| world.key(kid), &world.issuer);
    let mut claims = world.id_claims(false);
    claims["exp"] = json!(1);
    for algorithm in Algorithm::ALL {
        let found = hint(&world.signed(*algorithm, ID_TOKEN, &claims)).unwrap();
        assert_eq!((found.client_id.0.as_str(), found.subject.0.as_str()), ("shop", "ada"));
        assert_eq!(found.session, world.grant.session);
    }
    for (name, value) in [("iss", json!("https://else.example")), ("aud", json!(["shop"])), ("sid", json!("x"))] {
        let mut changed = claims.clone();
        changed[name] = value;
        assert_eq!(hint(&world.signed(Algorithm::Rs256, ID_TOKEN, &changed)), None, "{name}");
    }
    assert_eq!(hint(&world.signed(Algorithm::Es256, ACCESS_TOKEN, &world.access_claims())), None);
    assert_eq!(hint(&format!("{}x", world.signed(Algorithm::Rs256, ID_TOKEN, &claims))), None);
}
