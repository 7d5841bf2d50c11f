//! The article “Create a Client”, followed word by word.

use thirtyfour::By;

use super::with_browser;
use crate::support::browser::Window;
use crate::support::site::PASSWORD;
use crate::support::{Browser, Site};

#[tokio::test]
async fn a_person_follows_the_article_with_scripts() {
    with_browser(Window::DESKTOP, |site, browser| async move { follow(&site, &browser).await }).await;
}

#[tokio::test]
async fn a_person_follows_the_article_without_scripts() {
    with_browser(Window::WITHOUT_SCRIPTS, |site, browser| async move {
        follow(&site, &browser).await;
        browser.find(By::Css("[data-copy] code")).await;
        let buttons = browser.driver.find_all(By::Css("[data-copy] button")).await.unwrap();
        assert!(buttons.is_empty(), "what takes scripts is not offered");
    })
    .await;
}

#[tokio::test]
async fn a_person_follows_the_article_on_a_phone() {
    with_browser(Window::PHONE, |site, browser| async move { follow(&site, &browser).await }).await;
}

async fn follow(site: &Site, browser: &Browser) {
    set_up(site, browser).await;
    let is_phone = browser.find(By::ClassName("menu-fold")).await.is_displayed().await.unwrap();

    // 1. Access the Clients section.
    open_menu(browser, is_phone).await;
    browser.press("Sign out").await;
    browser.arrive("Sign in").await;
    browser.fill("Email", "ada@example.com").await;
    browser.fill("Password", PASSWORD).await;
    browser.press("Sign in").await;
    browser.arrive("Clients").await;
    open_menu(browser, is_phone).await;
    browser.find(By::XPath("//nav[@aria-label='Main']//a[normalize-space()='Clients']")).await.click().await.unwrap();
    browser.arrive("Clients").await;
    browser.click("+ Create a Client").await;

    // 2. Define general information.
    browser.arrive("Create a Client").await;
    browser.fill("Client name", "Partner Portal").await;
    browser.choose("Web App").await;
    browser.choose("Hosted Journey").await;
    browser.press("Next").await;

    // 3. Configure basic settings.
    browser.sees("Basic settings Primary identifier").await;
    browser.choose("Email").await;
    browser.choose("One-Time Password").await;
    browser.choose("Enable Passkeys").await;
    browser.choose("Enable Passkeys").await;
    browser.choose("Self-Registration").await;
    browser.press("Create").await;

    // What happens next.
    browser.arrive("Partner Portal").await;
    browser.sees("was created").await;
    browser.sees("Type Email Method One-Time Password (OTP)").await;
    browser.sees("Type Self-Registration").await;
    browser.sees("Change Email Personal Details Security Sign Out").await;
    open_menu(browser, is_phone).await;
    browser.find(By::XPath("//nav[@aria-label='Main']//a[normalize-space()='Clients']")).await.click().await.unwrap();
    browser.arrive("Clients").await;
    browser.click("Partner Portal").await;
    browser.arrive("Partner Portal").await;
    for card in ["Authentication", "Registration", "Profile"] {
        browser.click(&format!("Edit {card}")).await;
        browser.arrive(card).await;
        browser.click("Discard").await;
        browser.arrive("Partner Portal").await;
    }
    browser.click("Edit Authentication").await;
    browser.arrive("Authentication").await;
    browser.choose("Password").await;
    browser.choose("Enable Passkeys").await;
    browser.press("Save changes").await;
    browser.sees("Authentication was saved.").await;
    browser.sees("Method Password Passkeys Enabled").await;
    browser.sees("Ada · Authentication: Method One-Time Password → Password; Passkeys Off → On").await;
}

pub async fn set_up(site: &Site, browser: &Browser) {
    browser.goto(site.set_up_link.as_deref().unwrap()).await;
    browser.fill("Name", "Ada").await;
    browser.fill("Email", "ada@example.com").await;
    browser.fill("Password", PASSWORD).await;
    browser.press("Create administrator").await;
    browser.arrive("Clients").await;
    browser.sees("No clients yet").await;
}

async fn open_menu(browser: &Browser, is_phone: bool) {
    if is_phone {
        browser.find(By::Css(".menu-fold summary")).await.click().await.unwrap();
    }
}
