use crate::console::{create, create_with};
use crate::support::{Page, Site};
use next_identity_console::domain::role::Role;

fn names(page: &Page) -> Vec<String> {
    page.all("tbody th")
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
        ("", "Client 00"),
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
        assert!(forward.iter().all(|page| page.shows("60 clients")));
        assert!(forward[0].find_link("Previous").is_none());
        let backward = ada.walk(&forward[2].path, "Previous").await;
        let back: Vec<Vec<String>> = backward.iter().rev().map(names).collect();
        assert_eq!(back.concat(), seen, "{query}");
    }
}

#[tokio::test]
async fn a_page_that_has_run_empty_is_the_first_one_and_a_short_way_back_is_whole() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    for n in 0..26 {
        create(&ada, &format!("Client {n:02}")).await;
    }
    let first = ada.open("/clients").await;
    let second = ada.click(&first, "Next").await;
    assert_eq!(names(&second), ["Client 25"]);
    let page = ada.click(&second, "Client 25").await;
    let page = ada.click(&page, "Edit General").await;
    ada.submit(&page, "Save changes", &[("Client name", "A new name")]).await;
    assert_eq!(names(&ada.open(&second.path).await)[0], "A new name");
    let back = ada.open("/clients?before=1.client%2003").await;
    assert_eq!((names(&back).len(), back.find_link("Previous")), (25, None));
    assert!(!ada.open("/clients?before=1.a").await.shows("No clients yet"));
}

#[tokio::test]
async fn filters_are_links_that_combine_with_each_other_with_the_search_and_the_order() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create_with(&ada, "Shop Web", &[]).await;
    create_with(&ada, "Shop Mobile", &[("app_type", "mobile_app"), ("registration_type", "invitation_only")]).await;
    create_with(&ada, "Bank Mobile", &[("app_type", "mobile_app"), ("integration_type", "api")]).await;
    let page = ada.open("/clients?sort=name&order=desc").await;
    let page = ada.click(&page, "Mobile App").await;
    assert_eq!(names(&page), ["Shop Mobile", "Bank Mobile"]);
    assert!(page.shows("2 clients") && page.shows("App type: Mobile App"));
    let page = ada.submit(&page, "Search", &[("Search clients", "shop")]).await;
    assert_eq!(names(&page), ["Shop Mobile"]);
    let page = ada.click(&page, "Invitation-Only").await;
    assert_eq!(names(&page), ["Shop Mobile"]);
    let page = ada.click(&page, "API").await;
    assert!(page.shows("No client matches “shop” with these filters."));
    let page = ada.click(&page, "Clear search and filters").await;
    assert_eq!(page.path, "/clients?sort=name&order=desc");
    let page = ada.click(&page, "Disabled").await;
    assert!(page.shows("No client matches these filters."));
}

#[tokio::test]
async fn the_columns_sort_and_say_how() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create(&ada, "Alpha").await;
    site.pass(10);
    create(&ada, "Beta").await;
    let page = ada.open("/clients").await;
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
    for (column, first) in [("Name", ["Beta", "Alpha"]), ("Updated", ["Beta", "Alpha"])] {
        let mut page = ada.open("/clients").await;
        for round in 0..4 {
            page = ada.click(&page, column).await;
            let direction = ["descending", "ascending"][round % 2];
            assert_eq!(page.all(&format!("th[aria-sort={direction}]")), [column], "{round}");
            assert_eq!(names(&page)[0], first[round % 2], "{column}, {round}");
        }
    }
}

#[tokio::test]
async fn a_disabled_client_is_marked_in_the_list_and_an_active_one_is_not() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    create(&ada, "Alpha").await;
    let beta = create(&ada, "Beta").await;
    let page = ada.open(&format!("{beta}/status")).await;
    let page = ada.submit(&page, "Disable", &[("Client name", "Beta")]).await;
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
            assert_eq!(page.link("Mobile App"), plain.link("Mobile App"), "{query}");
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
        ("registration_type=open", "registration_type"),
        ("integration_type=API", "integration_type"),
        ("app_type=web", "app_type"),
        ("app_type=web_app&app_type=web_app", "app_type"),
        ("utm_source=x&status=on", "status"),
        ("after=x", "after"),
        ("after=1&sort=updated", "after"),
        ("after=-1.", "after"),
        ("after=99999999999999999999.a", "after"),
        ("after=1.a&before=1.b", "before"),
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
