//! The Authentication card's edit page.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{CardPage, Frame, Save, Sent, preview};
use crate::console::options::{self, checked, choose, menu};
use crate::console::paths;
use crate::console::shell::{Notice, Shell};
use crate::domain::bounded::{Bounded, Unit, time_parts};
use crate::domain::choice::Choice;
use crate::domain::client::{
    Authentication, Channel, Channels, Client, Codes, Method, PrimaryIdentifier, SessionLimits, TwoStep, TwoStepPolicy,
};
use crate::store::clients::save_authentication;
use crate::web::fields::{Checkbox, Errors, RadioField, TextField, TimeField, is_checked, sent_by};

/// The page.
pub struct AuthenticationCard;

/// Its fields; `confirm` answers the question that a change of the primary identifier raises.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthenticationForm {
    version: String,
    opened: String,
    intent: String,
    primary_identifier: String,
    confirm: String,
    method: String,
    passkeys: String,
    code_length: String,
    code_lifetime: String,
    code_tries: String,
    resend_after: String,
    password_length: String,
    two_step: String,
    second_authenticator_app: String,
    second_email: String,
    second_mobile: String,
    session_idle: String,
    session_idle_unit: String,
    session_absolute: String,
    session_absolute_unit: String,
}

#[derive(Template)]
#[template(path = "console/cards/authentication.html")]
struct View {
    shell: Shell,
    frame: Frame,
    primary_identifier: RadioField,
    confirmation: Option<Confirmation>,
    method: RadioField,
    passkeys: Checkbox,
    codes: [TextField; 4],
    password_length: TextField,
    two_step: RadioField,
    channels: [Checkbox; 3],
    channels_error: Option<crate::web::fields::FieldError>,
    sessions: [TimeField; 2],
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
    const FIELDS: &'static [&'static str] = &[
        "primary_identifier",
        "confirm",
        "method",
        "passkeys",
        "code_length",
        "code_lifetime",
        "code_tries",
        "resend_after",
        "password_length",
        "two_step",
        "two_step_channels",
        "session_idle",
        "session_absolute",
    ];
    const SAVED: Notice = Notice::AuthenticationSaved;
    const SAVE: Save<Authentication> = save_authentication;

    fn form(card: &Authentication) -> AuthenticationForm {
        let (idle, idle_unit) = time_parts(card.sessions.idle.get());
        let (absolute, absolute_unit) = time_parts(card.sessions.absolute.get());
        let channel = |channel| sent_by(card.two_step.channels.has(channel));
        AuthenticationForm {
            primary_identifier: card.primary_identifier.token().to_owned(),
            method: card.method.token().to_owned(),
            passkeys: sent_by(card.passkeys),
            code_length: card.codes.length.get().to_string(),
            code_lifetime: card.codes.lifetime.get().to_string(),
            code_tries: card.codes.tries.get().to_string(),
            resend_after: card.codes.resend_after.get().to_string(),
            password_length: card.password_length.get().to_string(),
            two_step: card.two_step.policy.token().to_owned(),
            second_authenticator_app: channel(Channel::AuthenticatorApp),
            second_email: channel(Channel::Email),
            second_mobile: channel(Channel::Mobile),
            session_idle: idle.to_string(),
            session_idle_unit: idle_unit.token().to_owned(),
            session_absolute: absolute.to_string(),
            session_absolute_unit: absolute_unit.token().to_owned(),
            ..AuthenticationForm::default()
        }
    }

    fn sent(form: &AuthenticationForm) -> Sent<'_> {
        Sent { version: &form.version, opened: &form.opened, intent: &form.intent }
    }

    fn parse(form: &AuthenticationForm, errors: &mut Errors) -> Option<Authentication> {
        let identifier =
            choose::<PrimaryIdentifier>(errors, "primary_identifier", &form.primary_identifier, "a primary identifier");
        let method = choose::<Method>(errors, "method", &form.method, "an authentication method");
        let passkeys = checked(errors, "passkeys", &form.passkeys);
        let codes = codes(form, errors);
        let password_length = errors.check("password_length", Bounded::parse(&form.password_length));
        let two_step = two_step(form, errors);
        let idle = Bounded::parse_time(&form.session_idle, &form.session_idle_unit);
        let absolute = Bounded::parse_time(&form.session_absolute, &form.session_absolute_unit);
        let (idle, absolute) = (errors.check("session_idle", idle), errors.check("session_absolute", absolute));
        checked(errors, "confirm", &form.confirm)?;
        Some(Authentication {
            primary_identifier: identifier?,
            method: method?,
            passkeys: passkeys?,
            codes: codes?,
            password_length: password_length?,
            two_step: two_step?,
            sessions: SessionLimits { idle: idle?, absolute: absolute? },
        })
    }

    fn ask(form: &AuthenticationForm, stored: &Authentication, typed: &Authentication, errors: &mut Errors) {
        if typed.primary_identifier != stored.primary_identifier && !is_checked(&form.confirm) {
            errors.add("confirm", "Confirm that you want to change the primary identifier.");
        }
    }

    fn preview(card: &Authentication, _: &Client) -> Vec<String> {
        preview::authentication(card)
    }

    fn view(shell: Shell, frame: Frame, client: &Client, form: &AuthenticationForm, errors: &Errors) -> impl Template {
        let number = |name, label, value: &str, unit| TextField::new(name, label, value, errors).number(unit);
        View {
            shell,
            frame,
            primary_identifier: options::primary_identifier(&form.primary_identifier, errors),
            confirmation: confirmation(client, form, errors),
            method: options::method(&form.method, errors),
            passkeys: options::passkeys(is_checked(&form.passkeys), errors),
            codes: [
                number("code_length", "Code length", &form.code_length, "digits").hint("6 to 8 digits."),
                number("code_lifetime", "Code lifetime", &form.code_lifetime, "minutes")
                    .hint("How long a code may be used: 1 to 15 minutes."),
                number("code_tries", "Tries per code", &form.code_tries, "tries")
                    .hint("Wrong tries before a code stops working: 3 to 10."),
                number("resend_after", "Resend after", &form.resend_after, "seconds")
                    .hint("How long users wait before they can ask for another code: 30 to 300 seconds."),
            ],
            password_length: number("password_length", "Minimum password length", &form.password_length, "characters")
                .hint("8 to 64 characters; at least 15 while a password alone is enough to sign in."),
            two_step: options::two_step(&form.two_step, errors),
            channels: channels(form, errors),
            channels_error: errors.of("two_step_channels"),
            sessions: sessions(form, errors),
        }
    }
}

