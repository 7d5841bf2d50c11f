//! What scripts of other sites may send to the public documents.

use actix_web::HttpResponse;

use crate::service::gate::Anyone;
use crate::web::document::Document;
use crate::web::problem::Problem;

/// The same for every document, whether it is there yet or not.
pub async fn show(_: Anyone) -> Result<HttpResponse, Problem> {
    Ok(Document::preflight())
}
