//! What a person clicks, in real Chromium.

mod accessibility;
mod activity;
mod article;
mod cards;
mod keyboard;
mod scripts;

use std::future::Future;
use std::sync::OnceLock;

use tokio::sync::Semaphore;

use crate::support::browser::Window;
use crate::support::{Browser, Site};

/// Runs a test with a browser of its own; no more than two are open at once.
pub async fn with_browser<F: Future<Output = ()>>(window: Window, test: impl FnOnce(Site, std::rc::Rc<Browser>) -> F) {
    static TURNS: OnceLock<Semaphore> = OnceLock::new();
    let _turn = TURNS.get_or_init(|| Semaphore::new(2)).acquire().await.unwrap();
    let browser = std::rc::Rc::new(Browser::open(window).await);
    let site = Site::start().await;
    test(site, std::rc::Rc::clone(&browser)).await;
    let browser = std::rc::Rc::try_unwrap(browser).unwrap_or_else(|_| panic!("the test keeps the browser"));
    browser.close().await;
}
