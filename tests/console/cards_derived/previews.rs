//! The sentences of the previews, from tables of their own.

use std::fmt::Write as _;

use super::{Filled, borrowed, new_client, owned, saved};
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

const REFRESH: &str = "Update preview";

async fn card(person: &Person, client: &str, name: &str) -> Page {
    person.open(&person.open(client).await.link(&format!("Edit {name}"))).await
}

async fn sentences(person: &Person, page: &Page, filled: &[Filled]) -> Vec<String> {
    let page = person.press(page, REFRESH, &borrowed(filled)).await;
    assert_eq!(page.status, 200, "{filled:?}");
    page.all("#preview p")
}

/// “a, b and c”.
fn series(items: &[&str], last: &str) -> String {
    let mut all = String::new();
    for (at, item) in items.iter().enumerate() {
        let joint = if at == 0 {
            ""
        } else if at + 1 == items.len() {
            last
        } else {
            ", "
        };
        write!(all, "{joint}{item}").unwrap();
    }
    all
}

struct Identifier {
    label: &'static str,
    noun: &'static str,
    sent: &'static str,
    second: (&'static str, &'static str),
}

const IDENTIFIERS: [Identifier; 2] = [
    Identifier {
        label: "Email",
        noun: "email address",
        sent: "by email",
        second: ("Code by text message", "a code sent by text message"),
    },
    Identifier {
        label: "Mobile",
        noun: "mobile number",
        sent: "by text message",
        second: ("Code by email", "a code sent by email"),
    },
];

#[tokio::test]
async fn every_way_to_sign_in_is_told_in_its_own_sentences() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let page = card(&ada, &new_client(&ada).await, "Authentication").await;
    let app = ("Authenticator app", "a code from an authenticator app");
    let numbers = owned(&[
        ("Code length", "7"),
        ("Code lifetime", "12"),
        ("Tries per code", "9"),
        ("Resend after", "45"),
        ("Minimum password length", "33"),
        ("Idle timeout", "20"),
        ("Maximum session length", "80"),
    ]);
    for identifier in &IDENTIFIERS {
        for method in ["One-Time Password", "Password"] {
            for passkeys in ["off", "on"] {
                for policy in ["Disabled", "Optional", "Required"] {
                    for channels in [vec![app], vec![identifier.second], vec![app, identifier.second]] {
                        let mut filled = numbers.clone();
                        filled.extend(owned(&[
                            ("Primary identifier", identifier.label),
                            ("Authentication method", method),
                            ("Enable Passkeys", passkeys),
                            ("Two-step verification", policy),
                        ]));
                        for (label, _) in [app, IDENTIFIERS[0].second, IDENTIFIERS[1].second] {
                            let on = channels.iter().any(|(other, _)| *other == label);
                            filled.extend(owned(&[(label, if on { "on" } else { "off" })]));
                        }
                        let ways: Vec<&str> = channels.iter().map(|(_, way)| *way).collect();
                        let expected = sign_in(identifier, method, passkeys == "on", policy, &series(&ways, " or "));
                        assert_eq!(sentences(&ada, &page, &filled).await, expected, "{filled:?}");
                    }
                }
            }
        }
    }
}

fn sign_in(identifier: &Identifier, method: &str, passkeys: bool, policy: &str, ways: &str) -> Vec<String> {
    const CODE: &str = "The code has 7 digits and works for 12 minutes; after 9 wrong tries it stops working. Users can ask for another after 45 seconds.";
    let Identifier { noun, sent, .. } = identifier;
    let unavailable = match (method, policy) {
        ("Password", _) => Some("Method"),
        (_, "Required") => Some("Two-step verification"),
        _ => None,
    };
    let nobody = |label| format!("Nobody can sign in yet: {label} is set to something that is not available yet.");
    let mut expected: Vec<String> = unavailable.map(nobody).into_iter().collect();
    expected.push(format!("To sign in, users type their {noun}."));
    if method == "Password" {
        expected.push("Then they type their password, which has at least 33 characters.".to_owned());
        expected.push(format!("Users who forgot it are sent a code. {CODE}"));
    } else {
        expected.push(format!("Then they type a code that is sent to them {sent}. {CODE}"));
    }
    if passkeys {
        expected.push(
            "Users with a passkey can use it instead, once that is available: a fingerprint, a face or a screen lock."
                .to_owned(),
        );
    }
    match policy {
        "Optional" => {
            expected.push(format!("Users who switched on two-step verification under Security also give {ways}."));
        }
        "Required" => expected
            .push(format!("Everybody also gives {ways}. Users who have not set it up do so at the next sign-in.")),
        _ => {}
    }
    expected.push("They are signed out after 20 days without activity, and after 80 days in any case.".to_owned());
    expected
}

