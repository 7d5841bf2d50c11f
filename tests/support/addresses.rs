//! Addresses of the product's routes.

use next_identity_console::domain::client::CARDS;

/// What stands in a route's pattern for a part of an address.
const ANY: [(&str, &str); 4] =
    [("{id}", ""), ("{revision}", "1"), ("{card}", "general"), ("{session}", "00000000-0000-0000-0000-000000000001")];

/// An address of a route: its first revision and its first card of the client with this key.
pub fn example(pattern: &str, key: &str) -> String {
    ANY.iter()
        .fold(pattern.to_owned(), |path, (name, value)| path.replace(name, if value.is_empty() { key } else { value }))
}

/// An address without its query, with the names of a pattern for the key, the revision and the card in it.
pub fn shape(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap();
    let parts: Vec<&str> = path.split('/').collect();
    let named = parts.iter().enumerate().map(|(place, part)| match place.checked_sub(1).map(|before| parts[before]) {
        _ if uuid::Uuid::parse_str(part).is_ok() => "{id}",
        Some("history") if part.parse::<u64>().is_ok() => "{revision}",
        Some("restoration") if CARDS.iter().any(|card| card.name == *part) => "{card}",
        _ => part,
    });
    named.collect::<Vec<_>>().join("/")
}
