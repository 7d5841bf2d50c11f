use super::{ada_and_grace, comparison, file, restoration, revisions, row, rows, save, save_identifier};
use crate::console::cards_derived::{CONFIRM, all_off_default, new_client, question};
use crate::console::create;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::client::{CARDS, Settings};
use next_identity_console::domain::role::Role;

const RESTORE: &str = "Restore this card";

/// The newest line of a client's History.
async fn newest(person: &Person, client: &str) -> String {
    let page = person.open(&format!("{client}/history")).await;
    page.all(".activity li > p:not(.revision)").remove(0)
}

/// Restores a card and, where it is asked, confirms what that means.
async fn press(person: &Person, page: &Page) -> Page {
    let controls = page.controls(RESTORE);
    let filled: Vec<(&str, &str)> = question(&controls).map(|label| (label, "on")).into_iter().collect();
    person.press(page, RESTORE, &filled).await
}

#[tokio::test]
async fn a_restoration_asks_what_a_save_asks() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    save_identifier(&ada, &shop, "Mobile").await;
    let (address, stored) = (restoration(&shop, 1, "authentication"), site.stored());
    let page = ada.open(&address).await;
    assert!(page.shows("What this means for existing users"), "{}", page.text());
    for sent in [&[("seen", "2")][..], &[("seen", "2"), ("confirm", "")], &[("seen", "2"), ("confirm", "yes")]] {
        let answer = ada.post(&address, sent).await;
        assert_eq!(answer.status, 422, "{sent:?}");
        assert_eq!(answer.error_of("confirm"), "Confirm that you want to change the primary identifier.");
        assert_eq!(rows(&answer), rows(&page));
    }
    assert_eq!(site.stored(), stored);
    assert_eq!(ada.press(&page, RESTORE, &[(CONFIRM, "on")]).await.status, 303);
    assert_eq!(revisions(&site, &shop), 3);
    let page = ada.open(&restoration(&shop, 1, "profile")).await;
    assert!(!page.shows("What this means"), "other cards ask nothing");
}

#[tokio::test]
async fn a_card_is_restored_after_a_page_that_shows_what_would_change() {
    let site = Site::start().await;
    let [ada, grace] = ada_and_grace(&site).await;
    let shop = create(&ada, "Shop").await;
    save(&ada, &shop, "general", &[("Description", "old"), ("App type", "Mobile App")]).await;
    save(&ada, &shop, "registration", &[("Registration type", "Invitation-Only")]).await;
    save(&ada, &shop, "general", &[("Description", "new")]).await;
    let (before, stored) = (file(&ada, &shop, 4).await, site.stored());
    let page = grace.open(&comparison(&shop, 2, 4)).await;
    let page = grace.click(&page, "Restore this card: General to revision 2").await;
    assert_eq!(
        (page.title().as_str(), page.h1().as_str()),
        ("Restore General · Shop · Next Identity Console", "Restore General to revision 2")
    );
    assert!(page.shows("This makes a new revision. Other cards stay as they are."));
    assert_eq!(rows(&page), [row("Description", "“new”", "“old”")]);
    assert_eq!(page.all(".changes thead th"), ["Setting", "Now", "Restored"]);
    assert_eq!(site.stored(), stored, "to look changes nothing");

    let page = grace.submit(&page, RESTORE, &[]).await;
    assert_eq!(page.h1(), "Shop Active");
    assert!(page.shows("Shop: General was restored."), "{}", page.text());
    assert!(page.shows("Description old") && page.shows("Type Invitation-Only"));
    assert_eq!(revisions(&site, &shop), 5);
    assert_eq!(file(&ada, &shop, 5).await, before.replace("\"new\"", "\"old\""));
    assert_eq!(file(&ada, &shop, 4).await, before);
    let added: Vec<String> = site.stored().into_iter().filter(|line| !stored.contains(line)).collect();
    let entries = added.iter().filter(|line| line.starts_with("activity:")).collect::<Vec<_>>();
    assert_eq!(entries.len(), 1, "{added:?}");
    assert!(entries[0].contains("'client_restored'"), "{entries:?}");
    let last = "activity_seq = (SELECT max(seq) FROM activity)";
    let changes = format!("(SELECT group_concat(field || '=' || after, ' ') FROM activity_changes WHERE {last})");
    assert_eq!(site.text(&changes), "restored_from=2 general.description=\"old\"");
    let told = "Grace · restored General to revision 2: Description “new” → “old”, just now from 127.0.0.1";
    assert_eq!(newest(&ada, &shop).await, told);
    let page = ada.open("/activity?kind=client_restored").await;
    assert!(page.shows("Grace · Shop · restored General to revision 2: Description “new” → “old”"));
}

