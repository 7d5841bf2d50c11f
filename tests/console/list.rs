use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::console::{create, create_with};
use crate::support::{Page, Site};
use next_identity_console::domain::collation::sort_key;
use next_identity_console::domain::role::Role;

fn names(page: &Page) -> Vec<String> {
    page.all("tbody th a")
}

#[tokio::test]
async fn an_empty_list_says_what_a_client_is_and_offers_to_create_one() {
    let site = Site::start().await;
    let page = site.operator(Role::ApplicationManager).await.open("/clients").await;
    assert!(page.shows("No clients yet") && page.shows("A client is an application or service"));
    assert_eq!(page.link("Create a Client"), "/clients/new/general-information");
}

#[tokio::test]
async fn the_list_turns_in_both_directions_in_every_order_without_gaps() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    for n in 0..60 {
        create(&ada, &format!("Client {:02}", (n * 37) % 60)).await;
        site.pass(i64::from(n % 3 == 0)); // Several share a time of change.
    }
    for (query, first) in [
        ("", "Client 23"),
        ("?sort=name", "Client 00"),
        ("?sort=name&order=desc", "Client 59"),
        ("?sort=created", "Client 00"),
        ("?sort=created&order=desc", "Client 23"),
        ("?sort=updated", "Client 00"),
        ("?sort=updated&order=desc", "Client 23"),
    ] {
        let forward = ada.walk(&format!("/clients{query}"), "Next").await;
        assert_eq!(forward.iter().map(|page| names(page).len()).collect::<Vec<_>>(), [25, 25, 10], "{query}");
        let seen: Vec<String> = forward.iter().flat_map(names).collect();
        assert_eq!(seen[0], first, "{query}");
        let mut distinct = seen.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), 60, "{query}");
        for (page, rows) in forward.iter().zip(["1–25", "26–50", "51–60"]) {
            assert_eq!(page.all(".total"), [format!("{rows} of 60 clients")], "{query}");
        }
        assert!(forward[0].find_link("Previous").is_none());
        let backward = ada.walk(&forward[2].path, "Previous").await;
        let back: Vec<Vec<String>> = backward.iter().rev().map(names).collect();
        assert_eq!(back.concat(), seen, "{query}");
        let places: Vec<String> = backward.iter().flat_map(|page| page.all(".total")).collect();
        assert_eq!(places, ["51–60 of 60 clients", "26–50 of 60 clients", "1–25 of 60 clients"], "{query}");
    }
}

#[tokio::test]
async fn a_page_that_has_run_empty_is_the_first_one_and_a_short_way_back_is_whole() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    for n in 0..26 {
        create(&ada, &format!("Client {n:02}")).await;
    }
    let first = ada.open("/clients?sort=name").await;
    let second = ada.click(&first, "Next").await;
    assert_eq!(names(&second), ["Client 25"]);
    let page = ada.click(&second, "Client 25").await;
    let page = ada.click(&page, "Edit General").await;
    ada.submit(&page, "Save changes", &[("Client name", "A new name")]).await;
    assert_eq!(names(&ada.open(&second.path).await)[0], "A new name");
    let third = URL_SAFE_NO_PAD.encode(sort_key("Client 03"));
    let back = ada.open(&format!("/clients?sort=name&before=1.{third}")).await;
    assert_eq!((names(&back).len(), back.find_link("Previous")), (25, None));
    assert!(!ada.open("/clients?sort=name&before=1.__8").await.shows("No clients yet"));
}

#[tokio::test]
async fn filters_are_links_that_combine_with_each_other_with_the_search_and_the_order() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create_with(&ada, "Shop Web", &[]).await;
    create_with(&ada, "Shop Mobile", &[("app_type", "mobile_app"), ("registration_type", "invitation_only")]).await;
    create_with(&ada, "Bank Mobile", &[("app_type", "mobile_app"), ("integration_type", "api")]).await;
    let page = ada.open("/clients?sort=name&order=desc").await;
    let page = ada.click(&page, "Mobile App 2").await;
    assert_eq!(names(&page), ["Shop Mobile", "Bank Mobile"]);
    assert!(page.shows("2 clients") && page.shows("App type: Mobile App"));
    let page = ada.submit(&page, "Search", &[("Search clients", "shop")]).await;
    assert_eq!(names(&page), ["Shop Mobile"]);
    let page = ada.click(&page, "Invitation-Only 1").await;
    assert_eq!(names(&page), ["Shop Mobile"]);
    let page = ada.click(&page, "API 0").await;
    assert!(page.shows("No client matches “shop” with these filters."));
    let page = ada.click(&page, "Clear search and filters").await;
    assert_eq!(page.path, "/clients?sort=name&order=desc");
    let page = ada.click(&page, "Disabled 0").await;
    assert!(page.shows("No client matches these filters."));
}

