//! Every test of the product as its users meet it: over HTTP, in a browser, on the command line.

// This is also what lets Clippy see that here a test may fail by panicking (clippy.toml).
#![cfg(test)]

mod architecture;
mod browser;
mod command_line;
mod console;
mod faults;
mod screenshots;
mod support;
