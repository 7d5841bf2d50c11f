//! The network address that a request comes from.

use std::net::IpAddr;

use actix_web::HttpRequest;

/// Addresses of the reverse proxies whose `X-Forwarded-For` is believed.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(pub Vec<IpAddr>);

/// The address of the peer or, when the peer is a trusted proxy, the one that the proxy added last to
/// `X-Forwarded-For`. Anything else in that header was written by the sender and proves nothing.
#[must_use]
pub fn of(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let trusted = request.app_data::<TrustedProxies>().is_some_and(|proxies| proxies.0.contains(&peer));
    let forwarded = || {
        let last = request.headers().get_all("x-forwarded-for").last()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse().ok()
    };
    if trusted { forwarded().or(Some(peer)) } else { Some(peer) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn seen(peer: &str, forwarded: &'static str) -> String {
        let request = TestRequest::get()
            .app_data(TrustedProxies(vec!["192.0.2.1".parse().unwrap()]))
            .peer_addr(format!("{peer}:4000").parse().unwrap())
            .insert_header(("x-forwarded-for", forwarded))
            .to_http_request();
        of(&request).unwrap().to_string()
    }

    #[test]
    fn only_what_a_trusted_proxy_added_is_believed() {
        assert_eq!(seen("198.51.100.7", "203.0.113.9"), "198.51.100.7");
        assert_eq!(seen("192.0.2.1", "1.1.1.1, 203.0.113.9"), "203.0.113.9");
        assert_eq!(seen("192.0.2.1", "nonsense"), "192.0.2.1");
    }
}
