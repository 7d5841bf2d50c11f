//! Why a card was not saved, noted beside its fields.

use actix_web::http::StatusCode;

use crate::console::new::name_taken;
use crate::console::paths;
use crate::domain::client::{BrokenRule, ClientKey, card};
use crate::domain::setting::field_name;
use crate::store::StoreError;
use crate::store::clients::SaveRefused;
use crate::web::fields::Errors;
use crate::web::problem::Problem;

/// Notes why a save was refused; the status of the page that says so.
pub fn note_refused(errors: &mut Errors, refused: SaveRefused, key: ClientKey) -> Result<StatusCode, Problem> {
    match refused {
        SaveRefused::Broken(broken) => {
            note_broken(errors, broken, key);
            Ok(StatusCode::UNPROCESSABLE_ENTITY)
        }
        SaveRefused::NameTaken(holder) => {
            name_taken(errors, &holder);
            Ok(StatusCode::CONFLICT)
        }
        SaveRefused::Gone => Err(Problem::not_found()),
        SaveRefused::ChangedSince(_) | SaveRefused::EndsSecrets => {
            Err(StoreError::Internal("a conflict or a question was not shown".to_owned()).into())
        }
    }
}

/// Notes settings that do not go together, with a link to the other card where there is one.
pub fn note_broken(errors: &mut Errors, broken: Vec<BrokenRule>, key: ClientKey) {
    for BrokenRule { path, reason, other } in broken {
        let field = field_name(path);
        if errors.error_of(&field).is_some() {
            continue;
        }
        match other.and_then(card) {
            Some(other) => {
                errors.add_linked(field, reason, &format!("Open {}", other.label), paths::card(key, other.name));
            }
            None => errors.add(field, &reason),
        }
    }
}
