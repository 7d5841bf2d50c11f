//! The client's tab Activity: which requests were refused, why, and one click to what mends it.

use crate::console::{card_form, create};
use crate::support::{Page, Person, Site};
use next_identity_console::domain::client::{ClientKey, RevisionNumber};
use next_identity_console::domain::refusal::{Mend, Refusal};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::store::{Store, refusals};

const ADD: &str = "Add this redirect URI";
const SENT: &str = "https://app.example.com/Callback";
const REGISTERED: &str = "https://app.example.com/callback";

const URI: Mend = Mend::Setting("integration.redirect_uris");

async fn refuse(site: &Site, client: &str, (reason, mend): (&str, Option<Mend>), sent: &str) -> String {
    let key = ClientKey::parse(client.rsplit('/').next().unwrap()).unwrap();
    let expected = (mend == Some(URI)).then_some(REGISTERED);
    let (of, kind) = ((key, RevisionNumber::FIRST), ("authorize", "invalid_request", reason));
    let refusal = Refusal { mend, ..Refusal::new(of, kind, (Some(sent), expected), SystemClock.now()) };
    let reference = refusal.reference();
    let store = Store::open(&site.database).unwrap();
    store.write(move |conn| refusals::add(conn, &refusal)).await.unwrap();
    store.close();
    reference
}

pub async fn refuse_uri(site: &Site, client: &str, sent: &str) -> String {
    refuse(site, client, ("The redirect URI is none of those registered.", Some(URI)), sent).await
}

/// A client whose redirect URI differs in one letter from the one that was sent.
async fn opened(role: Role) -> (Site, Person, String) {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let saved = card_form(&ada, &format!("{client}/integration"), &[("Redirect URI 1", REGISTERED)], &[]).await;
    assert_eq!(saved.status, 303);
    let person = site.named_operator("Grace", role).await;
    (site, person, client)
}

async fn tab(person: &Person, client: &str) -> Page {
    let page = person.open(client).await;
    let tabs = page.each([".tabs a"]);
    assert_eq!(tabs, [["Settings", "History", "Activity"].map(str::to_owned).to_vec()]);
    let address = page.links().into_iter().find(|link| link.starts_with("/clients/") && link.ends_with("/activity"));
    person.open(&address.unwrap()).await
}

#[tokio::test]
async fn a_redirect_uri_that_differs_in_one_character_is_told_with_it_marked_and_added_by_one_click() {
    let (site, grace, client) = opened(Role::ApplicationManager).await;
    let page = grace.open(&format!("{client}/activity")).await;
    assert!(
        page.shows("Nothing was refused.") && page.h1() == "Shop Active" && page.title().starts_with("Activity · Shop"),
        "{}",
        page.text()
    );
    let reference = refuse_uri(&site, &client, SENT).await;
    refuse_uri(&site, &client, SENT).await;
    let page = grace.open(&format!("{client}/activity")).await;
    assert_eq!(page.all(".refusals mark"), ["C", "c"]);
    assert_eq!(page.all(".refusals code")[..2], [SENT, REGISTERED]);
    for words in [
        "The redirect URI is none of those registered.",
        "They differ in 1 character.",
        "2 times since",
        "Authorization, invalid_request",
        &reference,
    ] {
        assert!(page.shows(words), "{words}: {}", page.text());
    }
    assert!(
        page.shows("Ada · Integration: added https://app.example.com/callback to Redirect URIs"),
        "{}",
        page.text()
    );
    assert!(grace.click(&page, "Revision 1").await.shows("Revision 1"));
    let page = grace.submit(&page, ADD, &[]).await;
    assert!(page.shows("Shop: Integration was saved."), "{}", page.text());
    assert!(page.shows(&format!("Redirect URIs {SENT}, {REGISTERED}")), "{}", page.text());
    let page = grace.open(&format!("{client}/activity")).await;
    assert!(page.shows(&format!("Grace · Integration: added {SENT} to Redirect URIs")), "{}", page.text());
    let page = grace.press(&page, ADD, &[]).await;
    assert_eq!(page.status, 422, "it is there already");
    assert!(page.shows("This stands in the list already."), "{}", page.text());
}

#[tokio::test]
async fn what_no_client_may_have_is_not_added_and_the_page_says_why() {
    let (site, grace, client) = opened(Role::ApplicationManager).await;
    for (sent, reason) in [("http://app.example.com/callback", "https"), ("https://app.example.com/callback#x", "#")] {
        let reference = refuse_uri(&site, &client, sent).await;
        let before = site.stored();
        let page = grace.open(&format!("{client}/activity?reference={reference}")).await;
        let page = grace.press(&page, ADD, &[]).await;
        assert_eq!(page.status, 422, "{sent}");
        assert_eq!(page.h1(), "Integration · Shop");
        assert_eq!(page.value("Redirect URI 2"), sent, "what was sent is in the form");
        assert!(page.shows(reason) && !page.all("[aria-invalid=true], .field-error").is_empty(), "{}", page.text());
        assert_eq!(site.stored(), before);
    }
}

