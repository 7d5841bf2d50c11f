//! What every door of a running service shares and is neither page nor table.

pub mod attempts;
mod faults;
pub mod gate;
pub mod hashing_line;
pub mod key_file;
pub mod keyring;
pub mod mail;
pub mod notices;
pub mod origin;
pub mod password_hasher;
pub mod places;
pub mod sealed;
pub mod state;
pub mod tally;
pub mod texts;
pub mod transport;
pub mod turns;
