use std::path::PathBuf;
use std::time::Duration;

use diesel::connection::SimpleConnection;

use crate::console::{create, create_with};
use crate::support::{Database, Page, Person, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::store::search_index;

fn names(page: &Page) -> Vec<String> {
    page.all("tbody th a")
}

async fn search(person: &Person, text: &str) -> Page {
    let query = serde_urlencoded::to_string([("search", text)]).unwrap();
    person.open(&format!("/clients?{query}")).await
}

async fn describe(person: &Person, client: &str, description: &str) {
    let page = person.open(&format!("{client}/general")).await;
    person.submit(&page, "Save changes", &[("Description", description)]).await;
}

#[tokio::test]
async fn search_finds_any_part_of_a_name_and_a_description_and_the_beginning_of_a_client_id() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let shop = create(&ada, "Online Shop").await;
    create(&ada, "Café 100% \"Blau\"").await;
    create(&ada, "Newsroom").await;
    describe(&ada, &shop, "For private customers").await;
    let id = ada.open(&shop).await.all(".facts code").remove(0);
    let beginning = &id[..8];
    let [online, blue] = ["Online Shop", "Café 100% \"Blau\""];
    for (text, found) in [
        ("line sh", vec![online]),
        ("ONLINE", vec![online]),
        ("shop online", vec![online]),
        ("customers shop", vec![online]),
        (beginning, vec![online]),
        (&id[7..15], vec![]),
        (&id, vec![online]),
        (&id.to_uppercase(), vec![online]),
        ("vate cust", vec![online]),
        ("café", vec![blue]),
        ("cafe", vec![blue]),
        ("blau", vec![blue]),
        ("cafe\u{301}", vec![blue]),
        ("AFÉ", vec![blue]),
        ("ＣＡＦÉ", vec![blue]),
        ("\"Bl", vec![blue]),
        ("00%", vec![blue]),
        ("ca", vec![blue]),
        ("room shop", vec![]),
        ("oo", vec![]),
        ("_", vec![]),
        ("\"", vec![]),
        ("' OR 1=1 --", vec![]),
        ("NEAR(", vec![]),
        ("name:shop*", vec![]),
        ("", vec!["Newsroom", blue, online]),
    ] {
        let page = search(&ada, text).await;
        assert_eq!((page.status, names(&page)), (200, found.iter().map(|name| (*name).to_owned()).collect()), "{text}");
        if found.is_empty() {
            assert!(page.shows(&format!("No client matches “{text}”.")));
            assert_eq!(page.link("Clear search and filters"), "/clients");
        }
    }
}

#[tokio::test]
async fn what_is_found_comes_best_match_first_and_has_no_other_order() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create(&ada, "Corner Workshop").await;
    create(&ada, "Online Shop").await;
    create(&ada, "Shop").await;
    create(&ada, "Shop One").await;
    let bank = create(&ada, "Bank").await;
    describe(&ada, &bank, "Not a shop").await;
    let page = ada.open("/clients?sort=updated&order=desc&search=shop").await;
    assert_eq!(names(&page), ["Shop", "Shop One", "Online Shop", "Corner Workshop", "Bank"]);
    assert!(page.shows("5 clients, best match first"));
    assert!(page.find_link("Name").is_none() && page.find_link("Updated").is_none());
    assert!(page.all("[aria-sort]").is_empty() && page.find_link("Created, oldest first").is_none());
    let page = ada.open("/clients?sort=updated&order=desc&search=%20").await;
    assert_eq!(page.all("th[aria-sort=descending]"), ["Updated"]);
    assert!(page.find_link("Created, oldest first").is_some());
}

