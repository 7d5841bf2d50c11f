use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use tokio::sync::Notify;

use super::operator;
use crate::support::process::Running;
use crate::support::random::Random;
use crate::support::{Database, Page, Person};

/// Connections that change something at the same time.
const CONNECTIONS: usize = 6;

/// What the program has acknowledged, and what it was asked for without an answer.
#[derive(Default)]
struct Ledger {
    /// Clients by their address: name, and the description that was acknowledged last.
    clients: BTreeMap<String, (String, String)>,
    /// Descriptions that were sent for a client and not answered.
    unanswered: BTreeMap<String, String>,
    changes: usize,
}

#[tokio::test]
async fn what_was_acknowledged_survives_kills_at_random_moments() {
    let kills: usize = std::env::var("KILLS").ok().map_or(10, |kills| kills.parse().unwrap());
    let mut random = Random::seeded("kill -9");
    let folder = tempfile::tempdir().unwrap();
    let database = Database(folder.path().join("console.db"));
    operator(&database.0).await;
    let ledger = Mutex::new(Ledger::default());
    let mut running = Running::start(&database.0);
    let mut ada = Person::new(&running.url());
    ada.sign_in("Ada").await;
    for round in 0..kills {
        let (changes, last, moment) = (AtomicUsize::new(0), 1 + random.below(80), random.below(200));
        let enough = Notify::new();
        let work = (0..CONNECTIONS).map(|connection| {
            let person = ada.with_same_cookies();
            let (ledger, changes, enough) = (&ledger, &changes, &enough);
            let mut random = random.split();
            async move {
                let count = || {
                    if changes.fetch_add(1, Ordering::SeqCst) + 1 >= last {
                        enough.notify_one();
                    }
                };
                let name = |n| format!("Client {round} {connection} {n}");
                let mut n = 0;
                while change(&person, ledger, &name(n), &mut random).await.is_ok() {
                    count();
                    n += 1;
                }
            }
        });
        let kill = async {
            enough.notified().await;
            // A moment later, somewhere within the next changes.
            for _ in 0..moment {
                tokio::task::yield_now().await;
            }
            running.signal("KILL");
        };
        tokio::join!(join_all(work), kill);
        let said = running.kill();
        assert!(!said.contains("panicked"), "{said}");
        running = Running::start(&database.0);
        ada.site = running.url();
        let mut written = std::mem::take(&mut *ledger.lock().unwrap());
        is_there(&ada, &database, &mut written).await;
        *ledger.lock().unwrap() = written;
    }
    let ledger = ledger.into_inner().unwrap();
    println!("{kills} kills, {} clients, {} acknowledged changes", ledger.clients.len(), ledger.changes);
    assert!(ledger.changes >= kills * 2, "too little happened");
}

/// Creates a client or saves the General card of one that this connection has made; notes what came of it.
async fn change(person: &Person, ledger: &Mutex<Ledger>, name: &str, random: &mut Random) -> reqwest::Result<()> {
    let own: String = name.rsplit_once(' ').unwrap().0.to_owned() + " ";
    let known = ledger
        .lock()
        .unwrap()
        .clients
        .iter()
        .filter(|(_, (name, _))| name.starts_with(&own))
        .map(|(path, _)| path.clone())
        .collect::<Vec<_>>();
    if known.is_empty() || random.one_in(2) {
        let fields = [
            ("name", name),
            ("app_type", "web_app"),
            ("integration_type", "api"),
            ("primary_identifier", "email"),
            ("method", "password"),
            ("registration_type", "self_registration"),
        ];
        let request = person.request(reqwest::Method::POST, "/clients/new/basic-settings").form(&fields);
        let page = person.try_send(request).await?;
        assert_eq!(page.status, 303, "{}", page.text());
        let mut ledger = ledger.lock().unwrap();
        ledger.clients.insert(page.location().unwrap(), (name.to_owned(), String::new()));
        ledger.changes += 1;
        return Ok(());
    }
    let path = &known[random.below(known.len())];
    let page = open(person, &format!("{path}/general")).await?;
    let description = format!("described by {name}");
    let form = page.form("Save changes", &[("Description", &description)]);
    ledger.lock().unwrap().unanswered.insert(path.clone(), description.clone());
    let request = person.request(reqwest::Method::POST, &form.action).form(&form.fields);
    let page = person.try_send(request).await?;
    assert_eq!(page.status, 303, "{}", page.text());
    let mut ledger = ledger.lock().unwrap();
    ledger.unanswered.remove(path);
    ledger.clients.get_mut(path).unwrap().1 = description;
    ledger.changes += 1;
    Ok(())
}

async fn open(person: &Person, path: &str) -> reqwest::Result<Page> {
    let page = person.try_send(person.request(reqwest::Method::GET, path)).await?;
    assert_eq!(page.status, 200, "{}", page.text());
    Ok(page)
}

/// Fails unless all that was acknowledged is there: on the pages for what this round changed, and in the file for all.
async fn is_there(person: &Person, database: &Database, ledger: &mut Ledger) {
    database.is_whole();
    for (path, sent) in std::mem::take(&mut ledger.unanswered) {
        let page = person.open(&format!("{path}/general")).await;
        let (stored, known) = (page.value("Description"), &mut ledger.clients.get_mut(&path).unwrap().1);
        assert!(stored == *known || stored == sent, "{path}: {stored}, not {known} or {sent}");
        *known = stored;
    }
    for (path, (name, description)) in ledger.clients.iter().rev().take(20) {
        let page = person.open(&format!("{path}/general")).await;
        assert_eq!((&page.value("Client name"), &page.value("Description")), (name, description));
    }
    let stored = "SELECT lower(hex(id)) a, name b, description c, (SELECT count(*) FROM activity_changes \
        JOIN activity ON activity_seq = seq WHERE client = id AND after ->> '$' = description) || '' d FROM clients";
    let stored: HashMap<String, [String; 4]> =
        database.rows(stored).into_iter().map(|row| (row[0].clone(), row)).collect();
    for (path, (name, description)) in &ledger.clients {
        let id = path.trim_start_matches("/clients/").replace('-', "");
        let [_, stored_name, stored_description, recorded] =
            &stored.get(&id).unwrap_or_else(|| panic!("{name} is lost"));
        assert_eq!((stored_name, stored_description), (name, description));
        assert!(description.is_empty() || recorded == "1", "{name}: the record of its change is lost");
    }
}
