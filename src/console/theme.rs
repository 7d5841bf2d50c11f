//! Light, dark or as the system says.

use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::door::THEME;
use super::paths;
use crate::service::gate::Anyone;
use crate::web::appearance::Theme;
use crate::web::form::Form;
use crate::web::problem::Problem;
use crate::web::{page, return_to};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeForm {
    theme: String,
    return_to: String,
}

pub async fn update(_: Anyone, request: HttpRequest, form: Form<ThemeForm>) -> Result<HttpResponse, Problem> {
    let theme = Theme::parse(&form.0.theme).ok_or_else(|| Problem::bad_request("There is no such theme."))?;
    let back = return_to::local(&form.0.return_to).unwrap_or_else(|| paths::HOME.to_owned());
    let mut response = page::see_other(&back);
    THEME.set(&request, &mut response, theme.token());
    Ok(response)
}
