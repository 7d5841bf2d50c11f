//! What a user does, and what becomes of the journey. An event is only accepted for the step that is next.

use super::{Accepted, Asked, Because, Facts, Journey, MOST_CODES, Next, Passed, Plan, SentCode, Step};
use crate::domain::client::RegistrationType;
use crate::domain::user::{Details, Identifier, Proof, ProofKind};

#[derive(Clone, Debug)]
pub enum Event {
    Named(Named),
    /// With the MAC of what was typed.
    CodeTyped([u8; 32]),
    /// With the MAC of the code that would be sent, and whether there is an account of that name.
    Resend {
        code: [u8; 32],
        is_known: bool,
    },
    Filled(Filled),
    Confirmed,
    OtherAccount,
}

/// Whom somebody says to be.
#[derive(Clone, Debug)]
pub struct Named {
    pub identifier: Identifier,
    pub is_remembered: bool,
    /// The MAC of the code that would be sent.
    pub code: [u8; 32],
    /// Whether there is an account of that name.
    pub is_known: bool,
}

/// The registration form, checked.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    pub details: Details,
    pub second: Option<Identifier>,
    pub accepted: Accepted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The code is to be sent to whom the journey names.
    Send,
    /// There is nobody to send it to, which the user is not told.
    NotSent,
    /// The user has to wait before another code, or has had too many.
    TooSoon,
    /// The journey has gone on.
    Went,
    WrongCode,
    /// There is no code any more that could be right.
    DeadCode,
}

/// The event is not of the step that is next: nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unasked;

/// Takes an event that was made for the page of `plan`.
pub fn apply(journey: &mut Journey, event: Event, plan: &Plan, facts: &Facts<'_>) -> Result<Outcome, Unasked> {
    if matches!(event, Event::OtherAccount) {
        journey.uses_other_account = true;
        journey.forget_user();
        return Ok(Outcome::Went);
    }
    let (step, because) = match (&plan.next, &event) {
        (Next::Ask(step, because), _) => (step, because),
        // Nothing is missing any more, and the page has offered to go on.
        (Next::Done(_), Event::Confirmed) => {
            journey.is_confirmed = true;
            return Ok(Outcome::Went);
        }
        _ => return Err(Unasked),
    };
    match (event, step) {
        (Event::Named(named), Step::Identify) => {
            if named.identifier.kind() != facts.settings.authentication.primary_identifier {
                return Err(Unasked);
            }
            journey.forget_user();
            journey.named = Some(named.identifier);
            journey.is_remembered = named.is_remembered;
            pass(journey, Asked::Identify, because);
            Ok(send(journey, (named.code, named.is_known), facts))
        }
        (Event::Resend { code, is_known }, Step::Code) => {
            let is_early = journey.code.as_ref().is_some_and(|sent| !sent.resend_in(facts.now).is_zero());
            if is_early || journey.codes_sent >= MOST_CODES {
                return Ok(Outcome::TooSoon);
            }
            Ok(send(journey, (code, is_known), facts))
        }
        (Event::CodeTyped(typed), Step::Code) => {
            let Some(code) = journey.code.as_mut().filter(|code| code.is_live(facts.now)) else {
                return Ok(Outcome::DeadCode);
            };
            let is_to_named = journey.named.as_ref() == Some(&code.to);
            if !code.take(&typed, facts.now) || !is_to_named {
                return Ok(Outcome::WrongCode);
            }
            journey.proofs.0.push(Proof { kind: ProofKind::Code, channel: code.to.kind(), at: facts.now });
            pass(journey, Asked::Code, because);
            Ok(Outcome::Went)
        }
        (Event::Filled(filled), Step::Details(_)) => {
            journey.details.take(&filled.details);
            journey.second = filled.second.or(journey.second.take());
            journey.accepted.terms = filled.accepted.terms.or(journey.accepted.terms.take());
            journey.accepted.privacy = filled.accepted.privacy.or(journey.accepted.privacy.take());
            journey.is_filled = true;
            journey.filled_by = facts.user.map(|user| user.id);
            pass(journey, Asked::Details, because);
            Ok(Outcome::Went)
        }
        (Event::Confirmed, Step::Confirm) => {
            journey.is_confirmed = true;
            pass(journey, Asked::Confirm, because);
            Ok(Outcome::Went)
        }
        _ => Err(Unasked),
    }
}

/// Puts a code in the place of the one before. To a stranger of a client that only invites, none is sent, and none is right.
fn send(journey: &mut Journey, (mac, is_known): ([u8; 32], bool), facts: &Facts<'_>) -> Outcome {
    let Some(to) = journey.named.clone() else { return Outcome::Went };
    let invites_only = facts.settings.registration.registration_type == RegistrationType::InvitationOnly;
    let is_void = journey.codes_sent >= MOST_CODES || (invites_only && !is_known);
    let codes = &facts.settings.authentication.codes;
    journey.code = Some(SentCode::new(mac, to, codes, is_void, facts.now));
    journey.codes_sent = journey.codes_sent.saturating_add(1);
    if is_void { Outcome::NotSent } else { Outcome::Send }
}

fn pass(journey: &mut Journey, step: Asked, because: &Because) {
    journey.passed.push(Passed { step, because: because.clone() });
}
