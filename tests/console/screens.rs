//! What users will see, drawn beside the settings.

use scraper::{Html, Selector};

use super::{card_form, create};
use crate::console::output::payloads;
use crate::provider::shop::Shop;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

const REFRESH: &str = "Update preview";
const STEP_TWO: &str = "/clients/new/basic-settings?name=Shop&app_type=web_app&integration_type=hosted_journey";

fn names(page: &Page) -> Vec<String> {
    page.screens().into_iter().map(|(name, _)| name).collect()
}

fn headings(page: &Page) -> Vec<String> {
    page.screens().into_iter().map(|(_, screen)| screen.h1()).collect()
}

async fn site_with_a_client() -> (Site, Person, String) {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    (site, ada, client)
}

#[tokio::test]
async fn the_screens_are_those_of_a_first_sign_in_and_follow_what_is_typed() {
    let (site, ada, client) = site_with_a_client().await;
    let before = site.stored();
    let page = ada.open(&format!("{client}/authentication")).await;
    assert_eq!(names(&page), ["Start", "Code", "Details", "Done"]);
    assert_eq!(headings(&page), ["Sign in to Shop", "Check your email", "Create your account", "Returning to Shop"]);
    assert!(page.screen("Code").shows("We sent a code to a•••@example.com."));
    let page = ada.press(&page, REFRESH, &[("Primary identifier", "Mobile"), ("Resend after", "90")]).await;
    assert_eq!(page.screen("Start").value("Mobile number"), "+12015550123");
    assert_eq!(page.screen("Code").h1(), "Check your phone");
    assert!(page.screen("Code").shows("We sent a code to •••23."));
    assert!(page.screen("Code").shows("You can have a new code sent in 90 seconds."));
    for unavailable in [("Authentication method", "Password"), ("Two-step verification", "Required")] {
        let page = ada.press(&page, REFRESH, &[unavailable]).await;
        assert_eq!(headings(&page), ["You cannot sign in to Shop yet"], "{unavailable:?}");
    }
    let page = ada.press(&page, REFRESH, &[("Code length", "99")]).await;
    assert_eq!(names(&page), [""; 0]);
    assert_eq!(site.stored(), before);
}

#[tokio::test]
async fn who_registers_is_shown_what_the_registration_asks() {
    let (_site, ada, client) = site_with_a_client().await;
    let page = ada.open(&format!("{client}/registration")).await;
    assert_eq!(names(&page), ["Details", "Start", "Code", "Done"], "what the card decides comes first");
    let filled = [
        ("Birthdate", "Required"),
        ("Mobile number", "Optional"),
        ("Terms of use", "https://example.com/terms"),
        ("Version of the terms", "3"),
        ("Allowed email domains", "b.example\na.example"),
    ];
    let page = ada.press(&page, REFRESH, &filled).await;
    let details = page.screen("Details");
    assert_eq!(
        details.all("label"),
        ["Given name", "Family name", "Birthdate", "Mobile number (optional)", "I accept the terms of use"]
    );
    assert_eq!(details.link("Read the terms of use (opens a new tab)"), "https://example.com/terms");
    assert_eq!(page.screen("Start").value("Email"), "ada@a.example", "one that may register");
    assert!(page.screen("Start").shows("No account yet?"));
    let page = ada.press(&page, REFRESH, &[("Registration type", "Invitation-Only")]).await;
    assert!(!page.screen("Start").shows("No account yet?"));
    assert_eq!(page.screen("Details").h1(), "Complete your account");
    assert!(!page.screen("Details").shows("Mobile number"), "who is known is asked for nothing that is optional");
    let nothing = [("Given name", "Not asked"), ("Family name", "Not asked"), ("Birthdate", "Not asked")];
    let nothing = [&nothing[..], &[("Terms of use", ""), ("Version of the terms", "")]].concat();
    let page = ada.press(&page, REFRESH, &nothing).await;
    assert_eq!(names(&page), ["Start", "Code", "Done"]);
}

