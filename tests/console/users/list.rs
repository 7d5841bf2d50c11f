use super::{add, address};
use crate::support::users::{NewUser, add_user};
use crate::support::{Page, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};

fn names(page: &Page) -> Vec<String> {
    page.all("tbody th")
}

#[tokio::test]
async fn an_installation_without_users_says_when_there_will_be_some() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let page = ada.click(&ada.open("/clients").await, "Users").await;
    assert_eq!((page.h1().as_str(), page.all(".menu [aria-current=page]")), ("Users", vec!["Users".to_owned()]));
    assert!(page.shows("No users yet"), "{}", page.text());
}

#[tokio::test]
async fn users_are_found_by_name_address_number_and_id_and_by_nothing_else() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let users = add(&site, &[("Ada", "Lovelace"), ("Grace", "Hopper"), ("Ada", "Noël")]).await;
    let mobile = NewUser { id: 9, email: "m@phone.example".to_owned(), mobile: "+4915112345678", ..NewUser::default() };
    add_user(&site.database, &mobile, SystemClock.now()).await;
    let all = ["m@phone.example", "Ada Noël", "Grace Hopper", "Ada Lovelace"];
    assert_eq!(names(&ada.open("/users").await), all);
    let subject = site.text("(SELECT subject FROM users WHERE given_name = 'Grace')");
    let id = users[1].0.to_string();
    for (search, found) in [
        ("ada", vec!["Ada Noël", "Ada Lovelace"]),
        ("ADA lov", vec!["Ada Lovelace"]),
        ("noel", vec!["Ada Noël"]),
        ("grace.hopper@example.com", vec!["Grace Hopper"]),
        ("grace.hop", vec!["Grace Hopper"]),
        ("+49 151 1234", vec!["m@phone.example"]),
        ("phone.example", vec!["m@phone.example"]),
        (&id, vec!["Grace Hopper"]),
        (&subject, vec!["Grace Hopper"]),
        ("race", vec![]),
        ("ada hopper", vec![]),
        ("%", vec![]),
        ("' OR 1=1 --", vec![]),
    ] {
        let query = serde_urlencoded::to_string([("search", search)]).unwrap();
        let page = ada.open(&format!("/users?{query}")).await;
        assert_eq!(names(&page), found, "{search}");
        assert_eq!(page.value("Search users"), search);
        assert_eq!(page.shows("Nothing found"), found.is_empty());
    }
    let page = ada.open("/users?search=grace").await;
    assert_eq!(ada.click(&page, "Grace Hopper").await.path, format!("{}?list=search%3Dgrace", address(users[1])));
    let row = ada.open("/users?search=phone").await;
    assert!(row.shows("+4915112345678 Not verified"), "{}", row.text());
}

#[tokio::test]
async fn a_user_who_is_changed_or_deleted_is_no_longer_found_by_what_is_gone() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let users = add(&site, &[("Ada", "Lovelace")]).await;
    let store = next_identity_console::store::Store::open(&site.database).unwrap();
    let mut details = next_identity_console::domain::user::Details::default();
    details.set(next_identity_console::domain::client::ProfileField::FamilyName, "King");
    let id = users[0];
    let update = move |conn: &mut _| next_identity_console::store::users::update(conn, id, &details, SystemClock.now());
    store.write(update).await.unwrap();
    store.close();
    assert_eq!(names(&ada.open("/users?search=king").await), ["Ada King"]);
    assert_eq!(names(&ada.open("/users?search=ada.lovelace").await), ["Ada King"], "the address is as it was");
    let before = site.number("(SELECT count(*) FROM user_words WHERE word = 'lovelace')");
    assert_eq!(before, 1, "of the address");
    let page = ada.open(&format!("{}/deletion", address(id))).await;
    ada.submit(&page, "Delete this user", &[("Identifier", "ada.lovelace@example.com")]).await;
    assert_eq!(site.number("(SELECT count(*) FROM user_words)"), 0);
    assert_eq!(names(&ada.open("/users?search=king").await), [""; 0]);
}

#[tokio::test]
async fn pages_go_forward_and_back_with_and_without_a_search() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let rows = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)";
    site.execute(&format!(
        "{rows} INSERT INTO users (seq, id, subject, given_name, family_name, created_at, updated_at) \
         SELECT i, randomblob(16), 's' || i, 'Number', i, i, i FROM n"
    ));
    site.execute(&format!("{rows} INSERT INTO user_words SELECT 'number', i FROM n"));
    for start in ["/users", "/users?search=num"] {
        let expected: Vec<String> = (1..=60).rev().map(|number| format!("Number {number}")).collect();
        let pages = ada.walk(start, "Older").await;
        assert_eq!(pages.iter().map(|page| names(page).len()).collect::<Vec<_>>(), [25, 25, 10], "{start}");
        assert_eq!(pages.iter().flat_map(names).collect::<Vec<_>>(), expected, "{start}");
        let back = ada.click(&pages[2], "Newer").await;
        assert_eq!(names(&back), names(&pages[1]), "{start}");
    }
    for bad in ["/users?after=x", "/users?after=1&before=2", "/users?search=a&search=b"] {
        assert_eq!(ada.get(bad).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn a_search_that_so_many_match_says_that_more_has_to_be_typed() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let rows = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2001)";
    site.execute(&format!(
        "{rows} INSERT INTO users (seq, id, subject, given_name, created_at, updated_at) \
         SELECT i, randomblob(16), 's' || i, 'Ada' || i, i, i FROM n"
    ));
    site.execute(&format!("{rows} INSERT INTO user_words SELECT 'ada' || i, i FROM n"));
    assert!(ada.open("/users?search=ada").await.shows("More users match than are looked at."));
    let page = ada.open("/users?search=ada2001").await;
    assert!(!page.shows("More users match"));
    assert_eq!(names(&page), ["Ada2001"]);
}
