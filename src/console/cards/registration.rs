//! The Registration card's edit page.

use super::page::{CardPage, Layout, Part, Summary, USERS_SEE, no_question};
use super::words::{series, setting_words};
use crate::console::controls::{Control, Kind, options};
use crate::console::preview::Sentence;
use crate::domain::bounded::time_words;
use crate::domain::choice::Choice;
use crate::domain::client::{AskedField, Document, EmailDomainList, RegistrationType, Settings, registration};
use crate::screens::preview::asked as asked_path;
use crate::web::fields::RadioOption;

pub const REGISTRATION_TYPE: Control = Control::new(
    "registration.registration_type",
    Kind::Radio(registration_types, "a registration type"),
    "How users get an account.",
);

const LINK: &str = "Optional; must start with https://. Up to 500 characters.";
const VERSION: &str = "Such as 2026-11; up to 20 characters. When the version changes, users accept it again.";

pub const PAGE: CardPage = CardPage {
    card: &registration::CARD,
    path: "/clients/{id}/registration",
    lead: "How users get an account, and what they are asked for.",
    more: None,
    aside: USERS_SEE,
    parts: &[
        Part::new("Who may register", Layout::Plain, &[REGISTRATION_TYPE]),
        Part::more(
            Layout::Plain,
            &[Control::new(
                "registration.invitation_lifetime",
                Kind::Number("days"),
                "How long an invitation can be accepted: 1 to 30 days.",
            )],
        )
        .only(
            |settings| settings.registration.registration_type == RegistrationType::InvitationOnly,
            "Invitation lifetime: not used with Self-Registration.",
        ),
        Part::new(
            "Sign-up fields",
            Layout::Plain,
            &[Control::new(
                "registration.fields",
                Kind::AskedFields,
                "In addition to the primary identifier, in this order.",
            )
            .label("Fields that are asked for")],
        ),
        Part::new(
            "Documents that users accept",
            Layout::Pairs,
            &[
                Control::new("registration.terms", Kind::Document("Version of the terms", VERSION), LINK),
                Control::new("registration.privacy", Kind::Document("Version of the privacy notice", VERSION), LINK),
            ],
        ),
        Part::new(
            "Email domains",
            Layout::Plain,
            &[
                Control::new(
                    "registration.domains.allowed",
                    Kind::Lines(EmailDomainList::MOST),
                    "Only addresses at these domains can register, such as example.com. One per line, up to 100 and \
                     3,000 characters; subdomains are not included. Leave empty to allow all.",
                ),
                Control::new(
                    "registration.domains.blocked",
                    Kind::Lines(EmailDomainList::MOST),
                    "Addresses at these domains cannot register. One per line, up to 100 and 3,000 characters; subdomains are not \
                     included.",
                ),
            ],
        ),
    ],
    question: no_question,
    screens: &["Details", "Start", "Code", "Done"],
    preview,
    summary,
};

fn registration_types() -> Vec<RadioOption> {
    options(|choice| match choice {
        RegistrationType::SelfRegistration => "Anybody can create an account.",
        RegistrationType::InvitationOnly => "Only people who were invited can create an account.",
    })
}

fn preview(settings: &Settings) -> Vec<Sentence> {
    let card = &settings.registration;
    let identifier = settings.authentication.primary_identifier;
    let mut sentences = vec![match card.registration_type {
        RegistrationType::SelfRegistration => {
            Sentence::default().of(REGISTRATION_TYPE.path, "Anybody").say(" can create an account.")
        }
        RegistrationType::InvitationOnly => {
            let lifetime = time_words(card.invitation_lifetime.get() * 86_400);
            let only = Sentence::new("Only people ").of(REGISTRATION_TYPE.path, "with an invitation");
            let have = only.say(" can create an account. They have ");
            have.of("registration.invitation_lifetime", lifetime).say(" to accept it.")
        }
    }];
    let field = |AskedField { field, required }: &AskedField| {
        let label = field.label_beside(identifier).to_lowercase();
        (asked_path(*field), if *required { label } else { format!("{label} (may be left empty)") })
    };
    let mut asked = vec![("authentication.primary_identifier".to_owned(), format!("their {}", identifier.noun()))];
    asked.extend(card.fields.as_slice().iter().map(field));
    sentences.push(Sentence::new("They are asked for ").series(asked, "and").say("."));
    let versioned = |path, document: &Option<Document>, what: &str| {
        document.as_ref().map(|found| (path, format!("the {what} (version {})", found.version.as_str())))
    };
    let documents = [
        versioned("registration.terms", &card.terms, "terms of use"),
        versioned("registration.privacy", &card.privacy, "privacy notice"),
    ];
    let documents: Vec<_> = documents.into_iter().flatten().collect();
    if !documents.is_empty() {
        sentences.push(Sentence::new("They accept ").series(documents, "and").say(" before they go on."));
    }
    let addresses = |before: &str, path, domains, after: &str| {
        Sentence::new(before).of(path, shortened(domains)).say(format!(" are {after}."))
    };
    let (allowed, blocked) = (&card.domains.allowed, &card.domains.blocked);
    if !allowed.is_empty() {
        sentences.push(addresses("Only email addresses at ", "registration.domains.allowed", allowed, "accepted"));
    }
    if !blocked.is_empty() {
        sentences.push(addresses("Email addresses at ", "registration.domains.blocked", blocked, "refused"));
    }
    sentences
}

/// Domains in a sentence, of many only some.
fn shortened(domains: &EmailDomainList) -> String {
    let all: Vec<&str> = domains.iter().collect();
    match all.as_slice() {
        [first, second, third, rest @ ..] if rest.len() > 2 => {
            format!("{first}, {second}, {third} or {} more domains", rest.len())
        }
        all => series(all, "or"),
    }
}

fn summary(settings: &Settings) -> Summary {
    let (card, identifier) = (&settings.registration, settings.authentication.primary_identifier);
    let mut rows = vec![("Type", card.registration_type.label().to_owned())];
    if card.registration_type == RegistrationType::InvitationOnly {
        rows.push(("Invitations", format!("Open for {}", time_words(card.invitation_lifetime.get() * 86_400))));
    }
    let field = |asked: &AskedField| {
        let label = asked.field.label_beside(identifier);
        if asked.required { label.to_owned() } else { format!("{label} (optional)") }
    };
    let fields: Vec<String> = card.fields.as_slice().iter().map(field).collect();
    rows.push(("Sign-up fields", if fields.is_empty() { "none".to_owned() } else { fields.join(", ") }));
    let rest = [
        ("Terms of use", card.terms.is_some(), "registration.terms"),
        ("Privacy notice", card.privacy.is_some(), "registration.privacy"),
        ("Allowed domains", !card.domains.allowed.is_empty(), "registration.domains.allowed"),
        ("Blocked domains", !card.domains.blocked.is_empty(), "registration.domains.blocked"),
    ];
    for (label, is_set, path) in rest {
        rows.extend(is_set.then(|| (label, setting_words(settings, path))));
    }
    Summary { settings: rows, ..Summary::default() }
}
