//! Somebody saved a card while it was being edited: both versions setting by setting, and the choice between them.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::frame::Heading;
use super::{CardPage, Editing, decoded, encoded, version};
use crate::console::access::{Allowed, EditClients};
use crate::console::clients::ClientPath;
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::activity::Field;
use crate::domain::choice::{Choice, choices};
use crate::domain::client::{Card, Version};
use crate::domain::time::Timestamp;
use crate::service::state::State;
use crate::store::clients::{ChangedSince, changed_since};
use crate::web::fields::{ErrorSummary, Errors, RadioField, RadioOption};
use crate::web::form::Form;
use crate::web::moment::Moment;
use crate::web::page;
use crate::web::problem::Problem;

choices! {
    /// Whose value of a setting is to hold.
    enum Side {
        Theirs = "theirs", "Stored now";
        Mine = "mine", "Yours";
    }
}

/// A setting of which the stored value differs from the typed one.
struct Difference {
    field: Field,
    /// Its value when the page was opened, where that is known.
    opened: Option<String>,
    theirs: String,
    mine: String,
    /// What was chosen; at first, the side that alone has changed it.
    side: Option<Side>,
}

/// The two versions of a card.
pub(super) struct Comparison<'a, P: CardPage> {
    mine: &'a P::Card,
    opened: &'a str,
    since: &'a ChangedSince,
    /// How many times the card was saved meanwhile.
    saves: i64,
    differences: Vec<Difference>,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "console/cards/conflict.html")]
struct ConflictPage {
    shell: Shell,
    heading: Heading,
    action: String,
    version: i64,
    mine: String,
    opened: String,
    by: String,
    when: Moment,
    saves: i64,
    summary: ErrorSummary,
    settings: Vec<RadioField>,
}

impl<'a, P: CardPage> Comparison<'a, P> {
    /// Compares what was typed with what is stored; `since_version` is the version that was edited.
    pub(super) fn new(mine: &'a P::Card, opened: &'a str, since: &'a ChangedSince, since_version: Version) -> Self {
        let stored = P::Card::of(&since.client);
        let before: BTreeMap<&str, String> = decoded::<P>(opened)
            .map(|card| card.settings().into_iter().map(|(field, value)| (field.token(), value)).collect())
            .unwrap_or_default();
        let difference = |((field, theirs), (_, mine)): ((Field, String), (Field, String))| {
            let opened = before.get(field.token()).cloned();
            let side = match &opened {
                Some(opened) if *opened == mine => Some(Side::Theirs),
                Some(opened) if *opened == theirs => Some(Side::Mine),
                _ => None,
            };
            (theirs != mine).then_some(Difference { field, opened, theirs, mine, side })
        };
        let pairs = stored.card.settings().into_iter().zip(mine.settings());
        let saves = stored.version.0.saturating_sub(since_version.0);
        let errors = Errors::new(P::FIELDS);
        Self { mine, opened, since, saves, differences: pairs.filter_map(difference).collect(), errors }
    }

    /// Takes over what was chosen.
    fn choose(&mut self, choices: &BTreeMap<String, String>) {
        for difference in &mut self.differences {
            let name = difference.field.form_name();
            difference.side = choices.get(name).and_then(|side| Side::parse(side)).or(difference.side);
            if difference.side.is_none() {
                self.errors.add(name, &format!("{}: choose which version to keep.", difference.field.label()));
            }
        }
    }

    /// The stored card with the settings for which mine were chosen.
    fn merged(&self) -> P::Card {
        let mut merged = P::Card::of(&self.since.client).card.clone();
        for difference in self.differences.iter().filter(|difference| difference.side == Some(Side::Mine)) {
            merged.take(difference.field, self.mine);
        }
        merged
    }

    /// The page that asks.
    pub(super) fn draw(&self, shell: Shell, now: Timestamp) -> Result<HttpResponse, Problem> {
        let client = &self.since.client;
        let view = ConflictPage {
            shell,
            heading: Heading::new(client, P::Card::KIND),
            action: paths::conflict(client.key, P::Card::KIND),
            version: P::Card::of(client).version.0,
            mine: encoded(&P::form(self.mine)),
            opened: self.opened.to_owned(),
            by: self.since.by.clone(),
            when: Moment::new(self.since.at.0, now.0),
            saves: self.saves,
            summary: self.errors.summary(),
            settings: self.differences.iter().map(|difference| self.setting(difference)).collect(),
        };
        page::restorable(StatusCode::CONFLICT, &view)
    }

    fn setting(&self, difference: &Difference) -> RadioField {
        let Difference { field, opened, theirs, mine, side } = difference;
        let option = |side: Side, value: &str, whose: String| RadioOption {
            value: side.token(),
            label: field.value_label(value).into(),
            hint: whose.into(),
        };
        // Of several saves, only the last is known by name.
        let stored = match opened {
            Some(opened) if opened != theirs && self.saves == 1 => format!("Stored now, by {}", self.since.by),
            _ => "Stored now".to_owned(),
        };
        let options = vec![option(Side::Theirs, theirs, stored), option(Side::Mine, mine, "Yours".to_owned())];
        let opened = opened.as_deref().map(|opened| field.value_label(opened));
        let hint = match opened {
            None => String::new(),
            Some(opened) => format!("When you opened the page: {opened}"),
        };
        let chosen = side.map(Choice::token).unwrap_or_default();
        RadioField::new(field.form_name(), field.label(), options, chosen, &self.errors).hint(hint)
    }
}

/// What the page of a conflict sends: two versions, and a choice a setting.
struct Answers {
    version: Version,
    mine: String,
    opened: String,
    intent: String,
    choices: BTreeMap<String, String>,
}

impl Answers {
    fn read<P: CardPage>(fields: Vec<(String, String)>) -> Result<Self, Problem> {
        let mut choices = BTreeMap::new();
        for (name, value) in fields {
            let known = ["version", "mine", "opened", "intent"].contains(&name.as_str());
            let chosen = P::FIELDS.contains(&name.as_str()) && Side::parse(&value).is_some();
            if !(known || chosen) || choices.insert(name, value).is_some() {
                return Err(Problem::bad_request("A field was repeated, unknown or of the wrong kind."));
            }
        }
        let mut take = |name: &str| choices.remove(name).unwrap_or_default();
        let (version, mine, opened, intent) =
            (version(&take("version"))?, take("mine"), take("opened"), take("intent"));
        Ok(Self { version, mine, opened, intent, choices })
    }
}

/// Saves what was chosen between two versions, or goes on editing it.
///
/// # Errors
/// When there is no such client, the form is none of ours, or the database fails.
pub async fn resolve<P: CardPage>(
    access: Allowed<EditClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Problem> {
    let answers = Answers::read::<P>(form.0)?;
    let mine = decoded::<P>(&answers.mine).ok_or_else(|| Problem::bad_request("What you had typed did not arrive."))?;
    let key = path.0;
    let since = state.store.read(move |conn| changed_since(conn, key, P::Card::KIND)).await?;
    let since = since.ok_or_else(Problem::not_found)?;
    let mut comparison = Comparison::<P>::new(&mine, &answers.opened, &since, answers.version);
    comparison.choose(&answers.choices);
    let is_stale = comparison.saves != 0;
    if is_stale || !comparison.errors.is_empty() {
        return comparison.draw(Shell::new(&request, &access), state.now());
    }
    let editing = Editing::<P>::new(since.client.clone(), &comparison.merged(), true);
    if answers.intent.is_empty() {
        editing.save(&access, &state, &request).await
    } else {
        editing.draw(StatusCode::OK, Shell::new(&request, &access), &Errors::new(P::FIELDS))
    }
}
