//! A person who uses the site over HTTP as a browser would: cookies, fetch metadata, forms.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use reqwest::header::{COOKIE, HeaderMap};
use reqwest::{Client, Method, RequestBuilder};

use super::site::{PASSWORD, email};
use super::{Page, cookies};

/// An answer that takes longer never comes.
const PATIENCE: Duration = Duration::from_mins(2);

pub struct Person {
    pub site: String,
    client: Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Person {
    pub fn new(site: &str) -> Self {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE);
        // The server closes a connection that was idle for five seconds, perhaps as the next request is on its way.
        let client = client.pool_idle_timeout(Duration::from_secs(2)).build().unwrap();
        Self { site: site.to_owned(), client, cookies: Mutex::default() }
    }

    /// Somebody else with a copy of this person's cookies.
    pub fn with_same_cookies(&self) -> Self {
        self.with_same_cookies_at(&self.site)
    }

    /// Somebody with a copy of this person's cookies, at another site.
    pub fn with_same_cookies_at(&self, site: &str) -> Self {
        let copy = Self::new(site);
        *copy.cookies.lock().unwrap() = self.cookies.lock().unwrap().clone();
        copy
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    /// A request with this person's cookies and nothing else.
    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.site) };
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.client.request(method, url);
        if cookies.is_empty() { request } else { request.header(COOKIE, cookies.join("; ")) }
    }

    /// A request as our own pages make a browser send it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).header("sec-fetch-site", "same-origin")
    }

    /// Sends a request, keeps its cookies and reads the answer. Whatever a test is about, the cookies of every answer and
    /// the errors of every form are looked at.
    pub async fn send(&self, request: RequestBuilder) -> Page {
        self.try_send(request).await.unwrap()
    }

    /// As [`Self::send`], where the program may be gone.
    pub async fn try_send(&self, request: RequestBuilder) -> reqwest::Result<Page> {
        let response = request.send().await?;
        self.keep(response.headers());
        let path = response.url().path().to_owned();
        let query = response.url().query().map(|query| format!("?{query}")).unwrap_or_default();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let page = Page::new(format!("{path}{query}"), status, headers, response.text().await?);
        page.errors_are_beside_their_fields();
        Ok(page)
    }

    /// The pages of a list, from one to the last that the link leads to.
    pub async fn walk(&self, start: &str, link: &str) -> Vec<Page> {
        let mut pages = vec![self.open(start).await];
        while let Some(next) = pages.last().unwrap().find_link(link) {
            pages.push(self.open(&next).await);
            assert!(pages.len() < 10, "{start} has no end");
        }
        pages
    }

    /// Sends a request and returns its answer as it came: status, headers, bytes.
    pub async fn send_raw(&self, request: RequestBuilder) -> (u16, HeaderMap, Vec<u8>) {
        let response = request.send().await.unwrap();
        self.keep(response.headers());
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        (status, headers, response.bytes().await.unwrap().to_vec())
    }

    /// Opens a page as it is, without following.
    pub async fn get(&self, path: &str) -> Page {
        self.send(self.request(Method::GET, path)).await
    }

    /// Opens a page and follows where it leads.
    pub async fn open(&self, path: &str) -> Page {
        let page = self.get(path).await;
        self.follow(page).await
    }

    /// Follows redirects.
    pub async fn follow(&self, mut page: Page) -> Page {
        for _ in 0..5 {
            match page.location() {
                Some(location) => page = self.get(&location).await,
                None => return page,
            }
        }
        panic!("redirected in circles from {}", page.path)
    }

    /// Sends a form's fields as given.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.send(self.request(Method::POST, path).form(fields)).await
    }

    /// Sends a body that claims to be a form.
    pub async fn post_raw(&self, path: &str, body: impl Into<reqwest::Body>) -> Page {
        let request = self.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(body)).await
    }

    /// Fills the form that has this button, by labels, presses the button and follows.
    pub async fn submit(&self, page: &Page, button: &str, filled: &[(&str, &str)]) -> Page {
        let answer = self.press(page, button, filled).await;
        self.follow(answer).await
    }

    /// As [`Self::submit`], without following.
    pub async fn press(&self, page: &Page, button: &str, filled: &[(&str, &str)]) -> Page {
        let form = page.form(button, filled);
        if form.method == "get" {
            // The fields take the place of a query that the address has.
            let path = form.action.split('?').next().unwrap();
            let query = serde_urlencoded::to_string(&form.fields).unwrap();
            return self.get(&format!("{path}?{query}")).await;
        }
        self.send(self.request(Method::POST, &form.action).form(&form.fields)).await
    }

    /// Follows the link with this text.
    pub async fn click(&self, page: &Page, link: &str) -> Page {
        self.open(&page.link(link)).await
    }

    pub async fn sign_out_and_in(&self, name: &str) {
        let page = self.open("/clients").await;
        self.submit(&page, "Sign out", &[]).await;
        self.sign_in(name).await;
    }

    /// Signs in anew, whether or not there still is a session.
    pub async fn sign_in_again(&self, name: &str) {
        self.cookies.lock().unwrap().remove("nic_session");
        self.sign_in(name).await;
    }

    /// Signs in as an operator of a test.
    pub async fn sign_in(&self, name: &str) -> Page {
        let page = self.open("/sign-in").await;
        let page = self.submit(&page, "Sign in", &[("Email", &email(name)), ("Password", PASSWORD)]).await;
        assert_eq!(page.h1(), "Clients", "{}", page.text());
        page
    }

    fn keep(&self, headers: &HeaderMap) {
        let mut jar = self.cookies.lock().unwrap();
        for cookie in cookies::set_by(headers) {
            match cookie.value {
                Some(value) => jar.insert(cookie.name, value),
                None => jar.remove(&cookie.name),
            };
        }
    }
}
