//! What users meet: the pages of a journey, and the answers that the application is given.

mod browser_state;
mod codes;
mod conformance;
mod ended;
mod first_sign_in;
mod known_addresses;
mod known_browsers;
mod last_used;
mod prompts;
mod refused;
pub mod shop;
pub mod states;
mod words;
