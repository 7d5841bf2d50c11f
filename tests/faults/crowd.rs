use std::collections::BTreeMap;

use futures_util::future::join_all;

use crate::console::create;
use crate::support::random::Random;
use crate::support::{Person, Site};
use next_identity_console::domain::role::Role;

const OPERATORS: usize = 50;
const SAVES: usize = 20;
const CARDS: usize = 20;

#[tokio::test]
async fn fifty_operators_who_save_the_same_cards_lose_no_change_and_the_record_replays_to_what_is_stored() {
    let site = Site::start().await;
    let names: Vec<String> = (0..OPERATORS).map(|n| format!("Operator {n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    site.add_operators(&names, Role::ApplicationManager).await;
    let people: Vec<Person> = names.iter().map(|_| site.visitor()).collect();
    for (person, name) in people.iter().zip(&names) {
        person.sign_in(name).await;
    }
    let mut clients = Vec::new();
    for n in 0..CARDS {
        clients.push(create(&people[0], &format!("Client {n}")).await);
    }
    let mut random = Random::seeded("fifty operators");
    let work = people.iter().zip(&names).map(|(person, name)| save(person, name, &clients, random.split()));
    let conflicts: usize = join_all(work).await.into_iter().sum();
    println!("{} saves, {conflicts} conflicts", OPERATORS * SAVES);
    assert!(conflicts > 0, "nobody met anybody, so this shows nothing");
    let saves = i64::try_from(OPERATORS * SAVES).unwrap();
    let file = site.file();
    assert_eq!(file.number("(SELECT sum(revision - 1) FROM clients)"), saves);
    assert_eq!(file.number("(SELECT count(*) FROM activity WHERE action = 'client_changed')"), saves);
    let mut now = BTreeMap::new();
    let mut seen = Vec::new();
    let record = "SELECT hex(client) a, actor_name b, before ->> '$' c, after ->> '$' d FROM activity \
        JOIN activity_changes ON activity_seq = seq \
        WHERE action = 'client_changed' AND field = 'general.description' ORDER BY seq";
    for [client, actor, before, after] in file.rows(record) {
        assert_eq!(now.insert(client, after.clone()).unwrap_or_default(), before, "changed from what it was");
        assert!(after.starts_with(&format!("{actor}, ")), "{after} is recorded as {actor}'s");
        seen.push(after);
    }
    seen.sort_unstable();
    let mut wanted: Vec<String> =
        names.iter().flat_map(|name| (0..SAVES).map(move |n| format!("{name}, {n}"))).collect();
    wanted.sort_unstable();
    assert_eq!(seen, wanted, "each acknowledged save once");
    for (client, description) in now {
        assert_eq!(site.text(&format!("(SELECT description FROM clients WHERE hex(id) = '{client}')")), description);
    }
    file.is_whole();
}

/// Saves descriptions on cards that others save too; how often somebody else was first.
async fn save(person: &Person, name: &str, clients: &[String], mut random: Random) -> usize {
    let mut conflicts = 0;
    for n in 0..SAVES {
        let path = format!("{}/general", clients[random.below(clients.len())]);
        loop {
            let page = person.open(&path).await;
            let page = person.press(&page, "Save changes", &[("Description", &format!("{name}, {n}"))]).await;
            match page.status {
                303 => break,
                409 => conflicts += 1,
                status => panic!("{status}: {}", page.text()),
            }
        }
    }
    conflicts
}