#[tokio::test]
async fn every_card_is_restored_to_the_very_settings_of_the_first_revision() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = new_client(&ada).await;
    all_off_default(&ada, &client).await;
    let first = file(&ada, &client, 1).await;
    let mut left: Vec<&str> = CARDS.iter().map(|card| card.name).collect();
    while !left.is_empty() {
        let count = left.len();
        let mut refused = Vec::new();
        for card in left {
            let present = revisions(&site, &client);
            let (before, stored) = (file(&ada, &client, present).await, site.stored());
            let page = ada.open(&restoration(&client, 1, card)).await;
            assert!(!rows(&page).is_empty(), "{card}: {}", page.text());
            let answer = press(&ada, &page).await;
            if answer.status == 303 {
                let [before, first, after] = [&before, &first, &file(&ada, &client, present + 1).await]
                    .map(|text| Settings::parse(text).unwrap());
                let card = CARDS.iter().find(|found| found.name == card).unwrap();
                assert_eq!(after, before.with_card(card, &first), "{}", card.name);
            } else {
                assert_eq!(answer.status, 422, "{card}: {}", answer.text());
                assert_eq!(site.stored(), stored, "{card}");
                refused.push(card);
            }
        }
        assert!(refused.len() < count, "no order of restoring is accepted: {refused:?}");
        left = refused;
    }
    assert_eq!(file(&ada, &client, revisions(&site, &client)).await, first);
}

#[tokio::test]
async fn to_restore_what_is_so_already_changes_and_records_nothing() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    for text in ["x", ""] {
        save(&ada, &shop, "general", &[("Description", text)]).await;
    }
    let stored = site.stored();
    for card in CARDS {
        for revision in [1, 3] {
            let address = restoration(&shop, revision, card.name);
            let page = ada.open(&address).await;
            assert!(page.shows(&format!("The card is as it was in revision {revision}.")), "{}", page.text());
            assert_eq!((page.has_button(RESTORE), rows(&page)), (false, vec![]));
            let answer = ada.post(&address, &[("seen", "3")]).await;
            let answer = ada.follow(answer).await;
            assert!(answer.shows("Shop: nothing was changed."), "{}", answer.text());
        }
    }
    assert_eq!(site.stored(), stored);
}

#[tokio::test]
async fn a_viewer_sees_the_history_and_can_restore_nothing() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let vera = site.named_operator("Vera", Role::Viewer).await;
    let shop = create(&ada, "Shop").await;
    save(&ada, &shop, "general", &[("Description", "x")]).await;
    let stored = site.stored();
    let page = vera.open(&comparison(&shop, 1, 2)).await;
    assert_eq!(rows(&page), [row("Description", "nothing", "“x”")]);
    assert!(!page.html.contains("estor"), "{}", page.html);
    for card in CARDS {
        let address = restoration(&shop, 1, card.name);
        assert_eq!(vera.get(&address).await.status, 403, "{}", card.name);
        assert_eq!(vera.post(&address, &[("seen", "2")]).await.status, 403, "{}", card.name);
    }
    assert_eq!(site.stored(), stored);
}

/// Asks for a restoration that is refused beside a setting; the page that says so.
async fn refused(site: &Site, person: &Person, address: &str, field: &str) -> Page {
    let page = person.open(address).await;
    let (before, stored) = (rows(&page), site.stored());
    let answer = press(person, &page).await;
    assert_eq!(site.stored(), stored);
    assert_eq!(answer.h1(), page.h1());
    assert!(before.iter().all(|row| answer.shows(&row[0])), "{}", answer.text());
    assert!(!answer.error_of(field).is_empty(), "{}", answer.text());
    assert_eq!(answer.all(".error-summary li").len(), 1, "{}", answer.text());
    answer
}

#[tokio::test]
async fn a_name_that_another_client_has_taken_meanwhile_is_not_restored() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    save(&ada, &shop, "general", &[("Client name", "Boutique")]).await;
    let other = create(&ada, "SHOP").await;
    let answer = refused(&site, &ada, &restoration(&shop, 1, "general"), "name").await;
    assert_eq!((answer.status, answer.link("Open SHOP")), (409, other.clone()), "as a save of the card answers");
    save(&ada, &other, "general", &[("Client name", "Market")]).await;
    let page = ada.submit(&answer, RESTORE, &[]).await;
    assert_eq!(page.h1(), "Shop Active");
}

