//! The cards of a client as its page sums them up: what is set now, in plain words.

use crate::console::paths;
use crate::domain::bounded::time_words;
use crate::domain::choice::Choice;
use crate::domain::client::{
    AskedField, CardKind, Channel, Client, EmailDomain, Method, ProfileField, RegistrationType, TwoStepPolicy,
};

/// A card summed up.
pub struct CardSummary {
    pub(super) title: &'static str,
    pub(super) token: &'static str,
    pub(super) explanation: &'static str,
    pub(super) edit: String,
    pub(super) settings: Vec<(&'static str, String)>,
    pub(super) options: Vec<&'static str>,
}

/// A card of a client.
pub fn card(client: &Client, kind: CardKind) -> CardSummary {
    let (explanation, settings, options) = match kind {
        CardKind::General => ("What the client is called and what kind of application it is.", general(client), vec![]),
        CardKind::Authentication => ("How users sign in.", authentication(client), vec![]),
        CardKind::Registration => ("How users come to have an account.", registration(client), vec![]),
        CardKind::Profile => {
            let identifier = client.authentication.card.primary_identifier;
            ("What users may do about their own account.", vec![], client.profile.card.offered(identifier))
        }
    };
    let edit = paths::card(client.key, kind);
    CardSummary { title: kind.label(), token: kind.token(), explanation, edit, settings, options }
}

fn general(client: &Client) -> Vec<(&'static str, String)> {
    let card = &client.general.card;
    let or_none = |words: &str| if words.is_empty() { "None".to_owned() } else { words.to_owned() };
    vec![
        ("Name", card.name.as_str().to_owned()),
        ("Description", or_none(card.description.as_str())),
        ("Owner contacts", or_none(&card.contacts.words())),
        ("App type", card.app_type.label().to_owned()),
        ("Integration type", card.integration_type.label().to_owned()),
    ]
}

fn authentication(client: &Client) -> Vec<(&'static str, String)> {
    let card = &client.authentication.card;
    let (idle, absolute) = (time_words(card.sessions.idle.get()), time_words(card.sessions.absolute.get()));
    let lifetime = time_words(card.codes.lifetime.get() * 60);
    let mut settings = vec![
        ("Type", card.primary_identifier.label().to_owned()),
        ("Method", card.method.long_label().to_owned()),
        ("Passkeys", if card.passkeys { "Enabled" } else { "Not enabled" }.to_owned()),
        ("Two-step verification", two_step(client)),
        ("Codes", format!("{} digits, {lifetime}", card.codes.length.get())),
    ];
    if card.method == Method::Password {
        settings.push(("Passwords", format!("At least {} characters", card.password_length.get())));
    }
    settings.push(("Sessions", format!("{idle} idle, {absolute} in all")));
    settings
}

fn two_step(client: &Client) -> String {
    let two_step = &client.authentication.card.two_step;
    let used = Channel::ALL.iter().filter(|channel| two_step.channels.has(**channel));
    let channels: Vec<&str> = used.map(|channel| channel.label()).collect();
    match two_step.policy {
        TwoStepPolicy::Disabled => two_step.policy.label().to_owned(),
        policy => format!("{}: {}", policy.label(), channels.join(", ")),
    }
}

fn registration(client: &Client) -> Vec<(&'static str, String)> {
    let card = &client.registration.card;
    let identifier = client.authentication.card.primary_identifier;
    let mut settings = vec![("Type", card.registration_type.label().to_owned())];
    if card.registration_type == RegistrationType::InvitationOnly {
        settings.push(("Invitations", format!("Open for {}", time_words(card.invitation_lifetime.get() * 86_400))));
    }
    let field = |asked: &AskedField| {
        let label = ProfileField::label_beside(asked.field, identifier);
        if asked.required { label.to_owned() } else { format!("{label} (optional)") }
    };
    let fields: Vec<String> = card.fields.as_slice().iter().map(field).collect();
    settings.push(("Asked for", if fields.is_empty() { "Nothing more".to_owned() } else { fields.join(", ") }));
    let versioned = [("Terms of use", &card.terms), ("Privacy notice", &card.privacy)];
    for (label, document) in versioned {
        settings.extend(document.as_ref().map(|found| (label, format!("Version {}", found.version.as_str()))));
    }
    for (label, domains) in [("Allowed domains", &card.domains.allowed), ("Blocked domains", &card.domains.blocked)] {
        if !domains.is_empty() {
            settings.push((label, domains.iter().map(EmailDomain::as_str).collect::<Vec<_>>().join(", ")));
        }
    }
    settings
}
