use crate::console::{card_form, create};
use crate::support::Site;
use next_identity_console::domain::role::Role;

/// The card, the field by label, by name, what is typed, and the message beside it; none where it is accepted.
type Try<'a> = (&'a str, &'a str, &'a str, &'a str, Option<&'a str>);

const NUMBER_6_8: Option<&str> = Some("Enter a whole number from 6 to 8.");
const LIFETIME: Option<&str> = Some("Enter a whole number from 1 to 15.");
const TRIES: Option<&str> = Some("Enter a whole number from 3 to 10.");
const RESEND: Option<&str> = Some("Enter a whole number from 30 to 300.");
const LENGTH: Option<&str> = Some("Enter a whole number from 8 to 64.");
const INVITATION: Option<&str> = Some("Enter a whole number from 1 to 30.");
const LINK: Option<&str> = Some("Enter a link that starts with https://, such as https://example.com/terms.");

#[tokio::test]
async fn every_number_has_its_bounds_and_a_message_that_says_them() {
    let tries: &[Try] = &[
        ("authentication", "Code length", "codes_length", "5", NUMBER_6_8),
        ("authentication", "Code length", "codes_length", "8", None),
        ("authentication", "Code length", "codes_length", "9", NUMBER_6_8),
        ("authentication", "Code length", "codes_length", "seven", NUMBER_6_8),
        ("authentication", "Code lifetime", "codes_lifetime", "0", LIFETIME),
        ("authentication", "Code lifetime", "codes_lifetime", "1", None),
        ("authentication", "Code lifetime", "codes_lifetime", "15", None),
        ("authentication", "Code lifetime", "codes_lifetime", "16", LIFETIME),
        ("authentication", "Tries per code", "codes_tries", "2", TRIES),
        ("authentication", "Tries per code", "codes_tries", "3", None),
        ("authentication", "Tries per code", "codes_tries", "10", None),
        ("authentication", "Tries per code", "codes_tries", "11", TRIES),
        ("authentication", "Resend after", "codes_resend_after", "29", RESEND),
        ("authentication", "Resend after", "codes_resend_after", "30", None),
        ("authentication", "Resend after", "codes_resend_after", "300", None),
        ("authentication", "Resend after", "codes_resend_after", "301", RESEND),
        ("authentication", "Minimum password length", "password_length", "7", LENGTH),
        ("authentication", "Minimum password length", "password_length", "8", None),
        ("authentication", "Minimum password length", "password_length", "64", None),
        ("authentication", "Minimum password length", "password_length", "65", LENGTH),
        ("authentication", "Minimum password length", "password_length", "", LENGTH),
        ("registration", "Invitation lifetime", "invitation_lifetime", "0", INVITATION),
        ("registration", "Invitation lifetime", "invitation_lifetime", "1", None),
        ("registration", "Invitation lifetime", "invitation_lifetime", "30", None),
        ("registration", "Invitation lifetime", "invitation_lifetime", "31", INVITATION),
        ("registration", "Invitation lifetime", "invitation_lifetime", "4294967303", INVITATION),
    ];
    each(tries).await;
}

#[tokio::test]
async fn every_list_and_link_says_what_would_be_right() {
    let eleven = (0..11).map(|n| format!("p{n}@example.com")).collect::<Vec<_>>().join(" ");
    let many = (0..101).map(|n| format!("d{n}.example")).collect::<Vec<_>>().join(" ");
    let tries: &[Try] = &[
        (
            "general",
            "Owner contacts",
            "contacts",
            "ada@example.com\nnobody",
            Some("“nobody” is not an email address such as ada@example.com."),
        ),
        ("general", "Owner contacts", "contacts", &eleven, Some("List at most 10 addresses; these are 11.")),
        ("general", "Owner contacts", "contacts", "", None),
        ("registration", "Terms of use", "terms", "http://example.com", LINK),
        ("registration", "Terms of use", "terms", "JaVaScRiPt:alert(1)", LINK),
        ("registration", "Privacy notice", "privacy", "data:text/html,x", LINK),
        (
            "registration",
            "Version of the terms",
            "terms",
            "2",
            Some("Enter the link of this version, or remove the version."),
        ),
        (
            "registration",
            "Privacy notice",
            "privacy_version",
            "https://example.com",
            Some("Enter the version that the link leads to, such as 2026-11."),
        ),
        (
            "registration",
            "Allowed email domains",
            "domains_allowed",
            "exa\u{a0}mple",
            Some("“exa” is not a domain such as example.com."),
        ),
        (
            "registration",
            "Allowed email domains",
            "domains_allowed",
            "ok.example *.example.com",
            Some("“*.example.com” is not a domain such as example.com."),
        ),
        (
            "registration",
            "Blocked email domains",
            "domains_blocked",
            "10.0.0.1",
            Some("“10.0.0.1” is not a domain such as example.com."),
        ),
        (
            "registration",
            "Blocked email domains",
            "domains_blocked",
            &many,
            Some("List at most 100 domains; these are 101."),
        ),
        ("registration", "Blocked email domains", "domains_blocked", "@Spam.example", None),
    ];
    each(tries).await;
}

