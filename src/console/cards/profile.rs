//! The Profile card's edit page.

use super::page::{CardPage, Layout, Part, Summary, USERS_SEE, no_question};
use super::words::series;
use crate::console::controls::{Control, Kind, menu};
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
        Part {
            heading: "Options",
            hint: "Users find these in their profile, in this order.",
            layout: Layout::Group,
            controls: &[
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
        },
        Part {
            heading: "Fields under Personal Details",
            hint: "What users may do with what is known about them.",
            layout: Layout::Group,
            controls: &[
                access("profile.details.given_name", ProfileField::GivenName),
                access("profile.details.family_name", ProfileField::FamilyName),
                access("profile.details.display_name", ProfileField::DisplayName),
                access("profile.details.birthdate", ProfileField::Birthdate),
                access("profile.details.second_contact", ProfileField::SecondContact),
                access("profile.details.address", ProfileField::Address),
                access("profile.details.locale", ProfileField::Locale),
            ],
        },
    ],
    question: no_question,
    preview,
    summary,
};

fn preview(settings: &Settings) -> Vec<String> {
    let (card, identifier) = (&settings.profile, settings.authentication.primary_identifier);
    let mut sentences = vec![format!("In their profile, users find {}.", series(&card.offered(identifier), "and"))];
    if card.personal_details {
        let [editable, shown] = [Access::Editable, Access::ReadOnly].map(|access| {
            let labels = details(settings, access).into_iter();
            labels.map(str::to_lowercase).collect::<Vec<_>>()
        });
        if !editable.is_empty() {
            sentences.push(format!("Under Personal Details they can change their {}.", series(&editable, "and")));
        }
        if !shown.is_empty() {
            let shown = series(&shown, "and");
            sentences.push(format!("Under Personal Details they see their {shown}, but cannot change it."));
        }
    }
    sentences
}

/// The labels of the fields under Personal Details with which users may do this.
fn details(settings: &Settings, access: Access) -> Vec<&'static str> {
    let fields = settings.profile.details.fields_that_are(access).into_iter();
    fields.map(|field| field.label_beside(settings.authentication.primary_identifier)).collect()
}

fn summary(settings: &Settings) -> Summary {
    let mut rows = Vec::new();
    if settings.profile.personal_details {
        for (label, access) in [("Editable details", Access::Editable), ("Read-only details", Access::ReadOnly)] {
            let labels = details(settings, access);
            rows.extend((!labels.is_empty()).then(|| (label, labels.join(", "))));
        }
    }
    Summary { settings: rows, options: settings.profile.offered(settings.authentication.primary_identifier) }
}
