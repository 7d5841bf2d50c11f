//! Pictures of a running product, in the folder that `PICTURES` names: those that the README shows, or with `ALL=1` every page.

use std::path::PathBuf;

use serde_json::json;
use thirtyfour::By;

use crate::console::{create_with, credentials, refused, users};
use crate::provider::shop::Shop;
use crate::provider::states;
use crate::support::browser::Window;
use crate::support::users::sign_in;
use crate::support::{Browser, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};

const THEMES: [&str; 2] = ["light", "dark"];

#[tokio::test]
#[ignore = "make screenshots takes them"]
async fn the_pictures_are_taken() {
    let folder = PathBuf::from(std::env::var_os("PICTURES").expect("the folder for the pictures"));
    let all = std::env::var_os("ALL").is_some();
    std::fs::create_dir_all(&folder).unwrap();
    let site = Site::start().await;
    let client = fill(&site).await;
    let browser = Browser::open(Window::DESKTOP).await;
    let pages = [
        ("clients", "/clients".to_owned()),
        (
            "basic-settings",
            "/clients/new/basic-settings?name=Partner+Portal&app_type=web_app&integration_type=hosted_journey"
                .to_owned(),
        ),
        ("client", client.clone()),
        ("card", format!("{client}/registration")),
        ("activity", "/activity".to_owned()),
        ("comparison", format!("{client}/history/comparison?from=1&to=3")),
    ];
    browser.sign_in(&site, "Ada Lovelace").await;
    for (name, path) in &pages {
        browser.goto(&format!("{}{path}", site.url)).await;
        browser.picture(&folder.join(format!("{name}.png"))).await;
    }
    meet_conflict(&site, &browser, &format!("{client}/authentication")).await;
    browser.picture(&folder.join("conflict.png")).await;
    browser.resize(390, 844).await;
    browser.goto(&format!("{}/clients?search=shop", site.url)).await;
    browser.picture(&folder.join("phone.png")).await;
    users_pages_in(&browser, "en", "Online Shop", async |state, site, html| {
        let name = if ["code", "details", "tried"].contains(&state) { state } else { return };
        browser.resize(560, 560).await;
        browser.show(site, html).await;
        browser.picture(&folder.join(format!("{name}.png"))).await;
    })
    .await;
    if all {
        every_page(&site, &browser, &client, &folder).await;
    }
    browser.close().await;
}

