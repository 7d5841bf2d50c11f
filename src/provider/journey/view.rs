//! The page of a journey, as its plan has it.

use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{HttpRequest, HttpResponse};

use super::forms::{Errors, StepForm};
use super::scene::Scene;
use crate::domain::client::{AskedField, RegistrationType};
use crate::domain::journey::{MOST_CODES, Missing, Next, Refused, Step};
use crate::domain::language::Language;
use crate::domain::oauth::request::{Request, RequestId};
use crate::provider::{parameters, paths};
use crate::screens::{Code, Confirm, DetailsPage, DocumentField, Field, Frame, Identify, Message};
use crate::service::state::State;
use crate::service::texts::Texts;
use crate::web::appearance::Appearance;
use crate::web::page;
use crate::web::problem::Problem;

/// What a form has left for its page.
#[derive(Debug, Default)]
pub struct Left {
    pub form: StepForm,
    pub errors: Errors,
    pub note: Option<String>,
}

/// The language of a page that belongs to a request of an application, or to nothing yet: then the address may name it.
#[must_use]
pub fn texts(request: &HttpRequest, of: Option<&Request>) -> Texts {
    match of {
        Some(of) => texts_in(request, &of.ui_locales),
        None => texts_in(request, &locales_of_address(request)),
    }
}

/// The language of a page for which an application asked for these.
#[must_use]
pub fn texts_in(request: &HttpRequest, ui_locales: &[String]) -> Texts {
    let accepted = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Texts::new(Language::choose(ui_locales, accepted))
}

fn locales_of_address(request: &HttpRequest) -> Vec<String> {
    let named = parameters::of_query(request).ok();
    let named = named.as_ref().and_then(|parameters| parameters.get("ui_locales"));
    named.map(|tags| tags.split_ascii_whitespace().map(str::to_owned).collect()).unwrap_or_default()
}

#[must_use]
pub fn frame<'a>(request: &HttpRequest, of: Option<&Request>, client: &'a str, form: String) -> Frame<'a> {
    Frame { texts: texts(request, of), appearance: Appearance::of_request(request), client, form, marks: None }
}

/// Where the forms of a page are sent: to the journey, or to the start while it has no row.
pub fn form_address(state: &State, scene: &Scene) -> Result<String, Problem> {
    let request = &scene.journey.request;
    if scene.is_begun {
        return Ok(paths::journey(request.id));
    }
    Ok(paths::start(&state.seal_request(request).map_err(Problem::internal)?))
}

/// The page of the step that is next. What is done already asks for a word, since nothing is done by looking.
pub fn show(state: &State, request: &HttpRequest, scene: &Scene, left: Left) -> Result<HttpResponse, Problem> {
    let form = form_address(state, scene)?;
    let frame = frame(request, Some(&scene.journey.request), scene.client.name(), form);
    let status = if left.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    match scene.plan().next {
        Next::Ask(Step::Identify, _) => page::html(status, &identify(frame, scene, left)),
        Next::Ask(Step::Code, _) => page::html(status, &code(frame, scene, left)),
        Next::Ask(Step::Details(missing), _) => page::html(status, &details(frame, scene, &missing, &left)),
        Next::Ask(Step::Refused(refused), _) => refusal(frame, scene, refused),
        Next::Ask(Step::Confirm, _) | Next::Done(_) | Next::Fail(_) => {
            page::html(status, &Confirm { name: name(scene), is_signed_in: scene.by_session().is_some(), frame })
        }
    }
}

