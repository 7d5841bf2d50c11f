//! Real Chromium through ChromeDriver, both from the system's packages.

use std::time::Duration;

use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities};

use super::chromedriver::ChromeDriver;

/// How long to wait for something on a page, and how often to look.
const PATIENCE: Duration = Duration::from_secs(10);
const INTERVAL: Duration = Duration::from_millis(20);

/// A browser window; `close` it at the end of a test.
pub struct Browser {
    pub driver: WebDriver,
    _chromedriver: ChromeDriver,
}

/// How a window is opened.
#[derive(Clone, Copy)]
pub struct Window {
    pub width: u32,
    pub height: u32,
    pub scripts: bool,
    pub cookies: bool,
}

impl Window {
    pub const DESKTOP: Self = Self { width: 1280, height: 860, scripts: true, cookies: true };
    pub const PHONE: Self = Self { width: 390, height: 844, scripts: true, cookies: true };
    pub const WITHOUT_SCRIPTS: Self = Self { scripts: false, ..Self::DESKTOP };
    pub const WITHOUT_COOKIES: Self = Self { cookies: false, ..Self::DESKTOP };
}

impl Browser {
    pub async fn open(window: Window) -> Self {
        let chromedriver = ChromeDriver::start();
        let mut capabilities = ChromeCapabilities::new();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--force-prefers-reduced-motion",
        ] {
            capabilities.add_arg(argument).unwrap();
        }
        let mut off = serde_json::Map::new();
        for (is_on, name) in [(window.scripts, "javascript"), (window.cookies, "cookies")] {
            if !is_on {
                off.insert(format!("profile.managed_default_content_settings.{name}"), 2.into());
            }
        }
        capabilities.add_experimental_option("prefs", off).unwrap();
        let driver = WebDriver::new(&format!("http://127.0.0.1:{}", chromedriver.port), capabilities).await.unwrap();
        let browser = Self { driver, _chromedriver: chromedriver };
        browser.resize(window.width, window.height).await;
        browser
    }

    /// Sets the size of the page itself, whatever surrounds it.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = serde_json::json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.command("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Sends a command of the Chrome DevTools Protocol.
    pub async fn command(&self, name: &str, parameters: serde_json::Value) -> serde_json::Value {
        self.driver.cdp().send_raw(name, parameters).await.unwrap()
    }

    pub async fn close(self) {
        self.driver.clone().quit().await.unwrap();
    }

    pub async fn goto(&self, url: &str) {
        self.driver.goto(url).await.unwrap();
    }

    /// The element, once it is there.
    pub async fn find(&self, by: By) -> WebElement {
        let found = self.driver.query(by.clone()).wait(PATIENCE, INTERVAL).first().await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{by:?} is not on {}: {error}\n{}", self.url().await, self.text().await),
        }
    }

    /// The control that a label names, as a person finds it.
    pub async fn labelled(&self, label: &str) -> WebElement {
        let label = self.find(By::XPath(format!("//label[normalize-space()='{label}']"))).await;
        let id = label.attr("for").await.unwrap().unwrap();
        self.find(By::Id(id)).await
    }

    pub async fn fill(&self, label: &str, text: &str) {
        let input = self.labelled(label).await;
        input.clear().await.unwrap();
        input.send_keys(text).await.unwrap();
    }

    /// Chooses a radio button or a checkbox by clicking its label.
    pub async fn choose(&self, label: &str) {
        let label = self.find(By::XPath(format!("//label[normalize-space()='{label}']"))).await;
        // A bar that stays in sight may lie over it.
        self.driver
            .execute("arguments[0].scrollIntoView({block: 'center'})", vec![label.to_json().unwrap()])
            .await
            .unwrap();
        label.click().await.unwrap();
    }

    pub async fn press(&self, button: &str) {
        self.find(By::XPath(format!("//button[normalize-space()='{button}']"))).await.click().await.unwrap();
    }

    pub async fn click(&self, link: &str) {
        self.find(By::XPath(format!("//a[normalize-space()='{link}']"))).await.click().await.unwrap();
    }

    /// Opens something in a tab of its own, and returns to the first.
    pub async fn in_another_tab<F: Future<Output = T>, T>(&self, work: F) -> T {
        let first = self.driver.window().await.unwrap();
        self.driver.new_tab().await.unwrap();
        self.to_last_tab().await;
        let done = work.await;
        self.driver.close_window().await.unwrap();
        self.driver.switch_to_window(first).await.unwrap();
        done
    }

    /// Turns to the tab that was opened last.
    pub async fn to_last_tab(&self) {
        let tabs = self.driver.windows().await.unwrap();
        self.driver.switch_to_window(tabs.last().unwrap().clone()).await.unwrap();
    }

    /// Shows a page of the site that somebody was given over HTTP, without what sends the browser on.
    pub async fn show(&self, site: &super::Site, html: &str) {
        // Which has the same styles, and what is allowed of users' pages.
        self.goto(&format!("{}/journey?request=none", site.url)).await;
        let shown = self.driver.execute_async(SHOW, vec![html.into()]).await.unwrap();
        assert_eq!(shown.json().as_bool(), Some(true), "{html}");
    }

    /// Waits for the page with this heading.
    pub async fn arrive(&self, heading: &str) {
        self.find(By::XPath(format!("//h1[starts-with(normalize-space(), '{heading}')]"))).await;
    }

    /// Waits until the page's main part shows these words.
    pub async fn sees(&self, words: &str) {
        let wanted = words.to_owned();
        let shows = move |main: WebElement| {
            let wanted = wanted.clone();
            async move {
                // The page may be replaced while it is read; then it does not show the words yet.
                let text = main.text().await.unwrap_or_default();
                Ok(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(&wanted))
            }
        };
        let query = self.driver.query(By::Tag("main")).wait(PATIENCE, INTERVAL).with_filter(shows);
        if let Err(error) = query.first().await {
            panic!("“{words}” is not on {}: {error}\n{}", self.url().await, self.text().await);
        }
    }

    pub async fn text(&self) -> String {
        match self.driver.find(By::Tag("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    pub async fn url(&self) -> String {
        self.driver.current_url().await.unwrap().to_string()
    }

    pub async fn sign_in(&self, site: &super::Site, name: &str) {
        self.goto(&format!("{}/sign-in", site.url)).await;
        self.fill("Email", &super::site::email(name)).await;
        self.fill("Password", super::site::PASSWORD).await;
        self.press("Sign in").await;
        self.arrive("Clients").await;
    }

    /// A picture of the whole page, on which a bar that stays in sight stands where it belongs.
    pub async fn picture(&self, path: &std::path::Path) {
        use base64::Engine;
        let rest = "document.querySelector('.bar')?.style.setProperty('position', 'static')";
        self.driver.execute(rest, vec![]).await.unwrap();
        let metrics = self.command("Page.getLayoutMetrics", serde_json::json!({})).await;
        let size = &metrics["cssContentSize"];
        let clip = serde_json::json!({"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1});
        let parameters = serde_json::json!({"format": "png", "captureBeyondViewport": true, "clip": clip});
        let taken = self.command("Page.captureScreenshot", parameters).await;
        let data = taken["data"].as_str().unwrap();
        std::fs::write(path, base64::engine::general_purpose::STANDARD.decode(data).unwrap()).unwrap();
    }
}

impl Drop for Browser {
    /// Has the driver forget its session, which is over even when a test has failed before `close`.
    fn drop(&mut self) {
        let _quit_already = self.driver.clone().leak();
    }
}

/// Puts a page into the place of the one that is there, and waits for its styles.
const SHOW: &str = r"
    const [html, done] = arguments;
    const page = new DOMParser().parseFromString(html, 'text/html');
    page.querySelector('meta[http-equiv]')?.remove();
    document.documentElement.replaceWith(document.adoptNode(page.documentElement));
    const sheets = [...document.querySelectorAll('link[rel=stylesheet]')];
    const wait = () => sheets.every(sheet => sheet.sheet) ? requestAnimationFrame(() => done(true)) : setTimeout(wait, 5);
    wait();
";
