use super::sentences;
use crate::console::create;
use crate::support::{Person, Site};
use next_identity_console::domain::activity::Action;
use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::role::Role;

async fn change(person: &Person, client: &str, description: &str) {
    let page = person.open(&format!("{client}/general")).await;
    person.submit(&page, "Save changes", &[("Description", description)]).await;
}

#[tokio::test]
async fn everything_is_shown_newest_first_with_who_what_where_and_the_values() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    change(&ada, &client, "For <friends>").await;
    let viewer = site.named_operator("Vera", Role::Viewer).await;
    site.pass(180);
    let page = viewer.open("/clients").await;
    let page = viewer.click(&page, "Activity").await;
    assert_eq!(page.title(), "Activity · Next Identity Console");
    assert_eq!(
        sentences(&page),
        [
            "Vera signed in",
            "The command line added Vera as Viewer",
            "Ada · Shop · General: set Description to “For <friends>”",
            "Ada created the client Shop",
            "Ada signed in",
            "The command line added Ada as Administrator",
        ]
    );
    assert!(page.shows("set Description to “For <friends>” from 127.0.0.1"));
    assert!(page.html.contains("title=\"3 minutes ago, 20"), "{}", page.html);
    assert!(page.all(".activity tr").contains(&"Description nothing “For <friends>”".to_owned()));
    assert_eq!(page.link("Shop"), client);
    assert_eq!(page.all("nav [aria-current=page]"), ["Activity"]);
}

#[tokio::test]
async fn the_pages_turn_in_both_directions_without_gaps_whatever_the_filter() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    for n in 0..59 {
        change(&ada, &client, &format!("text {n}")).await;
    }
    let key = client.trim_start_matches("/clients/");
    let operator = ada.open("/activity").await.link("Ada");
    for start in [
        format!("/activity?client={key}&from=2020-01-01"),
        "/activity?search=shop".to_owned(),
        format!("{operator}&search=shop"),
    ] {
        let forward = ada.walk(&start, "Older").await;
        let seen: Vec<String> = forward.iter().flat_map(sentences).collect();
        assert_eq!(forward.iter().map(|page| sentences(page).len()).collect::<Vec<_>>(), [25, 25, 10], "{start}");
        assert_eq!(seen[0], "Ada · Shop · General: Description “text 57” → “text 58”", "{start}");
        assert_eq!(seen[59], "Ada created the client Shop", "{start}");
        assert!(forward[0].find_link("Newer").is_none() && forward[2].find_link("Older").is_none());
        let backward = ada.walk(&forward[2].path, "Newer").await;
        let back: Vec<Vec<String>> = backward.iter().rev().map(sentences).collect();
        assert_eq!(back.concat(), seen, "{start}");
    }
}

#[tokio::test]
async fn entries_are_filtered_by_client_operator_kind_and_all_of_them_together() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let grace = site.named_operator("Grace", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    create(&ada, "Bank").await;
    change(&ada, &shop, "adas").await;
    change(&grace, &shop, "graces").await;
    let page = ada.open("/activity").await;
    let page = ada.click(&page, "Only this client: Shop").await;
    assert_eq!(sentences(&page).len(), 3);
    assert!(page.shows("Client: Shop") && page.find_link("Only this client: Shop").is_none());
    let page = ada.click(&page, "Grace").await;
    assert_eq!(sentences(&page), ["Grace · Shop · General: Description “adas” → “graces”"]);
    assert!(page.shows("Operator: Grace"));
    let page = ada.click(&page, "× All clients").await;
    let page = ada.click(&page, "Sign-in").await;
    assert_eq!(sentences(&page), ["Grace signed in"]);
    assert!(page.shows("Event: Sign-in") && page.shows("Operator: Grace"));
    let page = ada.click(&page, "Client created").await;
    assert_eq!(sentences(&page), ["Grace signed in"], "one kind and the other");
    let page = ada.click(&page, "Sign-in").await;
    assert!(page.shows("No entry matches these filters."));
    let page = ada.submit(&page, "Search", &[("Search activity", "shop")]).await;
    assert!(page.shows("No entry matches “shop” with these filters.") && page.shows("Operator: Grace"));
    let page = ada.click(&page, "Clear search and filters").await;
    assert_eq!(page.path, "/activity");
    let page = ada.click(&page, "Client created").await;
    assert_eq!(sentences(&page), ["Ada created the client Bank", "Ada created the client Shop"]);
}

