//! A browser as people call it: “Chrome on Windows”, with what it calls itself on hover.

use askama::Template;
use askama::filters::HtmlSafe;
use woothee::parser::{Parser, WootheeResult};

const UNKNOWN: &str = "Unknown browser";

#[derive(Clone, Debug, Template)]
#[template(source = "<bdi title=\"{{ own }}\">{{ words }}</bdi>", ext = "html")]
pub struct Browser {
    /// The text of its `User-Agent` header.
    own: String,
    words: String,
}

impl HtmlSafe for Browser {}

impl Browser {
    #[must_use]
    pub fn new(own: String) -> Self {
        Self { words: words(&own), own }
    }

    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }
}

/// What is no browser that is known stands as it calls itself.
fn words(own: &str) -> String {
    match Parser::new().parse(own) {
        Some(WootheeResult { name, os, category: "pc" | "smartphone" | "appliance", .. }) if name != "UNKNOWN" => {
            let name = if name == "SamsungBrowser" { "Samsung Internet" } else { name };
            system(os).map_or_else(|| name.to_owned(), |system| format!("{name} on {system}"))
        }
        _ if own.trim().is_empty() => UNKNOWN.to_owned(),
        _ => own.to_owned(),
    }
}

/// A system without its version, which browsers no longer tell.
fn system(os: &str) -> Option<&str> {
    match os {
        "UNKNOWN" => None,
        "Mac OSX" => Some("macOS"),
        "Windows Phone OS" => Some("Windows Phone"),
        os if os.starts_with("Windows") => Some("Windows"),
        os => Some(os),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    const WEBKIT: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";

    #[test]
    fn browsers_of_today_are_called_by_their_names_and_systems() {
        let windows = format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36");
        let linux = format!("Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36");
        let android = format!("Mozilla/5.0 (Linux; Android 10; K) {WEBKIT}");
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
        for (own, called) in [
            (windows.clone(), "Chrome on Windows"),
            (format!("{windows} Edg/142.0.0.0"), "Edge on Windows"),
            (format!("{windows} OPR/122.0.0.0"), "Opera on Windows"),
            (linux.clone(), "Chrome on Linux"),
            (linux.replace("Chrome", "HeadlessChrome"), "Chrome on Linux"),
            (linux.replace("Linux x86_64", "CrOS x86_64 14541.0.0"), "Chrome on ChromeOS"),
            (format!("{android} Chrome/142.0.0.0 Mobile Safari/537.36"), "Chrome on Android"),
            (
                format!("{android} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36"),
                "Samsung Internet on Android",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 \
                 Safari/605.1.15"
                    .to_owned(),
                "Safari on macOS",
            ),
            (format!("{iphone} Version/26.0 Mobile/15E148 Safari/604.1"), "Safari on iPhone"),
            (format!("{iphone} CriOS/142.0 Mobile/15E148 Safari/604.1"), "Chrome on iPhone"),
            (format!("{iphone} FxiOS/145.0 Mobile/15E148 Safari/605.1.15"), "Firefox on iPhone"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0".to_owned(),
                "Firefox on Windows",
            ),
            ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0".to_owned(), "Firefox on Linux"),
            ("curl/8.5.0".to_owned(), "curl/8.5.0"),
            ("laptop".to_owned(), "laptop"),
            (String::new(), "Unknown browser"),
            (" ".to_owned(), "Unknown browser"),
        ] {
            assert_eq!(words(&own), called, "{own}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_browser_calls_itself_is_text(own in "(Mozilla/|Windows |Opera|DoCoMo|KDDI-|J-PHONE|MSIE |; |\\PC){0,12}") {
            let drawn = Browser::new(own).render().unwrap();
            prop_assert_eq!(drawn.matches('<').count(), 2, "{}", drawn);
        }
    }
}
