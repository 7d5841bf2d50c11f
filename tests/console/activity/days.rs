use super::sentences;
use crate::console::create;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Day, Timestamp};

const DAY: i64 = 24 * 60 * 60;

/// The lines that stand for folded entries, without the time before them.
fn folded(page: &Page) -> Vec<String> {
    page.all(".folded > summary > span")
}

/// Adds sign-ins of operators who are gone, all of one day, by hand.
fn sign_ins(site: &Site, count: u32) {
    site.execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         INSERT INTO activity (at, actor_kind, actor_id, actor_name, action) \
         SELECT 1700000000000 + i, 'operator', randomblob(16), 'Op ' || i, 'signed_in' FROM n"
    ));
}

#[tokio::test]
async fn entries_stand_under_their_days_in_utc_each_behind_its_time() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    create(&ada, "Shop").await;
    for days in [9, 1] {
        site.pass(days * DAY);
        ada.sign_in_again("Ada").await;
    }
    let page = ada.open("/activity").await;
    let today = Day::containing(site.now());
    let (mut headings, mut clocks) = (Vec::new(), Vec::new());
    for seq in (1..=site.number("(SELECT max(seq) FROM activity)")).rev() {
        let at = Timestamp(site.number(&format!("(SELECT at FROM activity WHERE seq = {seq})")));
        headings.push(Day::containing(at).heading(today));
        clocks.push(at.to_rfc_3339()[11..16].to_owned());
    }
    headings.dedup();
    assert_eq!(page.all("h2.day-heading"), headings);
    assert_eq!(headings[..2], ["Today", "Yesterday"]);
    assert!(headings[2].ends_with(&Day::containing(Timestamp(0).max(site.now())).to_string()[..4]), "{headings:?}");
    assert_eq!(page.all(".entries time"), clocks);
    assert_eq!(page.text().matches("UTC").count(), 1, "{}", page.text());
    assert_eq!(
        page.all(".entries time[datetime$=Z][title*=' ago, '][title$=' UTC'], .entries time[title^='just now, ']"),
        clocks
    );
}

#[tokio::test]
async fn sign_ins_that_follow_one_another_are_folded_with_their_number_and_who_it_was() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    site.named_operator("Grace", Role::Viewer).await;
    ada.sign_in_again("Ada").await;
    ada.sign_in_again("Ada").await;
    create(&ada, "Shop").await;
    let page = ada.open("/activity").await;
    assert_eq!(folded(&page), ["3 sign-ins: Ada, Grace"]);
    assert_eq!(page.all(".entries .folded .sentence"), ["Ada signed in", "Ada signed in", "Grace signed in"]);
    let alone = page.all(".entries > li > p .sentence");
    assert_eq!(alone[0], "Ada created the client Shop");
    assert_eq!(alone[2], "Ada signed in", "one alone stands for itself");
    assert_eq!(page.all("details[open]"), Vec::<String>::new());
    for view in ["kind=signed_in", "kind=signed_in+client_created"] {
        let page = ada.open(&format!("/activity?{view}")).await;
        assert_eq!(folded(&page), Vec::<String>::new(), "{view}");
        assert_eq!(sentences(&page).iter().filter(|said| said.ends_with("signed in")).count(), 4, "{view}");
    }
    assert_eq!(folded(&ada.open("/activity?search=ada&from=2020-01-01").await), ["3 sign-ins: Ada"]);
    sign_ins(&site, 5);
    let page = ada.open("/activity").await;
    assert_eq!(folded(&page), ["5 sign-ins: Op 5, Op 4, Op 3 and 2 more", "3 sign-ins: Ada, Grace"]);
}

async fn turns_both_ways(ada: &Person, start: &str, expected: &[usize]) {
    let forward = ada.walk(start, "Older").await;
    let shown: Vec<Vec<String>> = forward.iter().map(sentences).collect();
    assert_eq!(shown.iter().map(Vec::len).collect::<Vec<_>>(), expected, "{start}");
    let backward = ada.walk(&forward.last().unwrap().path, "Newer").await;
    let back: Vec<Vec<String>> = backward.iter().rev().map(sentences).collect();
    assert_eq!(back.concat(), shown.concat(), "{start}");
}

#[tokio::test]
async fn a_page_has_25_entries_however_many_of_them_are_folded_and_none_is_lost_between_two() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    sign_ins(&site, 58);
    for start in ["/activity", "/activity?kind=signed_in+operator_added"] {
        turns_both_ways(&ada, start, &[25, 25, 10]).await;
    }
    let pages = ada.walk("/activity", "Older").await;
    let said: Vec<Vec<String>> = pages.iter().map(folded).collect();
    assert_eq!(said[0], ["25 sign-ins: Op 58, Op 57, Op 56 and 22 more"], "as many as the page has");
    assert_eq!(said[2], ["8 sign-ins: Op 8, Op 7, Op 6 and 5 more"]);
    let standing: Vec<String> = pages.iter().flat_map(|page| page.all(".total")).collect();
    assert_eq!(standing, ["1–25 of more than 25 events", "26–50 of more than 50 events", "51–60 of 60 events"]);
    let back = ada.click(&pages[2], "Newer").await;
    assert_eq!(back.all(".total"), ["26–50 of more than 50 events"]);
}
