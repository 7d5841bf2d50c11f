//! A document of settings that somebody has edited by hand in the database.

use crate::console::{create, create_with};
use crate::support::addresses::example;
use crate::support::process::Running;
use crate::support::site::add_operators;
use crate::support::{Database, Page, Person, Site};
use next_identity_console::domain::client::CARDS;
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::routes;
use reqwest::Method;

/// What is made of a document, in SQL, and the path that cannot be read then.
const FAULTS: [(&str, &str); 14] = [
    ("json_set(settings, '$.authentication.codes.color', 'red')", "authentication.codes.color"),
    ("json_set(settings, '$.payment', 1)", "payment"),
    ("json_set(settings, '$.authentication.codes.length', 'six')", "authentication.codes.length"),
    ("json_set(settings, '$.authentication.codes.length', 9)", "authentication.codes.length"),
    ("json_set(settings, '$.authentication.sessions.idle', -1)", "authentication.sessions.idle"),
    ("json_set(settings, '$.authentication.method', 'magic')", "authentication.method"),
    (
        "json_set(settings, '$.registration.domains.allowed', json('[\"a.example\", 1]'))",
        "registration.domains.allowed[1]",
    ),
    ("json_set(settings, '$.profile', 'all')", "profile"),
    ("json_set(settings, '$.profile', json('[]'))", "profile"),
    ("json_set(settings, '$.authentication.codes', json('[7, 3]'))", "authentication.codes"),
    ("json_remove(settings, '$.general.name')", "general"),
    ("'not JSON'", "."),
    ("''", "."),
    ("settings || '{}'", "."),
];

const TITLE: &str = "This client's settings cannot be read";

/// Edits the document of a revision of the client with this name, whatever keeps the program from it.
fn edit(database: &Database, name: &str, revision: i64, edited: &str) {
    let guards =
        database.column("SELECT name AS a FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'client_revisions'");
    for guard in guards {
        database.execute(&format!("DROP TRIGGER {guard}"));
    }
    let of_client = format!("client = (SELECT id FROM clients WHERE name = '{name}')");
    let row = format!("{of_client} AND number = {revision}");
    let before = database.text(&format!("(SELECT settings FROM client_revisions WHERE {row})"));
    database.execute(&format!("UPDATE client_revisions SET settings = {edited} WHERE {row}"));
    assert_ne!(database.text(&format!("(SELECT settings FROM client_revisions WHERE {row})")), before, "{edited}");
}

/// A site with two clients, of two revisions each.
async fn two_clients() -> (Site, Person, [String; 2]) {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let clients = [create(&ada, "Shop").await, create_with(&ada, "Bank", &[("passkeys", "on")]).await];
    for client in &clients {
        change(&ada, client, "first").await;
    }
    (site, ada, clients)
}