/// What stands in the menu with this label.
fn menu(page: &Page, label: &str) -> String {
    let menus = page.all(".filters details");
    let found = menus.iter().find(|menu| menu.starts_with(label));
    let found = found.unwrap_or_else(|| panic!("no menu “{label}”: {menus:?}"));
    found[label.len()..].trim().to_owned()
}

#[tokio::test]
async fn every_setting_of_the_sign_in_is_a_filter_and_each_value_says_what_it_leaves() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create_with(&ada, "Shop", &[]).await;
    create_with(&ada, "Bank", &[("primary_identifier", "mobile"), ("passkeys", "on")]).await;
    let library = create_with(&ada, "Library", &[("method", "password"), ("passkeys", "on")]).await;
    let page = ada.open(&format!("{library}/authentication")).await;
    ada.submit(&page, "Save changes", &[("Two-step verification", "Required")]).await;
    let page = ada.open("/clients?sort=name").await;
    for (label, values) in [
        ("Primary identifier", "Any 3 Email 2 Mobile 1"),
        ("Method", "Any 3 One-Time Password 2 Password 1"),
        ("Passkeys", "Any 3 With passkeys 2 Without passkeys 1"),
        ("Two-step verification", "Any 3 Disabled 2 Optional 0 Required 1"),
        ("Status", "Any 3 Active 3 Disabled 0"),
    ] {
        assert_eq!(menu(&page, label), values, "{label}");
    }
    for (link, chosen, left) in [
        ("Mobile 1", "Primary identifier: Mobile", vec!["Bank"]),
        ("Password 1", "Method: Password", vec!["Library"]),
        ("With passkeys 2", "Passkeys: With passkeys", vec!["Bank", "Library"]),
        ("Required 1", "Two-step verification: Required", vec!["Library"]),
    ] {
        let page = ada.click(&page, link).await;
        assert!(page.shows(chosen), "{chosen}");
        assert_eq!(names(&page), left, "{chosen}");
    }
    let page = ada.click(&page, "With passkeys 2").await;
    for (label, values) in [
        ("Method", "Any 2 One-Time Password 1 Password 1"),
        ("Passkeys: With passkeys", "Any 3 With passkeys 2 Without passkeys 1"),
        ("Two-step verification", "Any 2 Disabled 1 Optional 0 Required 1"),
    ] {
        assert_eq!(menu(&page, label), values, "of those with passkeys: {label}");
    }
    let page = ada.click(&page, "Optional 0").await;
    assert!(page.shows("No client matches these filters."));
    let page = ada.submit(&page, "Search", &[("Search clients", "bank")]).await;
    assert_eq!(menu(&page, "Status"), "Any 0 Active 0 Disabled 0", "of what the search finds");
    let page = ada.open("/clients?search=ban&passkeys=with").await;
    assert_eq!(menu(&page, "Primary identifier"), "Any 1 Email 0 Mobile 1");
    assert_eq!(
        menu(&page, "Passkeys: With passkeys"),
        "Any With passkeys Without passkeys",
        "no count beside a chosen value"
    );
}

#[tokio::test]
async fn a_client_that_changes_is_counted_where_it_now_belongs() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    create(&ada, "Bank").await;
    assert_eq!(menu(&ada.open("/clients").await, "Status"), "Any 2 Active 2 Disabled 0");
    let page = ada.open(&format!("{shop}/status")).await;
    ada.submit(&page, "Disable", &[]).await;
    let page = ada.open(&format!("{shop}/general")).await;
    ada.submit(&page, "Save changes", &[("App type", "Mobile App")]).await;
    let page = ada.open("/clients").await;
    assert_eq!(menu(&page, "Status"), "Any 2 Active 1 Disabled 1");
    assert_eq!(menu(&page, "App type"), "Any 2 Web App 1 Single-Page App 0 Mobile App 1");
    let page = ada.click(&page, "Disabled 1").await;
    assert_eq!(menu(&page, "App type"), "Any 1 Web App 0 Single-Page App 0 Mobile App 1");
    site.file().is_whole();
}

