//! The Integration card as an operator uses it: rows that are added and removed, addresses that are refused, keys.

use serde_json::{Value, json};

use crate::console::{card_form, create_with};
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

const SAVE: &str = "Save changes";
const ADD: &str = "Add Redirect URI";

async fn opened(app_type: &str) -> (Site, Person, String, Page) {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::ApplicationManager).await;
    let client = create_with(&ada, "Shop", &[("app_type", app_type)]).await;
    let page = ada.open(&format!("{client}/integration")).await;
    (site, ada, client, page)
}

fn stored(site: &Site) -> Value {
    let text = site.text("(SELECT settings FROM client_revisions ORDER BY number DESC LIMIT 1)");
    serde_json::from_str::<Value>(&text).unwrap()["integration"].take()
}

#[tokio::test]
async fn rows_are_added_and_removed_without_scripts_and_nothing_typed_is_lost() {
    let (site, ada, client, page) = opened("web_app").await;
    let before = site.stored();
    assert!(page.shows("Nobody can sign in yet: add a redirect URI."), "{}", page.text());
    let typed =
        [("Redirect URI 1", "https://b.example/cb"), ("Allowed origin 1", "not yet"), ("API audience", "orders")];
    let page = ada.press(&page, ADD, &typed).await;
    assert_eq!(page.status, 200);
    let page = ada.press(&page, ADD, &[("Redirect URI 2", "https://c.example/cb")]).await;
    let page = ada.press(&page, ADD, &[("Redirect URI 3", "https://a.example/cb")]).await;
    assert_eq!(page.value("Redirect URIs"), "https://b.example/cb\nhttps://c.example/cb\nhttps://a.example/cb\n");
    let page = ada.press(&page, "Remove Redirect URI 2", &[]).await;
    assert_eq!(page.value("Redirect URIs"), "https://b.example/cb\nhttps://a.example/cb\n");
    assert_eq!((page.value("Allowed origin 1"), page.value("API audience")), ("not yet".into(), "orders".into()));
    assert_eq!(site.stored(), before, "nothing is saved yet");
    let page = ada.press(&page, SAVE, &[]).await;
    assert_eq!(
        (page.status, page.error_of("allowed_origins_1").as_str()),
        (422, "Remove the space, or write it as %20.")
    );
    let page = ada.press(&page, "Remove Allowed origin 1", &[]).await;
    assert_eq!(page.value("Allowed origins"), "", "there is a row to type into");
    let page = ada.submit(&page, SAVE, &[]).await;
    assert!(page.shows("Shop: Integration was saved."), "{}", page.text());
    assert!(page.shows("Redirect URIs https://a.example/cb, https://b.example/cb"), "{}", page.text());
    assert!(page.shows("added https://a.example/cb, https://b.example/cb to Redirect URIs"), "{}", page.text());
    assert_eq!(stored(&site)["redirect_uris"], json!(["https://a.example/cb", "https://b.example/cb"]));
    let page = ada.open(&format!("{client}/integration")).await;
    assert_eq!(page.value("Redirect URIs"), "https://a.example/cb\nhttps://b.example/cb");
}

#[tokio::test]
async fn each_refusal_stands_beside_its_row_and_says_what_would_be_right() {
    let (site, ada, _, page) = opened("web_app").await;
    let before = site.stored();
    let wrong = [
        ("https://a.example/cb#x", "Remove the fragment: the # and what follows it."),
        ("https://*.example/cb", "Remove the wildcard * and enter every address in full."),
        ("http://a.example/cb", "Use https. Plain http is only for 127.0.0.1, [::1] and localhost."),
        ("https://u@a.example/cb", "Remove the user information: the @ and what precedes it."),
        ("https://a.example/%2e%2e/x", "Remove the dot segment “..” and enter the path that it leads to."),
        ("https://A.example/cb", "Browsers read this as https://a.example/cb. Enter it in that form."),
        ("https://a.example/cb", ""),
        ("https://a.example/cb", "This stands in the list already. Remove one of the two."),
    ];
    let rows: Vec<&str> = wrong.iter().map(|(uri, _)| *uri).collect();
    let page = ada.press(&page, SAVE, &[("Redirect URIs", &rows.join("\n"))]).await;
    assert_eq!(page.status, 422);
    for (number, (uri, message)) in (1..).zip(wrong) {
        assert_eq!(page.error_of(&format!("redirect_uris_{number}")), message, "{uri}");
        assert_eq!(page.value(&format!("Redirect URI {number}")), uri);
    }
    assert_eq!(page.all(".error-summary li").len(), 7);
    assert_eq!(site.stored(), before);
}

