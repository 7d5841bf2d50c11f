//! Values and rules of the product; nothing here knows HTTP, HTML or SQL.

pub mod activity;
pub mod bounded;
pub mod choice;
pub mod client;
pub mod collation;
pub mod issuer;
pub mod journey;
pub mod keys;
pub mod language;
pub mod message;
pub mod oauth;
pub mod operator;
pub mod password;
pub mod phone;
pub mod refusal;
pub mod role;
pub mod search;
pub mod security_contact;
pub mod session;
pub mod setting;
pub mod text;
pub mod throttle;
pub mod time;
pub mod token;
pub mod user;
