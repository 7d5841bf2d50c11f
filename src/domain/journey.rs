//! A journey: what a user goes through to sign in to a client. It is a bag of proofs, and one function, [`plan`], says what is
//! asked next, so that no page, no answer to a program and no single sign-on can skip what another demands.

mod code;
mod event;
mod missing;
mod plan;
mod state;
mod step;
mod who;

pub use code::{CodeText, SentCode};
pub use event::{Event, Filled, Named, Outcome, Unasked, apply};
pub use missing::{Missing, missing, second_of};
pub use plan::plan;
pub use state::{Accepted, Journey};
pub use step::{Asked, Because, Facts, Failure, Next, Passed, Plan, Refused, Step};
pub use who::{Who, who};

use std::time::Duration;

/// How long a proof counts towards the end of the journey in which it was given.
pub const PROOF_LIFETIME: Duration = Duration::from_hours(1);
/// How long a journey may take, from its request on.
pub const LIFETIME: Duration = Duration::from_hours(24);
/// Codes that one journey sends, at most.
pub const MOST_CODES: u32 = 5;
/// Rows and requests that are dated further ahead are dead: a clock may be corrected, and no more.
pub const CLOCK_TOLERANCE: Duration = Duration::from_mins(5);

#[cfg(test)]
mod tests;
