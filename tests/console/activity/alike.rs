use super::sentences;
use crate::console::create;
use crate::support::Site;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn operators_of_one_name_are_told_apart_by_their_addresses_and_others_have_none() {
    let site = Site::start().await;
    site.add_operators(&["Bea", "Cleo"], Role::Administrator).await;
    site.execute("UPDATE operators SET name = 'ADA' WHERE name = 'Bea'");
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let bea = site.visitor();
    bea.sign_in("Bea").await;
    let shop = create(&ada, "Shop").await;
    let page = bea.open(&format!("{shop}/general")).await;
    bea.submit(&page, "Save changes", &[("Description", "x")]).await;
    let cleo = site.visitor();
    cleo.sign_in("Cleo").await;
    let page = cleo.open("/activity").await;
    assert_eq!(
        sentences(&page),
        [
            "Cleo signed in",
            "ADA (bea@example.com) · Shop · General: set Description to “x”",
            "Ada (ada@example.com) created the client Shop",
            "ADA (bea@example.com) signed in",
            "Ada (ada@example.com) signed in",
            "The command line added Ada (ada@example.com) as Administrator",
            "The command line added Cleo as Administrator",
            "The command line added Bea as Administrator",
        ]
    );
    assert_eq!(page.all(".folded > summary > span"), ["2 sign-ins: ADA (bea@example.com), Ada (ada@example.com)"]);
    let page = cleo.click(&page, "ADA (bea@example.com)").await;
    assert_eq!(sentences(&page).len(), 2);
    assert!(page.shows("Operator: ADA (bea@example.com)") && page.find_link("Cleo").is_some());
    let told = ["ADA (bea@example.com) · General: set Description to “x”", "Ada (ada@example.com) created the client"];
    for path in [shop.clone(), format!("{shop}/activity")] {
        assert_eq!(sentences(&cleo.open(&path).await), told, "{path}");
    }
    let history = cleo.open(&format!("{shop}/history")).await;
    assert!(history.shows(told[0]) && history.shows(told[1]), "{}", history.text());
    site.execute("DELETE FROM operators WHERE email = 'bea@example.com'");
    let said = sentences(&cleo.open("/activity").await);
    assert_eq!(said[1], "ADA (removed) · Shop · General: set Description to “x”");
    assert_eq!(said[2], "Ada (ada@example.com) created the client Shop");
}
