//! What the forms send that are measured.

use std::cell::RefCell;

use super::support::Person;

const SAVE: &str = "Save changes";

/// The name of a connection's n-th client.
pub fn name(connection: usize, n: usize) -> String {
    format!("Bench {connection} {n}")
}

/// The path and the body of a connection's n-th create.
pub fn create(connection: usize, n: usize) -> (String, String) {
    let name = name(connection, n);
    let fields = [
        ("name", name.as_str()),
        ("app_type", "web_app"),
        ("integration_type", "hosted_journey"),
        ("primary_identifier", "email"),
        ("method", "one_time_password"),
        ("registration_type", "self_registration"),
    ];
    ("/clients/new/basic-settings".to_owned(), serde_urlencoded::to_string(fields).unwrap())
}

/// A web app with ten redirect URIs and two secrets that work; its address.
pub async fn connected(person: &Person) -> String {
    // No connection has this number.
    let (path, form) = create(64, 0);
    let client = person.post_raw(&path, form).await.location().unwrap();
    let page = person.open(&format!("{client}/integration")).await;
    let page = person.submit(&page, SAVE, &[("Redirect URIs", &addresses(10))]).await;
    assert!(page.shows("Integration was saved"), "{}", page.text());
    let page = person.open(&format!("{client}/credentials")).await;
    person.press(&page, "Generate secret", &[]).await;
    let page = person.open(&format!("{client}/credentials/rotation")).await;
    let page = person.press(&page, "Rotate secret", &[("Client name", &name(64, 0))]).await;
    assert_eq!((page.status, page.all(".secret").len()), (200, 1), "{}", page.text());
    client
}

/// So many redirect URIs of 80 characters, one a line.
fn addresses(count: usize) -> String {
    let address = |n| format!("https://shop-{n:02}.customers.example.com/account/sign-in/callback/production-region-5");
    (1..=count).map(address).collect::<Vec<_>>().join("\n")
}

/// A card of a client, saved again and again, each time with another value and the revision that the save before made.
pub struct Save {
    path: String,
    fields: RefCell<Vec<(String, String)>>,
    /// What changes, which ends with a digit.
    field: &'static str,
}

impl Save {
    /// Of the Authentication card.
    pub async fn prepared(person: &Person, client: &str) -> Self {
        Self::of_card(person, format!("{client}/authentication"), "codes_tries", &[]).await
    }

    /// Of the Integration card with fifty redirect URIs, of which one changes.
    pub async fn of_addresses(person: &Person, client: &str) -> Self {
        let addresses = addresses(50);
        let filled = [("Redirect URIs", addresses.as_str())];
        Self::of_card(person, format!("{client}/integration"), "redirect_uris_50", &filled).await
    }

    async fn of_card(person: &Person, path: String, field: &'static str, filled: &[(&str, &str)]) -> Self {
        let form = person.open(&path).await.form(SAVE, filled);
        Self { path, fields: RefCell::new(form.fields), field }
    }

    /// The path and the body of the next save.
    pub fn next(&self) -> (String, String) {
        self.change(self.field, |value| {
            let (rest, last) = value.split_at(value.len() - 1);
            format!("{rest}{}", if last == "5" { 6 } else { 5 })
        });
        (self.path.clone(), serde_urlencoded::to_string(&*self.fields.borrow()).unwrap())
    }

    /// Notes that the save was done.
    pub fn done(&self) {
        self.change("revision", |revision| (revision.parse::<i64>().unwrap() + 1).to_string());
    }

    fn change(&self, name: &str, change: impl Fn(&str) -> String) {
        let mut fields = self.fields.borrow_mut();
        let (_, value) = fields.iter_mut().find(|(field, _)| field == name).unwrap();
        *value = change(value);
    }
}
