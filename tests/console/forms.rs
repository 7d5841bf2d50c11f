//! Every form of the console, found as a person finds it: by links, from page to page.

use std::collections::{BTreeSet, VecDeque};

use crate::console::refused::refuse_uri;
use crate::console::{create, credentials, users};
use crate::support::addresses::shape;
use crate::support::page::FilledForm;
use crate::support::site::PASSWORD;
use crate::support::users::sign_in;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::routes::{self, Audience};

/// Fields by label.
type Filled = [(&'static str, &'static str)];
/// What is typed into a form that does nothing as it stands, and what somebody else types at the same time.
const TYPED: &[(&str, &Filled, &Filled)] = &[
    ("POST /set-up", &[("Name", "Eve"), ("Email", "eve@example.com"), ("Password", PASSWORD)], &[]),
    ("POST /account", &[("Name", "Ada Lovelace")], &[]),
    ("POST /account/password", &[("Current password", PASSWORD), ("New password", "ochre lantern vapour mitten")], &[]),
    ("POST /password-choice", &[("Password", PASSWORD)], &[]),
    ("POST /sign-in", &[("Email", "ada@example.com"), ("Password", PASSWORD)], &[]),
    (
        "GET /clients/new/basic-settings",
        &[("Client name", "Library"), ("App type", "Web App"), ("Integration type", "API")],
        &[],
    ),
    ("POST /clients/{id}/general", &[("Description", "Changed")], &[("Integration type", "API")]),
    ("POST /clients/{id}/authentication", &[("Code length", "7")], &[("Tries per code", "4")]),
    ("POST /clients/{id}/registration", &[("Invitation lifetime", "3")], &[("Birthdate", "Optional")]),
    ("POST /clients/{id}/profile", &[("Delete Account", "on")], &[("Sign Out Everywhere", "on")]),
    ("POST /clients/{id}/integration", &[("Refresh tokens", "off")], &[("Profile claims in the ID token", "on")]),
    ("POST /clients/{id}/status", &[], &[]),
];

/// A form, filled in so that it is accepted and changes something, with somebody who may send it.
pub struct Form {
    pub person: Person,
    /// The address as its route's pattern has it.
    pub shape: String,
    pub path: String,
    pub fields: Vec<(String, String)>,
}

impl Form {
    fn new(person: &Person, form: FilledForm) -> Self {
        let shape = shape(&form.action);
        Self { person: person.with_same_cookies(), shape, path: form.action, fields: form.fields }
    }

    pub fn body(&self) -> String {
        serde_urlencoded::to_string(&self.fields).unwrap()
    }

    /// The body with another value for the field at this place, encoded already.
    pub fn body_with(&self, place: usize, encoded: &str) -> String {
        let mut pairs: Vec<String> =
            self.fields.iter().map(|pair| serde_urlencoded::to_string([pair]).unwrap()).collect();
        let name = pairs[place].split('=').next().unwrap().to_owned();
        pairs[place] = format!("{name}={encoded}");
        pairs.join("&")
    }

    /// Whether it saves a card: the field and the number that say which state of the card it was opened at.
    pub fn revision(&self) -> Option<usize> {
        self.fields.iter().position(|(name, _)| name == "revision")
    }
}

/// Every form that the routes answer, and the sites that they are on.
pub struct Forms {
    pub sites: [Site; 2],
    pub all: Vec<Form>,
}

impl Forms {
    /// Fails when a route that takes a form has none.
    pub async fn find() -> Self {
        let empty = Site::start().await;
        let visitor = empty.visitor();
        let set_up = visitor.open(empty.set_up_link.as_deref().unwrap()).await;
        let mut all = vec![Form::new(&visitor, typed(&set_up, set_up.forms().remove(0)))];

        let site = Site::start().await;
        let ada = site.named_operator("Ada", Role::Administrator).await;
        let visitor = site.visitor();
        let choice = visitor.open(&site.invite("Eve", Role::Viewer).await).await;
        all.push(Form::new(&visitor, typed(&choice, choice.forms().remove(0))));
        let sign_in = visitor.open("/sign-in").await;
        all.push(Form::new(&visitor, typed(&sign_in, sign_in.forms().remove(0))));
        let (shop, museum) = (create(&ada, "Shop").await, create(&ada, "Museum").await);
        // A client that was changed once has something to restore.
        for client in [&shop, &museum] {
            let page = ada.open(&format!("{client}/general")).await;
            assert_eq!(ada.press(&page, "Save changes", &[("Description", "Before")]).await.status, 303);
        }
        let leaver = site.visitor();
        leaver.sign_in("Ada").await;
        // What ends all other sessions of an operator is done by operators who have no other form here.
        let bob = site.named_operator("Bob", Role::Viewer).await;
        site.visitor().sign_in("Bob").await;
        let carol = site.named_operator("Carol", Role::Viewer).await;
        let confirmer = site.visitor();
        confirmer.sign_in("Ada").await;
        let page = confirmer.open("/confirmation").await;
        all.push(Form::new(&confirmer, page.form("Continue", &[("Password", PASSWORD)])));
        // The latest session stands first, so the one that the page offers to end is this.
        site.pass(1);
        site.visitor().sign_in("Ada").await;
        for mut form in by_links(&ada, &shop).await {
            if form.action.contains("/history/") {
                // A restoration is refused once another form has saved the card, so it is one of another client.
                let path = form.action.replace(&shop, &museum);
                form = ada.open(&path).await.forms().into_iter().find(|form| form.action == path).unwrap();
            }
            let whose = match form.action.as_str() {
                "/sign-out" => &leaver,
                "/account/sessions" => &bob,
                "/account/password" => &carol,
                _ => &ada,
            };
            all.push(Form::new(whose, form));
        }
        all.push(Form::new(&ada, of_refusal(&site, &ada).await));
        all.extend(of_users(&site, &ada, &museum).await.into_iter().map(|form| Form::new(&ada, form)));
        all.extend(of_secrets(&ada).await.into_iter().map(|form| Form::new(&ada, form)));
        let bank = create(&ada, "Bank").await;
        let cards: Vec<String> =
            all.iter().filter(|form| form.revision().is_some()).map(|form| form.shape.clone()).collect();
        for card in cards {
            let page = in_conflict(&ada, &card.replace("/clients/{id}", &bank)).await;
            let form = page.forms().into_iter().find(|form| form.action.starts_with(&bank)).unwrap();
            all.push(Form::new(&ada, form));
        }
        let is_form = |entry: &routes::Entry| entry.audience == Audience::Operators && entry.method == "POST";
        for entry in routes::all().into_iter().filter(is_form) {
            let found = all.iter().any(|form| matches(entry.pattern, &form.path));
            assert!(found, "no page that links lead to has a form for {}", entry.pattern);
        }
        Self { sites: [empty, site], all }
    }

