use futures_util::future::join_all;

use crate::console::{create, create_page};
use crate::support::Site;
use crate::support::site::PASSWORD;
use next_identity_console::domain::role::Role;

const STEP_ONE: &[(&str, &str)] =
    &[("Client name", "Partner Portal"), ("App type", "Web App"), ("Integration type", "Hosted Journey")];

#[tokio::test]
async fn the_article_comes_true() {
    let site = Site::start().await;
    let ada = site.operator(Role::ApplicationManager).await;
    let page = ada.open("/clients").await;
    let page = ada.click(&page, "+ Create a Client").await;
    assert_eq!(page.all("[aria-current=step]"), ["1 General information"]);
    let page = ada.submit(&page, "Next", STEP_ONE).await;
    assert_eq!(page.all("[aria-current=step]"), ["2 Basic settings"]);
    assert_eq!(page.value("Primary identifier"), "Email");
    assert_eq!(page.value("Authentication method"), "One-Time Password");
    assert_eq!(page.value("Enable Passkeys"), "off");
    assert_eq!(page.value("Registration type"), "Self-Registration");
    assert_eq!(page.all("aside dd"), ["Partner Portal", "Web App", "Hosted Journey"]);
    assert_eq!(site.number("(SELECT count(*) FROM clients)"), 0, "nothing is written before Create");
    let page = ada.submit(&page, "Create", &[]).await;
    assert_eq!(page.h1(), "Partner Portal Active");
    assert!(page.shows("Partner Portal was created."));
    let card = |title: &str| page.all(".card").into_iter().find(|card| card.starts_with(title)).unwrap();
    assert!(card("Authentication").contains("Type Email Method One-Time Password (OTP)"));
    assert!(card("Registration").contains("Type Self-Registration"));
    assert!(card("Profile").contains("Change Email Personal Details Security Sign Out"));
    let page = ada.click(&page, "Clients").await;
    assert!(page.find_link("Partner Portal").is_some());
}

#[tokio::test]
async fn every_choice_of_both_steps_is_created_as_chosen() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let page = ada.open("/clients/new/general-information").await;
    let filled = [("Client name", "  Bank  "), ("App type", "Mobile App"), ("Integration type", "API")];
    let page = ada.submit(&page, "Next", &filled).await;
    let filled = [
        ("Primary identifier", "Mobile"),
        ("Authentication method", "Password"),
        ("Enable Passkeys", "on"),
        ("Registration type", "Invitation-Only"),
    ];
    let page = ada.submit(&page, "Create", &filled).await;
    assert_eq!(page.h1(), "Bank Active");
    let text = page.text();
    for words in ["Mobile App · API", "Type Mobile Method Password Passkeys Enabled", "Type Invitation-Only"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(page.all(".ticks li"), ["Change Mobile", "Personal Details", "Security", "Sign Out"]);
    let row = ada.open("/clients").await.all("tbody tr").concat();
    assert!(row.contains("Mobile · Password · Passkeys") && row.contains("Invitation-Only"), "{row}");
}

#[tokio::test]
async fn back_and_the_link_to_change_keep_what_was_chosen_in_both_steps() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let page = ada.open("/clients/new/general-information").await;
    let step_two = ada.submit(&page, "Next", STEP_ONE).await;
    let chosen = [("Primary identifier", "Mobile"), ("Enable Passkeys", "on")];
    let page = ada.submit(&step_two, "Back", &chosen).await;
    assert_eq!(page.value("Client name"), "Partner Portal");
    assert_eq!(page.value("App type"), "Web App");
    let page = ada.submit(&page, "Next", &[("Client name", "Partner Site")]).await;
    assert_eq!(page.value("Primary identifier"), "Mobile");
    assert_eq!(page.value("Enable Passkeys"), "on");
    assert_eq!(page.all("aside dd")[0], "Partner Site");
    let page = ada.submit(&step_two, "Change general information", &[]).await;
    assert_eq!(page.value("Client name"), "Partner Portal");
}

#[tokio::test]
async fn a_bookmarked_step_two_works_with_a_sign_in_in_between() {
    let site = Site::start().await;
    site.add_operator("Ada", Role::Administrator).await;
    let ada = site.visitor();
    let bookmark =
        "/clients/new/basic-settings?name=Caf%C3%A9+%26+Bar&app_type=web_app&integration_type=api&method=password";
    let page = ada.open(bookmark).await;
    let page = ada.submit(&page, "Sign in", &[("Email", "ada@example.com"), ("Password", PASSWORD)]).await;
    assert_eq!(page.all("aside dd"), ["Café & Bar", "Web App", "API"]);
    assert_eq!(page.value("Authentication method"), "Password");
    let page = ada.submit(&page, "Create", &[]).await;
    assert_eq!(page.h1(), "Café & Bar Active");
}

#[tokio::test]
async fn step_one_says_what_is_missing_beside_each_field() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let page = ada.open("/clients/new/general-information").await;
    let page = ada.press(&page, "Next", &[]).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.error_of("name"), "Enter a client name.");
    assert_eq!(page.error_of("app_type"), "Choose an app type.");
    assert_eq!(page.error_of("integration_type"), "Choose an integration type.");
    for (name, error) in [
        ("a", "Use at least 2 characters."),
        (&"x".repeat(81), "Use at most 80 characters; this has 81."),
        ("Sh\u{202e}op", "Remove the invisible character U+202E."),
        ("P\u{430}ypal", "“P\u{430}ypal” mixes Cyrillic and Latin letters. Use one alphabet in a word."),
    ] {
        let page = ada.press(&page, "Next", &[("Client name", name), ("App type", "Mobile App")]).await;
        assert_eq!((page.status, page.error_of("name").as_str()), (422, error));
        assert_eq!((page.value("Client name").as_str(), page.value("App type").as_str()), (name, "Mobile App"));
    }
}

