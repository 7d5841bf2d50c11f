//! Reads names by what they begin with.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::store::Connection;
use crate::store::sqlite::statement::{Statement, Value};

pub struct NameScan<'a> {
    /// What the keys begin with; the key itself is left out.
    pub key: &'a str,
    pub except_client_id: &'a str,
    pub descending: bool,
    /// Only keys beyond this one.
    pub beyond: Option<String>,
    pub limit: usize,
}

impl NameScan<'_> {
    /// The number and the key of each.
    pub fn rows(&self, conn: &mut Connection, kinds: Option<&[i64]>) -> QueryResult<Vec<(i64, String)>> {
        let [least, end] = self.bounds();
        let mut values = vec![Value::Text(least), Value::Text(end), Value::Text(self.except_client_id.to_owned())];
        let of_kinds = if let Some(kinds) = kinds {
            values.push(Value::Text(format!("{kinds:?}")));
            " AND +kind IN (SELECT value FROM json_each(?))"
        } else {
            ""
        };
        let text = format!(
            "SELECT seq, name_key FROM clients WHERE name_key > ? AND name_key < ? AND client_id <> ?{of_kinds} \
             ORDER BY name_key {} LIMIT {}",
            if self.descending { "DESC" } else { "ASC" },
            self.limit
        );
        Statement::<(BigInt, Text)>::new(text, values).load(conn)
    }

    /// The key that all others that begin with this one come before.
    pub fn end(key: &str) -> String {
        format!("{key}{}", char::MAX)
    }

    /// Where the names begin and end, of which what lies beyond a key is one end: SQLite would start at the first of two
    /// conditions on the same side.
    fn bounds(&self) -> [String; 2] {
        let [least, end] = [self.key.to_owned(), Self::end(self.key)];
        match self.beyond.clone() {
            Some(key) if self.descending => [least, end.min(key)],
            Some(key) => [least.max(key), end],
            None => [least, end],
        }
    }
}
