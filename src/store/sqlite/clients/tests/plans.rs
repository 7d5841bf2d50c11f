use std::sync::{Arc, Mutex};

use diesel::Connection as _;
use diesel::connection::{Instrumentation, InstrumentationEvent};

use super::*;

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
    let about_clients = sent.iter().filter(|text| !text.contains("client_facets"));
    about_clients
        .map(|text| {
            let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {text}")).load(conn).unwrap();
            steps.into_iter().map(|step| step.detail + "\n").collect()
        })
        .collect()
}

/// A client of every facet.
fn every_facet() -> Vec<Known> {
    let mut clients = Vec::new();
    for (seq, at) in (0..48).zip(0_usize..) {
        let kinds = (
            AppType::ALL[at % 3],
            IntegrationType::ALL[at / 3 % 2],
            RegistrationType::ALL[at / 6 % 2],
            Status::ALL[at / 12 % 2],
        );
        let [client_id, name] = [format!("id{seq}"), format!("Shop {seq}")];
        clients.push(Known { seq, client_id, name, description: String::new(), kinds, updated_at: 0 });
    }
    clients
}

fn filters() -> [(ListQuery, usize); 3] {
    let twelve = ListQuery { status: Some(Status::Disabled), ..whole() };
    let one = ListQuery {
        app_type: Some(AppType::WebApp),
        integration_type: Some(IntegrationType::Api),
        registration_type: Some(RegistrationType::SelfRegistration),
        ..twelve.clone()
    };
    [(whole(), 0), (one, 1), (twelve, 12)]
}

#[test]
fn every_order_of_every_filter_is_merged_from_indexes() {
    let (_folder, mut conn) = with_clients(&every_facet());
    for (filter, facets) in filters() {
        for (sort, descending) in Sort::ALL.iter().flat_map(|sort| [(*sort, false), (*sort, true)]) {
            let value = if sort == Sort::Updated { "0" } else { "shop 30" };
            let position = || Position { seq: 30, value: value.to_owned() };
            for paging in [Paging::First, Paging::After(position()), Paging::Before(position())] {
                let is_first = paging == Paging::First;
                let query = ListQuery { sort, descending, paging, ..filter.clone() };
                let plans = plans(&mut conn, &query);
                let plan = plans.concat();
                assert!(!plan.contains("TEMP B-TREE"), "{query:?}: {plan}");
                let scans_rows = plans[0].lines().any(|line| line == "SCAN clients");
                assert_eq!(scans_rows, facets == 0 && sort == Sort::Created && is_first, "{query:?}: {plan}");
                let index = match sort {
                    Sort::Name => "INDEX clients_by_facet_and_name (facet=?",
                    Sort::Created => "INDEX clients_by_facet (facet=?",
                    Sort::Updated => "INDEX clients_by_facet_and_updated (facet=?",
                };
                assert!(plans[0].matches(index).count() == facets, "{query:?}: {plan}");
                let merges = plans[0].matches("MERGE (UNION ALL)").count();
                assert_eq!(merges, facets.saturating_sub(1), "{query:?}: {plan}");
                if !is_first {
                    let ranged = plans[0].lines().filter(|line| line.contains(">?") || line.contains("<?")).count();
                    assert_eq!(ranged, facets.max(1), "{query:?}: {plan}");
                }
            }
        }
    }
}

#[test]
fn every_rank_of_a_search_is_read_from_indexes() {
    let (_folder, mut conn) = with_clients(&every_facet());
    for (filter, facets) in filters() {
        for search in ["sh", "shop", "shop 30", "hop 3"] {
            for value in ["0", "1shop 30", "2", "3", "4"] {
                let position = || Position { seq: 30, value: value.to_owned() };
                for paging in [Paging::First, Paging::After(position()), Paging::Before(position())] {
                    let query = ListQuery { search: search.to_owned(), paging, ..filter.clone() };
                    for plan in plans(&mut conn, &query) {
                        assert!(!plan.contains("TEMP B-TREE"), "{query:?}: {plan}");
                        let scans =
                            plan.lines().any(|line| line == "SCAN clients" || line.starts_with("SCAN clients "));
                        assert!(!scans, "{query:?}: {plan}");
                        if plan.contains("name_key>?") {
                            let ranges = plan.matches("name_key>? AND name_key<?").count();
                            assert_eq!(ranges, facets.max(1), "{query:?}: {plan}");
                        }
                    }
                }
            }
        }
    }
}
