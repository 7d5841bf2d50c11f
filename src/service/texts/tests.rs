use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;

/// A text as somebody asks for it: its key and the name of its value, if it has one.
type Use = (String, Option<String>);

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    let below = |path: &PathBuf| files(path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_str().unwrap());
    paths.iter().flat_map(|path| if path.is_dir() { below(path) } else { vec![path.clone()] }).collect()
}

/// Every use of a text in templates and pages.
fn uses() -> BTreeSet<Use> {
    let mut found = BTreeSet::new();
    for folder in ["templates/screens", "templates/service", "src/screens", "src/provider", "src/service"] {
        for path in files(folder).into_iter().filter(|path| !path.ends_with("tests.rs")) {
            let source = std::fs::read_to_string(path).unwrap();
            for (call, value) in [(".get(", None), (".with(", Some("")), (".count(", Some("count"))] {
                for (at, _) in source.match_indices(call).filter(|(at, _)| is_of_texts(&source[..*at])) {
                    let rest = source[at + call.len()..].trim_start();
                    if let Some(rest) = rest.strip_prefix('"') {
                        let parts: Vec<&str> = rest.split('"').collect();
                        found.insert((
                            parts[0].to_owned(),
                            value.map(|name| if name.is_empty() { parts[2] } else { name }.to_owned()),
                        ));
                    }
                }
            }
        }
    }
    found
}

/// Whether what is called is the texts of a language, and no map or list of parameters.
fn is_of_texts(before: &str) -> bool {
    let line = before.lines().last().unwrap_or_default();
    ["texts", "words"].iter().any(|name| line.ends_with(name)) || (line.ends_with(')') && line.contains("texts("))
}

fn keys(language: Language) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in files(&format!("locales/{}", language.token())) {
        let source = std::fs::read_to_string(path).unwrap();
        let lines = source.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        found.extend(lines.map(|line| line.split_once(" = ").unwrap().0.to_owned()));
    }
    found
}

#[test]
fn every_text_that_is_used_is_there_with_its_value_in_every_language() {
    let uses = uses();
    assert!(uses.len() > 60, "{uses:?}");
    for (key, value) in uses {
        for language in Language::ALL {
            let values: Values<'_> = match value.as_deref() {
                None => HashMap::new(),
                Some("count") => HashMap::from([("count".into(), FluentValue::from(3))]),
                Some(name) => HashMap::from([(name.to_owned().into(), FluentValue::from("<value>"))]),
            };
            let text = Texts::new(*language).found(&key, &values);
            let text = text.unwrap_or_else(|| panic!("{key} with {value:?} in {}", language.label()));
            let is_named =
                value.as_deref().is_none_or(|name| text.contains(if name == "count" { "3" } else { "<value>" }));
            assert!(is_named && !text.trim().is_empty(), "{key} with {value:?}: {text}");
        }
    }
}

#[test]
fn the_languages_have_the_same_texts() {
    for language in Language::ALL {
        assert_eq!(keys(*language), keys(Language::En), "{}", language.label());
    }
}

#[test]
fn a_number_is_told_by_the_grammar_of_the_language() {
    let told = |language, count| Texts::new(language).count("problems", count);
    assert_eq!((told(Language::En, 1), told(Language::En, 2)), ("1 problem to fix".into(), "2 problems to fix".into()));
    assert_ne!(told(Language::De, 1).replace('1', "2"), told(Language::De, 2));
}

#[test]
fn only_a_value_that_runs_from_right_to_left_is_set_apart() {
    let heading = |client| Texts::new(Language::En).with("identify-heading", "client", client);
    assert_eq!(heading("Bücher & Co"), "Sign in to Bücher & Co");
    assert_eq!(heading("متجر"), "Sign in to \u{2068}متجر\u{2069}");
}