#[tokio::test]
async fn only_a_mobile_app_has_a_scheme_of_its_own_whichever_card_is_saved_last() {
    let (_site, ada, client, page) = opened("web_app").await;
    let typed = [("Redirect URIs", "com.example.app:/callback")];
    let page = ada.press(&page, SAVE, &typed).await;
    let words = "Use https instead of com.example.app:/callback: only a Mobile App can have a scheme of its own.";
    assert!(page.error_of("redirect_uris").starts_with(words), "{}", page.error_of("redirect_uris"));
    assert_eq!((page.status, page.link("Open General")), (422, format!("{client}/general")));
    let general = |app_type| {
        let (ada, path) = (&ada, format!("{client}/general"));
        async move { ada.press(&ada.open(&path).await, SAVE, &[("App type", app_type)]).await }
    };
    assert_eq!(general("Mobile App").await.status, 303);
    assert_eq!(ada.press(&page, SAVE, &[]).await.status, 303, "what was typed was kept");
    let page = general("Web App").await;
    assert!(page.error_of("app_type").contains("com.example.app:/callback"), "{}", page.text());
    assert_eq!((page.status, page.link("Open Integration")), (422, format!("{client}/integration")));
}

#[tokio::test]
async fn fifty_addresses_of_2048_characters_in_each_list_are_saved_and_one_more_is_not() {
    let (site, ada, _, page) = opened("web_app").await;
    let list = |count: usize, name: &str| (0..count).map(|number| long(name, number)).collect::<Vec<_>>().join("\n");
    let origins = (0..50).map(|n| format!("https://o{n:02}.example")).collect::<Vec<_>>().join("\n");
    let (redirects, logouts) = (list(50, "r"), list(50, "p"));
    let full =
        [("Redirect URIs", redirects.as_str()), ("Post-logout redirect URIs", &logouts), ("Allowed origins", &origins)];
    // The forms are filled from the empty page: to read one of a megabyte takes a test long.
    let send = async |fields: &[(&str, &str)], number: &str, button: &str| {
        let mut fields = page.form(button, fields).fields;
        fields.retain(|(name, _)| name != "revision");
        fields.push(("revision".to_owned(), number.to_owned()));
        ada.post_raw(&page.path, serde_urlencoded::to_string(&fields).unwrap()).await
    };
    // As long after the sign-in as most saves are: what asks for the password again reads no form that is this long.
    site.pass(11 * 60);
    assert_eq!(send(&full, "1", SAVE).await.status, 303);
    let saved = stored(&site);
    assert_eq!(saved["redirect_uris"], json!(redirects.split('\n').collect::<Vec<_>>()));
    assert_eq!(saved["post_logout_redirect_uris"].as_array().unwrap().len(), 50);
    let shown = ada.open(&page.path).await.html;
    assert_eq!(shown.matches("<input type=\"text\" id=\"redirect_uris_").count(), 50, "they are shown again");
    let more = send(&full, "2", ADD).await.html;
    assert_eq!(more.matches("<input type=\"text\" id=\"redirect_uris_").count(), 50, "there is no room for another");
    let before = site.stored();
    let answer = send(&[("Redirect URIs", &list(51, "r"))], "2", SAVE).await;
    assert_eq!(answer.status, 400);
    assert_eq!(site.stored(), before);
}

fn long(name: &str, number: usize) -> String {
    let start = format!("https://{name}.example/{number:02}/");
    format!("{start}{}", "%C3%A9".repeat((2_048 - start.len()) / 6))
}