    /// Everything that is stored on both sites.
    pub fn stored(&self) -> Vec<String> {
        self.sites.iter().flat_map(Site::stored).collect()
    }
}

/// The forms of all pages that links lead to, each address once.
pub async fn by_links(person: &Person, start: &str) -> Vec<FilledForm> {
    let mut seen = BTreeSet::from([shape(start)]);
    let mut waiting = VecDeque::from([start.to_owned()]);
    let mut found: Vec<FilledForm> = Vec::new();
    while let Some(path) = waiting.pop_front() {
        let page = person.open(&path).await;
        if !page.header("content-type").starts_with("text/html") {
            continue;
        }
        assert_eq!(page.status, 200, "a link leads to {path}");
        let mut links = page.links();
        for form in page.forms() {
            let form = typed(&page, form);
            if form.method == "get" {
                links.push(format!("{}?{}", form.action, serde_urlencoded::to_string(&form.fields).unwrap()));
            } else if found.iter().all(|other| shape(&other.action) != shape(&form.action)) {
                found.push(form);
            }
        }
        for link in links {
            if seen.insert(shape(&link)) {
                waiting.push_back(link);
            }
        }
    }
    found
}

/// The form with what a person types into it.
fn typed(page: &Page, form: FilledForm) -> FilledForm {
    match typed_into(&form.method, &form.action) {
        Some((typed, _)) => page.form(&form.button, typed),
        None => form,
    }
}

/// What is typed into a form, and what somebody else types at the same time.
pub fn typed_into(method: &str, address: &str) -> Option<(&'static Filled, &'static Filled)> {
    let name = format!("{} {}", method.to_uppercase(), shape(address));
    TYPED.iter().find(|(known, ..)| *known == name).map(|(_, mine, theirs)| (*mine, *theirs))
}

/// What is done with secrets that are there, each form of a client of its own.
async fn of_secrets(ada: &Person) -> Vec<FilledForm> {
    let mut clients = Vec::new();
    for name in ["Vault", "Safe", "Chest"] {
        let client = create(ada, name).await;
        credentials::generate(ada, &client).await;
        clients.push(client);
    }
    credentials::rotate(ada, &clients[1], "Safe", "24").await;
    let [vault, safe, chest] = ["rotation", "ending", "expiry"]
        .into_iter()
        .zip(&clients)
        .map(|(what, client)| format!("{client}/credentials/{what}"))
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    vec![
        ada.open(&vault).await.form("Rotate secret", &[("Client name", "Vault")]),
        ada.open(&safe).await.form("End now", &[("Client name", "Safe")]),
        ada.open(&chest).await.form("Save expiry", &[("Last day", &credentials::day(200))]),
    ]
}

/// The form that adds a redirect URI which was refused.
async fn of_refusal(site: &Site, ada: &Person) -> FilledForm {
    let client = create(ada, "Fair").await;
    refuse_uri(site, &client, "https://app.example.com/other").await;
    ada.open(&format!("{client}/activity")).await.form("Add this redirect URI", &[])
}

/// What is done to users, each form of a user of its own.
async fn of_users(site: &Site, ada: &Person, client: &str) -> Vec<FilledForm> {
    let all = users::add(site, &[("A", "A"), ("B", "B"), ("C", "C"), ("D", "D")]).await;
    for (number, user) in (1..).zip(&all) {
        sign_in(&site.database, *user, client, number, SystemClock.now()).await;
    }
    let pages: Vec<String> = all.into_iter().map(users::address).collect();
    vec![
        ada.open(&pages[0]).await.form("Disable", &[]),
        ada.open(&pages[1]).await.form("End all", &[]),
        ada.open(&pages[2]).await.forms().into_iter().find(|form| form.action.contains("/sessions/")).unwrap(),
        ada.open(&format!("{}/deletion", pages[3]))
            .await
            .form("Delete this user", &[("Identifier", "d.d@example.com")]),
    ]
}

/// The page that tells of another save meanwhile.
async fn in_conflict(person: &Person, card: &str) -> Page {
    let (theirs, mine) = typed_into("post", card).unwrap_or_else(|| panic!("say what is typed into {card}"));
    let stale = person.open(card).await;
    let page = person.open(card).await;
    assert_eq!(person.press(&page, "Save changes", theirs).await.status, 303, "{card}");
    let page = person.press(&stale, "Save changes", mine).await;
    assert_eq!(page.status, 409, "{card}");
    page
}

/// Whether an address is one of a route's.
fn matches(pattern: &str, address: &str) -> bool {
    let path = address.split('?').next().unwrap();
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len() && pattern.iter().zip(path).all(|(one, other)| one.starts_with('{') || *one == other)
}
