//! What stands beside a form for settings: the screens that they make, and the same in words.

use std::borrow::Cow;

use super::shell::Shell;
use crate::domain::client::{Settings, described, unbuilt};
use crate::screens::Mark;
use crate::screens::preview::{Screen, screens, shown};
use crate::web::problem::Problem;

/// A sentence about settings, of which each part that a setting has caused leads to it.
#[derive(Clone, Debug, Default)]
pub struct Sentence(Vec<Part>);

type Path = Cow<'static, str>;

#[derive(Clone, Debug)]
struct Part {
    text: String,
    /// The path of the setting, or of a part of it that has a field of its own.
    setting: Option<Path>,
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
    pub fn of(mut self, setting: impl Into<Path>, text: impl Into<String>) -> Self {
        self.0.push(Part { text: text.into(), setting: Some(setting.into()) });
        self
    }

    /// Parts in a row: “a, b and c”; `last` stands before the last.
    #[must_use]
    pub fn series(mut self, parts: Vec<(impl Into<Path>, String)>, last: &str) -> Self {
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
        lead: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Problem> {
        let marks: Vec<Mark> =
            shown().filter_map(|path| Some(Mark { href: lead(&path)?, label: label(&path), path })).collect();
        let mut drawn = match names {
            [] => Vec::new(),
            _ => screens(settings, &shell.appearance, &marks, names).map_err(Problem::internal)?,
        };
        drawn.sort_by_key(|screen| names.iter().position(|name| *name == screen.name));
        let caption = |sentence: Sentence| {
            sentence.0.into_iter().map(|part| (part.text, part.setting.and_then(|path| lead(&path)))).collect()
        };
        let nobody = unbuilt(settings).filter(|_| !names.is_empty()).map(|path| {
            let nobody = Sentence::new("Nobody can sign in yet: ").of(path, label(path));
            nobody.say(" is set to something that is not available yet.")
        });
        let captions = nobody.into_iter().chain(sentences).map(caption).collect();
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

/// The label of the setting at a path or above it.
fn label(path: &str) -> String {
    let whole = described(path).or_else(|| described(path.rsplit_once('.')?.0));
    whole.map(|(_, setting)| setting.label.to_owned()).unwrap_or_default()
}