/// Two clients, one for each primary identifier.
async fn clients(person: &Person) -> [String; 2] {
    let clients = [new_client(person).await, new_client(person).await];
    let address = card(person, &clients[1], "Authentication").await.path;
    saved(person, &address, &owned(&[("Primary identifier", "Mobile")])).await;
    clients
}

/// The profile fields in the order of a new client's form.
fn fields(identifier: &Identifier) -> [&'static str; 7] {
    let second = if identifier.label == "Email" { "Mobile number" } else { "Email address" };
    ["Given name", "Family name", "Display name", "Birthdate", second, "Address", "Locale"]
}

#[tokio::test]
async fn every_way_to_register_is_told_in_its_own_sentences() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    for (identifier, client) in IDENTIFIERS.iter().zip(clients(&ada).await) {
        let page = card(&ada, &client, "Registration").await;
        let told = async |filled: &[(&str, &str)]| sentences(&ada, &page, &owned(filled)).await;
        let (anybody, noun) = ("Anybody can create an account.", identifier.noun);
        let usual = format!("They are asked for their {noun}, given name and family name.");
        assert_eq!(told(&[]).await, [anybody, &usual]);
        for (days, words) in [("1", "1 day"), ("30", "30 days")] {
            let invited = [("Registration type", "Invitation-Only"), ("Invitation lifetime", days)];
            let lifetime =
                format!("Only people with an invitation can create an account. They have {words} to accept it.");
            assert_eq!(told(&invited).await, [lifetime, usual.clone()]);
        }
        for field in fields(identifier) {
            for asks in ["Not asked", "Optional", "Required"] {
                let asked: Vec<String> = fields(identifier)
                    .iter()
                    .filter_map(|each| {
                        let usual = if ["Given name", "Family name"].contains(each) { "Required" } else { "Not asked" };
                        match if *each == field { asks } else { usual } {
                            "Required" => Some(each.to_lowercase()),
                            "Optional" => Some(format!("{} (may be left empty)", each.to_lowercase())),
                            _ => None,
                        }
                    })
                    .collect();
                let own = format!("their {noun}");
                let asked: Vec<&str> = std::iter::once(own.as_str()).chain(asked.iter().map(String::as_str)).collect();
                let expected = format!("They are asked for {}.", series(&asked, " and "));
                assert_eq!(told(&[(field, asks)]).await, [anybody, &expected]);
            }
        }
        let nothing = [("Given name", "Not asked"), ("Family name", "Not asked")];
        assert_eq!(told(&nothing).await, [anybody, &format!("They are asked for their {noun}.")]);

        let terms = [("Terms of use", "https://a.example/"), ("Version of the terms", "3")];
        let privacy = [("Privacy notice", "https://b.example/"), ("Version of the privacy notice", "4")];
        for (documents, words) in [
            (terms.to_vec(), "the terms of use (version 3)"),
            (privacy.to_vec(), "the privacy notice (version 4)"),
            ([terms, privacy].concat(), "the terms of use (version 3) and the privacy notice (version 4)"),
        ] {
            let accept = format!("They accept {words} before they go on.");
            assert_eq!(told(&documents).await, [anybody, &usual, &accept]);
        }
        let allowed = ("Allowed email domains", "c.example b.example a.example");
        let blocked = ("Blocked email domains", "d.example");
        let only = "Only email addresses at a.example, b.example or c.example are accepted.";
        let refused = "Email addresses at d.example are refused.";
        assert_eq!(told(&[allowed]).await, [anybody, &usual, only]);
        assert_eq!(told(&[blocked]).await, [anybody, &usual, refused]);
        assert_eq!(told(&[allowed, blocked]).await, [anybody, &usual, only, refused]);
    }
}

