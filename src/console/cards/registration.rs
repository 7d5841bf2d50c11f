//! The Registration card's edit page.

mod fields;

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{CardPage, Frame, Save, Sent, preview};
use crate::console::options::{self, choose};
use crate::console::paths;
use crate::console::shell::{Notice, Shell};
use crate::domain::bounded::Bounded;
use crate::domain::choice::Choice;
use crate::domain::client::{
    Client, Document, DocumentError, DocumentVersion, EmailDomain, EmailDomains, HttpsLink, ProfileField, Registration,
};
use crate::store::clients::save_registration;
use crate::web::fields::{Errors, FieldError, RadioField, TextArea, TextField};
use fields::{FieldRow, tokens};

/// The page.
pub struct RegistrationCard;

/// Its fields; `order` is the order of the profile fields, by their tokens with spaces.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegistrationForm {
    version: String,
    opened: String,
    intent: String,
    registration_type: String,
    order: String,
    ask_given_name: String,
    ask_family_name: String,
    ask_display_name: String,
    ask_birthdate: String,
    ask_second_contact: String,
    ask_address: String,
    ask_locale: String,
    terms: String,
    terms_version: String,
    privacy: String,
    privacy_version: String,
    allowed_domains: String,
    blocked_domains: String,
    invitation_lifetime: String,
}

#[derive(Template)]
#[template(path = "console/cards/registration.html")]
struct View {
    shell: Shell,
    frame: Frame,
    registration_type: RadioField,
    invitation_lifetime: TextField,
    order: String,
    fields: Vec<FieldRow>,
    fields_error: Option<FieldError>,
    documents: [TextField; 4],
    domains: [TextArea; 2],
}

impl CardPage for RegistrationCard {
    type Card = Registration;
    type Form = RegistrationForm;
    const FIELDS: &'static [&'static str] = &[
        "registration_type",
        "invitation_lifetime",
        "fields",
        "terms",
        "terms_version",
        "privacy",
        "privacy_version",
        "allowed_domains",
        "blocked_domains",
    ];
    const SAVED: Notice = Notice::RegistrationSaved;
    const SAVE: Save<Registration> = save_registration;

    fn form(card: &Registration) -> RegistrationForm {
        let asks = |field| card.fields.asks(field).token().to_owned();
        let (terms, terms_version) = Document::parts(card.terms.as_ref());
        let (privacy, privacy_version) = Document::parts(card.privacy.as_ref());
        let lines = |domains: Vec<&str>| domains.join("\n");
        RegistrationForm {
            registration_type: card.registration_type.token().to_owned(),
            order: tokens(&card.fields.as_slice().iter().map(|asked| asked.field).collect::<Vec<_>>()),
            ask_given_name: asks(ProfileField::GivenName),
            ask_family_name: asks(ProfileField::FamilyName),
            ask_display_name: asks(ProfileField::DisplayName),
            ask_birthdate: asks(ProfileField::Birthdate),
            ask_second_contact: asks(ProfileField::SecondContact),
            ask_address: asks(ProfileField::Address),
            ask_locale: asks(ProfileField::Locale),
            terms: terms.unwrap_or_default(),
            terms_version: terms_version.unwrap_or_default(),
            privacy: privacy.unwrap_or_default(),
            privacy_version: privacy_version.unwrap_or_default(),
            allowed_domains: lines(card.domains.allowed.iter().map(EmailDomain::as_str).collect()),
            blocked_domains: lines(card.domains.blocked.iter().map(EmailDomain::as_str).collect()),
            invitation_lifetime: card.invitation_lifetime.get().to_string(),
            ..RegistrationForm::default()
        }
    }

    fn sent(form: &RegistrationForm) -> Sent<'_> {
        Sent { version: &form.version, opened: &form.opened, intent: &form.intent }
    }

    fn adjust(form: &mut RegistrationForm) {
        form.move_field();
    }

    fn parse(form: &RegistrationForm, errors: &mut Errors) -> Option<Registration> {
        let registration_type = choose(errors, "registration_type", &form.registration_type, "a registration type");
        let invitation_lifetime = errors.check("invitation_lifetime", Bounded::parse(&form.invitation_lifetime));
        let fields = form.asked_fields(errors);
        let terms = document(errors, ("terms", &form.terms), ("terms_version", &form.terms_version));
        let privacy = document(errors, ("privacy", &form.privacy), ("privacy_version", &form.privacy_version));
        let allowed = errors.check("allowed_domains", EmailDomain::parse_list(&form.allowed_domains));
        let blocked = errors.check("blocked_domains", EmailDomain::parse_list(&form.blocked_domains));
        Some(Registration {
            registration_type: registration_type?,
            fields: fields?,
            terms: terms.ok()?,
            privacy: privacy.ok()?,
            domains: EmailDomains { allowed: allowed?, blocked: blocked? },
            invitation_lifetime: invitation_lifetime?,
        })
    }

    fn preview(card: &Registration, client: &Client) -> Vec<String> {
        preview::registration(card, client.authentication.card.primary_identifier)
    }

    fn view(shell: Shell, frame: Frame, client: &Client, form: &RegistrationForm, errors: &Errors) -> impl Template {
        let identifier = client.authentication.card.primary_identifier;
        let text = |name, label, value: &str| TextField::new(name, label, value, errors).autocomplete("off");
        View {
            shell,
            frame,
            registration_type: options::registration_type(&form.registration_type, errors),
            invitation_lifetime: text("invitation_lifetime", "Invitation lifetime", &form.invitation_lifetime)
                .number("days")
                .hint("How long an invitation can be accepted: 1 to 30 days. Only with Invitation-Only."),
            order: tokens(&form.fields()),
            fields: form.rows(identifier, errors),
            fields_error: errors.of("fields"),
            documents: [
                text("terms", "Terms of use", &form.terms).hint("A link that begins with https://, or nothing."),
                text("terms_version", "Version of the terms", &form.terms_version)
                    .hint("Such as 2026-11. When the version changes, users accept it again."),
                text("privacy", "Privacy notice", &form.privacy).hint("A link that begins with https://, or nothing."),
                text("privacy_version", "Version of the privacy notice", &form.privacy_version)
                    .hint("Such as 2026-11. When the version changes, users accept it again."),
            ],
            domains: [
                TextArea::new(
                    "allowed_domains",
                    "Allowed email domains",
                    "Only addresses at these domains can register, such as example.com; one a line, without subdomains. Empty: all.",
                    &form.allowed_domains,
                    errors,
                ),
                TextArea::new(
                    "blocked_domains",
                    "Blocked email domains",
                    "Addresses at these domains cannot register; one a line, without subdomains.",
                    &form.blocked_domains,
                    errors,
                ),
            ],
        }
    }
}

type Named<'a> = (&'static str, &'a str);

/// What is wrong has been noted.
struct Noted;

/// A document as typed; the error stands beside the part that is wrong.
fn document(
    errors: &mut Errors,
    (link_name, link): Named,
    (version_name, version): Named,
) -> Result<Option<Document>, Noted> {
    match (link.trim().is_empty(), version.trim().is_empty()) {
        (true, true) => Ok(None),
        (true, false) => {
            errors.add(link_name, &DocumentError::NoLink);
            Err(Noted)
        }
        (false, _) => {
            let link = errors.check(link_name, HttpsLink::parse(link));
            let version = errors.check(version_name, DocumentVersion::parse(version));
            link.zip(version).map(|(link, version)| Some(Document { link, version })).ok_or(Noted)
        }
    }
}
