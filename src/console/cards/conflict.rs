//! Somebody saved a card while it was being edited: both versions setting by setting, and the choice between them.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::Value;

use super::Editing;
use super::draw::Heading;
use super::page::CardPage;
use crate::console::access::{Allowed, EditClients};
use crate::console::controls::{Draft, Typed};
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::activity::in_words;
use crate::domain::choice::Choice;
use crate::domain::client::{Difference, Keep, RevisionNumber, Settings, change, differences, merged};
use crate::domain::time::Timestamp;
use crate::service::state::State;
use crate::store::StoreError;
use crate::store::clients::{self, ChangedSince};
use crate::web::fields::{ErrorSummary, Errors, RadioField, RadioOption, Text};
use crate::web::form::misunderstood;
use crate::web::moment::Moment;
use crate::web::page;
use crate::web::problem::Problem;

/// The field that says which revision the choices were made against.
const AGAINST: &str = "against";
/// What the names of the fields begin with that say what to keep of a setting.
const KEEP: &str = "keep_";

pub(super) struct Comparison<'a> {
    page: &'static CardPage,
    since: &'a ChangedSince,
    typed: &'a Settings,
    /// Each with what was chosen; at first, the side that alone has changed it.
    differences: Vec<(Difference, Option<Keep>)>,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "console/cards/conflict.html")]
struct ConflictView {
    shell: Shell,
    heading: Heading,
    opened: i64,
    against: i64,
    /// What was typed, to be sent again.
    typed: Vec<(String, String)>,
    by: String,
    when: Moment,
    saves: usize,
    summary: ErrorSummary,
    settings: Vec<RadioField>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(page: &'static CardPage, since: &'a ChangedSince, typed: &'a Settings) -> Self {
        let [opened, saved, mine] = [&since.opened.settings, &since.client.settings, typed].map(Settings::to_value);
        let differences = differences(page.card, &opened, &saved, &mine);
        let place =
            |difference: &Difference| (Text::Owned(keep_name(difference)), Text::Borrowed(difference.setting.label));
        let errors = Errors::of_fields(differences.iter().map(place).collect());
        let differences = differences.into_iter().map(|difference| (difference.obvious(), difference));
        let differences = differences.map(|(keep, difference)| (difference, keep)).collect();
        Self { page, since, typed, differences, errors }
    }

    /// Takes over what was chosen; `None` when it cannot be.
    fn choose(&mut self, mut chosen: BTreeMap<String, String>) -> Option<()> {
        for (difference, keep) in &mut self.differences {
            let name = keep_name(difference);
            if let Some(token) = chosen.remove(&name) {
                *keep = Some(Keep::parse(&token).filter(|keep| *keep != Keep::Both || difference.both.is_some())?);
            }
            if keep.is_none() {
                self.errors.add(name, "Choose which version to keep.");
            }
        }
        // A setting that is no longer different needs no choice, but there must be such a setting.
        let is_ours =
            |name: &String| self.page.card.settings.iter().any(|s| *name == format!("{KEEP}{}", s.field_name()));
        chosen.keys().all(is_ours).then_some(())
    }

    /// The saved settings with what was chosen of those that were typed.
    fn merged(&self) -> Result<Settings, StoreError> {
        let differences: Vec<Difference> = self.differences.iter().map(|(difference, _)| difference.clone()).collect();
        let keep = |wanted: &Difference| {
            let found = self.differences.iter().find(|(known, _)| known.setting.path == wanted.setting.path);
            found.and_then(|(_, keep)| *keep).unwrap_or(Keep::Saved)
        };
        merged(self.since.client.settings.to_value(), &differences, keep)
            .map_err(|error| StoreError::Internal(error.to_string()))
    }

    pub(super) fn draw(&self, shell: Shell, now: Timestamp) -> Result<HttpResponse, Problem> {
        let ChangedSince { client, opened, saves } = self.since;
        let last = saves.first();
        let typed = Typed::of_document(self.page.controls(), &self.typed.to_value());
        let view = ConflictView {
            shell,
            heading: Heading::new(client, self.page.card),
            opened: opened.number.get(),
            against: client.revision.get(),
            typed: typed.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            by: last.map_or_else(|| "Somebody".to_owned(), |save| save.by.clone()),
            when: Moment::new(last.map_or(client.updated_at, |save| save.at).0, now.0),
            saves: saves.len(),
            summary: self.errors.summary(),
            settings: self.differences.iter().map(|(difference, keep)| self.setting(difference, *keep)).collect(),
        };
        page::html(StatusCode::CONFLICT, &view)
    }

