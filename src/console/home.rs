//! Where the console begins.

use actix_web::HttpResponse;

use super::paths;
use crate::service::gate::Anyone;
use crate::web::page;
use crate::web::problem::Problem;

pub async fn show(_: Anyone) -> Result<HttpResponse, Problem> {
    Ok(page::see_other(paths::CLIENTS))
}
