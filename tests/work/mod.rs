//! What the program does beside answering requests.

mod sweeping;
