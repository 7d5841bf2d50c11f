//! Whether the service works, for whoever watches it.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::Console;
use super::access::Anyone;
use crate::web::problem::Problem;

/// 200 when the database answers, 503 otherwise.
///
/// # Errors
/// Never.
pub async fn show(_: Anyone, console: Data<Console>) -> Result<HttpResponse, Problem> {
    Ok(match console.store.check().await {
        Ok(()) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n"),
        Err(error) => {
            tracing::error!(%error, "the health check failed");
            HttpResponse::ServiceUnavailable()
                .content_type("application/problem+json")
                .body(r#"{"title":"The database does not answer","status":503}"#)
        }
    })
}
