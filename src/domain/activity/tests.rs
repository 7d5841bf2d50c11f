use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::domain::choice::Choice;

fn words(path: &str, before: Value, after: Value) -> String {
    in_words(&Change::new(path, before, after))
}

#[test]
fn a_change_reads_as_a_clause() {
    let length = "authentication.codes.length";
    let allowed = "registration.domains.allowed";
    let fields = "registration.fields";
    let [locale, address] =
        [json!({"field": "locale", "required": true}), json!({"field": "address", "required": false})];
    for (path, before, after, said) in [
        (length, json!(6), json!(8), "Code length 6 → 8 digits"),
        ("authentication.sessions.idle", json!(86_400), json!(1_209_600), "Idle timeout 1 day → 14 days"),
        ("authentication.passkeys", json!(false), json!(true), "Passkeys Off → On"),
        ("general.description", json!(""), json!("x"), "set Description to “x”"),
        ("general.description", json!("x"), json!(""), "cleared Description, which was “x”"),
        (allowed, json!([]), json!(["a.example", "b.example"]), "added a.example, b.example to Allowed email domains"),
        (
            allowed,
            json!(["a.example"]),
            json!(["b.example"]),
            "added b.example to Allowed email domains; removed a.example from Allowed email domains",
        ),
        (
            fields,
            json!([locale, address]),
            json!([address, locale]),
            "Sign-up fields Locale (required), Address (optional) → Address (optional), Locale (required)",
        ),
        ("status", json!("active"), json!("disabled"), "Status Active → Disabled"),
        ("a.setting.of.later", json!(1), json!("x"), "a.setting.of.later 1 → x"),
    ] {
        assert_eq!(words(path, before, after), said);
    }
}

#[test]
fn a_long_value_is_told_by_its_beginning() {
    let said = words("general.description", json!(""), json!("é".repeat(500)));
    assert_eq!(said, format!("set Description to “{}…”", "é".repeat(78)));
    let whole = "é".repeat(78);
    assert_eq!(words("general.description", json!(""), json!(whole)), format!("set Description to “{whole}”"));
}

fn entry(actor: Actor, action: Action, changes: Vec<Change>) -> Entry {
    let origin = Origin { actor, address: None, at: Timestamp(0) };
    let client = action.token().starts_with("client").then(|| ClientKey(Uuid::from_u128(7)));
    Entry { seq: 1, origin, action, client, client_name: None, actor_email: None, changes, hash: None }
}

/// The sentence as it reads elsewhere than on the client's page.
fn said(entry: &Entry) -> String {
    let text = |part: Part| match part {
        Part::Words(text) => text.into_owned(),
        Part::Typed(text) => text,
        Part::Actor => entry.origin.actor.name().to_owned(),
        Part::Operator { name, .. } => name,
        Part::Client(joint) => format!("{joint}Shop"),
    };
    entry.sentence().into_iter().map(text).collect()
}

fn ada() -> Actor {
    Actor::Operator(OperatorId(Uuid::from_u128(1)), "Ada".to_owned())
}

#[test]
fn what_was_done_to_a_client_names_the_card() {
    let method = Change::new("authentication.method", json!("one_time_password"), json!("password"));
    let all = [
        method.clone(),
        Change::new("authentication.passkeys", json!(false), json!(true)),
        Change::new("authentication.codes.length", json!(6), json!(8)),
        Change::new("authentication.codes.tries", json!(5), json!(6)),
        Change::new("authentication.sessions.idle", json!(60), json!(120)),
    ];
    let source = Change::set(&RESTORED_FROM, 2);
    let status = |before, after| Change::new(STATUS.path, json!(before), json!(after));
    for (action, changes, expected) in [
        (
            Action::ClientChanged,
            vec![method.clone()],
            "Ada · Shop · Authentication: Method One-Time Password → Password",
        ),
        (
            Action::ClientChanged,
            all[..4].to_vec(),
            "Ada · Shop · Authentication: Method One-Time Password → Password; Passkeys Off → On; Code length 6 → 8 digits; \
             Tries per code 5 → 6",
        ),
        (
            Action::ClientChanged,
            all.to_vec(),
            "Ada · Shop · Authentication: Method One-Time Password → Password; Passkeys Off → On; Code length 6 → 8 digits; \
             and 2 more",
        ),
        (Action::ClientChanged, vec![], "Ada · Shop · saved without a change"),
        (Action::ClientChanged, vec![status("active", "disabled")], "Ada disabled the client Shop"),
        (Action::ClientChanged, vec![status("disabled", "active")], "Ada enabled the client Shop"),
        (
            Action::ClientRestored,
            vec![source, method],
            "Ada · Shop · restored Authentication to revision 2: Method One-Time Password → Password",
        ),
        (Action::ClientCreated, vec![], "Ada created the client Shop"),
        (
            Action::ClientCreated,
            vec![Change::set(&DUPLICATE_OF, "Bank")],
            "Ada created the client Shop as a duplicate of Bank",
        ),
        (Action::SecretExpirySet, vec![Change::set(&SECRET_EXPIRY, 1)], "Ada set the expiry of the secret of Shop"),
    ] {
        assert_eq!(said(&entry(ada(), action, changes)), expected);
    }
}

