//! Every test of the product as its users meet it: over HTTP, in a browser, on the command line.

// This is also what lets Clippy see that here a test may fail by panicking (clippy.toml).
#![cfg(test)]
#![allow(clippy::disallowed_methods, reason = "a test waits by the machine's clock")]

mod architecture;
mod browser;
mod command_line;
mod console;
mod faults;
mod markup;
mod programs;
mod provider;
mod screenshots;
mod strangers;
mod support;
mod work;
