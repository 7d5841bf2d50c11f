use super::search::best_first;
use super::*;
use crate::store::sqlite::search::index::Index;

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
            insert(conn, clients.last().unwrap());
            return note(conn, seq);
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
    note(conn, clients[at].seq);
}

/// Records that something of a client has changed, as every change does.
fn note(conn: &mut Connection, seq: i64) {
    diesel::sql_query(
        "INSERT INTO activity (at, actor_kind, action, client) \
         SELECT 0, 'command_line', 'client_changed', id FROM clients WHERE seq = ?",
    )
    .bind::<BigInt, _>(seq)
    .execute(conn)
    .unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn searches_and_counts_follow_every_change_whether_or_not_the_index_does(
        clients in some_clients(),
        commits in prop::collection::vec((prop::collection::vec(change(), 1..20), any::<bool>()), 1..6)
    ) {
        let (folder, mut conn) = with_clients(&clients);
        let mut index = Index::open(&folder.path().join("console.db")).unwrap();
        let mut clients = clients;
        let mut seq = 1000;
        for (changes, is_followed) in commits {
            for change in changes {
                seq += 1;
                apply(&mut conn, &mut clients, seq, change);
            }
            if is_followed {
                catch_up(&mut index);
            }
            for search in ["shop", "on", "fin", "café"] {
                let query = ListQuery { search: search.to_owned(), ..whole() };
                let expected = best_first(&clients, &query);
                let total = exactly(&expected);
                prop_assert_eq!(names(&mut conn, &query), (expected, total), "{}", search);
            }
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
