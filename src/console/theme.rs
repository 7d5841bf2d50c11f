//! Light, dark or as the system says.

use actix_web::HttpResponse;
use serde::Deserialize;

use super::access::Anyone;
use super::paths;
use crate::web::form::Form;
use crate::web::look::Theme;
use crate::web::problem::Problem;
use crate::web::{page, return_to};

/// The switch.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeForm {
    theme: String,
    return_to: String,
}

/// Keeps the choice and goes back to the page that it was made on.
///
/// # Errors
/// When it is none of the three.
pub async fn update(_: Anyone, form: Form<ThemeForm>) -> Result<HttpResponse, Problem> {
    let theme = Theme::parse(&form.0.theme).ok_or_else(|| Problem::bad_request("There is no such theme."))?;
    let back = return_to::local(&form.0.return_to).unwrap_or_else(|| paths::HOME.to_owned());
    let mut response = page::see_other(&back);
    response.add_cookie(&theme.cookie()).map_err(Problem::internal)?;
    Ok(response)
}
