use diesel::connection::SimpleConnection;

use super::*;
use crate::store::Store;

#[derive(Clone, Debug)]
enum Change {
    Create(String),
    Rename(usize, String),
    Describe(usize, String),
    Reclassify(usize, Kind),
    Delete(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let any = || 0usize..200;
    prop_oneof![
        words().prop_map(Change::Create),
        (any(), words()).prop_map(|(at, name)| Change::Rename(at, name)),
        (any(), words()).prop_map(|(at, text)| Change::Describe(at, text)),
        (any(), kind()).prop_map(|(at, kind)| Change::Reclassify(at, kind)),
        any().prop_map(Change::Delete),
    ]
}

fn set(conn: &mut Connection, client: &Known) {
    let kind = kind_id(conn, client.kind).unwrap();
    diesel::sql_query(
        "UPDATE clients SET name = ?, name_key = ?, name_sort = ?, description = ?, kind = ? WHERE seq = ?",
    )
    .bind::<Text, _>(&client.name)
    .bind::<Text, _>(comparison_key(&client.name))
    .bind::<Binary, _>(sort_key(&client.name))
    .bind::<Text, _>(&client.description)
    .bind::<BigInt, _>(kind)
    .bind::<BigInt, _>(client.seq)
    .execute(conn)
    .unwrap();
}

fn apply(conn: &mut Connection, clients: &mut Vec<Known>, seq: i64, change: Change) {
    let unique = |name: String| format!("{name} {seq}");
    let place = match &change {
        Change::Create(name) => {
            let [client_id, name, description] = [format!("id{seq}"), unique(name.clone()), String::new()];
            clients.push(Known { seq, client_id, name, description, kind: plain(), updated_at: 0 });
            return insert(conn, clients.last().unwrap());
        }
        Change::Rename(at, _) | Change::Describe(at, _) | Change::Reclassify(at, _) | Change::Delete(at) => *at,
    };
    let Some(at) = place.checked_rem(clients.len()) else { return };
    match change {
        Change::Rename(_, name) => clients[at].name = unique(name),
        Change::Describe(_, text) => clients[at].description = text,
        Change::Reclassify(_, kind) => clients[at].kind = kind,
        Change::Create(_) | Change::Delete(_) => {
            let gone = clients.remove(at).seq;
            let delete = diesel::sql_query("DELETE FROM clients WHERE seq = ?").bind::<BigInt, _>(gone);
            delete.execute(conn).unwrap();
            return;
        }
    }
    set(conn, &clients[at]);
}

/// Compares the search indexes with the clients, entry by entry.
fn is_whole(conn: &mut Connection) {
    for index in ["clients_search", "client_names_search"] {
        let check = format!("INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)");
        conn.batch_execute(&check).unwrap_or_else(|error| panic!("{index}: {error}"));
    }
}

fn found(conn: &mut Connection, search: &str) -> Vec<String> {
    names(conn, &ListQuery { search: search.to_owned(), ..whole() }).0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn indexes_and_counts_follow_every_change(
        clients in some_clients(), commits in prop::collection::vec(prop::collection::vec(change(), 1..20), 1..6)
    ) {
        let (_folder, mut conn) = with_clients(&clients);
        let mut clients = clients;
        let mut seq = 1000;
        for changes in commits {
            for change in changes {
                seq += 1;
                apply(&mut conn, &mut clients, seq, change);
            }
            flush(&mut conn).unwrap();
            is_whole(&mut conn);
        }
        for (filter, place) in FILTERS.iter().enumerate().flat_map(|(at, filter)| (0..(filter.values)().len()).map(move |place| (at, place))) {
            let mut query = whole();
            query.filters[filter] = Some(place);
            let expected = expected(&clients, &query);
            let total = exactly(&expected);
            prop_assert_eq!(names(&mut conn, &query), (expected, total));
        }
    }
}

fn sql(text: &'static str) -> impl Fn(&mut Connection) -> Result<(), crate::store::StoreError> + Send {
    move |conn| Ok(conn.batch_execute(text)?)
}

fn store() -> (tempfile::TempDir, Store, Connection) {
    let (folder, mut conn) = database();
    for (seq, name) in [(1, "First Shop"), (2, "Second Shop"), (3, "Third Shop")] {
        let [client_id, name, description] = [format!("id{seq}"), name.to_owned(), String::new()];
        insert(&mut conn, &Known { seq, client_id, name, description, kind: plain(), updated_at: 0 });
    }
    flush(&mut conn).unwrap();
    let store = Store::open(&folder.path().join("console.db")).unwrap();
    (folder, store, conn)
}

#[tokio::test]
async fn a_change_that_fails_leaves_the_index_as_its_neighbours_made_it() {
    let (_folder, store, mut conn) = store();
    let results = tokio::join!(
        store.write(sql("UPDATE clients SET name = 'Bakery', name_key = 'bakery' WHERE seq = 1")),
        store.write(sql("UPDATE clients SET name = 'Grocery', name_key = 'grocery' WHERE seq = 2; \
            UPDATE clients SET name_key = 'bakery' WHERE seq = 3")),
        store.write(sql("UPDATE clients SET name = 'Pharmacy', name_key = 'pharmacy' WHERE seq = 3")),
    );
    assert!(results.0.is_ok() && results.1.is_err() && results.2.is_ok());
    assert_eq!(found(&mut conn, "shop"), ["Second Shop"]);
    assert_eq!(
        (found(&mut conn, "akery"), found(&mut conn, "harmac")),
        (vec!["Bakery".into()], vec!["Pharmacy".into()])
    );
    assert!(found(&mut conn, "rocery").is_empty());
    is_whole(&mut conn);
    store.close();
}

#[tokio::test]
async fn what_was_changed_beside_the_program_is_found_after_its_next_commit() {
    let (_folder, store, mut conn) = store();
    sql("UPDATE clients SET name = 'Bakery', name_key = 'bakery' WHERE seq = 1; DELETE FROM clients WHERE seq = 2")(
        &mut conn,
    )
    .unwrap();
    store.write(sql("UPDATE installation SET set_up_at = 1")).await.unwrap();
    assert_eq!(found(&mut conn, "hop"), ["Third Shop"]);
    assert_eq!(found(&mut conn, "akery"), ["Bakery"]);
    is_whole(&mut conn);
    store.close();
}
