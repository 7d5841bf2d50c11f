use crate::console::create;
use crate::support::Site;
use next_identity_console::domain::client::CARDS;
use next_identity_console::domain::role::Role;

const NOWHERE: &str = "/clients/0192f000-0000-7000-8000-000000000000";

#[tokio::test]
async fn general_is_edited_and_kept() {
    let site = Site::start().await;
    let ada = site.operator(Role::ApplicationManager).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&client).await;
    let page = ada.click(&page, "Edit General").await;
    assert_eq!(page.title(), "General · Shop · Next Identity Console");
    assert_eq!(page.value("Client name"), "Shop");
    let filled = [
        ("Client name", "Boutique"),
        ("Description", "For <friends> & family"),
        ("Owner contacts", " Ada@example.com, grace@example.com\n"),
        ("App type", "Single-Page App"),
        ("Integration type", "API"),
    ];
    let page = ada.submit(&page, "Save changes", &filled).await;
    assert!(page.shows("Boutique: General was saved."));
    assert_eq!(page.h1(), "Boutique Active");
    assert!(page.shows("For <friends> & family") && page.shows("Single-Page App · API"));
    assert!(page.shows("Owner contacts ada@example.com, grace@example.com"));
    let page = ada.open(&format!("{client}/general")).await;
    assert_eq!(page.value("Owner contacts"), "ada@example.com\ngrace@example.com");
    assert_eq!(
        (page.value("Description"), page.value("App type")),
        ("For <friends> & family".into(), "Single-Page App".into())
    );
}

#[tokio::test]
async fn each_edit_page_leads_to_the_next_card_and_the_last_to_none() {
    let site = Site::start().await;
    let ada = site.operator(Role::ApplicationManager).await;
    let client = create(&ada, "Shop").await;
    for (place, card) in CARDS.iter().enumerate() {
        let page = ada.open(&format!("{client}/{}", card.name)).await;
        let next = CARDS.get(place + 1).map(|next| format!("Next: {}", next.label));
        assert_eq!(page.all(".next a"), Vec::from_iter(next.clone()));
        if let Some(next) = next {
            let page = ada.click(&page, &next).await;
            assert_eq!(page.h1(), format!("{} · Shop", CARDS[place + 1].label));
        }
    }
}

#[tokio::test]
async fn a_description_of_150_characters_fits_and_of_151_does_not() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&format!("{client}/general")).await;
    let long = "ж".repeat(151);
    let page = ada.press(&page, "Save changes", &[("Description", &long)]).await;
    assert_eq!(
        (page.status, page.error_of("description").as_str()),
        (422, "Use at most 150 characters; this has 151.")
    );
    assert_eq!(page.value("Description"), long);
    let page = ada.submit(&page, "Save changes", &[("Description", &long[2..])]).await;
    assert!(page.shows("General was saved."));
}

#[tokio::test]
async fn a_client_cannot_take_the_name_of_another_but_may_respell_its_own() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    let bank = create(&ada, "Bank").await;
    let page = ada.open(&format!("{bank}/general")).await;
    let page = ada.press(&page, "Save changes", &[("Client name", "SHOP"), ("Description", "kept")]).await;
    assert_eq!((page.status, page.link("Open Shop")), (409, shop));
    assert_eq!((page.value("Client name"), page.value("Description")), ("SHOP".into(), "kept".into()));
    let page = ada.submit(&page, "Save changes", &[("Client name", "BANK")]).await;
    assert_eq!(page.h1(), "BANK Active");
}

#[tokio::test]
async fn authentication_asks_before_the_primary_identifier_changes() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&client).await;
    let page = ada.click(&page, "Edit Authentication").await;
    let filled = [("Primary identifier", "Mobile"), ("Authentication method", "Password"), ("Enable Passkeys", "on")];
    let page = ada.press(&page, "Save changes", &filled).await;
    assert_eq!(page.status, 422);
    assert!(page.shows("What this means for existing users"));
    assert!(page.shows("users type their mobile number instead of their email address"));
    assert_eq!(page.error_of("confirm"), "Confirm that you want to change the primary identifier.");
    assert_eq!(
        (page.value("Primary identifier"), page.value("Authentication method")),
        ("Mobile".into(), "Password".into())
    );
    assert_eq!(site.text("(SELECT primary_identifier FROM clients JOIN client_kinds k ON k.id = kind)"), "email");
    let page = ada.submit(&page, "Save changes", &[("Change the primary identifier", "on")]).await;
    assert!(page.shows("Shop: Authentication was saved."));
    assert!(page.shows("Type Mobile Method Password Passkeys Enabled") && page.shows("Change Mobile"));
    let page = ada.open(&format!("{client}/profile")).await;
    assert_eq!(page.value("Change Mobile"), "on");
}

