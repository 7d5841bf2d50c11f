//! Opens every page, following every link.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::support::Person;

/// Pages of one kind, such as clients, that are opened.
const OF_A_KIND: usize = 25;
/// And of all.
const ALL: usize = 600;

/// Follows every link from the list of clients on, but for downloads; how many pages there were, and how many of them failed.
pub async fn crawl(person: &Person) -> (usize, usize) {
    let (mut seen, mut kinds) = (BTreeSet::new(), BTreeMap::<String, usize>::new());
    let (mut waiting, mut opened) = (VecDeque::from(["/clients".to_owned()]), 0);
    let mut failed = 0;
    while let Some(path) = waiting.pop_front() {
        if opened == ALL {
            break;
        }
        let page = person.open(&path).await;
        failed += usize::from(page.status != 200);
        opened += 1;
        for link in page.links() {
            let of_kind = kinds.entry(kind(&link)).or_default();
            if *of_kind < OF_A_KIND && !link.contains("/assets/") && !is_download(&link) && seen.insert(link.clone()) {
                *of_kind += 1;
                waiting.push_back(link);
            }
        }
    }
    (opened, failed)
}

/// An address without what differs from client to client and from page to page.
fn kind(link: &str) -> String {
    let (path, query) = link.split_once('?').unwrap_or((link, ""));
    let parts = path.split('/').map(|part| if part.len() == 36 || part.parse::<u64>().is_ok() { "{}" } else { part });
    let names = query.split('&').map(|pair| pair.split('=').next().unwrap());
    parts.chain(names).collect::<Vec<_>>().join("/")
}

fn is_download(link: &str) -> bool {
    let path = link.split('?').next().unwrap();
    path.contains('.') || path.ends_with("/download")
}