#[tokio::test]
async fn results_turn_over_ranks_filters_and_new_clients_without_gaps() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    for n in 0..66 {
        let name = ["Shop", "Online Shop", "Workshop"][n % 3];
        create_with(&ada, &format!("{name} {n}"), &[("app_type", ["web_app", "mobile_app"][n % 11 / 10])]).await;
    }
    let mut pages = vec![ada.open("/clients?app_type=web_app&search=shop").await];
    while let Some(next) = pages.last().unwrap().find_link("Next") {
        create(&ada, &format!("A new Shop {}", pages.len())).await;
        pages.push(ada.open(&next).await);
        assert!(pages.len() < 9);
    }
    let seen: Vec<String> = pages.iter().flat_map(names).filter(|name| !name.contains("new")).collect();
    let mut distinct = seen.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!((seen.len(), distinct.len()), (60, 60));
    let firsts: Vec<char> = seen.iter().filter_map(|name| name.chars().next()).collect();
    assert!(firsts.windows(2).all(|pair| "SOW".find(pair[0]) <= "SOW".find(pair[1])), "{seen:?}");
    // What was created has moved the pages, so the way back is compared with a new way there.
    let mut pages = vec![ada.open("/clients?app_type=web_app&search=shop").await];
    while let Some(next) = pages.last().unwrap().find_link("Next") {
        pages.push(ada.open(&next).await);
        assert!(pages.len() < 9);
    }
    for at in (1..pages.len()).rev() {
        let back = ada.open(&pages[at].link("Previous")).await;
        assert_eq!(names(&back), names(&pages[at - 1]));
    }
}

#[tokio::test]
async fn what_matched_is_marked_and_a_description_is_shown_where_it_is_needed() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let bank = create(&ada, "Bank <b>&Ünïon").await;
    describe(&ada, &bank, "Für <Kunden> & partners").await;
    let id = ada.open(&bank).await.all(".facts code").remove(0);
    let page = search(&ada, "<b>&ÜNÏ").await;
    assert_eq!((page.all("mark"), names(&page)), (vec!["<b>&Ünï".to_owned()], vec!["Bank <b>&Ünïon".to_owned()]));
    assert!(page.all(".found-in").is_empty());
    let page = search(&ada, "<kund").await;
    assert_eq!(
        (page.all("mark"), page.all(".found-in")),
        (vec!["<Kund".into()], vec!["Description: Für <Kunden> & partners".into()])
    );
    assert!(search(&ada, "kunden bank").await.all(".found-in").len() == 1);
    assert!(search(&ada, "bank").await.all(".found-in").is_empty());
    let page = search(&ada, &id[..7]).await;
    assert_eq!((page.all("code mark"), page.all("td code")), (vec![id[..7].to_owned()], vec![id]));
    assert!(ada.open("/clients").await.all("mark").is_empty());
}

#[tokio::test]
async fn short_words_find_beginnings_of_names_and_the_page_says_so() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create(&ada, "Online Onion").await;
    create(&ada, "Bonus").await;
    let only = "One or two characters are looked for at the beginning of names only.";
    let beside = "Words of one or two characters are not looked for beside longer ones.";
    let page = search(&ada, "on").await;
    assert_eq!((names(&page), page.all("mark")), (vec!["Online Onion".to_owned()], vec!["On".to_owned()]));
    assert!(page.shows(only));
    assert!(search(&ada, "nu").await.shows(only));
    let page = search(&ada, "xx onus").await;
    assert_eq!(names(&page), ["Bonus"]);
    assert!(page.shows(beside));
    let page = search(&ada, "bonus").await;
    assert!(!page.shows(only) && !page.shows(beside));
}

#[tokio::test]
async fn beyond_some_matches_the_total_says_that_it_is_not_counted() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create(&ada, "Bank").await;
    site.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001) \
         INSERT INTO clients (id, client_id, name, name_key, name_sort, description, kind, revision, created_at, updated_at) \
         SELECT randomblob(16), 'c' || i, 'Shop ' || i, 'shop ' || i, CAST('shop ' || i AS BLOB), '', k.id, 1, i, i \
         FROM n, client_kinds k",
    );
    assert!(ada.open("/clients").await.shows("1,002 clients"));
    // The program goes on with an index that was built beside it.
    search_index::build_anew(&site.database).unwrap();
    let found = async {
        while !ada.open("/clients?search=shop").await.shows("1–25 of more than 100 clients, best match first") {}
    };
    tokio::time::timeout(Duration::from_mins(1), found).await.unwrap();
    assert!(ada.open("/clients?search=shop+100").await.shows("3 clients"));
    assert!(ada.open("/clients?search=hop").await.shows("1–25 of more than 100 clients"));
}