#[tokio::test]
async fn an_address_of_elsewhere_is_not_added_by_a_click_since_anybody_can_have_sent_it() {
    let (site, grace, client) = opened(Role::ApplicationManager).await;
    for sent in ["https://app.example.org/callback", "javascript:alert(1)", "com.example.shop:/callback"] {
        let reference = refuse_uri(&site, &client, sent).await;
        let page = grace.open(&format!("{client}/activity?reference={reference}")).await;
        assert!(page.shows(sent) && !page.has_button(ADD), "{sent}");
        assert!(page.links().iter().any(|link| link.ends_with("/integration#redirect_uris")), "{sent}");
    }
}

#[tokio::test]
async fn a_client_with_as_many_redirect_uris_as_there_can_be_says_so() {
    let (site, grace, client) = opened(Role::ApplicationManager).await;
    let all: Vec<String> = (0..50).map(|number| format!("https://app.example.com/{number}")).collect();
    let saved = card_form(&grace, &format!("{client}/integration"), &[("Redirect URIs", &all.join("\n"))], &[]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    refuse_uri(&site, &client, SENT).await;
    let page = grace.press(&grace.open(&format!("{client}/activity")).await, ADD, &[]).await;
    assert_eq!(page.status, 422);
    assert!(page.shows("There are 50 redirect URIs already."), "{}", page.text());
}

#[tokio::test]
async fn other_reasons_lead_to_the_setting_or_to_nothing_and_a_reader_has_no_button() {
    let (site, grace, client) = opened(Role::ApplicationManager).await;
    for (mend, link, href) in [
        (Some(Mend::Setting("integration.pkce")), Some("Open Require PKCE"), "/integration#pkce"),
        (Some(Mend::Secrets), Some("Open Credentials"), "/credentials"),
        (Some(Mend::Status), Some("Enable the client"), "/status"),
        (None, None, ""),
    ] {
        let reference = refuse(&site, &client, ("It is wrong.", mend), href).await;
        let page = grace.open(&format!("{client}/activity?reference={reference}")).await;
        match link {
            Some(link) => assert_eq!(page.link(link), format!("{client}{href}")),
            None => assert_eq!(page.all(".refusals .button"), [""; 0]),
        }
    }
    refuse_uri(&site, &client, SENT).await;
    let viewer = site.named_operator("Vi", Role::Viewer).await;
    let page = tab(&viewer, &client).await;
    assert_eq!(page.all(".refusals h3").len(), 5);
    assert!(!page.has_button(ADD) && page.all(".refusals .button").is_empty(), "{}", page.text());
    let uris = format!("{client}/redirect-uris");
    assert_eq!(viewer.post(&uris, &[("redirect_uri", SENT)]).await.status, 403);
}

#[tokio::test]
async fn a_reference_finds_its_request_also_from_another_client() {
    let (site, grace, client) = opened(Role::Viewer).await;
    let other = create(&site.named_operator("Eve", Role::Administrator).await, "Bank").await;
    let reference = refuse_uri(&site, &client, SENT).await;
    refuse_uri(&site, &client, "https://elsewhere.example/").await;
    let page = grace.open(&format!("{client}/activity")).await;
    assert_eq!(page.all(".refusals h3").len(), 2);
    let typed = format!(" {} ", reference.to_uppercase());
    let page = grace.submit(&page, "Find", &[("Reference", &typed)]).await;
    assert_eq!(page.all(".refusals h3").len(), 1);
    assert!(page.shows(SENT));
    let page = grace.open(&format!("{other}/activity")).await;
    let page = grace.submit(&page, "Find", &[("Reference", &reference)]).await;
    assert!(page.shows("The reference belongs to another client: Shop"), "{}", page.text());
    assert!(grace.click(&page, "Shop").await.shows(SENT));
    for unknown in ["0000000000", "nonsense", "<b>"] {
        let page = grace.submit(&page, "Find", &[("Reference", unknown)]).await;
        assert!(page.shows("No refused request of this client has this reference."), "{unknown}: {}", page.text());
        assert_eq!(page.value("Reference"), unknown);
    }
}

#[tokio::test]
async fn what_an_application_sent_is_shown_as_text_whatever_it_is() {
    let (site, grace, client) = opened(Role::Viewer).await;
    let sent = "https://a.example/\"><script>alert(1)</script>\u{202e}x";
    refuse_uri(&site, &client, sent).await;
    let page = grace.open(&format!("{client}/activity")).await;
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    assert_eq!(page.all(".refusals code")[0], sent);
}