#[tokio::test]
async fn a_card_that_no_longer_goes_with_another_is_not_restored() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let domains = "Allowed email domains";

    let shop = create(&ada, "Shop").await;
    save_identifier(&ada, &shop, "Mobile").await;
    save_identifier(&ada, &shop, "Email").await;
    save(&ada, &shop, "registration", &[(domains, "a.example")]).await;
    let answer = refused(&site, &ada, &restoration(&shop, 2, "authentication"), "primary_identifier").await;
    assert_eq!((answer.status, answer.link("Open Registration")), (422, format!("{shop}/registration")));

    let bank = create(&ada, "Bank").await;
    save(&ada, &bank, "registration", &[(domains, "a.example")]).await;
    save(&ada, &bank, "registration", &[(domains, "")]).await;
    save_identifier(&ada, &bank, "Mobile").await;
    let answer = refused(&site, &ada, &restoration(&bank, 2, "registration"), "domains_allowed").await;
    assert_eq!((answer.status, answer.link("Open Authentication")), (422, format!("{bank}/authentication")));
    save_identifier(&ada, &bank, "Email").await;
    let page = ada.submit(&answer, RESTORE, &[]).await;
    assert!(page.shows("Bank: Registration was restored."), "once the other card has changed: {}", page.text());
}

#[tokio::test]
async fn a_setting_that_would_stay_as_it_is_is_shown_too_where_it_stands_against_a_restoration() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    save(&ada, &shop, "registration", &[("Mobile number", "Required")]).await;
    let two_step =
        [("Two-step verification", "Required"), ("Authenticator app", "off"), ("Code by text message", "on")];
    save(&ada, &shop, "authentication", &two_step).await;
    save(&ada, &shop, "authentication", &[("Two-step verification", "Disabled")]).await;
    save(&ada, &shop, "registration", &[("Mobile number", "Not asked")]).await;
    let answer = refused(&site, &ada, &restoration(&shop, 3, "authentication"), "two_step_channels").await;
    assert_eq!(answer.status, 422);
    let found = rows(&answer);
    assert_eq!(found[0], row("Two-step verification", "Disabled", "Required"));
    assert_eq!(found[1][..2], ["Second-step channels", "Mobile"], "{found:?}");
    assert!(found[1][2].starts_with("Mobile Error: "), "{found:?}");
    assert_eq!(answer.link("Open Registration"), format!("{shop}/registration"));
}

#[tokio::test]
async fn who_saved_the_card_since_the_page_was_opened_is_named_and_nothing_is_lost() {
    let site = Site::start().await;
    let [ada, grace] = ada_and_grace(&site).await;
    let shop = create(&ada, "Shop").await;
    save(&ada, &shop, "general", &[("Description", "adas")]).await;
    let page = ada.open(&restoration(&shop, 1, "general")).await;
    save(&grace, &shop, "general", &[("App type", "Mobile App")]).await;
    let stored = site.stored();
    let asked = ada.press(&page, RESTORE, &[]).await;
    assert_eq!((asked.status, asked.h1().as_str()), (409, "Restore General to revision 1"));
    let words = "Grace changed General while you were looking at it. Nothing was restored.";
    assert!(asked.shows(words), "{}", asked.text());
    assert_eq!(site.stored(), stored);
    let both = [row("Description", "“adas”", "nothing"), row("App type", "Mobile App", "Web App")];
    assert_eq!(rows(&asked), both, "what would change now");
    let page = ada.submit(&asked, RESTORE, &[]).await;
    assert!(page.shows("Shop: General was restored."), "{}", page.text());
    assert_eq!(file(&ada, &shop, 4).await, file(&ada, &shop, 1).await);
}

#[tokio::test]
async fn a_save_of_another_card_does_not_stand_in_the_way() {
    let site = Site::start().await;
    let [ada, grace] = ada_and_grace(&site).await;
    let shop = create(&ada, "Shop").await;
    save(&ada, &shop, "general", &[("Description", "adas")]).await;
    let page = ada.open(&restoration(&shop, 1, "general")).await;
    save(&grace, &shop, "registration", &[("Registration type", "Invitation-Only")]).await;
    let page = ada.submit(&page, RESTORE, &[]).await;
    assert!(page.shows("Shop: General was restored.") && page.shows("Type Invitation-Only"), "{}", page.text());
    assert!(!page.shows("Description adas"));
}

#[tokio::test]
async fn the_last_who_saved_that_card_is_named_and_nobody_else() {
    let site = Site::start().await;
    let [ada, grace] = ada_and_grace(&site).await;
    let bob = site.named_operator("Bob", Role::ApplicationManager).await;
    let shop = create(&ada, "Shop").await;
    save(&ada, &shop, "general", &[("Description", "adas")]).await;
    let page = ada.open(&restoration(&shop, 1, "general")).await;
    save(&bob, &shop, "general", &[("Description", "bobs")]).await;
    save(&grace, &shop, "general", &[("Description", "graces")]).await;
    save(&bob, &shop, "registration", &[("Registration type", "Invitation-Only")]).await;
    let asked = ada.press(&page, RESTORE, &[]).await;
    assert!(asked.shows("Grace changed General while you were looking at it."), "{}", asked.text());
    assert!(!asked.shows("Bob"), "{}", asked.text());
}
