use proptest::prelude::*;

use super::*;

const CORPUS: &str = include_str!("../../../../../tests/data/redirect_uris.txt");

/// The lines of the corpus: the expected verdict and the address.
fn corpus() -> Vec<(&'static str, String)> {
    let lines = CORPUS.lines().filter(|line| !line.starts_with("# "));
    lines.map(|line| line.split_once('|').unwrap()).map(|(verdict, uri)| (verdict, unescaped(uri))).collect()
}

fn unescaped(text: &str) -> String {
    let unescaped = |part: &str| {
        let mut numbers = part.split("\\u{");
        let mut plain = numbers.next().unwrap().to_owned();
        for number in numbers {
            let (digits, rest) = number.split_once('}').unwrap();
            plain.push(char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap());
            plain.push_str(rest);
        }
        plain
    };
    text.split("\\\\").map(unescaped).collect::<Vec<_>>().join("\\")
}

fn verdict(uri: &str) -> String {
    match RedirectUri::parse(uri) {
        Ok(uri) if uri.has_private_scheme() => "mobile".to_owned(),
        Ok(_) => "web".to_owned(),
        Err(error) => format!("{error:?}").split('(').next().unwrap().to_owned(),
    }
}

#[test]
fn every_address_of_the_corpus_is_judged_as_expected() {
    let corpus = corpus();
    assert!(corpus.len() >= 300, "{}", corpus.len());
    let wrong: Vec<String> = corpus
        .iter()
        .filter(|(expected, uri)| verdict(uri) != *expected)
        .map(|(expected, uri)| format!("{uri:?}: {}, not {expected}", verdict(uri)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_the_corpus_every_accepted_address_is_kept_as_it_is_and_matches_itself_alone() {
    let corpus = corpus();
    for (_, uri) in corpus.iter().filter(|(verdict, _)| ["web", "mobile"].contains(verdict)) {
        let registered = RedirectUri::parse(&format!(" \t{uri}\n")).unwrap();
        assert_eq!(registered.as_str(), uri);
        for (_, presented) in &corpus {
            let is_same_but_for_the_port = without_port(uri).is_some() && without_port(uri) == without_port(presented);
            assert_eq!(
                registered.matches(presented),
                uri == presented || is_same_but_for_the_port,
                "{uri} {presented}"
            );
        }
    }
}

#[test]
fn of_the_corpus_only_https_addresses_are_told_of_sign_outs() {
    for (verdict, uri) in corpus() {
        let is_told = BackChannelLogoutUri::try_from(uri.clone()).is_ok();
        assert_eq!(is_told, verdict == "web" && uri.starts_with("https:"), "{uri}");
    }
}

#[test]
fn the_port_of_a_loopback_literal_may_differ_and_nothing_else() {
    for (registered, presented, expected) in [
        ("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb", true),
        ("http://127.0.0.1:3000/cb", "http://127.0.0.1/cb", true),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3001", true),
        ("http://127.0.0.1/?x=1", "http://127.0.0.1:1/?x=1", true),
        ("http://[::1]:1/cb", "http://[::1]:65535/cb", true),
        ("http://[::1]/cb", "http://127.0.0.1/cb", false),
        ("http://localhost:1/cb", "http://localhost:2/cb", false),
        ("http://localhost/cb", "http://127.0.0.1/cb", false),
        ("https://127.0.0.1:1/cb", "https://127.0.0.1:2/cb", false),
        ("https://a.example:1/cb", "https://a.example:2/cb", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:0/cb", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:/cb", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:01/cb", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:65536/cb", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:+1/cb", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:1/cb/", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:1/CB", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:1/cb?x", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:1/cb#x", false),
        ("http://127.0.0.1/cb", "HTTP://127.0.0.1:1/cb", false),
        ("http://127.0.0.1", "http://127.0.0.1:80@evil.example", false),
        ("http://127.0.0.1", "http://127.0.0.1:80.evil.example", false),
        ("http://127.0.0.1", "http://127.0.0.1.evil.example", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:1\\@evil.example/cb", false),
        ("http://127.0.0.1/cb", "http://user@127.0.0.1:1/cb", false),
    ] {
        assert_eq!(RedirectUri::parse(registered).unwrap().matches(presented), expected, "{registered} {presented}");
    }
}

/// Addresses, most of them accepted, and what somebody could change about one.
fn addresses() -> impl Strategy<Value = String> {
    let scheme = prop_oneof!["https://", "http://", "https?:/{1,3}", "com\\.example\\.[a-z]{1,4}:/"];
    let host = prop_oneof!["[a-z]{1,5}\\.example", "127\\.0\\.0\\.1", "\\[::1\\]", "localhost"];
    let path = prop_oneof!["/?", "(/[a-zA-Z0-9._~%@:;,-]{0,8}){0,3}"];
    (scheme, host, "(:[1-9][0-9]{0,4})?", path, "(\\?[a-z=&%./]{0,8})?")
        .prop_map(|(scheme, host, port, path, query)| [scheme, host, port, path, query].concat())
}

/// An address with a slash after what follows its first two: all that a parser may add.
fn with_slash(uri: &str) -> String {
    let (scheme, rest) = uri.split_once("://").unwrap_or((uri, ""));
    let (host, query) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    format!("{scheme}://{host}/{query}")
}

proptest! {
    #[test]
    fn what_is_accepted_parses_round_trips_byte_for_byte_and_matches_only_itself(
        uri in addresses(), at in 0usize..60, byte in "[ -~]", other in addresses()
    ) {
        let Ok(registered) = RedirectUri::parse(&uri) else { return Ok(()) };
        let parsed = url::Url::parse(&uri).unwrap();
        prop_assert!(parsed.as_str() == uri || parsed.as_str() == with_slash(&uri), "{} {}", parsed, uri);
        prop_assert_eq!(registered.as_str(), &uri);
        let stored = serde_json::to_string(&registered).unwrap();
        prop_assert_eq!(&serde_json::from_str::<RedirectUri>(&stored).unwrap(), &registered);
        prop_assert!(registered.matches(&uri));
        let at = at % uri.len();
        let changed = [&uri[..at], &byte, &uri[at + 1..]].concat();
        for presented in [changed, other, format!("{uri}/"), format!("{uri}{byte}"), uri.to_uppercase()] {
            let same_port_free = without_port(&uri).is_some() && without_port(&uri) == without_port(&presented);
            prop_assert_eq!(registered.matches(&presented), presented == uri || same_port_free, "{}", presented);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}") {
        let _any = RedirectUri::parse(&text);
    }
}
