use std::sync::{Arc, Mutex};

use diesel::Connection as _;
use diesel::connection::{Instrumentation, InstrumentationEvent};

use super::*;
use crate::store::clients::sorted_value;

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// How SQLite reads each statement about clients that a page of the list sends.
fn plans(conn: &mut Connection, query: &ListQuery) -> Vec<String> {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&sent);
    let listen = move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            heard.lock().unwrap().push(query.to_string());
        }
    };
    conn.set_instrumentation(Box::new(listen) as Box<dyn Instrumentation>);
    list(conn, query).unwrap();
    conn.set_instrumentation(None::<Box<dyn Instrumentation>>);
    let sent = std::mem::take(&mut *sent.lock().unwrap());
    let about_clients = sent.iter().filter(|text| !text.contains("`client_"));
    about_clients
        .map(|text| {
            let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {text}")).load(conn).unwrap();
            steps.into_iter().map(|step| step.detail + "\n").collect()
        })
        .collect()
}

/// Two clients of every kind there can be.
fn every_kind() -> Vec<Known> {
    let sizes: Vec<usize> = FILTERS.iter().map(|filter| (filter.values)().len()).collect();
    let mut clients = Vec::new();
    for (seq, at) in (0..).zip(0..2 * sizes.iter().product::<usize>()) {
        fn of<C: Choice>(at: &mut usize) -> C {
            let place = *at % C::ALL.len();
            *at /= C::ALL.len();
            C::ALL[place]
        }
        let at = &mut at.clone();
        let kind = Kind {
            app_type: of(at),
            integration_type: of(at),
            primary_identifier: of(at),
            method: of(at),
            passkeys: of(at),
            two_step: of(at),
            registration_type: of(at),
            readiness: of(at),
            status: of(at),
        };
        let [client_id, name] = [format!("id{seq}"), format!("Shop {seq}")];
        clients.push(Known { seq, client_id, name, description: String::new(), kind, updated_at: 0 });
    }
    clients
}

/// Nothing is filtered; one kind, a few and very many are left.
fn filters() -> [(ListQuery, usize); 4] {
    let few = |chosen: usize| {
        let mut query = whole();
        for (filter, place) in query
            .filters
            .iter_mut()
            .rev()
            .take(chosen)
            .zip(Kind { status: Status::Disabled, ..plain() }.places().into_iter().rev())
        {
            *filter = Some(place);
        }
        query
    };
    [(whole(), 0), (few(9), 1), (few(7), 6), (few(1), 576)]
}

#[test]
fn every_order_of_every_filter_is_merged_from_indexes() {
    let (_folder, mut conn) = with_clients(&every_kind());
    for (filter, kinds) in filters() {
        for (sort, descending) in Sort::ALL.iter().flat_map(|sort| [(*sort, false), (*sort, true)]) {
            let value = if sort == Sort::Updated { "0".to_owned() } else { sorted_value(&sort_key("Shop 30")) };
            let position = || Position { seq: 30, value: value.clone() };
            for paging in [Paging::First, Paging::After(position()), Paging::Before(position())] {
                let is_first = paging == Paging::First;
                let query = ListQuery { sort, descending, paging, ..filter.clone() };
                let plans = plans(&mut conn, &query);
                let plan = plans.concat();
                // Some hundreds of kinds may be sorted; rows never are.
                let sorts = |plan: &String| plan.contains("TEMP B-TREE") && !plan.contains("SCAN k VIRTUAL TABLE");
                assert!(!plans.iter().any(sorts), "{query:?}: {plan}");
                let scans_rows = plans[0].lines().any(|line| line == "SCAN clients");
                // The order of all clients is tried where many kinds are left.
                let of_all = [0, 576].contains(&kinds);
                assert_eq!(scans_rows, of_all && sort == Sort::Created && is_first, "{query:?}: {plan}");
                let index = match (of_all, sort) {
                    (true, Sort::Name) => "INDEX clients_by_name",
                    (true, Sort::Created) => "INTEGER PRIMARY KEY",
                    (true, Sort::Updated) => "INDEX clients_by_updated",
                    (false, Sort::Name) => "INDEX clients_by_kind_and_name (kind=?",
                    (false, Sort::Created) => "INDEX clients_by_kind (kind=?",
                    (false, Sort::Updated) => "INDEX clients_by_kind_and_updated (kind=?",
                };
                let parts = if of_all { 1 } else { kinds.next_power_of_two() };
                assert_eq!(plans[0].matches(index).count(), if scans_rows { 0 } else { parts }, "{query:?}: {plan}");
                assert_eq!(plans[0].matches("MERGE (UNION ALL)").count(), parts - 1, "{query:?}: {plan}");
                if !is_first {
                    let ranged = plans[0]
                        .lines()
                        .filter(|line| line.contains(">?") || line.contains("<?") || line.contains("(?,?)"))
                        .count();
                    assert_eq!(ranged, parts, "{query:?}: {plan}");
                }
            }
        }
    }
}

#[test]
fn few_clients_of_many_kinds_come_in_every_order_from_the_kinds_that_come_first() {
    let mut clients = every_kind();
    for client in &mut clients {
        client.updated_at = client.seq * 5 % 7;
    }
    let (_folder, mut conn) = with_clients(&clients);
    let mut rare = whole();
    for (chosen, place) in rare.filters.iter_mut().zip(plain().places()).skip(3) {
        *chosen = Some(place);
    }
    // Of any two-step verification.
    rare.filters[5] = None;
    for (sort, descending) in Sort::ALL.iter().flat_map(|sort| [(*sort, false), (*sort, true)]) {
        let query = ListQuery { sort, descending, ..rare.clone() };
        assert!(plans(&mut conn, &query)[0].contains("SCAN k VIRTUAL TABLE"), "{query:?}");
        let expected = expected(&clients, &query);
        assert_eq!(expected.len(), 72);
        let total = exactly(&expected);
        assert_eq!(names(&mut conn, &query), (expected, total), "{query:?}");
    }
}
