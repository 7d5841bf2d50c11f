use crate::support::Site;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn operators_change_their_own_name_from_the_menu_and_it_is_recorded() {
    let site = Site::start().await;
    let grace = site.named_operator("Grace", Role::Viewer).await;
    let page = grace.open("/clients").await;
    let page = grace.click(&page, "Your account").await;
    assert_eq!((page.h1().as_str(), page.value("Name").as_str()), ("Your account", "Grace"));
    assert!(page.shows("You sign in as grace@example.com, with the role Viewer."), "{}", page.text());
    let page = grace.submit(&page, "Save name", &[("Name", "  Grace Hopper ")]).await;
    assert!(page.shows("Your name was saved."), "{}", page.text());
    assert_eq!(page.all(".operator strong"), ["Grace Hopper"]);
    let recorded = "(SELECT actor_name || ' ' || action || (SELECT group_concat(' ' || field || ':' || coalesce(before, '') \
        || '>' || after, '') FROM activity_changes WHERE activity_seq = seq) FROM activity ORDER BY seq DESC LIMIT 1)";
    assert_eq!(
        site.text(recorded),
        "Grace name_changed operator.email:>\"grace@example.com\" operator.name:\"Grace\">\"Grace Hopper\""
    );
    let stored = site.stored();
    let page = grace.submit(&page, "Save name", &[]).await;
    assert_eq!((page.value("Name").as_str(), site.stored()), ("Grace Hopper", stored), "the same again is no change");
}

#[tokio::test]
async fn a_name_that_is_refused_is_kept_as_it_was_typed() {
    let site = Site::start().await;
    let grace = site.named_operator("Grace", Role::Viewer).await;
    let stored = site.stored();
    let page = grace.open("/account").await;
    let long = "é".repeat(81);
    for (typed, why) in [
        ("  ", "Enter a name."),
        (long.as_str(), "Use at most 80 characters; this has 81."),
        ("Gr\u{202e}ace", "Remove the invisible character U+202E."),
    ] {
        let page = grace.press(&page, "Save name", &[("Name", typed)]).await;
        assert_eq!((page.status, page.error_of("name").as_str()), (422, why), "{typed}");
        assert_eq!(page.value("Name"), typed);
        assert_eq!(page.all(".operator strong"), ["Grace"], "the menu has the name that holds");
    }
    assert_eq!(site.stored(), stored);
}
