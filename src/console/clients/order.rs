//! The order of the list: the one in its address, or else the one that was last chosen in this browser.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse};

use crate::domain::choice::Choice;
use crate::store::clients::{ListQuery, Sort};
use crate::store::paging::Paging;
use crate::web::cookies::Cookie;
use crate::web::list::{Order, View};
use crate::web::problem::Problem;

const KEPT: Cookie = Cookie { name: "nic_sort", age: Duration::from_hours(24 * 365) };

/// The order that is asked for, and whether it descends.
pub fn wanted(view: &View, request: &HttpRequest) -> Result<(Sort, bool), Problem> {
    let descending = Order::is_descending(view)?;
    if let Some(sort) = view.parsed("sort", Sort::parse)? {
        return Ok((sort, descending.unwrap_or(false)));
    }
    let (sort, kept) = kept(request).unwrap_or((Sort::Created, true));
    Ok((sort, descending.unwrap_or(kept)))
}

fn kept(request: &HttpRequest) -> Option<(Sort, bool)> {
    let (sort, direction) = KEPT.read(request)?.split_once('.')?;
    Sort::parse(sort).zip(Order::descending(direction))
}

/// Keeps an order that was chosen. The pages of a list hold the order of its first, whatever was chosen since in another tab.
pub fn keep(view: &View, query: &ListQuery, request: &HttpRequest, response: &mut HttpResponse) {
    let chosen = (query.sort, query.descending);
    if !view.get("sort").is_empty() && query.paging == Paging::First && kept(request) != Some(chosen) {
        let order = of(query.sort, query.descending);
        KEPT.set(request, response, &format!("{}.{}", order.by, order.direction()));
    }
}

pub fn of(sort: Sort, descending: bool) -> Order {
    Order { by: sort.token(), descending }
}
