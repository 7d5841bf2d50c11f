//! The controls of a form as a person meets them: label, what can be chosen, hint, value, and what is wrong with it.

use std::collections::HashMap;

use scraper::ElementRef;

use super::Page;
use super::page::{form_with, labelled, labels_of, legend_of, row_list, select, words};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One of a few, all in sight.
    Choice,
    /// One of a menu.
    Menu,
    /// On or off.
    Switch,
    /// A whole number with a unit beside it.
    Number,
    /// A whole number with a menu of units.
    Time,
    Line,
    /// An item a line, or a row.
    Lines,
}

#[derive(Clone, Debug)]
pub struct Control {
    pub kind: Kind,
    /// The label; of a choice, the legend.
    pub label: String,
    /// The legend of the group that it stands in; empty outside of one.
    pub group: String,
    /// What can be chosen; of a time, the units.
    pub options: Vec<String>,
    pub hint: String,
    /// What a number counts.
    pub unit: String,
    /// A choice by its label, a switch as `on` or `off`, a time with its unit.
    pub value: String,
    /// What it is sent as.
    pub names: Vec<String>,
    /// What a link can lead to: of its inputs, and of the groups around it.
    pub ids: Vec<String>,
    /// What is said to be wrong beside it, or beside its group.
    pub message: String,
    /// Whether an input says that it is invalid.
    pub is_invalid: bool,
}

impl Control {
    /// Takes in the next row of a list.
    fn add(&mut self, row: Control) {
        self.value = [self.value.as_str(), &row.value].join("\n");
        self.names.extend(row.names);
        self.ids.extend(row.ids);
        self.message = [self.message.as_str(), &row.message].join(" ").trim().to_owned();
        self.is_invalid |= row.is_invalid;
    }

    /// What fills the control with a value, by label, for [`Page::form`].
    pub fn filled(&self, value: &str) -> Vec<(String, String)> {
        match value.rsplit_once(' ') {
            Some((number, unit)) if self.kind == Kind::Time => {
                vec![(self.label.clone(), number.to_owned()), (format!("{}: unit", self.label), unit.to_owned())]
            }
            _ => vec![(self.label.clone(), value.to_owned())],
        }
    }
}

impl Page {
    /// Every control that can be used in the form with this button, in the order of the page.
    pub fn controls(&self, button: &str) -> Vec<Control> {
        let document = self.document();
        let (_, form) = form_with(&document, button).unwrap_or_else(|| panic!("no “{button}” on {}", self.path));
        let labels = labels_of(&document);
        let with_ids = select("[id]");
        let ids = document.select(&with_ids).map(|element| (element.attr("id").unwrap().to_owned(), element)).collect();
        let mut controls: Vec<Control> = Vec::new();
        for input in form.select(&select("input[name], select[name], textarea[name]")) {
            let kind = input.attr("type").unwrap_or_else(|| input.value().name());
            if kind == "hidden" || input.attr("disabled").is_some() {
                continue;
            }
            let name = input.attr("name").unwrap();
            let label = labelled(&labels, input);
            if row_list(input).is_some() {
                let row = control(&ids, input, kind, label);
                let row = Control { kind: Kind::Lines, label: row.group.clone(), group: String::new(), ..row };
                match controls.last_mut() {
                    Some(list) if list.label == row.label => list.add(row),
                    _ => controls.push(row),
                }
                continue;
            }
            match controls.last_mut() {
                Some(last) if kind == "radio" && last.names == [name] => {
                    last.ids.extend(input.attr("id").map(str::to_owned));
                    last.options.push(label.clone());
                    if input.attr("checked").is_some() {
                        last.value = label;
                    }
                }
                Some(last) if label == format!("{}: unit", last.label) => {
                    let (options, unit) = menu(input);
                    *last = Control { kind: Kind::Time, options, ..last.clone() };
                    last.value = format!("{} {unit}", last.value);
                    last.names.push(name.to_owned());
                }
                _ => controls.push(control(&ids, input, kind, label)),
            }
        }
        controls
    }
}

fn control(by_id: &HashMap<String, ElementRef<'_>>, input: ElementRef<'_>, kind: &str, label: String) -> Control {
    let groups: Vec<ElementRef<'_>> = input.ancestors().filter_map(ElementRef::wrap).collect();
    let groups = groups.into_iter().filter(|element| element.value().name() == "fieldset");
    let around: Vec<ElementRef<'_>> = std::iter::once(input).chain(groups).collect();
    let said = |part: &str| {
        let ids = around.iter().flat_map(|element| element.attr("aria-describedby").unwrap_or_default().split(' '));
        let texts = ids.filter(|id| id.ends_with(part)).map(|id| text_of(by_id, id));
        texts.collect::<Vec<_>>().join(" ")
    };
    let (legend, is_radio) = (legend_of(input), kind == "radio");
    let is_checked = input.attr("checked").is_some();
    let (options, value) = match kind {
        "radio" => (vec![label.clone()], if is_checked { label.clone() } else { String::new() }),
        "checkbox" => (vec!["off".into(), "on".into()], if is_checked { "on" } else { "off" }.into()),
        "select" => menu(input),
        "textarea" => (Vec::new(), input.text().collect()),
        _ => (Vec::new(), input.attr("value").unwrap_or_default().to_owned()),
    };
    let unit = said("-unit");
    Control {
        kind: match kind {
            "radio" => Kind::Choice,
            "checkbox" => Kind::Switch,
            "select" => Kind::Menu,
            "textarea" => Kind::Lines,
            _ if unit.is_empty() => Kind::Line,
            _ => Kind::Number,
        },
        label: if is_radio { legend.clone() } else { label },
        group: if is_radio { String::new() } else { legend },
        options,
        hint: said("-hint"),
        unit,
        value,
        names: vec![input.attr("name").unwrap().to_owned()],
        ids: around.iter().filter_map(|element| element.attr("id")).map(str::to_owned).collect(),
        message: said("-error").trim_start_matches("Error: ").to_owned(),
        is_invalid: input.attr("aria-invalid") == Some("true"),
    }
}

fn text_of(by_id: &HashMap<String, ElementRef<'_>>, id: &str) -> String {
    let found = by_id.get(id);
    words(*found.unwrap_or_else(|| panic!("described by “{id}”, which is not on the page")))
}

/// The options of a menu, and the one that is chosen.
fn menu(menu: ElementRef<'_>) -> (Vec<String>, String) {
    let options: Vec<ElementRef<'_>> = menu.select(&select("option")).collect();
    let chosen = options.iter().find(|option| option.attr("selected").is_some()).or(options.first());
    let value = chosen.map(|option| words(*option)).unwrap_or_default();
    (options.into_iter().map(words).collect(), value)
}
