//! What was typed into a form, and the fields as they open.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Control, Kind, asked_fields, rows};
use crate::domain::bounded::{Unit, time_parts};
use crate::domain::choice::Choice;
use crate::domain::setting::{plain, value_at};
use crate::web::fields::sent_by;

/// What was typed, by the names of the fields.
#[derive(Clone, Debug, Default)]
pub struct Typed(BTreeMap<String, String>);

impl Typed {
    /// The fields as they open for a document.
    pub fn of_document<'a>(controls: impl Iterator<Item = &'a Control>, document: &Value) -> Self {
        let mut typed = Self::default();
        controls.for_each(|control| typed.fill(control, value_at(document, control.path)));
        typed
    }

    /// The fields that were sent; `None` when one is repeated or unknown.
    pub fn sent<'a>(
        controls: impl Iterator<Item = &'a Control>,
        more: &[&str],
        sent: impl IntoIterator<Item = (String, String)>,
    ) -> Option<Self> {
        let known: Vec<String> = controls.flat_map(Control::names).collect();
        let mut typed = BTreeMap::new();
        for (name, value) in sent {
            let is_known = known.contains(&name) || more.contains(&name.as_str());
            if !is_known || typed.insert(name, value).is_some() {
                return None;
            }
        }
        Some(Self(typed))
    }

    /// Whether every field was sent that a browser always sends.
    pub fn is_whole<'a>(&self, mut controls: impl Iterator<Item = &'a Control>) -> bool {
        controls.all(|control| {
            let may_lack = matches!(control.kind, Kind::Radio(..) | Kind::Switch | Kind::Checkboxes(..));
            if let Kind::Rows(_) = control.kind {
                return rows::is_whole(self, &control.name());
            }
            may_lack || control.names().iter().all(|name| self.0.contains_key(name))
        })
    }

    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), value.into());
    }

    pub fn take(&mut self, name: &str) -> String {
        self.0.remove(name).unwrap_or_default()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn fill(&mut self, control: &Control, value: &Value) {
        let name = control.name();
        match &control.kind {
            Kind::AlwaysOn => {}
            Kind::Switch => self.set(name, sent_by(value == &Value::Bool(true))),
            Kind::Lines(_) => self.set(name, items(value).map(plain).collect::<Vec<_>>().join("\n")),
            Kind::Time => {
                let (number, unit) = time_parts(value.as_u64().and_then(|time| u32::try_from(time).ok()).unwrap_or(0));
                self.set(format!("{name}_unit"), Unit::token(unit));
                self.set(name, number.to_string());
            }
            Kind::Checkboxes(..) => {
                for token in control.tokens() {
                    self.set(format!("{name}_{token}"), sent_by(items(value).any(|item| item == token)));
                }
            }
            Kind::Document(..) => {
                let part = |member: &str| value.get(member).map(plain).unwrap_or_default();
                self.set(format!("{name}_version"), part("version"));
                self.set(name, part("link"));
            }
            Kind::AskedFields => asked_fields::fill(self, &name, value),
            Kind::Rows(_) => rows::fill(self, &name, value),
            _ => self.set(name, if value.is_null() { String::new() } else { plain(value) }),
        }
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
