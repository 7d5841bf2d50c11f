//! What the program does beside answering requests.

pub mod rotation;
pub mod sweeping;