async fn each(tries: &[Try<'_>]) {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    for (card, label, name, typed, message) in tries {
        let page = ada.open(&format!("{client}/{card}")).await;
        let page = ada.press(&page, "Save changes", &[(label, typed)]).await;
        if let Some(message) = message {
            assert_eq!((page.status, page.error_of(name).as_str()), (422, *message), "{label} {typed}");
            assert_eq!(page.value(label), *typed, "{label}: nothing typed is lost");
            let mut words = message.chars();
            let first = words.next().unwrap();
            let message =
                if first == '“' { (*message).to_owned() } else { first.to_lowercase().chain(words).collect() };
            let told = page.all(".error-summary a");
            assert!(told.iter().any(|told| told.ends_with(&format!(": {message}"))), "{told:?}");
        } else {
            assert_eq!(page.status, 303, "{label} {typed}: {}", page.text());
        }
    }
}

#[tokio::test]
async fn times_are_entered_and_shown_in_the_unit_that_a_person_would_use() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let card = format!("{}/authentication", create(&ada, "Shop").await);
    let (idle, absolute) = ("Idle timeout", "Maximum session length");
    let (idle_unit, absolute_unit) = (format!("{idle}: unit"), format!("{absolute}: unit"));
    let page = ada.open(&card).await;
    assert_eq!((page.value(idle), page.value(&idle_unit)), ("14".into(), "days".into()));
    assert_eq!((page.value(absolute), page.value(&absolute_unit)), ("30".into(), "days".into()));
    let filled = [(idle, "90"), (idle_unit.as_str(), "minutes"), (absolute, "48"), (absolute_unit.as_str(), "hours")];
    let page = ada.submit(&page, "Save changes", &filled).await;
    assert!(page.shows("Sessions 90 minutes idle, 2 days at most"));
    let page = ada.open(&card).await;
    assert_eq!((page.value(idle), page.value(&idle_unit)), ("90".into(), "minutes".into()));
    assert_eq!((page.value(absolute), page.value(&absolute_unit)), ("2".into(), "days".into()));
    for (number, unit, allowed) in [("4", "minutes", false), ("5", "minutes", true), ("31", "days", false)] {
        let page = ada.press(&ada.open(&card).await, "Save changes", &[(idle, number), (&idle_unit, unit)]).await;
        assert_eq!(page.status, if allowed { 303 } else { 422 });
        if !allowed {
            let message = "Enter a time from 5 minutes to 30 days, as a whole number.";
            assert_eq!(page.error_of("sessions_idle"), message);
        }
    }
    let filled = [(idle, "3"), (&idle_unit, "days"), (absolute, "2"), (&absolute_unit, "days")];
    let page = ada.press(&ada.open(&card).await, "Save changes", &filled).await;
    let message = "Choose at least the idle timeout.";
    assert_eq!((page.status, page.error_of("sessions_absolute").as_str()), (422, message));
    let page = ada.press(&ada.open(&card).await, "Save changes", &[(absolute, "91"), (&absolute_unit, "days")]).await;
    assert_eq!(page.error_of("sessions_absolute"), "Enter a time from 5 minutes to 90 days, as a whole number.");
    let page = card_form(&ada, &card, &[], &[("sessions_idle_unit", "weeks")]).await;
    assert_eq!(page.status, 422, "a unit that is none");
}

