//! The record of what happened. Entries are added by the functions that change something, in their transaction.

mod found;
mod list;
mod record;
mod walk;

pub use super::sqlite::activity::chain::Head;
pub use super::sqlite::activity::keyed::{key_record, leave_unkeyed};
pub use list::{Filter, entries, following, latest_of_client, page};
pub(super) use record::record;
pub use walk::Walk;
