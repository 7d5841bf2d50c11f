//! Every address on one screen, grouped by audience, with who may call it.

mod entry;

use actix_web::Route;
use actix_web::http::Method;
use entry::{Routed, get, options, post};

use crate::console::activity::export;
use crate::console::clients::{activity as client_activity, duplicate, list, show, status, try_out};
use crate::console::new::{basic_settings, general_information};
use crate::console::{
    account, activity, cards, confirmation, credentials, developers, find, health, history, home, outbox,
    password_choice, paths, set_up, sign_in, theme, users,
};
use crate::domain::issuer;
use crate::domain::role::Permission;
use crate::provider::journey::{self, start};
use crate::provider::{self, authorize, cors, discovery, end_session, jwks, preflight, security_txt, token, userinfo};
use crate::web::form::{Form, LongForm};

/// Whom an address answers. Each audience has a chain of middleware, headers and error pages of its own (see `app`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Operators,
    /// Those who sign in to clients, on pages of ours.
    Users,
    /// The same, sent here by an application.
    Visitors,
    /// Programs, which have neither a session nor pages.
    Programs,
}

/// A method at an address, and the permission that it takes.
pub struct Entry {
    pub audience: Audience,
    /// GET answers HEAD as well.
    pub method: Method,
    /// The address, with `{id}` where it names something.
    pub pattern: &'static str,
    /// The permission; `None` where everybody may.
    pub requires: Option<Permission>,
    pub route: Route,
}

#[must_use]
pub fn all() -> Vec<Entry> {
    let audiences = [
        (Audience::Operators, operators()),
        (Audience::Users, users()),
        (Audience::Visitors, visitors()),
        (Audience::Programs, programs()),
    ];
    audiences.into_iter().flat_map(group).collect()
}

fn operators() -> Vec<Routed> {
    let cards = cards::PAGES.iter().flat_map(|page| {
        let update = if page.is_long() {
            post(page.path, move |access, state, request, client, LongForm(form)| {
                cards::update(page, access, state, request, client, form)
            })
        } else {
            post(page.path, move |access, state, request, client, Form(form)| {
                cards::update(page, access, state, request, client, form)
            })
        };
        [
            get(page.path, move |access, state, request, client| cards::edit(page, access, state, request, client)),
            update,
        ]
    });
    let others = vec![
        get(paths::HOME, home::show),
        get(paths::HEALTH, health::show),
        get(paths::FIND, find::show),
        get(paths::SET_UP, set_up::show),
        post(paths::SET_UP, set_up::create),
        get(paths::PASSWORD_CHOICE, password_choice::show),
        post(paths::PASSWORD_CHOICE, password_choice::create),
        get(paths::SIGN_IN, sign_in::show),
        post(paths::SIGN_IN, sign_in::create),
        get(paths::CONFIRMATION, confirmation::show),
        post(paths::CONFIRMATION, confirmation::create),
        post(paths::SIGN_OUT, sign_in::sign_out),
        post(paths::THEME, theme::update),
        get(paths::ACCOUNT, account::show),
        post(paths::ACCOUNT, account::name::update),
        get(paths::ACCOUNT_PASSWORD, account::show),
        post(paths::ACCOUNT_PASSWORD, account::password::update),
        post(paths::SESSIONS, account::sessions::end_others),
        post(paths::SESSION, account::sessions::end),
        get(paths::CLIENTS, list::index),
        get(paths::GENERAL_INFORMATION, general_information::show),
        get(paths::BASIC_SETTINGS, basic_settings::show),
        post(paths::BASIC_SETTINGS, basic_settings::create),
        get(paths::CLIENT, show::show),
        get(paths::HISTORY, history::list::index),
        get(paths::COMPARISON, history::comparison::show),
        get(paths::FILE, history::file::show),
        get(paths::DOWNLOAD, history::file::download),
        get(paths::RESTORATION, history::restoration::edit),
        post(paths::RESTORATION, history::restoration::create),
        get(paths::CREDENTIALS, credentials::show::show),
        post(paths::CREDENTIALS, credentials::generation::create),
        get(paths::ROTATION, credentials::rotation::edit),
        post(paths::ROTATION, credentials::rotation::create),
        get(paths::ENDING, credentials::ending::edit),
        post(paths::ENDING, credentials::ending::create),
        get(paths::EXPIRY, credentials::expiry::edit),
        post(paths::EXPIRY, credentials::expiry::update),
        get(paths::DUPLICATE, duplicate::edit),
        post(paths::DUPLICATE, duplicate::create),
        get(paths::DEVELOPERS, developers::show),
        get(paths::DEVELOPERS_JSON, developers::download),
        get(paths::ACTIVITY_TAB, client_activity::show),
        post(paths::REDIRECT_URIS, cards::addition::create),
        post(paths::TRY_OUT, try_out::create),
        get(paths::STATUS, status::edit),
        post(paths::STATUS, status::update),
        get(paths::USERS, users::list::index),
        get(paths::USER, users::show::show),
        post(paths::USER_STATUS, users::status::update),
        post(paths::USER_SESSIONS, users::sessions::end_all),
        post(paths::USER_SESSION, users::sessions::end),
        get(paths::USER_DELETION, users::deletion::edit),
        post(paths::USER_DELETION, users::deletion::create),
        get(paths::ACTIVITY, activity::index),
        get(paths::ACTIVITY_CSV, export::csv),
        get(paths::ACTIVITY_JSON_LINES, export::json_lines),
        get(paths::OUTBOX, outbox::index),
        get(paths::TEST_MESSAGE, outbox::test_message::show),
        post(paths::TEST_MESSAGE, outbox::test_message::create),
        get(paths::MESSAGE, outbox::message::show),
    ];
    others.into_iter().chain(cards).collect()
}

fn users() -> Vec<Routed> {
    vec![
        get(provider::paths::START, start::show),
        post(provider::paths::START, start::create),
        get(provider::paths::JOURNEY, journey::show::show),
        post(provider::paths::JOURNEY, journey::show::update),
        post(provider::paths::SIGN_OUT, end_session::confirm),
    ]
}

fn visitors() -> Vec<Routed> {
    vec![
        get(issuer::AUTHORIZATION, authorize::show),
        post(issuer::AUTHORIZATION, authorize::create),
        get(issuer::END_SESSION, end_session::show),
        post(issuer::END_SESSION, end_session::create),
    ]
}

fn programs() -> Vec<Routed> {
    vec![
        get(provider::paths::SECURITY_TXT, security_txt::show),
        get(issuer::DISCOVERY, discovery::show),
        options(issuer::DISCOVERY, preflight::show),
        get(issuer::OAUTH_DISCOVERY, discovery::show),
        options(issuer::OAUTH_DISCOVERY, preflight::show),
        get(issuer::KEY_SET, jwks::show),
        options(issuer::KEY_SET, preflight::show),
        post(issuer::TOKEN, token::create),
        options(issuer::TOKEN, cors::preflight),
        get(issuer::USERINFO, userinfo::show),
        post(issuer::USERINFO, userinfo::create),
        options(issuer::USERINFO, cors::preflight),
    ]
}

fn group((audience, routes): (Audience, Vec<Routed>)) -> impl Iterator<Item = Entry> {
    routes.into_iter().map(move |Routed { method, pattern, requires, route }| Entry {
        audience,
        method,
        pattern,
        requires,
        route,
    })
}
