//! Which client a program's request is from (RFC 6749, section 2.3).

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::answer::{Denied, fault};
use super::{bearer, refusals};
use crate::domain::choice::Choice;
use crate::domain::client::{Client, ClientAuthentication, Status};
use crate::domain::oauth::client_authentication::{Proof, Unproved, judge, matching};
use crate::domain::oauth::parameters::Parameters;
use crate::domain::oauth::refusal::Refused;
use crate::domain::refusal::Mend;
use crate::domain::throttle::Bucket;
use crate::service::state::State;
use crate::store::{clients, throttle};
use crate::web::address;
use crate::web::problem::Problem;

/// Said of a client that is unknown, as of one that is disabled.
const UNKNOWN: &str = "The client is unknown or disabled.";
const CHALLENGE: &str = "Basic realm=\"clients\"";

/// A client that has proved who it is, and the number of the secret that it was by.
#[derive(Debug)]
pub struct Authenticated {
    pub client: Client,
    pub secret: Option<i64>,
}

/// Why a request is from nobody, and whom it named.
#[derive(Debug)]
pub struct Rejected {
    pub client: Option<Box<Client>>,
    pub denied: Denied,
}

pub async fn authenticate(
    state: &State,
    request: &HttpRequest,
    parameters: &Parameters,
) -> Result<Result<Authenticated, Rejected>, Problem> {
    let by_header = request.headers().contains_key(AUTHORIZATION);
    let rejected = |client: Option<Client>, denied: Denied| {
        let denied =
            if by_header && denied.status == StatusCode::UNAUTHORIZED { denied.challenged(CHALLENGE) } else { denied };
        Ok(Err(Rejected { client: client.map(Box::new), denied }))
    };
    let (client_id, proof) = match presented(request, parameters) {
        Ok(presented) => presented,
        Err(denied) => return rejected(None, denied),
    };
    let (now, address) = (state.now(), address::sender(request));
    let tries_secret = matches!(proof, Proof::Secret(..));
    let found = state.store.read(move |conn| {
        let Some(client) = clients::with_client_id(conn, &client_id)? else { return Ok(None) };
        let secrets = clients::live_secrets(conn, client.key, now)?;
        let bucket = address.filter(|_| tries_secret).map(|address| Bucket::client(client.key, address));
        let wait = match &bucket {
            Some(bucket) => throttle::wait(conn, bucket, now)?,
            None => None,
        };
        Ok(Some((client, secrets, bucket, wait)))
    });
    let Some((client, secrets, bucket, wait)) = found.await.map_err(fault)? else {
        if let Proof::Secret(_, secret) = &proof {
            // As long as for a client that there is.
            let _decoy = matching(secret, &[]);
        }
        return rejected(None, unauthorized(UNKNOWN));
    };
    if let Some(wait) = wait {
        let denied = has_to_wait(state, &client, wait);
        return rejected(Some(client), denied);
    }
    let secrets: Vec<_> = secrets.into_iter().map(|secret| (secret.number, secret.digest)).collect();
    let method = client.settings.client_authentication();
    let judged = judge(method, &proof, &secrets);
    if client.status != Status::Active {
        let refused = Refused::new("token", "invalid_client", "The client is disabled.").mended_by(Mend::Status);
        refusals::note(state, &client, &refused);
        return rejected(None, unauthorized(UNKNOWN));
    }
    match judged {
        Ok(secret) => Ok(Ok(Authenticated { client, secret })),
        Err(unproved) => {
            // Of tries at the same time no more are told that they are wrong than are counted. Nothing is written for who is
            // right: a secret is 256 random bits, so that what could be tried before the first is counted is nothing.
            if let Some(bucket) = bucket.filter(|_| unproved == Unproved::Secret) {
                let counted =
                    state.store.write(move |conn| throttle::count_try(conn, std::slice::from_ref(&bucket), now));
                if let Err(wait) = counted.await.map_err(fault)? {
                    let denied = has_to_wait(state, &client, wait);
                    return rejected(Some(client), denied);
                }
            }
            let refused = refused(unproved, method, &proof);
            let reference = refusals::note(state, &client, &refused);
            let denied = unauthorized(&format!("{} Reference {reference}.", refused.reason));
            rejected(Some(client), denied)
        }
    }
}

/// Nothing was compared: whoever goes on guessing learns nothing, and neither does who knows the secret in the same network.
fn has_to_wait(state: &State, client: &Client, wait: Duration) -> Denied {
    let reason = "Too many wrong client secrets came from this network.";
    let refused = Refused::new("token", "invalid_client", reason).mended_by(Mend::Secrets);
    let reference = refusals::note(state, client, &refused);
    let description = format!("{reason} Reference {reference}.");
    Denied::new(StatusCode::TOO_MANY_REQUESTS, "invalid_client", description).after(wait)
}

fn unauthorized(description: &str) -> Denied {
    Denied::new(StatusCode::UNAUTHORIZED, "invalid_client", description)
}

fn refused(unproved: Unproved, method: Option<ClientAuthentication>, proof: &Proof) -> Refused {
    let refused = Refused::new("token", "invalid_client", unproved.to_string()).mended_by(unproved.mend());
    let sent = match proof {
        Proof::None => "none",
        Proof::Secret(by, _) => by.token(),
    };
    let expected = method.map_or("none", ClientAuthentication::token);
    if unproved == Unproved::Secret { refused } else { refused.sent(Some(sent)).expected(Some(expected)) }
}