#[tokio::test]
async fn a_short_password_is_refused_while_it_is_the_only_factor() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let card = format!("{}/authentication", create(&ada, "Shop").await);
    let short = [("Authentication method", "Password"), ("Minimum password length", "14")];
    let page = ada.press(&ada.open(&card).await, "Save changes", &short).await;
    let message = "Use at least 15 while a password alone is enough to sign in, or require two-step verification.";
    assert_eq!((page.status, page.error_of("password_length").as_str()), (422, message));
    let optional = ada.press(&page, "Save changes", &[("Two-step verification", "Optional")]).await;
    assert_eq!(optional.error_of("password_length"), message);
    let page = ada.submit(&page, "Save changes", &[("Two-step verification", "Required")]).await;
    assert!(page.shows("Two-step verification Required: Authenticator app") && page.shows("At least 14 characters"));
}

#[tokio::test]
async fn the_second_step_has_a_channel_and_never_the_one_of_the_first() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let card = format!("{}/authentication", create(&ada, "Shop").await);
    let none = [("Two-step verification", "Required"), ("Authenticator app", "off")];
    let page = ada.press(&ada.open(&card).await, "Save changes", &none).await;
    assert_eq!(page.error_of("two_step_channels"), "Choose at least one channel for the second step.");
    let page = ada.press(&page, "Save changes", &[("Authenticator app", "on"), ("Code by email", "on")]).await;
    assert_eq!(
        page.error_of("two_step_channels"),
        "The first step already uses the email address. Choose another channel."
    );
    let fixed = [("Code by email", "off"), ("Code by text message", "on")];
    let page = ada.submit(&page, "Save changes", &fixed).await;
    assert!(page.shows("Required: Authenticator app, Mobile"));
    let other = [("Primary identifier", "Mobile"), ("Change the primary identifier", "on")];
    let page = ada.press(&ada.open(&card).await, "Save changes", &other[..1]).await;
    assert_eq!(
        page.error_of("two_step_channels"),
        "The first step already uses the mobile number. Choose another channel."
    );
    let filled = [other[1], ("Code by email", "on"), ("Code by text message", "off")];
    assert!(ada.submit(&page, "Save changes", &filled).await.shows("Required: Authenticator app, Email"));
}

#[tokio::test]
async fn a_change_that_contradicts_another_card_is_refused_beside_its_field_with_a_link() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let card = |name: &str| format!("{client}/{name}");

    let only_sms =
        [("Two-step verification", "Required"), ("Authenticator app", "off"), ("Code by text message", "on")];
    let page = ada.press(&ada.open(&card("authentication")).await, "Save changes", &only_sms).await;
    assert!(page.error_of("two_step_channels").starts_with("Registration has to require the mobile number first"));
    assert_eq!((page.status, page.link("Open Registration")), (422, card("registration")));
    ada.submit(&ada.open(&card("registration")).await, "Save changes", &[("Mobile number", "Required")]).await;
    assert!(ada.submit(&page, "Save changes", &[]).await.shows("Required: Mobile"), "what was typed was kept");
    let page =
        ada.press(&ada.open(&card("registration")).await, "Save changes", &[("Mobile number", "Optional")]).await;
    assert!(page.error_of("fields").starts_with("Mobile number has to be required"));
    assert_eq!((page.status, page.link("Open Authentication")), (422, card("authentication")));

    let optional = [("Two-step verification", "Optional")];
    ada.submit(&ada.open(&card("authentication")).await, "Save changes", &optional).await;
    let page = ada.press(&ada.open(&card("profile")).await, "Save changes", &[("Security", "off")]).await;
    assert!(page.error_of("security").starts_with("Users set up the optional second step here."));
    assert_eq!((page.status, page.link("Open Authentication")), (422, card("authentication")));

    let bank = create(&ada, "Bank").await;
    ada.submit(&ada.open(&format!("{bank}/profile")).await, "Save changes", &[("Security", "off")]).await;
    let page = ada.press(&ada.open(&format!("{bank}/authentication")).await, "Save changes", &optional).await;
    assert!(page.error_of("two_step_policy").starts_with("Users set up an optional second step under Security"));
    assert_eq!((page.status, page.link("Open Profile")), (422, format!("{bank}/profile")));

    let domains = [("Allowed email domains", "a.example")];
    ada.submit(&ada.open(&format!("{bank}/registration")).await, "Save changes", &domains).await;
    let mobile = [("Primary identifier", "Mobile")];
    let page = ada.press(&ada.open(&format!("{bank}/authentication")).await, "Save changes", &mobile).await;
    assert!(page.error_of("primary_identifier").starts_with("Registration allows or blocks email domains"));
    assert_eq!(page.link("Open Registration"), format!("{bank}/registration"));
    let both = [("Blocked email domains", "A.example")];
    let page = ada.press(&ada.open(&format!("{bank}/registration")).await, "Save changes", &both).await;
    assert_eq!(page.error_of("domains_blocked"), "a.example is allowed as well. Remove it from one of the lists.");
}

