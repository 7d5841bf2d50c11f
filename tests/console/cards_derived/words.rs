//! How the values of settings read, told apart from the product: labels of the activity and values in words.

use crate::support::controls::{Control, Kind};

/// The name of a profile field's group on the Registration card.
pub const ASKED: &str = "Fields that are asked for";
/// The name of a profile field's group on the Profile card.
const DETAILS: &str = "Fields under Personal Details";
pub const CHANNELS: &str = "Second-step channels";
pub const SCOPES: &str = "Scopes";
/// A text of which the keys in it are told.
pub const JWK_SET: &str = "JWK set";

/// The setting that a control is, or is a part of, by its label in the activity.
pub fn setting(control: &Control) -> String {
    match (control.group.as_str(), control.label.as_str()) {
        (ASKED, _) => "Sign-up fields".to_owned(),
        (group @ (CHANNELS | SCOPES), _) => group.to_owned(),
        (DETAILS, "Mobile number" | "Email address") => "Second contact in Personal Details".to_owned(),
        (DETAILS, label) => format!("{label} in Personal Details"),
        (_, "Authentication method") => "Method".to_owned(),
        (_, "Enable Passkeys") => "Passkeys".to_owned(),
        (_, "Version of the terms") => "Terms of use".to_owned(),
        (_, "Version of the privacy notice") => "Privacy notice".to_owned(),
        (_, "Change Email" | "Change Mobile") => "Change Email or Mobile".to_owned(),
        (_, label) => label.to_owned(),
    }
}

/// The channel's name beside the checkbox's.
pub fn channel(label: &str) -> &str {
    match label {
        "Code by email" => "Email",
        "Code by text message" => "Mobile",
        label => label,
    }
}

/// The value of a setting in words, from the form that holds it.
pub fn setting_words(label: &str, form: &[Control]) -> String {
    let parts: Vec<&Control> = form.iter().filter(|control| setting(control) == label).collect();
    let (first, rest) = parts.split_first().unwrap_or_else(|| panic!("no control for “{label}”"));
    let asked = |control: &&&Control| control.value != "Not asked";
    match first.group.as_str() {
        CHANNELS | SCOPES => {
            joined(parts.iter().filter(|each| each.value == "on").map(|each| channel(&each.label).to_owned()))
        }
        ASKED => joined(parts.iter().filter(asked).map(|each| {
            let field = if ["Mobile number", "Email address"].contains(&each.label.as_str()) {
                "Second contact"
            } else {
                &each.label
            };
            format!("{field} ({})", each.value.to_lowercase())
        })),
        _ => match rest {
            [] => words(first, &first.value),
            [_] if first.value.is_empty() => "nothing".to_owned(),
            [version] => format!("{} (version {})", first.value, version.value),
            _ => panic!("{label}: of how many controls is it made?"),
        },
    }
}

fn joined(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    if items.is_empty() { "nothing".to_owned() } else { items.join(", ") }
}

/// The value of a control in words.
pub fn words(control: &Control, value: &str) -> String {
    match control.kind {
        Kind::Choice | Kind::Menu => value.to_owned(),
        Kind::Switch => if value == "on" { "On" } else { "Off" }.to_owned(),
        Kind::Number => match control.unit.as_str() {
            "tries" => value.to_owned(),
            "digits" | "characters" => format!("{value} {}", control.unit),
            unit => time_words(value.parse::<u64>().unwrap() * seconds(unit)),
        },
        Kind::Time => time_words(seconds_of(value)),
        Kind::Line | Kind::Lines if value.is_empty() => "nothing".to_owned(),
        Kind::Lines if control.label == JWK_SET => {
            let set: serde_json::Value = serde_json::from_str(value).unwrap();
            let keys = set["keys"].as_array().unwrap();
            let one = |key: &serde_json::Value| format!("{} ({})", key["kid"], key["kty"]).replace('"', "");
            let noun = if keys.len() == 1 { "key" } else { "keys" };
            format!("{} {noun}: {}", keys.len(), keys.iter().map(one).collect::<Vec<_>>().join(", "))
        }
        Kind::Line => format!("“{value}”"),
        Kind::Lines => joined(value.split_whitespace().map(str::to_owned)),
    }
}

pub fn seconds(unit: &str) -> u64 {
    match unit.trim_end_matches('s') {
        "second" => 1,
        "minute" => 60,
        "hour" => 60 * 60,
        "day" => 24 * 60 * 60,
        _ => panic!("how long is “{unit}”?"),
    }
}

/// The seconds of “14 days”.
pub fn seconds_of(time: &str) -> u64 {
    let (number, unit) = time.split_once(' ').unwrap();
    number.parse::<u64>().unwrap() * seconds(unit)
}

/// A time as its field shows it: in the largest unit of which it is a whole number.
pub fn shown_time(time: &str) -> String {
    let all = seconds_of(time);
    let unit = ["days", "hours", "minutes"].into_iter().find(|unit| all.is_multiple_of(seconds(unit))).unwrap();
    format!("{} {unit}", all / seconds(unit))
}

fn time_words(all: u64) -> String {
    let units = ["day", "hour", "minute", "second"];
    let unit = units.into_iter().find(|unit| all.is_multiple_of(seconds(unit))).unwrap();
    let number = all / seconds(unit);
    if number == 1 { format!("1 {unit}") } else { format!("{number} {unit}s") }
}
