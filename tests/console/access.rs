use reqwest::Method;

use crate::console::create;
use crate::support::Site;
use crate::support::addresses::example;
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::client::CARDS;
use next_identity_console::domain::role::Role;
use next_identity_console::routes::{self, Audience};

/// What each route answers, written down once more and independently of the code: to nobody, to a role that has no more
/// than everybody has, and to one that edits clients or, of [`SECRETS`] and [`ADMINISTRATION`], does these. A form is sent with a field that it does not know, so it changes nothing.
type Answer = (&'static str, u16, u16, u16);

/// Every card answers alike, at its own address.
const CARD: [Answer; 2] = [("GET", 303, 403, 200), ("POST", 401, 403, 400)];

const ANSWERS: &[Answer] = &[
    ("GET /", 303, 303, 303),
    ("GET /healthz", 200, 200, 200),
    ("GET /set-up", 404, 404, 404),
    ("POST /set-up", 400, 400, 400),
    ("GET /password-choice", 404, 404, 404),
    ("POST /password-choice", 400, 400, 400),
    ("GET /sign-in", 200, 303, 303),
    ("POST /sign-in", 400, 400, 400),
    ("POST /sign-out", 303, 303, 303),
    ("POST /theme", 400, 400, 400),
    ("GET /.well-known/security.txt", 404, 404, 404),
    ("GET /.well-known/openid-configuration", 200, 200, 200),
    ("OPTIONS /.well-known/openid-configuration", 204, 204, 204),
    ("GET /.well-known/oauth-authorization-server", 200, 200, 200),
    ("OPTIONS /.well-known/oauth-authorization-server", 204, 204, 204),
    ("GET /oauth/jwks", 200, 200, 200),
    ("OPTIONS /oauth/jwks", 204, 204, 204),
    ("GET /account", 303, 200, 200),
    ("POST /account", 401, 400, 400),
    ("GET /account/password", 303, 200, 200),
    ("POST /account/password", 401, 400, 400),
    ("POST /account/sessions", 401, 303, 303),
    ("POST /account/sessions/{id}", 401, 404, 404),
    ("GET /clients", 303, 200, 200),
    ("GET /find", 303, 200, 200),
    ("GET /clients/{id}", 303, 200, 200),
    ("GET /activity", 303, 200, 200),
    ("GET /activity.csv", 303, 200, 200),
    ("GET /activity.jsonl", 303, 200, 200),
    ("GET /clients/new/general-information", 303, 403, 200),
    ("GET /clients/new/basic-settings", 303, 403, 422),
    ("POST /clients/new/basic-settings", 401, 403, 400),
    ("GET /clients/{id}/history", 303, 200, 200),
    ("GET /clients/{id}/history/comparison", 303, 422, 422),
    ("GET /clients/{id}/history/{revision}/file", 303, 200, 200),
    ("GET /clients/{id}/history/{revision}/settings.json", 303, 200, 200),
    ("GET /clients/{id}/history/{revision}/restoration/{card}", 303, 403, 200),
    ("POST /clients/{id}/history/{revision}/restoration/{card}", 401, 403, 400),
    ("GET /confirmation", 303, 200, 200),
    ("POST /confirmation", 401, 400, 400),
    ("GET /clients/{id}/credentials", 303, 200, 200),
    ("GET /clients/{id}/duplicate", 303, 403, 200),
    ("POST /clients/{id}/duplicate", 401, 403, 400),
    ("GET /clients/{id}/developers", 303, 200, 200),
    ("GET /clients/{id}/developers.json", 303, 200, 200),
    ("GET /clients/{id}/activity", 303, 200, 200),
    ("POST /clients/{id}/redirect-uris", 401, 403, 400),
    ("GET /clients/{id}/status", 303, 403, 200),
    ("POST /clients/{id}/status", 401, 403, 400),
    ("POST /clients/{id}/try-out", 401, 403, 400),
];

/// What users and their browsers may do, whoever is signed in to the console.
const JOURNEYS: &[Answer] = &[
    ("GET /journey", 410, 410, 410),
    ("POST /journey", 400, 400, 400),
    ("GET /journey/{id}", 410, 410, 410),
    ("POST /journey/{id}", 400, 400, 400),
    ("GET /oauth/authorize", 400, 400, 400),
    ("POST /oauth/authorize", 400, 400, 400),
    ("GET /oauth/end-session", 200, 200, 200),
    ("POST /oauth/end-session", 303, 303, 303),
    ("POST /oauth/end-session/confirmation", 400, 400, 400),
    ("POST /oauth/token", 401, 401, 401),
    ("OPTIONS /oauth/token", 403, 403, 403),
    ("GET /oauth/userinfo", 401, 401, 401),
    ("POST /oauth/userinfo", 401, 401, 401),
    ("OPTIONS /oauth/userinfo", 403, 403, 403),
];

/// What is done to the secrets of a client that has none yet.
const SECRETS: &[Answer] = &[
    ("POST /clients/{id}/credentials", 401, 403, 400),
    ("GET /clients/{id}/credentials/rotation", 303, 403, 409),
    ("POST /clients/{id}/credentials/rotation", 401, 403, 400),
    ("GET /clients/{id}/credentials/ending", 303, 403, 409),
    ("POST /clients/{id}/credentials/ending", 401, 403, 400),
    ("GET /clients/{id}/credentials/expiry", 303, 403, 409),
    ("POST /clients/{id}/credentials/expiry", 401, 403, 400),
];

/// What an administrator alone may do. The key of a client is no message's.
const ADMINISTRATION: &[Answer] = &[
    ("GET /outbox", 303, 403, 200),
    ("GET /outbox/test-message", 303, 403, 200),
    ("POST /outbox/test-message", 401, 403, 400),
    ("GET /outbox/{id}", 303, 403, 404),
    ("POST /users/{id}/status", 401, 403, 400),
    ("POST /users/{id}/sessions", 401, 403, 404),
    ("POST /users/{id}/sessions/{session}", 401, 403, 404),
    ("GET /users/{id}/deletion", 303, 403, 404),
    ("POST /users/{id}/deletion", 401, 403, 400),
];

/// What is seen of users, by whom only those see who edit clients. The key of a client is no user's.
const USERS: &[Answer] = &[("GET /users", 303, 403, 200), ("GET /users/{id}", 303, 403, 404)];

/// What a role may do beyond what everybody may.
#[derive(Clone, Copy)]
struct May {
    edit: bool,
    handle: bool,
    administer: bool,
}

const ROLES: [(&str, May); 4] = [
    ("viewer", May { edit: false, handle: false, administer: false }),
    ("application-manager", May { edit: true, handle: false, administer: false }),
    ("secret-rotator", May { edit: false, handle: true, administer: false }),
    ("administrator", May { edit: true, handle: true, administer: true }),
];

#[tokio::test]
async fn every_route_answers_every_role_and_method_as_it_is_meant_to() {
    let site = Site::start().await;
    let mut people = Vec::new();
    for role in Role::ALL {
        let known = ROLES.iter().find(|(known, ..)| *known == role.token());
        let (_, may) = known.expect("the test knows every role");
        people.push((role.token(), Some(*may), site.operator(*role).await));
    }
    let client = create(&people.iter().find(|(role, ..)| *role == "administrator").unwrap().2, "Shop").await;
    let key = client.trim_start_matches("/clients/");
    people.push(("nobody", None, site.visitor()));
    let before = site.stored();
    for entry in routes::all() {
        let name = format!("{} {}", entry.method, entry.pattern);
        let is_card = CARDS.iter().any(|card| entry.pattern == format!("/clients/{{id}}/{}", card.name));
        let answer = if is_card {
            CARD.iter().find(|(method, ..)| *method == entry.method.as_str())
        } else {
            let mut all = ANSWERS.iter().chain(JOURNEYS).chain(SECRETS).chain(ADMINISTRATION).chain(USERS);
            all.find(|(known, ..)| *known == name)
        };
        let is_of_secrets = SECRETS.iter().any(|(known, ..)| *known == name);
        let is_administration = ADMINISTRATION.iter().any(|(known, ..)| *known == name);
        let &(_, nobody, reader, editor) =
            answer.unwrap_or_else(|| panic!("{name} is not in this test: who may use it?"));
        let path = example(entry.pattern, key);
        let others =
            [Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::GET, Method::POST, Method::HEAD];
        for method in others {
            let answered_by = if method == Method::HEAD { "GET" } else { method.as_str() };
            let is_this = answered_by == entry.method.as_str();
            if !is_this && routes::all().iter().any(|e| e.pattern == entry.pattern && e.method.as_str() == answered_by)
            {
                continue;
            }
            for (role, may, person) in &people {
                // A sign-out would end the session of this test; it has a test of its own.
                if is_this && name == "POST /sign-out" && may.is_some() {
                    continue;
                }
                let request = person.request(method.clone(), &path);
                let request = if method == Method::POST { request.form(&[("unknown", "field")]) } else { request };
                let page = person.send(request).await;
                let expected = match may {
                    _ if !is_this => 405,
                    None => nobody,
                    Some(may) if is_administration && may.administer => editor,
                    Some(may) if is_of_secrets && may.handle => editor,
                    Some(may) if !is_of_secrets && !is_administration && may.edit => editor,
                    Some(_) => reader,
                };
                assert_eq!(page.status, expected, "{role} {method} {path}");
                if method == Method::HEAD {
                    assert_eq!(page.html, "", "{role} {path}");
                }
                if is_this && may.is_none() && entry.requires.is_some() && page.status == 303 {
                    let here = serde_urlencoded::to_string([("return_to", &path)]).unwrap();
                    assert_eq!(page.location().unwrap(), format!("/sign-in?{here}"));
                }
                if page.status == 405 && method != Method::HEAD {
                    let said = match entry.audience {
                        Audience::Operators => page.h1() == "Not possible here",
                        Audience::Users | Audience::Visitors => page.h1() == "There is no page here",
                        Audience::Programs => page.html.contains("does not answer that method"),
                    };
                    assert!(said, "{role} {method} {path}: {}", page.html);
                }
            }
        }
    }
    assert_eq!(site.stored(), before);
    assert_eq!(
        routes::all().len(),
        ANSWERS.len() + JOURNEYS.len() + SECRETS.len() + ADMINISTRATION.len() + USERS.len() + CARD.len() * CARDS.len(),
        "a route of this test no longer exists"
    );
}

#[tokio::test]
async fn every_role_may_sign_out_and_is_out() {
    let site = Site::start().await;
    for (count, role) in Role::ALL.iter().enumerate() {
        let person = site.operator(*role).await;
        let page = person.press(&person.open("/account").await, "Sign out", &[]).await;
        assert_eq!((page.status, page.location().unwrap().as_str()), (303, "/sign-in"), "{}", role.label());
        assert_eq!(person.cookie("nic_session"), None, "the browser forgets it");
        assert!(person.cookie("nic_browser").is_some(), "but stays known");
        assert_eq!(person.get("/clients").await.status, 303);
        let recorded = site.number("(SELECT count(*) FROM activity WHERE action = 'signed_out')");
        assert_eq!(recorded, i64::try_from(count).unwrap() + 1);
    }
}

#[tokio::test]
async fn a_viewer_sees_clients_without_actions_and_is_told_which_role_they_take() {
    let site = Site::start().await;
    let manager = site.operator(Role::ApplicationManager).await;
    let client = create(&manager, "Shop").await;
    for role in [Role::Viewer, Role::SecretRotator] {
        let viewer = site.operator(role).await;
        let page = viewer.open("/clients").await;
        assert!(page.find_link("+ Create a Client").is_none());
        let page = viewer.click(&page, "Shop").await;
        assert!(page.shows("One-Time Password (OTP)"));
        assert!(page.find_link("Edit General").is_none() && page.find_link("Disable…").is_none());
        let page = viewer.open(&format!("{client}/general")).await;
        assert_eq!(page.status, 403);
        assert!(
            page.shows("You need the Application Manager or Administrator role to create or edit clients"),
            "{}",
            page.text()
        );
        assert!(page.shows(&format!("yours is {}", role.label())));
        assert!(page.shows("An Administrator of this console can give it to you"));
    }
}
