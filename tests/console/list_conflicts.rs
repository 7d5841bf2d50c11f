//! Two people change one list, as long as lists can be: their changes are told entry by entry and come together.

use crate::console::cards_derived::SAVE;
use crate::console::create;
use crate::support::controls::{Control, Kind};
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

const CHOOSE: &str = "Save these choices";

/// A list on a card: its label, its longest length, and what is an item of it.
struct List {
    card: String,
    label: String,
    longest: usize,
    item: fn(&str) -> String,
}

impl List {
    /// Distinct items that sort as they are numbered.
    fn items(&self, count: usize) -> Vec<String> {
        (0..count).map(|at| (self.item)(&format!("m{at:03}"))).collect()
    }
}

/// Every list of every card.
async fn lists(person: &Person, client: &str) -> Vec<List> {
    let page = person.open(client).await;
    let is_edit = |link: &String| link.starts_with(&format!("{client}/")) && !link.contains('#');
    let edits: Vec<String> = page.links().into_iter().filter(is_edit).collect();
    let mut lists = Vec::new();
    for card in edits {
        let page = person.open(&card).await;
        // A set of keys is one text of several lines.
        let is_list = |control: &Control| control.kind == Kind::Lines && control.label != "JWK set";
        if !page.has_button(SAVE) {
            continue;
        }
        for control in page.controls(SAVE).into_iter().filter(is_list) {
            let (longest, item): (_, fn(&str) -> String) = match control.label.rsplit(' ').next().unwrap() {
                "domains" => (100, |name| format!("{name}.example")),
                "URIs" | "origins" => (50, |name| format!("https://{name}.example")),
                _ => (10, |name| format!("{name}@a.example")),
            };
            let card = card.rsplit('/').next().unwrap().to_owned();
            lists.push(List { card, label: control.label, longest, item });
        }
    }
    assert!([10, 50, 100].iter().all(|longest| lists.iter().any(|list| list.longest == *longest)));
    lists
}

/// A list that two people have open, of whom Grace has saved and Ada saves now; the page that asks Ada.
struct Met {
    site: Site,
    ada: Person,
    card: String,
    page: Page,
}

async fn meet(list: &List, before: &[String], hers: &[String], mine: &[String]) -> Met {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let grace = site.named_operator("Grace", Role::Administrator).await;
    let card = format!("{}/{}", create(&ada, "Shop").await, list.card);
    let save = async |person: &Person, page: &Page, items: &[String]| {
        person.press(page, SAVE, &[(&list.label, &items.join("\n"))]).await
    };
    assert_eq!(save(&ada, &ada.open(&card).await, before).await.status, 303);
    let (adas, graces) = (ada.open(&card).await, grace.open(&card).await);
    assert_eq!(save(&grace, &graces, hers).await.status, 303);
    let page = save(&ada, &adas, mine).await;
    assert_eq!(page.status, 409, "{}", page.text());
    Met { site, ada, card, page }
}

async fn all_lists() -> Vec<List> {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    lists(&ada, &create(&ada, "Shop").await).await
}

/// What is kept of a list when an item is replaced: it stays as long as it is.
fn replaced(items: &[String], at: usize, by: &str) -> Vec<String> {
    let mut items = items.to_vec();
    by.clone_into(&mut items[at]);
    items.sort();
    items
}