async fn every_page(site: &Site, browser: &Browser, client: &str, folder: &std::path::Path) {
    let pages = [
        ("list", "/clients".to_owned()),
        ("found", "/clients?search=shop+private".to_owned()),
        ("find", "/find".to_owned()),
        ("find-results", "/find?search=shop+code".to_owned()),
        ("nothing-found", "/clients?search=zebra&app_type=web_app".to_owned()),
        ("step-one", "/clients/new/general-information".to_owned()),
        ("step-one-errors", "/clients/new/basic-settings?name=a".to_owned()),
        (
            "step-two",
            "/clients/new/basic-settings?name=Partner+Portal&app_type=web_app&integration_type=api".to_owned(),
        ),
        ("client", client.to_owned()),
        ("general", format!("{client}/general")),
        ("authentication", format!("{client}/authentication")),
        ("registration", format!("{client}/registration")),
        ("profile", format!("{client}/profile")),
        ("integration", format!("{client}/integration")),
        ("developers", format!("{client}/developers")),
        ("status", format!("{client}/status")),
        ("duplicate", format!("{client}/duplicate")),
        ("credentials", format!("{client}/credentials")),
        ("rotation-refused", format!("{client}/credentials/rotation")),
        ("ending", format!("{client}/credentials/ending")),
        ("expiry", format!("{client}/credentials/expiry")),
        ("confirmation", format!("/confirmation?return_to={client}/credentials/rotation")),
        ("history", format!("{client}/history")),
        ("comparison", format!("{client}/history/comparison?from=1&to=3")),
        ("comparison-errors", format!("{client}/history/comparison?from=99&to=x")),
        ("restoration", format!("{client}/history/1/restoration/authentication")),
        ("file", format!("{client}/history/1/file")),
        ("account", "/account".to_owned()),
        ("password-choice", site.invite("Katherine Johnson", Role::Viewer).await),
        ("activity", "/activity".to_owned()),
        (
            "activity-filtered",
            format!("/activity?client={}&kind=client_changed", client.trim_start_matches("/clients/")),
        ),
        ("activity-nothing", "/activity?search=zebra&from=2026-02-30&to=2020-01-01".to_owned()),
        ("refused", format!("{client}/activity")),
        ("users", "/users".to_owned()),
        ("users-nothing", "/users?search=zebra".to_owned()),
        ("user", user(site, client).await),
        ("user-deletion", format!("/users/{}/deletion", uuid::Uuid::from_u128(1))),
        ("outbox", "/outbox".to_owned()),
        ("outbox-nothing", "/outbox?state=sending".to_owned()),
        ("message", message(site).await),
        ("test-message", "/outbox/test-message".to_owned()),
        ("not-found", "/nothing-here".to_owned()),
        ("sign-in", "/sign-in".to_owned()),
    ];
    users_pages(browser, folder).await;
    for theme in THEMES {
        for (device, width) in [("wide", 1280), ("narrow", 390)] {
            browser.resize(width, 844).await;
            for (name, path) in &pages {
                browser.goto(&format!("{}/healthz", site.url)).await;
                let mut cookie = thirtyfour::Cookie::new("nic_theme", theme);
                cookie.set_path("/");
                browser.driver.add_cookie(cookie).await.unwrap();
                if *name == "sign-in" {
                    browser.driver.delete_cookie("nic_session").await.unwrap();
                }
                browser.goto(&format!("{}{path}", site.url)).await;
                browser.picture(&folder.join(format!("{name}-{device}-{theme}.png"))).await;
            }
            show_secret(site, browser, &folder.join(format!("secret-{device}-{theme}.png"))).await;
            open_events(site, browser).await;
            browser.picture(&folder.join(format!("activity-events-{device}-{theme}.png"))).await;
            open_entries(site, browser).await;
            browser.picture(&folder.join(format!("activity-open-{device}-{theme}.png"))).await;
            let conflict = folder.join(format!("conflict-{device}-{theme}.png"));
            meet_conflict(site, browser, &format!("{client}/authentication")).await;
            browser.picture(&conflict).await;
            meet_question(site, browser, &format!("{client}/integration")).await;
            browser.picture(&folder.join(format!("question-{device}-{theme}.png"))).await;
        }
    }
}

/// Every state of the users' pages, in English and in German.
async fn users_pages(browser: &Browser, folder: &std::path::Path) {
    for (locale, client) in [("en", "Online Shop"), ("de", "Kundenportal")] {
        users_pages_in(browser, locale, client, async |state, site, html| {
            for theme in THEMES {
                let features = json!([{"name": "prefers-color-scheme", "value": theme}]);
                browser.command("Emulation.setEmulatedMedia", json!({"features": features})).await;
                for (device, width) in [("wide", 1280), ("narrow", 390)] {
                    browser.resize(width, 844).await;
                    browser.show(site, html).await;
                    browser.picture(&folder.join(format!("user-{state}-{locale}-{device}-{theme}.png"))).await;
                }
            }
        })
        .await;
    }
    browser.command("Emulation.setEmulatedMedia", json!({"features": []})).await;
}

/// Shows every state of the users' pages of a client, in one language.
async fn users_pages_in(browser: &Browser, locale: &str, client: &str, look: impl AsyncFn(&str, &Site, &str)) {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let (page, client_id) = Shop::add(&site, &ada, client, &[]).await;
    let shop = Shop { site, ada, page, client_id };
    for (state, page) in states::all(&shop, client, locale).await {
        look(state, &shop.site, &page.html).await;
    }
    browser.resize(Window::DESKTOP.width, Window::DESKTOP.height).await;
}

/// Users of whom one has signed in, and requests that were refused; the page of that user.
async fn user(site: &Site, client: &str) -> String {
    refused::refuse_uri(site, client, "http://shop.example.com/Callback/").await;
    refused::refuse_uri(site, client, &format!("https://shop.example.com/{}", "a-very-long-path/".repeat(12))).await;
    let all = users::add(site, &[("Lin", "Wei"), ("Mary", "Jackson"), ("Katherine", "Johnson")]).await;
    for number in [10, 11] {
        sign_in(&site.database, all[0], client, number, SystemClock.now()).await;
    }
    site.execute("UPDATE users SET disabled_at = 1 WHERE given_name = 'Mary'");
    users::address(all[0])
}

