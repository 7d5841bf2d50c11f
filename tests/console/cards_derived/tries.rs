//! What is typed into a control: every choice, every bound at its edge and one beyond, as its options and its hint say.

use std::sync::atomic::{AtomicU32, Ordering};

use super::words::{seconds, seconds_of, shown_time};
use super::{Filled, owned};
use crate::support::controls::{Control, Kind};

/// Values that have to be accepted, as they read afterwards, and values that have to be refused.
pub struct Tries {
    pub good: Vec<String>,
    pub bad: Vec<String>,
}

/// Public keys in the form in which they are kept.
const KEYS: [&str; 2] = [
    r#"{"keys":[{"crv":"Ed25519","kid":"a","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#,
    r#"{"keys":[{"crv":"Ed25519","kid":"b","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#,
];

/// What has to be saved on the card before a control can have all its values, or before a change of it shows.
pub fn beforehand(label: &str) -> Vec<Filled> {
    owned(match label {
        "Minimum password length" => &[("Authentication method", "Password"), ("Two-step verification", "Required")],
        "Authenticator app" => &[("Two-step verification", "Optional"), ("Code by text message", "on")],
        "Code by text message" => &[("Two-step verification", "Optional")],
        "Code by email" => &[("Primary identifier", "Mobile"), ("Two-step verification", "Optional")],
        "Maximum session length" => &[("Idle timeout", "5 minutes")],
        "Invitation lifetime" => &[("Registration type", "Invitation-Only")],
        "Token endpoint authentication" => &[("JWK set", KEYS[0])],
        _ => &[],
    })
}

/// What is filled in beside a control, because it is half of a setting.
pub fn companions(label: &str) -> Vec<Filled> {
    owned(match label {
        "Terms of use" => &[("Version of the terms", "7")],
        "Version of the terms" => &[("Terms of use", "https://example.com/terms")],
        "Privacy notice" => &[("Version of the privacy notice", "8")],
        "Version of the privacy notice" => &[("Privacy notice", "https://example.com/privacy")],
        _ => &[],
    })
}

/// Everything to try with a control.
pub fn tries(control: &Control) -> Tries {
    let mut tries = match control.kind {
        Kind::Choice | Kind::Menu | Kind::Switch => Tries { good: control.options.clone(), bad: Vec::new() },
        Kind::Number => numbers(control),
        Kind::Time => times(control),
        Kind::Line => lines(control),
        Kind::Lines => lists(control),
    };
    tries.good.retain(|value| *value != control.value);
    assert!(!tries.good.is_empty(), "nothing else to choose in {control:?}");
    tries
}

/// The least and the most that a hint names: “6 to 8 digits”, “5 minutes to 30 days”, “up to 10 addresses”.
fn bounds(hint: &str) -> Option<(Option<String>, String)> {
    let words: Vec<&str> =
        hint.split_whitespace().map(|word| word.trim_matches(['.', ',', ';', ':', '(', ')'])).collect();
    let number = |at: usize| words.get(at).and_then(|word| word.replace(',', "").parse::<u64>().ok());
    let to = (1..words.len()).find(|at| words[*at] == "to" && number(at + 1).is_some())?;
    let most = format!("{} {}", number(to + 1)?, words.get(to + 2).copied().unwrap_or_default());
    let least = match number(to - 1) {
        Some(least) => Some(least.to_string()),
        None if to > 1 => number(to - 2).map(|least| format!("{least} {}", words[to - 1])),
        None => None,
    };
    Some((least, most))
}

fn most(control: &Control) -> usize {
    let (_, most) = bounds(&control.hint).unwrap_or_else(|| panic!("no bounds in the hint of {control:?}"));
    most.split(' ').next().unwrap().parse().unwrap()
}

fn least(control: &Control) -> usize {
    bounds(&control.hint).and_then(|(least, _)| least).map_or(0, |least| least.parse().unwrap())
}

fn numbers(control: &Control) -> Tries {
    let (least, most) = (least(control), most(control));
    assert!(least < most, "{control:?}");
    let good = vec![most.to_string(), least.to_string()];
    let bad = [(most + 1).to_string(), (least - 1).to_string(), String::new(), format!("{least}.5"), "x".to_owned()];
    Tries { good, bad: bad.to_vec() }
}