fn codes(form: &AuthenticationForm, errors: &mut Errors) -> Option<Codes> {
    let length = errors.check("code_length", Bounded::parse(&form.code_length));
    let lifetime = errors.check("code_lifetime", Bounded::parse(&form.code_lifetime));
    let tries = errors.check("code_tries", Bounded::parse(&form.code_tries));
    let resend_after = errors.check("resend_after", Bounded::parse(&form.resend_after));
    Some(Codes { length: length?, lifetime: lifetime?, tries: tries?, resend_after: resend_after? })
}

fn two_step(form: &AuthenticationForm, errors: &mut Errors) -> Option<TwoStep> {
    let policy = choose::<TwoStepPolicy>(errors, "two_step", &form.two_step, "who gives a second proof");
    let app = checked(errors, "two_step_channels", &form.second_authenticator_app)?;
    let email = checked(errors, "two_step_channels", &form.second_email)?;
    let mobile = checked(errors, "two_step_channels", &form.second_mobile)?;
    let channels = Channels::new(|channel| match channel {
        Channel::AuthenticatorApp => app,
        Channel::Email => email,
        Channel::Mobile => mobile,
    });
    Some(TwoStep { policy: policy?, channels })
}

fn channels(form: &AuthenticationForm, errors: &Errors) -> [Checkbox; 3] {
    let sent_code = |channel, elsewhere, used| {
        let first = PrimaryIdentifier::parse(&form.primary_identifier).map(Channel::of);
        if first == Some(channel) { used } else { elsewhere }
    };
    let email = sent_code(
        Channel::Email,
        "A code that is sent to their email address.",
        "Not while email is the primary identifier: the first step uses it.",
    );
    let mobile = sent_code(
        Channel::Mobile,
        "A code that is sent to their mobile number.",
        "Not while mobile is the primary identifier: the first step uses it.",
    );
    let checkbox = |name, label, sent: &str| Checkbox::new(name, label, is_checked(sent), errors);
    [
        checkbox("second_authenticator_app", "Authenticator app", &form.second_authenticator_app)
            .hint("A code that an app on their device shows."),
        checkbox("second_email", "Code by email", &form.second_email).hint(email),
        checkbox("second_mobile", "Code by text message", &form.second_mobile).hint(mobile),
    ]
}

fn sessions(form: &AuthenticationForm, errors: &Errors) -> [TimeField; 2] {
    let field = |names, label, typed| TimeField::new(names, label, typed, menu::<Unit>(), errors);
    [
        field(
            ("session_idle", "session_idle_unit"),
            "Signed out when idle for",
            (&form.session_idle, &form.session_idle_unit),
        )
        .hint("5 minutes to 30 days without use."),
        field(
            ("session_absolute", "session_absolute_unit"),
            "Signed out at the latest after",
            (&form.session_absolute, &form.session_absolute_unit),
        )
        .hint("Up to 90 days, however active they are; never less than the time above."),
    ]
}

fn confirmation(client: &Client, form: &AuthenticationForm, errors: &Errors) -> Option<Confirmation> {
    let before = client.authentication.card.primary_identifier;
    let after = PrimaryIdentifier::parse(&form.primary_identifier).filter(|after| *after != before)?;
    let confirm = Checkbox::new("confirm", "Change the primary identifier", is_checked(&form.confirm), errors);
    Some(Confirmation { before: before.noun(), after: after.noun(), confirm })
}
