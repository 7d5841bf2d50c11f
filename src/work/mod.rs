//! What the program does beside answering requests.

mod delivery;
pub mod mail;
pub mod rotation;
pub mod sweeping;
pub mod tally;
pub mod text;