#[tokio::test]
async fn each_card_shows_the_screens_of_which_it_decides() {
    let (_site, ada, client) = site_with_a_client().await;
    let page = ada.open(&format!("{client}/general")).await;
    assert_eq!(headings(&page), ["Sign in to Shop", "Returning to Shop"]);
    let page = ada.press(&page, REFRESH, &[("Client name", "Bank")]).await;
    assert_eq!(headings(&page), ["Sign in to Bank", "Returning to Bank"]);
    let page = ada.press(&page, REFRESH, &[("Integration type", "API")]).await;
    assert_eq!(names(&page), [""; 0], "the application draws its own");
    assert_eq!(names(&ada.open(&format!("{client}/profile")).await), [""; 0], "there is no such page yet");
    card_form(&ada, &format!("{client}/general"), &[("Integration type", "API")], &[]).await;
    let own = "Users stay on the pages of “Shop”, which draws sign-in itself and calls the API.";
    for card in ["general", "authentication", "registration", "integration"] {
        let page = ada.open(&format!("{client}/{card}")).await;
        assert_eq!((names(&page).len(), page.all("#preview p")[0].as_str()), (0, own), "{card}");
    }
}

#[tokio::test]
async fn the_second_step_of_a_new_client_shows_what_it_would_be() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let page = ada.open(STEP_TWO).await;
    assert_eq!(headings(&page), ["Sign in to Shop", "Check your email", "Create your account", "Returning to Shop"]);
    let before = site.stored();
    let chosen =
        [("Primary identifier", "Mobile"), ("Registration type", "Invitation-Only"), ("Enable Passkeys", "on")];
    let page = ada.press(&page, REFRESH, &chosen).await;
    assert_eq!(page.h1(), "Create a Client");
    assert_eq!((page.value("Primary identifier").as_str(), page.value("Enable Passkeys").as_str()), ("Mobile", "on"));
    assert_eq!(page.screen("Start").all("label")[0], "Mobile number");
    assert!(page.shows("Only people with an invitation can create an account."));
    assert_eq!(site.stored(), before);
    let own = ada.open(&STEP_TWO.replace("hosted_journey", "api")).await;
    assert!(names(&own).is_empty() && own.shows("Users stay on the pages of “Shop”"), "{}", own.text());
}

/// A user's own page and the screen have the same words, but for what was typed and how long one waits.
#[tokio::test]
async fn users_see_what_was_shown() {
    let shop = Shop::open().await;
    let fields =
        [("fields_birthdate", "required"), ("terms", "https://shop.example.com/terms"), ("terms_version", "3")];
    shop.set("registration", &fields).await;
    let user = shop.site.visitor();
    let start = shop.visit(&user, &[]).await;
    let code = user.submit(&start, "Continue", &[("Email", "ada@example.com")]).await;
    let code = user.follow(code).await;
    let details = user.submit(&code, "Continue", &[("Code", &shop.code().await)]).await;
    let details = user.follow(details).await;
    let page = shop.ada.open(&format!("{}/authentication", shop.page)).await;
    for (name, real) in [("Start", start), ("Code", code), ("Details", details)] {
        let screen = page.screen(name);
        assert_eq!((screen.title(), screen.text()), (real.title(), real.text()), "{name}");
        assert_eq!(screen.all("body")[0], real.all("body")[0], "{name}");
    }
}

