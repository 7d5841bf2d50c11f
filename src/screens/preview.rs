//! The screens of a sign-in as settings make them, for those who choose the settings. What is asked is asked by the judge of
//! every real sign-in, of somebody who is made up.

use askama::Template;
use uuid::Uuid;

use super::{Code, DetailsPage, DocumentField, Field, Frame, Identify, Leaving, Mark, Message};
use crate::domain::choice::Choice;
use crate::domain::client::{
    AskedField, ClientKey, IntegrationType, PrimaryIdentifier, ProfileField, RegistrationType, Settings,
};
use crate::domain::journey::{Facts, Journey, Missing, Next, Refused, Step, plan, second_of};
use crate::domain::language::Language;
use crate::domain::oauth::request::{Request, RequestId};
use crate::domain::phone::PhoneNumber;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::domain::user::{Details, Identifier, Proof, ProofKind, Proofs, Standing, Subject, UserId};
use crate::service::texts::Texts;
use crate::web::appearance::Appearance;

/// The paths of the settings that a screen may show the work of; each sign-up field has one of its own.
pub fn shown() -> impl Iterator<Item = String> {
    let whole = [
        "general.name",
        "authentication.primary_identifier",
        "authentication.method",
        "authentication.codes.resend_after",
        "authentication.two_step.policy",
        "registration.registration_type",
        "registration.terms",
        "registration.privacy",
        "integration.redirect_uris",
    ];
    whole.into_iter().map(str::to_owned).chain(ProfileField::ALL.iter().map(|field| asked(*field)))
}

/// The path of a sign-up field.
#[must_use]
pub fn asked(field: ProfileField) -> String {
    format!("registration.fields.{}", field.token())
}

/// A page that is drawn.
#[derive(Clone, Debug)]
pub struct Screen {
    pub name: &'static str,
    /// A whole document, which runs nothing.
    pub html: String,
}

const NOW: Timestamp = Timestamp(0);

/// The screens that are wanted, by name.
struct Drawing<'a> {
    wanted: &'a [&'a str],
    drawn: Vec<Screen>,
}

impl Drawing<'_> {
    fn add(&mut self, name: &'static str, page: &impl Template) -> askama::Result<()> {
        if self.wanted.contains(&name) {
            self.drawn.push(Screen { name, html: page.render()? });
        }
        Ok(())
    }
}

/// Those of the screens of a first sign-in that are wanted, in its order. An application that draws its own pages shows none of
/// ours.
pub fn screens(
    settings: &Settings,
    appearance: &Appearance,
    marks: &[Mark],
    wanted: &[&str],
) -> askama::Result<Vec<Screen>> {
    if settings.general.integration_type == IntegrationType::Api {
        return Ok(Vec::new());
    }
    let frame = || Frame {
        texts: Texts::new(Language::En),
        appearance: appearance.clone(),
        client: settings.general.name.as_str(),
        form: String::new(),
        marks: Some(marks),
    };
    let member = member();
    let is_by_invitation = settings.registration.registration_type == RegistrationType::InvitationOnly;
    let facts = Facts {
        settings,
        is_active: true,
        session: None,
        user: is_by_invitation.then_some(&member),
        is_begun: true,
        now: NOW,
    };
    let (mut journey, mut drawing) = (Journey::new(request()), Drawing { wanted, drawn: Vec::new() });
    let Some(sample) = identifier(settings, settings.authentication.primary_identifier) else { return Ok(Vec::new()) };
    // Each turn leaves one thing less to be asked.
    loop {
        match plan(&journey, &facts).next {
            Next::Ask(Step::Identify, _) if journey.named.is_none() => {
                journey.named = Some(sample.clone());
                drawing.add("Start", &identify(frame(), settings, &sample))?;
            }
            Next::Ask(Step::Code, _) if journey.proofs.0.is_empty() => {
                let channel = settings.authentication.primary_identifier;
                journey.proofs = Proofs(vec![Proof { kind: ProofKind::Code, channel, at: NOW }]);
                drawing.add("Code", &code(frame(), settings, &sample))?;
            }
            Next::Ask(Step::Details(missing), _) if !journey.is_filled => {
                fill(&mut journey, settings, &facts);
                drawing.add("Details", &details(frame(), settings, &missing))?;
            }
            Next::Ask(Step::Refused(Refused::Unavailable(path)), _) => {
                drawing.add("Start", &Message::unavailable(frame(), path).reference(REFERENCE))?;
                return Ok(drawing.drawn);
            }
            Next::Ask(Step::Refused(Refused::Domain), _) => {
                drawing.add("Refused", &Message::domain_refused(frame()).reference(REFERENCE))?;
                return Ok(drawing.drawn);
            }
            Next::Done(_) => {
                let address = settings.integration.redirect_uris.iter().next().map(|uri| uri.as_str().to_owned());
                drawing.add("Done", &Leaving { frame: frame(), address: address.unwrap_or_default() })?;
                return Ok(drawing.drawn);
            }
            Next::Ask(..) | Next::Fail(_) => return Ok(drawing.drawn),
        }
    }
}