#[tokio::test]
async fn several_kinds_are_chosen_one_after_another_and_taken_away_again() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    change(&ada, &shop, "x").await;
    let page = ada.open("/activity").await;
    let page = ada.click(&page, "Client created").await;
    let page = ada.click(&page, "Sign-in").await;
    assert_eq!(page.path, "/activity?kind=signed_in+client_created", "in the order of the menu");
    assert_eq!(sentences(&page), ["Ada created the client Shop", "Ada signed in"]);
    assert!(page.shows("Event: Sign-in, Client created"));
    assert_eq!(page.all("[data-several] [aria-current]"), ["Sign-in", "Client created"]);
    assert_eq!(page.link("Export as CSV"), "/activity.csv?kind=signed_in+client_created");
    let export = ada.get(&page.link("Export as JSON lines")).await.html;
    assert_eq!((export.lines().count(), export.contains("client_changed")), (2, false));
    let page = ada.submit(&page, "Search", &[("Search activity", "ada")]).await;
    let page = ada.click(&page, "Client changed").await;
    assert_eq!(page.path, "/activity?search=ada&kind=signed_in+client_created+client_changed");
    assert!(page.shows("Event: Sign-in and 2 more"));
    assert_eq!(sentences(&page).len(), 3);
    let page = ada.click(&page, "Sign-in").await;
    assert_eq!(page.path, "/activity?search=ada&kind=client_created+client_changed");
    assert_eq!(sentences(&page).len(), 2);
    assert_eq!(page.each(["[data-several] a[href='/activity?search=ada']"]), [["Any"]]);
}

#[tokio::test]
async fn every_kind_of_entry_is_offered_under_a_name_of_its_own() {
    let site = Site::start().await;
    let page = site.operator(Role::Administrator).await.open("/activity").await;
    for action in Action::ALL {
        assert_eq!(page.link(action.kind()), format!("/activity?kind={}", action.token()), "{}", action.kind());
    }
}

#[tokio::test]
async fn a_search_finds_people_clients_addresses_and_values_by_the_beginnings_of_words() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Café Shop").await;
    change(&ada, &shop, "Für \"Freunde\"").await;
    let page = ada.open(&format!("{shop}/general")).await;
    ada.submit(&page, "Save changes", &[("Client name", "Boutique")]).await;
    let changed = "Ada · Boutique · General: set Description to “Für \"Freunde\"”";
    let named = "Ada · Boutique · General: Client name “Café Shop” → “Boutique”";
    let created = "Ada created the client Boutique";
    for (search, found) in [
        ("cafe", vec![named, changed, created]),
        ("SHO CAF", vec![named, changed, created]),
        ("boutique", vec![named]),
        ("freun", vec![changed]),
        ("reunde", vec![]),
        ("\"Freunde\"", vec![changed]),
        ("description", vec![changed]),
        ("ada@example.com", vec!["The command line added Ada as Administrator"]),
        ("ada 127.0.0.1", vec![named, changed, created, "Ada signed in"]),
        ("127.0.0.2", vec![]),
        ("' OR 1=1 --", vec![]),
        ("words : ada", vec![]),
        ("NEAR(ada)", vec![]),
        ("clientcreated", vec![]),
        ("-- \" * ^", vec![]),
    ] {
        let query = serde_urlencoded::to_string([("search", search)]).unwrap();
        let page = ada.open(&format!("/activity?{query}")).await;
        assert_eq!((page.status, sentences(&page)), (200, found.iter().map(|&s| s.to_owned()).collect()), "{search}");
        assert_eq!(page.value("Search activity"), search);
    }
}

#[tokio::test]
async fn a_clock_that_steps_loses_no_order_and_no_day() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    let (hour, year) = (3_600, 365 * 24 * 3_600);
    for (n, step) in [-hour, -year, 2 * year, -year, hour].into_iter().enumerate() {
        site.pass(step);
        let again = site.visitor();
        again.sign_in("Ada").await;
        change(&again, &shop, &format!("step {n}")).await;
    }
    let ada = site.visitor();
    ada.sign_in("Ada").await;
    let page = ada.open("/activity?kind=client_changed").await;
    let expected = |n: usize| {
        if n == 0 {
            return "Ada · Shop · General: set Description to “step 0”".to_owned();
        }
        format!("Ada · Shop · General: Description “step {}” → “step {n}”", n - 1)
    };
    assert_eq!(sentences(&page), [4, 3, 2, 1, 0].map(expected));
    for n in 0..5 {
        let day = site.text(&format!(
            "(SELECT date(at / 1000, 'unixepoch') FROM activity WHERE seq = \
             (SELECT activity_seq FROM activity_changes WHERE after = '\"step {n}\"'))"
        ));
        let page = ada.open(&format!("/activity?kind=client_changed&from={day}&to={day}")).await;
        let same_day = site.number(&format!(
            "(SELECT count(*) FROM activity WHERE action = 'client_changed' AND date(at / 1000, 'unixepoch') = '{day}')"
        ));
        assert!(sentences(&page).contains(&expected(n)), "{day}: {:?}", sentences(&page));
        assert_eq!(i64::try_from(sentences(&page).len()).unwrap(), same_day);
    }
    let page = ada.open("/activity?to=2001-01-01").await;
    assert!(page.shows("No entry matches these filters."));
}

