//! A list in which every entry has a row.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Errors, FieldError};

pub struct Row {
    pub number: usize,
    pub name: String,
    pub label: String,
    pub value: String,
    pub error: Option<FieldError>,
}

/// Rows with buttons that add one and remove one; a hidden field `NAME_rows` holds their number.
#[derive(Template)]
#[template(path = "components/row_list.html")]
pub struct RowList {
    name: String,
    legend: &'static str,
    hint: &'static str,
    /// What an entry is called.
    noun: &'static str,
    rows: Vec<Row>,
    most: usize,
    counter: String,
    error: Option<FieldError>,
}

impl HtmlSafe for RowList {}

impl RowList {
    #[must_use]
    pub fn new(name: String, legend: &'static str, noun: &'static str, rows: Vec<Row>, errors: &Errors) -> Self {
        let error = errors.error_of(&name);
        Self { name, legend, hint: "", noun, most: rows.len(), counter: String::new(), rows, error }
    }

    #[must_use]
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// How many entries there are, in words.
    #[must_use]
    pub fn counter(self, counter: String) -> Self {
        Self { counter, ..self }
    }

    /// How many rows there is room for.
    #[must_use]
    pub fn most(self, most: usize) -> Self {
        Self { most, ..self }
    }
}
