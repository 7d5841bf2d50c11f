//! Whatever is edited, the chain tells.

use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use proptest::prelude::*;

use super::{disarm, text, verify, with_entries};

/// Every stored value of the record: its table, its row and its column.
const COLUMNS: &[(&str, &str)] = &[
    ("activity", "seq"),
    ("activity", "at"),
    ("activity", "actor_kind"),
    ("activity", "actor_id"),
    ("activity", "actor_name"),
    ("activity", "address"),
    ("activity", "action"),
    ("activity", "client"),
    ("activity", "hash"),
    ("activity_changes", "activity_seq"),
    ("activity_changes", "position"),
    ("activity_changes", "field"),
    ("activity_changes", "before"),
    ("activity_changes", "after"),
];

#[test]
fn any_edit_of_one_byte_anywhere_is_detected() {
    let (_folder, mut conn) = with_entries(12);
    disarm(&mut conn);
    let changes: i64 = diesel::select(diesel::dsl::sql::<BigInt>("(SELECT count(*) FROM activity_changes)"))
        .get_result(&mut conn)
        .unwrap();
    let conn = std::cell::RefCell::new(conn);
    let edits = (0..COLUMNS.len(), 0..1000_i64, 0..1000_i64, 1..=255_i64);
    proptest!(ProptestConfig::with_cases(1500), |((column, row, place, byte) in edits)| {
        let (table, column) = COLUMNS[column];
        let conn = &mut *conn.borrow_mut();
        let (row, id) = if table == "activity" { (row % 12, "seq") } else { (row % changes, "(activity_seq, position)") };
        let at = format!("{id} = (SELECT {} FROM {table} ORDER BY 1 LIMIT 1 OFFSET {row})", id.trim_matches(['(', ')']));
        // A number is one byte more or less somewhere, and so is a text or a blob; nothing becomes one byte.
        let edit = format!(
            "UPDATE {table} SET {column} = CASE typeof({column}) \
                WHEN 'integer' THEN {column} + {byte} \
                WHEN 'null' THEN char({byte}) \
                ELSE CAST(substr(CAST({column} AS BLOB), 1, {place} % (length({column}) + 1)) || X'{byte:02x}' || \
                    substr(CAST({column} AS BLOB), {place} % (length({column}) + 1) + 2) AS {kind}) END WHERE {at}",
            kind = if ["actor_id", "client", "hash"].contains(&column) { "BLOB" } else { "TEXT" }
        );
        let edited = conn.transaction(|conn| {
            let before = text(conn, &everything());
            // An edit that SQLite refuses, since the place is taken, is none.
            let edited = conn.batch_execute(&edit).is_ok() && text(conn, &everything()) != before;
            let found = verify(conn, None, None);
            assert_eq!(edited, found.is_err(), "{edit}: {found:?}");
            Err::<bool, _>(if edited { diesel::result::Error::RollbackTransaction } else { diesel::result::Error::NotFound })
        });
        prop_assert!(edited.is_err());
    });
    assert_eq!(verify(&mut conn.borrow_mut(), None, None).unwrap().entries, 12);
}

fn everything() -> String {
    let of = |table: &str| {
        let columns: Vec<String> =
            COLUMNS.iter().filter(|(of, _)| *of == table).map(|(_, column)| format!("quote({column})")).collect();
        format!("(SELECT hex(group_concat({})) FROM {table})", columns.join(" || ',' || "))
    };
    format!("{} || {}", of("activity"), of("activity_changes"))
}