fn identify<'a>(frame: Frame<'a>, scene: &Scene, left: Left) -> Identify<'a> {
    let settings = &scene.client.settings;
    let kind = settings.authentication.primary_identifier;
    let known = || {
        let of_session = scene.session.as_ref().filter(|_| !scene.journey.uses_other_account);
        let own = of_session.and_then(|session| session.identifiers.iter().find(|own| own.kind() == kind));
        own.map(|own| own.as_str().to_owned())
    };
    let suggested = || scene.journey.request.login_hint.clone().or_else(known).unwrap_or_default();
    let is_sent = left.form.step == "identify";
    Identify {
        kind,
        typed: if is_sent { left.form.identifier } else { suggested() },
        remember: left.form.remember.is_some(),
        registration_open: settings.registration.registration_type == RegistrationType::SelfRegistration,
        error: left.errors.get("identifier").cloned(),
        note: left.note,
        frame,
    }
}

fn code<'a>(frame: Frame<'a>, scene: &Scene, left: Left) -> Code<'a> {
    let sent = scene.journey.code.as_ref();
    let named = scene.journey.named.as_ref();
    let wait = sent.map(|sent| sent.resend_in(scene.now).as_secs().try_into().unwrap_or(u32::MAX));
    Code {
        kind: scene.client.settings.authentication.primary_identifier,
        sent_to: named.map(crate::domain::user::Identifier::masked).unwrap_or_default(),
        error: left.errors.get("code").cloned(),
        note: left.note,
        resend_in: wait.filter(|seconds| *seconds > 0),
        can_resend: scene.journey.codes_sent < MOST_CODES,
        frame,
    }
}

fn details<'a>(frame: Frame<'a>, scene: &Scene, missing: &Missing, left: &Left) -> DetailsPage<'a> {
    let texts = frame.texts;
    let identifier = scene.client.settings.authentication.primary_identifier;
    let field = |asked: &AskedField| {
        let name = crate::domain::choice::Choice::token(asked.field);
        Field::new(texts, *asked, identifier, left.form.typed(asked.field), left.errors.get(name).cloned())
    };
    let accepted = |name, version: &str| left.form.accepts(name, version);
    let error = |name| left.errors.get(name).cloned();
    let terms = missing.terms.iter().map(|document| {
        DocumentField::terms(texts, document, accepted("terms", document.version.as_str()), error("terms"))
    });
    let privacy = missing.privacy.iter().map(|document| {
        DocumentField::privacy(texts, document, accepted("privacy", document.version.as_str()), error("privacy"))
    });
    DetailsPage {
        is_new: missing.is_new,
        fields: missing.fields.iter().map(field).collect(),
        documents: terms.chain(privacy).collect(),
        frame,
    }
}

fn refusal(frame: Frame<'_>, scene: &Scene, refused: Refused) -> Result<HttpResponse, Problem> {
    let reference = reference(scene.journey.request.id);
    let (status, message) = match refused {
        Refused::Outdated => (StatusCode::GONE, Message::expired(frame)),
        Refused::ClientEnded => (StatusCode::FORBIDDEN, Message::client_disabled(frame)),
        Refused::Unavailable(path) => (StatusCode::FORBIDDEN, Message::unavailable(frame, path)),
        Refused::NotInvited => (StatusCode::FORBIDDEN, Message::uninvited(frame)),
        Refused::Domain => (StatusCode::FORBIDDEN, Message::domain_refused(frame)),
        Refused::Disabled => (StatusCode::FORBIDDEN, Message::user_disabled(frame)),
    };
    page::html(status, &message.reference(reference))
}

/// What an operator finds the refusal by: the end of the journey's key, which differs from one to the next.
#[must_use]
pub fn reference(id: RequestId) -> String {
    id.0.simple().to_string().chars().skip(20).collect()
}

/// What the user is called on the page that asks for a word.
fn name(scene: &Scene) -> String {
    let by_session = scene.by_session().map(crate::domain::user::LiveSession::name);
    let user = || scene.user.as_ref().and_then(|user| user.details.name());
    let typed = || scene.journey.details.name();
    let named = || scene.journey.named.as_ref().map(|named| named.as_str().to_owned());
    by_session.or_else(user).or_else(typed).or_else(named).unwrap_or_default()
}
