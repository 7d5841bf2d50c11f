use std::time::Duration;

use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde_json::json;

use super::deadline::Deadline;
use super::file;
use super::index::{Index, Step};
use super::searching::Searching;
use crate::domain::activity::{Action, Actor, Change, NewEntry, Origin};
use crate::domain::time::Timestamp;
use crate::store::activity::{self, Filter, record};
use crate::store::paging::Paging;
use crate::store::sqlite::opened_files::identity;
use crate::store::sqlite::{catch_up, database, index, searching};
use crate::store::{Connection, StoreError};

fn happen(conn: &mut Connection, text: &str) {
    let origin = Origin { actor: Actor::CommandLine, address: None, at: Timestamp(1_700_000_000_000) };
    let changes = vec![Change::new("general.description", json!(""), json!(text))];
    record(conn, &origin, NewEntry { action: Action::ClientChanged, client: None, changes }).unwrap();
}

fn found(conn: &mut Connection, search: &str) -> Vec<i64> {
    let filter = Filter { search: search.to_owned(), ..Filter::default() };
    let page = activity::page(&mut searching(conn), &filter, Paging::First).unwrap();
    page.rows.into_iter().map(|entry| entry.seq).collect()
}

fn indexed(folder: &tempfile::TempDir, table: &str) -> i64 {
    let mut index = Connection::establish(&file::path(&folder.path().join("console.db")).to_string_lossy()).unwrap();
    diesel::dsl::sql::<BigInt>(&format!("SELECT {table} FROM progress")).get_result(&mut index).unwrap()
}

#[test]
fn words_are_found_by_their_beginnings_and_short_ones_whole_whatever_stands_between_them() {
    let (folder, mut conn) = database();
    happen(&mut conn, "The (c) of O'Neil, ada@example.com: Straße 24h");
    happen(&mut conn, "Plain");
    for is_indexed in [false, true] {
        let mut index =
            if is_indexed { Index::open(&folder.path().join("console.db")) } else { Ok(index(&folder, &mut conn)) }
                .unwrap();
        if is_indexed {
            catch_up(&mut index);
        }
        for (search, hits) in [
            ("c..", vec![1]),
            (&"c.. ".repeat(50), vec![1]),
            ("nei", vec![1]),
            ("o", vec![1]),
            ("exam", vec![1]),
            ("ada@example.com", vec![1]),
            ("strasse 24h", vec![1]),
            ("descr", vec![2, 1]),
            ("xample", vec![]),
            ("ne", vec![]),
            ("plain strasse", vec![]),
            ("& →", vec![]),
            ("\" OR \"", vec![]),
        ] {
            assert_eq!(found(&mut conn, search), hits, "{search}, in the index: {is_indexed}");
        }
    }
}

#[test]
fn the_longest_words_are_found_by_as_much_as_the_index_keeps_of_them() {
    let (folder, mut conn) = database();
    let long = "x".repeat(300);
    happen(&mut conn, &long);
    let mut index = index(&folder, &mut conn);
    for _ in 0..2 {
        assert_eq!(found(&mut conn, &long), [1]);
        assert_eq!(found(&mut conn, &long[..200]), [1]);
        assert!(found(&mut conn, &format!("y{long}")).is_empty());
        catch_up(&mut index);
    }
}

#[test]
fn an_index_of_another_database_or_another_past_is_built_anew() {
    let (folder, mut conn) = database();
    let path = folder.path().join("console.db");
    let backup = folder.path().join("backup.db");
    happen(&mut conn, "First");
    conn.batch_execute(&format!("VACUUM INTO '{}'", backup.display())).unwrap();
    happen(&mut conn, "Second");
    catch_up(&mut Index::open(&path).unwrap());
    assert_eq!(indexed(&folder, "entries_through"), 2);
    let same = identity(&file::path(&path)).unwrap();
    drop(Index::open(&path).unwrap());
    assert_eq!(identity(&file::path(&path)).unwrap(), same, "its own index is kept");
    drop(conn);
    std::fs::rename(&backup, &path).unwrap();
    let mut conn = crate::store::sqlite::connection::open_writer(&path).unwrap();
    activity::leave_unkeyed(&mut conn).unwrap();
    happen(&mut conn, "Another");
    catch_up(&mut index(&folder, &mut conn));
    assert_eq!((found(&mut conn, "second"), found(&mut conn, "another")), (vec![], vec![2]));
}

