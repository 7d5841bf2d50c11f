use super::{Seen, seen, values};
use crate::support::controls::{Control, Kind};
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

/// The first choice of whatever has no default.
fn chosen(step: &Page, button: &str, name: &str) -> Vec<(String, String)> {
    let missing = |control: Control| match control.kind {
        Kind::Line => Some((control.label, name.to_owned())),
        _ if control.value.is_empty() => Some((control.label, control.options[0].clone())),
        _ => None,
    };
    step.controls(button).into_iter().filter_map(missing).collect()
}

/// Goes through both steps with one choice of its own; the new client's page.
async fn create(person: &Person, name: &str, (label, value): (&str, &str)) -> Page {
    let mut page = person.open("/clients").await;
    page = person.click(&page, "+ Create a Client").await;
    for button in ["Next", "Create"] {
        let mut filled = chosen(&page, button, name);
        if page.controls(button).iter().any(|control| control.label == label) {
            filled.retain(|(other, _)| other != label);
            filled.push((label.to_owned(), value.to_owned()));
        }
        page = person.submit(&page, button, &super::borrowed(&filled)).await;
    }
    assert_eq!(page.h1(), format!("{name} Active"), "{label} {value}: {}", page.text());
    page
}

/// The controls of a client's cards, by label, without those that say what was not chosen here.
fn values_of(client: &Seen) -> Vec<((String, String), String)> {
    let all = client.forms.values().flat_map(|form| values(form));
    all.filter(|((_, label), _)| label != "Client name").collect()
}

#[tokio::test]
async fn every_choice_of_both_steps_is_created_as_chosen_with_defaults_for_all_else() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::ApplicationManager).await;
    let first = ada.open("/clients/new/general-information").await;
    let second = ada.submit(&first, "Next", &super::borrowed(&chosen(&first, "Next", "Plain"))).await;
    let controls = [first.controls("Next"), second.controls("Create")].concat();
    let plain = create(&ada, "Plain", ("", "")).await;
    let default = values_of(&seen(&ada, &plain.path).await);
    let choices = controls.iter().filter(|control| control.kind != Kind::Line);
    let choices: Vec<(&Control, &String)> =
        choices.flat_map(|control| control.options.iter().map(move |value| (control, value))).collect();
    assert!(choices.len() >= 13, "{choices:?}");
    for (number, (control, value)) in choices.into_iter().enumerate() {
        let what = format!("{} {value}", control.label);
        let page = create(&ada, &format!("Client {number}"), (&control.label, value)).await;
        let client = seen(&ada, &page.path).await;
        let mut expected = default.clone();
        let mut places = 0;
        for ((_, label), found) in &mut expected {
            if *label == control.label {
                found.clone_from(value);
                places += 1;
            }
        }
        assert_eq!(places, 1, "{what}: one card has what the wizard asks for");
        let in_order = |values: &[((String, String), String)]| {
            let mut pairs: Vec<_> =
                values.iter().map(|((group, label), v)| (group.clone(), said(label), v.clone())).collect();
            pairs.sort();
            pairs
        };
        assert_eq!(in_order(&values_of(&client)), in_order(&expected), "{what}");
        is_shown_everywhere(&ada, &format!("Client {number}"), &page, &client).await;
    }
}

/// A label that follows the primary identifier, as one.
fn said(label: &str) -> String {
    match label {
        "Change Mobile" => "Change Email".to_owned(),
        "Email address" => "Mobile number".to_owned(),
        label => label.to_owned(),
    }
}

/// The list's row and the client's page tell every choice as the cards have it.
async fn is_shown_everywhere(person: &Person, name: &str, page: &Page, client: &Seen) {
    let value = |label: &str| {
        let found = client.forms.values().flatten().find(|control| control.label == label);
        found.unwrap_or_else(|| panic!("no “{label}”")).value.clone()
    };
    let list = person.open("/clients").await;
    let row = list.all("tbody tr").into_iter().find(|row| row.starts_with(&format!("{name} "))).unwrap();
    let rows = list.all("tbody tr th a").iter().position(|found| found == name).unwrap();
    let column = |label: &str| {
        let columns = list.all("thead th").iter().position(|head| head == label).unwrap();
        list.all(&format!("tbody td:nth-child({})", columns + 1)).swap_remove(rows)
    };
    let types = format!("{} · {}", value("App type"), value("Integration type"));
    assert_eq!(list.all("tbody tr th p").swap_remove(rows), types, "{row}");
    let passkeys = value("Enable Passkeys") == "on";
    let sign_in = format!("{} · {}", value("Primary identifier"), value("Authentication method"));
    assert_eq!(column("Sign-in"), if passkeys { format!("{sign_in} · Passkeys") } else { sign_in }, "{row}");
    assert_eq!(column("Registration"), value("Registration type"), "{row}");
    assert!(page.shows(&format!("{types} · Client ID")), "{}", page.text());
    let lines = page.all(".card dl > div");
    let shows = |line: &str| assert!(lines.iter().any(|found| found.starts_with(line)), "{line}: {lines:?}");
    shows(&format!("App type {}", value("App type")));
    shows(&format!("Integration type {}", value("Integration type")));
    shows(&format!("Type {}", value("Primary identifier")));
    shows(&format!("Type {}", value("Registration type")));
    shows(&format!("Method {}", value("Authentication method")));
    shows(if passkeys { "Passkeys Enabled" } else { "Passkeys Not enabled" });
    let change = format!("Change {}", value("Primary identifier"));
    assert_eq!(page.all(".ticks li"), [&change, "Personal Details", "Security", "Sign Out"]);
}
