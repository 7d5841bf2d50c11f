use crate::support::Site;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn the_theme_is_kept_and_the_page_stays() {
    let site = Site::start().await;
    let person = site.visitor();
    let page = person.open("/sign-in?return_to=%2Fsessions").await;
    assert!(page.html.contains("data-theme=\"system\""));
    let page = person.submit(&page, "Dark", &[]).await;
    assert_eq!(page.path, "/sign-in?return_to=%2Fsessions");
    assert!(page.html.contains("data-theme=\"dark\""));
    assert!(person.open("/nothing-here").await.html.contains("data-theme=\"dark\""));
}

#[tokio::test]
async fn another_theme_or_a_way_out_is_refused() {
    let site = Site::start().await;
    let person = site.visitor();
    assert_eq!(person.post("/theme", &[("theme", "\"><script>"), ("return_to", "/")]).await.status, 400);
    let page = person.post("/theme", &[("theme", "dark"), ("return_to", "//evil.test")]).await;
    assert_eq!(page.location().unwrap(), "/");
    person.set_cookie("nic_theme", "neon");
    assert!(person.open("/sign-in").await.html.contains("data-theme=\"system\""));
}

#[tokio::test]
async fn each_theme_is_drawn_and_marked_as_chosen_on_every_page() {
    let site = Site::start().await;
    let ada = site.operator(Role::Viewer).await;
    for (label, token) in [("Light", "light"), ("Dark", "dark"), ("System", "system")] {
        let page = ada.submit(&ada.open("/clients").await, label, &[]).await;
        assert_eq!((page.path.as_str(), ada.cookie("nic_theme").as_deref()), ("/clients", Some(token)));
        for path in ["/clients", "/account", "/activity", "/nothing"] {
            let page = ada.open(path).await;
            assert_eq!(page.all("button[name=theme][aria-pressed=true]"), [label], "{path}");
            assert_eq!(page.all("button[name=theme][aria-pressed=false]").len(), 2, "{path}");
            assert!(page.html.contains(&format!("<html lang=\"en\" data-theme=\"{token}\">")), "{path}");
        }
    }
}

#[tokio::test]
async fn the_switch_on_an_answer_to_a_form_leads_to_the_start_and_else_back_to_the_page() {
    let site = Site::start().await;
    let person = site.visitor();
    let refused = person.post("/theme", &[("theme", "neon"), ("return_to", "/sign-in")]).await;
    assert_eq!(refused.status, 400);
    assert_eq!(person.press(&refused, "Dark", &[]).await.location().unwrap(), "/");
    let missing = person.get("/nothing?here=1").await;
    assert_eq!(person.press(&missing, "Dark", &[]).await.location().unwrap(), "/nothing?here=1");
}

#[tokio::test]
async fn a_theme_without_its_spelling_or_a_page_is_refused_and_keeps_what_there_is() {
    let site = Site::start().await;
    let person = site.visitor();
    person.post("/theme", &[("theme", "dark"), ("return_to", "/")]).await;
    for fields in
        [&[("theme", "Dark"), ("return_to", "/")][..], &[("theme", ""), ("return_to", "/")], &[("theme", "light")]]
    {
        assert_eq!(person.post("/theme", fields).await.status, 400, "{fields:?}");
    }
    assert_eq!(person.cookie("nic_theme").as_deref(), Some("dark"));
}
