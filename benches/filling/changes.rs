//! Later changes to a client, through the functions that the cards' pages use.

use std::error::Error;

use next_identity_console::domain::activity::Origin;
use next_identity_console::domain::client::{ClientKey, Description, Method, RegistrationType, Status, Versioned};
use next_identity_console::store::clients::SaveRefused;
use next_identity_console::store::{Connection, Failure, clients};

use super::dice::Dice;

/// Changes one card or the status, as an operator would.
pub fn change(
    connection: &mut Connection,
    dice: &mut Dice,
    key: ClientKey,
    origin: &Origin,
) -> Result<(), Box<dyn Error>> {
    let client = clients::find(connection, key)?.ok_or("a client has gone")?;
    let saved = match dice.below(10) {
        0..3 => {
            let mut card = client.general.card;
            let ticket = format!("{} See ticket {}.", card.description.as_str(), dice.below(100_000));
            card.description = Description::parse(&ticket).unwrap_or_default();
            clients::save_general(connection, key, &Versioned { card, version: client.general.version }, origin)
        }
        3..6 => {
            let mut card = client.authentication.card;
            card.passkeys = !card.passkeys;
            if dice.one_in(3) {
                card.method = if card.method == Method::Password { Method::OneTimePassword } else { Method::Password };
            }
            let edited = Versioned { card, version: client.authentication.version };
            clients::save_authentication(connection, key, &edited, origin)
        }
        6..7 => {
            let mut card = client.registration.card;
            card.registration_type = dice.of(&[RegistrationType::SelfRegistration, RegistrationType::InvitationOnly]);
            let edited = Versioned { card, version: client.registration.version };
            clients::save_registration(connection, key, &edited, origin)
        }
        7..9 => {
            let mut card = client.profile.card;
            card.personal_details = dice.one_in(2);
            card.security = !card.security;
            clients::save_profile(connection, key, &Versioned { card, version: client.profile.version }, origin)
        }
        _ => {
            let status = dice.pick(&[(4, Status::Disabled), (1, Status::Active)]);
            return Ok(clients::set_status(connection, key, status, origin).map(|_| ())?);
        }
    };
    match saved {
        // Now and then the dice choose what does not go together; operators are told so too.
        Ok(_) | Err(Failure::Refused(SaveRefused::Broken(_))) => Ok(()),
        Err(error) => Err(error.to_string().into()),
    }
}
