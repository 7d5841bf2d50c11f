//! The view of a list that somebody came from, search, filters and page included. The addresses of the pages below the list keep
//! it, so that each tab knows its own.

use actix_web::HttpRequest;
use url::form_urlencoded;

use super::clients::view as clients;
use super::outbox::view as outbox;
use super::paths;
use super::users::list::view as users;
use crate::web::list::View;
use crate::web::problem::Problem;

/// The parameter that holds the query of the list's address.
pub const LIST: &str = "list";

/// Reads the query of a list's address.
type Read = fn(&str) -> Result<View, Problem>;
const LISTS: [(&str, Read); 3] = [(paths::CLIENTS, clients), (paths::USERS, users), (paths::OUTBOX, outbox)];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CameFrom {
    /// The path of the list; empty on pages that belong to none.
    list: &'static str,
    /// The query of its address; empty for the list as it is without any.
    pub query: String,
}

impl CameFrom {
    #[must_use]
    pub fn of_request(request: &HttpRequest) -> Self {
        Self::of(request.path(), request.query_string())
    }

    /// What the address of a list or of a page below it says. A query that is none of the list's is as good as none: only its
    /// own parameters are kept, so that nothing leads elsewhere.
    #[must_use]
    pub fn of(path: &str, query: &str) -> Self {
        let Some((list, read)) = LISTS.into_iter().find(|(list, _)| is_at_or_below(path, list)) else {
            return Self::default();
        };
        let kept = if path == list { Some(query.into()) } else { kept_in(query) };
        let view = kept.filter(|kept| !kept.is_empty()).and_then(|kept| read(&kept).ok());
        Self { list, query: view.map(|view| view.query()).unwrap_or_default() }
    }

    /// The address of the view for the list's own, and for one below it an address by which the view is kept; any other stays as
    /// it is.
    #[must_use]
    pub fn kept(&self, href: &str) -> String {
        if self.query.is_empty() || !is_at_or_below(href, self.list) {
            return href.to_owned();
        }
        if href == self.list {
            return format!("{href}?{}", self.query);
        }
        let (address, place) = href.split_once('#').map_or((href, None), |(address, place)| (address, Some(place)));
        let sign = if address.contains('?') { '&' } else { '?' };
        let mut kept = format!("{address}{sign}{LIST}=");
        kept.extend(form_urlencoded::byte_serialize(self.query.as_bytes()));
        kept.extend(place.into_iter().flat_map(|place| ["#", place]));
        kept
    }
}

fn is_at_or_below(href: &str, list: &str) -> bool {
    let rest = href.strip_prefix(list).filter(|_| !list.is_empty());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn kept_in(query: &str) -> Option<std::borrow::Cow<'_, str>> {
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == LIST).map(|(_, kept)| kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: &str = "/clients/0192f000-0000-7000-8000-000000000000";

    #[test]
    fn the_view_of_a_list_is_kept_through_the_pages_below_it() {
        let list = CameFrom::of("/clients", "utm_source=x&search=a%26b+%C3%A9&status=active&after=1&row=26");
        assert_eq!(list.query, "search=a%26b+%C3%A9&status=active&after=1&row=26");
        let client = list.kept(CLIENT);
        let (path, query) = client.split_once('?').unwrap();
        let below = CameFrom::of(path, query);
        assert_eq!(below, list);
        assert_eq!(below.kept("/clients"), format!("/clients?{}", list.query));
        let card = below.kept(&format!("{CLIENT}/general#name"));
        assert!(
            card.starts_with(&format!("{CLIENT}/general?list=search%3Da%2526b")) && card.ends_with("26#name"),
            "{card}"
        );
        assert!(below.kept(&format!("{CLIENT}/history/comparison?from=1&to=2")).contains("?from=1&to=2&list="));
        for other in ["/users", "/clientsx", "/activity?client=1", "//evil.test", "https://evil.test/clients"] {
            assert_eq!(below.kept(other), other);
        }
    }

    #[test]
    fn what_is_no_view_of_the_list_keeps_nothing() {
        for query in [
            "",
            "list=",
            "list=%2F%2Fevil.test",
            "list=https://evil.test",
            "list=utm_source%3Dx",
            "list=search%3D%25ff",
            "list=status%3Da%26status%3Da",
            "List=status%3Da",
            "search=a",
            "list",
            "list=%ff",
        ] {
            let from = CameFrom::of(CLIENT, query);
            assert_eq!((from.query.as_str(), from.kept("/clients").as_str()), ("", "/clients"), "{query}");
            assert_eq!(from.kept(CLIENT), CLIENT, "{query}");
        }
        assert_eq!(CameFrom::of("/activity", "search=a"), CameFrom::default());
        assert_eq!(CameFrom::of("/activity", "search=a").kept("/clients"), "/clients");
    }

    proptest::proptest! {
        #[test]
        fn whatever_an_address_says_it_leads_to_the_list(query in "\\PC{0,60}") {
            for query in [query.clone(), format!("list={query}")] {
                let back = CameFrom::of(CLIENT, &query).kept("/clients");
                proptest::prop_assert!(back == "/clients" || back.starts_with("/clients?"), "{}", back);
            }
        }
    }
}
