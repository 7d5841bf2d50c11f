//! What users read when something fails or ends: in their language, without a product's name, and with what they typed.

use reqwest::Method;

use super::shop::Shop;
use crate::support::{Page, Person};

async fn in_german(user: &Person, method: Method, path: &str) -> Page {
    user.send(user.request(method, path).header("accept-language", "de")).await
}

fn is_for_users(page: &Page) {
    for word in ["Next Identity", "Console", "Clients"] {
        assert!(!page.html.contains(word), "{word}: {}", page.html);
    }
    let reference = page.header("x-request-id");
    assert!(page.shows(&format!("Reference {reference}")) || page.shows(&format!("Referenz {reference}")));
}

#[tokio::test]
async fn an_address_without_a_page_says_so_in_the_language_of_its_reader() {
    let shop = Shop::open().await;
    let user = shop.site.visitor();
    for path in ["/journey/nothing", "/journey/00000000-0000-7000-8000-00000000000X"] {
        let page = in_german(&user, Method::GET, path).await;
        assert_eq!((page.status, page.h1().as_str()), (404, "Hier gibt es keine Seite"), "{path}");
        is_for_users(&page);
        assert_eq!(user.get(path).await.h1(), "There is no page here");
    }
    let page = in_german(&user, Method::PUT, "/journey").await;
    assert_eq!((page.status, page.h1().as_str()), (405, "Hier gibt es keine Seite"));
    let page = user.send(user.request(Method::PUT, "/oauth/authorize?ui_locales=de")).await;
    assert_eq!((page.status, page.h1().as_str()), (405, "Hier gibt es keine Seite"), "as the application asks");
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_with_a_link_to_ours() {
    let shop = Shop::open().await;
    let user = shop.site.visitor();
    let page = shop.visit(&user, &[("ui_locales", "de")]).await;
    let form = page.form("Weiter", &[("E-Mail-Adresse", "grace@example.com")]);
    let request = user.bare(Method::POST, &form.action).header("sec-fetch-site", "cross-site").form(&form.fields);
    let refused = user.send(request).await;
    assert_eq!((refused.status, refused.h1().as_str()), (403, "Das kam nicht von unserer Seite"));
    is_for_users(&refused);
    assert_eq!(refused.link("Seite neu öffnen"), format!("{}{}", shop.site.url, form.action));
    assert_eq!(user.open(&refused.link("Seite neu öffnen")).await.h1(), "Bei Shop anmelden");
}

#[tokio::test]
async fn what_is_no_form_or_too_long_is_a_page_too() {
    let shop = Shop::open().await;
    let user = shop.site.visitor();
    let page = shop.visit(&user, &[]).await;
    let long = user.post(&page.path, &[("step", "identify"), ("identifier", &"a".repeat(40_000))]).await;
    assert_eq!((long.status, long.h1().as_str()), (413, "This could not be read"));
    let unknown = user.post(&page.path, &[("step", "identify"), ("other", "a")]).await;
    assert_eq!((unknown.status, unknown.h1().as_str()), (400, "This could not be read"));
    for page in [long, unknown] {
        is_for_users(&page);
    }
}

#[tokio::test]
async fn while_nothing_can_be_written_the_form_is_kept_and_sent_again() {
    let shop = Shop::open().await;
    let user = shop.site.visitor();
    let page = shop.visit(&user, &[("ui_locales", "de")]).await;
    let lock = shop.site.lock();
    let busy = user.submit(&page, "Weiter", &[("E-Mail-Adresse", "grace@example.com")]).await;
    assert_eq!((busy.status, busy.h1().as_str()), (503, "Das geht im Moment nicht"));
    assert!(busy.shows("Was Sie eingegeben haben, bleibt auf dieser Seite erhalten."), "{}", busy.text());
    is_for_users(&busy);
    drop(lock);
    let code = user.submit(&busy, "Noch einmal senden", &[]).await;
    assert_eq!(code.h1(), "Sehen Sie in Ihre E-Mails", "{}", code.text());
}

#[tokio::test]
async fn who_stays_signed_in_is_told_so_and_signing_out_speaks_the_language_that_is_asked_for() {
    let shop = Shop::open().await;
    let grace = shop.site.visitor();
    shop.register(&grace, "grace@example.com").await;
    for (locales, stay, stayed) in [
        ("", "Stay signed in", "You are still signed in"),
        ("&ui_locales=de-AT+en", "Angemeldet bleiben", "Sie bleiben angemeldet"),
    ] {
        let page = grace.get(&format!("/oauth/end-session?client_id={}{locales}", shop.client_id)).await;
        let page = grace.submit(&page, stay, &[]).await;
        assert_eq!((page.status, page.h1().as_str()), (200, stayed));
    }
    assert_eq!(shop.site.number("(SELECT count(*) FROM user_sessions)"), 1);
    let form = [("client_id", shop.client_id.as_str()), ("ui_locales", "de")];
    let request = grace.bare(Method::POST, "/oauth/end-session").header("sec-fetch-site", "cross-site").form(&form);
    let page = grace.send(request).await;
    let page = grace.follow(page).await;
    assert_eq!(page.h1(), "Von Shop abmelden?", "also after a form");
    let page = grace.submit(&page, "Abmelden", &[]).await;
    assert_eq!(page.h1(), "Sie sind abgemeldet");
    assert_eq!(shop.site.number("(SELECT count(*) FROM user_sessions)"), 0);
}

#[tokio::test]
async fn a_page_that_asks_for_the_reference_has_one() {
    let shop = Shop::open().await;
    let user = shop.site.visitor();
    for path in [
        "/oauth/authorize",
        "/oauth/authorize?client_id=unknown",
        "/oauth/authorize?a=%ff",
        "/oauth/end-session?a=%ff",
        "/oauth/end-session?sealed=nonsense",
    ] {
        let page = user.get(path).await;
        assert_eq!(page.status, 400, "{path}");
        assert!(page.shows("give them the reference. Reference "), "{path}: {}", page.text());
    }
}

#[tokio::test]
async fn an_application_that_is_not_known_has_a_name_in_every_sentence() {
    let shop = Shop::open().await;
    let user = shop.site.visitor();
    shop.register(&user, "grace@example.com").await;
    for (path, words) in [
        ("/journey?request=nonsense", "Go back to the application to sign in again."),
        ("/oauth/end-session", "Sign out of the application?"),
    ] {
        let page = user.get(path).await;
        assert!(page.shows(words), "{path}: {}", page.text());
    }
}
