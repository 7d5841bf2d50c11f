//! The Authentication card's edit page.

mod preview;

use super::page::{CardPage, Layout, Part, Question, Standing, Summary, USERS_SEE};
use crate::console::controls::{Control, Kind, options};
use crate::domain::bounded::time_words;
use crate::domain::choice::Choice;
use crate::domain::client::{Channel, Method, PrimaryIdentifier, Settings, TwoStepPolicy, authentication};
use crate::web::fields::RadioOption;

pub const PRIMARY_IDENTIFIER: Control = Control::new(
    "authentication.primary_identifier",
    Kind::Radio(primary_identifiers, "a primary identifier"),
    "What users type to say who they are.",
);
pub const METHOD: Control = Control::new(
    "authentication.method",
    Kind::Radio(methods, "an authentication method"),
    "How users prove who they are.",
)
.label("Authentication method");
pub const PASSKEYS: Control = Control::new(
    "authentication.passkeys",
    Kind::Switch,
    "Users may also sign in with the fingerprint, face or screen lock of their device.",
)
.label("Enable Passkeys");

pub const PAGE: CardPage = CardPage {
    card: &authentication::CARD,
    path: "/clients/{id}/authentication",
    lead: "How users sign in, and for how long.",
    more: None,
    aside: USERS_SEE,
    parts: &[
        Part::new("Sign-in", Layout::Plain, &[PRIMARY_IDENTIFIER]),
        Part::more(Layout::Plain, &[METHOD, PASSKEYS]),
        Part::new(
            "Codes",
            Layout::Pairs,
            &[
                Control::new("authentication.codes.length", Kind::Number("digits"), "6 to 8 digits."),
                Control::new(
                    "authentication.codes.lifetime",
                    Kind::Number("minutes"),
                    "How long a code may be used: 1 to 15 minutes.",
                ),
                Control::new(
                    "authentication.codes.tries",
                    Kind::Number("tries"),
                    "Wrong tries before a code stops working: 3 to 10.",
                ),
                Control::new(
                    "authentication.codes.resend_after",
                    Kind::Number("seconds"),
                    "How long users wait before they can ask for another code: 30 to 300 seconds.",
                ),
            ],
        )
        .hint("For every code that is sent: to sign in, to recover a password, to prove that an address is theirs."),
        Part::new(
            "Passwords",
            Layout::Plain,
            &[Control::new(
                "authentication.password_length",
                Kind::Number("characters"),
                "8 to 64 characters; at least 15 while a password alone is enough to sign in.",
            )],
        )
        .only(
            |settings| settings.authentication.method == Method::Password,
            "Not used while the Authentication method is One-Time Password.",
        ),
        Part::new(
            "Second step",
            Layout::Plain,
            &[Control::new(
                "authentication.two_step.policy",
                Kind::Radio(policies, "who gives a second proof"),
                "A second check on a different channel.",
            )],
        ),
        Part::more(
            Layout::Plain,
            &[Control::new("authentication.two_step.channels", Kind::Checkboxes(channels, channel_hint), "")],
        )
        .only(
            |settings| settings.authentication.two_step.policy != TwoStepPolicy::Disabled,
            "Second-step channels: not used while Two-step verification is Disabled.",
        ),
        Part::new(
            "Sessions",
            Layout::Pairs,
            &[
                Control::new("authentication.sessions.idle", Kind::Time, "5 minutes to 30 days without use."),
                Control::new(
                    "authentication.sessions.absolute",
                    Kind::Time,
                    "Up to 90 days, however active they are; never less than the idle timeout.",
                ),
            ],
        ),
    ],
    question,
    screens: &["Start", "Code", "Details", "Done"],
    preview: preview::preview,
    summary,
};

fn primary_identifiers() -> Vec<RadioOption> {
    options(|choice| match choice {
        PrimaryIdentifier::Email => "Users type their email address.",
        PrimaryIdentifier::Mobile => "Users type their mobile number.",
    })
}

fn methods() -> Vec<RadioOption> {
    options(|choice| match choice {
        Method::OneTimePassword => "Users type a code that is sent to them each time.",
        Method::Password => "Users type a password that they have chosen.",
    })
}

fn policies() -> Vec<RadioOption> {
    options(|choice| match choice {
        TwoStepPolicy::Disabled => "One proof is enough.",
        TwoStepPolicy::Optional => "Users may add a second proof for themselves.",
        TwoStepPolicy::Required => "Everybody gives a second proof.",
    })
}

fn channels() -> Vec<(&'static str, &'static str)> {
    let label = |channel| match channel {
        Channel::AuthenticatorApp => "Authenticator app",
        Channel::Email => "Code by email",
        Channel::Mobile => "Code by text message",
    };
    Channel::ALL.iter().map(|channel| (channel.token(), label(*channel))).collect()
}

fn channel_hint(token: &str, settings: &Settings) -> &'static str {
    match (Channel::parse(token), settings.authentication.primary_identifier) {
        (Some(Channel::Email), PrimaryIdentifier::Email) => {
            "Not while email is the primary identifier: the first step uses it."
        }
        (Some(Channel::Email), PrimaryIdentifier::Mobile) => "A code that is sent to their email address.",
        (Some(Channel::Mobile), PrimaryIdentifier::Mobile) => {
            "Not while mobile is the primary identifier: the first step uses it."
        }
        (Some(Channel::Mobile), PrimaryIdentifier::Email) => "A code that is sent to their mobile number.",
        _ => "A code that an app on their device shows.",
    }
}

fn question(saved: &Settings, typed: &Settings, _: Standing) -> Option<Question> {
    let [before, after] = [saved, typed].map(|settings| settings.authentication.primary_identifier);
    let (old, new) = (before.noun(), after.noun());
    (before != after).then(|| Question {
        setting: PRIMARY_IDENTIFIER.path,
        title: "What this means for existing users",
        text: format!(
            "From now on users type their {new} instead of their {old}. Users whose account has no {new} cannot sign in \
             through this client until one is added to it. Their accounts are kept."
        ),
        label: "Change the primary identifier",
        refusal: "Confirm that you want to change the primary identifier.",
    })
}

fn summary(settings: &Settings) -> Summary {
    let card = &settings.authentication;
    let (codes, sessions) = (&card.codes, &card.sessions);
    let seconds = [codes.lifetime.get() * 60, codes.resend_after.get(), sessions.idle.get(), sessions.absolute.get()];
    let [lifetime, resend_after, idle, absolute] = seconds.map(time_words);
    let (length, tries) = (codes.length.get(), codes.tries.get());
    let channels: Vec<&str> = card.two_step.channels.iter().map(Choice::label).collect();
    let two_step = match card.two_step.policy {
        TwoStepPolicy::Disabled => TwoStepPolicy::Disabled.label().to_owned(),
        policy => format!("{}: {}", policy.label(), channels.join(", ")),
    };
    let mut settings = vec![
        ("Type", card.primary_identifier.label().to_owned()),
        ("Method", card.method.long_label().to_owned()),
        ("Passkeys", if card.passkeys { "Enabled" } else { "Not enabled" }.to_owned()),
        ("Two-step verification", two_step),
        ("Codes", format!("{length} digits, {lifetime}, {tries} tries, another after {resend_after}")),
    ];
    if card.method == Method::Password {
        settings.push(("Passwords", format!("At least {} characters", card.password_length.get())));
    }
    settings.push(("Sessions", format!("{idle} idle, {absolute} at most")));
    Summary { settings, ..Summary::default() }
}
