//! What the tests use the product with: a running site, a person over HTTP, and a browser.

#![allow(dead_code, reason = "the suite and the benches each use a part")]

pub mod addresses;
pub mod application;
pub mod browser;
mod chromedriver;
pub mod controls;
pub mod cookies;
pub mod database;
pub mod disk;
pub mod files;
pub mod form_errors;
pub mod granted;
pub mod keys;
pub mod mail_server;
pub mod page;
pub mod person;
pub mod process;
pub mod random;
pub mod site;
pub mod socket;
pub mod text_gateway;
pub mod users;

#[allow(unused_imports, reason = "the benches open no browser")]
pub use browser::Browser;
pub use database::Database;
pub use page::Page;
pub use person::Person;
pub use site::Site;
#[allow(unused_imports, reason = "the benches send no broken requests")]
pub use socket::raw;
