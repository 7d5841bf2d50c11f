//! Lets the door explain every request that failed.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::web::Bytes;

use super::Problem;
use crate::web::door::Door;
use crate::web::request_log::RequestId;

/// Middleware: explains failed requests, and logs each fault of the program once.
pub async fn answer(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_head = req.method() == Method::HEAD;
    let response = next.call(req).await?.map_into_boxed_body();
    let problem = response.response().extensions().get::<Problem>().cloned();
    let problem = match problem {
        Some(problem) => problem,
        None if response.status().is_success() || response.status().is_redirection() => return Ok(response),
        None if response.headers().contains_key(CONTENT_TYPE) && !is_plain(&response) => return Ok(response),
        None => Problem::for_status(response.status()),
    };
    let (request, mut bare) = response.into_parts();
    if let Some((_, cause)) = &problem.0.fault {
        tracing::error!(request = %RequestId::of_request(&request), %cause, "a request failed");
    }
    let mut explained = (Door::of_request(&request).explain)(&request, &problem);
    // The methods that are possible instead (RFC 9110, section 15.5.6).
    if let Some(methods) = bare.headers_mut().remove(ALLOW).next() {
        explained.headers_mut().insert(ALLOW, methods);
    }
    if let Some(wait) = problem.0.retry_after {
        explained.headers_mut().insert(RETRY_AFTER, wait.as_secs().max(1).into());
    }
    let kept = std::mem::take(&mut *bare.extensions_mut());
    let explained = explained.map_body(|_, body| {
        let body = if is_head { BoxBody::new(()) } else { body };
        BoxBody::new(HoldingBody { body, _kept: kept })
    });
    Ok(ServiceResponse::new(request, explained))
}

/// A body that holds what the failed answer held until all of it has been sent: see [`crate::web::length`].
struct HoldingBody {
    body: BoxBody,
    _kept: Extensions,
}

impl MessageBody for HoldingBody {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}

/// Whether the body is one of actix's own plain-text messages.
fn is_plain(response: &ServiceResponse<BoxBody>) -> bool {
    response.headers().get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/plain"))
}
