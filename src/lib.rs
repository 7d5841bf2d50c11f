//! Next Identity Console: sign-in for a company's applications, in one program.

pub mod app;
pub mod config;
pub mod console;
pub mod domain;
pub mod provider;
pub mod routes;
pub mod screens;
pub mod service;
pub mod store;
pub mod web;
pub mod work;
