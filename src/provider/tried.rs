//! The end of a sign-in that an operator tries without an application: what that would have received, and which setting led to
//! each step.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value};

use super::journey::{Finished, frame};
use crate::domain::bounded::time_words;
use crate::domain::choice::Choice;
use crate::domain::client::ClientKey;
use crate::domain::journey::{Because, Passed};
use crate::domain::oauth::claims::released;
use crate::domain::oauth::tokens::Subjects;
use crate::domain::user::How;
use crate::screens::{Tried, TriedStep};
use crate::service::places::{place, user_page};
use crate::service::state::State;
use crate::store::users;
use crate::web::page;
use crate::web::problem::Problem;

/// Claims of a token that say nothing before it is signed.
const OF_THE_TOKEN: [&str; 1] = ["at_hash"];

pub async fn show(state: &State, request: &HttpRequest, finished: &Finished) -> Result<HttpResponse, Problem> {
    let Finished { scene, grant, has_new_token, .. } = finished;
    let user = grant.user;
    let about = state.store.read(move |conn| users::about(conn, user)).await?.ok_or_else(Problem::not_found)?;
    let identifier = || about.1.identifiers.first().map(|(identifier, _)| identifier.as_str().to_owned());
    let joined = match &scene.user {
        None => Some(How::Registered),
        Some(before) => (!before.has_place).then_some(How::Joined),
    };
    let settings = &scene.client.settings;
    let subjects = Subjects { issuer: &state.issuer, client: &scene.client, subject: &about.0, grant, now: scene.now };
    let id_token = subjects.id_token("", false, &about.1);
    let userinfo = released(&grant.scopes, &grant.claims.userinfo, &settings.integration, &about.1);
    let integration = &settings.integration;
    let lifetimes = [
        ("ID token and access token", integration.access_token_lifetime.get()),
        ("Refresh token, while it is not used", integration.refresh_token_lifetime.get()),
        ("Session, while it is not used", settings.authentication.sessions.idle.get()),
        ("Session at most", settings.authentication.sessions.absolute.get()),
    ];
    let key = scene.client.key;
    let view = Tried {
        frame: frame(request, Some(&scene.journey.request), scene.client.name(), String::new()),
        user: about.1.details.name().or_else(identifier).unwrap_or_default(),
        user_page: user_page(user),
        joined,
        has_new_session: *has_new_token,
        steps: steps(key, &scene.journey.passed),
        claims: claims("ID token", id_token.as_object()).chain(claims("UserInfo", Some(&userinfo))).collect(),
        lifetimes: lifetimes.into_iter().map(|(name, seconds)| (name.to_owned(), time_words(seconds))).collect(),
    };
    page::html(StatusCode::OK, &view)
}

fn steps(client: ClientKey, passed: &[Passed]) -> Vec<TriedStep> {
    let step = |passed: &Passed| {
        let (because, link) = match &passed.because {
            Because::Setting(path) => place(client, path),
            Because::Request(parameter) => (format!("the parameter {parameter}"), place(client, "").1),
            Because::Session => {
                ("the session in this browser".to_owned(), place(client, "authentication.sessions.idle").1)
            }
        };
        TriedStep { what: passed.step.label().to_owned(), because, link }
    };
    passed.iter().map(step).collect()
}

fn claims<'a>(of: &'a str, claims: Option<&'a Map<String, Value>>) -> impl Iterator<Item = (String, String)> + 'a {
    let shown = claims.into_iter().flatten().filter(|(name, _)| !OF_THE_TOKEN.contains(&name.as_str()));
    shown.map(move |(name, value)| {
        let words = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (format!("{of}: {name}"), words)
    })
}
