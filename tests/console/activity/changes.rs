use crate::console::{card_form, create};
use crate::support::Site;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn a_list_shows_what_was_added_and_removed_each_entry_by_itself() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    let address = format!("{shop}/registration");
    let domains = |from: u32, to: u32| (from..to).map(|n| format!("d{n:02}.example")).collect::<Vec<_>>().join("\n");
    for list in [domains(0, 30), domains(28, 32)] {
        let answer = card_form(&ada, &address, &[("Allowed email domains", &list)], &[]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    }
    for path in ["/activity".to_owned(), format!("{shop}/activity"), shop.clone(), format!("{shop}/history")] {
        let page = ada.open(&path).await;
        assert!(
            page.shows("Registration: added d30.example, d31.example to Allowed email domains; removed 28 domains")
        );
        let rows = page.all(".activity tbody tr");
        let removed: Vec<String> = (0..20).map(|n| format!("d{n:02}.example")).collect();
        let row =
            format!("Allowed email domains removed {}, and 8 more added d30.example, d31.example", removed.join(", "));
        assert_eq!(rows[0], row, "{path}");
        assert_eq!(page.all(".activity tbody tr:first-child .removed bdi")[..20], removed, "{path}");
        assert!(rows[1].starts_with("Allowed email domains added d00.example, d01.example, "), "{path}: {}", rows[1]);
    }
}

#[tokio::test]
async fn what_a_sentence_tells_has_no_table_and_what_it_leaves_out_has_one() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let visitor = site.visitor();
    for email in ["ada@example.com", "nobody@example.com"] {
        let answer = visitor.post("/sign-in", &[("email", email), ("password", "x")]).await;
        assert_eq!(answer.status, 422);
    }
    let page = ada.open("/activity?kind=sign_in_failed").await;
    assert_eq!(
        page.all(".entries .sentence"),
        ["Somebody failed to sign in with an unknown email", "Somebody failed to sign in as ada@example.com"]
    );
    assert_eq!(page.all(".entries details"), Vec::<String>::new());
    let page = ada.open("/activity?kind=operator_added").await;
    let rows = ["Name “Ada”", "Email “ada@example.com”", "Role Administrator"];
    assert_eq!(page.all(".entries tbody tr"), rows);
    assert_eq!(page.all(".entries thead tr"), ["Setting Value"], "there was nothing before");
}