#[tokio::test]
async fn nothing_but_the_checked_box_confirms_another_primary_identifier() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let card = format!("{}/authentication", create(&ada, "Shop").await);
    let page = ada.open(&card).await;
    let before = site.stored();
    let form = page.form("Save changes", &[("Primary identifier", "Mobile")]);
    for answer in ["", "off", "no", "true", "ON", " on"] {
        let fields = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<(&str, &str)> =
            fields.filter(|(name, _)| *name != "confirm").chain([("confirm", answer)]).collect();
        let page = ada.post(&card, &fields).await;
        assert_eq!(page.status, 422, "“{answer}”");
        assert_eq!(page.error_of("confirm"), "Confirm that you want to change the primary identifier.", "“{answer}”");
        assert_eq!(site.stored(), before, "“{answer}”");
    }
}

#[tokio::test]
async fn registration_is_edited() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&client).await;
    let page = ada.click(&page, "Edit Registration").await;
    let page = ada.submit(&page, "Save changes", &[("Registration type", "Invitation-Only")]).await;
    assert!(page.shows("Shop: Registration was saved.") && page.shows("Type Invitation-Only"));
}

#[tokio::test]
async fn profile_options_are_switched_but_sign_out_stays() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let page = ada.open(&client).await;
    let page = ada.click(&page, "Edit Profile").await;
    assert_eq!(page.all("input[disabled]").len(), 1);
    let page = ada.submit(&page, "Save changes", &[("Change Email", "off"), ("Security", "off")]).await;
    assert_eq!(page.all(".ticks li"), ["Personal Details", "Sign Out"]);
    let profile = format!("{client}/profile");
    let form = ada.open(&profile).await.form("Save changes", &[("Security", "on")]);
    let mut fields: Vec<(&str, &str)> =
        form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("sign_out", ""));
    assert_eq!(ada.post(&profile, &fields).await.status, 400, "nobody switches it off");
    fields.pop();
    assert_eq!(ada.post(&profile, &fields).await.status, 303, "the form without it is accepted");
}

#[tokio::test]
async fn saving_without_a_change_changes_and_records_nothing() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let before = site.stored();
    site.pass(5);
    for card in ["general", "authentication", "registration", "profile"] {
        let page = ada.open(&format!("{client}/{card}")).await;
        let page = ada.submit(&page, "Save changes", &[]).await;
        assert!(page.shows("Shop: nothing was changed."));
    }
    assert_eq!(site.stored(), before);
    assert_eq!(site.number("(SELECT count(*) FROM activity WHERE action = 'client_changed')"), 0);
}

#[tokio::test]
async fn a_missing_foreign_or_corrupted_id_is_a_page_that_says_so() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let key = client.trim_start_matches("/clients/");
    let operator = site.text("(SELECT lower(hex(id)) FROM operators)");
    let bad = [
        NOWHERE.to_owned(),
        format!("/clients/{operator}"),
        format!("/clients/{}", key.to_uppercase()),
        format!("/clients/{{{key}}}"),
        format!("/clients/{}", key.replace('-', "")),
        format!("/clients/{key}x"),
        "/clients/1".to_owned(),
        "/clients/%00".to_owned(),
        "/clients/%ff".to_owned(),
        "/clients/..%2f".to_owned(),
    ];
    for path in bad {
        for below in ["", "/general", "/authentication", "/registration", "/profile", "/status"] {
            let page = ada.get(&format!("{path}{below}")).await;
            assert_eq!((page.status, page.h1().as_str()), (404, "Page not found"), "{path}{below}");
            assert_eq!(page.link("Go to Clients"), "/");
        }
        let page = ada.post(&format!("{path}/profile"), &[("revision", "1")]).await;
        assert_eq!(page.status, 404, "{path}");
    }
}

#[tokio::test]
async fn no_details_are_told_of_a_client_whose_users_are_not_offered_them() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    assert!(ada.open(&client).await.shows("Editable details Given name, Family name"));
    let page = ada.open(&format!("{client}/profile")).await;
    let page = ada.submit(&page, "Save changes", &[("Personal Details", "off"), ("Locale", "Read-only")]).await;
    assert!(!page.shows("Editable details") && !page.shows("Read-only details"), "{}", page.text());
}
