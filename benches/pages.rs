//! The pages and forms that are measured, and what their requests say.

use std::cell::RefCell;
use std::path::Path;

use diesel::Connection as _;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use next_identity_console::store::Connection;

use super::load::Request;
use super::support::Person;

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

fn words(database: &Path, query: &str) -> Vec<String> {
    let mut connection = Connection::establish(&database.to_string_lossy()).unwrap();
    let words: Vec<Word> = sql_query(query).load(&mut connection).unwrap();
    words.into_iter().map(|word| word.word).collect()
}

/// Every point of the table with its request.
pub async fn requests(database: &Path, url: &str, size: usize) -> Vec<(&'static str, Request)> {
    let person = Person::new(url);
    person.sign_in("Ada Lovelace").await;
    let cookie = format!("nic_session={}", person.cookie("nic_session").unwrap());
    let get = |path: &str| Request::get(path).signed_in(&cookie);
    let query = |pairs: &[(&str, &str)]| format!("/clients?{}", serde_urlencoded::to_string(pairs).unwrap());
    let middle = format!("SELECT name_key AS word FROM clients ORDER BY name_key LIMIT 1 OFFSET {}", size / 2);
    let middle = words(database, &middle).remove(0);
    let one = format!("SELECT client_id AS word FROM clients WHERE seq = {}", size / 2);
    let one = words(database, &one).remove(0);
    let keys = words(database, "SELECT lower(hex(id)) AS word FROM clients ORDER BY seq LIMIT 64");
    let paths: Vec<String> =
        keys.iter().map(|key| format!("/clients/{}", uuid::Uuid::parse_str(key).unwrap())).collect();
    let mut saves = Vec::new();
    for path in &paths {
        saves.push(Save::prepared(&person, &format!("{path}/authentication")).await);
    }
    vec![
        ("sign-in page", Request::get("/sign-in")),
        ("list, first page", get("/clients")),
        ("list, deep page", get(&query(&[("after", &format!("1.{middle}"))]))),
        ("search, one hit", get(&query(&[("search", &one)]))),
        ("search, many hits", get(&query(&[("search", "port")]))),
        ("search, no hit", get(&query(&[("search", "zzqxw")]))),
        ("client page", get(&paths[0])),
        ("card, edit page", get(&format!("{}/authentication", paths[0]))),
        ("card, save", Request::post_each(move |connection, _| saves[connection].next()).signed_in(&cookie)),
        ("create", Request::post_each(create).signed_in(&cookie)),
    ]
}

fn create(connection: usize, n: usize) -> (String, String) {
    let name = format!("Bench {connection} {n}");
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

/// A card that is saved again and again, each time with another value and the revision that the save before made.
struct Save {
    path: String,
    fields: RefCell<Vec<(String, String)>>,
}

impl Save {
    async fn prepared(person: &Person, path: &str) -> Self {
        let form = person.open(path).await.form("Save changes", &[]);
        Self { path: path.to_owned(), fields: RefCell::new(form.fields) }
    }

    fn next(&self) -> (String, String) {
        let mut fields = self.fields.borrow_mut();
        set(&mut fields, "codes_tries", |tries| if tries == "5" { "6" } else { "5" }.to_owned());
        let body = serde_urlencoded::to_string(&*fields).unwrap();
        set(&mut fields, "revision", |revision| (revision.parse::<i64>().unwrap() + 1).to_string());
        (self.path.clone(), body)
    }
}

fn set(fields: &mut [(String, String)], name: &str, change: impl Fn(&str) -> String) {
    let (_, value) = fields.iter_mut().find(|(field, _)| field == name).unwrap();
    *value = change(value);
}
