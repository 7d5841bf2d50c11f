use reqwest::Method;

use crate::support::site::PASSWORD;
use crate::support::users::{self, NewUser};
use crate::support::{Person, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};

const CHROME: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
    Version/26.0 Mobile/15E148 Safari/604.1";

async fn sign_in_with(site: &Site, user_agent: &str) -> Person {
    let person = site.visitor();
    let fields = [("email", "ada@example.com"), ("password", PASSWORD), ("return_to", "")];
    let request = person.request(Method::POST, "/sign-in").header("user-agent", user_agent).form(&fields);
    assert_eq!(person.send(request).await.status, 303);
    person
}

#[tokio::test]
async fn sessions_are_told_apart_by_browser_and_system_with_the_whole_text_on_hover() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Viewer).await;
    let laptop = sign_in_with(&site, CHROME).await;
    site.pass(1);
    sign_in_with(&site, IPHONE).await;
    site.pass(1);
    sign_in_with(&site, "a browser of my own").await;
    let page = laptop.open("/account").await;
    let called = ["a browser of my own", "Safari on iPhone", "Chrome on Windows This browser"];
    assert_eq!(page.all(".row-item p:first-child"), called);
    let document = page.document();
    let names = scraper::Selector::parse(".row-item bdi").unwrap();
    let titles: Vec<&str> = document.select(&names).map(|name| name.attr("title").unwrap()).collect();
    assert_eq!(titles, ["a browser of my own", IPHONE, CHROME]);
    assert!(page.has_button("End the session in Safari on iPhone"));
}

#[tokio::test]
async fn all_other_sessions_are_ended_at_once_and_only_ones_own() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Viewer).await;
    let page = ada.open("/account").await;
    assert!(!page.has_button("End all others"), "there are none");
    let (phone, tablet) = (sign_in_with(&site, IPHONE).await, sign_in_with(&site, "tablet").await);
    let grace = site.named_operator("Grace", Role::Viewer).await;
    let page = ada.open("/account").await;
    assert_eq!(page.all(".row-item").len(), 3);
    let page = ada.submit(&page, "End all others", &[]).await;
    assert!(page.shows("All your other sessions were ended."), "{}", page.text());
    assert_eq!(page.all(".row-item").len(), 1);
    for (person, status) in [(&phone, 303), (&tablet, 303), (&grace, 200), (&ada, 200)] {
        assert_eq!(person.get("/clients").await.status, status);
    }
    assert_eq!(site.text("(SELECT actor_name || action FROM activity ORDER BY seq DESC LIMIT 1)"), "Adasessions_ended");
    let stored = site.stored();
    assert_eq!(ada.post("/account/sessions", &[]).await.status, 303);
    assert_eq!(site.stored(), stored, "nothing was ended, so nothing is recorded");
}

#[tokio::test]
async fn a_users_browser_is_called_by_its_name_as_well() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = crate::console::create(&ada, "Shop").await;
    let new = NewUser { id: 1, given_name: "Lin", email: "lin@example.com".to_owned(), ..NewUser::default() };
    let user = users::add_user(&site.database, &new, SystemClock.now()).await;
    users::sign_in(&site.database, user, &client, 7, SystemClock.now()).await;
    let page = ada.open(&format!("/users/{}", user.0)).await;
    let called = page.all(&format!("bdi[title=\"{}\"]", users::BROWSER));
    assert_eq!(called, ["Firefox on Linux", "Firefox on Linux"], "in the sessions and in the events");
}
