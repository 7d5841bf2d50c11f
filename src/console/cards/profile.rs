//! The Profile card's edit page.

use super::page::{CardPage, Layout, Part, Summary, USERS_SEE, no_question};
use crate::console::controls::{Control, Kind, menu};
use crate::console::preview::Sentence;
use crate::domain::choice::Choice;
use crate::domain::client::{Access, Profile, ProfileField, Settings, profile};

const fn switch(path: &'static str, hint: &'static str) -> Control {
    Control::new(path, Kind::Switch, hint)
}

const fn access(path: &'static str, field: ProfileField) -> Control {
    Control::new(path, Kind::Menu(menu::<Access>, "what users may do with it"), "").label_of_field(field)
}

pub const PAGE: CardPage = CardPage {
    card: &profile::CARD,
    path: "/clients/{id}/profile",
    lead: "What users can do in their account.",
    more: None,
    aside: USERS_SEE,
    parts: &[
        Part::new(
            "Options",
            Layout::Group,
            &[
                switch(
                    "profile.change_identifier",
                    "Users may replace what they sign in with, once they have proved that the new one is theirs.",
                )
                .label_beside(|settings| Profile::change_identifier_label(settings.authentication.primary_identifier)),
                switch("profile.personal_details", "Users see what is known about them, as chosen below."),
                switch(
                    "profile.security",
                    "Users may manage their password, their passkeys, their second step and where they are signed in.",
                ),
                switch("profile.sign_out_everywhere", "Users may end their sessions in every browser at once."),
                switch(
                    "profile.delete_account",
                    "Users may delete their account, after they have proved who they are.",
                ),
                Control::new("profile.sign_out", Kind::AlwaysOn, "Users can always sign out.").label("Sign Out"),
            ],
        )
        .hint("Users find these in their profile, in this order."),
        Part::new(
            "Fields under Personal Details",
            Layout::Group,
            &[
                access("profile.details.given_name", ProfileField::GivenName),
                access("profile.details.family_name", ProfileField::FamilyName),
                access("profile.details.display_name", ProfileField::DisplayName),
                access("profile.details.birthdate", ProfileField::Birthdate),
                access("profile.details.second_contact", ProfileField::SecondContact),
                access("profile.details.address", ProfileField::Address),
                access("profile.details.locale", ProfileField::Locale),
            ],
        )
        .hint("What users may do with what is known about them.")
        .only(|settings| settings.profile.personal_details, "Not used while Personal Details is off."),
    ],
    question: no_question,
    screens: &[],
    preview,
    summary,
};

fn preview(settings: &Settings) -> Vec<Sentence> {
    let (card, identifier) = (&settings.profile, settings.authentication.primary_identifier);
    let offered = card.offered(identifier).into_iter().map(|(path, label)| (path, label.to_owned())).collect();
    let mut sentences = vec![Sentence::new("In their profile, users find ").series(offered, "and").say(".")];
    if card.personal_details {
        let [editable, shown] = [Access::Editable, Access::ReadOnly].map(|access| {
            let fields = details(settings, access).into_iter();
            fields.map(|(path, label)| (path, label.to_lowercase())).collect::<Vec<_>>()
        });
        let under = |what: &str| Sentence::new(format!("Under Personal Details they {what} their "));
        if !editable.is_empty() {
            sentences.push(under("can change").series(editable, "and").say("."));
        }
        if !shown.is_empty() {
            sentences.push(under("see").series(shown, "and").say(", but cannot change it."));
        }
    }
    sentences
}

/// The fields under Personal Details with which users may do this, each by its path and label.
fn details(settings: &Settings, access: Access) -> Vec<(String, &'static str)> {
    let identifier = settings.authentication.primary_identifier;
    let fields = settings.profile.details.fields_that_are(access).into_iter();
    fields.map(|field| (format!("profile.details.{}", field.token()), field.label_beside(identifier))).collect()
}

fn summary(settings: &Settings) -> Summary {
    let mut rows = Vec::new();
    if settings.profile.personal_details {
        for (label, access) in [("Editable details", Access::Editable), ("Read-only details", Access::ReadOnly)] {
            let labels: Vec<_> = details(settings, access).into_iter().map(|(_, label)| label).collect();
            rows.extend((!labels.is_empty()).then(|| (label, labels.join(", "))));
        }
    }
    let offered = settings.profile.offered(settings.authentication.primary_identifier);
    Summary { settings: rows, options: offered.into_iter().map(|(_, label)| label).collect() }
}
