use super::{add, address};
use crate::console::{card_form, create};
use crate::support::Site;
use crate::support::users::{NewUser, add_user, sign_in};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, Day, SystemClock};

#[tokio::test]
async fn a_users_page_shows_details_sessions_clients_and_events_with_the_revision_that_decided() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    assert_eq!(card_form(&ada, &format!("{shop}/general"), &[("Description", "New")], &[]).await.status, 303);
    let new = NewUser {
        id: 5,
        given_name: "Grace",
        family_name: "Hopper",
        email: "grace@example.com".to_owned(),
        mobile: "+4915112345678",
    };
    let now = SystemClock.now();
    let user = add_user(&site.database, &new, now).await;
    sign_in(&site.database, user, &shop, 70, now).await;
    let page = ada.open(&address(user)).await;
    assert_eq!(page.h1(), "Grace Hopper Active");
    let day = Day::containing(now).to_string();
    for words in [
        "Email grace@example.com Verified",
        "Mobile +4915112345678 Not verified",
        "Given name Grace",
        &user.0.to_string(),
        "Firefox on Linux From 192.0.2.7",
        &format!("Last used: {day}"),
        "Registered",
        "Signed in · Shop, revision 1",
    ] {
        assert!(page.shows(words), "{words}: {}", page.text());
    }
    assert_eq!(page.link("Shop"), shop);
    let revision = ada.click(&page, "revision 1").await;
    assert_eq!(revision.path, format!("{shop}/history/1/file"));
    assert!(!revision.shows("\"New\""), "as it was then");
    for unknown in ["/users/0192f000-0000-7000-8000-000000000000", "/users/x", "/users/", &address(user).to_uppercase()]
    {
        assert_eq!(ada.get(unknown).await.status, 404, "{unknown}");
    }
}

#[tokio::test]
async fn what_users_typed_and_browsers_say_is_shown_as_text() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    let user = add(&site, &[("Ada", "B")]).await[0];
    sign_in(&site.database, user, &shop, 71, SystemClock.now()).await;
    site.execute("UPDATE users SET given_name = '<script>a'");
    site.execute("UPDATE user_sessions SET browser = '<img src=x>'");
    site.execute("UPDATE user_events SET browser = '<img src=x>', reason = '<b>x</b>', address = '<i>'");
    for path in [address(user), "/users".to_owned(), format!("{}/deletion", address(user))] {
        let page = ada.open(&path).await;
        for tag in ["<script>a", "<img src=x>", "<b>x</b>", "<i>"] {
            assert!(!page.html.contains(tag), "{path} {tag}");
        }
    }
    assert!(ada.open(&address(user)).await.shows("<img src=x>"));
}