#[test]
fn an_index_that_is_no_database_or_of_another_format_is_built_anew() {
    for damage in ["no database", ""] {
        let (folder, mut conn) = database();
        happen(&mut conn, "Shop");
        let path = file::path(&folder.path().join("console.db"));
        std::fs::write(&path, damage.repeat(500)).unwrap();
        catch_up(&mut index(&folder, &mut conn));
        assert_eq!(found(&mut conn, "shop"), [1]);
    }
    let (folder, mut conn) = database();
    let path = folder.path().join("console.db");
    drop(Index::open(&path).unwrap());
    let mut old = Connection::establish(&file::path(&path).to_string_lossy()).unwrap();
    old.batch_execute("PRAGMA user_version = 999; DROP TABLE entry_words").unwrap();
    drop(old);
    happen(&mut conn, "Shop");
    catch_up(&mut index(&folder, &mut conn));
    assert_eq!(found(&mut conn, "shop"), [1]);
}

#[test]
fn an_index_that_another_program_has_just_begun_is_left_as_it_is() {
    let (folder, mut conn) = database();
    happen(&mut conn, "Shop");
    let mut index = file::open(&mut conn, &folder.path().join("console.db")).unwrap();
    happen(&mut conn, "Bank");
    file::begin(&mut conn, &mut index).unwrap();
    assert_eq!(indexed(&folder, "built_from"), 1);
}

#[test]
fn an_index_whose_building_was_cut_off_goes_on_where_it_was() {
    let (folder, mut conn) = database();
    let entries = |conn: &mut Connection| -> QueryResult<()> {
        (0..2_500).for_each(|n| happen(conn, if n % 2 == 0 { "even" } else { "odd" }));
        Ok(())
    };
    conn.immediate_transaction(entries).unwrap();
    let mut cut_off = index(&folder, &mut conn);
    assert_eq!(cut_off.step().unwrap(), Step::More);
    assert!(Searching::new(&mut conn, Deadline::after(Duration::from_mins(1))).unwrap().waiting.is_building);
    drop(cut_off);
    assert_eq!(indexed(&folder, "entries_through"), 1_000);
    let mut again = Index::open(&folder.path().join("console.db")).unwrap();
    assert_eq!(indexed(&folder, "entries_through"), 1_000);
    catch_up(&mut again);
    assert_eq!(indexed(&folder, "entries_through"), 2_500);
    let filter = Filter { search: "even".to_owned(), ..Filter::default() };
    let mut search = searching(&mut conn);
    assert!(!search.waiting.is_building);
    assert_eq!(activity::page(&mut search, &filter, Paging::Before(1)).unwrap().rows.len(), 25);
    assert_eq!(activity::page(&mut search, &filter, Paging::After(40)).unwrap().rows.len(), 20);
}

#[test]
fn a_search_ends_when_its_time_is_over() {
    let (folder, mut conn) = database();
    happen(&mut conn, "Shop");
    catch_up(&mut index(&folder, &mut conn));
    let filter = Filter { search: "shop".to_owned(), ..Filter::default() };
    let mut search = Searching::new(&mut conn, Deadline::after(Duration::ZERO)).unwrap();
    assert!(matches!(activity::page(&mut search, &filter, Paging::First), Err(StoreError::TookTooLong)));
}

#[test]
fn an_index_that_was_removed_is_noticed() {
    let (folder, mut conn) = database();
    let index = index(&folder, &mut conn);
    assert!(index.is_in_place());
    file::remove(&folder.path().join("console.db")).unwrap();
    assert!(!index.is_in_place());
}

#[test]
fn an_index_that_has_been_built_is_one_segment() {
    let (folder, mut conn) = database();
    conn.transaction(|conn| {
        (0..2_500).for_each(|n| happen(conn, &format!("Shop {n}")));
        QueryResult::Ok(())
    })
    .unwrap();
    let path = folder.path().join("console.db");
    catch_up(&mut Index::open(&path).unwrap());
    let mut built = Connection::establish(&file::path(&path).to_string_lossy()).unwrap();
    let segments = diesel::dsl::sql::<BigInt>("SELECT count(DISTINCT segid) FROM entry_words_idx");
    assert_eq!(segments.get_result::<i64>(&mut built).unwrap(), 1);
    catch_up(&mut index(&folder, &mut conn));
    assert_eq!(found(&mut conn, "2499").len(), 1);
}
