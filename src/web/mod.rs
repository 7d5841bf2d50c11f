//! A toolkit for server-rendered pages on actix-web and askama; it knows no feature of the product.

pub mod address;
pub mod appearance;
pub mod assets;
pub mod browser;
pub mod compression;
pub mod cookies;
pub mod cross_origin;
pub mod document;
pub mod door;
pub mod escaping;
pub mod fields;
pub mod form;
pub mod headers;
pub mod length;
pub mod list;
pub mod marks;
pub mod moment;
pub mod number;
pub mod ours;
pub mod page;
pub mod problem;
pub mod query;
pub mod request_log;
pub mod return_to;
