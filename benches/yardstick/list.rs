//! The bare list.

use std::cell::RefCell;

use actix_web::HttpResponse;
use actix_web::web::Data;
use diesel::Connection as _;
use diesel::prelude::*;
use next_identity_console::store::Connection;

use super::recorded::{Asked, Recorded};
use super::statement::{Cells, Statement};

/// What a thread needs to answer.
pub struct List {
    reader: RefCell<Connection>,
    statements: Vec<Asked>,
    /// The size of the page.
    bytes: usize,
    padding: String,
}

impl List {
    pub fn new(reader: Connection, recorded: &Recorded) -> Self {
        let (statements, bytes) = (recorded.list.clone(), recorded.bytes);
        Self { reader: RefCell::new(reader), statements, bytes, padding: " ".repeat(bytes) }
    }

    /// All statements on one snapshot, and as many bytes as the page has.
    fn page(&self) -> QueryResult<String> {
        self.reader.borrow_mut().transaction(|reader| {
            let mut html = String::with_capacity(self.bytes);
            for Asked { sql, values } in &self.statements {
                let rows: Vec<Cells> = Statement { sql, values }.load(reader)?;
                html.extend(rows.into_iter().map(|row| row.0));
            }
            html.push_str(self.padding.get(html.len()..).unwrap_or_default());
            Ok(html)
        })
    }
}

pub async fn show(list: Data<List>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(list.page().unwrap())
}
