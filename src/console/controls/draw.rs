//! Draws controls with what was typed and what is wrong with it.

use super::{Control, Kind, Typed, asked_fields, counter, menu, rows};
use crate::domain::bounded::Unit;
use crate::domain::client::Settings;
use crate::domain::setting::value_at;
use crate::web::fields::{
    Checkbox, CheckboxGroup, Errors, RadioField, SelectField, Text, TextArea, TextField, TimeField, Widget, is_checked,
};

pub(super) fn widgets(control: &Control, typed: &Typed, settings: &Settings, errors: &Errors) -> Vec<Widget> {
    let name = control.name();
    let (label, hint) = (control.label_in(settings), control.hint);
    let sent = typed.get(&name);
    let line = |name: String, label, hint| {
        let value = typed.get(&name).to_owned();
        TextField::new(name, label, &value, errors).autocomplete("off").hint(hint)
    };
    let widget = match &control.kind {
        Kind::Line => {
            let field = TextField::new(name.clone(), label, sent, errors).hint(hint);
            Widget::Text(if control.has_autofocus { field.autofocus() } else { field })
        }
        Kind::Optional => Widget::Text(line(name.clone(), label, hint)),
        // What was refused may be a private key, so what is shown is what can be kept.
        Kind::Keys => {
            let document = settings.to_value();
            let kept = value_at(&document, control.path).as_str().unwrap_or_default();
            Widget::Area(TextArea::new(name.clone(), label, hint, kept, errors).counter(counter::of(control, typed)))
        }
        Kind::Rows(noun) => {
            Widget::Rows(rows::draw((&name, label, hint), noun, typed, errors).counter(counter::of(control, typed)))
        }
        Kind::Lines(_) => {
            Widget::Area(TextArea::new(name.clone(), label, hint, sent, errors).counter(counter::of(control, typed)))
        }
        Kind::Radio(options, _) => {
            Widget::Radio(RadioField::new(name.clone(), label, options(), sent, errors).hint(hint))
        }
        Kind::Menu(options, _) => Widget::Select(SelectField::new(name.clone(), label, options(), sent, errors)),
        Kind::Switch => Widget::Checkbox(Checkbox::new(name.clone(), label, is_checked(sent), errors).hint(hint)),
        Kind::AlwaysOn => Widget::Checkbox(Checkbox::new(name.clone(), label, true, errors).hint(hint).fixed()),
        Kind::Number(unit) => Widget::Text(line(name.clone(), label, hint).number(unit)),
        Kind::Time => {
            let unit = typed.get(&format!("{name}_unit")).to_owned();
            Widget::Time(TimeField::new(name.clone(), label, (sent, &unit), menu::<Unit>(), errors).hint(hint))
        }
        Kind::Checkboxes(options, hint) => {
            let checkbox = |(token, label): (&'static str, &'static str)| {
                let name = format!("{name}_{token}");
                let is_checked = is_checked(typed.get(&name));
                Checkbox::new(name, label, is_checked, errors).hint(hint(token, settings))
            };
            let checkboxes = options().into_iter().map(checkbox).collect();
            Widget::Checkboxes(CheckboxGroup::new(Text::Owned(name.clone()), label, checkboxes, errors))
        }
        Kind::Document(version_label, version_hint) => {
            let version = line(format!("{name}_version"), version_label, version_hint);
            return vec![Widget::Text(line(name, label, hint)), Widget::Text(version)];
        }
        Kind::AskedFields => Widget::Ordered(asked_fields::draw((&name, label, hint), typed, settings, errors)),
    };
    vec![widget]
}
