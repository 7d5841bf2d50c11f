//! The operator's own password, which they change by giving the present one.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use validator::Validate;

use super::{no_errors, refuse};
use crate::console::access::{Allowed, UseConsole};
use crate::console::beginning::Beginning;
use crate::console::password_check::{self, Checked};
use crate::console::paths;
use crate::console::shell::{Notice, see_other_with};
use crate::domain::activity::Action;
use crate::domain::operator::PASSWORD_POLICY;
use crate::domain::password::Password;
use crate::domain::text::EmailAddress;
use crate::domain::throttle::Bucket;
use crate::service::state::State;
use crate::store::operators::passwords;
use crate::store::{StoreError, sessions};
use crate::web::fields::Errors;
use crate::web::form::Form;
use crate::web::problem::Problem;

const WRONG: &str = "Wrong password.";
const SAME: &str = "This is your current password. Choose another one.";

#[derive(Default, Deserialize, Validate)]
#[serde(deny_unknown_fields, default)]
pub struct PasswordForm {
    #[validate(length(min = 1, message = "Enter your current password."))]
    current_password: String,
    new_password: String,
}

/// The present password is looked at only once the new one will do, so that whoever mistypes that uses up no try.
pub async fn update(
    access: Allowed<UseConsole>,
    state: Data<State>,
    request: HttpRequest,
    form: Form<PasswordForm>,
) -> Result<HttpResponse, Problem> {
    let form = form.0;
    let (name, mut errors) = (access.operator.name.as_str(), no_errors());
    errors.add_shape(form.validate());
    let Some(password) = chosen(&access, &form, &mut errors).filter(|_| errors.is_empty()) else {
        return refuse(&access, &state, &request, (StatusCode::UNPROCESSABLE_ENTITY, name, &errors)).await;
    };
    let email = EmailAddress::parse(&access.operator.email).map_err(Problem::internal)?;
    match password_check::check(&state, &request, email, &form.current_password).await? {
        Checked::Right(_, buckets) => change(&access, &state, &request, password, buckets).await,
        Checked::Wrong(email) => {
            let failed = Action::ConfirmationFailed;
            let record =
                move |conn: &mut _, origin: &_| sessions::record_failure(conn, failed, email.as_deref(), origin);
            // Who is no longer signed in, because the password was changed meanwhile, is told that.
            access.change(&request, &state, record).await?;
            errors.add("current_password", WRONG);
            refuse(&access, &state, &request, (StatusCode::UNPROCESSABLE_ENTITY, name, &errors)).await
        }
        Checked::Later(later) => {
            errors.add("current_password", &later.words);
            Ok(later.answer(refuse(&access, &state, &request, (later.status, name, &errors)).await?))
        }
    }
}

fn chosen(access: &Allowed<UseConsole>, form: &PasswordForm, errors: &mut Errors) -> Option<Password> {
    let context = [access.operator.name.as_str(), access.operator.email.as_str()];
    let password = errors.check("new_password", Password::choose(&form.new_password, &PASSWORD_POLICY, &context))?;
    if password == Password::to_verify(&form.current_password) {
        errors.add("new_password", SAME);
    }
    Some(password)
}

/// Ends every session, and begins this one anew with another token.
async fn change(
    access: &Allowed<UseConsole>,
    state: &State,
    request: &HttpRequest,
    password: Password,
    counted_in: Vec<Bucket>,
) -> Result<HttpResponse, Problem> {
    let hash = state.passwords.hash(password).await?;
    let begun = Beginning::new(request, access.operator.id, (Action::PasswordChanged, counted_in))?;
    let session = begun.session.clone();
    let change = move |conn: &mut _, origin: &_| {
        passwords::replace(conn, session.operator, &hash)?;
        if sessions::start(conn, &session, origin)? { Ok(()) } else { Err(StoreError::NotAllowed) }
    };
    access.change(request, state, change).await?;
    Ok(begun.answer(request, see_other_with(request, Notice::PasswordChanged, paths::ACCOUNT)))
}
