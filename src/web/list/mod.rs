//! What lists have in common: the address that holds a view of them, menus of filters and orders, columns and pages.

mod menu;
mod order;
mod pager;
mod view;

pub use menu::{Link, Menu};
pub use order::{Column, Order};
pub use pager::Pager;
pub use view::{ListParameters, ROW, SearchBox, View};