#[tokio::test]
async fn a_name_has_two_to_eighty_characters_and_not_one_less_or_more() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    for (length, status) in [(1, 422), (2, 303), (80, 303), (81, 422)] {
        let page = create_page(&ada, &format!(" {} ", "é".repeat(length)), &[]).await;
        assert_eq!(page.status, status, "{length}");
    }
    assert_eq!(site.number("(SELECT count(*) FROM clients)"), 2);
}

#[tokio::test]
async fn step_two_refuses_what_it_did_not_offer_and_keeps_the_rest() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let page = create_page(&ada, "Shop", &[("method", "magic"), ("primary_identifier", "mobile")]).await;
    assert_eq!((page.status, page.error_of("method").as_str()), (422, "Choose an authentication method."));
    assert_eq!(page.value("Primary identifier"), "Mobile");
    assert_eq!(page.all("aside dd")[0], "Shop");
    let choices = "name=Shop&app_type=web_app&integration_type=api&method=magic";
    let step_two = ada.get(&format!("/clients/new/basic-settings?{choices}")).await;
    let page = ada.press(&step_two, "Create", &[]).await;
    assert_eq!((page.status, page.path.contains("name=Shop")), (422, true), "the address still holds step one");
    let page = ada.submit(&page, "Dark", &[]).await;
    assert_eq!(page.all("aside dd")[0], "Shop");
    assert_eq!(site.number("(SELECT count(*) FROM clients)"), 0);
}

#[tokio::test]
async fn a_name_that_reads_the_same_is_taken_and_the_message_links_to_its_holder() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let holder = create(&ada, "My Shop").await;
    site.pass(120);
    for name in ["My Shop", "my shop", "MY  SHOP", "Ｍy Shop"] {
        let page = create_page(&ada, name, &[]).await;
        assert_eq!(page.status, 409, "{name}");
        assert!(page.error_of("name").starts_with("A client named “My Shop” already exists."));
        assert_eq!(page.link("Open My Shop"), holder);
        assert_eq!(page.value("Client name"), name);
        let query = serde_urlencoded::to_string([("name", name), ("app_type", "web_app"), ("integration_type", "api")])
            .unwrap();
        let page = ada.get(&format!("/clients/new/basic-settings?{query}")).await;
        assert_eq!((page.status, page.link("Open My Shop")), (409, holder.clone()), "said at Next already");
    }
    assert_eq!(site.number("(SELECT count(*) FROM clients)"), 1);
}

#[tokio::test]
async fn a_double_click_makes_one_client_and_both_answers_lead_to_it() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let answers = join_all((0..8).map(|_| create_page(&ada, "Shop", &[]))).await;
    let first = answers[0].location().unwrap();
    assert!(answers.iter().all(|page| page.location().as_deref() == Some(&first)));
    assert_eq!(site.number("(SELECT count(*) FROM clients)"), 1);
    assert_eq!(site.number("(SELECT count(*) FROM activity WHERE action = 'client_created')"), 1);
    let other = create_page(&ada, "Shop", &[("method", "password")]).await;
    assert_eq!(other.status, 409, "another choice is no double click");
    site.pass(61);
    assert_eq!(create_page(&ada, "Shop", &[]).await.status, 409, "a minute later it is no double click");
}

#[tokio::test]
async fn two_operators_who_choose_one_name_at_once_make_one_client() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let grace = site.named_operator("Grace", Role::ApplicationManager).await;
    let people = [&ada, &grace, &ada, &grace];
    let answers = join_all(people.iter().map(|person| create_page(person, "Shop", &[]))).await;
    let statuses: Vec<u16> = answers.iter().map(|page| page.status).collect();
    let won: Vec<&_> = answers.iter().filter(|page| page.status == 303).collect();
    let lost: Vec<&_> = answers.iter().filter(|page| page.status == 409).collect();
    assert_eq!((won.len(), lost.len()), (2, 2), "{statuses:?}");
    assert_eq!(lost[0].link("Open Shop"), won[0].location().unwrap());
    assert_eq!(site.number("(SELECT count(*) FROM clients)"), 1);
}

#[tokio::test]
async fn a_client_its_cards_and_its_record_are_written_together() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    site.execute(
        "CREATE TRIGGER broken BEFORE INSERT ON activity BEGIN SELECT RAISE(ABORT, 'as the test wants it'); END",
    );
    assert_eq!(create_page(&ada, "Shop", &[]).await.status, 500);
    for table in ["clients", "client_revisions"] {
        assert_eq!(site.number(&format!("(SELECT count(*) FROM {table})")), 0, "{table}");
    }
    site.execute("DROP TRIGGER broken");
    create(&ada, "Shop").await;
    assert_eq!(site.number("(SELECT count(*) FROM client_revisions)"), 1);
    assert_eq!(site.number("(SELECT sum(total) FROM client_kinds)"), 1);
}
