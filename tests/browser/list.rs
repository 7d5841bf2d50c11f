//! The list of clients, as wide as a desktop and by keyboard.

use thirtyfour::By;

use super::with_browser;
use crate::console::create_with;
use crate::support::browser::Window;
use next_identity_console::domain::role::Role;

/// How many lines each name takes.
const LINES: &str = "return [...document.querySelectorAll('tbody th a')].map(name => name.getClientRects().length)";

#[tokio::test]
async fn a_name_of_forty_characters_takes_one_line_on_a_desktop() {
    with_browser(Window::DESKTOP, |site, browser| async move {
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let choices =
            [("passkeys", "on"), ("registration_type", "invitation_only"), ("integration_type", "hosted_journey")];
        for name in ["Partner Portal for Suppliers in Australia", "Kundenkonto der Stadtwerke im Münsterland"] {
            create_with(&ada, &name.chars().take(40).collect::<String>(), &choices).await;
        }
        site.pass(59 * 60);
        browser.sign_in(&site, "Ada").await;
        browser.find(By::Css("tbody th a")).await;
        let lines = browser.driver.execute(LINES, vec![]).await.unwrap();
        assert_eq!(lines.json(), &serde_json::json!([1, 1]));
        browser.sees("Web App · Hosted Journey").await;
    })
    .await;
}
