use scraper::Selector;

use super::{file, revisions, save};
use crate::console::cards_derived::{all_off_default, new_client};
use crate::console::create;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::client::{CARDS, Settings, described};
use next_identity_console::domain::role::Role;

/// The lines of a file, each with the path of the member that it belongs to.
fn lines(file: &str) -> Vec<(String, String)> {
    let mut path: Vec<&str> = Vec::new();
    let mut lines = Vec::new();
    for line in file.lines() {
        let depth = (line.len() - line.trim_start().len()) / 2;
        path.truncate(depth);
        if let Some((name, _)) = line.trim_start().strip_prefix('"').and_then(|rest| rest.split_once("\": ")) {
            path.truncate(depth - 1);
            path.push(name);
        }
        lines.push((path.join("."), line.trim_end_matches(',').to_owned()));
    }
    lines
}

/// The setting that a path belongs to.
fn setting(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('.').collect();
    (1..=parts.len()).find_map(|count| described(&parts[..count].join("."))).map(|(_, setting)| setting.path)
}

/// The settings of whose lines two files differ, in the order of the first.
fn differing(one: &str, other: &str) -> Vec<&'static str> {
    let [one, other] = [one, other].map(lines);
    let mut found: Vec<&str> = Vec::new();
    for (some, all) in [(&one, &other), (&other, &one)] {
        for line in some.iter().filter(|line| !all.contains(line)) {
            found.push(setting(&line.0).unwrap_or_else(|| panic!("{line:?} belongs to no setting")));
        }
    }
    let all = CARDS.iter().flat_map(|card| card.settings).map(|setting| setting.path);
    all.filter(|path| found.contains(path)).collect()
}

async fn new_site() -> (Site, Person) {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    (site, ada)
}

#[tokio::test]
async fn every_revision_is_a_file_that_can_be_read_and_downloaded() {
    let (site, ada) = new_site().await;
    let vera = site.operator(Role::Viewer).await;
    let shop = create(&ada, "Shop <&> \"Co\"").await;
    save(&ada, &shop, "general", &[("Description", "x")]).await;
    let client_id = site.text("(SELECT client_id FROM clients)");
    for number in [1, 2] {
        let page = vera.open(&format!("{shop}/history/{number}/file")).await;
        assert_eq!(page.h1(), format!("Revision {number} as a file"));
        let link = page.link("Download");
        assert_eq!(link, format!("{shop}/history/{number}/settings.json"));
        let file = vera.get(&link).await;
        assert_eq!((file.status, file.header("content-type").as_str()), (200, "application/json"));
        let name = format!("attachment; filename=\"{client_id}-revision-{number}.json\"");
        assert_eq!(file.header("content-disposition"), name);
        assert_eq!(file.header("cache-control"), "no-store");
        assert!(file.html.ends_with("}\n") && !file.html.ends_with("\n\n"));
        assert_eq!(shown(&page), file.html, "the page shows the file itself");
        assert_eq!(vera.get(&link).await.html, file.html, "it reads the same again");
    }
}

/// The text that a page shows as it is.
fn shown(page: &Page) -> String {
    page.document().select(&Selector::parse("pre code").unwrap()).flat_map(|code| code.text()).collect()
}

#[tokio::test]
async fn a_file_holds_the_settings_alone_and_reads_back_to_them() {
    let (site, ada) = new_site().await;
    let client = new_client(&ada).await;
    all_off_default(&ada, &client).await;
    let number = revisions(&site, &client);
    for number in 1..=number {
        let text = file(&ada, &client, number).await;
        let stored = site.text(&format!("(SELECT settings FROM client_revisions WHERE number = {number})"));
        let read = Settings::parse(&text).unwrap();
        assert_eq!(read, Settings::parse(&stored).unwrap());
        assert_eq!(read.to_file(), text);
    }
    let text = file(&ada, &client, 1).await;
    let key = client.rsplit('/').next().unwrap();
    let client_id = site.text("(SELECT client_id FROM clients)");
    let year = site.text("(SELECT strftime('%Y', created_at / 1000, 'unixepoch') FROM clients)");
    let port = site.url.rsplit(':').next().unwrap();
    for foreign in [key, client_id.as_str(), year.as_str(), port, "localhost", "Ada", "revision", "secret", "created"] {
        // The names of two methods have a word in them that is none of a client's own.
        assert!(!text.replace("client_secret_", "").contains(foreign), "{foreign}: {text}");
    }
}

#[tokio::test]
async fn clients_of_two_installations_with_the_same_settings_have_the_same_file() {
    let mut files = Vec::new();
    for others in 0..2 {
        let (_site, ada) = new_site().await;
        for number in 0..others {
            create(&ada, &format!("Client {number} of another")).await;
        }
        let shop = create(&ada, "Shop").await;
        let domains = if others == 0 { "a.example b.example" } else { "b.example a.example" };
        let typed = [("Allowed email domains", domains), ("Registration type", "Invitation-Only")];
        save(&ada, &shop, "registration", &typed).await;
        files.push(file(&ada, &shop, 2).await);
    }
    assert_eq!(files[0], files[1]);
}

#[tokio::test]
async fn the_members_stand_in_the_order_of_the_cards_and_their_settings() {
    let (site, ada) = new_site().await;
    let client = new_client(&ada).await;
    all_off_default(&ada, &client).await;
    let all: Vec<&str> = CARDS.iter().flat_map(|card| card.settings).map(|setting| setting.path).collect();
    for number in [1, revisions(&site, &client)] {
        let text = file(&ada, &client, number).await;
        let mut found: Vec<&str> = lines(&text).iter().filter_map(|(path, _)| setting(path)).collect();
        found.dedup();
        assert_eq!(found, all, "{text}");
    }
}

#[tokio::test]
async fn two_revisions_differ_in_the_lines_of_the_settings_that_were_changed() {
    let (site, ada) = new_site().await;
    let client = new_client(&ada).await;
    all_off_default(&ada, &client).await;
    let number = revisions(&site, &client);
    let first = file(&ada, &client, 1).await;
    let mut before = first.clone();
    let mut cards = Vec::new();
    for number in 2..=number {
        let after = file(&ada, &client, number).await;
        let changed = differing(&before, &after);
        let (card, _) = described(changed[0]).unwrap();
        assert_eq!(changed, card.settings.iter().map(|setting| setting.path).collect::<Vec<_>>(), "{number}");
        cards.push(card.name);
        before = after;
    }
    cards.sort_unstable();
    let mut all: Vec<&str> = CARDS.iter().map(|card| card.name).collect();
    all.sort_unstable();
    assert_eq!(cards, all);

    let domains = |count: usize| (0..count).map(|at| format!("d{at}.example")).collect::<Vec<_>>().join(" ");
    for (card, label, value, path) in [
        ("authentication", "Code length", "7", "authentication.codes.length"),
        ("registration", "Invitation lifetime", "29", "registration.invitation_lifetime"),
        ("registration", "Blocked email domains", &domains(40), "registration.domains.blocked"),
        ("registration", "Blocked email domains", &domains(39), "registration.domains.blocked"),
        ("profile", "Security", "on", "profile.security"),
    ] {
        save(&ada, &client, card, &[(label, value)]).await;
        let after = file(&ada, &client, revisions(&site, &client)).await;
        assert_eq!(differing(&before, &after), [path], "{label}");
        before = after;
    }
}
