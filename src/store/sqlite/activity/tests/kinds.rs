//! Several kinds of events at once, alone and with every other filter.

use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;

use super::*;
use crate::domain::activity::Entry;
use crate::domain::choice::Choice;
use crate::store::activity::page;
use crate::store::paging::{PAGE, Page, Paging};
use crate::store::sqlite::activity::entries::left_by;

const COUNT: i64 = 160;
const KINDS: [Action; 3] = [Action::SignedIn, Action::ClientChanged, Action::SecretRotated];

fn ada() -> OperatorId {
    OperatorId(uuid::Uuid::from_u128(7))
}

fn shop() -> ClientKey {
    ClientKey(uuid::Uuid::from_u128(8))
}

/// The entry of a number, told by it alone: its kind, whether it is Ada's, and whether it is about the client.
fn made(seq: i64) -> (Action, bool, bool) {
    // A stretch that is longer than a page has one kind alone.
    let kind = if (60..100).contains(&seq) { 0 } else { usize::try_from(seq % 3).unwrap() };
    (KINDS[kind], seq % 2 == 0, kind > 0 && seq % 5 < 3)
}

fn recorded(conn: &mut Connection) {
    let all = |conn: &mut Connection| -> QueryResult<()> {
        for seq in 1..=COUNT {
            let (action, is_adas, is_about_client) = made(seq);
            let actor = if is_adas { Actor::Operator(ada(), "Ada".to_owned()) } else { Actor::CommandLine };
            let origin = Origin { actor, address: None, at: Timestamp(NOON) };
            record(conn, &origin, NewEntry { action, client: is_about_client.then(shop), changes: vec![] }).unwrap();
        }
        Ok(())
    };
    conn.immediate_transaction(all).unwrap();
}

/// The numbers on all pages, from the first one on by the places of the next ones, and back again.
fn walked(conn: &mut Connection, filter: &Filter) -> Vec<i64> {
    let mut read = |paging| page(&mut searching(conn), filter, paging).unwrap();
    let mut pages = vec![read(Paging::First)];
    while let Some(next) = pages[pages.len() - 1].next {
        pages.push(read(Paging::After(next)));
    }
    let seqs = |page: &Page<Entry, i64>| page.rows.iter().map(|entry| entry.seq).collect::<Vec<_>>();
    for pair in pages.windows(2) {
        let back = read(Paging::Before(pair[1].previous.unwrap()));
        assert_eq!((seqs(&back), pair[0].rows.len()), (seqs(&pair[0]), PAGE), "{filter:?}");
    }
    pages.iter().flat_map(seqs).collect()
}

#[test]
fn several_kinds_are_found_with_every_other_filter_page_by_page_in_both_directions() {
    let (folder, mut conn) = database();
    recorded(&mut conn);
    let mut behind = index(&folder, &mut conn);
    for is_indexed in [false, true] {
        if is_indexed {
            catch_up(&mut behind);
        }
        for chosen in 0..8_usize {
            let actions: Vec<Action> = (0..3).filter(|n| chosen >> n & 1 == 1).map(|n| KINDS[n]).collect();
            for others in 0..8_usize {
                let [of_ada, of_client, is_searched] = [0, 1, 2].map(|n| others >> n & 1 == 1);
                let filter = Filter {
                    actions: actions.clone(),
                    operator: of_ada.then(ada),
                    client: of_client.then(shop),
                    search: if is_searched { "ada".to_owned() } else { String::new() },
                    ..Filter::default()
                };
                let is_left = |seq: &i64| {
                    let (action, is_adas, is_about_client) = made(*seq);
                    let of_kind = actions.is_empty() || actions.contains(&action);
                    of_kind && (is_adas || !(of_ada || is_searched)) && (is_about_client || !of_client)
                };
                let expected: Vec<i64> = (1..=COUNT).rev().filter(is_left).collect();
                assert_eq!(walked(&mut conn, &filter), expected, "{filter:?}");
                let mut walk = Walk::new(filter);
                let mut exported = Vec::new();
                while !walk.is_over() {
                    exported.extend(walk.next(&mut searching(&mut conn), 30).unwrap().iter().map(|entry| entry.seq));
                }
                assert_eq!(exported, expected);
            }
        }
    }
}

#[test]
fn the_kinds_that_are_chosen_are_merged_from_their_ranges_of_the_index_however_many_they_are() {
    let (_folder, mut conn) = with_entries(3);
    for count in [2, 3, Action::ALL.len()] {
        for newest_first in [true, false] {
            let filter = Filter { actions: Action::ALL[..count].to_vec(), ..Filter::default() };
            let query = left_by::<BigInt>("SELECT a.at FROM activity a", &filter, (1, 9), newest_first, 26);
            let plan = plan_of(&mut conn, &diesel::debug_query::<Sqlite, _>(&query).to_string()).concat();
            assert_eq!(plan.matches("MERGE (UNION ALL)").count(), count - 1, "{plan}");
            assert_eq!(plan.matches("INDEX activity_by_action (action=? AND").count(), count, "{plan}");
            assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}
