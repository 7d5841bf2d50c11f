//! What only SQLite speaks: how its file is opened, written in groups, copied and checked, and the statements that are its
//! own. Another engine would need another folder like this one; the rest of the store would stay.

pub mod activity;
pub mod backup;
pub mod checkpoints;
pub mod clients;
mod columns;
pub mod connection;
mod faults;
pub mod files;
pub mod migrations;
pub mod opened_files;
mod priority;
pub mod remains;
pub mod search;
pub mod statement;
pub mod verify;
pub mod wake;
pub mod writer;

#[cfg(test)]
mod test_database;
#[cfg(test)]
mod user_plans;
#[cfg(test)]
use test_database::{catch_up, database, index, searching};
