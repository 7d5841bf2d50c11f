//! The migrations that gave clients their kinds and took full text out of the file, on files as they were before.

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::sqlite::Sqlite;
use diesel_migrations::MigrationHarness;

use super::{Connection, MIGRATIONS, bring_up_to_date, copy_path};
use crate::domain::choice::Choice;
use crate::domain::client::{AppType, FILTERS, Kind, Method, Readiness, Settings, Status, TwoStepPolicy};
use crate::domain::collation::sort_key;
use crate::domain::text::comparison_key;
use crate::store::clients::{self, Chosen, KnownKinds, ListQuery, Sort};
use crate::store::paging::{Paging, Total};
use crate::store::sqlite::connection::open_writer;
use crate::store::sqlite::{catch_up, index, searching};

/// Of the first migration that such a file lacks.
const VERSION: &str = "20261124110000";
const NAMES: [&str; 8] = ["Zoo", "École", "ecole 2", "Bank", "Ångström", "shop", "Öz", "会員"];

/// A client as the program of that time wrote it; its document is the present one only in what both know.
struct Old {
    name: &'static str,
    settings: Settings,
    status: Status,
    updated_at: i64,
}

fn old_clients() -> Vec<Old> {
    let client = |(at, name): (usize, &'static str)| {
        let mut settings = Settings::unchosen();
        settings.general.name = crate::domain::client::ClientName::parse(name).unwrap();
        settings.general.app_type = AppType::ALL[at % 3];
        settings.authentication.method = Method::ALL[at / 2 % 2];
        settings.authentication.passkeys = at % 3 == 1;
        settings.authentication.two_step.policy = TwoStepPolicy::ALL[at / 3 % 3];
        let updated_at = i64::try_from(100 - 7 * at).unwrap();
        Old { name, settings, status: Status::ALL[usize::from(at == 4)], updated_at }
    };
    NAMES.into_iter().enumerate().map(client).collect()
}

/// The statements of that time.
fn insert(conn: &mut Connection, client: &Old, document: &str) {
    let Settings { general, authentication, registration, .. } = &client.settings;
    diesel::sql_query(
        "INSERT INTO clients (id, client_id, name, name_key, description, app_type, integration_type, \
         primary_identifier, method, passkeys, registration_type, status, revision, created_at, updated_at) \
         VALUES (randomblob(16), lower(hex(randomblob(16))), ?, ?, 'As it was', ?, ?, ?, ?, ?, ?, ?, 2, 0, ?)",
    )
    .bind::<Text, _>(client.name)
    .bind::<Text, _>(comparison_key(client.name))
    .bind::<Text, _>(general.app_type.token())
    .bind::<Text, _>(general.integration_type.token())
    .bind::<Text, _>(authentication.primary_identifier.token())
    .bind::<Text, _>(authentication.method.token())
    .bind::<Bool, _>(authentication.passkeys)
    .bind::<Text, _>(registration.registration_type.token())
    .bind::<Text, _>(client.status.token())
    .bind::<BigInt, _>(client.updated_at)
    .execute(conn)
    .unwrap();
    // The first revision says something else.
    let first = Settings::unchosen().to_text();
    for (number, document) in [(1, first.as_str()), (2, document)] {
        conn.batch_execute("INSERT INTO activity (at, actor_kind, action) VALUES (0, 'anonymous', 'client_changed')")
            .unwrap();
        diesel::sql_query(
            "INSERT INTO client_revisions (activity_seq, client, number, settings) \
             VALUES ((SELECT max(seq) FROM activity), (SELECT id FROM clients WHERE name = ?), ?, ?)",
        )
        .bind::<Text, _>(client.name)
        .bind::<BigInt, _>(number)
        .bind::<Text, _>(document)
        .execute(conn)
        .unwrap();
    }
}

fn run_first(conn: &mut Connection) {
    assert!(conn.applied_migrations().unwrap().is_empty());
    let known: Vec<Box<dyn Migration<Sqlite>>> = MIGRATIONS.migrations().unwrap();
    conn.run_migration(&known[0]).unwrap();
}

/// A file that only the first migration has made.
fn old_file(clients: &[Old]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    let mut conn = open_writer(&path).unwrap();
    run_first(&mut conn);
    for client in clients {
        insert(&mut conn, client, &client.settings.to_text());
    }
    // What it left to index, and what it had indexed.
    conn.batch_execute(
        "INSERT INTO clients_search (rowid, name, client_id, description, facet) \
         SELECT seq, name, client_id, description, facet FROM clients; \
         INSERT INTO client_names_search (rowid, words, facet) SELECT seq, words, facet FROM clients; \
         DELETE FROM clients_to_index",
    )
    .unwrap();
    (folder, path)
}

fn query(search: &str) -> ListQuery {
    let filters = Chosen::default();
    ListQuery { search: search.to_owned(), filters, sort: Sort::Name, descending: false, paging: Paging::First }
}

fn names(conn: &mut Connection, query: &ListQuery) -> Vec<String> {
    let known = KnownKinds::default();
    let found = if query.search.is_empty() {
        clients::list(conn, &known, query)
    } else {
        clients::search(&mut searching(conn), &known, query)
    };
    let found = found.unwrap();
    let names: Vec<String> = found.page.rows.into_iter().map(|client| client.name).collect();
    assert_eq!(found.total, Total::Exactly(i64::try_from(names.len()).unwrap()), "{query:?}");
    names
}