#[tokio::test]
async fn a_form_that_was_tampered_with_is_refused_and_changes_nothing() {
    let (site, ada, client, page) = opened("web_app").await;
    let path = format!("{client}/integration");
    let before = site.stored();
    let fields = page.form(SAVE, &[("Redirect URIs", "https://a.example/\nhttps://b.example/")]).fields;
    let body = serde_urlencoded::to_string(&fields).unwrap();
    for (changed, what) in [
        (format!("{body}&role=administrator"), "an unknown field"),
        (format!("{body}&redirect_uris_1=x"), "a repeated row"),
        (format!("{body}&redirect_uris_3=x"), "a row that is not counted"),
        (format!("{body}&redirect_uris_51=x"), "a row beyond the last"),
        (format!("{body}&redirect_uris_0=x"), "a row before the first"),
        (body.replace("redirect_uris_rows=2", "redirect_uris_rows=3"), "a row that is missing"),
        (body.replacen("redirect_uris_rows=2", "redirect_uris_rows=02", 1), "a number in another spelling"),
        (body.replacen("redirect_uris_rows=2", "redirect_uris_rows=0", 1), "no row"),
        (body.replacen("redirect_uris_rows=2", "redirect_uris_rows=-1", 1), "less than no row"),
        (body.replacen("redirect_uris_rows=2", "redirect_uris_rows=51", 1), "51 rows"),
        (format!("{body}{}", "&redirect_uris_3=x".repeat(100_000)), "100,000 rows"),
        (format!("{body}{}", "&a=".repeat(100_000)), "100,000 fields"),
        (format!("{body}&jwk_set={}", "x".repeat(2_000_000)), "two megabytes"),
    ] {
        let answer = ada.post_raw(&path, changed).await;
        assert!((400..500).contains(&answer.status), "{what}: {}", answer.status);
        assert_eq!(site.stored(), before, "{what}");
    }
    for intent in ["add nothing", "remove redirect_uris", "remove redirect_uris 99", "remove redirect_uris -1", "add"] {
        let answer =
            ada.post_raw(&path, format!("{body}&{}", serde_urlencoded::to_string([("intent", intent)]).unwrap())).await;
        assert_eq!(answer.status, 200, "{intent}");
        assert_eq!(answer.value("Redirect URIs"), "https://a.example/\nhttps://b.example/", "{intent}");
    }
    assert_eq!(site.stored(), before);
}

#[tokio::test]
async fn a_private_key_that_was_pasted_by_mistake_is_refused_and_shown_nowhere() {
    const CANARY: &str = "canary-9f8e7d6c5b4a3f2e1d0c";
    let (site, ada, client, page) = opened("web_app").await;
    let private = json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "d": CANARY}]});
    let private = private.to_string();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----");
    let public = private.replace(&format!(",\"d\":\"{CANARY}\""), "").replace(&format!("\"d\":\"{CANARY}\","), "");
    let path = format!("{client}/integration");
    for (pasted, status) in [(&private, 422), (&pem, 422)] {
        for button in [SAVE, ADD, "Update preview"] {
            let answer = ada.press(&page, button, &[("JWK set", pasted), ("API audience", "orders")]).await;
            assert_eq!(answer.status, if button == SAVE { status } else { 200 });
            assert!(!answer.html.contains(CANARY), "{button}");
            assert!(!answer.error_of("jwk_set").is_empty(), "{button}");
            assert_eq!(answer.value("API audience"), "orders", "all else is kept");
        }
    }
    let visitor = site.visitor();
    let fields = page.form(SAVE, &[("JWK set", &private)]).fields;
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = visitor.post(&path, &fields).await;
    assert_eq!((answer.status, answer.html.contains(CANARY)), (401, false));
    assert!(site.stored().iter().all(|line| !line.contains(CANARY)));

    let typed = [("JWK set", public.as_str()), ("Token endpoint authentication", "private_key_jwt")];
    let page = ada.submit(&page, SAVE, &typed).await;
    assert!(page.shows("Token endpoint authentication private_key_jwt"), "{}", page.text());
    assert!(page.shows("JWK set 1 key: without a name (OKP)"), "{}", page.text());
    let page = ada.open(&path).await;
    let saved = page.value("JWK set");
    let answer = ada.press(&page, SAVE, &[("JWK set", &private)]).await;
    assert_eq!((answer.status, answer.value("JWK set")), (422, saved), "what is saved is not lost");
    assert!(site.stored().iter().all(|line| !line.contains(CANARY)));
}

