//! Requests that no browser sends: those of every route, spoilt in one or more ways.

use next_identity_console::routes;

use crate::support::addresses::example;
use crate::support::random::Random;
use crate::support::{Page, Person};

/// A request as bytes.
pub struct Request {
    pub bytes: Vec<u8>,
    /// Whether another may follow on the same connection: it ends where it says, and so does its answer. (The server
    /// takes the answer before a pipelined HEAD for the HEAD's.)
    pub may_be_followed: bool,
    /// The path that it surely reaches.
    pub reaches: Option<String>,
}

/// A route with what is sent to it, refused or harmless as it is.
struct Skeleton {
    method: String,
    target: String,
    fields: Vec<(String, String)>,
}

/// A method, an address, and the fields that are sent there.
pub type Address<'a> = (&'a str, String, Vec<(&'a str, &'a str)>);

/// Makes requests.
pub struct Generator {
    skeletons: Vec<Skeleton>,
    cookies: Vec<String>,
    random: Random,
}

const TEXTS: &[&[u8]] = &[
    b"%",
    b"%f",
    b"%ff",
    b"%00",
    b"%c3%28",
    b"%ed%a0%80",
    b"%F0%9F",
    b"%u0041",
    b"%0d%0aSet-Cookie:a=b",
    b"%e2%80%ae",
    b"%25%30%30",
    b"&&",
    b"=",
    b"&=&",
    b"+",
    b"[]",
    b"..%2f",
    b"\xf0\x9f\x98\x80",
    b"'--",
    b"{{7*7}}",
    b"<script>",
];
const VALUES: &[&str] = &[
    "",
    "0",
    "-1",
    "18446744073709551616",
    "9223372036854775808",
    "NaN",
    "1e309",
    "null",
    "true",
    "../../etc/passwd",
    "%00",
    "%ff",
    "%EF%BF%BF",
    "a%CC%81",
    "%E2%80%8B",
];
const HEADERS: &[(&str, &[&[u8]])] = &[
    ("Host", &[b"", b"evil.test", b"a b", b"\xff", b"localhost:99999"]),
    ("Origin", &[b"null", b"https://evil.test", b"\xff\xfe", b""]),
    ("Sec-Fetch-Site", &[b"cross-site", b"", b"SAME-ORIGIN"]),
    (
        "Content-Type",
        &[b"application/json", b"", b"\xe9", b"application/x-www-form-urlencoded; charset=utf-7", b"a/b/c;;="],
    ),
    ("X-Forwarded-For", &[b"1.1.1.1, \xff", b",,,,", b"999.999.999.999", b"[::1"]),
    ("Accept-Encoding", &[b"gzip;q=2", b"\xff", b"*;q=0", b",", b"identity;q=0"]),
    ("Range", &[b"bytes=5-1", b"bytes=-0", b"bytes=99999999999999999999-", b"bytes=0-0,1-1", b"\xff"]),
    ("If-Modified-Since", &[b"yesterday", b"\xff", b"Sun, 99 Nov 99999 99:99:99 GMT"]),
    ("If-None-Match", &[b"\"", b"W/", b"*", b"\xff"]),
    ("User-Agent", &[b"\xff\xfe\x80", b"", b"\xc3\xa9"]),
    ("Connection", &[b"keep-alive, close", b"upgrade", b"\xff"]),
    ("X-HTTP-Method-Override", &[b"DELETE"]),
    ("Authorization", &[b"Basic", b"Basic ====", b"basic YTpi", b"Bearer \xff", b"Bearer a.b.c", b"DPoP a", b""]),
];

impl Generator {
    /// A generator for the routes with a client, for somebody signed in.
    pub async fn new(random: Random, person: &Person, client: &str) -> Self {
        let mut skeletons = Vec::new();
        for entry in routes::all() {
            let target = example(entry.pattern, client.trim_start_matches("/clients/"));
            let fields = match entry.method.as_str() {
                "POST" => fields(person, entry.pattern, &target).await,
                _ => vec![("q".to_owned(), "shop".to_owned()), ("sort".to_owned(), "name".to_owned())],
            };
            skeletons.push(Skeleton { method: entry.method.to_string(), target, fields });
        }
        let session = person.cookie("nic_session").unwrap();
        let forged: String = session.chars().rev().collect();
        let cookies = [
            &format!("nic_session={session}"),
            "",
            &format!("nic_session={forged}"),
            "nic_session=%41; nic_theme=neon",
            "=;;=; ,",
        ];
        let cookies = cookies.iter().map(|cookie| (*cookie).to_owned()).collect();
        Self { skeletons, cookies, random }
    }

