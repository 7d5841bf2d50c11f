//! What is handed to developers: addresses to copy, sample code for every kind of client, and the same as a file.

use std::io::Write;
use std::process::{Command, Stdio};

use scraper::Selector;
use serde_json::Value;

use crate::console::create_with;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::issuer::ENDPOINTS;
use next_identity_console::domain::role::Role;

const KEYS: &str =
    r#"{"keys":[{"crv":"Ed25519","kid":"a","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
/// An address with everything in it that means something in one language or another.
const CALLBACK: &str = "https://a.example/$HOME/$(id)/'x'/!/;&%7B%7Bissuer%7D%7D?x=1";

async fn client(site: &Site, app_type: &str, filled: &[(&str, &str)]) -> (Person, String) {
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create_with(&ada, "Shop & Co", &[("app_type", app_type)]).await;
    if !filled.is_empty() {
        let page = ada.open(&format!("{client}/integration")).await;
        let answer = ada.press(&page, "Save changes", filled).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    }
    (ada, client)
}

/// The samples on a page: what each is called, and its code.
pub fn samples(page: &Page) -> Vec<(String, String)> {
    let document = page.document();
    let blocks = Selector::parse("[data-copy='Copy sample'] pre").unwrap();
    let sample = |block: scraper::ElementRef<'_>| {
        (block.attr("aria-label").unwrap().to_owned(), block.text().collect::<String>())
    };
    document.select(&blocks).map(sample).collect()
}

#[tokio::test]
async fn everything_that_a_library_asks_for_is_there_to_be_copied() {
    let site = Site::start().await;
    let (ada, client) = client(&site, "web_app", &[]).await;
    let vera = site.operator(Role::Viewer).await;
    let client_id = site.text("(SELECT client_id FROM clients)");
    let page = vera.click(&vera.open(&client).await, "Endpoints and sample code").await;
    assert_eq!(page.h1(), "For developers · Shop & Co");
    assert!(page.shows("The client has no redirect URI yet"), "{}", page.text());
    let issuer = page.all("dd code")[0].clone();
    assert_eq!(page.all("dd code")[1], client_id);
    assert_eq!(page.all("dd code")[2], format!("{issuer}/.well-known/openid-configuration"));
    for (endpoint, shown) in ENDPOINTS.iter().zip(page.all("#endpoints ~ dl > div")) {
        let mark = if endpoint.is_served { "" } else { "not served yet " };
        assert_eq!(shown, format!("{} {mark}{issuer}{}", endpoint.label, endpoint.path));
    }
    assert_eq!(ada.open(&format!("{client}/integration")).await.link("Endpoints and sample code"), page.path);

    let file = vera.get(&page.link("Download as JSON")).await;
    assert_eq!((file.status, file.header("content-type").as_str()), (200, "application/json"));
    let name = format!("attachment; filename=\"{client_id}-integration.json\"");
    assert_eq!(file.header("content-disposition"), name);
    let document: Value = serde_json::from_str(&file.html).unwrap();
    assert_eq!((&document["client_id"], &document["issuer"]), (&client_id.into(), &issuer.into()));
    let count = |name: &str| document[name].as_object().unwrap().len();
    assert_eq!(count("endpoints") + count("not_served_yet"), ENDPOINTS.len());
    let text = page.all("[data-copy='Copy all'] code").concat();
    for (title, _) in samples(&page) {
        assert!(text.contains(&title) && document["samples"][&title].is_string(), "{title}");
    }
    for line in page.all("dd code") {
        assert!(text.contains(&line), "{line}");
    }
}

#[tokio::test]
async fn each_app_type_has_samples_of_its_own_and_none_holds_a_secret() {
    for (app_type, expected) in [
        ("web_app", &["Express with openid-client", "Flask with Authlib", "curl"][..]),
        ("single_page_app", &["Single-page app with oidc-client-ts", "curl"]),
        ("mobile_app", &["iOS with AppAuth", "Android with AppAuth", "curl"]),
    ] {
        let site = Site::start().await;
        let (ada, client) = client(&site, app_type, &[("Redirect URIs", CALLBACK)]).await;
        let page = ada.open(&format!("{client}/developers")).await;
        let client_id = site.text("(SELECT client_id FROM clients)");
        let samples = samples(&page);
        assert_eq!(samples.iter().map(|(title, _)| title.as_str()).collect::<Vec<_>>(), expected);
        for (title, code) in samples {
            assert!(code.contains(&client_id) && !code.contains("{{") && !code.contains("}}"), "{title}: {code}");
            assert!(code.contains("a.example/"), "{title}: {code}");
            assert_eq!(code.contains("CLIENT_SECRET"), app_type == "web_app", "{title}: {code}");
        }
    }
}

/// Gives a program a text to read; whether it understood.
fn is_understood(program: &str, arguments: &[&str], text: &str) -> bool {
    let child = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
    let mut child = child.unwrap_or_else(|error| panic!("{program}: {error}; make tools installs it"));
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait().unwrap().success()
}

#[tokio::test]
async fn the_samples_are_understood_by_their_own_tools_whatever_the_client_is_set_to() {
    for app_type in ["web_app", "single_page_app", "mobile_app"] {
        for method in ["client_secret_basic", "client_secret_post", "private_key_jwt"] {
            let site = Site::start().await;
            let filled = [("Redirect URIs", CALLBACK), ("JWK set", KEYS), ("Token endpoint authentication", method)];
            let (ada, client) = client(&site, app_type, &filled).await;
            for (title, code) in samples(&ada.open(&format!("{client}/developers")).await) {
                let (program, arguments): (&str, &[&str]) = match title.split(' ').next().unwrap() {
                    "Express" | "Single-page" => ("node", &["--input-type=module", "--check", "-"]),
                    "Flask" => ("python3", &["-c", "import ast, sys; ast.parse(sys.stdin.read())"]),
                    "curl" => ("bash", &["-n"]),
                    _ => continue,
                };
                assert!(is_understood(program, arguments, &code), "{app_type} {method} {title}: {code}");
            }
        }
    }
}

#[tokio::test]
async fn a_value_is_text_in_every_language() {
    let site = Site::start().await;
    let (ada, client) = client(&site, "mobile_app", &[("Redirect URIs", "com.example.app:/$id/'x'?a=$(id)")]).await;
    let samples = samples(&ada.open(&format!("{client}/developers")).await);
    let code = |title: &str| samples.iter().find(|(found, _)| found.starts_with(title)).unwrap().1.clone();
    assert!(code("iOS").contains(r#"URL(string: "com.example.app:/$id/'x'?a=$(id)")"#));
    assert!(code("Android").contains(r#"Uri.parse("com.example.app:/\$id/'x'?a=\$(id)")"#));
    assert!(code("Android").contains(r#"["appAuthRedirectScheme"] = "com.example.app""#));
    assert!(code("curl").contains(r"redirect_uri='com.example.app:/$id/'\''x'\''?a=$(id)'"), "{}", code("curl"));
}
