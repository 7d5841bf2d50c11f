//! The Authentication card's edit page.

use super::page::{CardPage, Layout, Part, Question, Standing, Summary, USERS_SEE};
use super::words::series;
use crate::console::controls::{Control, Kind, options};
use crate::console::preview::Sentence;
use crate::domain::bounded::time_words;
use crate::domain::choice::Choice;
use crate::domain::client::{
    Authentication, Channel, Method, PrimaryIdentifier, Settings, TwoStepPolicy, authentication,
};
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
        Part { heading: "Sign-in", hint: "", layout: Layout::Plain, controls: &[PRIMARY_IDENTIFIER] },
        Part { heading: "", hint: "", layout: Layout::Plain, controls: &[METHOD, PASSKEYS] },
        Part {
            heading: "Codes",
            hint: "For every code that is sent: to sign in, to recover a password, to prove that an address is theirs.",
            layout: Layout::Pairs,
            controls: &[
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
        },
        Part {
            heading: "Passwords",
            hint: "Only where users sign in with a password.",
            layout: Layout::Plain,
            controls: &[Control::new(
                "authentication.password_length",
                Kind::Number("characters"),
                "8 to 64 characters; at least 15 while a password alone is enough to sign in.",
            )],
        },
        Part {
            heading: "Second step",
            hint: "",
            layout: Layout::Plain,
            controls: &[
                Control::new(
                    "authentication.two_step.policy",
                    Kind::Radio(policies, "who gives a second proof"),
                    "A second check on a different channel.",
                ),
                Control::new("authentication.two_step.channels", Kind::Checkboxes(channels, channel_hint), ""),
            ],
        },
        Part {
            heading: "Sessions",
            hint: "",
            layout: Layout::Pairs,
            controls: &[
                Control::new("authentication.sessions.idle", Kind::Time, "5 minutes to 30 days without use."),
                Control::new(
                    "authentication.sessions.absolute",
                    Kind::Time,
                    "Up to 90 days, however active they are; never less than the idle timeout.",
                ),
            ],
        },
    ],
    question,
    screens: &["Start", "Code", "Details", "Done"],
    preview,
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

fn preview(settings: &Settings) -> Vec<Sentence> {
    let card = &settings.authentication;
    let identifier = Sentence::new("To sign in, users type their ");
    let mut sentences = vec![identifier.of(PRIMARY_IDENTIFIER.path, card.primary_identifier.noun()).say(".")];
    let then = Sentence::new("Then they type ");
    match card.method {
        Method::OneTimePassword => {
            let sent = match card.primary_identifier {
                PrimaryIdentifier::Email => "by email",
                PrimaryIdentifier::Mobile => "by text message",
            };
            let then = then.of(METHOD.path, "a code").say(" that is sent to them ").of(PRIMARY_IDENTIFIER.path, sent);
            sentences.push(code(then.say(". "), card));
        }
        Method::Password => {
            let length = format!("{} characters", card.password_length.get());
            let then = then.of(METHOD.path, "their password").say(", which has at least ");
            sentences.push(then.of("authentication.password_length", length).say("."));
            sentences.push(code(Sentence::new("Users who forgot it are sent a code. "), card));
        }
    }
    if card.passkeys {
        let with = Sentence::new("Users with ").of(PASSKEYS.path, "a passkey");
        sentences.push(with.say(" can use it instead: a fingerprint, a face or a screen lock."));
    }
    sentences.extend(second_step(card));
    let signed_out = Sentence::new("They are signed out after ");
    sentences.push(
        signed_out
            .of("authentication.sessions.idle", time_words(card.sessions.idle.get()))
            .say(" without activity, and after ")
            .of("authentication.sessions.absolute", time_words(card.sessions.absolute.get()))
            .say(" in any case."),
    );
    sentences
}

fn code(sentence: Sentence, card: &Authentication) -> Sentence {
    let codes = &card.codes;
    sentence
        .say("The code has ")
        .of("authentication.codes.length", format!("{} digits", codes.length.get()))
        .say(" and works for ")
        .of("authentication.codes.lifetime", time_words(codes.lifetime.get() * 60))
        .say("; after ")
        .of("authentication.codes.tries", format!("{} wrong tries", codes.tries.get()))
        .say(" it stops working. Users can ask for another after ")
        .of("authentication.codes.resend_after", time_words(codes.resend_after.get()))
        .say(".")
}

fn second_step(card: &Authentication) -> Option<Sentence> {
    const POLICY: &str = "authentication.two_step.policy";
    let way = |channel| match channel {
        Channel::AuthenticatorApp => "a code from an authenticator app",
        Channel::Email => "a code sent by email",
        Channel::Mobile => "a code sent by text message",
    };
    let ways = series(&card.two_step.channels.iter().map(way).collect::<Vec<_>>(), "or");
    let also = |who: Sentence| who.of("authentication.two_step.channels", ways);
    match card.two_step.policy {
        TwoStepPolicy::Disabled => None,
        TwoStepPolicy::Optional => {
            let who = Sentence::new("Users who switched on ").of(POLICY, "two-step verification");
            Some(also(who.say(" under Security also give ")).say("."))
        }
        TwoStepPolicy::Required => {
            let who = Sentence::default().of(POLICY, "Everybody").say(" also gives ");
            Some(also(who).say(". Users who have not set it up do so at the next sign-in."))
        }
    }
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
