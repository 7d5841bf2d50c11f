//! What pages weigh: their rows, and the bytes that a browser fetches.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::GzDecoder;
use reqwest::Method;
use reqwest::header::HeaderMap;
use scraper::{Html, Selector};
use url::Url;

use crate::console::create;
use crate::support::addresses::example;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::routes;
use next_identity_console::web::form::is_secret;

/// As Chromium and Firefox ask.
const ENCODINGS: &str = "gzip, deflate, br, zstd";

/// A page of clients with ordinary names, shown once without the message about the last; its address.
async fn fill(person: &Person) -> String {
    let mut last = String::new();
    for n in 0..25 {
        last = create(person, &format!("A client with an ordinary name {n}")).await;
    }
    person.open("/clients").await;
    last
}

#[tokio::test]
async fn a_row_of_the_list_has_at_most_450_bytes_and_its_client_id_once() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    fill(&ada).await;
    let page = ada.open("/clients").await;
    let rows = page.html.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
    let bytes = rows.len() / page.all("tbody tr").len();
    assert!(bytes <= 450, "{bytes}: {rows}");
    for client_id in page.all("tbody code") {
        assert_eq!((client_id.len(), page.html.matches(&client_id).count()), (32, 1), "{client_id}");
    }
}

/// On a phone, where the head of the table is out of sight, the style sheet says what a cell is.
#[tokio::test]
async fn the_labels_of_the_cells_are_the_heads_of_the_columns() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create(&ada, "Shop").await;
    let page = ada.open("/clients").await;
    let sheet = Html::parse_document(&page.html)
        .select(&Selector::parse("link[href$='/table.css']").unwrap())
        .map(|link| link.attr("href").unwrap().to_owned())
        .next();
    let css = ada.get(&sheet.unwrap()).await.html;
    for (index, head) in page.all("thead th").iter().enumerate().skip(1) {
        let rule = format!(".clients td:nth-child({})::before {{ content: \"{head}\"; }}", index + 1);
        assert!(css.contains(&rule), "{rule}");
    }
    assert_eq!(css.matches(")::before { content: \"").count(), page.all("thead th").len() - 1);
}

/// A request for a page, with what its browser says about it.
async fn ask(person: &Person, method: Method, path: &str, headers: &[(&str, &str)]) -> (HeaderMap, Vec<u8>) {
    let request =
        headers.iter().fold(person.bare(method, path), |request, (name, value)| request.header(*name, *value));
    let (status, headers, body) = person.send_raw(request).await;
    assert_eq!(status, 200, "{path}");
    (headers, body)
}

fn encoding(headers: &HeaderMap) -> &str {
    headers.get("content-encoding").map_or("", |value| value.to_str().unwrap())
}

fn unpacked(bytes: &[u8]) -> String {
    let mut text = String::new();
    GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
    text
}

/// Whether a page shows what nobody may learn, such as the token of the set-up.
fn shows_a_secret(page: &Page) -> bool {
    let document = page.document();
    let fields = Selector::parse("input[name][value]:not([value=''])").unwrap();
    document.select(&fields).any(|field| is_secret(field.attr("name").unwrap()))
}

/// Bytes of a page that arrives no sooner when it is smaller.
const ONE_PACKET: usize = 1_400;

