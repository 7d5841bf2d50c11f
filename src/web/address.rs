//! The network address that a request comes from.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;

/// Addresses of the reverse proxies whose `X-Forwarded-For` is believed.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(pub Vec<IpAddr>);

/// The address of the peer or, when the peer is a trusted proxy, the last one in `X-Forwarded-For` that is not a
/// trusted proxy. What stands before it in that header was written by the sender and proves nothing.
#[must_use]
pub fn sender(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let trusted = |address: &IpAddr| {
        let proxies = request.app_data::<TrustedProxies>();
        proxies.is_some_and(|proxies| proxies.0.iter().any(|proxy| proxy.to_canonical() == *address))
    };
    if !trusted(&peer) {
        return Some(peer);
    }
    let lines: Vec<&str> = request.headers().get_all("x-forwarded-for").filter_map(|line| line.to_str().ok()).collect();
    let mut hops = lines.iter().rev().flat_map(|line| line.rsplit(',')).map_while(parse);
    Some(hops.find(|hop| !trusted(hop)).unwrap_or(peer))
}

/// An address as proxies write it, with or without a port.
fn parse(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let address = text.parse().or_else(|_| text.parse().map(|socket: SocketAddr| socket.ip())).ok()?;
    Some(IpAddr::to_canonical(&address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn seen(peer: &str, forwarded: &'static str) -> String {
        let request = TestRequest::get()
            .app_data(TrustedProxies(vec!["::ffff:192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap()]))
            .peer_addr(format!("{peer}:4000").parse().unwrap())
            .insert_header(("x-forwarded-for", forwarded))
            .to_http_request();
        sender(&request).unwrap().to_string()
    }

    #[test]
    fn only_what_a_trusted_proxy_added_is_believed() {
        assert_eq!(seen("198.51.100.7", "203.0.113.9"), "198.51.100.7");
        assert_eq!(seen("192.0.2.1", "1.1.1.1, 203.0.113.9"), "203.0.113.9");
        assert_eq!(seen("192.0.2.1", "1.1.1.1, 203.0.113.9, 192.0.2.2"), "203.0.113.9");
        assert_eq!(seen("192.0.2.1", "203.0.113.9:4711"), "203.0.113.9");
        assert_eq!(seen("192.0.2.1", "[2001:db8::1]:4711"), "2001:db8::1");
        assert_eq!(seen("192.0.2.1", "203.0.113.9, nonsense"), "192.0.2.1");
    }
}
