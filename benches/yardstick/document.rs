//! The bare static answers.

use std::future::ready;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::web::{self, Bytes, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use next_identity_console::domain::issuer::{DISCOVERY, KEY_SET};
use serde::{Deserialize, Serialize};

use crate::load::{Connection, Request};
use crate::support::Person;

/// What is recorded: names and paths.
pub const DOCUMENTS: [(&str, &str); 2] = [("discovery", DISCOVERY), ("key set", KEY_SET)];

/// What the product answers at a path, with the headers that keep it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Document {
    path: String,
    kind: String,
    tag: String,
    caching: String,
    body: String,
}

pub async fn record(person: &Person) -> Vec<Document> {
    let mut documents = Vec::new();
    for (_, path) in DOCUMENTS {
        let page = person.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.html);
        let [kind, tag, caching] = [CONTENT_TYPE, ETAG, CACHE_CONTROL].map(|name| page.header(name.as_str()));
        documents.push(Document { path: path.to_owned(), kind, tag, caching, body: page.html });
    }
    documents
}

impl Document {
    /// Answers with it from memory, or with 304 to those who name its tag.
    pub fn serve(&self, config: &mut ServiceConfig) {
        let [kind, tag, caching] =
            [&self.kind, &self.tag, &self.caching].map(|text| HeaderValue::from_str(text).unwrap());
        let body = Bytes::from(self.body.clone());
        let answer = move |request: HttpRequest| {
            let is_known = request.headers().get(IF_NONE_MATCH) == Some(&tag);
            let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
            response.insert_header((ETAG, tag.clone())).insert_header((CACHE_CONTROL, caching.clone()));
            ready(if is_known {
                response.finish()
            } else {
                response.insert_header((CONTENT_TYPE, kind.clone())).body(body.clone())
            })
        };
        config.route(&self.path, web::get().to(answer));
    }

    pub async fn is_served(&self, connection: &mut Connection) {
        let whole = Request::get(&self.path);
        let known = whole.clone().unless_it_is(&self.tag);
        for (request, body) in [(whole, self.body.as_bytes()), (known, &[])] {
            assert_eq!(connection.ask(&request.bytes(0, 0)).await.unwrap(), request.expected);
            assert_eq!(connection.body(), body, "the bare document of {}", self.path);
        }
    }
}
