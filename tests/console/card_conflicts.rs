use crate::console::{card_form, create};
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

/// Two administrators, a client, and both with the same card open.
async fn both_open(site: &Site, card: &str) -> (Person, Page, Person, Page) {
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let grace = site.named_operator("Grace", Role::Administrator).await;
    let card = format!("{}/{card}", create(&ada, "Shop").await);
    let (adas, graces) = (ada.open(&card).await, grace.open(&card).await);
    (ada, adas, grace, graces)
}

#[tokio::test]
async fn both_versions_are_shown_setting_by_setting_with_who_and_when_and_one_chooses() {
    let site = Site::start().await;
    let (ada, adas, grace, graces) = both_open(&site, "authentication").await;
    let graces_changes = [("Enable Passkeys", "on"), ("Code length", "8"), ("Tries per code", "4")];
    grace.submit(&graces, "Save changes", &graces_changes).await;
    let before = site.stored();
    site.pass(120);
    let filled = [("Authentication method", "Password"), ("Code length", "7"), ("Tries per code", "4")];
    let page = ada.press(&adas, "Save changes", &filled).await;
    assert_eq!((page.status, page.h1().as_str()), (409, "Grace changed Authentication while you were editing"));
    assert!(page.shows("The card was saved 2 minutes ago. Nothing of yours is saved yet"), "{}", page.text());
    assert_eq!(page.all("main legend"), ["Method", "Passkeys", "Code length"], "what both set alike is no question");
    assert_eq!(page.value("Method"), "Password", "only Ada changed it");
    assert_eq!(page.value("Passkeys"), "On", "only Grace changed it");
    assert_eq!(page.value("Code length"), "", "both changed it, so nobody decides for them");
    assert!(page.shows("Originally: 6 digits 8 digits Saved version, by Grace 7 digits Your version"));
    assert_eq!(site.stored(), before);

    let asked = ada.press(&page, "Save these choices", &[]).await;
    assert_eq!(asked.status, 409);
    assert_eq!(asked.error_of("keep_codes_length"), "Choose which version to keep.");
    assert_eq!(site.stored(), before);

    let page = ada.submit(&asked, "Save these choices", &[("Code length", "7 digits")]).await;
    assert!(page.shows("Shop: Authentication was saved."));
    assert!(page.shows("Method Password Passkeys Enabled"), "{}", page.text());
    assert_eq!([site.setting("authentication.method"), site.setting("authentication.passkeys")], ["password", "1"]);
    assert_eq!([site.setting("authentication.codes.length"), site.setting("authentication.codes.tries")], ["7", "4"]);
}

#[tokio::test]
async fn what_is_stored_can_be_kept_setting_by_setting() {
    let site = Site::start().await;
    let (ada, adas, grace, graces) = both_open(&site, "general").await;
    grace.submit(&graces, "Save changes", &[("Description", "Grace's"), ("Client name", "Boutique")]).await;
    let page = ada.press(&adas, "Save changes", &[("Description", "Ada's"), ("App type", "Mobile App")]).await;
    let page = ada.submit(&page, "Save these choices", &[("Description", "“Grace's”")]).await;
    assert_eq!(page.h1(), "Boutique Active");
    assert!(page.shows("Description Grace's") && page.shows("App type Mobile App"));
}

#[tokio::test]
async fn one_can_go_on_editing_with_what_was_chosen() {
    let site = Site::start().await;
    let (ada, adas, grace, graces) = both_open(&site, "registration").await;
    grace.submit(&graces, "Save changes", &[("Allowed email domains", "a.example")]).await;
    let typed =
        [("Allowed email domains", "b.example"), ("Terms of use", "https://a.example/"), ("Version of the terms", "1")];
    let page = ada.press(&adas, "Save changes", &typed).await;
    let before = site.stored();
    let page = ada
        .press(&page, "Keep editing", &[("Allowed email domains", "added b.example to Allowed email domains")])
        .await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Registration · Shop"));
    assert_eq!(page.value("Allowed email domains"), "b.example");
    assert_eq!(page.value("Terms of use"), "https://a.example/");
    assert_eq!(site.stored(), before, "nothing has been saved yet");
    let page = ada.submit(&page, "Save changes", &[("Allowed email domains", "a.example b.example")]).await;
    assert!(
        page.shows("Allowed domains a.example, b.example") && page.shows("Terms of use https://a.example/ (version 1)")
    );
}

