//! The list of clients as SQLite reads it: its orders from the indexes, and what a search finds.

pub mod index_scan;
pub mod ranked;
pub mod rows;
#[cfg(test)]
mod tests;
pub mod wanted;
