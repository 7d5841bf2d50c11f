//! What a person clicks, in real Chromium.

pub mod accessibility;
mod account;
mod activity;
mod article;
mod cards;
mod credentials;
mod editing;
mod find;
mod history;
mod integration;
mod journey;
mod keyboard;
mod late_answers;
mod list;
mod screens;
mod scripts;
mod sign_out;
mod traces;

use std::future::Future;
use std::sync::OnceLock;

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::support::browser::Window;
use crate::support::{Browser, Site};

/// Waits until a browser may be opened; no more than two are open at once.
async fn turn() -> SemaphorePermit<'static> {
    static TURNS: OnceLock<Semaphore> = OnceLock::new();
    TURNS.get_or_init(|| Semaphore::new(2)).acquire().await.unwrap()
}

/// Runs a test with a browser of its own.
pub async fn with_browser<F: Future<Output = ()>>(window: Window, test: impl FnOnce(Site, std::rc::Rc<Browser>) -> F) {
    let _turn = turn().await;
    let browser = std::rc::Rc::new(Browser::open(window).await);
    let site = Site::start().await;
    test(site, std::rc::Rc::clone(&browser)).await;
    let browser = std::rc::Rc::try_unwrap(browser).unwrap_or_else(|_| panic!("the test keeps the browser"));
    browser.close().await;
}
