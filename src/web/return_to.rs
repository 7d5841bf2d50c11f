//! Addresses to come back to: always our own pages.

use url::Url;

/// The local address that a text names, or `None` when a browser would leave our pages by it. The text is resolved
/// as a browser does it, so that `//elsewhere`, `/\elsewhere` and the like are seen for what they are.
#[must_use]
pub fn local(text: &str) -> Option<String> {
    let base = Url::parse("https://here.invalid/").ok()?;
    let resolved = base.join(text).ok()?;
    let stays = text.starts_with('/') && resolved.origin() == base.origin() && resolved.username().is_empty();
    let path = &resolved[url::Position::BeforePath..url::Position::AfterQuery];
    (stays && !path.starts_with("//")).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_ours_is_kept_with_its_query() {
        assert_eq!(local("/clients?sort=name&q=a%20b").as_deref(), Some("/clients?sort=name&q=a%20b"));
        assert_eq!(local("/").as_deref(), Some("/"));
    }

    #[test]
    fn nothing_leads_elsewhere() {
        for bad in [
            "//evil.test",
            "/\\evil.test",
            "/\t/evil.test",
            "\\\\evil.test",
            "https://evil.test",
            "evil",
            "javascript:alert(1)",
            "/.//evil.test",
            "/a/..//evil.test",
            "",
            " //evil.test",
            "@evil.test",
            "/\n/evil.test",
        ] {
            assert_eq!(local(bad), None, "{bad:?}");
        }
        assert_eq!(local("/%09/evil.test").as_deref(), Some("/%09/evil.test"));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_accepted_stays_here(text in "[/\\\\.@:a-z%0-9?#\\t\\n ]{0,20}") {
            if let Some(path) = local(&text) {
                let here = Url::parse("http://localhost:8080/sign-in").unwrap();
                proptest::prop_assert_eq!(here.join(&path).unwrap().origin(), here.origin());
            }
        }
    }
}
