//! The list of clients as SQLite reads it: its orders from the indexes, and a search from the full-text index.

pub mod index_scan;
mod name_scan;
mod rank_slice;
pub mod ranked;
pub mod rows;
#[cfg(test)]
mod tests;
