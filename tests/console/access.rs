use std::collections::BTreeMap;

use reqwest::Method;

use crate::console::create;
use crate::support::Site;
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::role::Role;
use next_identity_console::routes;

/// Who may use what, written down once more and independently of the code.
const EVERYBODY: &[&str] = &[
    "GET /",
    "GET /healthz",
    "GET /set-up",
    "POST /set-up",
    "GET /sign-in",
    "POST /sign-in",
    "POST /sign-out",
    "POST /theme",
    "GET /.well-known/security.txt",
];
const SIGNED_IN: &[&str] = &[
    "GET /sessions",
    "POST /sessions/{id}",
    "GET /clients",
    "GET /clients/{id}",
    "GET /activity",
    "GET /activity.csv",
    "GET /activity.jsonl",
];
const EDITORS: &[&str] = &[
    "GET /clients/new/general-information",
    "GET /clients/new/basic-settings",
    "POST /clients/new/basic-settings",
    "GET /clients/{id}/general",
    "POST /clients/{id}/general",
    "POST /clients/{id}/general/conflict",
    "GET /clients/{id}/authentication",
    "POST /clients/{id}/authentication",
    "POST /clients/{id}/authentication/conflict",
    "GET /clients/{id}/registration",
    "POST /clients/{id}/registration",
    "POST /clients/{id}/registration/conflict",
    "GET /clients/{id}/profile",
    "POST /clients/{id}/profile",
    "POST /clients/{id}/profile/conflict",
    "GET /clients/{id}/status",
    "POST /clients/{id}/status",
];

#[tokio::test]
async fn every_route_is_open_to_exactly_the_roles_that_it_is_meant_for() {
    let site = Site::start().await;
    let mut people = BTreeMap::new();
    for role in Role::ALL {
        people.insert(role.token(), site.operator(*role).await);
    }
    let client = create(&people["administrator"], "Shop").await;
    let key = client.trim_start_matches("/clients/").to_owned();
    let visitor = site.visitor();
    let before = site.stored();
    for entry in routes::all() {
        let name = format!("{} {}", entry.method, entry.pattern);
        let known = [EVERYBODY, SIGNED_IN, EDITORS].iter().filter(|list| list.contains(&name.as_str())).count();
        assert_eq!(known, 1, "{name} is not in this test's lists: say who may use it");
        let path = entry.pattern.replace("{id}", &key);
        for method in [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let answered = if method == Method::HEAD { "GET" } else { method.as_str() };
            let is_this = answered == entry.method.as_str();
            let exists = routes::all().iter().any(|e| e.pattern == entry.pattern && e.method.as_str() == answered);
            if !is_this && exists {
                continue;
            }
            for (role, person) in std::iter::once(("nobody", &visitor)).chain(people.iter().map(|(r, p)| (*r, p))) {
                if method == Method::POST && ["POST /sign-out", "POST /sign-in"].contains(&name.as_str()) {
                    continue; // Tested on their own; they would end the sessions of this test.
                }
                let request = person.request(method.clone(), &path);
                let request = if method == Method::POST { request.form(&[("unknown", "field")]) } else { request };
                let page = person.send(request).await;
                let is_editor = ["application-manager", "administrator"].contains(&role);
                let expected: &[u16] = match () {
                    () if !exists => &[405],
                    () if EVERYBODY.contains(&name.as_str()) => &[200, 303, 400, 404],
                    () if role == "nobody" && method == Method::POST => &[401],
                    () if role == "nobody" => &[303],
                    () if name == "GET /clients/new/basic-settings" && is_editor => &[422],
                    () if method != Method::POST && (SIGNED_IN.contains(&name.as_str()) || is_editor) => &[200],
                    () if SIGNED_IN.contains(&name.as_str()) || is_editor => &[400, 404],
                    () => &[403],
                };
                assert!(expected.contains(&page.status), "{role} {method} {path}: {}", page.status);
                if role == "nobody" && page.status == 303 && entry.requires.is_some() {
                    assert!(page.location().unwrap().starts_with("/sign-in?return_to="));
                }
            }
        }
    }
    assert_eq!(site.stored(), before);
    let listed = EVERYBODY.len() + SIGNED_IN.len() + EDITORS.len();
    assert_eq!(routes::all().len(), listed, "a route of this test's lists no longer exists");
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
        assert!(page.shows("takes the role Application Manager or Administrator"), "{}", page.text());
        assert!(page.shows(&format!("yours is {}", role.label())));
        assert!(page.shows("An Administrator of this console can give it to you"));
    }
}
