//! How much stands in a field that has a limit: “3 of 100 domains”.

use super::{Control, Kind, Typed, rows};
use crate::domain::client::{JwkSet, MOST_ENTRIES};
use crate::domain::text::listed;
use crate::web::number::grouped;

/// What is typed into a control of several lines or rows, of what it can hold; empty for other controls.
pub(super) fn of(control: &Control, typed: &Typed) -> String {
    let name = control.name();
    let sent = typed.get(&name);
    let noun = control.setting().and_then(|setting| setting.items).unwrap_or("bytes");
    let (count, most) = match control.kind {
        Kind::Lines(most) => (listed(sent).count(), most),
        Kind::Rows(_) => (rows::filled(typed, &name), MOST_ENTRIES),
        Kind::Keys => (sent.len(), JwkSet::LONGEST),
        _ => return String::new(),
    };
    let [count, most] = [count, most].map(|number| grouped(i64::try_from(number).unwrap_or(i64::MAX)));
    format!("{count} of {most} {noun}")
}