#[tokio::test]
async fn every_page_is_compressed_on_request_unless_it_shows_a_secret_and_nothing_else_is() {
    let site = Site::start().await;
    let ours = [("sec-fetch-site", "same-origin"), ("accept-encoding", ENCODINGS)];
    let stays_whole = async |link: &str, button: &str| {
        let page = site.visitor().open(link).await;
        assert!(shows_a_secret(&page));
        let (headers, body) = ask(&site.visitor(), Method::GET, link, &ours).await;
        assert_eq!(encoding(&headers), "");
        assert!(String::from_utf8(body).unwrap().contains(button));
        let form = page.form(button, &[]);
        let refused = site.visitor().request(Method::POST, &form.action).header("accept-encoding", ENCODINGS);
        let (status, headers, _) = site.visitor().send_raw(refused.form(&form.fields)).await;
        assert_eq!((status, encoding(&headers)), (422, ""));
    };
    stays_whole(site.set_up_link.as_deref().unwrap(), "Create administrator").await;
    stays_whole(&site.invite("Grace", Role::Viewer).await, "Choose password").await;
    let ada = site.operator(Role::Administrator).await;
    let client = fill(&ada).await;
    let key = client.trim_start_matches("/clients/");
    let mut pages = 0;
    for entry in routes::all().into_iter().filter(|entry| entry.method == Method::GET.as_str()) {
        let path = example(entry.pattern, key);
        let plain = ada.get(&path).await;
        if plain.status != 200 {
            continue;
        }
        let (headers, body) = ask(&ada, Method::GET, &path, &ours).await;
        let is_page = plain.header("content-type").starts_with("text/html");
        if !is_page || shows_a_secret(&plain) {
            assert_eq!(encoding(&headers), "", "{path}");
            continue;
        }
        if plain.html.len() < ONE_PACKET {
            assert_eq!(encoding(&headers), "", "{path}");
            continue;
        }
        assert_eq!(encoding(&headers), "gzip", "{path}");
        assert_eq!(headers["content-length"], body.len().to_string().as_str(), "{path}");
        assert!(body.len() * 2 < plain.html.len(), "{path}: {} of {}", body.len(), plain.html.len());
        assert_eq!(Page::new(path.clone(), 200, headers, unpacked(&body)).text(), plain.text(), "{path}");
        pages += 1;
    }
    assert!(pages > 8, "{pages}");
}

/// A browser that another site leads here would let that site's owner, who sees how long the answers are, guess what stands on
/// the page beside what was searched for.
#[tokio::test]
async fn a_page_is_sent_as_it_is_where_compressing_was_not_asked_for_or_another_site_asks() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    fill(&ada).await;
    for (encodings, from, expected) in [
        (ENCODINGS, "same-origin", "gzip"),
        (ENCODINGS, "none", "gzip"),
        ("gzip", "", "gzip"),
        ("br;q=1, gzip;q=0.5", "same-origin", "gzip"),
        (ENCODINGS, "cross-site", ""),
        (ENCODINGS, "same-site", ""),
        ("", "same-origin", ""),
        ("br, zstd", "same-origin", ""),
        ("gzip;q=0, br", "same-origin", ""),
        ("identity, gzip;q=0.1", "same-origin", ""),
    ] {
        let headers = [("accept-encoding", encodings), ("sec-fetch-site", from)];
        let headers: Vec<_> = headers.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let (answer, body) = ask(&ada, Method::GET, "/clients?search=ordinary", &headers).await;
        assert_eq!(
            (encoding(&answer), &answer["vary"]),
            (expected, &"accept-encoding".parse().unwrap()),
            "{headers:?}"
        );
        let page = if expected.is_empty() { String::from_utf8(body.clone()).unwrap() } else { unpacked(&body) };
        assert!(page.contains("25 clients"), "{headers:?}");
        let (head, none) = ask(&ada, Method::HEAD, "/clients?search=ordinary", &headers).await;
        assert_eq!((encoding(&head), none.len()), (expected, 0));
        for same in ["content-length", "content-type", "vary", "cache-control"] {
            assert_eq!(head[same], answer[same], "{same} {headers:?}");
        }
    }
}

#[tokio::test]
async fn a_file_that_a_browser_has_is_not_sent_again_whichever_way_it_was_sent() {
    let site = Site::start().await;
    let person = site.visitor();
    let html = person.get("/sign-in").await.html;
    let sheet = html.split('"').find(|part| part.ends_with("/css/base.css")).unwrap();
    let mut tags = Vec::new();
    for encodings in ["gzip", "identity"] {
        let (headers, _) = ask(&person, Method::GET, sheet, &[("accept-encoding", encodings)]).await;
        assert_eq!(headers["vary"], "accept-encoding");
        let tag = headers["etag"].to_str().unwrap().to_owned();
        let again = person.bare(Method::GET, sheet).header("accept-encoding", encodings).header("if-none-match", &tag);
        let (status, headers, body) = person.send_raw(again).await;
        assert_eq!((status, body.len(), headers["etag"].to_str().unwrap()), (304, 0, tag.as_str()), "{encodings}");
        tags.push(tag);
    }
    assert_ne!(tags[0], tags[1]);
}

#[tokio::test]
async fn a_cold_list_page_is_at_most_forty_kilobytes_as_a_browser_fetches_it() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    fill(&ada).await;
    let fetched = fetched(&ada, "/clients").await;
    let bytes: usize = fetched.values().sum();
    println!("cold list page: {bytes} bytes in {} answers: {fetched:#?}", fetched.len());
    for kind in ["/clients", ".css", "/main.js", "/live.js", "/copy.js", "/results.js", ".svg"] {
        assert!(fetched.keys().any(|address| address.ends_with(kind)), "{kind}: {fetched:?}");
    }
    assert!(bytes <= 40_000, "{bytes}: {fetched:#?}");
}

