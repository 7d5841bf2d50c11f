//! Reads what is sent to the protocol's endpoints. Names that nobody knows are ignored (RFC 6749, section 3.1).

use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::{BytesMut, Payload};
use futures_util::StreamExt;
use percent_encoding::percent_decode;

use crate::domain::oauth::parameters::{Parameters, Repeated};
use crate::web::form;
use crate::web::problem::Problem;

/// Bytes that a query or a form may have.
const LIMIT: usize = 32 * 1024;
/// How long the whole form may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why parameters were not taken that have arrived.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    #[error(transparent)]
    Repeated(#[from] Repeated),
    #[error("The parameters are no valid text.")]
    NotText,
}

#[must_use]
pub fn is_form(request: &HttpRequest) -> bool {
    request.content_type().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Those of the address.
pub fn of_query(request: &HttpRequest) -> Result<Parameters, Unread> {
    // A server takes no longer address anyway.
    read(request.query_string().as_bytes())
}

/// Those of the body.
///
/// # Errors
/// A [`Problem`] for a body that is no form, too long or too slow.
pub async fn of_form(request: &HttpRequest, payload: Payload) -> Result<Result<Parameters, Unread>, Problem> {
    if !is_form(request) {
        return Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body is no form."));
    }
    let body = receive(payload).await?.freeze();
    let read = read(&body);
    form::keep(request, body);
    Ok(read)
}

async fn receive(payload: Payload) -> Result<BytesMut, Problem> {
    let (mut payload, mut body) = (payload.into_inner(), BytesMut::new());
    let all = async {
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| refused(StatusCode::BAD_REQUEST, "The body did not arrive whole."))?;
            if body.len() + chunk.len() > LIMIT {
                return Err(refused(StatusCode::PAYLOAD_TOO_LARGE, "The body is too long."));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(())
    };
    let late = |_| refused(StatusCode::REQUEST_TIMEOUT, "The body did not arrive in time.");
    tokio::time::timeout(PATIENCE, all).await.map_err(late)??;
    Ok(body)
}

fn refused(status: StatusCode, words: &str) -> Problem {
    Problem::new(status, words, words)
}

fn read(encoded: &[u8]) -> Result<Parameters, Unread> {
    let decoded = percent_decode(encoded).decode_utf8().map_err(|_| Unread::NotText)?;
    if encoded.len() > LIMIT || decoded.contains('\0') {
        return Err(Unread::NotText);
    }
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(encoded).map_err(|_| Unread::NotText)?;
    Ok(Parameters::new(pairs)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parameters_are_decoded_and_what_is_no_text_is_refused() {
        let good = read(b"a=1&b=%C3%A9+x&c=&d").unwrap();
        assert_eq!(["a", "b", "c", "d"].map(|name| good.get(name)), [Some("1"), Some("é x"), None, None]);
        for bad in [&b"a=%ff"[..], b"a=%00", b"a%00=1", b"a=\xff", b"a=\0"] {
            assert_eq!(read(bad), Err(Unread::NotText), "{bad:?}");
        }
        assert_eq!(read(&vec![b'a'; LIMIT + 1]), Err(Unread::NotText));
        assert!(matches!(read(b"a=1&%61=2"), Err(Unread::Repeated(repeated)) if repeated.name == "a"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _any = read(&bytes);
        }
    }
}
