//! The first clients, made by the functions that the pages use: each with settings of its own, some with later changes.

use std::error::Error;
use std::time::Duration;

use next_identity_console::domain::activity::{Actor, Origin};
use next_identity_console::domain::bounded::Bounded;
use next_identity_console::domain::client::{
    AppType, ClientName, Contacts, Description, EmailDomainList, General, IntegrationType, Method, PrimaryIdentifier,
    RegistrationType, Settings, TwoStepPolicy,
};
use next_identity_console::domain::operator::{NewOperator, NewPassword, OperatorName};
use next_identity_console::domain::password::Password;
use next_identity_console::domain::role::Role;
use next_identity_console::domain::text::EmailAddress;
use next_identity_console::domain::time::Timestamp;
use next_identity_console::service::password_hasher::PasswordHasher;
use next_identity_console::store::clients::{self, NewClient};
use next_identity_console::store::{Connection, Store, activity, operators};

use super::dice::Dice;
use super::{EMAIL, PASSWORD, changes, names};

const OPERATORS: [(&str, Role); 6] = [
    ("Ada Lovelace", Role::Administrator),
    ("Grace Hopper", Role::ApplicationManager),
    ("Karl Ångström", Role::ApplicationManager),
    ("Chien-Shiung Wu", Role::ApplicationManager),
    ("Катерина Мельник", Role::ApplicationManager),
    ("Mary Somerville", Role::Viewer),
];

/// Adds the operators; those who may change clients.
pub async fn add_operators(store: &Store, at: Timestamp) -> Result<Vec<Actor>, Box<dyn Error>> {
    store.write(activity::leave_unkeyed).await?;
    let password_hash = PasswordHasher::new(1)?.hash(Password::to_verify(PASSWORD)).await?;
    let mut team = Vec::new();
    for (index, (name, role)) in OPERATORS.into_iter().enumerate() {
        let email = if index == 0 { EMAIL.to_owned() } else { format!("operator.{index}@example.com") };
        let new = NewOperator {
            name: OperatorName::parse(name)?,
            email: EmailAddress::parse(&email)?,
            role,
            password: NewPassword::Hash(password_hash.clone()),
        };
        let origin = Origin { actor: Actor::CommandLine, address: None, at };
        let added = store.write(move |conn| operators::add(conn, &new, &origin)).await;
        let added = added.map_err(|error| error.to_string())?;
        if role != Role::Viewer {
            team.push(Actor::Operator(added.id, name.to_owned()));
        }
    }
    Ok(team)
}

/// Adds `count` clients from a time on, one each so often, and a change to one of them after every fourth.
pub fn add_clients(
    connection: &mut Connection,
    dice: &mut Dice,
    team: &[Actor],
    (from, every): (Timestamp, Duration),
    (count, seed): (usize, u64),
) -> Result<(), Box<dyn Error>> {
    activity::leave_unkeyed(connection)?;
    let mut keys = Vec::with_capacity(count);
    let mut at = from;
    for number in 0..count {
        let new = NewClient::new(client(dice, number, seed)?, at);
        let created = clients::create(connection, &new, &origin(dice, team, at));
        keys.push(created.map_err(|error| error.to_string())?);
        if number % 4 == 3 {
            let key = keys[dice.below(keys.len())];
            let origin = origin(dice, team, at.after(every / 2));
            changes::change(connection, dice, key, &origin)?;
        }
        at = at.after(every);
    }
    Ok(())
}

fn origin(dice: &mut Dice, team: &[Actor], at: Timestamp) -> Origin {
    let address = Some(format!("10.20.{}.{}", dice.below(4), dice.below(250)));
    Origin { actor: team[dice.below(team.len())].clone(), address, at }
}

fn client(dice: &mut Dice, number: usize, seed: u64) -> Result<Settings, Box<dyn Error>> {
    let app_type = dice.pick(&[(55, AppType::WebApp), (30, AppType::SinglePageApp), (15, AppType::MobileApp)]);
    let integration_type = dice.pick(&[(85, IntegrationType::HostedJourney), (15, IntegrationType::Api)]);
    let texts = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    let mut settings = Settings::new(General {
        name: ClientName::parse(&names::name(number, seed))?,
        description: Description::parse(&names::description(dice))?,
        contacts: Contacts::try_from(texts(if dice.one_in(3) { "owner@example.com" } else { "" }))?,
        app_type,
        integration_type,
    });
    // Three of four were handed to their developers.
    if !dice.one_in(4) {
        let host = format!("https://app-{number}.example.com");
        settings.integration.redirect_uris = vec![format!("{host}/callback")].try_into()?;
        let origins = if app_type == AppType::SinglePageApp { vec![host] } else { Vec::new() };
        settings.integration.allowed_origins = origins.try_into()?;
    }
    let card = &mut settings.authentication;
    card.primary_identifier = dice.pick(&[(80, PrimaryIdentifier::Email), (20, PrimaryIdentifier::Mobile)]);
    card.method = dice.pick(&[(65, Method::OneTimePassword), (35, Method::Password)]);
    card.passkeys = dice.one_in(3);
    card.codes.length = Bounded::new(dice.pick(&[(8, 6), (2, 8)])).ok_or("length")?;
    card.two_step.policy =
        dice.pick(&[(7, TwoStepPolicy::Disabled), (2, TwoStepPolicy::Optional), (1, TwoStepPolicy::Required)]);
    // Only where users give an email address.
    let has_email = card.primary_identifier == PrimaryIdentifier::Email;
    let card = &mut settings.registration;
    card.registration_type =
        dice.pick(&[(75, RegistrationType::SelfRegistration), (25, RegistrationType::InvitationOnly)]);
    card.domains.allowed =
        EmailDomainList::try_from(texts(if has_email && dice.one_in(20) { "example.com" } else { "" }))?;
    Ok(settings)
}
