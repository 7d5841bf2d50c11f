//! What surrounds every page: the menu, the messages of the page before, and the way on from a page that refuses.

use reqwest::Method;

use crate::console::{create, create_page};
use crate::support::site::PASSWORD;
use crate::support::{Page, Site};
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn the_menu_marks_where_one_is_and_names_who_one_is_on_every_page() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::ApplicationManager).await;
    let client = create(&ada, "Shop").await;
    for (path, page, below) in [
        ("/clients", vec!["Clients"], vec![]),
        ("/clients?sort=created", vec!["Clients"], vec![]),
        (&client, vec![], vec!["Clients"]),
        (&format!("{client}/general"), vec![], vec!["Clients"]),
        ("/clients/new/general-information", vec![], vec!["Clients"]),
        ("/activity", vec!["Activity"], vec![]),
        ("/account", vec!["Your account"], vec![]),
    ] {
        let shown = ada.open(path).await;
        assert_eq!(shown.all(".menu [aria-current=page]"), page, "{path}");
        assert_eq!(shown.all(".menu [aria-current=true]"), below, "{path}");
        assert_eq!(shown.all(".operator"), ["AdaApplication Manager"], "{path}");
        let main = shown.link("Skip to content");
        assert_eq!(shown.all(main.as_str()).len(), 1, "{path}: the skip link leads to the content");
        assert!(shown.title().ends_with(" · Next Identity Console") && !shown.h1().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn the_message_of_the_page_before_is_said_once_and_only_where_it_is_one_of_ours() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let page = create_page(&ada, "Shop", &[]).await;
    let client = page.location().unwrap();
    assert_eq!(ada.cookie("nic_notice").as_deref(), Some("client-created"));
    let page = ada.open(&client).await;
    assert!(page.all(".notice[role=status]").concat().starts_with("Shop was created."), "{}", page.text());
    assert_eq!((page.status, ada.cookie("nic_notice")), (200, None));
    assert_eq!(ada.open(&client).await.all(".notice"), Vec::<String>::new());
    for planted in ["x", "", "Client-Created", "%63lient-created", "<script>"] {
        ada.set_cookie("nic_notice", planted);
        assert_eq!(ada.open(&client).await.all(".notice"), Vec::<String>::new(), "{planted}");
    }
    for (form, words) in [("status", "Shop was disabled."), ("status", "Shop was enabled.")] {
        let page = ada.open(&format!("{client}/{form}")).await;
        let button = if page.has_button("Disable") { "Disable" } else { "Enable" };
        assert_eq!(ada.submit(&page, button, &[]).await.all(".notice"), [words]);
    }
}

/// Where the way on from a page that refuses leads.
fn leads(page: &Page) -> Vec<String> {
    let main = page.html.split("<main").nth(1).unwrap().split("</main>").next().unwrap().to_owned();
    Page::new(page.path.clone(), page.status, page.headers.clone(), main).links()
}

#[tokio::test]
async fn a_page_that_refuses_says_its_status_and_its_reference_and_leads_on() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let viewer = site.operator(Role::Viewer).await;
    let client = create(&ada, "Shop").await;
    let visitor = site.visitor();
    let post = |path: &str| ada.request(Method::POST, path);
    let pages = [
        (visitor.get("/nothing").await, 404, vec!["/"]),
        (ada.get("/clients/nonsense").await, 404, vec!["/"]),
        (ada.get("/clients/00000000-0000-7000-8000-000000000000").await, 404, vec!["/"]),
        (visitor.get("/set-up?token=x").await, 404, vec!["/sign-in"]),
        (ada.send(post(&client)).await, 405, vec!["/"]),
        (ada.get("/activity?after=x").await, 400, vec!["/activity"]),
        (ada.get("/clients?after=x").await, 400, vec!["/clients"]),
        (viewer.get(&format!("{client}/general")).await, 403, vec!["/clients"]),
        (ada.send(ada.bare(Method::POST, "/theme").header("origin", "null")).await, 403, vec!["/"]),
        (
            visitor.post(&format!("{client}/general"), &[("name", "x")]).await,
            401,
            vec!["/sign-in?return_to=%2Fclients"],
        ),
        (ada.send(post("/theme").body("x")).await, 415, vec!["/"]),
        (ada.post_raw("/theme", "x".repeat(40_000)).await, 413, vec!["/"]),
    ];
    // Whoever is signed in keeps the menu, but where a request is refused before anybody looks who sent it.
    let with_menu = [1, 2, 4, 5, 6, 7, 10, 11];
    for (place, (page, status, links)) in pages.into_iter().enumerate() {
        assert_eq!(
            (page.status, leads(&page)),
            (status, links.into_iter().map(str::to_owned).collect()),
            "{}",
            page.path
        );
        assert_eq!(page.all(".eyebrow"), [status.to_string()]);
        assert_eq!(page.all(".operator").len() == 1, with_menu.contains(&place), "{status} {}", page.path);
        assert_eq!(page.all("code"), [page.header("x-request-id")]);
        assert!(page.title().starts_with(&page.h1()) && page.header("content-type").starts_with("text/html"));
    }
}

#[tokio::test]
async fn an_operator_without_a_session_is_told_what_is_wrong_with_a_form_before_it_is_kept() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let visitor = site.visitor();
    for path in [format!("{client}/general"), "/clients/new/basic-settings".to_owned()] {
        assert_eq!(
            visitor.post_raw(&path, format!("a={}", "x".repeat(32 * 1024 - 2))).await.status,
            401,
            "at the limit"
        );
        assert_eq!(visitor.post_raw(&path, format!("a={}", "x".repeat(32 * 1024 - 1))).await.status, 413, "beyond it");
        for bad in ["a=%ff", "a=%00"] {
            assert_eq!(visitor.post_raw(&path, bad).await.status, 400, "{bad}");
        }
        let request = visitor.request(Method::POST, &path).header("content-type", "text/plain").body("a=canary");
        let page = visitor.send(request).await;
        assert!(page.status == 401 && !page.html.contains("canary"), "what is no form is not kept");
    }
}

#[tokio::test]
async fn the_theme_is_changed_on_the_set_up_page_without_losing_the_link() {
    let site = Site::start().await;
    let person = site.visitor();
    let link = site.set_up_link.clone().unwrap();
    let page = person.open(&link).await;
    assert_eq!(format!("{}{}", site.url, page.path), link);
    let refused = person.press(&page, "Create administrator", &[("Name", "Ada")]).await;
    for page in [page, refused] {
        let page = person.submit(&page, "Dark", &[]).await;
        assert_eq!((page.status, page.h1().as_str()), (200, "Set up the console"));
        assert_eq!(format!("{}{}", site.url, page.path), link);
    }
    let page = person.open(&link).await;
    let filled = [("Name", "Ada"), ("Email", "ada@example.com"), ("Password", PASSWORD)];
    assert_eq!(person.press(&page, "Create administrator", &filled).await.status, 303);
}

#[tokio::test]
async fn operators_stand_in_the_menu_of_the_activity_by_name() {
    let site = Site::start().await;
    let ada = site.named_operator("Mia", Role::Viewer).await;
    site.add_operators(&["Zed", "Abe", "Lou"], Role::Viewer).await;
    let page = ada.open("/activity").await;
    let names: Vec<String> = page.all(".dropdown a").into_iter().filter(|name| name.len() == 3).collect();
    assert_eq!(names, ["Any", "Abe", "Lou", "Mia", "Zed", "Any"]);
}
