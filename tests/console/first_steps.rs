//! The list that shows a new client the way to its first sign-in.

use crate::console::create_with;
use crate::console::credentials::generate;
use crate::provider::shop::Shop;
use crate::support::process::until;
use crate::support::{Page, Site};
use next_identity_console::domain::role::Role;

fn steps(page: &Page) -> Vec<String> {
    page.all(".first-steps li")
}

#[tokio::test]
async fn a_new_client_ticks_what_is_done_on_the_way_to_its_first_sign_in_and_then_says_no_more_of_it() {
    let shop = Shop::open().await;
    let page = shop.ada.open(&shop.page).await;
    let done = |what: &str| format!("Done: {what}");
    let to_do = |what: &str| format!("To do: {what}");
    let [uri, secret, sign_in] = ["Add a redirect URI", "Generate a secret", "Sign in from your application"];
    assert_eq!(
        steps(&page),
        [done(uri), to_do(secret), to_do("Try it (opens in a new tab)"), to_do(sign_in)],
        "{}",
        page.text()
    );
    assert!(page.find_link(uri).is_none() && page.all(".readiness").is_empty(), "said once: {}", page.text());
    assert_eq!(page.link(secret), format!("{}/credentials", shop.page));
    assert_eq!(page.link(sign_in), format!("{}/developers", shop.page));
    generate(&shop.ada, &shop.page).await;
    let grace = shop.site.visitor();
    let start = shop.ada.post(&format!("{}/try-out", shop.page), &[]).await.location().unwrap();
    let page = shop.prove(&grace, &grace.open(&start).await, "grace@example.com").await;
    assert_eq!(steps(&shop.ada.open(&shop.page).await)[2], to_do("Try it (opens in a new tab)"), "not at its end");
    let names = [("Given name", "Grace"), ("Family name", "Hopper")];
    let page = grace.submit(&page, "Create account", &names).await;
    assert!(page.shows("Nothing was sent to it"), "{}", page.text());
    let page = shop.ada.open(&shop.page).await;
    assert_eq!(steps(&page), [done(uri), done(secret), done("Try it"), to_do(sign_in)], "{}", page.text());

    assert_eq!(shop.visit(&grace, &[]).await.status, 303);
    let client = shop.page.clone();
    until("the first sign-in is never seen", async || steps(&shop.ada.open(&client).await).is_empty()).await;
    let page = shop.ada.open(&shop.page).await;
    assert!(page.shows("Nothing is left to do."), "{}", page.text());
    shop.set("integration", &[("redirect_uris_1", ""), ("confirm", "on")]).await;
    let page = shop.ada.open(&shop.page).await;
    assert!(steps(&page).is_empty() && page.shows("There is no redirect URI"), "{}", page.text());
}

#[tokio::test]
async fn only_what_a_client_needs_is_a_step_and_who_only_reads_is_offered_nothing_to_change() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let vera = site.named_operator("Vera", Role::Viewer).await;
    for (name, chosen, needs) in [
        ("App", &[("app_type", "mobile_app")][..], &["Add a redirect URI"][..]),
        ("Pages", &[("integration_type", "api")], &["Generate a secret"]),
    ] {
        let client = create_with(&ada, name, chosen).await;
        let page = vera.open(&client).await;
        let always = ["Try it", "Sign in from your application"];
        let all: Vec<String> = needs.iter().chain(&always).map(|what| format!("To do: {what}")).collect();
        assert_eq!(steps(&page), all);
        let links = page.all(".first-steps a");
        assert_eq!((links.as_slice(), page.all(".first-steps button").len()), (&[always[1].to_owned()][..], 0));
    }
}
