use crate::support::Site;

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
