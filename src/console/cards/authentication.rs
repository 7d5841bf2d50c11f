//! The Authentication card's edit page.

use askama::Template;
use serde::Deserialize;

use super::{CardPage, Frame, Save};
use crate::console::options::{self, checked, choose};
use crate::console::paths;
use crate::console::shell::{Notice, Shell};
use crate::domain::choice::Choice;
use crate::domain::client::{Authentication, Client, Method, PrimaryIdentifier, Versioned};
use crate::store::clients::save_authentication;
use crate::web::fields::{CHECKED, Checkbox, Errors, RadioField};

/// The page.
pub struct AuthenticationCard;

/// Its fields; `confirm` answers the question that a change of the primary identifier raises.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthenticationForm {
    version: String,
    primary_identifier: String,
    method: String,
    passkeys: String,
    confirm: String,
}

#[derive(Template)]
#[template(path = "console/cards/authentication.html")]
struct View {
    shell: Shell,
    frame: Frame,
    primary_identifier: RadioField,
    method: RadioField,
    passkeys: Checkbox,
    confirmation: Option<Confirmation>,
}

/// What a change of the primary identifier means, and the checkbox that accepts it.
struct Confirmation {
    before: &'static str,
    after: &'static str,
    confirm: Checkbox,
}

impl CardPage for AuthenticationCard {
    type Card = Authentication;
    type Form = AuthenticationForm;
    const FIELDS: &'static [&'static str] = &["primary_identifier", "confirm", "method", "passkeys"];
    const SAVED: Notice = Notice::AuthenticationSaved;
    const SAVE: Save<Authentication> = save_authentication;

    fn stored(client: &Client) -> &Versioned<Authentication> {
        &client.authentication
    }

    fn form(card: &Authentication) -> AuthenticationForm {
        AuthenticationForm {
            primary_identifier: card.primary_identifier.token().to_owned(),
            method: card.method.token().to_owned(),
            passkeys: if card.passkeys { CHECKED.to_owned() } else { String::new() },
            ..AuthenticationForm::default()
        }
    }

    fn version(form: &AuthenticationForm) -> &str {
        &form.version
    }

    fn parse(form: &AuthenticationForm, errors: &mut Errors) -> Option<Authentication> {
        let identifier =
            choose::<PrimaryIdentifier>(errors, "primary_identifier", &form.primary_identifier, "a primary identifier");
        let method = choose::<Method>(errors, "method", &form.method, "an authentication method");
        let passkeys = checked(errors, "passkeys", &form.passkeys);
        checked(errors, "confirm", &form.confirm)?;
        Some(Authentication { primary_identifier: identifier?, method: method?, passkeys: passkeys? })
    }

    fn ask(form: &AuthenticationForm, stored: &Authentication, typed: &Authentication, errors: &mut Errors) {
        if typed.primary_identifier != stored.primary_identifier && form.confirm != CHECKED {
            errors.add("confirm", "Confirm that you want to change the primary identifier.");
        }
    }

    fn view(shell: Shell, frame: Frame, client: &Client, form: &AuthenticationForm, errors: &Errors) -> impl Template {
        // An answer that was given before a conflict was seen is asked for again.
        let confirmed = form.confirm == CHECKED && frame.conflict.is_none();
        View {
            shell,
            frame,
            primary_identifier: options::primary_identifier(&form.primary_identifier, errors),
            method: options::method(&form.method, errors),
            passkeys: options::passkeys(form.passkeys == CHECKED, errors),
            confirmation: confirmation(client, form, confirmed, errors),
        }
    }
}

fn confirmation(client: &Client, form: &AuthenticationForm, confirmed: bool, errors: &Errors) -> Option<Confirmation> {
    let before = client.authentication.card.primary_identifier;
    let after = PrimaryIdentifier::parse(&form.primary_identifier).filter(|after| *after != before)?;
    let confirm = Checkbox::new("confirm", "Change the primary identifier", confirmed, errors);
    Some(Confirmation { before: before.noun(), after: after.noun(), confirm })
}
