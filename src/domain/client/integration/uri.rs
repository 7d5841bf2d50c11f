//! What every address on the card has in common: characters, scheme, host and path (RFC 3986, RFC 8252).

use percent_encoding::percent_decode;
use url::{Host, Url};

/// Most characters of an address.
pub const LONGEST: usize = 2_048;
/// How often an address may be decoded before nothing is left to decode: a careless server may do that too.
const DECODED: usize = 7;

/// Why an address was refused: which part of it, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UriError {
    #[error("Enter an address, such as https://app.example.com/callback.")]
    Missing,
    #[error("Use at most {LONGEST} characters; this has {0}.")]
    TooLong(usize),
    #[error("Remove the control character U+{0:04X}.")]
    Control(u32),
    #[error("Remove the space, or write it as %20.")]
    Space,
    #[error("The character U+{0:04X} is not ASCII. Write a host name in its xn-- form, and all else percent-encoded.")]
    NotAscii(u32),
    #[error("Replace the backslash with a slash.")]
    Backslash,
    #[error("Remove the wildcard * and enter every address in full.")]
    Wildcard,
    #[error("Remove the fragment: the # and what follows it.")]
    Fragment,
    #[error("Write “{0}” percent-encoded, as %{code:02X}.", code = u32::from(*.0))]
    Reserved(char),
    #[error("Write two hexadecimal digits after each %, and a percent sign itself as %25.")]
    Percent,
    #[error("Remove the percent-encoded control character, backslash or byte that is no text.")]
    Encoded,
    #[error("Encode it once: this is percent-encoded over and over.")]
    EncodedAgain,
    #[error("Remove the dot segment “{0}” and enter the path that it leads to.")]
    DotSegment(String),
    #[error("Start with the scheme, such as https://.")]
    NoScheme,
    #[error("Use https. Plain http is only for 127.0.0.1, [::1] and localhost.")]
    Http,
    #[error("Use https instead of the scheme “{0}”, or, in a mobile app, a domain in reverse such as com.example.app.")]
    Scheme(String),
    #[error("Use https instead of the scheme “{0}”.")]
    OnlyHttps(String),
    #[error("Write a slash after the scheme: {0}:/callback.")]
    NoPath(String),
    #[error("Remove the user information: the @ and what precedes it.")]
    UserInfo,
    #[error("Enter a complete address, such as https://app.example.com/callback.")]
    Incomplete,
    #[error("Use a port from 1 to 65535.")]
    Port,
    #[error("Browsers read this as {0}. Enter it in that form.")]
    Rewritten(String),
    #[error("Enter the origin alone, without a path: {0}.")]
    NotAnOrigin(String),
}

/// Which schemes an address can have, beside https.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schemes {
    Https,
    /// Plain http for the user's own machine (RFC 8252, section 7.3).
    Loopback,
    /// That, and reverse-domain schemes of apps (RFC 8252, section 7.1).
    LoopbackAndPrivate,
}

/// Reads an address that a person typed. It is left as it is but for the blanks around it, and it is one that every parser
/// takes for the same: ours would write it in no other way, except for a missing slash after the host.
pub fn read(raw: &str, schemes: Schemes) -> Result<(&str, Url), UriError> {
    let text = raw.trim();
    let length = text.chars().count();
    if length == 0 {
        return Err(UriError::Missing);
    }
    if length > LONGEST {
        return Err(UriError::TooLong(length));
    }
    text.chars().try_for_each(allowed)?;
    let (scheme, rest) = text.split_once(':').filter(|(scheme, _)| is_scheme(scheme)).ok_or(UriError::NoScheme)?;
    let before_query = rest.split('?').next().unwrap_or_default();
    let authority = before_query.strip_prefix("//").unwrap_or_default().split('/').next().unwrap_or_default();
    if authority.contains('@') {
        return Err(UriError::UserInfo);
    }
    encoded(text)?;
    if let Some(segment) = dot_segment(before_query) {
        return Err(UriError::DotSegment(segment));
    }
    if let Some(bracket) = rest.trim_start_matches("//").replacen(authority, "", 1).chars().find(|c| "[]".contains(*c))
    {
        return Err(UriError::Reserved(bracket));
    }
    check_scheme(scheme, before_query, schemes)?;
    let url = Url::parse(text).map_err(|_| UriError::Incomplete)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UriError::UserInfo);
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(UriError::Http);
    }
    if url.port() == Some(0) {
        return Err(UriError::Port);
    }
    let as_read = url.as_str();
    if as_read != text && with_slash(scheme, authority, text).is_none_or(|text| text != as_read) {
        return Err(UriError::Rewritten(as_read.to_owned()));
    }
    Ok((text, url))
}

