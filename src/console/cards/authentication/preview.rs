//! What the Authentication card means for users, in sentences.

use super::{METHOD, PASSKEYS, PRIMARY_IDENTIFIER};
use crate::console::cards::words::series;
use crate::console::preview::Sentence;
use crate::domain::bounded::time_words;
use crate::domain::client::{Authentication, Channel, Method, PrimaryIdentifier, Settings, TwoStepPolicy};

pub(super) fn preview(settings: &Settings) -> Vec<Sentence> {
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
        sentences
            .push(with.say(" can use it instead, once that is available: a fingerprint, a face or a screen lock."));
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
