//! The control of the profile fields that registration asks for: a menu each, in an order that buttons change.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Typed, menu};
use crate::domain::choice::Choice;
use crate::domain::client::{AskedFields, ProfileField, Requirement, Settings};
use crate::web::fields::{Errors, OrderedRow, OrderedSelects, SelectField, Text};

pub(super) fn names(name: &str) -> Vec<String> {
    let menus = ProfileField::ALL.iter().map(|field| menu_name(name, *field));
    std::iter::once(order_name(name)).chain(menus).collect()
}

fn order_name(name: &str) -> String {
    format!("{name}_order")
}

fn menu_name(name: &str, field: ProfileField) -> String {
    format!("{name}_{}", field.token())
}

/// The fields as they open: those that are asked for first.
pub(super) fn fill(typed: &mut Typed, name: &str, value: &Value) {
    let asked = AskedFields::deserialize(value).unwrap_or_default();
    let order: Vec<&str> = asked.as_slice().iter().map(|asked| asked.field.token()).collect();
    typed.set(order_name(name), order.join(" "));
    for field in ProfileField::ALL {
        typed.set(menu_name(name, *field), asked.asks(*field).token());
    }
}

/// Every profile field, in the order of the form.
fn fields(typed: &Typed, name: &str) -> Vec<ProfileField> {
    let order = order_name(name);
    let sent = typed.get(&order).split(' ').filter_map(ProfileField::parse);
    let mut fields: Vec<ProfileField> = Vec::new();
    for field in sent.chain(ProfileField::ALL.iter().copied()) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

pub(super) fn is_chosen(typed: &Typed, name: &str) -> bool {
    ProfileField::ALL.iter().all(|field| Requirement::parse(typed.get(&menu_name(name, *field))).is_some())
}

pub(super) fn value(typed: &Typed, name: &str) -> Value {
    let asked = fields(typed, name).into_iter().filter_map(|field| {
        match Requirement::parse(typed.get(&menu_name(name, field)))? {
            Requirement::No => None,
            asks => Some(json!({"field": field, "required": asks == Requirement::Required})),
        }
    });
    asked.collect()
}

/// Moves the field that a button names (“up locale”) in every such control.
pub fn move_field(typed: &mut Typed, name: &str, intent: &str) {
    let Some((direction, token)) = intent.split_once(' ') else { return };
    let mut fields = fields(typed, name);
    let at = fields.iter().position(|field| field.token() == token);
    let to = match direction {
        "up" => at.and_then(|at| at.checked_sub(1)),
        "down" => at.map(|at| at + 1).filter(|to| *to < fields.len()),
        _ => None,
    };
    if let Some((at, to)) = at.zip(to) {
        fields.swap(at, to);
    }
    let order: Vec<&str> = fields.iter().map(|field| field.token()).collect();
    typed.set(order_name(name), order.join(" "));
}

pub(super) fn draw(
    (name, legend, hint): (&str, &'static str, &'static str),
    typed: &Typed,
    settings: &Settings,
    errors: &Errors,
) -> OrderedSelects {
    let identifier = settings.authentication.primary_identifier;
    let row = |field: ProfileField| {
        let (menu_name, label) = (menu_name(name, field), field.label_beside(identifier));
        let select = SelectField::new(menu_name.clone(), label, menu::<Requirement>(), typed.get(&menu_name), errors);
        OrderedRow { token: field.token(), label, select }
    };
    let rows = fields(typed, name).into_iter().map(row).collect();
    OrderedSelects::new(Text::Owned(name.to_owned()), legend, hint, rows, errors)
}
