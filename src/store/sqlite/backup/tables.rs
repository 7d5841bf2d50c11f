//! The tables of a copy: made without what would only be in the way of filling them, and completed when they are full.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use crate::store::Connection;

/// Filled without the indexes of what is unique in them, which are made at once when all rows are there: kept with every
/// row, they would be written to the disk many times over, since their order is not that of the rows.
const INDEXED_LATE: [&str; 2] = ["clients", "client_revisions"];

/// The prefix of an index that gets its name at the end: SQLite keeps the names of those that it makes with a table.
const LATE: &str = "late ";

/// A line of `sqlite_schema`.
#[derive(Debug, PartialEq, Eq, QueryableByName)]
pub struct Made {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    of_table: String,
    /// None for what SQLite makes with a table.
    #[diesel(sql_type = Nullable<Text>)]
    statement: Option<String>,
    /// A view, a trigger and a virtual table have no rows of their own.
    #[diesel(sql_type = Bool)]
    has_rows: bool,
}

impl Made {
    pub fn is_table_of_rows(&self) -> bool {
        self.kind == "table" && self.has_rows
    }

    fn is_indexed_late(&self) -> bool {
        self.kind == "table" && INDEXED_LATE.contains(&self.name.as_str())
    }
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    /// The type of a table's column, the collation of an index's.
    #[diesel(sql_type = Text)]
    of_kind: String,
    /// A place in the primary key, or that the order is descending.
    #[diesel(sql_type = BigInt)]
    mark: i64,
}

pub fn read(conn: &mut Connection) -> QueryResult<Vec<Made>> {
    sql_query(
        "SELECT type AS kind, name, tbl_name AS of_table, sql AS statement, coalesce(rootpage, 0) > 0 AS has_rows \
         FROM source.sqlite_schema ORDER BY rowid",
    )
    .load(conn)
}

pub fn create(conn: &mut Connection, schema: &[Made]) -> QueryResult<()> {
    for made in schema.iter().filter(|made| made.is_table_of_rows()) {
        let statement = match (made.name.as_str(), &made.statement) {
            // These are SQLite's own, and it makes them by itself.
            ("sqlite_sequence", _) => {
                "CREATE TABLE counted (n INTEGER PRIMARY KEY AUTOINCREMENT); DROP TABLE counted".to_owned()
            }
            (name, _) if name.starts_with("sqlite_") => "ANALYZE main.sqlite_schema".to_owned(),
            (name, _) if made.is_indexed_late() => plain(conn, name)?,
            (_, statement) => statement.clone().unwrap_or_default(),
        };
        conn.batch_execute(&statement)?;
    }
    Ok(())
}

/// A table whose rows are stored as those of another are; its columns are not checked.
fn plain(conn: &mut Connection, table: &str) -> QueryResult<String> {
    let column = |Column { name, of_kind, mark }: &Column| {
        let is_row_number = *mark == 1 && of_kind.eq_ignore_ascii_case("INTEGER");
        format!("{} {of_kind}{}", quoted(name), if is_row_number { " PRIMARY KEY" } else { "" })
    };
    let columns: Vec<String> = stored_columns(conn, table)?.iter().map(column).collect();
    Ok(format!("CREATE TABLE {} ({})", quoted(table), columns.join(", ")))
}

/// Those that are not generated when they are read.
fn stored_columns(conn: &mut Connection, table: &str) -> QueryResult<Vec<Column>> {
    sql_query(
        "SELECT name, type AS of_kind, pk AS mark FROM pragma_table_xinfo(?, 'source') WHERE hidden = 0 ORDER BY cid",
    )
    .bind::<Text, _>(table)
    .load(conn)
}

/// Rows of a table, for an `INSERT` or a `REPLACE`; `which` says which.
pub fn rows(conn: &mut Connection, table: &str, which: &str) -> QueryResult<String> {
    let columns: Vec<String> = stored_columns(conn, table)?.iter().map(|column| quoted(&column.name)).collect();
    let (table, columns) = (quoted(table), columns.join(", "));
    Ok(format!("INTO main.{table} ({columns}) SELECT {columns} FROM source.{table} {which}"))
}

/// The statements that make the indexes of full tables.
pub fn indexes(conn: &mut Connection, schema: &[Made]) -> QueryResult<Vec<String>> {
    let mut indexes = Vec::new();
    for made in schema.iter().filter(|made| made.kind == "index") {
        match &made.statement {
            Some(statement) => indexes.push(statement.clone()),
            None if INDEXED_LATE.contains(&made.of_table.as_str()) => indexes.push(late_index(conn, made)?),
            None => {}
        }
    }
    Ok(indexes)
}

/// Gives the copy what the source has beside its tables, word by word as VACUUM does.
pub fn complete(conn: &mut Connection, schema: &[Made]) -> QueryResult<()> {
    conn.batch_execute("PRAGMA writable_schema = ON")?;
    for made in schema {
        if made.is_indexed_late() {
            sql_query("UPDATE main.sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?")
                .bind::<Nullable<Text>, _>(&made.statement)
                .bind::<Text, _>(&made.name)
                .execute(conn)?;
        } else if made.kind == "index" && made.statement.is_none() {
            sql_query("UPDATE main.sqlite_schema SET name = ?, sql = NULL WHERE type = 'index' AND name = ?")
                .bind::<Text, _>(&made.name)
                .bind::<Text, _>(format!("{LATE}{}", made.name))
                .execute(conn)?;
        } else if !made.has_rows {
            sql_query("INSERT INTO main.sqlite_schema VALUES (?, ?, ?, 0, ?)")
                .bind::<Text, _>(&made.kind)
                .bind::<Text, _>(&made.name)
                .bind::<Text, _>(&made.of_table)
                .bind::<Nullable<Text>, _>(&made.statement)
                .execute(conn)?;
        }
    }
    Ok(())
}

fn late_index(conn: &mut Connection, index: &Made) -> QueryResult<String> {
    let columns: Vec<Column> = sql_query(
        "SELECT name, coll AS of_kind, \"desc\" AS mark FROM pragma_index_xinfo(?, 'source') WHERE key = 1 ORDER BY seqno",
    )
    .bind::<Text, _>(&index.name)
    .load(conn)?;
    let column = |Column { name, of_kind, mark }: &Column| {
        format!("{} COLLATE {}{}", quoted(name), quoted(of_kind), if *mark == 1 { " DESC" } else { "" })
    };
    let columns: Vec<String> = columns.iter().map(column).collect();
    let (name, table) = (quoted(&format!("{LATE}{}", index.name)), quoted(&index.of_table));
    Ok(format!("CREATE UNIQUE INDEX {name} ON {table} ({})", columns.join(", ")))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