fn times(control: &Control) -> Tries {
    let (least, most) = bounds(&control.hint).unwrap();
    // “Up to 90 days” begins where the shortest time of the other limit does.
    let (least, most) = (seconds_of(least.as_deref().unwrap_or("5 minutes")), seconds_of(&most));
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for unit in &control.options {
        let one = seconds(unit);
        good.extend(
            [most / one, least.div_ceil(one), (least + 1).div_ceil(one)].map(|number| format!("{number} {unit}")),
        );
        bad.extend([most / one + 1, (least - 1) / one].map(|number| format!("{number} {unit}")));
        bad.extend([format!(" {unit}"), format!("1.5 {unit}")]);
    }
    good.extend((least..=most).contains(&(90 * 60)).then(|| "90 minutes".to_owned()));
    good.dedup_by_key(|time| seconds_of(time));
    if good.first().is_some_and(|first| shown_time(first) == control.value) {
        good.rotate_left(1);
    }
    Tries { good, bad }
}

fn lines(control: &Control) -> Tries {
    let link = |length: usize| format!("https://example.com/{}", "a".repeat(length - 20));
    // A letter of two bytes, so that characters are counted.
    let text = |length: usize| "ж".repeat(length);
    let (good, bad) = match control.label.as_str() {
        "Terms of use" | "Privacy notice" => {
            (vec![link(500), link(21)], vec![link(501), "http://example.com/".to_owned(), "example.com".to_owned()])
        }
        "Back-channel logout URI" => {
            let bad =
                [link(2_049), "http://example.com/".to_owned(), "example.com".to_owned(), format!("{}#x", link(21))];
            (vec![link(2_048), link(21)], bad.to_vec())
        }
        "API audience" => {
            (vec!["a".repeat(250), "orders".to_owned()], vec!["a".repeat(251), "a b".to_owned(), text(1)])
        }
        "Version of the terms" | "Version of the privacy notice" => (vec![text(20), text(1)], vec![text(21), text(0)]),
        _ => {
            let (least, most) = (least(control), most(control));
            let mut bad = vec![text(most + 1)];
            bad.extend((least > 0).then(|| text(least - 1)));
            (vec![text(most), text(least.max(1))], bad)
        }
    };
    Tries { good, bad }
}

fn lists(control: &Control) -> Tries {
    if control.label == "JWK set" {
        let good = KEYS.map(str::to_owned).to_vec();
        return Tries { good, bad: vec!["nonsense".to_owned(), r#"{"keys":[]}"#.to_owned()] };
    }
    // A short one first, which is what stands in a client of which all is changed: pages with many rows take a test long.
    if let Some(item) = row(&control.label) {
        let list =
            |length: usize| (0..length).map(|number| item(&format!("{number:02}"))).collect::<Vec<_>>().join("\n");
        let bad = ["nonsense".to_owned(), format!("{}\nnonsense", item("0")), [item("0"), item("0")].join("\n")];
        return Tries { good: vec![list(2), list(most(control)), list(1)], bad: bad.to_vec() };
    }
    let (item, most): (fn(usize) -> String, usize) = match control.label.as_str() {
        "Owner contacts" => (|number| format!("p{number:03}@example.com"), most(control)),
        "Allowed email domains" => (|number| format!("a{number:03}.example"), 100),
        "Blocked email domains" => (|number| format!("b{number:03}.example"), 100),
        label => panic!("what are the items of “{label}”?"),
    };
    let list = |length| (0..length).map(item).collect::<Vec<_>>().join("\n");
    Tries { good: vec![list(most), list(1), list(2)], bad: vec![list(most + 1), format!("{}\nnonsense", item(0))] }
}

/// An entry of a list in which each has a row, by a name of its own.
pub fn row(label: &str) -> Option<fn(&str) -> String> {
    match label {
        "Redirect URIs" => Some(|name| format!("https://r{name}.example/callback")),
        "Post-logout redirect URIs" => Some(|name| format!("https://p{name}.example/")),
        "Allowed origins" => Some(|name| format!("https://o{name}.example")),
        _ => None,
    }
}

/// A value for a control that is not its present one and goes together with the others of its card.
pub fn other(control: &Control) -> Option<Filled> {
    static NAMES: AtomicU32 = AtomicU32::new(0);
    let value = match control.label.as_str() {
        // The first step uses it, now that the primary identifier is Mobile.
        "Code by text message" => return None,
        "Client name" => format!("Renamed {}", NAMES.fetch_add(1, Ordering::Relaxed)),
        "Terms of use" => "https://example.com/terms".to_owned(),
        "Privacy notice" => "https://example.com/privacy".to_owned(),
        // Other methods need the keys.
        "Token endpoint authentication" => "client_secret_post".to_owned(),
        "Version of the terms" => "2026-11".to_owned(),
        "Version of the privacy notice" => "2026-12".to_owned(),
        _ => {
            let good = tries(control).good;
            if control.kind == Kind::Menu || control.kind == Kind::Choice {
                good.last().unwrap().clone()
            } else {
                good[0].clone()
            }
        }
    };
    Some((control.label.clone(), value))
}
