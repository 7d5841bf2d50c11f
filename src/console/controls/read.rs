//! Reads what was typed: the shape of every field first, then its meaning by the type of its setting. All errors of a form
//! are found in one round.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Value, json};
use validator::{Validate, ValidateLength, ValidationError, ValidationErrors, ValidationErrorsKind};

use super::{Control, Draft, Kind, Typed, asked_fields, rows};
use crate::domain::bounded::{typed_seconds, whole_number};
use crate::domain::client::{DocumentError, DocumentVersion, HttpsLink, Settings};
use crate::domain::setting::put_at;
use crate::domain::text::listed;
use crate::web::fields::{CHECKED, Errors, is_checked};

/// Characters of a text field, far beyond what any setting takes.
const LONGEST: u64 = 10_000;

pub(super) fn draft<'a>(
    controls: impl Iterator<Item = &'a Control> + Clone,
    typed: &Typed,
    before: &Settings,
) -> Draft {
    let mut errors = Errors::of_fields(controls.clone().flat_map(|control| control.places(before)).collect());
    errors.add_shape(Shape { controls: controls.clone().collect(), typed }.validate());
    let mut document = before.to_value();
    for control in controls {
        let Some(setting) = control.setting() else { continue };
        if control.has_error(before, &errors) {
            continue;
        }
        let value = value(control, typed);
        match setting.check(&value) {
            Ok(()) => put_at(&mut document, control.path, value),
            Err(error) if control.is_long() => rows::note(setting, typed, &control.name(), &error, &mut errors),
            Err(error) => note(control, &value, &error, &mut errors),
        }
    }
    // Each value is one that its setting can have, so the document is readable.
    let settings = Settings::from_value(document).unwrap_or_else(|_| before.clone());
    Draft { settings, is_readable: errors.is_empty(), errors }
}

/// A form whose shape is checked: what was chosen was offered, what has to be typed was.
struct Shape<'a> {
    controls: Vec<&'a Control>,
    typed: &'a Typed,
}

impl Validate for Shape<'_> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut found = HashMap::new();
        for (field, message) in self.controls.iter().filter_map(|control| misshapen(control, self.typed)) {
            let error = ValidationError::new("shape").with_message(message);
            found.insert(Cow::Owned(field), ValidationErrorsKind::Field(vec![error]));
        }
        if found.is_empty() { Ok(()) } else { Err(ValidationErrors(found)) }
    }
}

/// The field whose shape is wrong, with what would be right.
fn misshapen(control: &Control, typed: &Typed) -> Option<(String, Cow<'static, str>)> {
    let name = control.name();
    let sent = typed.get(&name);
    let switches = |names: Vec<String>| names.iter().all(|name| ["", CHECKED].contains(&typed.get(name)));
    let message: Option<Cow<'static, str>> = match &control.kind {
        Kind::Radio(_, what) | Kind::Menu(_, what) if !control.tokens().contains(&sent) => {
            Some(format!("Choose {what}.").into())
        }
        Kind::Switch | Kind::Checkboxes(..) if !switches(control.names()) => Some("Check it or leave it.".into()),
        Kind::AskedFields if !asked_fields::is_chosen(typed, &name) => {
            Some("Choose for each field whether it is asked for.".into())
        }
        // Their own types say how long they can be.
        Kind::Keys | Kind::Rows(_) => None,
        _ if !sent.validate_length(None, Some(LONGEST), None) => Some("This is far too long.".into()),
        _ => None,
    };
    message.map(|message| (name, message))
}

fn version<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.get(&format!("{name}_version"))
}

fn value(control: &Control, typed: &Typed) -> Value {
    let name = control.name();
    let sent = typed.get(&name);
    // Text that is not a number counts as beyond every bound, so the setting's type says what would be right.
    let number = |read: Option<u64>| json!(read.unwrap_or(u64::MAX));
    match &control.kind {
        Kind::Switch => json!(is_checked(sent)),
        Kind::Number(_) => number(whole_number(sent)),
        Kind::Time => number(typed_seconds(sent, typed.get(&format!("{name}_unit")))),
        Kind::Lines(_) => json!(listed(sent).collect::<Vec<_>>()),
        Kind::Checkboxes(..) => {
            let is_chosen = |token: &&str| is_checked(typed.get(&format!("{name}_{token}")));
            json!(control.tokens().into_iter().filter(is_chosen).collect::<Vec<_>>())
        }
        Kind::Document(..) if [sent, version(typed, &name)].iter().all(|part| part.trim().is_empty()) => Value::Null,
        Kind::Document(..) => json!({"link": sent, "version": version(typed, &name)}),
        Kind::AskedFields => asked_fields::value(typed, &name),
        Kind::Rows(_) => rows::value(typed, &name),
        Kind::Optional | Kind::Keys if sent.trim().is_empty() => Value::Null,
        Kind::Line | Kind::Optional | Kind::Keys | Kind::Radio(..) | Kind::Menu(..) | Kind::AlwaysOn => json!(sent),
    }
}

/// Notes what is wrong, beside each part that is.
fn note(control: &Control, value: &Value, error: &str, errors: &mut Errors) {
    let name = control.name();
    let part = |member: &str| value.get(member).and_then(Value::as_str).unwrap_or_default();
    if !matches!(control.kind, Kind::Document(..)) {
        return errors.add(name, error);
    }
    if part("link").trim().is_empty() {
        errors.add(name.clone(), &DocumentError::NoLink);
    } else if let Err(error) = HttpsLink::parse(part("link")) {
        errors.add(name.clone(), &error);
    }
    if let Err(error) = DocumentVersion::parse(part("version")) {
        errors.add(format!("{name}_version"), &error);
    }
}
