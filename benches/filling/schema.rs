//! What the schema says about the tables that belong to a client, so that later ones are filled too.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use next_identity_console::store::Connection;

/// The tables with a column that names a client, beside the record and the revisions, which belong to its entries.
const OF_A_CLIENT: &str = "SELECT s.name AS text FROM sqlite_schema s JOIN pragma_table_info(s.name) c \
    WHERE s.type = 'table' AND s.sql NOT LIKE 'CREATE VIRTUAL%' AND c.name = 'client' \
    AND s.name NOT IN ('activity', 'client_revisions') \
    ORDER BY s.rowid";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
}

fn texts(connection: &mut Connection, query: &str) -> QueryResult<Vec<String>> {
    Ok(sql_query(query).load::<Row>(connection)?.into_iter().map(|row| row.text).collect())
}

/// Removes the triggers and the indexes of what is filled, and returns the SQL that makes them again.
pub fn take(connection: &mut Connection) -> QueryResult<String> {
    let taken = "FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL AND tbl_name IN \
        ('clients', 'activity', 'activity_changes')";
    let made = texts(connection, &format!("SELECT sql || ';' AS text {taken} ORDER BY type, rowid"))?.concat();
    let dropped = texts(connection, &format!("SELECT 'DROP ' || type || ' ' || name || ';' AS text {taken}"))?.concat();
    connection.batch_execute(&dropped)?;
    Ok(made)
}

/// The tables whose rows belong to a client.
pub fn of_a_client(connection: &mut Connection) -> QueryResult<Vec<String>> {
    texts(connection, OF_A_CLIENT)
}

/// Copies the sample's rows of a table, and says what inserts those of the clones; `value` gives what a column of theirs
/// is, when that is not what the template `t` has.
pub fn copy(
    connection: &mut Connection,
    table: &str,
    key: &str,
    from: &str,
    value: impl Fn(&str) -> Option<String>,
) -> QueryResult<String> {
    let columns = texts(connection, &format!("SELECT name AS text FROM pragma_table_info('{table}') ORDER BY cid"))?;
    let values: Vec<String> =
        columns.iter().map(|column| value(column).unwrap_or_else(|| format!("t.{column}"))).collect();
    let (columns, values) = (columns.join(", "), values.join(", "));
    connection.batch_execute(&format!(
        "CREATE TEMP TABLE sample_{table} AS SELECT {columns} FROM {table} WHERE {key} IS NOT NULL; \
        CREATE INDEX temp.sample_{table}_by_{key} ON sample_{table} ({key});"
    ))?;
    // A cross join stays in the order that it is written in: the rows come in the order of the new keys.
    Ok(format!(
        "INSERT INTO {table} ({columns}) SELECT {values} FROM {from} n CROSS JOIN sample_{table} t ON t.{key} = n.template;"
    ))
}
