use reqwest::Method;
use serde_json::Value;

use super::{DOCUMENTS, is_guarded, is_guarded_document};
use crate::support::Site;
use next_identity_console::domain::issuer::{DISCOVERY, ENDPOINTS, OAUTH_DISCOVERY};

#[tokio::test]
async fn both_documents_are_one_and_name_the_exact_issuer_and_what_answers() {
    let site = Site::start_with(&["--provider-url", "https://ID.example.com/"]).await;
    let person = site.visitor();
    let page = person.get(DISCOVERY).await;
    assert_eq!((page.status, page.header("content-type").as_str()), (200, "application/json"));
    assert_eq!(person.get(OAUTH_DISCOVERY).await.html, page.html);
    let metadata: Value = serde_json::from_str(&page.html).unwrap();
    assert_eq!(metadata["issuer"], "https://id.example.com");
    assert_eq!(metadata["jwks_uri"], "https://id.example.com/oauth/jwks");
    assert_eq!(
        metadata["id_token_signing_alg_values_supported"],
        serde_json::json!(["RS256", "ES256", "EdDSA"]),
        "what OpenID Connect Discovery 1.0, section 3 asks for, RS256 among them"
    );
    for (member, value) in [("request_parameter_supported", false), ("request_uri_parameter_supported", false)] {
        assert_eq!(metadata[member], value, "{member}");
    }
    let members = metadata.as_object().unwrap();
    for endpoint in &ENDPOINTS {
        assert_eq!(members.contains_key(endpoint.metadata), endpoint.is_served, "{}", endpoint.metadata);
        let status = person.get(endpoint.path).await.status;
        assert_eq!(status != 404, endpoint.is_served, "{}: {status}", endpoint.path);
    }
}

#[tokio::test]
async fn without_a_provider_address_the_issuer_is_the_consoles() {
    let site = Site::start().await;
    let metadata: Value = serde_json::from_str(&site.visitor().get(DISCOVERY).await.html).unwrap();
    assert_eq!(metadata["issuer"], site.url);
    let elsewhere = site.visitor();
    let request = elsewhere.bare(Method::GET, DISCOVERY).header("host", "else.example");
    let metadata: Value = serde_json::from_str(&elsewhere.send(request).await.html).unwrap();
    assert_eq!(metadata["issuer"], site.url, "whatever a request says");
}

#[tokio::test]
async fn documents_are_kept_for_an_hour_by_anybody_and_not_sent_again_unless_they_have_changed() {
    let site = Site::start().await;
    let person = site.visitor();
    for path in DOCUMENTS {
        let page = person.get(&format!("{path}?nobody=asked&nobody=twice")).await;
        assert_eq!(page.status, 200, "{path}");
        is_guarded_document(&page);
        let tag = page.header("etag");
        assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 40, "strong: {tag}");

        let head = person.send(person.bare(Method::HEAD, path)).await;
        assert_eq!((head.status, head.html.as_str()), (200, ""), "{path}");
        is_guarded_document(&head);
        for name in ["etag", "content-type", "content-length"] {
            assert_eq!(head.header(name), page.header(name), "{path} {name}");
        }

        for (given, status) in [
            (tag.clone(), 304),
            (format!("W/{tag}"), 304),
            (format!("\"other\", {tag}"), 304),
            ("*".to_owned(), 304),
            ("\"other\"".to_owned(), 200),
            (tag.trim_matches('"').to_owned(), 200),
            ("\u{e9}".to_owned(), 200),
        ] {
            let again = person.send(person.bare(Method::GET, path).header("if-none-match", &given)).await;
            assert_eq!(again.status, status, "{path} {given}");
            is_guarded_document(&again);
            assert_eq!((again.header("etag"), again.html.is_empty()), (tag.clone(), status == 304), "{path} {given}");
        }
    }
}

#[tokio::test]
async fn a_page_of_any_other_site_may_read_the_documents_without_credentials() {
    let site = Site::start().await;
    let person = site.visitor();
    for path in DOCUMENTS {
        for (name, value) in [("origin", "https://else.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")]
        {
            let page = person.send(person.bare(Method::GET, path).header(name, value)).await;
            assert_eq!(page.status, 200, "{path}");
            is_guarded_document(&page);
            assert_eq!(page.header("access-control-allow-credentials"), "");
        }
    }
}

#[tokio::test]
async fn a_script_of_any_other_site_may_ask_whether_the_document_it_has_is_still_good() {
    let site = Site::start().await;
    let person = site.visitor();
    for path in DOCUMENTS {
        for (method, headers) in [("GET", "if-none-match"), ("HEAD", "if-none-match,x-trace"), ("GET", "")] {
            let request = person.bare(Method::OPTIONS, path).header("origin", "https://else.example");
            let request = request.header("access-control-request-method", method);
            let page = person.send(request.header("access-control-request-headers", headers)).await;
            assert_eq!((page.status, page.html.as_str()), (204, ""), "{path}");
            is_guarded(&page);
            for (name, value) in [
                ("access-control-allow-origin", "*"),
                ("access-control-allow-methods", "GET, HEAD"),
                ("access-control-allow-headers", "*"),
                ("access-control-max-age", "600"),
                ("access-control-allow-credentials", ""),
            ] {
                assert_eq!(page.header(name), value, "{path} {name}");
            }
        }
    }
}
