//! The record as SQLite has it: found by full text, added in one statement, checked byte by byte.

pub mod chain;
pub mod changes;
pub mod entries;
pub mod sequence;
mod stored;
#[cfg(test)]
mod tests;
pub mod words;
