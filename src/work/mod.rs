//! What the program does beside answering requests.

pub mod sweeping;