/// Whom a request is from and its proof, which must be one alone.
fn presented(request: &HttpRequest, parameters: &Parameters) -> Result<(String, Proof), Denied> {
    let in_header = request.headers().contains_key(AUTHORIZATION);
    let ways = [in_header, parameters.has("client_secret"), parameters.has("client_assertion")];
    if ways.into_iter().filter(|way| *way).count() > 1 {
        return Err(Denied::bad_request("invalid_request", "The client proved who it is in more than one way."));
    }
    if parameters.has("client_assertion") {
        return Err(unauthorized("A client_assertion is not supported."));
    }
    let named = parameters.get("client_id");
    if in_header {
        let unreadable = || unauthorized("The Authorization header is no client ID with a secret.");
        let (client_id, secret) = basic(request).ok_or_else(unreadable)?;
        if named.is_some_and(|named| named != client_id) {
            return Err(Denied::bad_request(
                "invalid_request",
                "The client_id is another than in the Authorization header.",
            ));
        }
        return Ok((client_id, Proof::Secret(ClientAuthentication::SecretBasic, secret)));
    }
    let client_id = named.ok_or_else(|| unauthorized("The client_id is missing."))?.to_owned();
    let proof = match parameters.get("client_secret") {
        Some(secret) => Proof::Secret(ClientAuthentication::SecretPost, secret.to_owned()),
        None => Proof::None,
    };
    Ok((client_id, proof))
}

/// Both parts are encoded as in a form before they are put together (RFC 6749, section 2.3.1).
fn basic(request: &HttpRequest) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(bearer::credentials(request, "Basic")?).ok()?).ok()?;
    let (client_id, secret) = text.split_once(':')?;
    let decoded = |part: &str| {
        let part = part.replace('+', " ");
        percent_decode_str(&part).decode_utf8().ok().map(String::from)
    };
    Some((decoded(client_id)?, decoded(secret)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use proptest::prelude::*;

    /// Who, and by which method with which secret.
    type Read = (String, Option<(String, String)>);

    fn of(header: Option<&str>, parameters: &[(&str, &str)]) -> Result<Read, (u16, &'static str)> {
        let request = TestRequest::post();
        let request = header.into_iter().fold(request, |request, value| request.append_header((AUTHORIZATION, value)));
        let pairs = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let parameters = Parameters::new(pairs.collect()).unwrap();
        let read = presented(&request.to_http_request(), &parameters);
        let read = read.map_err(|denied| (denied.status.as_u16(), denied.error))?;
        let proof = match read.1 {
            Proof::None => None,
            Proof::Secret(method, secret) => Some((method.token().to_owned(), secret)),
        };
        Ok((read.0, proof))
    }

    fn basic_of(text: &str) -> String {
        format!("Basic {}", STANDARD.encode(text))
    }

    #[test]
    fn exactly_one_proof_is_taken_and_parts_of_the_header_are_decoded_as_in_a_form() {
        let by = |method: &str, secret: &str| Some((method.to_owned(), secret.to_owned()));
        for (header, parameters, expected) in [
            (None, &[("client_id", "shop")][..], Ok(("shop", None))),
            (None, &[("client_id", "shop"), ("client_secret", "s")], Ok(("shop", by("client_secret_post", "s")))),
            (Some("shop:s"), &[], Ok(("shop", by("client_secret_basic", "s")))),
            (Some("shop:s"), &[("client_id", "shop")], Ok(("shop", by("client_secret_basic", "s")))),
            (Some("my%20shop:a%3Ab+c"), &[], Ok(("my shop", by("client_secret_basic", "a:b c")))),
            (Some("shop:a:b"), &[], Ok(("shop", by("client_secret_basic", "a:b")))),
            (Some("shop:s"), &[("client_id", "other")], Err((400, "invalid_request"))),
            (Some("shop:s"), &[("client_secret", "s")], Err((400, "invalid_request"))),
            (Some("shop:s"), &[("client_assertion", "s")], Err((400, "invalid_request"))),
            (None, &[("client_secret", "s"), ("client_assertion", "s")], Err((400, "invalid_request"))),
            (None, &[("client_id", "shop"), ("client_assertion", "s")], Err((401, "invalid_client"))),
            (None, &[("client_secret", "s")], Err((401, "invalid_client"))),
            (None, &[], Err((401, "invalid_client"))),
            (Some("shop"), &[], Err((401, "invalid_client"))),
        ] {
            let header = header.map(basic_of);
            let expected = expected.map(|(id, proof)| (id.to_owned(), proof));
            assert_eq!(of(header.as_deref(), parameters), expected, "{header:?} {parameters:?}");
        }
        for header in ["Bearer abc", "Basic", "Basic é", "Basic ====", &basic_of("%ff:s")] {
            assert_eq!(of(Some(header), &[("client_id", "shop")]), Err((401, "invalid_client")), "{header}");
        }
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(text in "[ -~]{0,60}", bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _any = of(Some(&text), &[]);
            let _any = of(Some(&format!("Basic {}", STANDARD.encode(bytes))), &[]);
        }
    }
}
