//! The control of a list of addresses: an entry a row, with buttons that add a row and remove one. A hidden field says how
//! many rows there are, so that a form that lost one on its way is noticed.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Control, Kind, Typed};
use crate::domain::client::MOST_ENTRIES;
use crate::domain::setting::{Setting, plain};
use crate::web::fields::{Errors, Row, RowList, Text};

fn count_name(name: &str) -> String {
    format!("{name}_rows")
}

fn row_name(name: &str, number: usize) -> String {
    format!("{name}_{number}")
}

pub(super) fn names(name: &str) -> Vec<String> {
    std::iter::once(count_name(name)).chain((1..=MOST_ENTRIES).map(|number| row_name(name, number))).collect()
}

/// The names and labels of the rows, at which errors can stand.
pub(super) fn places(name: &str, noun: &'static str) -> impl Iterator<Item = (Text, Text)> {
    (1..=MOST_ENTRIES).map(move |number| (row_name(name, number).into(), format!("{noun} {number}").into()))
}

/// The rows as they open: at least one, so that there is something to type into.
pub(super) fn fill(typed: &mut Typed, name: &str, value: &Value) {
    let items = value.as_array().into_iter().flatten().map(plain);
    set(typed, name, items.collect());
}

fn set(typed: &mut Typed, name: &str, mut rows: Vec<String>) {
    if rows.is_empty() {
        rows.push(String::new());
    }
    for name in names(name) {
        typed.take(&name);
    }
    typed.set(count_name(name), rows.len().to_string());
    for (number, row) in (1..).zip(rows) {
        typed.set(row_name(name, number), row);
    }
}

fn rows(typed: &Typed, name: &str) -> Vec<String> {
    (1..=count(typed, name)).map(|number| typed.get(&row_name(name, number)).to_owned()).collect()
}

fn count(typed: &Typed, name: &str) -> usize {
    typed.get(&count_name(name)).parse().unwrap_or(0).min(MOST_ENTRIES)
}

/// Whether exactly the rows were sent that the form had.
pub(super) fn is_whole(typed: &Typed, name: &str) -> bool {
    let count = count(typed, name);
    let is_sent = |number: &usize| typed.has(&row_name(name, *number));
    count > 0
        && typed.get(&count_name(name)) == count.to_string()
        && (1..=MOST_ENTRIES).all(|number| is_sent(&number) == (number <= count))
}

/// How many rows are not empty.
pub(super) fn filled(typed: &Typed, name: &str) -> usize {
    rows(typed, name).iter().filter(|row| !row.trim().is_empty()).count()
}

/// What stands in the rows that are not empty.
pub(super) fn value(typed: &Typed, name: &str) -> Value {
    let rows = rows(typed, name);
    json!(rows.iter().map(|row| row.trim()).filter(|row| !row.is_empty()).collect::<Vec<_>>())
}

/// Notes what is wrong beside each row that is.
pub(super) fn note(setting: &Setting, typed: &Typed, name: &str, error: &str, errors: &mut Errors) {
    let rows = rows(typed, name);
    let mut before = BTreeSet::new();
    let mut is_noted = false;
    for (number, row) in (1..).zip(&rows).filter(|(_, row)| !row.trim().is_empty()) {
        let wrong = match setting.check(&json!([row.trim()])) {
            Ok(()) if before.insert(row.trim()) => continue,
            // The list that has it twice says so.
            Ok(()) => setting.check(&json!([row.trim(), row.trim()])).err().unwrap_or_else(|| error.to_owned()),
            Err(wrong) => wrong,
        };
        errors.add(row_name(name, number), &wrong);
        is_noted = true;
    }
    if !is_noted {
        errors.add(name.to_owned(), error);
    }
}

/// Adds the row or removes the one that a button names (`add redirect_uris`, `remove redirect_uris 2`).
pub fn change_rows<'a>(controls: impl Iterator<Item = &'a Control>, typed: &mut Typed, intent: &str) {
    let words: Vec<&str> = intent.split(' ').collect();
    for name in controls.filter(|control| matches!(control.kind, Kind::Rows(_))).map(Control::name) {
        let mut rows = rows(typed, &name);
        match words.as_slice() {
            ["add", wanted] if *wanted == name && rows.len() < MOST_ENTRIES => rows.push(String::new()),
            ["remove", wanted, number] if *wanted == name => {
                let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                if let Some(at) = at.filter(|at| *at < rows.len()) {
                    rows.remove(at);
                }
            }
            _ => continue,
        }
        set(typed, &name, rows);
    }
}

/// Adds a row with a value to a list; whether there was room.
pub fn add_row(typed: &mut Typed, name: &str, value: &str) -> bool {
    let mut rows: Vec<String> = rows(typed, name).into_iter().filter(|row| !row.trim().is_empty()).collect();
    let has_room = rows.len() < MOST_ENTRIES;
    if has_room {
        rows.push(value.to_owned());
        set(typed, name, rows);
    }
    has_room
}

pub(super) fn draw(
    (name, legend, hint): (&str, &'static str, &'static str),
    noun: &'static str,
    typed: &Typed,
    errors: &Errors,
) -> RowList {
    let row = |(number, value): (usize, String)| {
        let name = row_name(name, number);
        Row { number, label: format!("{noun} {number}"), value, error: errors.error_of(&name), name }
    };
    let rows: Vec<Row> = (1..).zip(rows(typed, name)).map(row).collect();
    RowList::new(name.to_owned(), legend, noun, rows, errors).hint(hint).most(MOST_ENTRIES)
}