/// Fills the Outbox with messages in every state; the page of the last one.
async fn message(site: &Site) -> String {
    let ada = site.visitor();
    ada.sign_in("Ada Lovelace").await;
    for (to, change) in [
        ("lin@example.com", "state = 'sent', tries = 1, next_try_at = NULL, body = NULL, ended_at = created_at"),
        (
            "nobody.of.this.name@a-rather-long-domain.example.com",
            "state = 'failed', tries = 1, next_try_at = NULL, body = NULL, ended_at = created_at, \
                last_error = 'permanent error (550): 5.1.1 <nobody.of.this.name@a-rather-long-domain.example.com>: Recipient \
                address rejected: User unknown in local recipient table'",
        ),
        (
            "mary@example.com",
            "tries = 4, next_try_at = created_at + 1800000, last_error = 'Connection error: Connection refused'",
        ),
        ("grace@example.com", "tries = 0"),
    ] {
        assert_eq!(ada.post("/outbox/test-message", &[("recipient", to)]).await.status, 303);
        site.execute(&format!("UPDATE messages SET {change} WHERE recipient = '{to}'"));
        site.pass(90);
    }
    ada.open("/outbox").await.link("Open")
}

/// Rotates the secret of a client of its own.
async fn show_secret(site: &Site, browser: &Browser, picture: &std::path::Path) {
    browser.sign_in(site, "Ada Lovelace").await;
    let ada = site.visitor();
    ada.sign_in("Ada Lovelace").await;
    let name = format!("Portal {}", picture.file_stem().unwrap().display());
    let client = create_with(&ada, &name, &[]).await;
    browser.goto(&format!("{}{client}/credentials", site.url)).await;
    browser.picture(&picture.with_file_name(format!("no-{}", picture.file_name().unwrap().display()))).await;
    browser.press("Generate secret").await;
    browser.arrive("New secret").await;
    browser.goto(&format!("{}{client}/credentials/rotation", site.url)).await;
    browser.fill("Client name", &name).await;
    browser.picture(&picture.with_file_name(format!("rotation-{}", picture.file_name().unwrap().display()))).await;
    browser.press("Rotate secret").await;
    browser.arrive("New secret").await;
    browser.picture(picture).await;
}

/// Opens the menu of events, of which two are chosen.
async fn open_events(site: &Site, browser: &Browser) {
    browser.goto(&format!("{}/activity?kind=client_created+client_changed", site.url)).await;
    browser.find(By::Css("[data-several] > summary")).await.click().await.unwrap();
}

/// Opens what is folded and a few changes.
async fn open_entries(site: &Site, browser: &Browser) {
    browser.goto(&format!("{}/activity", site.url)).await;
    browser.find(By::Css(".entries")).await;
    let open =
        "document.querySelectorAll('.folded, li:has(.sentence a) > .changed').forEach((part) => (part.open = true))";
    browser.driver.execute(open, vec![]).await.unwrap();
}

/// Takes away what the application of a client signs in by.
async fn meet_question(site: &Site, browser: &Browser, card: &str) {
    site.execute("UPDATE clients SET last_used_day = 20000");
    browser.goto(&format!("{}{card}", site.url)).await;
    for _ in 0..2 {
        browser.find(By::Css("button[value='remove redirect_uris 1']")).await.click().await.unwrap();
    }
    browser.choose("Require PKCE").await;
    browser.press("Save changes").await;
    browser.sees("What this means for users and for security").await;
}

/// Saves a card that somebody else has saved meanwhile.
async fn meet_conflict(site: &Site, browser: &Browser, card: &str) {
    browser.goto(&format!("{}{card}", site.url)).await;
    let grace = site.visitor();
    grace.sign_in("Grace Hopper").await;
    let page = grace.open(card).await;
    let (length, other) = if page.value("Code length") == "6" { ("7", "8") } else { ("6", "7") };
    grace.submit(&page, "Save changes", &[("Code length", length), ("Tries per code", other)]).await;
    browser.fill("Code length", "8").await;
    browser.fill("Code lifetime", other).await;
    browser.press("Save changes").await;
    browser.arrive("Grace Hopper changed Authentication while you were editing").await;
}

