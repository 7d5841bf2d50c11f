//! The network address of a request behind proxies, and what is counted against it.

use reqwest::Method;

use crate::support::Site;

/// Tries to sign in as somebody unknown by way of proxies that added these lines; the status.
async fn guess(site: &Site, name: &str, lines: &[&str]) -> u16 {
    let person = site.visitor();
    let request = person.request(Method::POST, "/sign-in");
    let request = lines.iter().fold(request, |request, line| request.header("x-forwarded-for", *line));
    let email = format!("{name}@example.com");
    person.send(request.form(&[("email", email.as_str()), ("password", "wrong"), ("return_to", "")])).await.status
}

fn last_recorded(site: &Site) -> String {
    site.text("(SELECT address FROM activity ORDER BY seq DESC LIMIT 1)")
}

#[tokio::test]
async fn the_hops_are_read_from_the_last_to_the_first_over_all_lines_and_trusted_proxies() {
    let trusted = ["--trusted-proxy", "127.0.0.1", "--trusted-proxy", "10.0.0.2", "--trusted-proxy", "2001:db8::2"];
    let site = Site::start_with(&trusted).await;
    let cases: [(&[&str], &str); 13] = [
        (&[], "127.0.0.1"),
        (&["203.0.113.9"], "203.0.113.9"),
        (&["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        (&["198.51.100.1, 198.51.100.2", "203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        (&["198.51.100.1, 203.0.113.9", "10.0.0.2"], "203.0.113.9"),
        (&["198.51.100.1", "203.0.113.9,10.0.0.2", "2001:db8::2, 10.0.0.2"], "203.0.113.9"),
        (&["203.0.113.9", "198.51.100.1, 10.0.0.2, 198.51.100.3"], "198.51.100.3"),
        (&["10.0.0.2, 198.51.100.1"], "198.51.100.1"),
        (&["198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        (&["10.0.0.2"], "127.0.0.1"),
        (&["203.0.113.9, unknown", "10.0.0.2"], "127.0.0.1"),
        (&["203.0.113.9", ""], "127.0.0.1"),
        (&["::ffff:203.0.113.9, ::ffff:10.0.0.2"], "203.0.113.9"),
    ];
    for (n, (lines, expected)) in cases.into_iter().enumerate() {
        assert_eq!(guess(&site, &format!("hops{n}"), lines).await, 422);
        assert_eq!(last_recorded(&site), expected, "{lines:?}");
    }
}

#[tokio::test]
async fn without_a_trusted_proxy_the_sender_alone_counts() {
    for arguments in [&[][..], &["--trusted-proxy", "10.0.0.2"]] {
        let site = Site::start_with(arguments).await;
        assert_eq!(guess(&site, "hops", &["203.0.113.9, 10.0.0.2"]).await, 422);
        assert_eq!(last_recorded(&site), "127.0.0.1");
    }
}

#[tokio::test]
async fn strangers_are_counted_by_their_own_address_and_an_ipv6_network_is_one() {
    let site = Site::start_with(&["--trusted-proxy", "127.0.0.1"]).await;
    for n in 0..30 {
        let host = format!("2001:db8:0:1:{n:x}::{n:x}");
        assert_eq!(guess(&site, &format!("six{n}"), &[&host]).await, 422, "{host}");
    }
    assert_eq!(guess(&site, "six", &["2001:db8:0:1:ffff:ffff:ffff:ffff"]).await, 429, "the same /64");
    for other in ["2001:db8:0:2::1", "2001:db8:1:1::1", "203.0.113.9", "127.0.0.1"] {
        assert_eq!(guess(&site, &other.replace([':', '.'], "-"), &[other]).await, 422, "{other}");
    }
}
