//! Full text, in a file of its own beside the database. All of it is derived: a thread reads the record, which has an
//! entry for every change, and brings the index up to date behind it; a file that is missing, damaged, of another format or
//! of another database is built anew. So no change waits for an index, and a backup needs none.

pub mod deadline;
pub mod entries;
pub mod file;
pub mod grams;
pub mod index;
pub mod scan;
pub mod searching;
#[cfg(test)]
mod tests;
pub mod thread;
