//! What the forms send that are measured.

use std::cell::RefCell;

use super::support::Person;

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

/// The Authentication card of a client, saved again and again, each time with another value and the revision that the save
/// before made.
pub struct Save {
    path: String,
    fields: RefCell<Vec<(String, String)>>,
}

impl Save {
    pub async fn prepared(person: &Person, client: &str) -> Self {
        let path = format!("{client}/authentication");
        let form = person.open(&path).await.form("Save changes", &[]);
        Self { path, fields: RefCell::new(form.fields) }
    }

    /// The path and the body of the next save.
    pub fn next(&self) -> (String, String) {
        self.change("codes_tries", |tries| if tries == "5" { "6" } else { "5" }.to_owned());
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