#[tokio::test]
async fn a_third_save_meanwhile_brings_the_question_again() {
    let site = Site::start().await;
    let (ada, adas, grace, graces) = both_open(&site, "profile").await;
    grace.submit(&graces, "Save changes", &[("Delete Account", "on")]).await;
    let page = ada.press(&adas, "Save changes", &[("Sign Out Everywhere", "on")]).await;
    let card = page.form("Save these choices", &[]).action.replace("/conflict", "");
    card_form(&grace, &card, &[("Birthdate", "Read-only")], &[]).await;
    let page = ada.press(&page, "Save these choices", &[]).await;
    assert_eq!(page.status, 409);
    assert_eq!(page.all("main legend"), ["Sign Out Everywhere", "Delete Account", "Birthdate in Personal Details"]);
    let page = ada.submit(&page, "Save these choices", &[]).await;
    assert_eq!(page.all(".ticks li")[3..5], ["Sign Out Everywhere", "Delete Account"]);
    assert_eq!(site.setting("profile.details.birthdate"), "read_only");
}

#[tokio::test]
async fn a_stale_form_in_which_nothing_was_touched_changes_nothing() {
    let site = Site::start().await;
    let (ada, adas, grace, graces) = both_open(&site, "authentication").await;
    grace.submit(&graces, "Save changes", &[("Enable Passkeys", "on")]).await;
    let page = ada.submit(&adas, "Save changes", &[]).await;
    assert!(page.shows("Shop: nothing was changed.") && page.shows("Passkeys Enabled"));
}

#[tokio::test]
async fn a_merge_that_changes_the_primary_identifier_is_asked_about_like_any_other() {
    let site = Site::start().await;
    let (ada, adas, grace, graces) = both_open(&site, "authentication").await;
    grace.submit(&graces, "Save changes", &[("Enable Passkeys", "on")]).await;
    let page = ada.press(&adas, "Save changes", &[("Primary identifier", "Mobile")]).await;
    assert_eq!(page.status, 409);
    let page = ada.press(&page, "Save these choices", &[]).await;
    assert_eq!((page.status, page.value("Primary identifier")), (422, "Mobile".into()));
    assert!(page.shows("What this means for existing users") && page.value("Enable Passkeys") == "on");
    let page = ada.submit(&page, "Save changes", &[("Change the primary identifier", "on")]).await;
    assert!(page.shows("Type Mobile Method One-Time Password (OTP) Passkeys Enabled"));
}

#[tokio::test]
async fn another_card_is_another_matter() {
    let site = Site::start().await;
    let (ada, adas, grace, graces) = both_open(&site, "registration").await;
    let authentication = graces.form("Save changes", &[]).action.replace("registration", "authentication");
    card_form(&grace, &authentication, &[("Enable Passkeys", "on")], &[]).await;
    let page = ada.press(&adas, "Save changes", &[("Registration type", "Invitation-Only")]).await;
    assert_eq!(page.status, 303);
}

#[tokio::test]
async fn answers_to_a_conflict_that_are_none_are_refused() {
    let site = Site::start().await;
    let (ada, adas, grace, graces) = both_open(&site, "profile").await;
    grace.submit(&graces, "Save changes", &[("Delete Account", "on")]).await;
    let page = ada.press(&adas, "Save changes", &[("Sign Out Everywhere", "on")]).await;
    let form = page.form("Save these choices", &[]);
    let before = site.stored();
    let wrong: [(&str, &str); 10] = [
        ("keep_delete_account", "yours"),
        ("keep_delete_account", "both"),
        ("keep_role", "typed"),
        ("keep_", "typed"),
        ("role", "typed"),
        ("revision", "x"),
        ("against", "x"),
        ("against", "3"),
        ("delete_account", "%ff"),
        ("Delete_account", "on"),
    ];
    for (name, value) in wrong {
        let mut fields = form.fields.clone();
        fields.retain(|(other, _)| other != name);
        fields.push((name.to_owned(), value.to_owned()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(ada.post(&form.action, &fields).await.status, 400, "{name}={value}");
        for (again, value) in &form.fields {
            let twice = [fields.clone(), vec![(again.as_str(), value.as_str())]].concat();
            assert_eq!(ada.post(&form.action, &twice).await.status, 400, "{again} twice");
        }
    }
    for gone in ["revision", "against"] {
        let fields = form.fields.iter().filter(|(name, _)| name != gone);
        let fields: Vec<(&str, &str)> = fields.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(ada.post(&form.action, &fields).await.status, 400, "without {gone}");
    }
    assert_eq!(site.stored(), before);
}

#[tokio::test]
async fn a_stale_form_that_is_refused_for_a_mistake_is_still_stale_when_that_is_mended() {
    let site = Site::start().await;
    let (ada, adas, grace, graces) = both_open(&site, "authentication").await;
    grace.submit(&graces, "Save changes", &[("Code length", "8")]).await;
    let refused = ada.press(&adas, "Save changes", &[("Code length", "7"), ("Tries per code", "99")]).await;
    assert_eq!((refused.status, refused.value("Code length")), (422, "7".into()), "nothing typed is lost");
    let page = ada.press(&refused, "Save changes", &[("Tries per code", "4")]).await;
    assert_eq!(
        (page.status, page.all("main legend")),
        (409, vec!["Code length".to_owned(), "Tries per code".to_owned()])
    );
    assert_eq!(site.setting("authentication.codes.length"), "8");
}