#[tokio::test]
async fn pkce_is_off_for_a_web_app_alone_and_with_a_warning() {
    for (app_type, is_warned) in [("web_app", true), ("single_page_app", false), ("mobile_app", false)] {
        let (_site, ada, _, page) = opened(app_type).await;
        let page = ada.press(&page, "Update preview", &[("Require PKCE", "off")]).await;
        let warnings = page.all("#preview p").into_iter().filter(|sentence| sentence.starts_with("Warning: PKCE"));
        assert_eq!(warnings.count() == 1, is_warned, "{app_type}");
        let filled: &[(&str, &str)] = if is_warned { &[("Stop requiring PKCE", "on")] } else { &[] };
        let page = ada.submit(&page, SAVE, filled).await;
        let (pkce, method) = if is_warned { ("Off", "client_secret_basic") } else { ("On", "none") };
        assert!(page.shows(&format!("Require PKCE {pkce}")), "{app_type}: {}", page.text());
        assert!(page.shows(&format!("Token endpoint authentication {method}")), "{app_type}");
    }
}

#[tokio::test]
async fn what_two_operators_add_to_a_list_is_kept_together() {
    let (site, ada, client, adas) = opened("web_app").await;
    let grace = site.named_operator("Grace", Role::Administrator).await;
    let path = format!("{client}/integration");
    let saved = card_form(&grace, &path, &[("Redirect URIs", "https://g.example/")], &[]).await;
    assert_eq!(saved.status, 303);
    let page = ada.press(&adas, SAVE, &[("Redirect URIs", "https://a.example/")]).await;
    assert_eq!((page.status, page.h1().as_str()), (409, "Grace changed Integration while you were editing"));
    let page = ada.submit(&page, "Save these choices", &[]).await;
    assert!(page.shows("Redirect URIs https://a.example/, https://g.example/"), "{}", page.text());
}

#[tokio::test]
async fn a_client_is_found_by_any_part_of_its_addresses_as_long_as_it_has_them() {
    let (site, ada, client, page) = opened("mobile_app").await;
    let lists = [
        ("Redirect URIs", "https://first.example/Signed-In\ncom.example.app:/back", "com.example.app:/back"),
        ("Post-logout redirect URIs", "https://goodbye.example/", "goodbye"),
        ("Allowed origins", "https://scripts.example:8443", "scripts.example:8443"),
    ];
    let filled = lists.map(|(label, list, _)| (label, list));
    assert_eq!(ada.press(&page, SAVE, &filled).await.status, 303);
    create_with(&ada, "Bank", &[]).await;
    let found = async |search: &str| {
        let query = serde_urlencoded::to_string([("search", search)]).unwrap();
        ada.open(&format!("/clients?{query}")).await
    };
    for search in
        ["https://first.example/Signed-In", "signed-in", "irst.exampl", "Shop goodbye", lists[0].2, lists[1].2]
    {
        let list = found(search).await;
        assert_eq!(list.all("tbody th a"), ["Shop"], "{search}: {}", list.text());
    }
    let list = found(lists[2].2).await;
    assert_eq!(list.all("tbody mark"), [lists[2].2], "{}", list.text());
    assert!(list.shows("https://scripts.example:8443"), "{}", list.text());
    assert_eq!(found("nowhere.example").await.all("tbody th a"), [""; 0]);
    let page = ada.open(&format!("{client}/integration")).await;
    assert_eq!(ada.press(&page, SAVE, &[("Redirect URIs", "https://other.example/")]).await.status, 303);
    assert_eq!(found("signed-in").await.all("tbody th a"), [""; 0], "what was removed is not found");
    assert_eq!(found("other.example").await.all("tbody th a"), ["Shop"]);
    site.file().is_whole();
}
