//! Every cookie that any answer sets, looked at.

use std::collections::BTreeMap;

use reqwest::header::{HeaderMap, SET_COOKIE};

/// Every cookie of the product: its name over plain http, whether it is a secret, and how many seconds it stays.
const KNOWN: [(&str, bool, u64); 8] = [
    ("nic_user", true, 90 * 24 * 3600),
    ("nic_journey", true, 0),
    ("nic_user_known", true, 180 * 24 * 3600),
    ("nic_session", true, 24 * 3600),
    ("nic_browser", true, 365 * 24 * 3600),
    ("nic_theme", false, 365 * 24 * 3600),
    ("nic_sort", false, 365 * 24 * 3600),
    ("nic_notice", false, 60),
];

/// Those that hold something, sealed: a nonce of 12 bytes and a tag of 16 are only a part of them.
const SEALED: [&str; 1] = ["nic_user_known"];

/// Those that may go when the browser is closed.
const UNTIL_CLOSED: [&str; 2] = ["nic_user", "nic_journey"];

/// A cookie that an answer sets, or takes away when it has no value.
pub struct SetCookie {
    pub name: String,
    pub value: Option<String>,
}

/// The cookies of an answer. Fails when one of them is not bound as tightly as the site's address allows.
pub fn set_by(headers: &HeaderMap) -> Vec<SetCookie> {
    // A site says on every answer that it is reached over https.
    let https = headers.contains_key("strict-transport-security");
    headers.get_all(SET_COOKIE).iter().map(|header| checked(header.to_str().unwrap(), https)).collect()
}

fn checked(header: &str, https: bool) -> SetCookie {
    let mut parts = header.split("; ");
    let (name, value) = parts.next().unwrap().split_once('=').unwrap();
    let plain_name = name.strip_prefix("__Host-").unwrap_or(name);
    let known = KNOWN.iter().find(|(known, ..)| *known == plain_name);
    let &(_, is_secret, seconds) = known.unwrap_or_else(|| panic!("a cookie that nobody knows: {header}"));
    let has_prefix = name != plain_name;
    assert!(!has_prefix || https, "no browser takes this over http: {header}");
    assert!(has_prefix || !https || !is_secret, "another host can set this: {header}");
    let mut attributes: BTreeMap<&str, &str> =
        parts.map(|attribute| attribute.split_once('=').unwrap_or((attribute, ""))).collect();
    let mut take = |attribute: &str| attributes.remove(attribute);
    assert_eq!(take("HttpOnly"), Some(""), "{header}");
    assert_eq!(take("SameSite"), Some("Lax"), "{header}");
    assert_eq!(take("Path"), Some("/"), "{header}");
    assert_eq!(take("Secure"), https.then_some(""), "{header}");
    let age: Option<u64> = take("Max-Age").map(|age| age.parse().unwrap());
    assert!(age.is_some() || UNTIL_CLOSED.contains(&plain_name), "no age: {header}");
    let expires = take("Expires");
    assert!(attributes.is_empty(), "{attributes:?} of {header}");
    if age == Some(0) {
        assert_eq!(value, "", "taken away, and still it has a value: {header}");
        return SetCookie { name: name.to_owned(), value: None };
    }
    assert!(age.is_none_or(|age| age == seconds) && expires.is_none(), "{header}");
    let is_sealed = SEALED.contains(&plain_name) && (80..600).contains(&value.len());
    assert!(!is_secret || is_sealed || value.len() == 43, "not 256 bits: {header}");
    assert!(!value.is_empty(), "{header}");
    SetCookie { name: name.to_owned(), value: Some(value.to_owned()) }
}