/// As long as a real one.
const REFERENCE: &str = "5f0c2d9a71be";

fn request() -> Request {
    Request::try_out(RequestId(Uuid::nil()), ClientKey(Uuid::nil()), NOW, Vec::new())
}

/// Somebody whom an invitation would bring, of whom nothing is known yet.
fn member() -> Standing {
    Standing {
        id: UserId(Uuid::nil()),
        subject: Subject(String::new()),
        is_disabled: false,
        has_place: true,
        details: Details::default(),
        identifiers: Vec::new(),
        terms: None,
        privacy: None,
    }
}

/// Of who signs in, at a domain that may register where there is one.
fn identifier(settings: &Settings, kind: PrimaryIdentifier) -> Option<Identifier> {
    let domains = &settings.registration.domains;
    match kind {
        PrimaryIdentifier::Email => {
            let usual = ["example.com", "example.org", "example.net", "mail.example"];
            let parse = |domain: &str| EmailAddress::parse(&format!("ada@{domain}")).ok();
            let mut addresses = domains.allowed.iter().chain(usual).filter_map(parse);
            let admitted = addresses.find(|address| domains.admit(address));
            admitted.or_else(|| parse(usual[0])).map(Identifier::Email)
        }
        PrimaryIdentifier::Mobile => PhoneNumber::stored("+12015550123").map(Identifier::Mobile),
    }
}

fn identify<'a>(frame: Frame<'a>, settings: &Settings, sample: &Identifier) -> Identify<'a> {
    Identify {
        frame,
        kind: settings.authentication.primary_identifier,
        typed: sample.as_str().to_owned(),
        remember: false,
        registration_open: settings.registration.registration_type == RegistrationType::SelfRegistration,
        error: None,
        note: None,
    }
}

fn code<'a>(frame: Frame<'a>, settings: &Settings, sample: &Identifier) -> Code<'a> {
    Code {
        frame,
        kind: settings.authentication.primary_identifier,
        sent_to: sample.masked(),
        error: None,
        note: None,
        resend_in: Some(settings.authentication.codes.resend_after.get()),
        can_resend: true,
    }
}

fn details<'a>(frame: Frame<'a>, settings: &Settings, missing: &Missing) -> DetailsPage<'a> {
    let texts = frame.texts;
    let kind = settings.authentication.primary_identifier;
    let field = |asked: &AskedField| Field::new(texts, *asked, kind, &answer(settings, asked.field), None);
    let terms = missing.terms.iter().map(|document| DocumentField::terms(texts, document, false, None));
    let privacy = missing.privacy.iter().map(|document| DocumentField::privacy(texts, document, false, None));
    DetailsPage {
        frame,
        is_new: missing.is_new,
        fields: missing.fields.iter().map(field).collect(),
        documents: terms.chain(privacy).collect(),
    }
}

/// What somebody would answer.
fn answer(settings: &Settings, field: ProfileField) -> String {
    let answer = match field {
        ProfileField::GivenName | ProfileField::DisplayName => "Ada",
        ProfileField::FamilyName => "Lovelace",
        ProfileField::Birthdate => "1815-12-10",
        ProfileField::Address => "12 St James’s Square\nLondon",
        ProfileField::Locale => "en",
        ProfileField::SecondContact => {
            let second = identifier(settings, second_of(settings.authentication.primary_identifier));
            return second.map(|second| second.as_str().to_owned()).unwrap_or_default();
        }
    };
    answer.to_owned()
}

/// Answers everything that was asked.
fn fill(journey: &mut Journey, settings: &Settings, facts: &Facts<'_>) {
    for asked in settings.registration.fields.as_slice() {
        journey.details.set(asked.field, &answer(settings, asked.field));
    }
    journey.second = identifier(settings, second_of(settings.authentication.primary_identifier));
    let version = |document: &crate::domain::client::Document| document.version.as_str().to_owned();
    journey.accepted.terms = settings.registration.terms.as_ref().map(version);
    journey.accepted.privacy = settings.registration.privacy.as_ref().map(version);
    (journey.is_filled, journey.filled_by) = (true, facts.user.map(|user| user.id));
}

#[cfg(test)]
mod tests;
