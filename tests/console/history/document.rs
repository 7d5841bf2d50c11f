//! docs/settings-file.md says what the file holds, setting by setting.

use serde_json::{Value, json};

use next_identity_console::domain::client::{CARDS, Settings};
use next_identity_console::domain::setting::{Setting, put_at, value_at};

const DOCUMENT: &str = include_str!("../../../docs/settings-file.md");

fn settings() -> impl Iterator<Item = &'static Setting> {
    CARDS.iter().flat_map(|card| card.settings)
}

/// The row of a setting's table.
fn row(setting: &Setting) -> &'static str {
    let start = format!("| `{}` |", setting.path);
    let rows: Vec<&str> = DOCUMENT.lines().filter(|line| line.starts_with(&start)).collect();
    assert_eq!(rows.len(), 1, "{} has a row: {rows:?}", setting.path);
    rows[0]
}

/// What stands in backquotes in a text outside of the example.
fn quoted(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(|part| part.split('`').skip(1).step_by(2)).collect()
}

/// The settings of a client of which nothing has been chosen.
fn defaults() -> Value {
    Settings::unchosen().to_value()
}

#[test]
fn every_setting_has_a_row_under_its_card_in_the_order_of_the_file() {
    let rows = DOCUMENT.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(path, _)| path);
    assert_eq!(rows.collect::<Vec<_>>(), settings().map(|setting| setting.path).collect::<Vec<_>>());
    let mut rest = DOCUMENT;
    for card in CARDS {
        let heading = format!("## {}", card.label);
        let (_, section) = rest.split_once(&heading).unwrap_or_else(|| panic!("{heading} is missing or misplaced"));
        let section = section.split("\n## ").next().unwrap();
        for setting in card.settings {
            assert!(section.contains(row(setting)), "{} stands in another section", setting.path);
        }
        rest = rest.split_once(&heading).unwrap().1;
    }
}

#[test]
fn no_path_is_told_that_does_not_exist() {
    let is_path = |text: &&str| CARDS.iter().any(|card| text.starts_with(&format!("{}.", card.name)));
    let mut paths = quoted(DOCUMENT).into_iter().filter(is_path).peekable();
    assert!(paths.peek().is_some());
    for path in paths {
        assert!(settings().any(|setting| setting.path == path), "{path}");
    }
}

#[test]
fn every_token_of_every_choice_is_told() {
    let mut choices = 0;
    for setting in settings() {
        let unknown = [json!("?"), json!(["?"]), json!([{"field": "?", "required": true}])];
        let Some(tokens) = unknown.iter().find_map(|value| tokens(&setting.check(value).err()?)) else { continue };
        let told = quoted(row(setting));
        for token in &tokens {
            let is_told = told.iter().any(|word| word.trim_matches('"') == token);
            assert!(is_told, "{}: {token} is missing in {}", setting.path, row(setting));
        }
        choices += 1;
    }
    assert!(choices >= 10, "{choices}");
}

/// The tokens that a message names: “is none of a, b, c”.
fn tokens(message: &str) -> Option<Vec<String>> {
    let (_, tokens) = message.split_once("is none of ")?;
    Some(tokens.split([',', ' ']).filter(|token| !token.is_empty()).map(str::to_owned).collect())
}

/// The least and the most whole number that a setting can have; times have whole minutes.
fn bounds(setting: &Setting, known: u64) -> [u64; 2] {
    let step =
        if setting.check(&json!(known + 1)).is_ok() || setting.check(&json!(known - 1)).is_ok() { 1 } else { 60 };
    let is_good = |number: u64| setting.check(&json!(number * step)).is_ok();
    let known = known / step;
    let (mut below, mut least) = (0, known);
    assert!(is_good(known) && !is_good(below), "{}", setting.path);
    while least - below > 1 {
        let middle = u64::midpoint(below, least);
        *(if is_good(middle) { &mut least } else { &mut below }) = middle;
    }
    let (mut most, mut above) = (known, u64::from(u32::MAX));
    assert!(!is_good(above), "{}", setting.path);
    while above - most > 1 {
        let middle = u64::midpoint(most, above);
        *(if is_good(middle) { &mut most } else { &mut above }) = middle;
    }
    [least * step, most * step]
}

#[test]
fn the_bounds_of_every_number_are_told() {
    let default = defaults();
    let mut numbers = 0;
    for setting in settings() {
        let Some(known) = value_at(&default, setting.path).as_u64() else { continue };
        let [least, most] = bounds(setting, known);
        assert!(row(setting).contains(&format!("{least} to {most}")), "{least} to {most}: {}", row(setting));
        numbers += 1;
    }
    assert!(numbers >= 8, "{numbers}");
}

/// The most of something that is accepted, where more than a few are.
fn most(accepts: impl Fn(usize) -> bool) -> Option<usize> {
    let counts = (1..1_000).filter(|count| accepts(*count));
    counts.max().filter(|most| *most > 3 && !accepts(most + 1))
}

#[test]
fn the_bounds_of_every_text_and_every_list_are_told() {
    let mut bounded = 0;
    for setting in settings() {
        let accepts = |value: Value| setting.check(&value).is_ok();
        let version = |length: usize| json!({"link": "https://a.example/", "version": "x".repeat(length)});
        let link = |length: usize| json!({"link": format!("https://a.example/{}", "x".repeat(length)), "version": "1"});
        let list = |item: fn(usize) -> String, count: usize| json!((0..count).map(item).collect::<Vec<_>>());
        let bounds = [
            most(|length| accepts(json!("x".repeat(length)))),
            most(|length| accepts(version(length))),
            most(|length| accepts(link(length))).map(|length| length + "https://a.example/".len()),
            most(|count| accepts(list(|at| format!("a{at}@a.example"), count))),
            most(|count| accepts(list(|at| format!("a{at}.example"), count))),
        ];
        for bound in bounds.into_iter().flatten() {
            let words: Vec<&str> = row(setting).split([' ', ',', '.', ';', '|']).collect();
            assert!(words.contains(&bound.to_string().as_str()), "{bound}: {}", row(setting));
            bounded += 1;
        }
    }
    assert!(bounded >= 9, "{bounded}");
}

#[test]
fn the_default_of_every_member_that_may_be_left_out_is_told() {
    let default = defaults();
    for setting in settings() {
        let mut document = default.clone();
        let (parent, last) = setting.path.rsplit_once('.').unwrap();
        let mut members = value_at(&document, parent).clone();
        members.as_object_mut().unwrap().remove(last);
        put_at(&mut document, parent, members.clone());
        if !parent.contains('.') {
            document[parent] = members;
        }
        let cell = row(setting).trim_end_matches([' ', '|']).rsplit("| ").next().unwrap();
        match Settings::from_value(document) {
            Err(_) => assert_eq!(cell, "required", "{}", row(setting)),
            Ok(read) => {
                assert_eq!(read.to_value(), default, "{} has its default when it is left out", setting.path);
                assert_eq!(cell, format!("`{}`", value_at(&default, setting.path)), "{}", row(setting));
            }
        }
    }
}

#[test]
fn the_example_is_a_file_as_it_is_written() {
    let (_, rest) = DOCUMENT.split_once("```json\n").unwrap();
    let example = rest.split_once("```").unwrap().0;
    assert_eq!(Settings::parse(example).unwrap().to_file(), example);
}
