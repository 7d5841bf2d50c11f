//! What a card's edit page is, as data; how it is edited, compared and restored is the same for every card.

use crate::console::controls::Control;
use crate::console::preview::Sentence;
use crate::domain::client::credentials::Secrets;
use crate::domain::client::{Card, Client, Settings};
use crate::domain::time::Timestamp;

pub struct CardPage {
    pub card: &'static Card,
    /// Its address, with `{id}` for the client.
    pub path: &'static str,
    /// What the card is about, in a sentence.
    pub lead: &'static str,
    /// A page that belongs to it: what the link says, and how its address ends.
    pub more: Option<(&'static str, &'static str)>,
    /// What stands above the preview.
    pub aside: &'static str,
    pub parts: &'static [Part],
    /// What a change from the saved settings has to be asked about.
    pub question: fn(&Settings, &Settings, Standing) -> Option<Question>,
    /// The screens of which it decides most, those first.
    pub screens: &'static [&'static str],
    /// What users will see, in sentences.
    pub preview: fn(&Settings) -> Vec<Sentence>,
    pub summary: fn(&Settings) -> Summary,
}

impl CardPage {
    pub fn controls(&self) -> impl Iterator<Item = &'static Control> + Clone + use<> {
        self.parts.iter().flat_map(|part| part.controls)
    }

    /// The parts that have a heading, and where they are; none where the page is short.
    #[must_use]
    pub fn sections(&self) -> Vec<(&'static str, String)> {
        let headed = self.parts.iter().filter(|part| !part.heading.is_empty());
        let sections: Vec<_> = headed.map(|part| (part.heading, part.id())).collect();
        if sections.len() < 3 { Vec::new() } else { sections }
    }

    /// Whether its form can be long.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.controls().any(Control::is_long)
    }
}

/// A part of the page; without a heading it goes on with the part before.
pub struct Part {
    pub heading: &'static str,
    pub hint: &'static str,
    pub layout: Layout,
    pub controls: &'static [Control],
    pub only: Option<Only>,
}

/// When a part has an effect. While it has none it is folded, and keeps its values.
pub struct Only {
    pub applies: fn(&Settings) -> bool,
    /// What is said while it does not.
    pub otherwise: &'static str,
}

impl Part {
    #[must_use]
    pub const fn new(heading: &'static str, layout: Layout, controls: &'static [Control]) -> Self {
        Self { heading, hint: "", layout, controls, only: None }
    }

    /// What goes on with the part before.
    #[must_use]
    pub const fn more(layout: Layout, controls: &'static [Control]) -> Self {
        Self::new("", layout, controls)
    }

    #[must_use]
    pub const fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    #[must_use]
    pub const fn only(self, applies: fn(&Settings) -> bool, otherwise: &'static str) -> Self {
        Self { only: Some(Only { applies, otherwise }), ..self }
    }

    /// What its heading is found by on the page; empty without one.
    #[must_use]
    pub fn id(&self) -> String {
        match self.heading {
            "" => String::new(),
            heading => format!("part-{}", heading.to_lowercase().replace(' ', "-")),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Plain,
    /// Two fields side by side, where there is room.
    Pairs,
    /// Menus or switches under one legend, which the heading is.
    Group,
}

/// What decides, beside the settings, whether a change has consequences.
#[derive(Clone, Copy, Default)]
pub struct Standing {
    /// Whether a secret of the client works.
    pub has_secrets: bool,
    /// Whether an application has ever used the client.
    pub is_used: bool,
}

impl Standing {
    #[must_use]
    pub fn new(client: &Client, secrets: &Secrets, now: Timestamp) -> Self {
        let is_used = client.last_used.is_some() || secrets.0.iter().any(|secret| secret.last_used.is_some());
        Self { has_secrets: secrets.live(now).next().is_some(), is_used }
    }
}

/// A change that has consequences, and the checkbox that accepts them.
pub struct Question {
    /// The path of the setting that it stands beside.
    pub setting: &'static str,
    pub title: &'static str,
    pub text: String,
    pub label: &'static str,
    /// What is said while it has not been accepted.
    pub refusal: &'static str,
}

/// What most previews are of.
pub const USERS_SEE: &str = "What users will see";

#[derive(Default)]
pub struct Summary {
    pub settings: Vec<(&'static str, String)>,
    /// What is switched on.
    pub options: Vec<&'static str>,
}

#[must_use]
pub fn no_question(_: &Settings, _: &Settings, _: Standing) -> Option<Question> {
    None
}
