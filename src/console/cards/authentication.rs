//! The Authentication card's edit page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

use super::{CardPage, Frame};
use crate::console::options::{self, checked, choose};
use crate::console::paths;
use crate::console::shell::{Notice, Shell};
use crate::domain::activity::Origin;
use crate::domain::choice::{Choice, switch_token};
use crate::domain::client::{Authentication, Client, ClientKey, Method, PrimaryIdentifier, Versioned};
use crate::store::clients::{SaveRefused, save_authentication};
use crate::store::{Connection, Failure};
use crate::web::fields::{CHECKED, Checkbox, Errors, RadioField};
use crate::web::page;
use crate::web::problem::Problem;

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

    fn parse(form: &AuthenticationForm, client: &Client, errors: &mut Errors) -> Option<Authentication> {
        let identifier =
            choose::<PrimaryIdentifier>(errors, "primary_identifier", &form.primary_identifier, "a primary identifier");
        let method = choose::<Method>(errors, "method", &form.method, "an authentication method");
        let passkeys = checked(errors, "passkeys", &form.passkeys);
        let confirmed = checked(errors, "confirm", &form.confirm);
        let card = Authentication { primary_identifier: identifier?, method: method?, passkeys: passkeys? };
        if card.primary_identifier != client.authentication.card.primary_identifier && confirmed == Some(false) {
            errors.add("confirm", "Confirm that you want to change the primary identifier.");
        }
        Some(card)
    }

    fn save(
        conn: &mut Connection,
        key: ClientKey,
        edited: &Versioned<Authentication>,
        origin: &Origin,
    ) -> Result<(), Failure<SaveRefused>> {
        save_authentication(conn, key, edited, origin)
    }

    fn page(
        status: StatusCode,
        shell: Shell,
        frame: Frame,
        client: &Client,
        form: &AuthenticationForm,
        errors: &Errors,
    ) -> Result<HttpResponse, Problem> {
        let view = View {
            shell,
            frame,
            primary_identifier: options::primary_identifier(&form.primary_identifier, errors),
            method: options::method(&form.method, errors),
            passkeys: options::passkeys(form.passkeys == switch_token(true), errors),
            confirmation: confirmation(client, form, errors),
        };
        page::html(status, &view)
    }
}

fn confirmation(client: &Client, form: &AuthenticationForm, errors: &Errors) -> Option<Confirmation> {
    let before = client.authentication.card.primary_identifier;
    let after = PrimaryIdentifier::parse(&form.primary_identifier).filter(|after| *after != before)?;
    let confirm = Checkbox::new("confirm", "Change the primary identifier", form.confirm == CHECKED, errors);
    Some(Confirmation { before: before.noun(), after: after.noun(), confirm })
}
