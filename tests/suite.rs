//! Every test of the product as its users meet it: over HTTP, in a browser, on the command line.

mod architecture;
mod browser;
mod command_line;
mod console;
mod support;