#[tokio::test]
async fn names_sort_as_people_expect_and_one_that_is_renamed_between_two_pages_breaks_nothing() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let sorted = ["Ångström", "bank", "Café", "Cafe 2", "École", "Öz", "shop", "Zoo"];
    for name in sorted.iter().rev() {
        create(&ada, name).await;
    }
    for n in 0..25 {
        create(&ada, &format!("Middle {n:02}")).await;
    }
    let first = ada.open("/clients?sort=name").await;
    assert_eq!(names(&first)[..5], sorted[..5]);
    let last = names(&first)[24].clone();
    let page = ada.click(&first, &last).await;
    let page = ada.click(&page, "Edit General").await;
    ada.submit(&page, "Save changes", &[("Client name", "Aachen")]).await;
    let second = ada.open(&first.link("Next")).await;
    assert_eq!(names(&second), ["Middle 20", "Middle 21", "Middle 22", "Middle 23", "Middle 24", "Öz", "shop", "Zoo"]);
}

#[tokio::test]
async fn the_columns_sort_and_say_how() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create(&ada, "Alpha").await;
    site.pass(10);
    create(&ada, "Beta").await;
    let page = ada.open("/clients").await;
    assert_eq!((names(&page)[0].as_str(), page.all("th[aria-sort]").len()), ("Beta", 0), "newest first");
    assert!(page.shows("Sort: Created, newest first"));
    let page = ada.click(&page, "Name").await;
    assert_eq!(page.all("th[aria-sort=ascending]"), ["Name"]);
    let page = ada.click(&page, "Name").await;
    assert_eq!((names(&page)[0].as_str(), page.all("th[aria-sort=descending]").concat().as_str()), ("Beta", "Name"));
    let page = ada.click(&page, "Updated").await;
    assert_eq!((names(&page)[0].as_str(), page.all("th[aria-sort=descending]").concat().as_str()), ("Beta", "Updated"));
    let page = ada.click(&page, "Created, oldest first").await;
    assert_eq!(names(&page)[0], "Alpha");
}

#[tokio::test]
async fn a_column_that_is_chosen_again_turns_round_each_time() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create(&ada, "Alpha").await;
    site.pass(10);
    create(&ada, "Beta").await;
    let (up, down) = (("ascending", "Alpha"), ("descending", "Beta"));
    for (column, turns) in [("Name", [up, down]), ("Updated", [down, up])] {
        let mut page = ada.open("/clients").await;
        for round in 0..4 {
            page = ada.click(&page, column).await;
            let (direction, first) = turns[round % 2];
            assert_eq!(page.all(&format!("th[aria-sort={direction}]")), [column], "{round}");
            assert_eq!(names(&page)[0], first, "{column}, {round}");
        }
    }
}

#[tokio::test]
async fn the_order_that_was_chosen_last_stays_with_the_browser_and_another_tab_does_not_turn_its_pages() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    for n in 0..30 {
        create(&ada, &format!("Client {:02}", (n * 7) % 30)).await;
    }
    let newest = ada.open("/clients").await;
    assert_eq!((names(&newest)[0].as_str(), ada.cookie("nic_sort")), ("Client 23", None));
    ada.click(&newest, "Name, A to Z").await;
    let second = ada.click(&newest, "Next").await;
    assert_eq!(second.all(".total"), ["26–30 of 30 clients"]);
    assert_eq!(names(&second), ["Client 28", "Client 21", "Client 14", "Client 07", "Client 00"], "as its first page");
    let page = ada.open("/clients").await;
    assert_eq!(
        (names(&page)[0].as_str(), page.all("th[aria-sort=ascending]").concat().as_str()),
        ("Client 00", "Name")
    );
    let page = ada.click(&page, "Active 30").await;
    assert_eq!((page.path.as_str(), names(&page)[0].as_str()), ("/clients?status=active", "Client 00"));
    ada.sign_out_and_in("Ada").await;
    assert_eq!(names(&ada.open("/clients").await)[0], "Client 00", "also after signing in again");
    let elsewhere = site.visitor();
    elsewhere.sign_in("Ada").await;
    assert_eq!(names(&elsewhere.open("/clients").await)[0], "Client 23", "another browser");
    for nonsense in ["", ".", "name", "name.up", "secret.asc", "created.desc.x", "%00"] {
        ada.set_cookie("nic_sort", nonsense);
        assert_eq!(names(&ada.open("/clients").await)[0], "Client 23", "{nonsense}");
    }
}