/// Two thousand names as companies give them.
fn names() -> impl Iterator<Item = String> {
    const WHOSE: [&str; 40] = [
        "Alder",
        "Amber",
        "Arbor",
        "Aspen",
        "Beacon",
        "Birch",
        "Bluewater",
        "Cedar",
        "Cobalt",
        "Copper",
        "Coral",
        "Delta",
        "Dune",
        "Elm",
        "Ember",
        "Fern",
        "Fjord",
        "Garnet",
        "Glen",
        "Granite",
        "Harbor",
        "Hazel",
        "Heron",
        "Indigo",
        "Iris",
        "Jasper",
        "Juniper",
        "Lakeside",
        "Larch",
        "Linden",
        "Maple",
        "Meadow",
        "Moss",
        "Northern",
        "Oak",
        "Ocean",
        "Pine",
        "Quartz",
        "River",
        "Willow",
    ];
    const WHAT: [&str; 50] = [
        "Account",
        "Admissions",
        "Archive",
        "Auctions",
        "Banking",
        "Benefits",
        "Bikes",
        "Booking",
        "Care",
        "Catalog",
        "Charging",
        "Checkout",
        "Claims",
        "Classroom",
        "Club",
        "Community",
        "Courses",
        "Dashboard",
        "Delivery",
        "Desk",
        "Events",
        "Expenses",
        "Forum",
        "Gifts",
        "Health",
        "Help",
        "Inventory",
        "Invoices",
        "Jobs",
        "Kiosk",
        "Learning",
        "Library",
        "Logistics",
        "Loyalty",
        "Market",
        "Museum",
        "News",
        "Orders",
        "Parking",
        "Payroll",
        "Pharmacy",
        "Photos",
        "Planner",
        "Radio",
        "Rewards",
        "Schedule",
        "Store",
        "Support",
        "Tickets",
        "Travel",
    ];
    WHAT.iter().flat_map(|what| WHOSE.iter().map(move |whose| format!("{whose} {what}")))
}

/// Realistic clients, and the address of one with some history.
async fn fill(site: &Site) -> String {
    let ada = site.named_operator("Ada Lovelace", Role::Administrator).await;
    for (place, name) in names().enumerate() {
        let app = [("app_type", ["web_app", "single_page_app", "web_app", "mobile_app"][place % 4])];
        create_with(&ada, &name, &app).await;
    }
    site.pass(3_600);
    ada.sign_in("Ada Lovelace").await;
    for (name, app, integration, identifier, method, registration) in [
        ("Customer Account", "web_app", "hosted_journey", "email", "one_time_password", "self_registration"),
        ("Field Service", "mobile_app", "api", "mobile", "one_time_password", "invitation_only"),
        ("Loyalty Card", "mobile_app", "hosted_journey", "mobile", "password", "self_registration"),
        ("Newsroom", "single_page_app", "hosted_journey", "email", "one_time_password", "invitation_only"),
        ("Online Shop", "web_app", "hosted_journey", "email", "password", "self_registration"),
        ("Supplier Exchange", "web_app", "api", "email", "password", "invitation_only"),
    ] {
        let choices = [
            ("app_type", app),
            ("integration_type", integration),
            ("primary_identifier", identifier),
            ("method", method),
            ("registration_type", registration),
        ];
        create_with(&ada, name, &choices).await;
        site.pass(3_700);
        ada.sign_in("Ada Lovelace").await;
    }
    let page = ada.open("/clients?search=shop").await;
    let link = page.link("Online Shop");
    let client = link.split('?').next().unwrap().to_owned();
    let page = ada.open(&format!("{client}/general")).await;
    ada.submit(&page, "Save changes", &[("Description", "The shop for private customers, with guest checkout.")]).await;
    let grace = site.named_operator("Grace Hopper", Role::ApplicationManager).await;
    let page = grace.open(&format!("{client}/authentication")).await;
    grace
        .submit(&page, "Save changes", &[("Authentication method", "One-Time Password"), ("Enable Passkeys", "on")])
        .await;
    let page = grace.open(&format!("{client}/integration")).await;
    let uris = "https://shop.example.com/signed-in\nhttps://staging.shop.example.com/signed-in";
    grace.submit(&page, "Save changes", &[("Redirect URIs", uris)]).await;
    credentials::generate(&ada, &client).await;
    let page = ada.open(&format!("{client}/credentials/expiry")).await;
    ada.submit(&page, "Save expiry", &[("Last day", &credentials::day(20))]).await;
    credentials::rotate(&ada, &client, "Online Shop", "0").await;
    credentials::rotate(&ada, &client, "Online Shop", "24").await;
    let page = ada.open(&format!("{client}/credentials/expiry")).await;
    ada.submit(&page, "Save expiry", &[("Last day", &credentials::day(20))]).await;
    site.pass(200);
    client
}