#[tokio::test]
async fn registration_keeps_its_fields_in_the_order_that_was_chosen() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let card = format!("{client}/registration");
    assert!(ada.open(&client).await.shows("Sign-up fields Given name, Family name"));
    let page = ada.open(&card).await;
    let page = ada.press(&page, "↑ Move Locale up", &[("Locale", "Optional"), ("Given name", "Not asked")]).await;
    assert_eq!(page.status, 200);
    assert_eq!(
        (page.value("Locale"), page.value("Given name")),
        ("Optional".into(), "Not asked".into()),
        "typed text is kept"
    );
    let mut page = page;
    for _ in 0..5 {
        page = ada.press(&page, "↑ Move Locale up", &[]).await;
    }
    assert_eq!(page.all(".movable label")[..2], ["Locale", "Given name"]);
    assert_eq!(
        site.number("(SELECT count(*) FROM client_revisions WHERE settings LIKE '%locale\":%false%' AND number > 1)"),
        0,
        "not saved yet"
    );
    let page = ada.press(&page, "↓ Move Locale down", &[]).await;
    let page = ada.submit(&page, "Save changes", &[]).await;
    assert!(page.shows("Sign-up fields Locale (optional), Family name"), "{}", page.text());
    assert!(page.shows(
        "Sign-up fields Given name (required), Family name (required) → Locale (optional), Family name (required)"
    ));
    let shown = ada.open(&card).await.all(".movable label");
    assert_eq!(shown[..3], ["Locale", "Family name", "Given name"]);
}

#[tokio::test]
async fn profile_details_are_hidden_shown_or_editable_but_not_all_hidden_while_offered() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let card = format!("{client}/profile");
    let page = ada.open(&card).await;
    assert_eq!((page.value("Given name"), page.value("Birthdate")), ("Editable".into(), "Hidden".into()));
    let page = ada.press(&page, "Save changes", &[("Given name", "Hidden"), ("Family name", "Hidden")]).await;
    let message = "Personal Details would be empty. Show at least one field below, or turn it off.";
    assert_eq!((page.status, page.error_of("personal_details").as_str()), (422, message));
    let page = ada.submit(&page, "Save changes", &[("Mobile number", "Read-only"), ("Delete Account", "on")]).await;
    assert!(page.shows("Delete Account Off → On") && page.shows("Given name in Personal Details Editable → Hidden"));
    let page = card_form(&ada, &card, &[], &[("details_birthdate", "writable")]).await;
    assert_eq!((page.status, page.error_of("details_birthdate").as_str()), (422, "Choose what users may do with it."));
}

#[tokio::test]
async fn every_new_setting_is_recorded_before_and_after_in_words() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&format!("{client}/registration")).await;
    let filled = [
        ("Terms of use", "https://example.com/terms"),
        ("Version of the terms", "2026-11"),
        ("Blocked email domains", "b.example a.example"),
        ("Invitation lifetime", "14"),
    ];
    let page = ada.submit(&page, "Save changes", &filled).await;
    assert!(page.shows("set Terms of use to https://example.com/terms (version 2026-11)"), "{}", page.text());
    assert!(page.shows("added a.example, b.example to Blocked email domains"));
    assert!(page.shows("Invitation lifetime 7 → 14 days"), "{}", page.text());
}
