//! What cannot be read and what does not go together is said in the same round, each message with its field's name.

use super::errors::{all_wrong, says_all_at_once};
use super::{SAVE, cards, new_client, owned, saved};
use crate::support::controls::Control;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

async fn client() -> (Site, Person, String) {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = new_client(&ada).await;
    (site, ada, client)
}

async fn card(person: &Person, client: &str, name: &str) -> Page {
    person.open(&person.open(client).await.link(&format!("Edit {name}"))).await
}

/// A card, what is filled in, and the controls that get a message.
type Round<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [&'a str]);

/// Breaks rules between settings together with a number that is none; every message comes in the first round.
#[tokio::test]
async fn what_does_not_go_together_is_said_in_the_same_round_as_what_cannot_be_read() {
    let (site, ada, client) = client().await;
    let second_contact = [("Mobile number", "Required"), ("Allowed email domains", "a.example")];
    let registration = card(&ada, &client, "Registration").await.path;
    saved(&ada, &registration, &owned(&second_contact)).await;
    let channels = ["Authenticator app", "Code by email", "Code by text message"];
    let all: [Round; 5] = [
        (
            "Authentication",
            &[
                ("Code length", "9"),
                ("Two-step verification", "Optional"),
                ("Authenticator app", "off"),
                ("Authentication method", "Password"),
                ("Minimum password length", "14"),
                ("Maximum session length", "13"),
            ],
            &[&["Code length", "Minimum password length", "Maximum session length"], channels.as_slice()].concat(),
        ),
        (
            "Authentication",
            &[("Resend after", "1"), ("Two-step verification", "Required"), ("Code by email", "on")],
            &[&["Resend after"], channels.as_slice()].concat(),
        ),
        (
            "Registration",
            &[("Invitation lifetime", "31"), ("Blocked email domains", "a.example")],
            &["Invitation lifetime", "Blocked email domains"],
        ),
        (
            "Registration",
            &[
                ("Terms of use", ""),
                ("Version of the terms", "ж23456789012345678901"),
                ("Blocked email domains", "a.example"),
            ],
            &["Terms of use", "Version of the terms", "Blocked email domains"],
        ),
        ("Authentication", &[("Primary identifier", "Mobile"), ("Code length", "x")], &["Code length", super::CONFIRM]),
    ];
    for (name, filled, wrong) in all {
        let page = card(&ada, &client, name).await;
        let stored = site.stored();
        let answer = ada.press(&page, SAVE, filled).await;
        says_all_at_once(&answer, SAVE, |control| wrong.contains(&control.label.as_str()));
        assert_eq!(site.stored(), stored);
    }
    let page = card(&ada, &client, "General").await;
    let holder = ada.open(&new_client(&ada).await).await.h1();
    let taken = [("Client name", holder.trim_end_matches(" Active")), ("Description", &"ж".repeat(151))];
    says_all_at_once(&ada.press(&page, SAVE, &taken).await, SAVE, |control| {
        taken.iter().any(|(label, _)| *label == control.label)
    });
}

#[tokio::test]
async fn every_message_on_top_of_a_form_names_its_field() {
    let (_site, ada, client) = client().await;
    let names = |answer: &Page, button: &str| {
        let said = answer.all(".error-summary li a[href^='#']");
        assert!(!said.is_empty(), "{}", answer.text());
        let form = answer.controls(button);
        for message in said {
            let is_named = |control: &Control| {
                // Of a list, a row: “Redirect URI 1”.
                let names = [control.label.as_str(), control.label.trim_end_matches('s'), control.group.as_str()];
                names.iter().any(|name| !name.is_empty() && message.starts_with(name))
            };
            assert!(form.iter().any(is_named), "{}: which field? {message}", answer.path);
        }
    };
    for (_, address) in cards(&ada.open(&client).await) {
        let page = ada.open(&address).await;
        let answer = all_wrong(&ada, &page, SAVE, |_| true).await;
        names(&answer, SAVE);
    }
    let first = ada.open("/clients/new/general-information").await;
    names(&ada.press(&first, "Next", &[]).await, "Next");
}
