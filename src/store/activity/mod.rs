//! The record of what happened. Entries are added by the functions that change something, in their transaction.

mod list;
mod record;

pub use super::sqlite::activity::chain::Head;
pub use list::{Filter, entries, latest_of_client, older, page};
pub(super) use record::record;