    /// A generator for some addresses, each with its method and fields, and five headers of cookies.
    pub fn of(random: Random, addresses: &[Address<'_>], cookies: [String; 5]) -> Self {
        let skeletons = addresses.iter().map(|(method, target, fields)| Skeleton {
            method: (*method).to_owned(),
            target: target.clone(),
            fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        });
        Self { skeletons: skeletons.collect(), cookies: cookies.into(), random }
    }

    /// Another generator with the same routes.
    pub fn split(&mut self) -> Self {
        let skeletons = self.skeletons.iter().map(|s| Skeleton {
            method: s.method.clone(),
            target: s.target.clone(),
            fields: s.fields.clone(),
        });
        Self { skeletons: skeletons.collect(), cookies: self.cookies.clone(), random: self.random.split() }
    }

    /// The next request: mostly whole ones whose content is wrong, else such whose frame is.
    pub fn next(&mut self) -> Request {
        let is_whole = !self.random.one_in(8);
        let at = self.random.below(self.skeletons.len());
        let mut method = self.skeletons[at].method.clone();
        let encoded = self.encoded(at);
        let mut target = self.skeletons[at].target.clone().into_bytes();
        let mut body = Vec::new();
        if method == "POST" {
            // A sign-out that works would end the session of the test.
            body = if target == b"/sign-out" { b"a=b".to_vec() } else { encoded };
        } else if self.random.one_in(2) {
            target.push(if target.contains(&b'?') { b'&' } else { b'?' });
            target.extend(encoded);
        }
        let mut is_reached =
            is_whole && target.iter().all(|byte| byte.is_ascii_alphanumeric() || b"/?=&%._-+".contains(byte));
        if self.random.one_in(4) {
            self.spoil(&mut target, false);
            is_reached = false;
        }
        if self.random.one_in(12) {
            is_reached = false;
            method =
                self.random.pick(&["HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "M-SEARCH", "get"]).to_owned();
        }
        if self.random.one_in(20) {
            is_reached = false;
            target = [b"http://evil.test", target.as_slice()].concat();
        }
        let mut headers = vec![("Host".to_owned(), b"localhost".to_vec())];
        let signs_out = target.windows(8).any(|part| part == b"sign-out");
        let cookie = if signs_out { 1 } else { [0, 0, 0, 1, 2, 3, 4][self.random.below(7)] };
        headers.push(("Cookie".to_owned(), self.cookies[cookie].clone().into_bytes()));
        headers.push(("Sec-Fetch-Site".to_owned(), b"same-origin".to_vec()));
        if !body.is_empty() {
            headers.push(("Content-Type".to_owned(), b"application/x-www-form-urlencoded".to_vec()));
        }
        if self.random.one_in(4) {
            is_reached = false;
            let (name, values) = HEADERS[self.random.below(HEADERS.len())];
            if self.random.one_in(2) {
                headers.retain(|(known, _)| known != name);
            }
            headers.push((name.to_owned(), self.random.pick(values).to_vec()));
        }
        let length = body.len().to_string();
        if is_whole {
            headers.push(("Content-Length".to_owned(), length.into_bytes()));
            let bytes = bytes(&method, &target, b"HTTP/1.1", &headers, &body);
            let path = target.split(|byte| *byte == b'?').next().unwrap();
            let reaches = is_reached.then(|| String::from_utf8_lossy(path).into_owned());
            return Request { bytes, may_be_followed: method != "HEAD", reaches };
        }
        Request { bytes: self.broken(&method, &target, headers, &body), may_be_followed: false, reaches: None }
    }

    /// The fields of a route, one of them spoilt.
    fn encoded(&mut self, at: usize) -> Vec<u8> {
        let mut fields = self.skeletons[at].fields.clone();
        let spoilt = self.random.below(fields.len().max(1));
        match self.random.below(8) {
            0 => fields.extend(fields.get(spoilt).cloned()),
            1 => drop(fields.get(spoilt).is_some().then(|| fields.remove(spoilt))),
            2 => {
                fields
                    .push((self.random.pick(&["role", "id", "", "__proto__", "revision"]).to_owned(), "1".to_owned()));
            }
            _ => {}
        }
        let mut encoded = serde_urlencoded::to_string(&fields).unwrap().into_bytes();
        match self.random.below(8) {
            0..=3 => self.spoil(&mut encoded, true),
            4 => {
                let value = *VALUES.get(self.random.below(VALUES.len())).unwrap();
                let end = encoded.iter().rposition(|byte| *byte == b'=').map_or(0, |at| at + 1);
                encoded.truncate(end);
                encoded.extend(value.as_bytes());
            }
            5 if self.random.one_in(20) => encoded.extend(format!("&a={}", "x".repeat(40_000)).bytes()),
            6 if self.random.one_in(400) => encoded.extend("&a=b".repeat(100_000).bytes()),
            6 if self.random.one_in(4) => encoded.extend("&a=b".repeat(200).bytes()),
            _ => {}
        }
        encoded
    }

    /// Puts something wrong somewhere; where any byte may stand, any byte.
    fn spoil(&mut self, bytes: &mut Vec<u8>, any: bool) {
        for _ in 0..=self.random.below(3) {
            let at = self.random.below(bytes.len() + 1);
            match self.random.below(5) {
                0 if any => bytes.insert(at, self.random.byte()),
                1 if any && at < bytes.len() => bytes[at] ^= 1 << self.random.below(8),
                2 if at < bytes.len() => drop(bytes.remove(at)),
                _ => drop(bytes.splice(at..at, self.random.pick(TEXTS).iter().copied())),
            }
        }
    }

    /// A request whose frame is wrong.
    fn broken(&mut self, method: &str, target: &[u8], mut headers: Vec<(String, Vec<u8>)>, body: &[u8]) -> Vec<u8> {
        let mut header = |name: &str, value: &str| headers.push((name.to_owned(), value.as_bytes().to_vec()));
        let length = body.len();
        let kind = self.random.below(16);
        match kind {
            0 => ["5", "6"].iter().for_each(|value| header("Content-Length", value)),
            1 => {
                header("Content-Length", &length.to_string());
                header(
                    "Transfer-Encoding",
                    self.random.pick(&["chunked", "chunked, identity", "xchunked", "\tchunked", "gzip"]),
                );
            }
            2 => header(
                "Content-Length",
                self.random.pick(&["-1", "+5", "0x10", "5, 5", "99999999999999999999", "", "1e2"]),
            ),
            3 => header("Content-Length", &(length + 1 + self.random.below(1000)).to_string()),
            4 => header("Content-Length", &(length / 2).to_string()),
            5 => header("Transfer-Encoding", "chunked"),
            6 => (0..200).for_each(|n| header(&format!("X-{n}"), "x")),
            7 if self.random.one_in(8) => header("X-Long", &"x".repeat(150_000)),
            7 => header("Upgrade", self.random.pick(&["websocket", "h2c", "TLS/1.0"])),
            8 => {
                header("Content-Length", &length.to_string());
                header("Expect", self.random.pick(&["100-continue", "200-ok"]));
            }
            _ => header("Content-Length", &length.to_string()),
        }
        let chunks = [&format!("{length:x}\r\n").into_bytes(), body, b"\r\n0\r\n\r\n"].concat();
        let cut = [b"zz\r\n".as_slice(), body, b"\r\n"].concat();
        let body = match (kind, self.random.below(2)) {
            (5, 0) => chunks.as_slice(),
            (5, _) => cut.as_slice(),
            _ => body,
        };
        let version: &[u8] = if kind == 9 {
            self.random.pick(&[
                b"HTTP/2.0".as_slice(),
                b"HTTP/1.0",
                b"HTTP/0.9",
                b"HTTP/1.",
                b"HTP/1.1",
                b"",
                b"HTTP/1.1 ",
            ])
        } else {
            b"HTTP/1.1"
        };
        let mut whole = bytes(method, target, version, &headers, body);
        match kind {
            10 => whole.retain(|byte| *byte != b'\r'),
            11 => {
                whole =
                    whole.iter().map(|byte| if *byte == b' ' && self.random.one_in(3) { 0 } else { *byte }).collect();
            }
            12 => whole = (0..self.random.below(600)).map(|_| self.random.byte()).collect(),
            13 => whole.truncate(self.random.below(whole.len())),
            14 => whole = [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", whole.as_slice()].concat(),
            15 => {
                for _ in 0..=self.random.below(4) {
                    let at = self.random.below(whole.len());
                    whole[at] = self.random.byte();
                }
            }
            _ => {}
        }
        whole
    }
}

fn bytes(method: &str, target: &[u8], version: &[u8], headers: &[(String, Vec<u8>)], body: &[u8]) -> Vec<u8> {
    let mut bytes = [method.as_bytes(), b" ", target, b" ", version, b"\r\n"].concat();
    for (name, value) in headers {
        bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    bytes
}

/// The fields that a form sends, with one thing in them for which it is refused: so nothing is ever changed.
async fn fields(person: &Person, pattern: &str, target: &str) -> Vec<(String, String)> {
    let given = |fields: &[(&str, &str)]| fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let stale = |page: Page, button: &str| {
        let mut fields = page.form(button, &[]).fields;
        for (name, value) in &mut fields {
            match name.as_str() {
                "revision" => "1".clone_into(value),
                "description" => "A change, so that the revision counts".clone_into(value),
                _ => {}
            }
        }
        fields
    };
    match pattern {
        "/sign-in" => given(&[("email", "eve@example.com"), ("password", "wrong"), ("return_to", "/clients")]),
        "/set-up" => {
            given(&[("token", "x"), ("name", "Eve"), ("email", "eve@example.com"), ("password", "a long passphrase")])
        }
        "/theme" => given(&[("theme", "neon"), ("return_to", "/clients")]),
        "/clients/new/basic-settings" => given(&[
            ("name", "Bank"),
            ("app_type", "television"),
            ("integration_type", "api"),
            ("primary_identifier", "email"),
            ("method", "password"),
            ("registration_type", "self_registration"),
        ]),
        _ if pattern.contains("/restoration/") => given(&[("seen", "1")]),
        "/clients/{id}/status" | "/sign-out" | "/account/sessions" | "/account/sessions/{id}" => given(&[("a", "b")]),
        _ => {
            let page = person.open(target).await;
            if page.has_button("Save changes") { stale(page, "Save changes") } else { given(&[("a", "b")]) }
        }
    }
}