    fn setting(&self, difference: &Difference, keep: Option<Keep>) -> RadioField {
        let Difference { setting, opened, saved, typed, both } = difference;
        let option = |keep: Keep, value: &Value, whose: String| RadioOption {
            value: keep.token(),
            label: shown(difference, value).into(),
            hint: whose.into(),
        };
        let saver = self.since.saves.iter().find(|save| save.paths.iter().any(|path| path == setting.path));
        let saved_by = match saver {
            Some(save) if opened != saved => format!("{}, by {}", Keep::Saved.label(), save.by),
            _ => Keep::Saved.label().to_owned(),
        };
        let mut options =
            vec![option(Keep::Saved, saved, saved_by), option(Keep::Typed, typed, Keep::Typed.label().to_owned())];
        options.extend(both.as_ref().map(|both| option(Keep::Both, both, Keep::Both.label().to_owned())));
        let chosen = keep.map(Choice::token).unwrap_or_default();
        let name = keep_name(difference);
        RadioField::new(name, setting.label, options, chosen, &self.errors)
            .hint(format!("Originally: {}", setting.words(opened)))
    }
}

fn keep_name(difference: &Difference) -> String {
    format!("{KEEP}{}", difference.setting.field_name())
}

/// A value in words; of a list, what became of the original.
fn shown(difference: &Difference, value: &Value) -> String {
    let Difference { setting, opened, .. } = difference;
    match change(setting, opened, value) {
        Some(change) if setting.items.is_some() => in_words(&change),
        _ => setting.words(value),
    }
}

type Sent = Vec<(String, String)>;

/// The answers of a conflict's page, and the fields of the card beside them.
pub(super) fn split(sent: Sent) -> (Sent, Sent) {
    sent.into_iter().partition(|(name, _)| name == AGAINST || name.starts_with(KEEP))
}

/// Saves what was chosen between two versions, or goes on editing it.
pub(super) async fn resolve(
    editing: Editing,
    answers: Sent,
    intent: &str,
    (access, state, request): (&Allowed<EditClients>, &State, &HttpRequest),
) -> Result<HttpResponse, Problem> {
    let Editing { page, client, standing, opened, typed, confirmed, .. } = editing;
    let count = answers.len();
    let mut chosen: BTreeMap<String, String> = answers.into_iter().collect();
    let is_repeated = chosen.len() != count;
    let against = chosen.remove(AGAINST).and_then(|text| RevisionNumber::parse(&text)).filter(|_| !is_repeated);
    let against = against.ok_or_else(misunderstood)?;
    let draft = Draft::read(page.controls(), &typed, &opened.settings);
    if !draft.errors.is_empty() {
        return Err(Problem::bad_request("What you had typed did not arrive."));
    }
    let (key, since) = (client.key, opened.number);
    let (seen, saves) = state
        .store
        .read(move |conn| {
            let seen = clients::revision(conn, key, against)?;
            Ok((seen, clients::saves_since(conn, key, page.card, since)?))
        })
        .await?;
    let seen = seen.ok_or_else(|| Problem::bad_request("The form compares with a revision that does not exist."))?;
    let is_stale = !client.settings.has_same_card(page.card, &seen.settings);
    let since = ChangedSince { client, opened, saves };
    let mut comparison = Comparison::new(page, &since, &draft.settings);
    comparison.choose(chosen).ok_or_else(misunderstood)?;
    if is_stale || !comparison.errors.is_empty() {
        return comparison.draw(Shell::new(request, access), state.now());
    }
    let merged = comparison.merged()?;
    let mut editing = Editing::new(page, since.client.clone(), &merged, standing);
    editing.confirmed = confirmed;
    if intent.is_empty() {
        return editing.save(access, state, request).await;
    }
    let draft = Draft { settings: merged, errors: Errors::new(&[]), is_readable: true };
    editing.draw(StatusCode::OK, Shell::new(request, access), &draft)
}