#[tokio::test]
async fn what_both_added_and_removed_is_told_entry_by_entry_and_comes_together() {
    for list in all_lists().await {
        let before = list.items(list.longest);
        let [adas, graces] = ["adas", "graces"].map(list.item);
        let (hers, mine) = (replaced(&before, 0, &graces), replaced(&before, 1, &adas));
        let Met { site, ada, card, page } = meet(&list, &before, &hers, &mine).await;
        let stored = site.stored();
        let [question] = page.controls(CHOOSE).try_into().unwrap();
        let label = &list.label;
        let [saved, typed, both] = question.options.clone().try_into().unwrap();
        assert_eq!(&question.label, label);
        assert_eq!(saved, format!("added {graces} to {label}; removed {} from {label}", before[0]));
        assert_eq!(typed, format!("added {adas} to {label}; removed {} from {label}", before[1]));
        let removed = before[..2].join(", ");
        let added = [format!("{adas}, {graces}"), format!("{graces}, {adas}")];
        let is_both = |added| both == format!("added {added} to {label}; removed {removed} from {label}");
        assert!(added.iter().any(is_both), "{both}");
        assert_eq!(question.value, both, "nobody's change is lost unless they choose so");
        for whose in ["Saved version, by Grace", "Your version", "Both changes"] {
            assert!(page.shows(whose), "{whose}: {}", page.text());
        }
        assert_eq!(site.stored(), stored);

        let answer = ada.press(&page, CHOOSE, &[]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let merged = replaced(&hers, hers.iter().position(|item| *item == before[1]).unwrap(), &adas);
        assert_eq!(ada.open(&card).await.value(label).split('\n').collect::<Vec<_>>(), merged);
        let (client, name) = card.rsplit_once('/').unwrap();
        let told = ada.open(&format!("{client}/history")).await;
        let of = next_identity_console::domain::client::card(name).unwrap().label;
        let sentence = format!("Ada · {of}: added {adas} to {label}; removed {} from {label}", before[1]);
        assert!(told.shows(&sentence), "{sentence}: {}", told.text());
    }
}

#[tokio::test]
async fn either_version_of_a_list_can_be_kept_as_a_whole() {
    for list in all_lists().await {
        let before = list.items(list.longest - 1);
        let (hers, mine) = (replaced(&before, 0, &(list.item)("graces")), replaced(&before, 1, &(list.item)("adas")));
        for (choice, kept) in [(0, &hers), (1, &mine)] {
            let Met { site: _site, ada, card, page } = meet(&list, &before, &hers, &mine).await;
            let [question] = page.controls(CHOOSE).try_into().unwrap();
            let answer = ada.press(&page, CHOOSE, &[(&list.label, &question.options[choice])]).await;
            assert_eq!(answer.status, 303, "{}", answer.text());
            assert_eq!(ada.open(&card).await.value(&list.label).split('\n').collect::<Vec<_>>(), *kept);
        }
    }
}

#[tokio::test]
async fn what_one_removed_and_the_other_left_is_gone_and_what_both_did_is_done_once() {
    for list in all_lists().await {
        let before = list.items(4);
        let extra = (list.item)("zz");
        let hers = [&before[1..], std::slice::from_ref(&extra)].concat();
        let mine = [&before[..1], &before[2..], std::slice::from_ref(&extra)].concat();
        let Met { site: _site, ada, card, page } = meet(&list, &before, &hers, &mine).await;
        let [question] = page.controls(CHOOSE).try_into().unwrap();
        let label = &list.label;
        let both = format!("added {extra} to {label}; removed {} from {label}", before[..2].join(", "));
        assert_eq!(question.options[2], both);
        assert_eq!(ada.press(&page, CHOOSE, &[(label, &both)]).await.status, 303);
        let expected = [&before[2..], std::slice::from_ref(&extra)].concat();
        assert_eq!(ada.open(&card).await.value(label).split('\n').collect::<Vec<_>>(), expected);
    }
}

#[tokio::test]
async fn both_changes_are_not_offered_where_the_list_would_be_too_long_and_are_refused_where_they_are_forged() {
    for list in all_lists().await {
        let before = list.items(list.longest - 1);
        let with = |name: &str| [before.clone(), vec![(list.item)(name)]].concat();
        let Met { site, ada, card, page } = meet(&list, &before, &with("xgraces"), &with("xadas")).await;
        let [question] = page.controls(CHOOSE).try_into().unwrap();
        assert_eq!(question.options.len(), 2, "{:?}", question.options);
        let stored = site.stored();
        let mut fields = page.form(CHOOSE, &[(&list.label, &question.options[0])]).fields;
        let keep = fields.iter_mut().find(|(name, _)| *name == question.names[0]).unwrap();
        "both".clone_into(&mut keep.1);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(ada.post(&card, &fields).await.status, 400);
        assert_eq!(site.stored(), stored);
    }
}

#[tokio::test]
async fn a_long_list_that_is_emptied_and_filled_anew_is_told_in_short() {
    let list = all_lists().await.into_iter().find(|list| list.longest == 100).unwrap();
    let before = list.items(100);
    let hers: Vec<String> = (0..100).map(|at| (list.item)(&format!("g{at:03}"))).collect();
    let Met { site: _site, page, .. } = meet(&list, &before, &hers, &[]).await;
    let [question] = page.controls(CHOOSE).try_into().unwrap();
    let (label, some) = (&list.label, |items: &[String]| format!("100 domains: {} and 97 more", items[..3].join(", ")));
    assert_eq!(
        question.options[0],
        format!("added {} to {label}; removed {} from {label}", some(&hers), some(&before))
    );
    assert_eq!(question.options[1], format!("removed {} from {label}", some(&before)));
    assert_eq!(question.options[2], question.options[0], "she emptied it, and what was added stays");
    assert_eq!(question.hint.matches(&some(&before)).count(), 1, "{}", question.hint);
}