/// What is recorded with events of operators, users and keys.
fn recorded() -> Vec<Change> {
    vec![
        Change::set(&OPERATOR_EMAIL, "grace@example.com"),
        Change::new(OPERATOR_NAME.path, json!("Grace"), json!("Grace Hopper")),
        Change::new(OPERATOR_ROLE.path, json!("viewer"), json!("administrator")),
        Change::set(&USER, "user@example.com"),
        Change::set(&MESSAGE_RECIPIENT, "somebody@example.com"),
        Change::set(&SIGNING_KEY, "key-1"),
    ]
}

#[test]
fn every_event_is_a_sentence_that_begins_with_who_did_it_and_names_what_it_is_about() {
    for action in Action::ALL {
        let entry = entry(ada(), *action, recorded());
        let said = said(&entry);
        let subject = if *action == Action::SetUp { "Grace Hopper " } else { "Ada " };
        assert!(said.starts_with(subject), "{action:?}: {said}");
        assert!(!said.contains("  ") && !said.ends_with(' ') && !said.contains("nothing"), "{action:?}: {said}");
        let named = match action.token() {
            "password_set" | "password_link_made" => "Grace",
            "sign_in_failed" => "grace@example.com",
            token if token.starts_with("operator_") => "Grace",
            token if token.starts_with("user_") => "user@example.com",
            token if token.starts_with("client_") || token.starts_with("secret_") => "Shop",
            "test_message_sent" => "somebody@example.com",
            "key_withdrawn" => "key-1",
            "name_changed" => "Grace Hopper",
            _ => action.label(),
        };
        assert!(said.contains(named), "{action:?}: {said}");
    }
}

#[test]
fn what_was_done_to_operators_says_to_whom() {
    let email = || Change::set(&OPERATOR_EMAIL, "grace@example.com");
    let name = |before: Value, after: Value| Change::new(OPERATOR_NAME.path, before, after);
    let role = |before: Value, after: Value| Change::new(OPERATOR_ROLE.path, before, after);
    let (null, grace) = (Value::Null, json!("Grace"));
    let added = || vec![name(null.clone(), grace.clone()), email(), role(null.clone(), json!("viewer"))];
    for (actor, action, changes, expected) in [
        (Actor::CommandLine, Action::OperatorAdded, added(), "The command line added Grace as Viewer"),
        (Actor::Anonymous, Action::SetUp, added(), "Grace set up the console as Viewer"),
        (Actor::Anonymous, Action::SignInFailed, vec![email()], "Somebody failed to sign in as grace@example.com"),
        (Actor::Anonymous, Action::SignInFailed, vec![], "Somebody failed to sign in with an unknown email"),
        (
            Actor::CommandLine,
            Action::OperatorRenamed,
            vec![email(), name(grace.clone(), json!("Grace Hopper"))],
            "The command line renamed the operator Grace to Grace Hopper",
        ),
        (
            Actor::CommandLine,
            Action::OperatorRoleSet,
            vec![email(), role(json!("viewer"), json!("administrator"))],
            "The command line gave the operator grace@example.com the role Administrator",
        ),
        (
            Actor::CommandLine,
            Action::OperatorRemoved,
            vec![email(), name(grace.clone(), null.clone()), role(json!("viewer"), null.clone())],
            "The command line removed the operator Grace",
        ),
        (
            Actor::CommandLine,
            Action::OperatorDisabled,
            vec![email()],
            "The command line disabled the operator grace@example.com",
        ),
    ] {
        assert_eq!(said(&entry(actor, action, changes)), expected);
    }
}

#[test]
fn what_the_sentence_tells_is_not_shown_again() {
    for (changes, has_more) in [
        (vec![], false),
        (vec![Change::set(&USER, "a@example.com")], false),
        (vec![Change::set(&OPERATOR_EMAIL, "a@example.com")], false),
        (vec![Change::new(SIGNING_KEY.path, json!("a"), json!("b"))], true),
        (vec![Change::set(&OPERATOR_EMAIL, "a@example.com"), Change::set(&OPERATOR_ROLE, "viewer")], true),
    ] {
        assert_eq!(entry(ada(), Action::SignedIn, changes.clone()).has_more_to_show(), has_more, "{changes:?}");
    }
}

#[test]
fn a_change_survives_being_stored() {
    let change = Change::new("general.contacts", json!(["ada@example.com"]), json!([]));
    let (path, before, after) = change.stored();
    let own = |text: Option<std::borrow::Cow<'_, str>>| text.map(std::borrow::Cow::into_owned);
    assert_eq!(Change::from_stored(path.to_owned(), own(before), own(after)), change);
    let edited = Change::from_stored("status".to_owned(), None, Some("no JSON".to_owned()));
    assert_eq!(edited.after_words(), "no JSON");
}
