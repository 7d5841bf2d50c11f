//! Every test of the product as its users meet it: over HTTP, in a browser, on the command line.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::doc_markdown,
    clippy::similar_names,
    clippy::too_many_lines,
    clippy::large_futures,
    clippy::print_stdout,
    reason = "a test fails by panicking, waits by the machine's clock, and reads from top to bottom"
)]

mod architecture;
mod browser;
mod command_line;
mod console;
mod faults;
mod programs;
mod support;
