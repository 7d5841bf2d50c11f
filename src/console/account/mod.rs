//! The operator's own account: name, password and sessions.

pub mod name;
pub mod password;
pub mod sessions;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use self::sessions::Row;
use super::access::{Allowed, UseConsole};
use super::password_choice::new_password;
use super::paths;
use super::shell::Shell;
use crate::service::notices::page_with_notice;
use crate::service::state::State;
use crate::store;
use crate::web::fields::{ErrorSummary, Errors, TextField};
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Template)]
#[template(path = "console/account/show.html")]
struct AccountPage {
    shell: Shell,
    summary: ErrorSummary,
    name: TextField,
    current_password: TextField,
    new_password: TextField,
    rows: Vec<Row>,
}

impl AccountPage {
    async fn new(
        access: &Allowed<UseConsole>,
        state: &State,
        request: &HttpRequest,
        name: &str,
        errors: &Errors,
    ) -> Result<Self, Problem> {
        let (owner, now) = (access.operator.id, state.now());
        let listed = state.store.read(move |conn| store::sessions::list(conn, owner, now)).await?;
        Ok(Self {
            shell: Shell::new(request, access).with_notice(request, ""),
            summary: errors.summary(),
            name: TextField::new("name", "Name", name, errors)
                .autocomplete("name")
                .hint("What others see, in the activity too."),
            current_password: TextField::new("current_password", "Current password", "", errors)
                .password()
                .autocomplete("current-password"),
            new_password: new_password("new_password", "New password", errors),
            rows: listed.into_iter().map(|session| Row::new(session, access.session, now.0)).collect(),
        })
    }

    fn has_others(&self) -> bool {
        self.rows.iter().any(|row| !row.current)
    }
}

pub async fn show(
    access: Allowed<UseConsole>,
    state: Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let view = AccountPage::new(&access, &state, &request, &access.operator.name, &no_errors()).await?;
    page_with_notice(&request, &view)
}

/// The page with what is wrong in one of its forms, and with the name as it was typed.
async fn refuse(
    access: &Allowed<UseConsole>,
    state: &State,
    request: &HttpRequest,
    (status, name, errors): (StatusCode, &str, &Errors),
) -> Result<HttpResponse, Problem> {
    page::html(status, &AccountPage::new(access, state, request, name, errors).await?)
}

fn no_errors() -> Errors {
    Errors::new(&[("name", "Name"), ("current_password", "Current password"), ("new_password", "New password")])
}
