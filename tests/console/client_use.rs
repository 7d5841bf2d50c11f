//! When an application last used a client.

use crate::console::create;
use crate::console::credentials::day;
use crate::support::Site;
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, Day, SystemClock};

#[tokio::test]
async fn a_clients_page_says_on_which_day_it_was_last_used_and_a_copy_has_never_been() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let used = |page: &str| format!("Created just now · Updated just now · {page}");
    let page = ada.open(&client).await;
    assert!(page.shows(&used("Never used")), "{}", page.text());
    let today = Day::containing(SystemClock.now()).0;
    site.file().execute(&format!("UPDATE clients SET last_used_day = {today}"));
    let page = ada.open(&client).await;
    assert!(page.shows(&used(&format!("Last used on {}", day(0)))), "{}", page.text());
    let page = ada.click(&page, "Duplicate…").await;
    let page = ada.submit(&page, "Create", &[("Client name", "Other")]).await;
    assert!(page.shows(&used("Never used")), "{}", page.text());
}
