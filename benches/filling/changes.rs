//! Later changes to a client, through the functions that the cards' pages use.

use std::error::Error;

use next_identity_console::domain::activity::Origin;
use next_identity_console::domain::client::{ClientKey, Description, Method, RegistrationType, Status, card};
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
    let mut typed = client.settings.clone();
    let name = match dice.below(10) {
        0..3 => {
            let description = &mut typed.general.description;
            let ticket = format!("{} See ticket {}.", description.as_str(), dice.below(100_000));
            *description = Description::parse(&ticket).unwrap_or_default();
            "general"
        }
        3..6 => {
            let card = &mut typed.authentication;
            card.passkeys = !card.passkeys;
            if dice.one_in(3) {
                card.method = if card.method == Method::Password { Method::OneTimePassword } else { Method::Password };
            }
            "authentication"
        }
        6..7 => {
            let both = [RegistrationType::SelfRegistration, RegistrationType::InvitationOnly];
            typed.registration.registration_type = dice.of(&both);
            "registration"
        }
        7..9 => {
            typed.profile.personal_details = dice.one_in(2);
            typed.profile.security = !typed.profile.security;
            "profile"
        }
        _ => {
            let status = dice.pick(&[(4, Status::Disabled), (1, Status::Active)]);
            return Ok(clients::set_status(connection, key, status, origin).map(|_| ())?);
        }
    };
    let card = card(name).ok_or("there is no such card")?;
    match clients::save(connection, key, card, client.revision, &typed, true, origin) {
        // Now and then the dice choose what does not go together; operators are told so too.
        Ok(_) | Err(Failure::Refused(SaveRefused::Broken(_))) => Ok(()),
        Err(error) => Err(error.to_string().into()),
    }
}
