//! Refuses bodies of unknown length.

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::TRANSFER_ENCODING;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse};

/// The body that was not read. As long as it lives the server closes the connection after the answer; without it, the
/// server would go on reading, forever if the sender never stops.
struct UnreadBody {
    _body: Payload,
}

/// Middleware: 411 for a request with a `Transfer-Encoding` (RFC 9110, section 15.5.12). Browsers send our forms with
/// their length.
pub async fn require(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if !req.headers().contains_key(TRANSFER_ENCODING) {
        return next.call(req).await.map(ServiceResponse::map_into_left_body);
    }
    let unread = UnreadBody { _body: req.take_payload() };
    let mut response = HttpResponse::LengthRequired().finish();
    response.extensions_mut().insert(unread);
    Ok(req.into_response(response).map_into_right_body())
}
