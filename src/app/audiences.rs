//! The chains of the audiences; of the layers of one chain, a request passes the last first. Around all of them stand those that
//! look at the door by which an answer leaves: its log line, its headers, and what explains a failure.

use actix_web::http::Method;
use actix_web::http::header::Allow;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Resource, Scope};

use crate::console::session;
use crate::provider;
use crate::routes::{self, Audience, Entry};
use crate::web::problem::Problem;
use crate::web::{compression, cross_origin, length};

pub fn programs(config: &mut ServiceConfig) {
    let unknown = web::resource(provider::paths::WELL_KNOWN).default_service(web::to(not_found));
    for resource in resources(Audience::Programs).into_iter().chain([unknown]) {
        config.service(resource.app_data(&provider::door::DOOR).wrap(from_fn(length::require)));
    }
}

pub fn users(config: &mut ServiceConfig) {
    for resource in resources(Audience::Users) {
        config.service(
            resource
                .app_data(&provider::door::USERS)
                .app_data(&provider::door::PAGES)
                .wrap(from_fn(cross_origin::refuse))
                .wrap(from_fn(length::require))
                .wrap(from_fn(compression::compress)),
        );
    }
    // Whoever comes here is sent by another site: that is what these addresses are for.
    for resource in resources(Audience::Visitors) {
        config.service(
            resource
                .app_data(&provider::door::USERS)
                .app_data(&provider::door::PAGES)
                .wrap(from_fn(length::require))
                .wrap(from_fn(compression::compress)),
        );
    }
}

pub fn operators(config: &mut ServiceConfig) {
    let pages = web::scope("")
        .wrap(from_fn(session::load))
        .wrap(from_fn(cross_origin::refuse))
        .wrap(from_fn(length::require))
        .wrap(from_fn(compression::compress))
        .default_service(web::to(not_found));
    config.service(resources(Audience::Operators).into_iter().fold(pages, Scope::service));
}

/// An audience's addresses in the order of the table, those without a pattern first. All methods of an address share one
/// resource, which refuses the rest and says which ones there are.
fn resources(audience: Audience) -> Vec<Resource> {
    let mut addresses: Vec<(&'static str, Vec<Entry>)> = Vec::new();
    for entry in routes::all().into_iter().filter(|entry| entry.audience == audience) {
        match addresses.iter_mut().find(|(pattern, _)| *pattern == entry.pattern) {
            Some((_, entries)) => entries.push(entry),
            None => addresses.push((entry.pattern, vec![entry])),
        }
    }
    // A pattern is looked at by a regular expression, which each request for an address behind it would pay for.
    addresses.sort_by_key(|(pattern, _)| pattern.contains('{'));
    let resource = |(pattern, entries): (&str, Vec<Entry>)| {
        let mut methods: Vec<Method> = entries.iter().map(|entry| entry.method.clone()).collect();
        if methods.contains(&Method::GET) {
            methods.push(Method::HEAD);
        }
        let refuse =
            move || std::future::ready(HttpResponse::MethodNotAllowed().insert_header(Allow(methods.clone())).finish());
        let resource = web::resource(pattern).default_service(web::to(refuse));
        entries.into_iter().fold(resource, |resource, entry| resource.route(entry.route))
    };
    addresses.into_iter().map(resource).collect()
}

async fn not_found() -> Result<HttpResponse, Problem> {
    Err(Problem::not_found())
}
