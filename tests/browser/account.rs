//! A password that is chosen and changed, as a person clicks it.

use super::with_browser;
use crate::support::browser::Window;
use crate::support::site::PASSWORD;
use next_identity_console::domain::role::Role;

const CHOSEN: &str = "ochre lantern vapour mitten";

#[tokio::test]
async fn a_password_is_chosen_by_link_and_changed_on_the_account_page() {
    for window in [Window::DESKTOP, Window::WITHOUT_SCRIPTS] {
        with_browser(window, |site, browser| async move {
            let link = site.invite("Grace", Role::Viewer).await;
            browser.goto(&format!("{}{link}", site.url)).await;
            browser.arrive("Choose your password").await;
            browser.fill("Password", "too short").await;
            browser.press("Choose password").await;
            browser.sees("1 problem to fix").await;
            browser.fill("Password", CHOSEN).await;
            browser.press("Choose password").await;
            browser.arrive("Clients").await;
            browser.click("Your account").await;
            browser.arrive("Your account").await;
            browser.sees("Chrome on Linux").await;
            let elsewhere = site.visitor();
            let fields = [("email", "grace@example.com"), ("password", CHOSEN), ("return_to", "")];
            assert_eq!(elsewhere.post("/sign-in", &fields).await.status, 303);
            browser.fill("Current password", "not it").await;
            browser.fill("New password", PASSWORD).await;
            browser.press("Change password").await;
            browser.sees("Current password: wrong password.").await;
            browser.fill("Current password", CHOSEN).await;
            browser.fill("New password", PASSWORD).await;
            browser.press("Change password").await;
            browser.sees("Your password was changed. You are signed out everywhere else.").await;
            assert_eq!(elsewhere.get("/clients").await.status, 303);
            browser.goto(&format!("{}{link}", site.url)).await;
            browser.arrive("This link does not work").await;
        })
        .await;
    }
}
