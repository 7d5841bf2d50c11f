//! The operators' door: sign-in, clients and their cards, and what was recorded.

pub mod access;
pub mod account;
pub mod activity;
mod beginning;
mod came_from;
pub mod cards;
pub mod clients;
pub mod confirmation;
mod controls;
pub mod credentials;
pub mod developers;
pub mod door;
pub mod health;
pub mod history;
pub mod home;
mod listing;
pub mod new;
pub mod outbox;
mod password_check;
pub mod password_choice;
pub mod paths;
pub mod session;
pub mod set_up;
mod shell;
pub mod sign_in;
pub mod theme;
pub mod users;
