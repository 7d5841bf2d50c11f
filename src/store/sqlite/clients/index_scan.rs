//! Reads the orders of the list: all clients by one index; those of some kinds by one index for each, which SQLite
//! merges as it goes, or out of the index of all. What is read is a page and some entries a kind, however many clients
//! there are.

use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;
use diesel::query_dsl::LoadQuery;
use diesel::sql_types::{BigInt, Untyped};

use crate::store::Connection;
use crate::store::StoreError;
use crate::store::clients::{Position, Sort, sorted_key};
use crate::store::sqlite::statement::{Statement, Value};

pub struct IndexScan<'a> {
    pub sort: Sort,
    pub descending: bool,
    /// Only what lies beyond this row.
    pub beyond: Option<&'a Position>,
    pub limit: usize,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

/// The entries of an index that are read one after another in the time of a look into a kind.
const ENTRIES: usize = 10;

/// Whether among the first `most` clients there are mostly `wanted` of those that are left, a share of all.
fn is_likely(wanted: usize, share: f64, most: usize) -> bool {
    let [wanted, most] = [wanted, most].map(|count| f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
    most * share > 1.5 * wanted
}

impl IndexScan<'_> {
    /// The rows of all clients with these columns, of the types `T`.
    pub fn rows<T, R>(&self, conn: &mut Connection, columns: &str) -> Result<Vec<R>, StoreError>
    where
        Statement<T>: for<'q> LoadQuery<'q, Connection, R>,
    {
        let (condition, values) = self.condition()?;
        let text = format!("SELECT {columns} FROM clients WHERE {condition}{}", self.first(""));
        Ok(Statement::<T>::new(text, values).load(conn)?)
    }

    /// The rows of some kinds by their numbers; the kinds ascend, and have a share of all clients.
    pub fn of_kinds(&self, conn: &mut Connection, kinds: &[i64], share: f64) -> Result<Vec<i64>, StoreError> {
        if kinds.len() <= self.limit {
            return self.merged(conn, kinds);
        }
        if let Some(picked) = self.picked(conn, kinds, share)? {
            return Ok(picked);
        }
        let nearest = self.nearest_kinds(conn, kinds)?;
        self.merged(conn, &nearest)
    }

    /// One index after another, merged as they are read.
    fn merged(&self, conn: &mut Connection, kinds: &[i64]) -> Result<Vec<i64>, StoreError> {
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        let (condition, values) = self.condition()?;
        let mut kinds = kinds.to_vec();
        // There is no kind 0. Few lengths of the statement are prepared rather than each.
        kinds.resize(kinds.len().next_power_of_two(), 0);
        let part = format!("SELECT {} FROM clients WHERE kind = ? AND {condition}", self.columns().join(", "));
        let text = vec![part; kinds.len()].join(" UNION ALL ") + self.first("").as_str();
        let of_one = |kind: i64| std::iter::once(Value::Number(kind)).chain(values.iter().cloned());
        let values: Vec<Value> = kinds.into_iter().flat_map(of_one).collect();
        let found: Vec<Found> = Statement::<Untyped>::new(text, values).load(conn)?;
        Ok(found.into_iter().map(|found| found.seq).collect())
    }

    /// The rows, picked out of all clients in the index; `None` when that would read more than a look into each kind. Where
    /// a filter leaves many kinds it mostly leaves many clients, too.
    fn picked(&self, conn: &mut Connection, kinds: &[i64], share: f64) -> Result<Option<Vec<i64>>, StoreError> {
        let most = kinds.len() * ENTRIES;
        if !is_likely(self.limit, share, most) {
            return Ok(None);
        }
        let (condition, mut values) = self.condition()?;
        let text = format!("SELECT seq, kind FROM clients WHERE {condition}{} LIMIT ?", self.order(""));
        values.push(Value::Number(i64::try_from(most).unwrap_or(i64::MAX)));
        let mut found = Vec::with_capacity(self.limit);
        let mut read = 0;
        for row in Statement::<(BigInt, BigInt)>::new(text, values).load_iter::<(i64, i64), DefaultLoadingMode>(conn)? {
            let (seq, kind) = row?;
            read += 1;
            if kinds.binary_search(&kind).is_ok() {
                found.push(seq);
            }
            if found.len() == self.limit {
                return Ok(Some(found));
            }
        }
        Ok((read < most).then_some(found))
    }

    /// The kinds whose first rows come first: no other kind has a row among the first ones of all.
    fn nearest_kinds(&self, conn: &mut Connection, kinds: &[i64]) -> Result<Vec<i64>, StoreError> {
        let (condition, values) = self.condition()?;
        let text = format!(
            "SELECT k.value FROM json_each(?) k CROSS JOIN clients c ON c.seq = \
             (SELECT seq FROM clients WHERE kind = k.value AND {condition}{} LIMIT 1){}",
            self.order(""),
            self.first("c."),
        );
        let values = std::iter::once(Value::Text(format!("{kinds:?}"))).chain(values);
        Ok(Statement::<BigInt>::new(text, values.collect::<Vec<_>>()).load(conn)?)
    }

    /// The end of a statement that reads the first rows: one index after another is merged, never sorted.
    fn first(&self, table: &str) -> String {
        format!("{} LIMIT {}", self.order(table), self.limit)
    }

    /// What the rows are sorted by.
    fn columns(&self) -> &'static [&'static str] {
        match self.sort {
            Sort::Name => &["name_sort", "seq"],
            Sort::Created => &["seq"],
            Sort::Updated => &["updated_at", "seq"],
        }
    }

    fn order(&self, table: &str) -> String {
        let direction = if self.descending { "DESC" } else { "ASC" };
        let mut order = String::with_capacity(64);
        for column in self.columns() {
            order.push_str(if order.is_empty() { " ORDER BY " } else { ", " });
            order.extend([table, column, " ", direction]);
        }
        order
    }

    /// The comparison is written so that SQLite starts at it in the index.
    fn condition(&self) -> Result<(String, Vec<Value>), StoreError> {
        let Some(Position { seq, value }) = self.beyond else { return Ok(("1".to_owned(), Vec::new())) };
        let stranger = || StoreError::Internal(format!("{value:?} is no place in this order"));
        let mut values = match self.sort {
            Sort::Name => vec![Value::Bytes(sorted_key(value).ok_or_else(stranger)?)],
            Sort::Created => Vec::new(),
            Sort::Updated => vec![Value::Number(value.parse().map_err(|_| stranger())?)],
        };
        values.push(Value::Number(*seq));
        let sign = if self.descending { '<' } else { '>' };
        let condition = match self.columns() {
            [column] => format!("{column} {sign} ?"),
            columns => format!("({}) {sign} (?, ?)", columns.join(", ")),
        };
        Ok((condition, values))
    }
}
