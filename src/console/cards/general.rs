//! The General card's edit page.

use super::integration::no_pkce;
use super::page::{CardPage, Layout, Part, Question, Standing, Summary, USERS_SEE};
use super::words::setting_words;
use crate::console::controls::{Control, Kind, options};
use crate::console::preview::Sentence;
use crate::domain::choice::Choice;
use crate::domain::client::{AppType, Contacts, IntegrationType, Settings, general};
use crate::web::fields::RadioOption;

pub const NAME: Control = Control::new("general.name", Kind::Line, "2 to 80 characters; no other client may have it.");
pub const APP_TYPE: Control = Control::new("general.app_type", Kind::Radio(app_types, "an app type"), "");
pub const INTEGRATION_TYPE: Control =
    Control::new("general.integration_type", Kind::Radio(integration_types, "an integration type"), "");

pub const PAGE: CardPage = CardPage {
    card: &general::CARD,
    path: "/clients/{id}/general",
    lead: "What the client is called and what kind of application it is.",
    more: None,
    aside: USERS_SEE,
    parts: &[Part::more(
        Layout::Plain,
        &[
            NAME,
            Control::new(
                "general.description",
                Kind::Line,
                "What the client is for, in up to 150 characters. Only operators see it.",
            ),
            Control::new(
                "general.contacts",
                Kind::Lines(Contacts::MOST),
                "Whom to ask about this client: up to 10 email addresses, one per line. Only operators see them.",
            ),
            APP_TYPE,
            INTEGRATION_TYPE,
        ],
    )],
    question,
    screens: &["Start", "Done"],
    preview,
    summary,
};

fn app_types() -> Vec<RadioOption> {
    options(|choice| match choice {
        AppType::WebApp => "Runs on a server of yours and can keep a secret.",
        AppType::SinglePageApp => "Runs in the browser, without a server that keeps a secret.",
        AppType::MobileApp => "Is installed on phones and tablets.",
    })
}

fn integration_types() -> Vec<RadioOption> {
    options(|choice| match choice {
        IntegrationType::HostedJourney => "The application redirects to sign-in pages hosted here.",
        IntegrationType::Api => "The application draws its own pages and calls the API.",
    })
}

/// A client that becomes public loses its secrets; one that ceases to be may do without PKCE.
fn question(before: &Settings, after: &Settings, standing: Standing) -> Option<Question> {
    let no_pkce = no_pkce(before, after, APP_TYPE.path, "The Integration card does not require PKCE of a Web App. ");
    let (before, after) = (before.general.app_type, after.general.app_type);
    let loses_secrets = (standing.has_secrets && !before.is_public() && after.is_public()).then(|| Question {
        setting: APP_TYPE.path,
        title: "What this means for the client's secrets",
        text: format!(
            "A {} cannot keep a secret. Every secret that this client has stops working at once, for good. If you change the \
             app type back, generate a new one.",
            after.label()
        ),
        label: "End the client's secrets",
        refusal: "Confirm that the client's secrets are to end.",
    });
    loses_secrets.or(no_pkce)
}

fn preview(settings: &Settings) -> Vec<Sentence> {
    let card = &settings.general;
    let name = format!("“{}”", card.name.as_str());
    let pages = match card.integration_type {
        IntegrationType::HostedJourney => {
            let users = Sentence::new("Users are sent to ").of(INTEGRATION_TYPE.path, "sign-in pages hosted here");
            users.say(", which say ").of(NAME.path, name).say(".")
        }
        IntegrationType::Api => {
            let users = Sentence::new("Users stay on the pages of ").of(NAME.path, name).say(", which ");
            users.of(INTEGRATION_TYPE.path, "draws sign-in itself").say(" and calls the API.")
        }
    };
    let has = (!card.description.as_str().is_empty(), card.contacts.iter().next().is_some());
    let (description, contacts) = ("general.description", "general.contacts");
    let see = |words: &str| Sentence::new(format!("Users {words} the "));
    let unseen = match has {
        (false, false) => None,
        (true, false) => Some(see("do not see").of(description, "description")),
        (false, true) => Some(see("do not see").of(contacts, "owner contacts")),
        (true, true) => {
            Some(see("see neither").of(description, "description").say(" nor the ").of(contacts, "owner contacts"))
        }
    };
    std::iter::once(pages).chain(unseen.map(|sentence| sentence.say("."))).collect()
}

fn summary(settings: &Settings) -> Summary {
    let card = &settings.general;
    let description = card.description.as_str();
    let has_contacts = card.contacts.iter().next().is_some();
    let contacts = if has_contacts { setting_words(settings, "general.contacts") } else { "None".to_owned() };
    let settings = vec![
        ("Name", card.name.as_str().to_owned()),
        ("Description", if description.is_empty() { "None" } else { description }.to_owned()),
        ("Owner contacts", contacts),
        ("App type", card.app_type.label().to_owned()),
        ("Integration type", card.integration_type.label().to_owned()),
    ];
    Summary { settings, ..Summary::default() }
}
