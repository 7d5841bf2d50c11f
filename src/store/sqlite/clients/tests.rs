mod index;
mod plans;
mod search;

use diesel::Connection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use proptest::prelude::*;

use crate::domain::choice::Choice;
use crate::domain::client::{
    AppType, FILTERS, IntegrationType, Kind, Method, Passkeys, Place, PrimaryIdentifier, Readiness, RegistrationType,
    Settings, Status, TwoStepPolicy,
};
use crate::domain::collation::sort_key;
use crate::domain::text::comparison_key;
use crate::store::clients::kind_id;
use crate::store::clients::{self, Chosen, KnownKinds, ListQuery, Listing, Position, Sort};
use crate::store::paging::{Paging, Total};
use crate::store::sqlite::{catch_up, database, index, searching};
use crate::store::{Connection, StoreError};

/// A client as the tests know it, beside the database.
#[derive(Clone, Debug)]
struct Known {
    seq: i64,
    client_id: String,
    name: String,
    description: String,
    kind: Kind,
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

/// A kind of those that the seeds of the filters allow.
fn kind() -> impl Strategy<Value = Kind> {
    prop::array::uniform9(any::<prop::sample::Index>()).prop_map(|seeds| {
        fn of<C: Choice>(seed: prop::sample::Index) -> C {
            *seed.get(C::ALL)
        }
        Kind {
            app_type: of::<AppType>(seeds[0]),
            integration_type: of::<IntegrationType>(seeds[1]),
            primary_identifier: of::<PrimaryIdentifier>(seeds[2]),
            method: of::<Method>(seeds[3]),
            passkeys: of::<Passkeys>(seeds[4]),
            two_step: of::<TwoStepPolicy>(seeds[5]),
            registration_type: of::<RegistrationType>(seeds[6]),
            readiness: of::<Readiness>(seeds[7]),
            status: of::<Status>(seeds[8]),
        }
    })
}

fn plain() -> Kind {
    Kind::new(&Settings::unchosen(), Readiness::NeedsAttention, Status::Active)
}

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 1..4).prop_map(|words| words.join(" "))
}

/// Clients with different names, some with a client ID that other names begin with.
fn some_clients() -> impl Strategy<Value = Vec<Known>> {
    prop::collection::vec((words(), words(), kind(), 0i64..9), 70..110).prop_map(|drawn| {
        let mut clients: Vec<Known> = Vec::new();
        for (seq, (name, description, kind, updated_at)) in (1..).zip(drawn) {
            let taken = clients.iter().any(|client| comparison_key(&client.name) == comparison_key(&name));
            let name = if taken { format!("{name} {seq}") } else { name };
            let client_id = ["shop", "finance", "online shop"].get(clients.len());
            let client_id = client_id.map_or_else(|| format!("id{seq}on"), |id| (*id).to_owned());
            clients.push(Known { seq, client_id, name, description, kind, updated_at });
        }
        clients
    })
}

fn insert(conn: &mut Connection, client: &Known) {
    let kind = kind_id(conn, client.kind).unwrap();
    diesel::sql_query(
        "INSERT INTO clients (seq, id, client_id, name, name_key, name_sort, description, kind, revision, created_at, \
         updated_at) VALUES (?, randomblob(16), ?, ?, ?, ?, ?, ?, 1, 0, ?)",
    )
    .bind::<BigInt, _>(client.seq)
    .bind::<Text, _>(&client.client_id)
    .bind::<Text, _>(&client.name)
    .bind::<Text, _>(comparison_key(&client.name))
    .bind::<Binary, _>(sort_key(&client.name))
    .bind::<Text, _>(&client.description)
    .bind::<BigInt, _>(kind)
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
        Ok(())
    };
    conn.transaction(all).unwrap();
    catch_up(&mut index(&folder, &mut conn));
    (folder, conn)
}

fn whole() -> ListQuery {
    ListQuery {
        search: String::new(),
        filters: Chosen::default(),
        sort: Sort::Name,
        descending: false,
        paging: Paging::First,
    }
}

fn filter() -> impl Strategy<Value = ListQuery> {
    (kind(), prop::array::uniform9(prop::bool::weighted(0.3))).prop_map(|(kind, set)| {
        let mut filters = kind.places().map(Some);
        for (chosen, set) in filters.iter_mut().zip(set) {
            *chosen = chosen.filter(|_| set);
        }
        ListQuery { filters, ..whole() }
    })
}

fn allows(filters: &Chosen, client: &Known) -> bool {
    filters.iter().zip(client.kind.places()).all(|(wanted, place)| wanted.is_none_or(|wanted| wanted == place))
}

/// How many clients are left when a filter has another value and all others stay.
fn left(clients: &[Known], filters: &Chosen, filter: usize, place: Place) -> i64 {
    let mut filters = *filters;
    filters[filter] = Some(place);
    i64::try_from(clients.iter().filter(|client| allows(&filters, client)).count()).unwrap()
}

/// As the product lists them, of which nothing is known yet.
fn list(conn: &mut Connection, query: &ListQuery) -> Result<Listing, StoreError> {
    if query.search.is_empty() {
        return clients::list(conn, &KnownKinds::default(), query);
    }
    clients::search(&mut searching(conn), &KnownKinds::default(), query)
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
    let mut left: Vec<&Known> = clients.iter().filter(|client| allows(&query.filters, client)).collect();
    match query.sort {
        Sort::Name => left.sort_by_key(|client| (sort_key(&client.name), client.seq)),
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

    #[test]
    fn every_value_says_how_many_clients_it_would_leave_beside_the_other_filters(
        clients in some_clients(), filters in prop::collection::vec(filter(), 4)
    ) {
        let (_folder, mut conn) = with_clients(&clients);
        for query in filters.into_iter().chain([whole()]) {
            let counts = list(&mut conn, &query).unwrap().counts.unwrap();
            for (filter, counts) in counts.iter().enumerate() {
                prop_assert_eq!(counts.len(), (FILTERS[filter].values)().len());
                for (place, count) in counts.iter().enumerate() {
                    let expected = left(&clients, &query.filters, filter, place);
                    prop_assert_eq!(*count, expected, "{}, {}, {:?}", FILTERS[filter].name, place, query);
                }
            }
        }
    }
}
