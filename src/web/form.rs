//! Reads forms strictly: what we did not ask for is refused, never guessed at. In an address it is ignored.

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;

use super::appearance::Pages;
use super::problem::Problem;
use super::query::{Fields, Refused, decoded};

/// Bytes that a form or a query may have.
pub(super) const LIMIT: usize = 32 * 1024;
/// Bytes that a form with lists of addresses may have.
const LONG_LIMIT: usize = 1024 * 1024;
/// Fields of a form: more than any of ours has.
const MOST_FIELDS: usize = 256;
/// How long the whole form may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

/// The fields of a submitted form. `T` refuses unknown fields with `#[serde(deny_unknown_fields)]`; serde refuses
/// repeated ones, and this module refuses bytes that are not text.
#[derive(Debug)]
pub struct Form<T>(pub T);

/// As [`Form`], for one that may be long.
#[derive(Debug)]
pub struct LongForm<T>(pub T);

/// The body of a form that was read, kept so that the form can be offered again when it failed through no fault of its
/// own.
struct SentBody(Bytes);

/// The fields of the address's query. Those that `T` does not have do not matter; one that it has is given once and is text.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// What the address brings for a form that it opens. Names that the form does not have do not matter.
#[derive(Debug)]
pub struct Lenient(Vec<(String, String)>);

impl Lenient {
    /// The first value with a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }
}

impl FromRequest for Lenient {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let pairs = request.query_string().split('&').filter_map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            decoded(name).zip(decoded(value))
        });
        ready(Ok(Self(pairs.collect())))
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = read(request.clone(), payload.take(), LIMIT);
        Box::pin(async { read.await.map(Self) })
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for LongForm<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = read(request.clone(), payload.take(), LONG_LIMIT);
        Box::pin(async { read.await.map(Self) })
    }
}

async fn read<T: DeserializeOwned>(request: HttpRequest, mut payload: Payload, limit: usize) -> Result<T, Problem> {
    if !is_form(&request) {
        let message = "Only forms are accepted here. Nothing was changed.";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Not a form", message));
    }
    let body = receive(&mut payload, limit).await?;
    if body.split(|byte| *byte == b'&').count() > MOST_FIELDS {
        return Err(misunderstood());
    }
    let read = fields(&body, limit)?;
    keep(&request, body);
    Ok(read)
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let query = request.query_string();
        if query.len() > LIMIT {
            return ready(Err(Refused::TooLong.into()));
        }
        let read = T::deserialize(Fields(query));
        ready(read.map(Self).map_err(|error| Problem::bad_request(&format!("{error}."))))
    }
}

/// Whether a request's body is said to be no longer than most forms may be.
#[must_use]
pub fn is_short(request: &HttpRequest) -> bool {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    length.is_some_and(|length: usize| length <= LIMIT)
}

/// Reads the fields of a form that will be refused, so that they can be offered again, and puts the body back.
pub async fn peek(request: &mut ServiceRequest) -> Result<Vec<(String, String)>, Problem> {
    peek_within(request, LIMIT).await
}

/// As [`peek`], for a form that may be long.
pub async fn peek_long(request: &mut ServiceRequest) -> Result<Vec<(String, String)>, Problem> {
    peek_within(request, LONG_LIMIT).await
}

async fn peek_within(request: &mut ServiceRequest, limit: usize) -> Result<Vec<(String, String)>, Problem> {
    if !is_form(request.request()) {
        return Ok(Vec::new());
    }
    let body = receive(&mut request.take_payload(), limit).await?;
    let pairs = offered(&body, limit);
    request.set_payload(Payload::from(body));
    pairs
}

/// Keeps the body of a form that was read, for [`sent`].
pub fn keep(request: &HttpRequest, body: Bytes) {
    request.extensions_mut().insert(SentBody(body));
}

/// The fields of the form that a handler has read, unless there is a secret among them, which no page may hold.
#[must_use]
pub fn sent(request: &HttpRequest) -> Option<Vec<(String, String)>> {
    let pairs = offered(&request.extensions().get::<SentBody>()?.0, LONG_LIMIT).ok()?;
    let keys = Pages::of_request(request).keys;
    let holds_a_secret = |(name, value): &(String, String)| is_secret(name) || (name == keys && !value.is_empty());
    (!pairs.is_empty() && !pairs.iter().any(holds_a_secret)).then_some(pairs)
}

/// Whether a field of this name holds what no page may show again.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    ["password", "secret", "token"].iter().any(|word| name == *word || name.ends_with(&format!("_{word}")))
}

/// The fields of a form as they can be offered again: none when they are too many.
fn offered(body: &[u8], limit: usize) -> Result<Vec<(String, String)>, Problem> {
    let pairs: Vec<(String, String)> = fields(body, limit)?;
    Ok(if pairs.len() <= MOST_FIELDS { pairs } else { Vec::new() })
}

fn is_form(request: &HttpRequest) -> bool {
    request.content_type().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

async fn receive(payload: &mut Payload, limit: usize) -> Result<Bytes, Problem> {
    let mut body = BytesMut::new();
    let all = async {
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Problem::bad_request("The form did not arrive whole."))?;
            if body.len() + chunk.len() > limit {
                let message = "The form is larger than any of ours. Nothing was changed.";
                return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "Too much was sent", message));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(())
    };
    let late = |_| Problem::new(StatusCode::REQUEST_TIMEOUT, "Too slow", "The form did not arrive in time.");
    tokio::time::timeout(PATIENCE, all).await.map_err(late)??;
    Ok(body.freeze())
}

fn fields<T: DeserializeOwned>(encoded: &[u8], limit: usize) -> Result<T, Problem> {
    if encoded.len() > limit {
        return Err(Problem::new(StatusCode::URI_TOO_LONG, "Too much was sent", "The address is too long."));
    }
    let decoded = percent_decode(encoded).decode_utf8().map_err(|_| Problem::bad_request("It was not valid text."))?;
    if decoded.contains('\0') {
        return Err(Problem::bad_request("It held a character that is no text."));
    }
    serde_urlencoded::from_bytes(encoded).map_err(|_| misunderstood())
}

/// The fields that were sent are not those of the form.
#[must_use]
pub fn misunderstood() -> Problem {
    Problem::bad_request("A field was repeated, missing, unknown or of the wrong kind.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Two {
        a: String,
        b: String,
    }

    #[test]
    fn what_was_not_asked_for_is_refused() {
        let good: Two = fields(b"a=1&b=%C3%A9+x", LIMIT).unwrap();
        assert_eq!(good, Two { a: "1".into(), b: "é x".into() });
        for bad in [&b"a=1&a=2"[..], b"c=1", b"a=%ff", b"a=%00", b"a=\xff", b"a=1&b=2&a=", b"a%00=1"] {
            assert!(fields::<Two>(bad, LIMIT).is_err(), "{bad:?}");
        }
        assert!(fields::<Two>(&vec![b'a'; LIMIT + 1], LIMIT).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _any = fields::<Two>(&bytes, LIMIT);
        }
    }
}