fn number(conn: &mut Connection, expression: &str) -> i64 {
    diesel::select(diesel::dsl::sql::<BigInt>(expression)).get_result(conn).unwrap()
}

#[test]
fn every_filter_count_order_and_search_is_right_after_it() {
    let clients = old_clients();
    let (folder, path) = old_file(&clients);
    let mut conn = open_writer(&path).unwrap();
    bring_up_to_date(&mut conn, &path).unwrap();
    let kind = |client: &Old| Kind::new(&client.settings, Readiness::NeedsAttention, client.status);
    let kinds: Vec<Kind> = clients.iter().map(kind).collect();
    for (filter, place) in
        FILTERS.iter().enumerate().flat_map(|(at, filter)| (0..(filter.values)().len()).map(move |place| (at, place)))
    {
        let of_kind = |query: &mut ListQuery| query.filters[filter] = Some(place);
        let mut left: Vec<&Old> = (0..clients.len())
            .filter(|client| kinds[*client].places()[filter] == place)
            .map(|client| &clients[client])
            .collect();
        let whole = clients::list(&mut conn, &KnownKinds::default(), &query("")).unwrap();
        assert_eq!(
            whole.counts.unwrap()[filter][place],
            i64::try_from(left.len()).unwrap(),
            "{}",
            FILTERS[filter].name
        );
        for sort in Sort::ALL {
            let mut query = ListQuery { sort: *sort, ..query("") };
            of_kind(&mut query);
            match sort {
                Sort::Name => left.sort_by_key(|client| sort_key(client.name)),
                Sort::Created => left.sort_by_key(|client| NAMES.iter().position(|name| *name == client.name)),
                Sort::Updated => left.sort_by_key(|client| client.updated_at),
            }
            let expected: Vec<&str> = left.iter().map(|client| client.name).collect();
            assert_eq!(names(&mut conn, &query), expected, "{query:?}");
        }
    }
    assert_eq!(names(&mut conn, &query("")), ["Ångström", "Bank", "École", "ecole 2", "Öz", "shop", "Zoo", "会員"]);
    catch_up(&mut index(&folder, &mut conn));
    for (search, found) in [("hop", vec!["shop"]), ("as it was", NAMES.into_iter().rev().collect())] {
        assert_eq!(names(&mut conn, &query(search)), found, "{search}");
    }
}

#[test]
fn a_copy_from_before_it_lies_beside_the_file() {
    let (_folder, path) = old_file(&old_clients());
    let mut conn = open_writer(&path).unwrap();
    bring_up_to_date(&mut conn, &path).unwrap();
    let mut copy = open_writer(&copy_path(&path, VERSION)).unwrap();
    assert_eq!(number(&mut copy, "(SELECT count(*) FROM clients WHERE app_type = 'web_app')"), 3);
    assert_eq!(number(&mut copy, "(SELECT sum(total) FROM client_facets)"), 8);
    let old = number(&mut copy, "(SELECT count(*) FROM client_revisions)");
    assert_eq!(number(&mut conn, "(SELECT count(*) FROM client_revisions)"), old);
    bring_up_to_date(&mut copy, &copy_path(&path, VERSION)).unwrap();
    assert_eq!(number(&mut copy, "(SELECT sum(total) FROM client_kinds)"), 8);
}

#[test]
fn a_document_that_cannot_be_read_has_no_two_step_verification() {
    for (path, document) in [("a", "not JSON"), ("b", "{}"), ("c", r#"{"authentication":{"two_step":{"policy":7}}}"#)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(path);
        let mut conn = open_writer(&path).unwrap();
        run_first(&mut conn);
        insert(&mut conn, &old_clients()[7], document);
        bring_up_to_date(&mut conn, &path).unwrap();
        assert_eq!(
            number(&mut conn, "(SELECT sum(total) FROM client_kinds WHERE two_step = 'disabled')"),
            1,
            "{document}"
        );
        assert_eq!(names(&mut conn, &query("")), [NAMES[7]]);
    }
}

#[test]
fn it_can_be_taken_back_and_made_again() {
    let clients = old_clients();
    let (_folder, path) = old_file(&clients);
    let mut conn = open_writer(&path).unwrap();
    let columns = "name, app_type, integration_type, primary_identifier, method, passkeys, registration_type, status, facet, words";
    let content = format!(
        "(SELECT group_concat(concat_ws('|', {columns}), ';') FROM (SELECT {columns} FROM clients ORDER BY seq))"
    );
    let totals = "(SELECT group_concat(facet || total) FROM (SELECT * FROM client_facets ORDER BY facet))";
    let read = |conn: &mut Connection| -> Vec<String> {
        let text = |text: &str| diesel::dsl::sql::<Text>(text);
        vec![
            diesel::select(text(&content)).get_result(conn).unwrap(),
            diesel::select(text(totals)).get_result(conn).unwrap(),
        ]
    };
    let before = read(&mut conn);
    for _ in 0..2 {
        bring_up_to_date(&mut conn, &path).unwrap();
        while conn.applied_migrations().unwrap().len() > 1 {
            conn.revert_last_migration(MIGRATIONS).unwrap();
        }
        assert_eq!(read(&mut conn), before);
        assert_eq!(number(&mut conn, "(SELECT count(*) FROM pragma_foreign_key_check)"), 0);
        assert_eq!(number(&mut conn, "(SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok')"), 1);
    }
    // The program of that time goes on with it.
    insert(&mut conn, &Old { name: "Bakery", ..old_clients().remove(0) }, "{}");
    assert_ne!(read(&mut conn), before);
}