/// With its screens, which have the same style sheets.
#[tokio::test]
async fn a_cold_card_page_is_at_most_forty_kilobytes_as_a_browser_fetches_it() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "A client with an ordinary name").await;
    let mut heaviest = 0;
    for card in ["general", "authentication", "registration", "profile", "integration"] {
        let card = format!("{client}/{card}");
        let fetched = fetched(&ada, &card).await;
        let bytes: usize = fetched.values().sum();
        println!("cold {card}: {bytes} bytes in {} answers: {fetched:#?}", fetched.len());
        let has_screens = fetched.keys().any(|address| address.ends_with("/journey.css"));
        assert_eq!(has_screens, !ada.open(&card).await.screens().is_empty(), "{fetched:?}");
        heaviest = heaviest.max(bytes);
    }
    assert!(heaviest <= 40_000, "{heaviest}");
}

/// What a browser without a cache fetches to show a page: every address with the bytes of its answer as they are sent, head and
/// body. What a script imports on a key press is not among it; what it imports for something on the page is.
async fn fetched(person: &Person, page: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![Url::parse(&person.site).unwrap().join(page).unwrap()];
    let shown = person.get(page).await.html;
    while let Some(url) = waiting.pop() {
        if found.contains_key(url.path()) {
            continue;
        }
        let as_sent = person.request(Method::GET, url.as_str()).header("accept-encoding", ENCODINGS);
        let (status, headers, sent) = person.send_raw(as_sent).await;
        assert_eq!(status, 200, "{url}");
        let head: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum();
        found.insert(url.path().to_owned(), "HTTP/1.1 200 OK\r\n\r\n".len() + head + sent.len());
        let text = person.get(url.as_str()).await.html;
        let kind = headers["content-type"].to_str().unwrap();
        let names = match kind.split(';').next().unwrap() {
            "text/html" => named_by_html(&text),
            "text/css" => quoted_after(&text, &["url(", "@import "]),
            "text/javascript" => {
                let for_page = imported_where(&text, &shown);
                quoted_after(&text, &["import ", "from "]).into_iter().chain(for_page).collect()
            }
            "image/svg+xml" => Vec::new(),
            other => panic!("{other}: {url}"),
        };
        waiting.extend(names.iter().map(|name| url.join(name).unwrap()));
    }
    found
}

/// What a page has a browser fetch: everything that it refers to but where its links and forms lead.
fn named_by_html(html: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let all = Selector::parse("*").unwrap();
    let fetches = document.select(&all).filter(|element| !["a", "form", "button"].contains(&element.value().name()));
    let frames = document.select(&all).filter_map(|element| element.attr("srcdoc"));
    let within = frames.flat_map(named_by_html);
    let own = fetches
        .flat_map(|element| ["src", "href", "srcset", "data", "poster"].map(|name| element.attr(name)))
        .flatten()
        .map(str::to_owned);
    own.chain(within).collect()
}

/// The modules that a script imports where the page has something for them: `where("selector", "module")`.
fn imported_where(script: &str, page: &str) -> Vec<String> {
    let document = Html::parse_document(page);
    let pairs = script.split("where(\"").skip(1).map(|rest| rest.split('"').step_by(2).take(2).collect::<Vec<_>>());
    let is_there = |selector: &str| document.select(&Selector::parse(selector).unwrap()).next().is_some();
    pairs.filter(|pair| is_there(pair[0])).map(|pair| pair[1].to_owned()).collect()
}

/// The names that follow one of these words, in quotation marks or, in a stylesheet's `url()`, without.
fn quoted_after(text: &str, words: &[&str]) -> Vec<String> {
    let after = words.iter().flat_map(|word| text.split(word).skip(1).map(move |rest| (word, rest)));
    after
        .filter_map(|(word, rest)| {
            let rest = rest.trim_start();
            let name = rest.trim_start_matches(['"', '\'']);
            let is_named = name.len() < rest.len() || word.ends_with("url(");
            is_named.then(|| name.split(['"', '\'', ')']).next().unwrap().to_owned())
        })
        .collect()
}
