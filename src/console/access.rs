//! Who may call a handler: said by the type of its first argument, so that it cannot be forgotten.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::door::KEYS;
use super::paths;
use super::session::{HeldForm, Session};
use crate::domain::activity::{Actor, Origin};
use crate::domain::choice::Choice;
use crate::domain::client::JwkSet;
use crate::domain::operator::Operator;
use crate::domain::role::{Permission, Role};
use crate::service::gate::Gate;
use crate::service::origin::origin;
use crate::service::state::State;
use crate::store::sessions::{self, SessionId};
use crate::store::{Connection, StoreError, WriteError};
use crate::web::form;
use crate::web::problem::Problem;

/// A permission as a type.
pub trait Grants: 'static {
    const PERMISSION: Permission;
}

#[derive(Debug)]
pub struct UseConsole;
#[derive(Debug)]
pub struct ReadClients;
#[derive(Debug)]
pub struct ReadActivity;
#[derive(Debug)]
pub struct EditClients;
#[derive(Debug)]
pub struct HandleSecrets;
#[derive(Debug)]
pub struct UseOutbox;
#[derive(Debug)]
pub struct ReadUsers;
#[derive(Debug)]
pub struct ManageUsers;

impl Grants for UseConsole {
    const PERMISSION: Permission = Permission::UseConsole;
}
impl Grants for ReadClients {
    const PERMISSION: Permission = Permission::ReadClients;
}
impl Grants for ReadActivity {
    const PERMISSION: Permission = Permission::ReadActivity;
}
impl Grants for EditClients {
    const PERMISSION: Permission = Permission::EditClients;
}
impl Grants for HandleSecrets {
    const PERMISSION: Permission = Permission::HandleSecrets;
}
impl Grants for UseOutbox {
    const PERMISSION: Permission = Permission::UseOutbox;
}
impl Grants for ReadUsers {
    const PERMISSION: Permission = Permission::ReadUsers;
}
impl Grants for ManageUsers {
    const PERMISSION: Permission = Permission::ManageUsers;
}

/// Proof that an operator is signed in and has the permission `P`.
#[derive(Debug)]
pub struct Allowed<P> {
    pub operator: Operator,
    pub session: SessionId,
    permission: PhantomData<P>,
}

impl<P: Grants> Allowed<P> {
    #[must_use]
    pub fn origin(&self, request: &HttpRequest, state: &State) -> Origin {
        origin(Actor::Operator(self.operator.id, self.operator.name.clone()), request, state)
    }

    /// Changes something at the operator's request. A form takes its time to arrive and a change waits for its turn, so it is
    /// looked again then whether they are still signed in and have the permission.
    pub async fn change<T, E, F>(&self, request: &HttpRequest, state: &State, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: WriteError,
        F: Fn(&mut Connection, &Origin) -> Result<T, E> + Send + 'static,
    {
        let session = self.session;
        let change = move |conn: &mut Connection, origin: &Origin| {
            let role = sessions::role(conn, session)?;
            if role.is_some_and(|role| role.allows(P::PERMISSION)) {
                work(conn, origin)
            } else {
                Err(StoreError::NotAllowed.into())
            }
        };
        state.change(self.origin(request, state), change).await
    }
}

impl<P: Grants> FromRequest for Allowed<P> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(allowed(request).map(|(allowed, _)| allowed))
    }
}

/// Proof of the same, and that the operator gave their password a short while ago. Where it was longer ago they are asked
/// for it and come back to the page at this address, which every route with this gate must have.
#[derive(Debug)]
pub struct Recent<P>(pub Allowed<P>);

impl<P: Grants> FromRequest for Recent<P> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match allowed(request) {
            Ok((allowed, true)) => Ok(Self(allowed)),
            Ok((_, false)) => Err(unconfirmed(request)),
            Err(problem) => Err(problem),
        })
    }
}

/// Who is allowed, and whether they gave their password a short while ago.
fn allowed<P: Grants>(request: &HttpRequest) -> Result<(Allowed<P>, bool), Problem> {
    let session = Session::of_request(request).ok_or_else(|| signed_out(request))?;
    if !session.operator.role.allows(P::PERMISSION) {
        return Err(forbidden(session.operator.role, P::PERMISSION));
    }
    Ok((Allowed { operator: session.operator, session: session.id, permission: PhantomData }, session.is_recent))
}

/// Leads to the page that asks for the password, and back with what was typed.
fn unconfirmed(request: &HttpRequest) -> Problem {
    let held = harmless(request);
    let here = match request.uri().path_and_query() {
        Some(here) if held.is_empty() => here.to_string(),
        _ => paths::with_query(request.path(), &held),
    };
    let message = "Give your password again to go on.";
    Problem::new(StatusCode::UNAUTHORIZED, "Confirm that it is you", message).redirect(&paths::confirm_for(&here))
}

/// What was typed into a form that is not acted on, but for what no page may show.
fn harmless(request: &HttpRequest) -> Vec<(String, String)> {
    let held = request.extensions().get::<HeldForm>().cloned().unwrap_or_default().0;
    held.into_iter().filter(|(name, _)| !form::is_secret(name)).map(public).collect()
}

fn signed_out(request: &HttpRequest) -> Problem {
    if request.method() == Method::GET || request.method() == Method::HEAD {
        let here = request.uri().path_and_query().map_or(paths::HOME, |path| path.as_str());
        let message = "Sign in to see this page.";
        return Problem::new(StatusCode::UNAUTHORIZED, "Sign in", message).redirect(&paths::sign_in_to(here));
    }
    let message = "Your session has ended, so nothing was changed, but what you typed is kept on this page. Sign in \
        in a new tab, come back here and save your changes.";
    let sign_in = paths::sign_in_to(paths::CLIENTS);
    Problem::new(StatusCode::UNAUTHORIZED, "You are signed out", message).resend(
        request.path(),
        harmless(request),
        Some(sign_in),
    )
}

/// A field as a page may show it: of keys, those that are public, or a word that is refused in their place.
fn public((name, value): (String, String)) -> (String, String) {
    let is_shown = name != KEYS || value.trim().is_empty();
    let value =
        if is_shown { value } else { JwkSet::parse(&value).map_or("removed".into(), |set| set.as_str().into()) };
    (name, value)
}

fn forbidden(role: Role, permission: Permission) -> Problem {
    let message = format!(
        "You need the {} role to {}; yours is {}. An Administrator of this console can give it to you.",
        Role::that_allow(permission),
        permission.label(),
        role.label()
    );
    Problem::new(StatusCode::FORBIDDEN, "Your role does not allow this", message).next("Go to Clients", paths::CLIENTS)
}

impl<P: Grants> Gate for Allowed<P> {
    const REQUIRES: Option<Permission> = Some(P::PERMISSION);
}

impl<P: Grants> Gate for Recent<P> {
    const REQUIRES: Option<Permission> = Some(P::PERMISSION);
}
