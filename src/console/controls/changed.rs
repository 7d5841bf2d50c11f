//! How many settings a form would change.

use super::{Control, Draft, Typed};
use crate::domain::client::Settings;
use crate::domain::setting::value_at;

/// The settings that differ from `before`, and those of which what was typed cannot be read.
pub fn changed<'a>(
    controls: impl Iterator<Item = &'a Control> + Clone,
    (typed, draft): (&Typed, &Draft),
    before: &Settings,
) -> usize {
    let [old, new] = [before, &draft.settings].map(Settings::to_value);
    let opened = Typed::of_document(controls.clone(), &old);
    let is_changed = |control: &&Control| {
        let is_typed = || control.names().iter().any(|name| typed.get(name) != opened.get(name));
        control.setting().is_some()
            && (value_at(&old, control.path) != value_at(&new, control.path)
                || (control.has_error(before, &draft.errors) && is_typed()))
    };
    controls.filter(is_changed).count()
}