#[tokio::test]
async fn days_that_are_none_are_refused_beside_their_field_and_kept() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    let page = ada.get("/activity?from=2026-02-30&to=x").await;
    assert_eq!(page.status, 422);
    assert_eq!((page.value("From"), page.value("To")), ("2026-02-30".into(), "x".into()));
    assert_eq!(page.error_of("from"), "Enter a day such as 2026-11-22.");
    assert!(page.shows("2 problems to fix") && sentences(&page).is_empty());
    let page = ada.get("/activity?from=2026-02-02&to=2026-02-01").await;
    assert_eq!((page.status, page.error_of("to").as_str()), (422, "“To” must not be before “From”."));
    let page = ada.submit(&page, "Apply", &[("From", "2020-01-01"), ("To", "")]).await;
    assert_eq!(page.status, 200);
    assert!(!sentences(&page).is_empty() && page.value("From") == "2020-01-01");
}

#[tokio::test]
async fn what_the_activity_does_not_know_in_its_address_is_ignored() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    create(&ada, "Shop").await;
    let plain = ada.open("/activity?kind=signed_in").await;
    assert_eq!(sentences(&plain), ["Ada signed in"]);
    for extra in ["page=2", "utm_source=x&utm_source=x", "utm_source=%ff%00", "sort=name", "Client=x", "=1", "&"] {
        let page = ada.get(&format!("/activity?{extra}&kind=signed_in")).await;
        assert_eq!((page.status, page.text()), (200, plain.text()), "{extra}");
        for export in ["Export as CSV", "Export as JSON lines"] {
            assert_eq!(page.link(export), plain.link(export), "{extra}");
            let file = page.link(export).replace('?', &format!("?{extra}&"));
            assert_eq!(ada.get(&file).await.html, ada.get(&plain.link(export)).await.html, "{file}");
        }
    }
}

#[tokio::test]
async fn a_parameter_that_means_nothing_is_refused_by_name_with_a_way_back() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    let long = format!("search={}", "x".repeat(201));
    for (bad, parameter) in [
        ("kind=secret", "kind"),
        ("kind=signed_in&kind=signed_in", "kind"),
        ("kind=signed_in+signed_in", "kind"),
        ("kind=signed_in++signed_out", "kind"),
        ("kind=signed_in%2Csigned_out", "kind"),
        ("kind=+signed_in", "kind"),
        ("operator=1", "operator"),
        ("client=SHOP", "client"),
        ("after=x", "after"),
        ("after=0", "after"),
        ("after=-1", "after"),
        ("before=99999999999999999999", "before"),
        ("after=1&before=2", "before"),
        ("from=2026-01-01&from=2026-01-01", "from"),
        ("to=%ff", "to"),
        ("search=%ff", "search"),
        ("search=%00", "search"),
        ("after=1'%20OR%201=1", "after"),
        (long.as_str(), "search"),
    ] {
        for path in ["/activity", "/activity.csv", "/activity.jsonl"] {
            let page = ada.get(&format!("{path}?{bad}")).await;
            assert_eq!(page.status, 400, "{path}?{bad}");
            assert!(page.shows("not understood") && page.shows(&format!("“{parameter}”")), "{bad}: {}", page.text());
            assert_eq!(page.link("Go to Activity"), "/activity", "{bad}");
        }
    }
    assert!(ada.get("/activity?after=9&row=0").await.shows("“row”"));
    for fine in ["after=999999", "before=999999", "client=0192f000-0000-7000-8000-000000000000"] {
        assert_eq!(ada.get(&format!("/activity?{fine}")).await.status, 200, "{fine}");
    }
    for (bad, parameter) in [("after=1", "after"), ("before=1", "before"), ("from=x", "from"), ("to=2026-13-01", "to")]
    {
        for path in ["/activity.csv", "/activity.jsonl"] {
            let page = ada.get(&format!("{path}?{bad}")).await;
            assert_eq!(page.status, 400, "{path}?{bad}");
            assert!(page.shows(&format!("“{parameter}”")), "{bad}: {}", page.text());
        }
    }
    assert!(ada.get("/activity?client=0192f000-0000-7000-8000-000000000000").await.shows("a client that was removed"));
    let page = ada.get("/activity?operator=0192f000-0000-7000-8000-000000000000").await;
    assert!(page.status == 200 && page.shows("Operator: unknown"));
}
