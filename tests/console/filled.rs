//! A database that the benches' filler has made is one that the product could have made.

#[path = "../../benches/filling/mod.rs"]
mod filling;

use next_identity_console::store::verify::verify;

use crate::support::process::Running;
use crate::support::{Database, Person};

const CLIENTS: usize = 5_000;

fn none(database: &Database, what: &str, query: &str) {
    assert_eq!(database.number(&format!("(SELECT count(*) FROM {query})")), 0, "{what}");
}

#[tokio::test]
async fn a_filled_database_is_whole_and_the_server_lists_and_finds_its_clients() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("filled.db");
    let mut last = 0;
    filling::fill(&path, CLIENTS, 1, |done| last = done).await.unwrap();
    assert_eq!(last, CLIENTS);
    assert!(filling::fill(&path, 1, 1, |_| ()).await.is_err(), "it writes over nothing");
    let database = Database(path.clone());
    assert_eq!(database.text("journal_mode FROM pragma_journal_mode"), "wal");
    tables_agree(&database);
    record_agrees(&database);

    let server = Running::start(&path);
    let person = Person::new(&server.url());
    let page = person.open("/sign-in").await;
    let form = [("Email", filling::EMAIL), ("Password", filling::PASSWORD)];
    let page = person.submit(&page, "Sign in", &form).await;
    assert_eq!(page.h1(), "Clients", "{}", page.text());
    for seq in [1, 2_500, 5_000] {
        let of = |column: &str| database.text(&format!("(SELECT {column} FROM clients WHERE seq = {seq})"));
        let (name, id) = (of("name"), of("client_id"));
        for search in [&name, &id] {
            let query = serde_urlencoded::to_string([("search", search)]).unwrap();
            let found = person.open(&format!("/clients?{query}")).await;
            let client = found.link(&name);
            assert!(person.open(&client).await.shows(&id), "{name}");
        }
        let key = id_of(&of("hex(id)"));
        let query = serde_urlencoded::to_string([("client", &key), ("search", &name)]).unwrap();
        assert!(person.open(&format!("/activity?{query}")).await.shows("created the client"), "{name}");
    }
}

fn id_of(hex: &str) -> String {
    uuid::Uuid::parse_str(hex).unwrap().to_string()
}

fn tables_agree(database: &Database) {
    assert_eq!(database.text("(SELECT integrity_check FROM pragma_integrity_check)"), "ok");
    none(database, "references to nothing", "pragma_foreign_key_check");
    assert_eq!(database.number("(SELECT count(*) FROM clients)"), 5_000);
    assert_eq!(database.number("(SELECT seq FROM sqlite_sequence WHERE name = 'clients')"), 5_000);
    none(
        database,
        "kinds with another number of clients",
        "client_kinds k WHERE total <> (SELECT count(*) FROM clients c WHERE c.kind = k.id)",
    );
    none(
        database,
        "revisions that were saved before the creation or after the latest change",
        "client_revisions JOIN clients c ON c.id = client_revisions.client JOIN activity a ON a.seq = activity_seq
            WHERE a.at NOT BETWEEN created_at AND updated_at",
    );
    none(
        database,
        "keys that are not of the time of creation, or not in its order",
        "(SELECT hex(id) AS key, created_at, lag(id, 1, x'') OVER (ORDER BY seq) < id AS follows FROM clients)
            WHERE NOT follows OR substr(key, 1, 12) <> printf('%012X', created_at) OR substr(key, 13, 1) <> '7'",
    );
    none(
        database,
        "client IDs of another form",
        "clients WHERE length(client_id) <> 32 OR client_id GLOB '*[^0-9a-f]*'",
    );
    let made = tempfile::tempdir().unwrap();
    let made = made.path().join("made.db");
    next_identity_console::store::Store::open(&made).unwrap().close();
    let schema = "(SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY type, name))";
    assert_eq!(database.text(schema), Database(made).text(schema));
}

fn record_agrees(database: &Database) {
    let verified = verify(&database.0, None, None, &mut |problem| panic!("{problem}")).unwrap();
    let record = verified.record.unwrap();
    assert!(record.entries > 5_500, "{}", record.entries);
    none(
        database,
        "clients whose creation is not recorded once, under their own name, at its time and by its operator",
        "clients c WHERE 1 <> (SELECT count(*) FROM activity a JOIN activity_changes x ON x.activity_seq = a.seq
            WHERE a.client = c.id AND a.action = 'client_created' AND a.at = c.created_at
                AND a.actor_id = c.created_by AND x.field = 'general.name' AND x.after ->> '$' = c.name)",
    );
    database.is_whole();
    none(
        database,
        "clients whose latest entry is of another time",
        "clients c WHERE updated_at <> (SELECT max(at) FROM activity a WHERE a.client = c.id)",
    );
    none(
        database,
        "entries out of the order of time",
        "(SELECT at, lag(at, 1, 0) OVER (ORDER BY seq) AS before FROM activity) WHERE at < before",
    );
    none(
        database,
        "days that begin elsewhere",
        "(SELECT seq, at / 86400000 AS day, lag(at / 86400000) OVER (ORDER BY seq) AS before FROM activity) a
            FULL JOIN activity_days d ON d.first_seq = a.seq
            WHERE (a.day IS NOT a.before OR d.day IS NOT NULL) AND a.day IS NOT d.day",
    );
}
