//! Revision numbers and names that no page of ours sends: refused, wherever they stand, and nothing is stored.

use super::save;
use crate::console::{card_form, create};
use crate::support::{Person, Site};
use next_identity_console::domain::client::CARDS;
use next_identity_console::domain::role::Role;

/// None of them is the number of a revision of the client, which has three.
const FORGED: [&str; 14] = [
    "",
    "0",
    "-1",
    "-9223372036854775808",
    "4",
    "9223372036854775807",
    "9223372036854775808",
    "340282366920938463463374607431768211456",
    "1.0",
    "01",
    "+1",
    "1e0",
    "one",
    "1'--",
];

async fn site_and_shop() -> (Site, Person, String) {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    for text in ["one", "two"] {
        save(&ada, &shop, "general", &[("Description", text)]).await;
    }
    (site, ada, shop)
}

#[tokio::test]
async fn an_address_with_a_forged_revision_leads_nowhere() {
    let (site, ada, shop) = site_and_shop().await;
    let stored = site.stored();
    for number in FORGED {
        for end in ["file", "settings.json", "restoration/general"] {
            let address = format!("{shop}/history/{number}/{end}");
            let page = ada.get(&address).await;
            assert_eq!((page.status, page.h1().as_str()), (404, "Page not found"), "{address}");
        }
        let address = format!("{shop}/history/{number}/restoration/general");
        assert_eq!(ada.post(&address, &[("seen", "3")]).await.status, 404, "{address}");
    }
    assert_eq!(site.stored(), stored);
}

#[tokio::test]
async fn a_revision_of_another_client_and_a_client_that_is_none_lead_nowhere() {
    let (site, ada, _) = site_and_shop().await;
    let bank = create(&ada, "Bank").await;
    let stored = site.stored();
    for client in [&bank, "/clients/0192f000-0000-7000-8000-000000000000", "/clients/1"] {
        for end in ["2/file", "2/settings.json", "2/restoration/general"] {
            assert_eq!(ada.get(&format!("{client}/history/{end}")).await.status, 404, "{client} {end}");
        }
        let address = format!("{client}/history/2/restoration/general");
        assert_eq!(ada.post(&address, &[("seen", "1")]).await.status, 404, "{client}");
        if client != bank {
            assert_eq!(ada.get(&format!("{client}/history")).await.status, 404, "{client}");
            assert_eq!(ada.get(&format!("{client}/history/comparison?from=1&to=1")).await.status, 404, "{client}");
        }
    }
    let page = ada.get(&format!("{bank}/history/comparison?from=1&to=2")).await;
    assert_eq!((page.status, page.error_of("to").as_str()), (422, "Enter a number from 1 to 1."));
    assert_eq!(site.stored(), stored);
}

#[tokio::test]
async fn a_comparison_with_a_forged_revision_is_refused_beside_its_field() {
    let (_site, ada, shop) = site_and_shop().await;
    for number in FORGED {
        for [forged, good] in [["from", "to"], ["to", "from"]] {
            let query = serde_urlencoded::to_string([(forged, number), (good, "2")]).unwrap();
            let page = ada.get(&format!("{shop}/history/comparison?{query}")).await;
            assert_eq!((page.status, page.error_of(forged).as_str()), (422, "Enter a number from 1 to 3."), "{query}");
            assert_eq!(page.error_of(good), "", "{query}");
            assert!(page.all(".difference").is_empty() && !page.shows("No differences"), "{query}");
        }
    }
    for query in ["from=1&to=2&from=1", "from=%ff&to=1"] {
        assert_eq!(ada.get(&format!("{shop}/history/comparison?{query}")).await.status, 400, "{query}");
    }
}

#[tokio::test]
async fn a_form_that_was_opened_at_a_forged_revision_is_refused() {
    let (site, ada, shop) = site_and_shop().await;
    let stored = site.stored();
    let restoration = format!("{shop}/history/2/restoration/general");
    let is_well_formed = |number: &str| ["4", "9223372036854775807"].contains(&number);
    for number in FORGED {
        let page = ada.post(&restoration, &[("seen", number)]).await;
        assert_eq!(page.status, if is_well_formed(number) { 404 } else { 400 }, "seen {number}");
        for card in CARDS {
            let page = card_form(&ada, &format!("{shop}/{}", card.name), &[], &[("revision", number)]).await;
            assert_eq!(page.status, 400, "{} {number}", card.name);
        }
    }
    for body in ["", "seen=3&seen=3", "seen=3&other=1", "seen=%ff"] {
        assert_eq!(ada.post_raw(&restoration, body).await.status, 400, "{body}");
    }
    assert_eq!(site.stored(), stored);
}

#[tokio::test]
async fn a_choice_between_versions_that_was_made_against_a_forged_revision_is_refused() {
    let (site, ada, shop) = site_and_shop().await;
    let general = format!("{shop}/general");
    let page = card_form(&ada, &general, &[("Description", "three")], &[("revision", "1")]).await;
    assert_eq!(page.status, 409);
    let stored = site.stored();
    let form = page.form("Save these choices", &[("Description", "“three”")]);
    for name in ["revision", "against"] {
        for number in FORGED {
            let fields = form
                .fields
                .iter()
                .map(|(field, value)| (field.as_str(), if field == name { number } else { value.as_str() }));
            let page = ada.post(&general, &fields.collect::<Vec<_>>()).await;
            assert_eq!(page.status, 400, "{name} {number}: {}", page.text());
        }
    }
    assert_eq!(site.stored(), stored);
    let fields: Vec<(&str, &str)> = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(ada.post(&general, &fields).await.status, 303, "as it stands, it is accepted");
}

#[tokio::test]
async fn a_card_that_does_not_exist_has_no_restoration() {
    let (site, ada, shop) = site_and_shop().await;
    let stored = site.stored();
    for name in ["nothing", "General", "status", "general.description", "general/", "%00", "%ff"] {
        let address = format!("{shop}/history/2/restoration/{name}");
        assert_eq!(ada.get(&address).await.status, 404, "{address}");
        assert_eq!(ada.post(&address, &[("seen", "3")]).await.status, 404, "{address}");
    }
    assert_eq!(site.stored(), stored);
}
