//! Reads the orders of the list: all clients by one index, those of some facets by one index for each, which SQLite
//! merges as it goes. Either way no more is read than a page and a row a facet.

use diesel::prelude::*;
use diesel::query_dsl::LoadQuery;

use crate::store::Connection;
use crate::store::StoreError;
use crate::store::clients::{Position, Sort};
use crate::store::sqlite::statement::{Statement, Value};

pub struct IndexScan<'a> {
    pub sort: Sort,
    pub descending: bool,
    /// Only what lies beyond this row.
    pub beyond: Option<&'a Position>,
    /// Only names that begin with a key, other than the key itself, and not the client with an ID.
    pub prefix: Option<Prefix<'a>>,
    pub limit: usize,
}

/// The names of a rank of the search.
#[derive(Clone, Copy)]
pub struct Prefix<'a> {
    pub key: &'a str,
    pub except_client_id: &'a str,
}

impl Prefix<'_> {
    /// The key that all others that begin with this one come before.
    pub fn end(&self) -> String {
        format!("{}{}", self.key, char::MAX)
    }
}

impl IndexScan<'_> {
    /// The rows with these columns, of the types `T`, among all clients or among those of some facets.
    pub fn rows<T, R>(
        &self,
        conn: &mut Connection,
        columns: &str,
        facets: Option<&[String]>,
    ) -> Result<Vec<R>, StoreError>
    where
        Statement<T>: for<'q> LoadQuery<'q, Connection, R>,
    {
        if facets.is_some_and(<[String]>::is_empty) {
            return Ok(Vec::new());
        }
        let (conditions, values) = self.conditions()?;
        let text = self.text(columns, &conditions, facets.map(<[String]>::len));
        let values = match facets {
            None => values,
            Some(facets) => {
                let of_one = |facet: &String| std::iter::once(Value::Text(facet.clone())).chain(values.iter().cloned());
                facets.iter().flat_map(of_one).collect()
            }
        };
        Ok(Statement::<T>::new(text, values).load(conn)?)
    }

    /// The statement: one index after another is merged, never sorted.
    fn text(&self, columns: &str, conditions: &str, facets: Option<usize>) -> String {
        let direction = if self.descending { "DESC" } else { "ASC" };
        let order = match self.sort {
            Sort::Name => format!("name_key {direction}"),
            Sort::Created => format!("seq {direction}"),
            Sort::Updated => format!("updated_at {direction}, seq {direction}"),
        };
        let parts = match facets {
            None => format!("SELECT {columns} FROM clients WHERE {conditions}"),
            Some(facets) => vec![format!("SELECT {columns} FROM clients WHERE facet = ? AND {conditions}"); facets]
                .join(" UNION ALL "),
        };
        format!("{parts} ORDER BY {order} LIMIT {}", self.limit)
    }

    /// The comparisons are written so that SQLite starts at them in the index.
    fn conditions(&self) -> Result<(String, Vec<Value>), StoreError> {
        let mut conditions = vec!["1"];
        let mut values = Vec::new();
        if let Some(prefix) = self.prefix {
            let [least, end] = self.bounds(prefix);
            conditions.push("name_key > ? AND name_key < ? AND client_id <> ?");
            values.extend([Value::Text(least), Value::Text(end), Value::Text(prefix.except_client_id.to_owned())]);
        } else if let Some(Position { seq, value }) = self.beyond {
            let (condition, value) = match (self.sort, self.descending) {
                (Sort::Name, false) => ("name_key > ?", Value::Text(value.clone())),
                (Sort::Name, true) => ("name_key < ?", Value::Text(value.clone())),
                (Sort::Created, false) => ("seq > ?", Value::Number(*seq)),
                (Sort::Created, true) => ("seq < ?", Value::Number(*seq)),
                (Sort::Updated, false) => ("(updated_at, seq) > (?, ?)", Value::Number(time(value)?)),
                (Sort::Updated, true) => ("(updated_at, seq) < (?, ?)", Value::Number(time(value)?)),
            };
            conditions.push(condition);
            values.push(value);
            if self.sort == Sort::Updated {
                values.push(Value::Number(*seq));
            }
        }
        Ok((conditions.join(" AND "), values))
    }

    /// Where the names of a prefix begin and end, of which what lies beyond a row is one end: SQLite would start at the
    /// first of two conditions on the same side.
    fn bounds(&self, prefix: Prefix<'_>) -> [String; 2] {
        let [least, end] = [prefix.key.to_owned(), prefix.end()];
        match self.beyond.map(|position| position.value.clone()) {
            Some(name_key) if self.descending => [least, end.min(name_key)],
            Some(name_key) => [least.max(name_key), end],
            None => [least, end],
        }
    }
}

fn time(value: &str) -> Result<i64, StoreError> {
    value.parse().map_err(|_| StoreError::Internal(format!("{value:?} is no time")))
}