/// From a screen and from a sentence, to a field that is there, be it on another card.
#[tokio::test]
async fn everything_that_a_setting_has_caused_leads_to_its_field() {
    let (_site, ada, client) = site_with_a_client().await;
    let mut seen = 0;
    let invited = [("Registration type", "Invitation-Only"), ("Blocked email domains", "b.example")];
    let asked = [("Terms of use", "https://example.com/"), ("Version of the terms", "1"), ("Birthdate", "Optional")];
    let required = [("Two-step verification", "Required"), ("Enable Passkeys", "on")];
    for (card, filled) in [
        ("general", &[("Description", "x"), ("Owner contacts", "ada@example.com")][..]),
        ("authentication", &[]),
        ("authentication", &required),
        ("registration", &asked),
        ("registration", &invited),
        ("profile", &[("Birthdate", "Read-only")]),
        ("integration", &[("Require PKCE", "off"), ("API audience", "https://api.example.com")]),
    ] {
        let page = ada.open(&format!("{client}/{card}")).await;
        let page = ada.press(&page, REFRESH, filled).await;
        let mut links = addresses(&page.html, "#preview p a");
        assert!(!links.is_empty(), "{card}");
        for (name, screen) in page.screens() {
            let marks = addresses(&screen.html, "a.mark");
            assert!(!marks.is_empty(), "{card}: {name}");
            links.extend(marks);
        }
        for link in links {
            let (address, field) = link.split_once('#').unwrap();
            let there = if address.is_empty() { &page } else { &ada.open(address).await };
            let document = there.document();
            let target = Selector::parse(&format!("[id='{field}']")).unwrap();
            assert_eq!(document.select(&target).count(), 1, "{card}: {link}");
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
}

fn addresses(html: &str, links: &str) -> Vec<String> {
    let links = Selector::parse(links).unwrap();
    Html::parse_document(html).select(&links).map(|link| link.attr("href").unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_markup_is_text_on_every_screen_and_nothing_in_them_can_be_used() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    for payload in payloads() {
        let client = super::create_with(&ada, &payload, &[]).await;
        let registration = ada.open(&format!("{client}/registration")).await;
        let link = "https://example.com/?a=1&b='\"><img/onerror=alert(1)>";
        let filled = [("Terms of use", link), ("Version of the terms", "<b>\"'&amp;")];
        let page = ada.press(&registration, REFRESH, &filled).await;
        let document = page.document();
        let count = |html: &Html, what: &str| html.select(&Selector::parse(what).unwrap()).count();
        assert_eq!(count(&document, "script:not([src]), img, #preview b, [onerror]"), 0, "{}", page.html);
        let sandbox = "iframe[sandbox='allow-same-origin allow-top-navigation-by-user-activation'][tabindex='-1']";
        assert_eq!((count(&document, "iframe"), count(&document, sandbox)), (4, 4));
        assert_eq!(count(&document, "[aria-hidden='true'] iframe"), 4);
        for (name, screen) in page.screens() {
            let drawn = screen.document();
            let bad = "script, img, b, iframe, meta[http-equiv], [onerror], [onload], [style], [autofocus]";
            assert_eq!(count(&drawn, bad), 0, "{name}: {}", screen.html);
            let controls = "input:not([type=hidden]), select, textarea, button";
            let still = "fieldset[disabled] :is(input:not([type=hidden]), select, textarea, button)";
            assert_eq!(count(&drawn, controls), count(&drawn, still), "{name}");
            assert_eq!(count(&drawn, "a.mark"), count(&drawn, "a.mark[tabindex='-1'][target='_top']"), "{name}");
            assert_eq!(screen.all(".journey-header bdi")[0], payload.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}

/// A screen reader is told that the preview has changed and how many problems there are, and never a list.
#[tokio::test]
async fn what_is_said_aloud_of_a_change_is_a_short_sentence() {
    let (_site, ada, client) = site_with_a_client().await;
    let page = ada.open(&format!("{client}/registration")).await;
    let domains: Vec<String> = (0..100).map(|n| format!("domain-{n}.example")).collect();
    let page = ada.press(&page, REFRESH, &[("Blocked email domains", &domains.join("\n"))]).await;
    let said = |page: &Page| page.all("main [role=status], main [aria-live]");
    assert_eq!(said(&page), ["The preview is up to date."]);
    let page = ada.press(&page, REFRESH, &[("Allowed email domains", "domain-1.example")]).await;
    assert_eq!(said(&page), ["The preview is up to date. 1 problem to fix."]);
    let page = ada.press(&page, REFRESH, &[("Invitation lifetime", "x")]).await;
    assert_eq!(said(&page), ["The preview was not updated."]);
}
