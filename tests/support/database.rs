//! A database file, seen from beside the program.

use std::path::PathBuf;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

pub struct Database(pub PathBuf);

/// Tables that change by reading or by being refused, since every try to sign in is counted, or by themselves, as keys are
/// made beside the first start.
const COUNTERS: [&str; 2] = ["sign_in_tries", "signing_keys"];
/// Columns that change by reading: a request renews its session.
const RENEWED: [&str; 1] = ["last_seen_at"];

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    a: String,
    #[diesel(sql_type = Text)]
    b: String,
    #[diesel(sql_type = Text)]
    c: String,
    #[diesel(sql_type = Text)]
    d: String,
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    a: String,
}

impl Database {
    /// Runs SQL that may be refused.
    pub fn try_execute(&self, sql: &str) -> Result<(), String> {
        diesel::sql_query(sql).execute(&mut self.connect()).map(|_| ()).map_err(|error| error.to_string())
    }

    /// Runs SQL.
    pub fn execute(&self, sql: &str) {
        self.try_execute(sql).unwrap();
    }

    /// The number that a query asks for.
    pub fn number(&self, expression: &str) -> i64 {
        diesel::select(diesel::dsl::sql::<BigInt>(expression)).get_result(&mut self.connect()).unwrap()
    }

    /// The text that a query asks for.
    pub fn text(&self, expression: &str) -> String {
        diesel::select(diesel::dsl::sql::<Text>(expression)).get_result(&mut self.connect()).unwrap()
    }

    /// The rows that a query with four columns `a`, `b`, `c` and `d` asks for, each a text.
    pub fn rows(&self, query: &str) -> Vec<[String; 4]> {
        let rows: Vec<Row> = diesel::sql_query(query).load(&mut self.connect()).unwrap();
        rows.into_iter().map(|row| [row.a, row.b, row.c, row.d]).collect()
    }

    /// The first column, named `a`, of every row that a query asks for.
    pub fn column(&self, query: &str) -> Vec<String> {
        let rows: Vec<Column> = diesel::sql_query(query).load(&mut self.connect()).unwrap();
        rows.into_iter().map(|row| row.a).collect()
    }

    /// Everything that is stored, a line for each row of each table, to see that nothing has changed. Left out are
    /// [`COUNTERS`], [`RENEWED`], and what others keep: SQLite's own tables and those inside a full-text index, which
    /// follows from the tables that it indexes.
    pub fn stored(&self) -> Vec<String> {
        let tables = self.column(
            "SELECT name AS a FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT GLOB 'sqlite_*'",
        );
        assert!(COUNTERS.iter().all(|counter| tables.iter().any(|table| table == counter)), "{tables:?}");
        let kept = tables.iter().filter(|table| !COUNTERS.contains(&table.as_str()));
        let mut stored: Vec<String> = kept.flat_map(|table| self.lines(table)).collect();
        stored.sort_unstable();
        stored
    }

    /// A line for each row of a table.
    fn lines(&self, table: &str) -> Vec<String> {
        let columns = self.column(&format!("SELECT name AS a FROM pragma_table_info('{table}')"));
        let kept = columns.iter().filter(|column| !RENEWED.contains(&column.as_str()));
        let values: Vec<String> = kept.map(|column| format!("' {column} ' || quote(\"{column}\")")).collect();
        self.column(&format!("SELECT '{table}:' || {} AS a FROM \"{table}\"", values.join(" || ")))
    }

    /// Fails when the file is damaged or a part of a change is in it.
    pub fn is_whole(&self) {
        let [check, foreign] =
            ["integrity_check FROM pragma_integrity_check", "count(*) FROM pragma_foreign_key_check"];
        assert_eq!(self.text(&format!("(SELECT {check})")), "ok");
        assert_eq!(self.number(&format!("(SELECT {foreign})")), 0);
        let none =
            |what: &str, query: &str| assert_eq!(self.number(&format!("(SELECT count(*) FROM {query})")), 0, "{what}");
        none(
            "clients whose revisions are not numbered from one to the present one",
            "clients c WHERE revision <> (SELECT count(*) FROM client_revisions r WHERE r.client = c.id)
                OR revision <> (SELECT max(number) FROM client_revisions r WHERE r.client = c.id)",
        );
        none(
            "clients whose row tells other settings than their present revision",
            "clients c JOIN client_kinds k ON k.id = c.kind
                JOIN client_revisions r ON r.client = c.id AND r.number = c.revision
                WHERE name <> settings ->> '$.general.name' OR description <> settings ->> '$.general.description'
                OR app_type <> settings ->> '$.general.app_type'
                OR integration_type <> settings ->> '$.general.integration_type'
                OR primary_identifier <> settings ->> '$.authentication.primary_identifier'
                OR method <> settings ->> '$.authentication.method'
                OR passkeys <> iif(settings ->> '$.authentication.passkeys', 'with', 'without')
                OR two_step <> settings ->> '$.authentication.two_step.policy'
                OR registration_type <> settings ->> '$.registration.registration_type'",
        );
        none(
            "clients without the one record of their creation",
            "clients c WHERE 1 <> (SELECT count(*) FROM activity a WHERE a.client = c.id AND a.action = 'client_created')",
        );
        none(
            "revisions without a record of their client",
            "client_revisions r WHERE client IS NOT (SELECT a.client FROM activity a WHERE a.seq = r.activity_seq)",
        );
        none(
            "records of a save without its revision",
            "activity a WHERE client IS NOT NULL AND seq NOT IN (SELECT activity_seq FROM client_revisions)
                AND NOT EXISTS (SELECT 1 FROM activity_changes x WHERE x.activity_seq = a.seq AND (x.field = 'status' OR x.field GLOB 'secret*'))",
        );
        none(
            "records without what was changed",
            "activity a WHERE client IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM activity_changes x WHERE x.activity_seq = a.seq)",
        );
        none(
            "clients with more than two secrets that nobody has ended, or with two present ones",
            "(SELECT 1 FROM client_secrets WHERE ended_at IS NULL GROUP BY client
                HAVING count(*) > 2 OR sum(ends_at IS NULL) > 1)",
        );
        none("changes without a record", "activity_changes x WHERE activity_seq NOT IN (SELECT seq FROM activity)");
        assert_eq!(
            self.number("(SELECT coalesce(sum(total), 0) FROM client_kinds)"),
            self.number("(SELECT count(*) FROM clients)"),
            "the total"
        );
    }

    pub fn connect(&self) -> SqliteConnection {
        let mut connection = SqliteConnection::establish(&self.0.to_string_lossy()).unwrap();
        diesel::sql_query("PRAGMA busy_timeout = 5000").execute(&mut connection).unwrap();
        connection
    }
}
