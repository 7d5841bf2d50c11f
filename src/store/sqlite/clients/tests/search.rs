use super::*;
use crate::domain::search::folded;

const SEARCHES: [&str; 34] = [
    "shop",
    "SHOP",
    "online shop",
    "shop online",
    "hop",
    "ine",
    "hop ine",
    "finance",
    "ﬁnance",
    "ﬁna",
    "straße",
    "STRASSE",
    "trasse",
    "Ｓｈｏｐ",
    "ｈｏｐ",
    "100%",
    "\"bl",
    "\"",
    "é",
    "café",
    "a*b",
    "o'neil",
    "near(",
    "会員ページ",
    "会員",
    "_x_",
    "on",
    "on shop",
    "id7on",
    "shop id",
    "id7",
    "cafe",
    "neil",
    "blau",
];

/// The rank of a client, written down a second time; no rank where it does not match.
fn rank(client: &Known, search: &str) -> Option<u8> {
    let (wanted, name, description) = (folded(search), folded(&client.name), folded(&client.description));
    let terms: Vec<&str> = wanted.split_whitespace().filter(|term| term.chars().count() >= 3).collect();
    let every = |found: &dyn Fn(&str) -> bool| !terms.is_empty() && terms.iter().all(|term| found(term));
    let begins_word = |term: &str| {
        let follows = |at: usize| !name[..at].ends_with(char::is_alphanumeric);
        name.match_indices(term).any(|(at, _)| follows(at) && term.starts_with(char::is_alphanumeric))
    };
    if client.client_id == search.to_lowercase() || comparison_key(&client.name) == comparison_key(search) {
        Some(0)
    } else if name.starts_with(wanted.trim()) {
        Some(1)
    } else if every(&begins_word) {
        Some(2)
    } else if every(&|term| name.contains(term)) {
        Some(3)
    } else if search.chars().count() >= 3 && client.client_id.starts_with(&search.to_lowercase()) {
        Some(4)
    } else {
        every(&|term| name.contains(term) || description.contains(term)).then_some(5)
    }
}

pub fn best_first(clients: &[Known], query: &ListQuery) -> Vec<String> {
    let mut found: Vec<(u8, i64, &Known)> = clients
        .iter()
        .filter(|client| allows(&query.filters, client))
        .filter_map(|client| Some((rank(client, &query.search)?, -client.seq, client)))
        .collect();
    found.sort_by_key(|(rank, newest, _)| (*rank, *newest));
    found.into_iter().map(|(.., client)| client.name.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_is_found_comes_best_match_first_and_once(clients in some_clients(), filter in filter()) {
        let (_folder, mut conn) = with_clients(&clients);
        for search in SEARCHES {
            for filter in [whole(), filter.clone()] {
                let query = ListQuery { search: search.to_owned(), ..filter };
                let expected = best_first(&clients, &query);
                let total = exactly(&expected);
                prop_assert_eq!(names(&mut conn, &query), (expected, total), "{:?}", query);
            }
        }
    }

    #[test]
    fn nothing_typed_fails(search in "\\PC{1,20}", terms in prop::collection::vec("[\"*^:(){}+a-]{1,4}|NEAR|AND|OR|NOT", 1..5)) {
        let clients = [known(1, "id1", &terms.join(" ")), known(2, "id2", &search)];
        let (_folder, mut conn) = with_clients(&clients);
        for search in [search, terms.join(" ")] {
            let search = crate::domain::text::normalized(&search);
            if !search.is_empty() {
                list(&mut conn, &ListQuery { search, ..whole() }).unwrap();
            }
        }
    }
}

fn known(seq: i64, client_id: &str, name: &str) -> Known {
    let [client_id, name] = [client_id, name].map(str::to_owned);
    Known { seq, client_id, name, description: String::new(), kind: plain(), updated_at: 0 }
}

#[test]
fn the_ranks_follow_one_another() {
    let mut clients = [
        known(1, "id1", "Corner Workshop"),
        known(2, "id2", "Online Shop"),
        known(3, "id3", "Shop Two"),
        known(4, "id4", "Shop"),
        known(5, "shop", "Shop at home"),
        known(6, "shop6id", "Market"),
        known(7, "id7", "Fair"),
        known(8, "id8", "Shop One"),
        known(9, "id9", "Bank"),
    ];
    clients[6].description = "A shop".to_owned();
    let (_folder, mut conn) = with_clients(&clients);
    let query = ListQuery { search: "shop".to_owned(), ..whole() };
    let found = ["Shop at home", "Shop", "Shop One", "Shop Two", "Online Shop", "Corner Workshop", "Market", "Fair"];
    assert_eq!(names(&mut conn, &query).0, found);
}

#[test]
fn what_is_created_between_two_pages_neither_hides_nor_repeats_a_result() {
    let name = |seq: i64| match seq % 4 {
        0 => format!("Shop {seq:03}"),
        1 => format!("Online Shop {seq}"),
        2 => format!("Workshop {seq}"),
        _ => format!("Bank {seq}"),
    };
    let mut clients: Vec<Known> = (1..=160).map(|seq| known(seq, &format!("id{seq}"), &name(seq))).collect();
    for client in clients.iter_mut().filter(|client| client.seq % 4 == 3) {
        client.description = "A shop".to_owned();
    }
    let (_folder, mut conn) = with_clients(&clients);
    let mut query = ListQuery { search: "shop".to_owned(), ..whole() };
    let mut seen = Vec::new();
    for round in 0.. {
        let page = list(&mut conn, &query).unwrap().page;
        seen.extend(page.rows.iter().map(|client| client.name.clone()));
        let Some(next) = page.next else { break };
        query.paging = Paging::After(next);
        for (place, name) in (0..).zip(["Shop new", "New Shop", "Newworkshop"]) {
            let seq = 1000 + round * 3 + place;
            insert(&mut conn, &known(seq, &format!("id{seq}"), &format!("{name} {round}")));
        }
    }
    seen.retain(|name| !name.to_lowercase().contains("new"));
    assert_eq!(seen, best_first(&clients, &ListQuery { paging: Paging::First, ..query }));
}

#[test]
fn more_than_a_hundred_matches_are_not_counted() {
    let clients: Vec<Known> = (1..=301).map(|n| known(n, &format!("id{n}"), &format!("My Shop {n}"))).collect();
    let (_folder, mut conn) = with_clients(&clients);
    for (search, total) in [
        ("shop", Total::MoreThan(100)),
        ("my", Total::MoreThan(100)),
        ("shop 301", Total::Exactly(1)),
        ("shop 100", Total::Exactly(1)),
        ("my shop 1", Total::MoreThan(100)),
    ] {
        let page = list(&mut conn, &ListQuery { search: search.to_owned(), ..whole() }).unwrap();
        assert_eq!(page.total, total, "{search}");
    }
    let few = ListQuery { search: "shop".to_owned(), filters: plain().places().map(Some), ..whole() };
    assert_eq!(list(&mut conn, &few).unwrap().total, Total::Exactly(301), "each is looked at");
}

#[test]
fn a_client_whose_id_and_name_both_match_is_listed_once() {
    let mut clients: Vec<Known> = (1..=30).map(|n| known(n, &format!("id{n}"), &format!("Shop {n}"))).collect();
    clients.push(known(31, "shop", "Shop with an ID"));
    let (_folder, mut conn) = with_clients(&clients);
    let query = ListQuery { search: "shop".to_owned(), ..whole() };
    let (names, total) = names(&mut conn, &query);
    assert_eq!((names.len(), names[0].as_str(), total), (31, "Shop with an ID", Total::Exactly(31)));
}