#[tokio::test]
async fn a_renamed_client_is_found_by_its_new_name_alone() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let shop = create(&ada, "Online Shop").await;
    let page = ada.open(&format!("{shop}/general")).await;
    ada.submit(&page, "Save changes", &[("Client name", "Boutique")]).await;
    for text in ["boutique", "outiq"] {
        assert_eq!(names(&search(&ada, text).await), ["Boutique"]);
    }
    for text in ["online", "nline", "shop"] {
        assert!(names(&search(&ada, text).await).is_empty());
    }
}

#[tokio::test]
async fn a_word_begins_after_whatever_is_no_letter_or_digit_and_accents_and_case_do_not_matter() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    for name in ["Workshop", "E-Shop", "(Shop)", "École"] {
        create(&ada, name).await;
    }
    assert_eq!(names(&search(&ada, "shop").await), ["(Shop)", "E-Shop", "Workshop"]);
    let page = search(&ada, "ECOLE").await;
    assert_eq!((names(&page), page.all("mark")), (vec!["École".to_owned()], vec!["École".to_owned()]));
}

#[tokio::test]
async fn the_longest_and_the_most_words_are_answered_and_keep_what_was_typed() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    describe(&ada, &shop, &"a".repeat(150)).await;
    for text in [
        "a".repeat(200),
        "c.. ".repeat(50),
        "\"'*():^- ".repeat(20),
        (0..50).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" "),
    ] {
        for list in ["clients", "activity"] {
            let query = serde_urlencoded::to_string([("search", text.trim())]).unwrap();
            let page = ada.open(&format!("/{list}?{query}")).await;
            assert_eq!(page.status, 200, "{list}: {text}");
            assert_eq!(page.value(&format!("Search {list}")), text.trim(), "{list}");
            let is_cut_off = page.shows("Only the first eight different words are looked for.");
            assert_eq!(is_cut_off, text.starts_with("w0 w1 "), "{list}");
        }
    }
    assert_eq!(names(&search(&ada, &"a".repeat(150)).await), ["Shop"]);
}

/// Fills the search index with so many rows that say they hold a word and belong to no client that it takes long to see so.
fn make_searches_slow(site: &Site) {
    site.execute("UPDATE clients SET seq = 700000");
    let index = Database(PathBuf::from(format!("{}-search", site.database.display())));
    let mut connection = index.connect();
    connection.batch_execute("PRAGMA busy_timeout = 60000").unwrap();
    connection
        .batch_execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600000) \
             INSERT INTO client_grams (rowid, grams) SELECT (1 << 40) - 650000 + i, char(0xe003) || 'aaa' FROM n",
        )
        .unwrap();
}

#[tokio::test]
async fn a_search_that_takes_too_long_is_stopped_and_others_do_not_wait_for_it() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Viewer).await;
    let grace = site.named_operator("Grace", Role::Administrator).await;
    create(&grace, "Shop").await;
    make_searches_slow(&site);
    let page = search(&ada, "aaaa").await;
    assert_eq!((page.status, page.value("Search clients").as_str()), (503, "aaaa"));
    assert!(page.shows("The search took too long") && page.shows("It was stopped after half a second"));
    let page = ada.open("/find?search=aaaa").await;
    assert!(page.status == 503 && page.shows("The search took too long"), "{}", page.text());
    let slow = futures_util::future::join_all((0..8).map(|_| search(&ada, "aaaa")));
    let (slow, other) = tokio::join!(slow, search(&grace, "shop"));
    assert_eq!((other.status, names(&other)), (200, vec!["Shop".to_owned()]));
    let (stopped, refused): (Vec<&Page>, Vec<&Page>) = slow.iter().partition(|page| page.status == 503);
    assert!(!stopped.is_empty() && !refused.is_empty(), "one after another, and not without end");
    for page in refused {
        assert_eq!((page.status, page.h1().as_str()), (429, "Too many searches at once"));
    }
}
