//! What somebody sees who types an address into the first page says not whether there is an account (S:J5). How long it takes
//! is measured (docs/measuring.md, **known**).

use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::client::RegistrationType;

use super::shop::Shop;

/// What a form of the first page is answered with, without the address, and how many rows it has left in each of the tables
/// that it may write.
async fn typed(shop: &Shop, email: &str) -> (u16, String, String, [i64; 2]) {
    let rows = || {
        let count = |table: &str| shop.site.number(&format!("(SELECT count(*) FROM {table})"));
        [count("journeys"), count("messages") + count("user_events")]
    };
    let visitor = shop.site.visitor();
    let page = shop.visit(&visitor, &[]).await;
    let before = rows();
    let answer = visitor.press(&page, "Continue", &[("Email", email)]).await;
    let after = rows();
    let (status, cookies) = (answer.status, answer.header("set-cookie"));
    let page = visitor.follow(answer).await;
    let masked = format!("{}•••", &email[..1]);
    (status, cookies, page.text().replace(&masked, "•••"), [after[0] - before[0], after[1] - before[1]])
}

#[tokio::test]
async fn neither_the_page_nor_the_number_of_rows_says_whether_there_is_an_account() {
    let shop = Shop::open().await;
    for email in ["own@example.com", "disabled@example.com"] {
        shop.register(&shop.site.visitor(), email).await;
    }
    let (page, client_id) = Shop::add(&shop.site, &shop.ada, "Club", &[]).await;
    let own = (shop.page, shop.client_id);
    let club = Shop { page, client_id, site: shop.site, ada: shop.ada };
    club.register(&club.site.visitor(), "elsewhere@example.com").await;
    let shop = Shop { page: own.0, client_id: own.1, site: club.site, ada: club.ada };
    let disabled = "(SELECT user FROM user_identifiers WHERE value = 'disabled@example.com')";
    shop.site.execute(&format!("UPDATE users SET disabled_at = 1 WHERE id = {disabled}"));
    for registration in RegistrationType::ALL.iter().map(|registration| registration.token()) {
        shop.set("registration", &[("registration_type", registration)]).await;
        let nobody = typed(&shop, "nobody@example.com").await;
        assert_eq!((nobody.0, nobody.3), (303, [1, 1]), "{registration}");
        for email in ["own@example.com", "elsewhere@example.com", "disabled@example.com"] {
            assert_eq!(typed(&shop, email).await, nobody, "{registration} {email}");
        }
    }
}
