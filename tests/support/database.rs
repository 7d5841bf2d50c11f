//! A database file, seen from beside the program.

use std::path::PathBuf;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

pub struct Database(pub PathBuf);

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

    /// Fails when the file is damaged or a part of a change is in it.
    pub fn is_whole(&self) {
        let [check, foreign] =
            ["integrity_check FROM pragma_integrity_check", "count(*) FROM pragma_foreign_key_check"];
        assert_eq!(self.text(&format!("(SELECT {check})")), "ok");
        assert_eq!(self.number(&format!("(SELECT {foreign})")), 0);
        let none =
            |what: &str, query: &str| assert_eq!(self.number(&format!("(SELECT count(*) FROM {query})")), 0, "{what}");
        none(
            "clients that do not have the cards that the others have",
            "clients c WHERE (SELECT count(*) FROM client_cards k WHERE k.client = c.id)
                <> (SELECT count(DISTINCT card) FROM client_cards)
                OR NOT EXISTS (SELECT 1 FROM client_profiles p WHERE p.client = c.id)",
        );
        none(
            "clients without the one record of their creation",
            "clients c WHERE 1 <> (SELECT count(*) FROM activity a WHERE a.client = c.id AND a.action = 'client_created')",
        );
        none(
            "clients whose cards were saved more or less often than recorded",
            "clients c WHERE (SELECT sum(version - 1) FROM client_cards k WHERE k.client = c.id)
                <> (SELECT count(*) FROM activity a WHERE a.client = c.id AND a.action = 'client_changed')",
        );
        none(
            "records without what was changed",
            "activity a WHERE client IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM activity_changes x WHERE x.activity_seq = a.seq)",
        );
        none("changes without a record", "activity_changes x WHERE activity_seq NOT IN (SELECT seq FROM activity)");
        assert_eq!(
            self.number("(SELECT sum(total) FROM client_facets)"),
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
