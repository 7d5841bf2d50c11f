//! Menus in an order that buttons change.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Errors, FieldError, SelectField, Text};

/// A menu with the buttons that move it.
pub struct OrderedRow {
    pub token: &'static str,
    pub label: &'static str,
    pub select: SelectField,
}

/// Menus in an order, which a hidden field `NAME_order` holds by their tokens with spaces.
#[derive(Template)]
#[template(path = "components/ordered_selects.html")]
pub struct OrderedSelects {
    name: Text,
    legend: &'static str,
    hint: &'static str,
    order: String,
    rows: Vec<OrderedRow>,
    error: Option<FieldError>,
}

impl HtmlSafe for OrderedSelects {}

impl OrderedSelects {
    #[must_use]
    pub fn new(name: Text, legend: &'static str, hint: &'static str, rows: Vec<OrderedRow>, errors: &Errors) -> Self {
        let order = rows.iter().map(|row| row.token).collect::<Vec<_>>().join(" ");
        let error = errors.error_of(&name);
        Self { name, legend, hint, order, rows, error }
    }
}
