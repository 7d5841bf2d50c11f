//! What stands beside a form for settings: the screens that they make, and the same in words.

use super::shell::Shell;
use crate::domain::client::{Settings, described};
use crate::screens::Mark;
use crate::screens::preview::{SHOWN, Screen, screens};
use crate::web::problem::Problem;

/// A sentence about settings, of which each part that a setting has caused leads to it.
#[derive(Clone, Debug, Default)]
pub struct Sentence(Vec<Part>);

#[derive(Clone, Debug)]
struct Part {
    text: String,
    /// The path of the setting.
    setting: Option<&'static str>,
}

impl Sentence {
    pub fn new(text: impl Into<String>) -> Self {
        Self::default().say(text)
    }

    #[must_use]
    pub fn say(mut self, text: impl Into<String>) -> Self {
        self.0.push(Part { text: text.into(), setting: None });
        self
    }

    #[must_use]
    pub fn of(mut self, setting: &'static str, text: impl Into<String>) -> Self {
        self.0.push(Part { text: text.into(), setting: Some(setting) });
        self
    }

    /// Parts in a row: “a, b and c”; `last` stands before the last.
    #[must_use]
    pub fn series(mut self, parts: Vec<(&'static str, String)>, last: &str) -> Self {
        let count = parts.len();
        for (at, (setting, text)) in parts.into_iter().enumerate() {
            self = match at {
                0 => self,
                at if at + 1 == count => self.say(format!(" {last} ")),
                _ => self.say(", "),
            };
            self = self.of(setting, text);
        }
        self
    }
}

/// What is drawn of it; without screens and captions while the form cannot be read.
#[derive(Default)]
pub struct Preview {
    pub screens: Vec<Screen>,
    /// Texts, each with where it leads.
    pub captions: Vec<Vec<(String, Option<String>)>>,
    /// What stands against saving.
    pub problems: Vec<String>,
}

impl Preview {
    /// The screens with these names, in this order, and the sentences; `lead` has the address of a setting's field.
    pub fn new(
        settings: &Settings,
        shell: &Shell,
        (names, sentences): (&[&str], Vec<Sentence>),
        lead: impl Fn(&'static str) -> Option<String>,
    ) -> Result<Self, Problem> {
        let mark = |path: &'static str| {
            let (card, setting) = described(path)?;
            Some(Mark { path, label: format!("{}: {}", card.label, setting.label), href: lead(path)? })
        };
        let marks: Vec<Mark> = SHOWN.into_iter().filter_map(mark).collect();
        let mut drawn = match names {
            [] => Vec::new(),
            _ => screens(settings, &shell.appearance, &marks).map_err(Problem::internal)?,
        };
        let place = |screen: &Screen| names.iter().position(|name| *name == screen.name);
        drawn.retain(|screen| place(screen).is_some());
        drawn.sort_by_key(place);
        let caption =
            |sentence: Sentence| sentence.0.into_iter().map(|part| (part.text, part.setting.and_then(&lead))).collect();
        let captions = sentences.into_iter().map(caption).collect();
        Ok(Self { screens: drawn, captions, problems: Vec::new() })
    }

    #[must_use]
    pub fn with_problems(self, problems: Vec<String>) -> Self {
        Self { problems, ..self }
    }

    /// What is said aloud of a change.
    #[must_use]
    pub fn status(&self) -> String {
        match (self.captions.len(), self.problems.len()) {
            (0, _) => "The preview was not updated.".to_owned(),
            (_, 0) => "The preview is up to date.".to_owned(),
            (_, 1) => "The preview is up to date. 1 problem to fix.".to_owned(),
            (_, count) => format!("The preview is up to date. {count} problems to fix."),
        }
    }
}
