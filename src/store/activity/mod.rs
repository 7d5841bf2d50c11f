//! The record of what happened. Entries are added by the functions that change something, in their transaction.

mod found;
mod list;
mod record;
mod walk;

pub use super::sqlite::activity::chain::Head;
pub use super::sqlite::activity::keyed::leave_unkeyed;
pub(super) use super::sqlite::activity::keyed::{begin_keyed, has_keyed, resume_keyed};
pub use list::{Filter, entries, following, latest_of_client, page};
pub(super) use record::record;
pub use walk::Walk;