/// An address with a slash after its host, which may be missing, before a query too. Without two slashes before it there is no
/// host, although browsers take what comes next for one.
fn with_slash(scheme: &str, authority: &str, text: &str) -> Option<String> {
    let origin = format!("{scheme}://{authority}");
    let rest = text.strip_prefix(&origin).filter(|_| !authority.is_empty())?;
    Some(format!("{origin}/{rest}"))
}

fn allowed(c: char) -> Result<(), UriError> {
    match c {
        c if c.is_control() => Err(UriError::Control(c.into())),
        ' ' => Err(UriError::Space),
        c if !c.is_ascii() => Err(UriError::NotAscii(c.into())),
        '\\' => Err(UriError::Backslash),
        '*' => Err(UriError::Wildcard),
        '#' => Err(UriError::Fragment),
        '"' | '<' | '>' | '^' | '`' | '{' | '|' | '}' => Err(UriError::Reserved(c)),
        _ => Ok(()),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

fn check_scheme(scheme: &str, rest: &str, schemes: Schemes) -> Result<(), UriError> {
    let lower = scheme.to_ascii_lowercase();
    match (lower.as_str(), schemes) {
        ("https", _) | ("http", Schemes::Loopback | Schemes::LoopbackAndPrivate) => Ok(()),
        (_, Schemes::LoopbackAndPrivate) if !is_reverse_domain(&lower) => Err(UriError::Scheme(lower)),
        (_, Schemes::LoopbackAndPrivate) if !rest.starts_with('/') => Err(UriError::NoPath(lower)),
        (_, Schemes::LoopbackAndPrivate) => Ok(()),
        _ => Err(UriError::OnlyHttps(lower)),
    }
}

/// Whether a scheme is a domain in reverse: at least two labels with a dot between them.
fn is_reverse_domain(scheme: &str) -> bool {
    scheme.contains('.') && !scheme.split('.').any(str::is_empty)
}

/// Whether the address is on the user's own machine. “localhost” is among them although nothing makes it resolve so
/// (RFC 8252, section 8.3): developers use it.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(address)) => address.octets() == [127, 0, 0, 1],
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Refuses what is hidden by percent-encoding, however often.
fn encoded(text: &str) -> Result<(), UriError> {
    let two_digits = |part: &str| part.len() >= 2 && part.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    if !text.split('%').skip(1).all(two_digits) {
        return Err(UriError::Percent);
    }
    let is_hidden = |byte: &u8| byte.is_ascii_control() || *byte == b'\\';
    for (times, decoded) in decodings(text).enumerate() {
        if times > DECODED {
            return Err(UriError::EncodedAgain);
        }
        if decoded.iter().any(is_hidden) || std::str::from_utf8(&decoded).is_err() {
            return Err(UriError::Encoded);
        }
    }
    Ok(())
}

/// A segment that is . or .., as it is or decoded, alone or before a semicolon.
fn dot_segment(path: &str) -> Option<String> {
    decodings(path).find_map(|decoded| {
        let decoded = String::from_utf8_lossy(&decoded).into_owned();
        let mut segments = decoded.split('/');
        segments.find(|segment| matches!(segment.split(';').next(), Some("." | ".."))).map(str::to_owned)
    })
}

/// A text, and what decoding it makes of it until nothing is left to decode.
fn decodings(text: &str) -> impl Iterator<Item = Vec<u8>> {
    let decoded = |before: &Vec<u8>| Some(percent_decode(before).collect::<Vec<u8>>()).filter(|after| after != before);
    std::iter::successors(Some(text.as_bytes().to_vec()), decoded)
}
