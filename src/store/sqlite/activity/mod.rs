//! The record as SQLite has it: added in one statement, checked byte by byte.

pub mod chain;
pub mod changes;
pub mod entries;
pub mod keyed;
pub mod sequence;
mod stored;
#[cfg(test)]
mod tests;
mod ways;