#[tokio::test]
async fn the_profile_fields_are_asked_for_in_every_order_that_is_chosen_and_kept_in_it() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let identifier = &IDENTIFIERS[0];
    for field in fields(identifier).into_iter().skip(1) {
        let client = new_client(&ada).await;
        let mut page = card(&ada, &client, "Registration").await;
        let all: Vec<Filled> =
            fields(identifier).iter().map(|each| ((*each).to_owned(), "Required".to_owned())).collect();
        page = ada.press(&page, REFRESH, &borrowed(&all)).await;
        while page.has_button(&format!("↑ Move {field} up")) {
            page = ada.press(&page, &format!("↑ Move {field} up"), &[]).await;
        }
        let mut order: Vec<String> = vec![field.to_owned()];
        order.extend(fields(identifier).iter().filter(|each| **each != field).map(|each| (*each).to_owned()));
        let is_in_order = |page: &Page| {
            assert_eq!(page.all(".movable label"), order, "{field}");
            let words: Vec<String> = order.iter().map(|each| each.to_lowercase()).collect();
            let words: Vec<&str> =
                std::iter::once("their email address").chain(words.iter().map(String::as_str)).collect();
            assert_eq!(page.all("#preview p")[1], format!("They are asked for {}.", series(&words, " and ")));
        };
        is_in_order(&page);
        let shown = ada.submit(&page, "Save changes", &[]).await;
        assert!(shown.shows(&order.join(", ")), "{}", shown.text());
        is_in_order(&card(&ada, &client, "Registration").await);
        let page = card(&ada, &client, "Registration").await;
        let page = ada.press(&page, &format!("↓ Move {field} down"), &[]).await;
        order.swap(0, 1);
        assert_eq!(page.all(".movable label"), order, "{field}");
    }
}

#[tokio::test]
async fn every_profile_is_told_in_its_own_sentences() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    for (identifier, client) in IDENTIFIERS.iter().zip(clients(&ada).await) {
        let page = card(&ada, &client, "Profile").await;
        let change = format!("Change {}", identifier.label);
        let switches = [&change, "Personal Details", "Security", "Sign Out Everywhere", "Delete Account"];
        let usual_details = "Under Personal Details they can change their given name and family name.";
        for chosen in 0..1_u32 << switches.len() {
            let is_on = |at: usize| chosen & (1 << at) != 0;
            let filled: Vec<Filled> = switches
                .iter()
                .enumerate()
                .map(|(at, label)| ((*label).to_owned(), if is_on(at) { "on" } else { "off" }.to_owned()))
                .collect();
            let found: Vec<&str> = (0..switches.len()).filter(|at| is_on(*at)).map(|at| switches[at]).collect();
            let found = series(&[found, vec!["Sign Out"]].concat(), " and ");
            let mut expected = vec![format!("In their profile, users find {found}.")];
            expected.extend(is_on(1).then(|| usual_details.to_owned()));
            assert_eq!(sentences(&ada, &page, &filled).await, expected);
        }
        for field in fields(identifier) {
            for access in ["Hidden", "Read-only", "Editable"] {
                let told = sentences(&ada, &page, &owned(&[(field, access)])).await;
                assert_eq!(told[1..], details(identifier, field, access), "{field} {access}");
            }
        }
    }
}

/// What is told under Personal Details when one field has another access than usual.
fn details(identifier: &Identifier, field: &str, access: &str) -> Vec<String> {
    let with = |wanted: &str| -> Vec<String> {
        let has = |each: &&&str| {
            let usual = if ["Given name", "Family name"].contains(*each) { "Editable" } else { "Hidden" };
            wanted == if **each == field { access } else { usual }
        };
        fields(identifier).iter().filter(has).map(|each| each.to_lowercase()).collect()
    };
    let said = |fields: Vec<String>| series(&fields.iter().map(String::as_str).collect::<Vec<_>>(), " and ");
    let mut expected = vec![format!("Under Personal Details they can change their {}.", said(with("Editable")))];
    let seen = with("Read-only");
    expected.extend(
        (!seen.is_empty())
            .then(|| format!("Under Personal Details they see their {}, but cannot change it.", said(seen))),
    );
    expected
}

#[tokio::test]
async fn every_kind_of_client_is_told_in_its_own_sentences() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let page = card(&ada, &new_client(&ada).await, "General").await;
    let (description, contacts) = (("Description", "Sells things"), ("Owner contacts", "ada@example.com"));
    for (integration, pages) in [
        ("Hosted Journey", "Users are sent to sign-in pages hosted here, which say “Bank”."),
        ("API", "Users stay on the pages of “Bank”, which draws sign-in itself and calls the API."),
    ] {
        for app_type in ["Web App", "Single-Page App", "Mobile App"] {
            for (unseen, words) in [
                (vec![], None),
                (vec![description], Some("Users do not see the description.")),
                (vec![contacts], Some("Users do not see the owner contacts.")),
                (vec![description, contacts], Some("Users see neither the description nor the owner contacts.")),
            ] {
                let own = vec![("Client name", "Bank"), ("Integration type", integration), ("App type", app_type)];
                let told = sentences(&ada, &page, &owned(&[own, unseen].concat())).await;
                assert_eq!(told, std::iter::once(pages).chain(words).collect::<Vec<_>>());
            }
        }
    }
}
