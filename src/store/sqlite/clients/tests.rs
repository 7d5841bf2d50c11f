mod index;
mod plans;
mod search;

use diesel::Connection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use proptest::prelude::*;

use crate::domain::choice::Choice;
use crate::domain::client::{AppType, IntegrationType, RegistrationType, Status};
use crate::domain::text::comparison_key;
use crate::store::Connection;
use crate::store::clients::{ListQuery, Listing, Position, Sort, list};
use crate::store::paging::{Paging, Total};
use crate::store::sqlite::database;
use crate::store::sqlite::search_index::flush;

/// A client as the tests know it, beside the database.
#[derive(Clone, Debug)]
struct Known {
    seq: i64,
    client_id: String,
    name: String,
    description: String,
    kinds: (AppType, IntegrationType, RegistrationType, Status),
    updated_at: i64,
}

const WORDS: [&str; 18] = [
    "Shop",
    "Shopping",
    "Workshop",
    "Online",
    "On",
    "Finance",
    "ﬁnance",
    "Straße",
    "STRASSE",
    "Ｓｈｏｐ",
    "100%",
    "\"Blau\"",
    "Café",
    "a*b",
    "O'Neil",
    "NEAR(x)",
    "会員ページ",
    "_x_",
];

fn kinds() -> impl Strategy<Value = (AppType, IntegrationType, RegistrationType, Status)> {
    use prop::sample::select;
    (select(AppType::ALL), select(IntegrationType::ALL), select(RegistrationType::ALL), select(Status::ALL))
}

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 1..4).prop_map(|words| words.join(" "))
}

/// Clients with different names, some with a client ID that other names begin with.
fn some_clients() -> impl Strategy<Value = Vec<Known>> {
    prop::collection::vec((words(), words(), kinds(), 0i64..9), 70..110).prop_map(|drawn| {
        let mut clients: Vec<Known> = Vec::new();
        for (seq, (name, description, kinds, updated_at)) in (1..).zip(drawn) {
            let taken = clients.iter().any(|client| comparison_key(&client.name) == comparison_key(&name));
            let name = if taken { format!("{name} {seq}") } else { name };
            let client_id = ["shop", "finance", "online shop"].get(clients.len());
            let client_id = client_id.map_or_else(|| format!("id{seq}on"), |id| (*id).to_owned());
            clients.push(Known { seq, client_id, name, description, kinds, updated_at });
        }
        clients
    })
}

fn insert(conn: &mut Connection, client: &Known) {
    diesel::sql_query(
        "INSERT INTO clients (seq, id, client_id, name, name_key, description, app_type, integration_type, \
         primary_identifier, method, passkeys, registration_type, status, revision, created_at, updated_at) \
         VALUES (?, randomblob(16), ?, ?, ?, ?, ?, ?, 'email', 'password', 0, ?, ?, 1, 0, ?)",
    )
    .bind::<BigInt, _>(client.seq)
    .bind::<Text, _>(&client.client_id)
    .bind::<Text, _>(&client.name)
    .bind::<Text, _>(comparison_key(&client.name))
    .bind::<Text, _>(&client.description)
    .bind::<Text, _>(client.kinds.0.token())
    .bind::<Text, _>(client.kinds.1.token())
    .bind::<Text, _>(client.kinds.2.token())
    .bind::<Text, _>(client.kinds.3.token())
    .bind::<BigInt, _>(client.updated_at)
    .execute(conn)
    .unwrap();
}

fn with_clients(clients: &[Known]) -> (tempfile::TempDir, Connection) {
    let (folder, mut conn) = database();
    let all = |conn: &mut Connection| -> QueryResult<()> {
        for client in clients {
            insert(conn, client);
        }
        flush(conn)
    };
    conn.transaction(all).unwrap();
    (folder, conn)
}

fn whole() -> ListQuery {
    ListQuery {
        search: String::new(),
        app_type: None,
        integration_type: None,
        registration_type: None,
        status: None,
        sort: Sort::Name,
        descending: false,
        paging: Paging::First,
    }
}

fn filter() -> impl Strategy<Value = ListQuery> {
    (kinds(), prop::array::uniform4(any::<bool>())).prop_map(|(kinds, set)| ListQuery {
        app_type: set[0].then_some(kinds.0),
        integration_type: set[1].then_some(kinds.1),
        registration_type: set[2].then_some(kinds.2),
        status: set[3].then_some(kinds.3),
        ..whole()
    })
}

fn allows(query: &ListQuery, client: &Known) -> bool {
    query.app_type.is_none_or(|wanted| wanted == client.kinds.0)
        && query.integration_type.is_none_or(|wanted| wanted == client.kinds.1)
        && query.registration_type.is_none_or(|wanted| wanted == client.kinds.2)
        && query.status.is_none_or(|wanted| wanted == client.kinds.3)
}

/// The names of all pages, page by page from the first, after having gone back over them all.
fn names(conn: &mut Connection, query: &ListQuery) -> (Vec<String>, Total) {
    let names = |listing: &Listing| listing.page.rows.iter().map(|client| client.name.clone()).collect::<Vec<_>>();
    let mut pages = vec![list(conn, query).unwrap()];
    while let Some(next) = pages.last().unwrap().page.next.clone() {
        pages.push(list(conn, &ListQuery { paging: Paging::After(next), ..query.clone() }).unwrap());
        assert!(pages.len() < 50, "{query:?}");
    }
    assert!(pages.iter().all(|listing| listing.total == pages[0].total));
    assert!(pages[0].page.previous.is_none() && pages[1..].iter().all(|listing| listing.page.previous.is_some()));
    assert!(pages.iter().rev().skip(1).all(|listing| listing.page.rows.len() == 25));
    for at in (1..pages.len()).rev() {
        let paging = Paging::Before(pages[at].page.previous.clone().unwrap());
        let back = list(conn, &ListQuery { paging, ..query.clone() }).unwrap();
        assert_eq!(names(&back), names(&pages[at - 1]), "back from page {at} of {query:?}");
        assert_eq!(back.page.next, pages[at - 1].page.next);
    }
    (pages.iter().flat_map(names).collect(), pages[0].total)
}

fn exactly(names: &[String]) -> Total {
    Total::Exactly(i64::try_from(names.len()).unwrap())
}

fn expected(clients: &[Known], query: &ListQuery) -> Vec<String> {
    let mut left: Vec<&Known> = clients.iter().filter(|client| allows(query, client)).collect();
    match query.sort {
        Sort::Name => left.sort_by_key(|client| comparison_key(&client.name)),
        Sort::Created => left.sort_by_key(|client| client.seq),
        Sort::Updated => left.sort_by_key(|client| (client.updated_at, client.seq)),
    }
    if query.descending {
        left.reverse();
    }
    left.into_iter().map(|client| client.name.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_filter_in_every_order_lists_what_it_allows_and_says_how_many(
        clients in some_clients(), filters in prop::collection::vec(filter(), 4)
    ) {
        let (_folder, mut conn) = with_clients(&clients);
        for filter in filters.into_iter().chain([whole()]) {
            for (sort, descending) in Sort::ALL.iter().flat_map(|sort| [(*sort, false), (*sort, true)]) {
                let query = ListQuery { sort, descending, ..filter.clone() };
                let expected = expected(&clients, &query);
                let total = exactly(&expected);
                prop_assert_eq!(names(&mut conn, &query), (expected, total), "{:?}", query);
            }
        }
    }
}
