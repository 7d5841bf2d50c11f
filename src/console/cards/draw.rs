//! Draws a card's edit page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::page::{Layout, Only, Part, Question};
use super::{CONFIRM, Editing, PAGES, general, integration};
use crate::console::controls::{Draft, changed};
use crate::console::paths;
use crate::console::preview::Preview;
use crate::console::shell::Shell;
use crate::domain::client::{Card, Client, IntegrationType, Settings};
use crate::domain::setting::field_name;
use crate::web::fields::{Checkbox, ErrorSummary, Errors, Widget, is_checked};
use crate::web::page;
use crate::web::problem::Problem;

pub struct Heading {
    pub title: &'static str,
    pub client: String,
    pub client_href: String,
    pub action: String,
}

impl Heading {
    #[must_use]
    pub fn new(client: &Client, card: &Card) -> Self {
        Self {
            title: card.label,
            client: client.name().to_owned(),
            client_href: paths::client(client.key),
            action: paths::card(client.key, card.name),
        }
    }
}

struct DrawnPart {
    heading: &'static str,
    hint: &'static str,
    id: String,
    is_paired: bool,
    is_group: bool,
    /// Menus in a group stand close together.
    has_menus: bool,
    fields: Vec<Drawn>,
    fold: Option<Fold>,
}

/// What folds a part while it has no effect.
struct Fold {
    id: String,
    applies: bool,
    is_open: bool,
    otherwise: &'static str,
}

enum Drawn {
    Widget(Widget),
    /// Below the setting that it is about.
    Question(DrawnQuestion),
}

/// The card's question with its answer.
pub struct DrawnQuestion {
    pub title: &'static str,
    pub text: String,
    pub confirm: Checkbox,
}

impl DrawnQuestion {
    #[must_use]
    pub fn new(question: Question, confirmed: &str, errors: &Errors) -> Self {
        let confirm = Checkbox::new(CONFIRM, question.label, is_checked(confirmed), errors);
        Self { title: question.title, text: question.text, confirm }
    }
}

#[derive(Template)]
#[template(path = "console/cards/card.html")]
struct CardView {
    shell: Shell,
    heading: Heading,
    lead: &'static str,
    aside: &'static str,
    more: Option<(&'static str, String)>,
    /// The card after it: its label and the address of its edit page.
    next: Option<(&'static str, String)>,
    revision: i64,
    is_unsaved: bool,
    summary: ErrorSummary,
    /// The parts that have a heading and where they are, on a long page.
    sections: Vec<(&'static str, String)>,
    parts: Vec<DrawnPart>,
    preview: Preview,
    /// How many settings are changed; empty while none is.
    changed: String,
}

impl Fold {
    fn new(part: &Part, only: &Only, draft: &Draft) -> Self {
        let has_error = part.controls.iter().any(|control| control.has_error(&draft.settings, &draft.errors));
        let applies = (only.applies)(&draft.settings);
        let id = part.controls.first().map(|control| format!("fold-{}", control.name())).unwrap_or_default();
        Self { id, applies, is_open: applies || has_error, otherwise: only.otherwise }
    }
}

impl Editing {
    /// How many settings would be changed, in words.
    fn changed(&self, draft: &Draft) -> String {
        match changed(self.page.controls(), (&self.typed, draft), &self.opened.settings) {
            0 => String::new(),
            1 => "1 setting changed".to_owned(),
            count => format!("{count} settings changed"),
        }
    }

    fn next(&self) -> Option<(&'static str, String)> {
        let place = PAGES.iter().position(|page| page.card.name == self.page.card.name)?;
        let next = PAGES.get(place + 1)?;
        Some((next.card.label, paths::card(self.client.key, next.card.name)))
    }

    pub(super) fn draw(&self, status: StatusCode, shell: Shell, draft: &Draft) -> Result<HttpResponse, Problem> {
        let Draft { settings, errors, is_readable } = draft;
        let problems = errors.summary().messages().map(str::to_owned).collect();
        // A question that has only just come up has not been passed over.
        let errors = if status.is_success() { &errors.without(CONFIRM) } else { errors };
        let mut question = (self.page.question)(&self.client.settings, settings, self.standing);
        let parts = self.page.parts.iter().map(|part| {
            let mut fields = Vec::new();
            for control in part.controls {
                fields.extend(draft.draw(std::iter::once(control), &self.typed).map(Drawn::Widget));
                let own = question.take_if(|question| question.setting == control.path);
                let drawn = own.map(|question| DrawnQuestion::new(question, &self.confirmed, errors));
                fields.extend(drawn.map(Drawn::Question));
            }
            DrawnPart {
                heading: part.heading,
                hint: part.hint,
                id: part.id(),
                is_paired: part.layout == Layout::Pairs,
                is_group: part.layout == Layout::Group,
                has_menus: fields.iter().any(|field| matches!(field, Drawn::Widget(Widget::Select(_)))),
                fields,
                fold: part.only.as_ref().map(|only| Fold::new(part, only, draft)),
            }
        });
        let preview = if *is_readable { self.preview(settings, &shell)? } else { Preview::default() };
        let view = CardView {
            heading: Heading::new(&self.client, self.page.card),
            lead: self.page.lead,
            aside: self.page.aside,
            more: self.page.more.map(|(label, ending)| (label, paths::card(self.client.key, ending))),
            next: self.next(),
            revision: self.opened.number.get(),
            is_unsaved: self.is_unsaved,
            sections: self.page.sections(),
            parts: parts.collect(),
            changed: if self.is_unsaved { self.changed(draft) } else { String::new() },
            preview: preview.with_problems(problems),
            summary: errors.summary(),
            shell,
        };
        page::html(status, &view)
    }

    /// Nobody comes to the end of a sign-in that leads nowhere.
    fn preview(&self, settings: &Settings, shell: &Shell) -> Result<Preview, Problem> {
        let lead = |path: &str| {
            let (card, field) = (path.split('.').next().unwrap_or_default(), field_name(path));
            let page = if card == self.page.card.name { "" } else { &shell.kept(&paths::card(self.client.key, card)) };
            Some(format!("{page}#{field}"))
        };
        let has_no_end =
            settings.integration.redirect_uris.is_empty() && self.page.card.name == integration::PAGE.card.name;
        let screens = if has_no_end { &[] } else { self.page.screens };
        let draws_itself = settings.general.integration_type == IntegrationType::Api;
        let is_unsaid = draws_itself && !self.page.screens.is_empty() && self.page.card.name != general::PAGE.card.name;
        let unseen = (general::PAGE.preview)(settings).into_iter().take(usize::from(is_unsaid));
        let sentences = unseen.chain((self.page.preview)(settings)).collect();
        Preview::new(settings, shell, (screens, sentences), lead)
    }
}
