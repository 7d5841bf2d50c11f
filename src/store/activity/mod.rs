//! The record of what happened. Entries are added by the functions that change something, in their transaction.

mod list;
mod record;
mod search;
mod stored;
#[cfg(test)]
mod tests;
mod verify;

pub use list::{Filter, latest_of_client, older, page};
pub(super) use record::chain;
pub(super) use record::record;
pub use verify::{Broken, Head, Verified, verify};
