//! Whether the service works, for whoever watches it.

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::service::gate::Anyone;
use crate::service::state::State;
use crate::store::StoreError;
use crate::web::problem::Problem;

/// 200 when the database answers, 503 otherwise.
pub async fn show(_: Anyone, state: Data<State>) -> Result<HttpResponse, Problem> {
    Ok(match state.store.check().await {
        Ok(()) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n"),
        Err(error) => {
            tracing::error!(%error, "the health check failed");
            let title = match error {
                StoreError::Gone(_) => "The database file is gone or was replaced",
                StoreError::Damaged(_) | StoreError::NotADatabase(_) => "The database file is damaged",
                _ => "The database does not answer",
            };
            HttpResponse::ServiceUnavailable()
                .content_type("application/problem+json")
                .body(format!(r#"{{"title":"{title}","status":503}}"#))
        }
    })
}