async fn change(person: &Person, client: &str, description: &str) {
    let page = person.open(&format!("{client}/general")).await;
    let answer = person.press(&page, "Save changes", &[("Description", description)]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}

/// The page says which client, which revision and where, and that is all that happens.
fn says_so(page: &Page, revision: i64, path: &str) {
    let what = format!("{}: {}", page.path, page.text());
    assert_eq!((page.status, page.h1().as_str()), (500, TITLE), "{what}");
    let words = format!("The settings of the client “Shop” (revision {revision}) break a rule at {path}: ");
    assert!(page.shows(&words), "{words} {what}");
    assert!(page.shows("other clients are not affected"), "{what}");
    assert!(page.links().contains(&"/".to_owned()), "{what}");
}

/// Every address of a client that can be opened, but for what is done with secrets that are there, which needs no settings.
fn pages(client: &str) -> Vec<String> {
    let key = client.trim_start_matches("/clients/");
    let opened = routes::all().into_iter().filter(|entry| entry.method == Method::GET.as_str());
    let pages: Vec<String> = opened
        .filter(|entry| entry.pattern.starts_with("/clients/{id}") && !entry.pattern.contains("/credentials/"))
        .map(|entry| example(entry.pattern, key).replace("/history/1/", "/history/2/"))
        .map(|path| if path.ends_with("/comparison") { format!("{path}?from=1&to=2") } else { path })
        .collect();
    assert!(pages.len() >= 5 + CARDS.len(), "{pages:?}");
    pages
}

#[tokio::test]
async fn every_page_of_a_client_whose_settings_cannot_be_read_says_which_and_where() {
    for (edited, path) in FAULTS {
        let (site, ada, [shop, bank]) = two_clients().await;
        edit(&site.file(), "Shop", 2, edited);
        let stored = site.stored();
        // What needs no settings works: among it the switch that turns the client off, and the way to older files.
        let works =
            ["status", "activity", "credentials", "history", "history/1/file"].map(|page| format!("{shop}/{page}"));
        for page in &works {
            let answer = ada.get(page).await;
            assert!(answer.status == 200 && answer.shows("Shop"), "{page}: {}", answer.text());
        }
        for page in pages(&shop).iter().filter(|page| !works.contains(page)) {
            says_so(&ada.get(page).await, 2, path);
        }
        for card in CARDS {
            let form = [("revision", "2"), ("name", "Shop")];
            let page = ada.post(&format!("{shop}/{}", card.name), &form[..=usize::from(card.name == "general")]).await;
            says_so(&page, 2, path);
            let page = ada.post(&format!("{shop}/history/1/restoration/{}", card.name), &[("seen", "2")]).await;
            says_so(&page, 2, path);
        }
        assert_eq!(site.stored(), stored, "{edited}");
        others_work(&site, &ada, &bank).await;
    }
}

async fn others_work(site: &Site, ada: &Person, bank: &str) {
    for page in pages(bank) {
        assert_eq!(ada.get(&page).await.status, 200, "{page}");
    }
    change(ada, bank, "second").await;
    assert!(ada.open(bank).await.shows("Description second"));
    for list in ["/clients", "/clients?search=sho", "/clients?sort=name", "/activity", "/activity?search=shop"] {
        let page = ada.get(list).await;
        assert!(page.status == 200 && page.shows("Shop"), "{list}: {}", page.text());
    }
    for file in ["/activity.csv", "/activity.jsonl"] {
        let (status, _, body) = ada.send_raw(ada.request(Method::GET, file)).await;
        assert!(status == 200 && String::from_utf8(body).unwrap().contains("Shop"), "{file}");
    }
    let created = create(ada, "Market").await;
    assert_eq!(ada.open(&created).await.h1(), "Market Active");
    assert_eq!(site.number("(SELECT count(*) FROM clients)"), 3);
}

#[tokio::test]
async fn an_earlier_revision_that_cannot_be_read_stands_in_nobodys_way() {
    for (edited, path) in FAULTS {
        let (site, ada, [shop, _]) = two_clients().await;
        edit(&site.file(), "Shop", 1, edited);
        let card_pages = CARDS.iter().map(|card| format!("{shop}/{}", card.name));
        let own = [shop.clone(), format!("{shop}/history"), format!("{shop}/history/2/file"), format!("{shop}/status")];
        for page in own.into_iter().chain(card_pages) {
            assert_eq!(ada.get(&page).await.status, 200, "{edited}: {page}");
        }
        let stored = site.stored();
        let restorations = CARDS.iter().map(|card| format!("{shop}/history/1/restoration/{}", card.name));
        for page in restorations.clone().chain(
            ["1/file", "1/settings.json", "comparison?from=1&to=2", "comparison?from=2&to=1"]
                .map(|end| format!("{shop}/history/{end}")),
        ) {
            says_so(&ada.get(&page).await, 1, path);
        }
        for page in restorations {
            says_so(&ada.post(&page, &[("seen", "2")]).await, 1, path);
        }
        let page = ada.open(&format!("{shop}/general")).await;
        let form = page.form("Save changes", &[("Description", "from an old page")]);
        let stale = form
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), if name == "revision" { "1" } else { value.as_str() }));
        says_so(&ada.post(&form.action, &stale.collect::<Vec<_>>()).await, 1, path);
        assert_eq!(site.stored(), stored, "{edited}");
        change(&ada, &shop, "second").await;
        let page = ada.open(&format!("{shop}/history/2/restoration/general")).await;
        let page = ada.submit(&page, "Restore this card", &[]).await;
        assert!(page.shows("Description first"), "{edited}: {}", page.text());
    }
}

#[tokio::test]
async fn the_log_names_the_client_the_revision_and_the_path() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database(folder.path().join("console.db"));
    let running = Running::start(&database.0);
    add_operators(&database.0, &["Ada"], Role::Administrator, SystemClock.now()).await;
    let ada = Person::new(&running.url());
    ada.sign_in("Ada").await;
    let shop = create(&ada, "Shop").await;
    edit(&database, "Shop", 1, "json_set(settings, '$.authentication.codes.length', 9)");
    says_so(&ada.get(&shop).await, 1, "authentication.codes.length");
    let log = running.kill();
    let words = "the settings of the client “Shop”, revision 1, cannot be read at authentication.codes.length: ";
    assert_eq!(log.matches(words).count(), 1, "{log}");
    assert!(!log.contains("panicked"), "{log}");
}

#[tokio::test]
async fn a_client_whose_settings_cannot_be_read_can_be_disabled_and_enabled_again() {
    let (site, ada, [shop, _]) = two_clients().await;
    edit(&site.file(), "Shop", 2, "'not JSON'");
    for (button, status) in [("Disable", "disabled"), ("Enable", "active")] {
        let page = ada.open(&format!("{shop}/status")).await;
        assert_eq!(ada.press(&page, button, &[]).await.status, 303, "{button}");
        assert_eq!(
            site.text("(SELECT status FROM clients JOIN client_kinds k ON k.id = kind WHERE name = 'Shop')"),
            status
        );
    }
}
