//! Gives each request an id, and writes one line about it.

use std::fmt;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest};
use uuid::Uuid;

/// The id of a request: on its error page, in its log line and in the `x-request-id` header.
#[derive(Clone, Copy, Debug)]
pub struct RequestId(Uuid);

impl RequestId {
    /// The id that the middleware gave.
    #[must_use]
    pub fn of_request(request: &HttpRequest) -> Self {
        request.extensions().get().copied().unwrap_or(Self(Uuid::nil()))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

/// Middleware: the id and the line. The query is left out, since it may hold what people typed.
#[expect(
    clippy::disallowed_methods,
    reason = "an id that tells requests apart, and a time that is measured and decides nothing"
)]
pub async fn log(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = RequestId(Uuid::new_v4());
    req.extensions_mut().insert(id);
    let started = std::time::Instant::now();
    let mut response = next.call(req).await?;
    let request = response.request();
    tracing::info!(
        request = %id,
        method = %request.method(),
        path = request.path(),
        status = response.status().as_u16(),
        micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
    if let Ok(value) = HeaderValue::from_str(id.0.simple().encode_lower(&mut Uuid::encode_buffer())) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    Ok(response)
}
