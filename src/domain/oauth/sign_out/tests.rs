use uuid::Uuid;

use super::*;
use crate::domain::choice::Choice;
use crate::domain::client::readiness::Judged;
use crate::domain::client::{ClientId, ClientKey, Readiness, RedirectUris, RevisionNumber, Settings, Status};
use crate::domain::time::Timestamp;
use crate::domain::user::Subject;

const AFTER: &str = "https://shop.example/";

fn client() -> Client {
    let mut settings = Settings::unchosen();
    settings.integration.post_logout_redirect_uris = RedirectUris::try_from(vec![AFTER.to_owned()]).unwrap();
    Client {
        key: ClientKey(Uuid::from_u128(7)),
        client_id: ClientId("shop".to_owned()),
        status: Status::Active,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
        last_used: None,
        tried: None,
        revision: RevisionNumber::FIRST,
        settings,
        judged: Judged { readiness: Readiness::ALL[0], again_at: None },
    }
}

fn session(number: u128) -> UserSessionId {
    UserSessionId(Uuid::from_u128(number))
}

fn hint(session: Option<UserSessionId>) -> IdTokenHint {
    IdTokenHint { client_id: ClientId("shop".to_owned()), subject: Subject("ada".to_owned()), session }
}

#[test]
fn only_a_hint_of_this_browsers_session_ends_it_without_a_word_of_the_user() {
    let (client, good, without_sid) = (client(), hint(Some(session(1))), hint(None));
    for (hint, here, expected) in [
        (Some(&good), Some(session(1)), Decision::End { returns: true }),
        (Some(&good), None, Decision::End { returns: true }),
        (Some(&good), Some(session(2)), Decision::Ask),
        (Some(&without_sid), Some(session(1)), Decision::Ask),
        (None, Some(session(1)), Decision::Ask),
        (None, None, Decision::End { returns: false }),
    ] {
        for redirect_uri in [None, Some(AFTER)] {
            let asked = Asked { hint: hint.map(Some), client_id: Some("shop"), redirect_uri };
            assert_eq!(decide(&asked, Some(&client), here), expected, "{hint:?} {here:?}");
        }
    }
}

#[test]
fn a_bad_hint_and_an_address_that_is_not_registered_end_nothing() {
    let (client, good) = (client(), hint(Some(session(1))));
    for (hint, client_id, redirect_uri, expected) in [
        (Some(None), None, None, None),
        (Some(Some(&good)), Some("other"), None, None),
        (
            Some(Some(&good)),
            None,
            Some("https://shop.example/?x=y"),
            Some(Mend::Setting("integration.post_logout_redirect_uris")),
        ),
        (
            None,
            Some("shop"),
            Some("https://evil.example/"),
            Some(Mend::Setting("integration.post_logout_redirect_uris")),
        ),
    ] {
        let asked = Asked { hint, client_id, redirect_uri };
        let Decision::Refuse(refused) = decide(&asked, Some(&client), Some(session(1))) else { panic!("{asked:?}") };
        assert_eq!((refused.mend, refused.endpoint), (expected, "end_session"));
    }
}
