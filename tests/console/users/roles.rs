use super::{add, address};
use crate::console::create;
use crate::support::Site;
use crate::support::users::sign_in;
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};

#[tokio::test]
async fn only_who_looks_after_applications_sees_users_and_only_an_administrator_changes_them() {
    let site = Site::start().await;
    let admin = site.operator(Role::Administrator).await;
    let shop = create(&admin, "Shop").await;
    let user = add(&site, &[("Ada", "Lovelace")]).await[0];
    let session = sign_in(&site.database, user, &shop, 10, SystemClock.now()).await;
    let page = address(user);
    let changes = [
        (format!("{page}/status"), vec![("status", "disabled")]),
        (format!("{page}/sessions"), vec![]),
        (format!("{page}/sessions/{}", session.0), vec![]),
        (format!("{page}/deletion"), vec![("identifier", "ada.lovelace@example.com")]),
    ];
    for role in [Role::Viewer, Role::SecretRotator, Role::ApplicationManager] {
        let person = site.operator(role).await;
        let sees = role == Role::ApplicationManager;
        assert_eq!(person.open("/clients").await.find_link("Users").is_some(), sees, "{role:?}");
        for path in ["/users", &page] {
            let answer = person.get(path).await;
            assert_eq!(answer.status, if sees { 200 } else { 403 }, "{role:?} {path}");
            assert_eq!(answer.shows("Lovelace"), sees);
            assert_eq!(answer.shows("You need the Application Manager or Administrator role to see users"), !sees);
        }
        if sees {
            let answer = person.open(&page).await;
            let buttons = ["Disable", "End all", "End"].map(|button| answer.has_button(button));
            assert_eq!(buttons, [false; 3]);
            assert_eq!(answer.find_link("Delete…"), None);
        }
        let before = site.number("(SELECT count(*) FROM activity)");
        for (path, fields) in &changes {
            let answer = person.post(path, fields).await;
            assert_eq!(answer.status, 403, "{role:?} {path}");
            assert!(answer.shows("You need the Administrator role to disable, enable or delete users"));
        }
        assert_eq!(person.get(&format!("{page}/deletion")).await.status, 403);
        assert_eq!(site.number("(SELECT count(*) FROM activity)"), before);
    }
    assert_eq!(site.number("(SELECT count(*) FROM user_sessions)"), 1);
}
