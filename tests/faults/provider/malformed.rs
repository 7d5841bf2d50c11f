//! Nonsense for the endpoints of the protocol and the pages of a sign-in.

use reqwest::Method;

use super::{Prepared, code, redeem, request, sent};
use crate::faults::malformed::{Statuses, send};
use crate::faults::requests::Generator;
use crate::support::Person;
use crate::support::granted::{AFTER, CALLBACK, CHALLENGE, VERIFIER, member};
use crate::support::process::Running;
use crate::support::random::Random;

const THREADS: usize = 2;

/// How many are sent.
fn requests() -> usize {
    std::env::var("REQUESTS").ok().map_or(20_000, |requests| requests.parse().unwrap())
}

#[tokio::test]
async fn malformed_requests_of_programs_and_users_make_no_fault_and_programs_are_answered_in_json() {
    let prepared = Prepared::new(2).await;
    let running = Running::start(prepared.path());
    let (url, shop, page_app) = (running.url(), &prepared.shop, &prepared.page_app);
    let browser = prepared.browser(0, &url);
    let answer = redeem(&browser, page_app, &code(&browser, page_app).await).await.unwrap();
    let [access, refresh, hint] = ["access_token", "refresh_token", "id_token"].map(|name| member(&answer, name));
    let (unused, visitor) = (code(&browser, page_app).await, Person::new(&url));
    let start = sent(&visitor, shop, &[]).await.unwrap().location().unwrap();
    let page = visitor.get(&start).await;
    let journey = visitor.submit(&page, "Continue", &[("Email", "eve@example.com")]).await.path;
    let authorize = [
        ("client_id", shop.id.as_str()),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid email"),
        ("state", "x"),
        ("nonce", "x"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("prompt", "login"),
        ("max_age", "10"),
        ("claims", "{\"userinfo\":{\"name\":null}}"),
        ("id_token_hint", &hint),
    ];
    let (own, secret) =
        (("client_id", page_app.id.as_str()), [("client_id", shop.id.as_str()), ("client_secret", "x")]);
    let by_code = [("grant_type", "authorization_code"), ("code", &unused), ("redirect_uri", CALLBACK), own];
    let by_code = [&by_code[..], &[("code_verifier", VERIFIER)]].concat();
    let by_refresh = vec![("grant_type", "refresh_token"), ("refresh_token", &refresh), ("scope", "openid"), own];
    let ends = vec![("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", AFTER), ("state", "x")];
    let identify = vec![("step", "identify"), ("identifier", "eve@example.com"), ("remember", "on")];
    let details = vec![("step", "details"), ("given_name", "Eve"), ("birthdate", "1815-12-10"), ("locale", "de")];
    let at = |path: &str| path.to_owned();
    let addresses = [
        ("GET", at("/oauth/authorize"), authorize.to_vec()),
        ("POST", at("/oauth/authorize"), authorize.to_vec()),
        ("POST", at("/oauth/token"), by_code.clone()),
        ("POST", at("/oauth/token"), by_refresh),
        ("POST", at("/oauth/token"), [&by_code[..3], &secret[..]].concat()),
        ("GET", at("/oauth/userinfo"), vec![]),
        ("POST", at("/oauth/userinfo"), vec![("access_token", access.as_str())]),
        ("GET", at("/oauth/end-session"), ends.clone()),
        ("POST", at("/oauth/end-session"), ends),
        ("GET", at("/oauth/jwks"), vec![]),
        ("GET", at("/.well-known/openid-configuration"), vec![]),
        ("GET", start.clone(), vec![]),
        ("POST", start, identify),
        ("GET", journey.clone(), vec![]),
        ("POST", journey.clone(), vec![("step", "code"), ("code", "123456")]),
        ("POST", journey.clone(), vec![("step", "resend")]),
        ("POST", journey, details),
    ];
    let cookie = |person: &Person, name: &str| format!("{name}={}", person.cookie(name).unwrap_or_default());
    let bound = cookie(&visitor, "nic_journey");
    let cookies = [
        bound.clone(),
        format!("{bound}; nic_user={}", prepared.users[1].token),
        format!("{bound}; nic_user_known=AAAA; nic_user={}", "A".repeat(43)),
        String::new(),
        at("nic_user=%41; nic_journey=\"; =;;=; ,"),
    ];
    let mut generator = Generator::of(Random::new(2), &addresses, cookies);
    let address = running.address;
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let mut generator = generator.split();
            std::thread::spawn(move || send(address, || generator.next(), requests() / THREADS))
        })
        .collect();
    let mut statuses = Statuses::new();
    for thread in threads {
        for (status, count) in thread.join().unwrap() {
            *statuses.entry(status).or_default() += count;
        }
    }
    println!("{statuses:?}");
    for status in [200, 303, 400, 401, 403, 404, 405, 413, 422, 429] {
        assert!(statuses.contains_key(&status), "{status}: {statuses:?}");
    }
    assert_eq!(statuses.values().sum::<usize>(), requests() / THREADS * THREADS);
    let fresh = Person::new(&url);
    assert_eq!(fresh.send(fresh.bare(Method::GET, &request(shop, &[]))).await.status, 303, "it goes on");
    let said = running.kill();
    assert!(!said.contains("panicked") && !said.contains("a request failed"), "{said}");
    prepared.database.is_whole();
}
