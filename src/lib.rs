//! Next Identity Console: sign-in for a company's applications, in one program.

pub mod domain;
pub mod store;
