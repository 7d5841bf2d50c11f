use crate::support::Site;
use crate::support::site::PASSWORD;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn the_printed_link_makes_the_first_administrator_once() {
    let site = Site::start().await;
    let link = site.set_up_link.clone().unwrap();
    let ada = site.visitor();
    let page = ada.open(&link).await;
    assert_eq!(page.h1(), "Set up the console");
    let filled = [("Name", "Ada"), ("Email", "Ada@Example.com"), ("Password", PASSWORD)];
    let page = ada.submit(&page, "Create administrator", &filled).await;
    assert_eq!(page.h1(), "Clients");
    assert!(page.shows("No clients yet"));
    assert!(page.all(".operator").concat().contains("Administrator"));

    let other = site.visitor();
    assert_eq!(other.get(&link).await.status, 404);
    let token = link.split("token=").nth(1).unwrap();
    let again = [("token", token), ("name", "Eve"), ("email", "eve@example.com"), ("password", PASSWORD)];
    assert_eq!(other.post("/set-up", &again).await.status, 404);
    assert_eq!(site.number("(SELECT count(*) FROM operators)"), 1);
    let recorded = site.text("(SELECT group_concat(action || address, ' ') FROM activity)");
    assert_eq!(recorded, "set_up127.0.0.1 signed_in127.0.0.1");
}

#[tokio::test]
async fn two_people_with_the_link_make_one_administrator() {
    let site = Site::start().await;
    let token = site.set_up_link.as_deref().unwrap().split("token=").nth(1).unwrap();
    let attempts = (0..8).map(|n| {
        let (person, email) = (site.visitor(), format!("p{n}@example.com"));
        async move {
            let fields = [("token", token), ("name", "Somebody"), ("email", &email), ("password", PASSWORD)];
            person.post("/set-up", &fields).await.status
        }
    });
    let statuses = futures_util::future::join_all(attempts).await;
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert_eq!(site.number("(SELECT count(*) FROM operators)"), 1);
}

#[tokio::test]
async fn without_the_token_there_is_no_set_up_and_no_default_account() {
    let site = Site::start().await;
    let person = site.visitor();
    let wrong = format!("/set-up?token={}", "A".repeat(43));
    for path in ["/set-up", "/set-up?token=", "/set-up?token=guess", &wrong] {
        assert_eq!(person.get(path).await.status, 404, "{path}");
    }
    for (email, password) in
        [("admin@example.com", "admin"), ("admin@example.com", PASSWORD), ("root@localhost", "root")]
    {
        let fields = [("email", email), ("password", password), ("return_to", "")];
        assert_eq!(person.post("/sign-in", &fields).await.status, 422);
    }
    let page = person.open("/sign-in").await;
    assert!(page.shows("Open the set-up link that the program printed"));
}

#[tokio::test]
async fn the_set_up_never_opens_again_even_without_operators() {
    let site = Site::start().await;
    let link = site.set_up_link.clone().unwrap();
    site.add_operator("Ada", Role::Administrator).await;
    assert_eq!(site.visitor().get(&link).await.status, 404, "an operator from the command line closes it");
    site.execute("DELETE FROM operators");
    assert_eq!(site.visitor().get(&link).await.status, 404);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept() {
    let site = Site::start().await;
    let person = site.visitor();
    let page = person.open(site.set_up_link.as_deref().unwrap()).await;
    let filled = [("Name", " "), ("Email", "ada"), ("Password", "too short")];
    let page = person.press(&page, "Create administrator", &filled).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.error_of("name"), "Enter a name.");
    assert_eq!(page.error_of("email"), "Enter an email address such as ada@example.com.");
    assert!(page.error_of("password").starts_with("Use at least 15 characters"));
    assert_eq!(page.value("Email"), "ada");
    assert!(!page.html.contains("too short"), "a password is never sent back");
    let page = person
        .press(
            &page,
            "Create administrator",
            &[("Name", "Ada"), ("Email", "ada@example.com"), ("Password", "ada@example.com123")],
        )
        .await;
    assert!(page.error_of("password").contains("easy to guess"));
    let page = person.submit(&page, "Create administrator", &[("Password", PASSWORD)]).await;
    assert_eq!(page.h1(), "Clients");
}
