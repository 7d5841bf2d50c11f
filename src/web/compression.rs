//! Pages are compressed for browsers that take it, unless their length would tell somebody what they say.
//!
//! Whoever can have a page repeat guesses, and sees how long its compressed answers are, learns what else stands on it
//! (BREACH). Hence two exceptions: a page that another site had the browser ask for, and a page that shows a secret
//! ([`secret`]), whoever asked for it.

use std::io::{self, Write};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT_ENCODING, AcceptEncoding, CONTENT_ENCODING, CONTENT_TYPE, Encoding, HeaderValue, VARY,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::cross_origin;

/// In bytes; what fits into one packet arrives no sooner when it is smaller.
const SMALLEST: usize = 1_400;
/// Level 1 is a third faster and leaves a quarter more; level 6 takes twice as long to leave a tenth less.
const LEVEL: Compression = Compression::new(2);

/// Says of an answer that it shows a secret.
struct Secret;

/// An answer that shows a secret: it is sent as it is, so that its length does not depend on the secret.
#[must_use]
pub fn secret(mut response: HttpResponse) -> HttpResponse {
    response.extensions_mut().insert(Secret);
    response
}

/// Middleware: compresses pages. Files for download, and what is sent in pieces, are sent as they are.
pub async fn compress(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let asked = takes_gzip(&req) && !cross_origin::is_from_elsewhere(req.headers());
    let mut response = next.call(req).await?.map_into_boxed_body();
    let kind = response.headers().get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if !kind.starts_with(b"text/html") {
        return Ok(response);
    }
    response.headers_mut().append(VARY, HeaderValue::from_static(ACCEPT_ENCODING.as_str()));
    if !asked || response.response().extensions().get::<Secret>().is_some() {
        return Ok(response);
    }
    let mut is_compressed = false;
    let mut response = response.map_body(|_, body| match body.try_into_bytes() {
        Ok(page) if page.len() >= SMALLEST => match gzip(&page) {
            Ok(compressed) => {
                is_compressed = true;
                BoxBody::new(compressed)
            }
            Err(_) => BoxBody::new(page),
        },
        Ok(page) => BoxBody::new(page),
        Err(body) => body,
    });
    if is_compressed {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(response)
}

fn takes_gzip(req: &ServiceRequest) -> bool {
    let accepted = req.get_header::<AcceptEncoding>();
    let best = accepted.and_then(|accepted| accepted.negotiate([Encoding::gzip(), Encoding::identity()].iter()));
    best == Some(Encoding::gzip())
}

fn gzip(page: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(page.len() / 4), LEVEL);
    encoder.write_all(page)?;
    encoder.finish()
}
