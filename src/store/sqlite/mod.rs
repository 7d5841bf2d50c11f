//! What only SQLite speaks: how its file is opened, written in groups, copied and checked, and the statements that are its
//! own. Another engine would need another folder like this one; the rest of the store would stay.

pub mod activity;
pub mod backup;
pub mod clients;
pub mod connection;
mod faults;
pub mod migrations;
pub mod search_index;
mod statement;
pub mod verify;
pub mod writer;