#[tokio::test]
async fn a_disabled_client_is_marked_in_the_list_and_an_active_one_is_not() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create(&ada, "Alpha").await;
    let beta = create(&ada, "Beta").await;
    let page = ada.open(&format!("{beta}/status")).await;
    let page = ada.submit(&page, "Disable", &[]).await;
    assert_eq!([page.all("h1 .badge.off"), page.all("h1 .badge.on")], [vec!["Disabled".to_owned()], vec![]]);
    let page = ada.open("/clients").await;
    assert_eq!([page.all("tbody .badge.on"), page.all("tbody .badge.off")], [["Active"], ["Disabled"]]);
}

#[tokio::test]
async fn what_the_list_does_not_know_in_its_address_is_ignored() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create(&ada, "Alpha").await;
    create_with(&ada, "Beta", &[("app_type", "mobile_app")]).await;
    ada.open("/clients").await; // It has shown what was created.
    let known = "app_type=web_app&sort=updated";
    let plain = ada.open(&format!("/clients?{known}")).await;
    assert_eq!(names(&plain), ["Alpha"]);
    for extra in
        ["page=2", "size=100000", "utm_source=x&utm_source=x", "utm_source=%ff%00", "Status=x", "=1", "&", "page"]
    {
        for query in [format!("{extra}&{known}"), format!("{known}&{extra}")] {
            let page = ada.get(&format!("/clients?{query}")).await;
            assert_eq!((page.status, page.text()), (200, plain.text()), "{query}");
            assert_eq!(page.link("Mobile App 1"), plain.link("Mobile App 1"), "{query}");
        }
    }
}

#[tokio::test]
async fn a_parameter_that_means_nothing_is_refused_by_name_with_a_way_back() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    let long = format!("search={}", "x".repeat(201));
    for (bad, parameter) in [
        ("sort=secret", "sort"),
        ("order=sideways", "order"),
        ("status=on", "status"),
        ("passkeys=1", "passkeys"),
        ("two_step=maybe", "two_step"),
        ("method=otp", "method"),
        ("primary_identifier=name", "primary_identifier"),
        ("registration_type=open", "registration_type"),
        ("integration_type=API", "integration_type"),
        ("app_type=web", "app_type"),
        ("app_type=web_app&app_type=web_app", "app_type"),
        ("utm_source=x&status=on", "status"),
        ("after=x", "after"),
        ("after=1&sort=updated", "after"),
        ("after=-1.", "after"),
        ("after=99999999999999999999.a", "after"),
        ("after=1&before=2", "before"),
        ("sort=name&after=1.aaaa&before=1.bbbb", "before"),
        ("row=0", "row"),
        ("row=x", "row"),
        ("row=1&row=2", "row"),
        ("after=1.a", "after"),
        ("after=1.%C3%A9", "after"),
        ("before=.", "before"),
        ("sort=created&after=1.2", "after"),
        ("sort=updated&after=1.1e9", "after"),
        ("search=%ff", "search"),
        ("search=%00", "search"),
        ("search=a&after=1.", "after"),
        ("search=a&after=1.x", "after"),
        ("search=a&after=1.9", "after"),
        ("after=1'%20OR%201=1", "after"),
        (long.as_str(), "search"),
    ] {
        let page = ada.get(&format!("/clients?{bad}")).await;
        assert_eq!(page.status, 400, "{bad}");
        assert!(page.has_button("Dark") && page.shows("not understood"), "{bad}");
        assert!(page.shows(&format!("“{parameter}”")), "{bad}: {}", page.text());
        assert_eq!(page.link("Go to Clients"), "/clients", "{bad}");
    }
    assert_eq!(ada.get(&format!("/clients?search={}", "x".repeat(200))).await.status, 200);
    assert_eq!(ada.get(&format!("/clients?search={}", "é".repeat(200))).await.status, 200, "characters, not bytes");
    assert_eq!(ada.get(&format!("/clients?search={}", "x".repeat(40_000))).await.status, 414);
}
