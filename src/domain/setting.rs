//! What a setting is called and how its values read. Differences, sentences, conflicts, history and files follow from it.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::bounded::time_words;
use super::choice::Choice;

#[derive(Debug)]
pub struct Setting {
    /// Where it stands: the members that lead to it, joined by dots.
    pub path: &'static str,
    pub label: &'static str,
    /// What its items are called, where it is a list whose order does not count: “domains”.
    pub items: Option<&'static str>,
    words: fn(&Value) -> String,
    check: fn(&Value) -> Result<(), String>,
}

/// A setting whose values are read as `T`.
pub const fn setting<T: DeserializeOwned>(
    path: &'static str,
    label: &'static str,
    words: fn(&Value) -> String,
) -> Setting {
    Setting { path, label, items: None, words, check: check::<T> }
}

/// A setting that is a list in an order of its own, read as `T`; `words` is how an item reads.
pub const fn list<T: DeserializeOwned>(
    path: &'static str,
    label: &'static str,
    items: &'static str,
    words: fn(&Value) -> String,
) -> Setting {
    Setting { path, label, items: Some(items), words, check: check::<T> }
}

fn check<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
    T::deserialize(value).map(|_| ()).map_err(|error| error.to_string())
}

/// Items of a list that are shown before the rest is counted.
const SHOWN: usize = 3;
/// Lists up to this length are shown whole.
const SHORT: usize = 5;

impl Setting {
    /// A value as pages show it; a long list is shortened.
    #[must_use]
    pub fn words(&self, value: &Value) -> String {
        match (self.items, value) {
            (Some(noun), Value::Array(items)) if items.len() > SHORT => {
                let shown: Vec<String> = items.iter().take(SHOWN).map(self.words).collect();
                format!("{} {noun}: {} and {} more", items.len(), shown.join(", "), items.len() - SHOWN)
            }
            _ => self.all_words(value),
        }
    }

    /// A value with every item of a list.
    #[must_use]
    pub fn all_words(&self, value: &Value) -> String {
        match (self.items, value) {
            (_, Value::Null) => nothing(),
            (_, Value::String(text)) if text.is_empty() => nothing(),
            (Some(_), Value::Array(items)) if items.is_empty() => nothing(),
            (Some(_), Value::Array(items)) => items.iter().map(self.words).collect::<Vec<_>>().join(", "),
            _ => (self.words)(value),
        }
    }

    /// The items of a list, each as it reads.
    #[must_use]
    pub fn each(&self, value: &Value) -> Vec<String> {
        let items = value.as_array().filter(|_| self.items.is_some());
        items.into_iter().flatten().map(self.words).collect()
    }

    /// Whether the setting can have this value. An error says what would be right.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        (self.check)(value)
    }

    /// The setting's name within its card, as a form's field: `codes_length`.
    #[must_use]
    pub fn field_name(&self) -> String {
        field_name(self.path)
    }
}

/// The name of a form's field for a path: the path within its card, with underscores.
#[must_use]
pub fn field_name(path: &str) -> String {
    path.split_once('.').map_or(path, |(_, within)| within).replace('.', "_")
}

/// The value at a path of a document; null where there is none.
#[must_use]
pub fn value_at<'a>(document: &'a Value, path: &str) -> &'a Value {
    path.split('.').try_fold(document, |value, member| value.get(member)).unwrap_or(&Value::Null)
}

/// Puts a value at a path of a document, which has the members that lead to it.
pub fn put_at(document: &mut Value, path: &str, value: Value) {
    let (parents, last) = path.rsplit_once('.').unwrap_or(("", path));
    let mut parents = parents.split('.').filter(|member| !member.is_empty());
    if let Some(Value::Object(object)) = parents.try_fold(document, |value, member| value.get_mut(member)) {
        object.insert(last.to_owned(), value);
    }
}

fn nothing() -> String {
    "nothing".to_owned()
}

/// Text that somebody typed, in quotes.
#[must_use]
pub fn quoted(value: &Value) -> String {
    format!("“{}”", plain(value))
}

/// Text, or a number, as it is.
pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[must_use]
pub fn switch(value: &Value) -> String {
    match value {
        Value::Bool(true) => "On".to_owned(),
        Value::Bool(false) => "Off".to_owned(),
        _ => plain(value),
    }
}

pub fn choice<C: Choice>(value: &Value) -> String {
    value.as_str().and_then(C::parse).map_or_else(|| plain(value), |choice| choice.label().to_owned())
}

#[must_use]
pub fn digits(value: &Value) -> String {
    format!("{} digits", plain(value))
}

#[must_use]
pub fn characters(value: &Value) -> String {
    format!("{} characters", plain(value))
}

/// A length of time, counted in units of so many seconds.
pub fn time<const SECONDS: u32>(value: &Value) -> String {
    let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
    number.and_then(|number| number.checked_mul(SECONDS)).map_or_else(|| plain(value), time_words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const DOMAINS: Setting = list::<Vec<String>>("registration.domains.allowed", "Allowed", "domains", plain);

    #[test]
    fn a_list_of_more_than_five_is_shortened_and_a_shorter_one_is_whole() {
        let some = |count: usize| json!((1..=count).map(|n| format!("d{n}")).collect::<Vec<_>>());
        assert_eq!(DOMAINS.words(&some(0)), "nothing");
        assert_eq!(DOMAINS.words(&some(5)), "d1, d2, d3, d4, d5");
        assert_eq!(DOMAINS.words(&some(6)), "6 domains: d1, d2, d3 and 3 more");
        assert_eq!(DOMAINS.words(&some(100)), "100 domains: d1, d2, d3 and 97 more");
        assert_eq!(DOMAINS.all_words(&some(6)), "d1, d2, d3, d4, d5, d6");
        assert_eq!(DOMAINS.field_name(), "domains_allowed");
    }

    #[test]
    fn a_value_is_found_and_put_by_its_path() {
        let mut document = json!({"a": {"b": 1, "c": {"d": 2}}, "e": 3});
        assert_eq!(value_at(&document, "a.c.d"), &json!(2));
        assert_eq!((value_at(&document, "a.x.d"), value_at(&document, "e.f")), (&Value::Null, &Value::Null));
        put_at(&mut document, "a.c.d", json!([4]));
        put_at(&mut document, "e", json!(5));
        put_at(&mut document, "x.y", json!(6));
        assert_eq!(document, json!({"a": {"b": 1, "c": {"d": [4]}}, "e": 5}));
    }
}
